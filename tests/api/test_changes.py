"""What changed since, page by page: thin lines that say where to read, and nothing of accounts."""

from tests.api.conftest import Served


def test_a_program_that_follows_page_by_page_sees_every_change_once(served: Served) -> None:
    reader = served.by("member")
    first = reader.get("changes?limit=3").json()
    rest = reader.get(f"changes?limit=1000&after={first['next']}").json()
    numbers = [change["seq"] for change in (*first["items"], *rest["items"])]
    assert numbers == sorted(set(numbers))
    assert rest["next"] == rest["head"]
    assert reader.get(f"changes?after={rest['next']}").json() == {"items": [], "next": rest["next"], "head": rest["head"]}


def test_whoever_has_read_further_than_the_ledger_goes_is_told_so(served: Served) -> None:
    reader = served.by("member")
    head = reader.get("changes").json()["head"]
    assert reader.get(f"changes/stream?seconds=0&after={head}").status_code == 200
    for address, header in ((f"changes?after={head + 1}", {}), (f"changes/stream?after={head + 1}", {}),
                            ("changes/stream", {"Last-Event-ID": str(head + 1)})):  # fmt: skip
        answer = reader("GET", address, header)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["place"] == (next(iter(header), "after"))
        assert f"{head:,}" in answer.json()["errors"][0]["message_en"]


def test_a_change_says_where_to_read_the_thing_and_not_what_it_says(served: Served) -> None:
    head = served.secretariat.get("changes?limit=1000").json()["head"]
    person = {"code": "an", "name": "Nguyễn An"}
    assert served.secretariat.post("persons", person).status_code == 201
    etag = served.secretariat.get("persons/an").headers["ETag"]
    assert served.secretariat("DELETE", "persons/an", {"If-Match": etag}).status_code == 204
    made, gone = served.by("member").get(f"changes?after={head}").json()["items"]
    assert (made["action"], made["path"]) == ("create", "/api/v1/persons/an")
    assert (gone["action"], gone["path"]) == ("delete", None)
    assert "Nguyễn An" not in served.by("member").get("changes?limit=1000").text


def test_nobody_hears_of_accounts_and_what_opens_them(served: Served) -> None:
    kinds = {change["kind"] for change in served.by("auditor").get("changes?limit=1000").json()["items"]}
    assert "task" in kinds
    assert kinds.isdisjoint({"account", "credential", "grant"})


def test_a_last_event_that_is_no_number_is_refused_by_name(served: Served) -> None:
    answer = served.by("member").get("changes/stream", Last_Event_ID="x1")
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "Last-Event-ID")


def test_without_a_token_nothing_is_told(served: Served) -> None:
    assert served.nobody.get("changes").status_code == 401
    assert served.nobody.get("changes/stream").status_code == 401


def test_whoever_asks_for_the_head_of_the_stream_does_not_wait_for_its_end(served: Served) -> None:
    answer = served.by("member")("HEAD", "changes/stream")
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, "text/event-stream")

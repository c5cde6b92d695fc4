"""The same request sent again changes nothing and gets the same answer."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from tests.api.conftest import Served
from tests.api.test_conventions import problem
from tests.api.test_resources import NEW


def test_the_same_key_and_request_have_one_effect_and_one_answer(served: Served) -> None:
    first = served.secretariat.post("tasks", NEW["task"], Idempotency_Key="k1")
    before = served.head()
    again = served.secretariat.post("tasks", dict(reversed(NEW["task"].items())), Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert {n: again.headers[n] for n in ("etag", "location")} == {n: first.headers[n] for n in ("etag", "location")}
    assert served.head() == before


def test_the_same_key_with_another_request_is_refused(served: Served) -> None:
    served.secretariat.post("tasks", NEW["task"], Idempotency_Key="k1")
    before = served.head()
    other = served.secretariat.post("tasks", NEW["task"] | {"code": "N2"}, Idempotency_Key="k1")
    assert problem(other)["status"] == 422
    assert problem(other)["errors"][0]["place"] == "Idempotency-Key"
    assert served.head() == before


def test_a_key_belongs_to_an_account(served: Served) -> None:
    assert served.by("planner").post("estimates", NEW["estimate"], Idempotency_Key="k").status_code == 201
    assert served.secretariat.post("tasks", NEW["task"], Idempotency_Key="k").status_code == 201


def test_a_refused_request_may_be_mended_and_sent_with_its_key(served: Served) -> None:
    assert served.secretariat.post("tasks", NEW["task"] | {"programme": "none"}, Idempotency_Key="k").status_code == 422
    assert served.secretariat.post("tasks", NEW["task"], Idempotency_Key="k").status_code == 201


def test_a_credential_is_issued_once_for_a_key_and_its_secret_is_shown_only_then(served: Served) -> None:
    order, before = {"account": "member", "purpose": "sign-in", "label": "x"}, served.head()["seq"]
    first, again = (served.secretariat.post("credentials", order, Idempotency_Key="k").json() for _time in range(2))
    assert (first["secret"] in first["address"], again["secret"], again["address"]) == (True, None, None)
    assert first["credential"] == again["credential"]
    assert served.head()["seq"] == before + 1


def test_five_at_once_have_one_effect(served: Served) -> None:
    before = served.head()["seq"]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _n: served.secretariat.post("tasks", NEW["task"], Idempotency_Key="k"), range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert served.head()["seq"] == before + 1


WITHOUT_A_KEY: Mapping[str, str] = {
    "schedule_plan": "computes only", "report_plan": "computes only", "convert_plan": "computes only",
    "import_plan": "a second time nothing changes", "import_annex": "a second time nothing changes",
    "import_popolo": "a second time nothing changes",
    "confirm_consent": "what is decided is decided", "decline_consent": "what is decided is decided",
    "rotate_feed": "of a version: If-Match", "revoke_credential": "of a version: If-Match",
    "make_webhook_secret": "of a version: If-Match",
    "ping_webhook": "writes nothing of ours", "resend_webhook_letter": "writes nothing of ours",
}  # fmt: skip
"""The POSTs that take no key, and why."""


def test_every_post_takes_a_key_or_is_named_with_the_reason_why_not(shared: Served) -> None:
    """Bar 8: which requests may be sent again is read from the document."""
    paths = shared.nobody.get("/docs/openapi.json").json()["paths"]
    posts = [item["post"] for item in paths.values() if "post" in item]
    named = {
        post["operationId"] for post in posts if "Idempotency-Key" not in {each["name"] for each in post.get("parameters", ())}
    }
    assert named == set(WITHOUT_A_KEY)
    assert len(posts) - len(named) > 60

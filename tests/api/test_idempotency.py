"""The same request sent again changes nothing and gets the same answer."""

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


def test_five_at_once_have_one_effect(served: Served) -> None:
    before = served.head()["seq"]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _n: served.secretariat.post("tasks", NEW["task"], Idempotency_Key="k"), range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert served.head()["seq"] == before + 1

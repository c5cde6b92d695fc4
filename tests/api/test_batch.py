"""Changes that are made together or not at all."""

import re
from itertools import count
from typing import Any

import pytest
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.batch import ELSEWHERE, MOST
from api.registry import KINDS
from api.writing import writables
from portfolio.kinds import MADE_HERE
from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem

Change = dict[str, Any]
THREE = {"optimistic": 1, "most_likely": 2, "pessimistic": 3}
EACH = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
_number = count(1)


def change(action: str, kind: str, code: str | None = None, version: int | None = None, /, **value: Any) -> Change:
    said = {"action": action, "kind": kind, "code": code, "version": version, "value": value or None}
    return {name: each for name, each in said.items() if each is not None}


def task(code: str, **more: Any) -> Change:
    return change("create", "tasks", **{"code": code, "programme": "P", "title_vi": "Việc", "title_en": "Task", **more})


def link(before: str, after: str) -> Change:
    return change("create", "dependencies", predecessor=before, successor=after)


def sent(caller: Caller, *changes: Any, query: str = "", **headers: str) -> Response:
    return caller.post(f"batch{query}", {"changes": list(changes)}, **headers)


def told(answer: Response) -> dict[str, str]:
    """Place → what is said there."""
    return {each["place"]: each["message_en"] for each in problem(answer)["errors"]}


@pytest.fixture
def own() -> str:
    """What no other test calls its things."""
    return f"N{next(_number)}"


# ---- what is made


def test_each_change_is_answered_with_its_version_and_its_entry_of_the_ledger(lasting: Served, own: str) -> None:
    me, head = lasting.secretariat, lasting.head()["seq"]
    made = sent(
        me, task(own), change("create", "estimates", task=own, optimistic=1, most_likely=2, pessimistic=3), query="?document=QD1"
    )
    assert made.status_code == 200, made.text
    assert made.json() == {"ledger_seq": head + 2, "changes": [
        {"action": "create", "kind": "task", "code": own, "version": 1, "etag": '"1"', "seq": head + 1},
        {"action": "create", "kind": "estimate", "code": own, "version": 1, "etag": '"1"', "seq": head + 2},
    ]}  # fmt: skip
    entries = lasting.by("auditor").get(f"ledger?after={head}").json()["items"]
    assert [(e["code"], e["purpose"], e["document"], e["account"]) for e in entries] == [(own, "batch", "QD1", "secretariat")] * 2
    again = sent(
        me,
        change("delete", "estimates", own, 1),
        change("replace", "tasks", own, 1, code=own, programme="P", title_vi="Việc", title_en="Other", ordinal=3),
    )
    assert [(each["version"], each["etag"], each["seq"]) for each in again.json()["changes"]] == [
        (None, None, head + 3), (2, '"2"', head + 4),
    ]  # fmt: skip
    assert me.get(f"tasks/{own}").headers["ETag"] == '"2"'
    assert me.get(f"estimates/{own}").status_code == 404


def test_in_whatever_order_they_come_what_refers_to_another_comes_after_it_and_goes_before_it(lasting: Served, own: str) -> None:
    a, b, c = (f"{own}.{letter}" for letter in "abc")
    made = sent(lasting.secretariat, link(a, b), link(b, c), task(c, parent=own), task(b), task(own), task(a))
    assert made.status_code == 200, made.text
    assert [each["seq"] - made.json()["ledger_seq"] for each in made.json()["changes"]] == [0, -2, -3, -5, -4, -1]
    gone = [change("delete", "tasks", code, 1) for code in (own, a, b, c)]
    gone += [change("delete", "dependencies", f"{one}~{other}~FS", 1) for one, other in ((a, b), (b, c))]
    assert sent(lasting.secretariat, *gone).status_code == 200
    assert lasting.secretariat.get(f"tasks/{own}").status_code == 404


def test_what_is_refused_one_by_one_may_pass_together(lasting: Served, own: str) -> None:
    me = lasting.secretariat
    assign = {"task": own, "role": "lead"}
    first, gains = (change("create", "assignments", organization=body, **assign) for body in ("MIC", "OLD"))
    helps = change("create", "assignments", task=own, organization="NCEG", role="coordinating")
    loses = change("delete", "assignments", f"{own}~MIC~lead", 1)
    assert sent(me, task(own), first, helps).status_code == 200
    assert me("DELETE", f"assignments/{own}~MIC~lead", {"If-Match": '"1"'}).status_code == 422
    assert me.post("assignments", gains["value"]).status_code == 422
    swapped = sent(me, gains, loses)
    assert swapped.status_code == 200, swapped.text


def test_what_says_nothing_new_leaves_no_entry_and_keeps_its_version(lasting: Served, own: str) -> None:
    me = lasting.secretariat
    seq = sent(me, task(own)).json()["ledger_seq"]
    [same] = sent(me, change("amend", "tasks", own, 1, title_en="Task")).json()["changes"]
    assert (same["version"], same["seq"], lasting.head()["seq"]) == (1, seq, seq)


def test_a_dry_run_tells_what_would_move_by_how_much_and_writes_nothing(lasting: Served, own: str) -> None:
    head, day = lasting.head(), {"most_likely": 16, "pessimistic": 60}
    longer = [change("amend", "estimates", "P.2", 1, **day), task(own)]
    tried = sent(lasting.secretariat, *longer, query="?dry_run=1").json()
    assert (tried["written"], tried["ledger_seq"], lasting.head()) == (False, head["seq"], head)
    assert [(each["action"], each["kind"], each["code"]) for each in tried["changes"]] == [
        ("replace", "estimate", "P.2"), ("create", "task", own),
    ]  # fmt: skip
    later = {each["task"]: each["finish_later"] for each in tried["effect"] if each["task"] != own}
    alone = lasting.secretariat("PATCH", "estimates/P.2?dry_run=1", {"If-Match": '"1"'}, json=day).json()
    assert later == {each["task"]: each["finish_later"] for each in alone["effect"]}
    assert later["P.2"] > 0


def test_the_same_key_and_batch_have_one_effect_and_one_answer(lasting: Served, own: str) -> None:
    first = sent(lasting.secretariat, task(own), Idempotency_Key=own)
    head = lasting.head()
    again = sent(lasting.secretariat, task(own), Idempotency_Key=own)
    assert (first.status_code, first.content, head) == (200, again.content, lasting.head())
    assert problem(sent(lasting.secretariat, task(f"{own}b"), Idempotency_Key=own))["errors"][0]["place"] == "Idempotency-Key"


def test_a_kind_goes_by_its_name_in_the_ledger_as_by_that_in_its_address(lasting: Served, own: str) -> None:
    me = lasting.secretariat
    new = {"action": "create", "kind": "task", "value": task(own)["value"]}
    tried = me.post("batch?dry_run=1", {"changes": [new]}).json()["changes"]
    [made] = sent(me, new).json()["changes"]
    entry = lasting.by("auditor").get(f"ledger?after={made['seq'] - 1}").json()["items"][0]
    assert [each["kind"] for each in (*tried, made, entry)] == ["task"] * 3
    for name in ("tasks", "task"):
        assert list(told(sent(me, change("delete", name, own)))) == ["changes[0].version"]
    for name in ("baselines", "baseline"):
        assert told(sent(me, change("create", name, code="B")))["changes[0].kind"].endswith("see /api/v1/baselines")


# ---- what is refused


def test_all_that_is_wrong_is_told_at_once_each_at_its_change(lasting: Served) -> None:
    head = lasting.head()
    changes = [
        1,
        {},
        {"action": "x", "kind": "tasks", "foo": 1, "value": {}},
        change("amend", "tasks", "P.1", title_en="", oops=2),
        change("amend", "estimates", "P.1", 7, most_likely=-1),
        change("delete", "tasks", "P.77", 1),
        change("create", "baselines", code="B"),
        task("P.1", title_en="x" * 501),
        {**task("a"), "code": "b", "version": 1},
        change("delete", "risks", "R1", 1, title_en="x"),
        {"action": "replace", "kind": "tasks", "version": 1},
        {"action": "create", "kind": "surveys", "code": "x y", "value": {"title_en": ""}},
        change("create", "dependencies", predecessor="P.1", successor="P.2"),
        change("amend", "risks", "R1", 1, code="R2"),
        change("amend", "surveys", "S1", 1, note_en="x"),
        change("amend", "surveys", "S1", 1, note_vi="x"),
        change("amend", "tables", "x", 1, note_vi="x"),
        change("create", "delegations", code="D", from_post="nobody", to_post="Q", start="2018-02", end="2018-01", matter="x"),
        change("create", "posts", code="Q", organization="MIC", title_vi="Q", title_en="Q"),
    ]
    answer = sent(lasting.secretariat, *changes)
    assert (answer.status_code, lasting.head()) == (422, head)
    assert list(told(answer)) == [
        "changes[0]", "changes[1].action", "changes[1].kind", "changes[2].foo", "changes[2].action",
        "changes[3].version", "changes[3].value.oops", "changes[3].value.title_en", "changes[4].version",
        "changes[4].value.most_likely", "changes[5].code", "changes[6].kind", "changes[7].value.title_en", "changes[8].version",
        "changes[8].code", "changes[9].value", "changes[10].code", "changes[10].value", "changes[11].code",
        "changes[11].value.title_vi", "changes[11].value.title_en", "changes[11].value.respondents", "changes[12].code",
        "changes[13].value.code", "changes[15]", "changes[16].kind", "changes[17].value.matter", "changes[17].value.end",
        "changes[17].value.from_post",
    ]  # fmt: skip
    assert told(answer)["changes[3].version"] == "say which version you read: P.1 is at 1 now"
    assert told(answer)["changes[15]"] == "survey S1 is changed by changes[14] already: say there all that becomes of it"


@pytest.mark.parametrize(
    "body", [{}, {"changes": []}, {"changes": {}}, {"changes": [{}] * (MOST + 1)}, {"changes": [{}], "more": 1}]
)
def test_a_batch_is_a_list_of_changes_and_no_longer_than_it_may_be(lasting: Served, body: Any) -> None:
    answer = lasting.secretariat.post("batch", body)
    assert answer.status_code == 422
    assert set(told(answer)) == {"more" if "more" in body else "changes"}


LOOP = (link("P.1", "P.3"), link("P.3", "P.5"), task("new"), link("P.5", "P.1"))
ALONE: tuple[tuple[str, int, tuple[Change, ...], dict[str, str]], ...] = (
    ("stale-version", 412, (change("amend", "tasks", "P.1", 9, title_en="x"), change("delete", "tasks", "P.4", 2)),
     {"changes[0].version": "task P.1 is at version 1, not 9", "changes[1].version": "task P.4 is at version 1, not 2"}),
    ("precondition-required", 428, (task("new"), change("delete", "tasks", "P.4")), {"changes[1].version": "P.4 is at 1 now"}),
    ("unknown-code", 404, (change("delete", "tasks", "none", 1),), {"changes[0].code": "no task with the code none"}),
    ("duplicate-code", 409, (task("new"), task("P.1")), {"changes[1].code": "the code P.1 is taken"}),
    ("in-use", 409, (change("delete", "tasks", "P.5", 1),), {"changes[0].code": "while these refer to it: estimate P.5"}),
    ("cycle", 409, LOOP, {"changes[0], changes[1], changes[3]": "P.1 → P.3 → P.5 → P.1"}),
    ("invalid", 422, (change("delete", "tasks", "P.4", 2), task("x y")), {"changes[0].version": "", "changes[1].value.code": ""}),
    ("invalid", 422, (task("new", parent="none"),), {"changes[0].value.parent": "there is no task with the code none"}),
    ("invalid", 422, (task("new", parent="Q.1"), *LOOP[:2], LOOP[3], change("delete", "tasks", "P.2", 1)),
     {"changes[4].code": "cannot go", "changes[0].value.parent": "Q.1 is in programme Q, not P",
      "changes[1], changes[2], changes[3] (P.1 → P.3 → P.5 → P.1)": "loop"}),
    ("invalid", 422, (task("new"), change("create", "assignments", task="P.1", organization="OLD", role="lead")),
     {"changes[1] (task P.1 lead)": "task P.1 would have several leads, MIC, OLD"}),
    ("invalid", 422, (task("a", parent="b"), task("b", parent="a")),
     {"changes[0].value.parent": "task runs in a loop: a → b → a", "changes[0], changes[1] (a → b → a)": "loop"}),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "status", "changes", "places"), ALONE)
def test_a_refusal_has_the_type_that_all_its_problems_share_and_names_the_changes(
    lasting: Served, slug: str, status: int, changes: tuple[Change, ...], places: dict[str, str]
) -> None:
    head = lasting.head()
    for query in ("", "?dry_run=1"):
        answer = sent(lasting.secretariat, *changes, query=query)
        assert (answer.status_code, problem(answer)["type"].rpartition(":")[2], lasting.head()) == (status, slug, head)
        said = told(answer)
        assert said.keys() == places.keys()
        assert all(part in said[place] for place, part in places.items()), said
    if slug == "cycle":
        assert problem(answer)["cycle"] == ["P.1", "P.3", "P.5", "P.1"]


def test_a_summary_closes_a_loop_too_and_the_change_that_made_it_one_is_named(lasting: Served, own: str) -> None:
    a, b = f"{own}.a", f"{own}.b"
    assert sent(lasting.secretariat, task(own), task(a), task(b), link(own, b)).status_code == 200
    answer = sent(lasting.secretariat, change("amend", "tasks", a, 1, parent=own), task(f"{own}.c"), link(b, a))
    assert (answer.status_code, list(told(answer))) == (409, ["changes[0], changes[2]"])


def test_a_document_that_is_not_there_is_told_with_its_own_place(lasting: Served, own: str) -> None:
    assert list(told(sent(lasting.secretariat, task(own), query="?document=none"))) == ["document"]


# ---- who may


def test_each_change_needs_the_right_to_its_kind(lasting: Served, own: str) -> None:
    head, mine = lasting.head(), change("amend", "estimates", "P.5", 1, most_likely=2)
    account = change("create", "accounts", code=own, name="x", role="planner")
    answer = sent(lasting.by("planner"), mine, task(own), account)
    assert (answer.status_code, set(told(answer))) == (403, {"changes[1].kind", "changes[2].kind"})
    mixed = sent(lasting.by("planner"), {**mine, "version": 5}, task("x y"))
    assert (mixed.status_code, list(told(mixed))) == (422, ["changes[0].version", "changes[1].value.code", "changes[1].kind"])
    for role in ("member", "auditor"):
        assert sent(lasting.by(role), mine).status_code == 403
    assert lasting.head() == head
    assert sent(lasting.by("planner"), mine).status_code == 200


def grant(served: Served, account: str, **more: Any) -> None:
    made = sent(served.secretariat, change("create", "grants", code=f"{account}-{next(_number)}", account=account, **more))
    assert made.status_code == 200, made.text


def test_each_change_is_bounded_by_the_role_that_its_kind_needs(served: Served) -> None:
    grant(served, "planner", role="planner", programme="P")
    grant(served, "planner", role="secretariat", programme="Q")
    planner, head = served.by("planner"), served.head()
    elsewhere, estimate = task("Q.9", programme="Q"), change("create", "estimates", task="P.4", **THREE)
    answer = sent(planner, elsewhere, task("P.9"), estimate, change("delete", "risks", "R1", 1))
    assert (answer.status_code, served.head()) == (403, head)
    way = "you act for Q: let somebody who acts there do this, or ask the secretariat for a grant"
    assert told(answer) == {
        "changes[1]": f"belongs to P, NCEG; {way}",
        "changes[3]": f"belongs to no one programme or body: whoever writes it acts everywhere; {way}",
    }
    doubtful = sent(planner, task("Q.9", programme="Q", title_en=""), change("create", "progress", task="Q.9"), task("P.9"))
    assert set(told(doubtful)) == {"changes[0].value.title_en", "changes[1].value.as_of", "changes[1].value.state", "changes[2]"}
    assert sent(planner, elsewhere, estimate).status_code == 200


def test_a_member_reports_where_a_grant_says(served: Served) -> None:
    grant(served, "member", role="member", body="MIC")
    said = {"as_of": "2018-07-04", "state": "in-progress", "actual_start": "2018-07-02"}
    at_home, abroad = (change("create", "progress", task=code, **said) for code in ("P.5", "Q.1"))
    assert set(told(sent(served.by("member"), at_home, abroad))) == {"changes[1]"}
    assert sent(served.by("member"), at_home).status_code == 200


def test_what_is_made_by_functions_of_its_own_is_refused_with_an_address_that_there_is(lasting: Served) -> None:
    posts = {re.sub(r":\w+", "", route.path) for route in lasting.client.app.routes if "POST" in getattr(route, "methods", ())}
    written = {each.kind for each in writables(frozenset())}
    assert {kind.path for kind in KINDS if kind not in written} == ELSEWHERE.keys()
    assert {kind.path for kind in MADE_HERE} - {"scenarios", "scenario-changes"} <= ELSEWHERE.keys()
    assert set(ELSEWHERE.values()) <= posts
    answer = sent(lasting.secretariat, *(change("create", path, code="x") for path in ELSEWHERE))
    assert len(told(answer)) == len(ELSEWHERE)
    assert told(answer)["changes[0].kind"].endswith("see /api/v1/baselines")


def test_what_may_not_be_made_of_a_thing_may_not_in_a_batch(lasting: Served) -> None:
    hook = {"code": "hook", "account": "member", "address": "https://elsewhere.example/x"}
    answer = sent(
        lasting.secretariat, change("create", "webhooks", **hook), change("amend", "scenarios", "S", 1, state="applied")
    )
    assert list(told(answer)) == ["changes[0].value.address", "changes[1].value.state"]


# ---- the law


def replaced(number: str, version: int, days: int) -> Change:
    code = f"@.{number}"
    return change("replace", "estimates", code, version, task=code, optimistic=1, most_likely=days, pessimistic=9)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes of a small plan of tasks 0 to 2 in a row, each with an estimate: each thing once, good and bad ones."""
    numbers = st.sampled_from("01234")
    version = st.sampled_from([1, 1, 1, 1, 2])
    made = [
        st.builds(lambda n: task(f"@.{n}"), st.sampled_from("34")),
        st.builds(lambda n, v, o: change("amend", "tasks", f"@.{n}", v, ordinal=o), numbers, version, st.integers(0, 3)),
        st.builds(replaced, numbers, version, st.integers(1, 9)),
        st.builds(lambda a, b: link(f"@.{a}", f"@.{b}"), numbers, numbers),
        st.builds(lambda n, v: change("delete", "dependencies", f"@.{n}~@.{int(n) + 1}~FS", v), st.sampled_from("01"), version),
        st.builds(lambda n, v: change("delete", "estimates", f"@.{n}", v), numbers, version),
        st.builds(lambda n, v: change("delete", "tasks", f"@.{n}", v), numbers, version),
    ]  # fmt: skip
    return draw(st.lists(st.one_of(made), min_size=1, max_size=6, unique_by=subject))


def subject(one: Change) -> tuple[str, str]:
    said = one.get("value", {})
    return one["kind"], one.get("code") or said.get("code") or f"{said.get('predecessor')}~{said.get('successor')}~FS"


def of(plan: str, changes: Any) -> Any:
    """The same changes of another plan."""
    match changes:
        case str():
            return changes.replace("@", plan)
        case list():
            return [of(plan, each) for each in changes]
        case dict():
            return {name: of(plan, each) for name, each in changes.items()}
    return changes


START = [
    *(task(f"@.{n}") for n in range(3)),
    *(change("create", "estimates", task=f"@.{n}", optimistic=1, most_likely=2, pessimistic=9) for n in range(3)),
    *(link(f"@.{n}", f"@.{n + 1}") for n in range(2)),
]


def one_by_one(caller: Caller, changes: list[Change]) -> bool:
    """Whether each change passes as a request of its own, until one does not."""
    method = {"create": "POST", "replace": "PUT", "amend": "PATCH", "delete": "DELETE"}
    for each in changes:
        address = each["kind"] + (f"/{each['code']}" if each["action"] != "create" else "")
        headers = {"If-Match": f'"{each.get("version")}"'} if each["action"] != "create" else {}
        if caller(method[each["action"]], address, headers, json=each.get("value")).status_code >= 300:
            return False
    return True


def standing(caller: Caller, plan: str) -> list[Any]:
    """All that there is of a plan, but for the ledger's numbers."""
    found = [each for kind in ("tasks", "estimates", "dependencies") for each in caller.get(f"{kind}?limit=500").json()["items"]]
    mine = [each for each in found if each["code"].startswith(plan)]
    return [{name: of("@", str(value).replace(plan, "@")) for name, value in each.items() if name != "seq"} for each in mine]


@EACH
@given(changes=histories())
def test_a_batch_does_what_its_changes_do_one_by_one_or_nothing(lasting: Served, changes: list[Change]) -> None:
    me, number = lasting.secretariat, next(_number)
    alone, together = f"L{number}", f"T{number}"
    for plan in (alone, together):
        assert sent(me, *of(plan, START)).status_code == 200
    before, first = standing(me, together), lasting.head()["seq"]
    passed, second = one_by_one(me, of(alone, changes)), lasting.head()["seq"]
    answer = sent(me, *of(together, changes))
    third = lasting.head()["seq"]
    if passed:
        assert answer.status_code == 200, answer.text
        assert (standing(me, together), third - second) == (standing(me, alone), second - first)
    elif answer.status_code != 200:
        assert (standing(me, together), third) == (before, second)

"""Where an account holds which role, where a thing belongs, and that nothing is written beyond."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rights import EVERYWHERE, Bounds, Reach, rights
from api.tables import Account, AccountRole, Grant
from governance.model import Organization, OrganizationClass, Post
from governance.records import Records
from portfolio.model import Assignment, Dependency, Estimate, Programme, ProgrammeKind, Role, Task
from portfolio.reach import Ancestry, ancestry_of
from tests.api.conftest import Served, serving
from tests.api.test_conventions import problem
from tests.conftest import Place as Database

DAY = date(2018, 7, 5)
PLACES = st.sampled_from([{}, {"programme": "P"}, {"programme": "Q"}, {"body": "MIC"}])
DATES = st.sampled_from([{}, {"end": "2017"}, {"start": "2019"}, {"start": "2018-07-05", "end": "2018-07-05"}])


@st.composite
def grants(draw: st.DrawFn) -> list[Grant]:
    said = draw(st.lists(st.tuples(st.sampled_from(AccountRole), PLACES, DATES), max_size=5))
    return [Grant(code=f"g{n}", account="an", role=role, **place, **dates) for n, (role, place, dates) in enumerate(said)]  # type: ignore[arg-type]


def oracle(own: AccountRole, given: list[Grant], role: AccountRole, programme: str, bodies: frozenset[str]) -> bool:
    """The law of grants, said the slow way."""
    in_force = [g for g in given if g.role is role and (g.start or "0") <= "2018-07-05" <= (g.end or "9")]
    hit = [g for g in in_force if g.programme == programme or g.body in bodies or not (g.programme or g.body)]
    narrowed = [g for g in given if g.role is own and (g.programme or g.body)]
    return bool(hit) or (role is own and not narrowed)


@given(st.sampled_from(AccountRole), grants(), st.sampled_from("PQR"), st.sampled_from(["MIC", "MOF"]))
def test_a_role_holds_where_the_law_of_grants_says(own: AccountRole, given: list[Grant], programme: str, body: str) -> None:
    account = Account(code="an", name="An", role=own)
    held = rights(Records([account, *given]), account, DAY)
    place = Ancestry(frozenset({programme}), frozenset({body}))
    for role in AccountRole:
        assert (role in held and held[role].covers(place)) == oracle(own, given, role, programme, place.bodies)
    assert own in held


def test_the_grants_of_others_are_not_one_s_own() -> None:
    account = Account(code="an", name="An", role=AccountRole.PLANNER)
    other = Grant(code="g", account="binh", role=AccountRole.PLANNER, programme="P")
    assert rights(Records([account, other]), account, DAY) == {AccountRole.PLANNER: EVERYWHERE}


def test_a_token_bound_to_a_programme_narrows_whatever_its_account_may() -> None:
    bounds = Bounds(EVERYWHERE, only="P")
    assert not bounds.everywhere
    assert bounds.covers(Ancestry(frozenset({"P"})))
    assert not bounds.covers(Ancestry(frozenset({"Q"}), frozenset({"MIC"})))
    assert not Bounds(Reach(bodies=frozenset({"MIC"})), only="P").covers(Ancestry(frozenset({"P"}), frozenset({"MOF"})))


# ---- where a thing belongs


def body(code: str, parent: str | None = None) -> Organization:
    return Organization(code=code, name_vi=code, name_en=code, classification=OrganizationClass.MINISTRY, parent=parent)


def titled(code: str) -> dict[str, Any]:
    return {"code": code, "title_vi": code, "title_en": code}


WORLD = Records(
    [
        body("GOV"), body("MIC", "GOV"), body("AITA", "MIC"), body("NCEG"),
        Programme(portfolio="E", type=ProgrammeKind.PLAN, owner="NCEG", **titled("P")),
        Programme(portfolio="E", type=ProgrammeKind.PLAN, **titled("Q")),
        Task(programme="P", **titled("P.1")), Task(programme="Q", **titled("Q.1")),
        Assignment(task="P.1", organization="AITA", role=Role.LEAD),
        Assignment(task="P.1", organization="MOF", role=Role.COORDINATING),
        Post(organization="AITA", **titled("AITA.head")),
    ]
)  # fmt: skip


def test_a_task_is_the_business_of_its_lead_and_of_its_programme_s_owner_with_those_above() -> None:
    found = ancestry_of(WORLD, WORLD.get(Task, "P.1"))
    assert found == Ancestry(frozenset({"P"}), frozenset({"AITA", "MIC", "GOV", "NCEG"}))
    assert ancestry_of(WORLD, Estimate(task="P.1", optimistic=1, most_likely=1, pessimistic=1)) == found


def test_a_link_belongs_to_the_task_that_it_dates_and_a_post_to_its_body() -> None:
    assert ancestry_of(WORLD, Dependency(predecessor="P.1", successor="Q.1")) == Ancestry(frozenset({"Q"}))
    assert ancestry_of(WORLD, WORLD.get(Post, "AITA.head")) == Ancestry(frozenset(), frozenset({"AITA", "MIC", "GOV"}))


# ---- at the door


@pytest.fixture
def served(on_sqlite: Database) -> Iterator[Served]:
    """A service to change; the two databases differ in nothing that is asked here."""
    with serving(on_sqlite.url) as found:
        yield found


def narrowed(served: Served, account: str, role: str, **place: str) -> None:
    grant = {"code": f"{account}-{role}-{len(place)}", "account": account, "role": role, **place}
    assert served.secretariat.post("grants", grant).status_code == 201


def amend(served: Served, role: str, path: str, **said: Any) -> Any:
    return served.by(role)("PATCH", path, {"If-Match": "*"}, json=said)


def test_a_planner_granted_a_programme_plans_only_there_and_is_told_the_way_out(served: Served) -> None:
    narrowed(served, "planner", "planner", programme="Q")
    assert [r["programmes"] for r in served.by("planner").get("me").json()["rights"]] == [["Q"]]
    found = problem(amend(served, "planner", "estimates/P.1", most_likely=6))
    assert (found["status"], [error["place"] for error in found["errors"]]) == (403, ["estimate P.1"])
    assert "ask the secretariat for a grant" in found["detail_en"]
    assert found["errors"][0]["message_en"] == "belongs to P, MIC, NCEG"
    assert served.by("planner").post("dependencies", {"predecessor": "P.1", "successor": "Q.1"}).status_code == 201
    assert problem(served.by("planner").post("dependencies", {"predecessor": "Q.1", "successor": "P.1"}))["status"] == 403
    assert served.by("planner").get("estimates/P.1").status_code == 200


def test_an_assistant_of_a_member_reports_on_the_tasks_that_the_body_leads(served: Served) -> None:
    report = {"task": "P.1", "as_of": "2018-07-05", "state": "not-started"}
    refused = problem(served.by("member").post("progress", report))
    assert "only for a body or a programme that a grant names" in refused["detail_en"]
    narrowed(served, "member", "member", body="MIC")
    assert served.by("member").post("progress", report).status_code == 201
    assert problem(served.by("member").post("progress", {**report, "task": "Q.1"}))["status"] == 403
    assert problem(amend(served, "member", "tasks/P.1", title_en="x"))["status"] == 403


@pytest.mark.parametrize("taken", ["tasks", "assignments"])
def test_nothing_is_pulled_over_into_one_s_own_place(served: Served, taken: str) -> None:
    narrowed(served, "planner", "secretariat", **({"programme": "P"} if taken == "tasks" else {"body": "MIC"}))
    if taken == "tasks":
        answer = amend(served, "planner", "tasks/Q.1", programme="P")
    else:
        answer = served.by("planner").post("assignments", {"task": "Q.1", "organization": "MIC", "role": "lead"})
    assert problem(answer)["status"] == 403


def test_a_scenario_is_drafted_freely_and_applied_only_where_its_changes_may_be_made(served: Served) -> None:
    narrowed(served, "planner", "planner", programme="Q")
    assert amend(served, "planner", "scenarios/S", title_en="Faster still").status_code == 200
    refused = served.by("planner")("POST", "scenarios/S/apply", {"If-Match": "*"}, json={})
    assert problem(refused)["status"] == 403


def test_a_role_that_is_granted_at_a_place_applies_there_what_it_writes(served: Served) -> None:
    change = {"scenario": "S", "ordinal": 2, "action": "amend", "type": "task", "subject": "P.2", "fields": {"title_en": "x"}}
    base = served.by("planner").get("tasks/P.2").json()["seq"]
    assert served.by("planner").post("scenario-changes", {**change, "base_seq": base}).status_code == 201
    refused = problem(served.by("planner")("POST", "scenarios/S/apply", {"If-Match": "*"}, json={}))
    assert "only the role Secretariat" in refused["errors"][0]["message_en"]
    narrowed(served, "planner", "secretariat", programme="Q")
    elsewhere = problem(served.by("planner")("POST", "scenarios/S/apply", {"If-Match": "*"}, json={}))
    assert [error["place"] for error in elsewhere["errors"]] == ["task P.2"]
    assert served.secretariat.post(
        "grants", {"code": "g2", "account": "planner", "role": "secretariat", "programme": "P"}
    ).is_success
    applied = served.by("planner")("POST", "scenarios/S/apply", {"If-Match": "*"}, json={})
    assert (applied.status_code, applied.json().get("state")) == (200, "applied"), applied.text


def test_what_a_grant_allows_ends_with_it_and_never_widens_by_running_out(served: Served) -> None:
    narrowed(served, "planner", "planner", programme="P", end="2017")
    assert problem(amend(served, "planner", "estimates/P.1", most_likely=6))["status"] == 403
    [grant] = served.secretariat.get("grants?account=planner").json()["items"]
    assert served.secretariat("DELETE", f"grants/{grant['code']}", {"If-Match": "*"}).status_code == 204
    assert amend(served, "planner", "estimates/P.1", most_likely=6).status_code == 200


def test_whoever_administers_holds_the_role_everywhere(served: Served) -> None:
    narrowed(served, "planner", "secretariat", programme="P")
    assert amend(served, "planner", "tasks/P.1", title_en="x").status_code == 200
    refused = problem(served.by("planner").get("accounts"))
    assert (refused["status"], "holds everywhere" in refused["detail_en"]) == (403, True)


def test_a_grant_names_one_place_and_an_account_that_is_there(served: Served) -> None:
    both = {"code": "g", "account": "planner", "role": "planner", "programme": "P", "body": "MIC"}
    assert [e["place"] for e in problem(served.secretariat.post("grants", both))["errors"]] == ["programme"]
    nobody = {"code": "g", "account": "nobody", "role": "planner"}
    assert "nobody" in problem(served.secretariat.post("grants", nobody))["errors"][0]["message_en"]

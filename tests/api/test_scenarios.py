"""What-ifs over HTTP: written by planners, computed beside the live plan, applied once and whole, or thrown away."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace as replaced

from api.computed import Computed
from api.database import SafeEngine, check_schema, migrate
from governance.store import Store
from governance.work import Work
from portfolio.cpm import Schedule
from portfolio.model import Estimate
from portfolio.whatif.model import ScenarioChange
from portfolio.whatif.scenario import apply
from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem
from tests.api.world import AUTHOR, DAY, entities, two
from tests.conftest import Run
from tests.support import Place, gathered, past


def seq_of(us: Caller, path: str) -> int:
    found: int = us.get(path).json()["seq"]
    return found


def amend(us: Caller, number: int, kind: str, path: str, **fields: Any) -> dict[str, Any]:
    """A change of the scenario N to what is there now."""
    subject = path.partition("/")[2]
    return {"scenario": "N", "ordinal": number, "action": "amend", "type": kind, "subject": subject,
            "base_seq": seq_of(us, path), "fields": fields}  # fmt: skip


def write(us: Caller, *changes: Mapping[str, Any]) -> None:
    """The scenario N with these changes."""
    assert us.post("scenarios", {"code": "N", "portfolio": "EGOV", **two("Try")}).status_code == 201
    for change in changes:
        made = us.post("scenario-changes", dict(change))
        assert made.status_code == 201, made.text


def close(us: Caller, verb: str, code: str = "N", tag: str = '"1"', **headers: str) -> Any:
    return us("POST", f"scenarios/{code}/{verb}", {"If-Match": tag, **headers}, json={})


def refused(answer: Any, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found = problem(answer)
    assert found["type"] == f"urn:egov-portfolio:problem:{slug}"
    assert found["detail_vi"] != found["detail_en"]
    return found


ASKED = ["schedule", "programmes/P/schedule", "programmes/P/critical-path", "tasks/P.2/explanation", "reports/schedule"]


def test_every_computed_answer_can_be_asked_of_the_scenario_and_the_live_one_stays(served: Served) -> None:
    us = served.by("planner")
    live = {path: us.get(path).json() for path in ASKED}
    write(us, amend(us, 1, "estimate", "estimates/P.1", optimistic=1, most_likely=1))
    for path in ASKED:
        supposed = us.get(f"{path}?scenario=N").json()
        assert supposed != live[path]
        if not path.startswith("reports"):
            assert (supposed["scenario"], live[path]["scenario"]) == ("N", None)
            again = us.get(path).json()
            assert {**again, "ledger_seq": 0} == {**live[path], "ledger_seq": 0}
    dates = {task["task"]: task for task in us.get("schedule?scenario=N").json()["tasks"]}
    assert (dates["P.1"]["early_finish"], dates["P.1"]["assumed"]) == ("2018-07-05", True)
    assert "N" in us.get("reports/schedule?scenario=N&format=markdown&lang=en").text.splitlines()[0]
    refused(us.get("schedule?scenario=nothing"), 404, "unknown-code")


def test_a_comparison_tells_finishes_tasks_links_and_conflicts_and_sets_others_beside(served: Served) -> None:
    us = served.by("planner")
    write(
        us,
        amend(us, 1, "estimate", "estimates/P.1", optimistic=1, most_likely=1),
        amend(us, 2, "dependency", "dependencies/P.2~P.3~FS", lag=3),
    )
    found = us.get("scenarios/N/comparison?with=S").json()
    assert [each["scenario"] for each in found["scenarios"]] == ["N", "S"]
    mine = found["scenarios"][0]
    assert (mine["same"], mine["version"], mine["conflicts"]) == (False, 1, [])
    [finish] = [each for each in mine["finishes"] if each["programme"] == "P"]
    assert (finish["before"], finish["after"], finish["days"]) == ("2018-07-26", "2018-07-24", -2)
    tasks = {task["task"]: task for task in mine["tasks"]}
    assert (tasks["P.2"]["start_days"], tasks["P.2"]["finish_days"]) == (-4, -4)
    assert [(link["link"], link["before"]["lag"], link["after"]["lag"]) for link in mine["links"]] == [("P.2~P.3~FS", 1, 3)]
    effects = [(each["piece"], each["subject"], each["moves"], each["finish"]) for each in mine["effects"]]
    assert effects == [("duration", "P.1", 3, "2018-07-30"), ("link", "P.2~P.3~FS", 1, "2018-07-20")]
    table = us.get("reports/comparison?scenario=N&lang=en").json()
    assert table["answer"][0] == (
        "Scenario N, “Try”: P finishes on 24/07/2018, 2 working days earlier; 3 tasks move; 1 link differs."
    )
    assert us.get("reports/comparison").json()["rows"] == []
    refused(us.get("scenarios/N/comparison?with=nothing"), 404, "unknown-code")
    refused(us.get("scenarios/N/comparison?beside=S"), 400, "malformed")


def test_applying_makes_every_change_in_one_unit_that_names_the_scenario_and_then_nothing_differs(served: Served) -> None:
    us, planner = served.secretariat, served.by("planner")
    write(
        planner,
        amend(us, 1, "estimate", "estimates/P.1", optimistic=1, most_likely=1),
        {"scenario": "N", "ordinal": 2, "action": "create", "type": "constraint", "subject": "P.5~SNET",
         "fields": {"task": "P.5", "type": "SNET", "day": "2018-08-01"}},
        {"scenario": "N", "ordinal": 3, "action": "delete", "type": "dependency", "subject": "P.2~P.3~FS",
         "base_seq": seq_of(us, "dependencies/P.2~P.3~FS")},
    )  # fmt: skip
    supposed = us.get("schedule?scenario=N").json()
    before = served.head()["seq"]
    done = us("POST", "scenarios/N/apply?document=QD1", {"If-Match": '"1"', "Idempotency-Key": "k"}, json={})
    assert (done.status_code, done.json()["state"], done.headers["etag"]) == (200, "applied", '"2"')
    entries = served.by("auditor").get(f"ledger?after={before}").json()["items"]
    assert [(e["action"], e["kind"], e["code"]) for e in entries] == [
        ("replace", "estimate", "P.1"),
        ("create", "constraint", "P.5~SNET"),
        ("delete", "dependency", "P.2~P.3~FS"),
        ("replace", "scenario", "N"),
    ]
    assert {(e["purpose"], e["document"], e["account"]) for e in entries} == {("scenario N", "QD1", "secretariat")}
    live = us.get("schedule").json()
    dates = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical")
    assert [[t[name] for name in dates] for t in live["tasks"]] == [[t[name] for name in dates] for t in supposed["tasks"]]
    again = us("POST", "scenarios/N/apply?document=QD1", {"If-Match": '"1"', "Idempotency-Key": "k"}, json={})
    assert (again.status_code, again.content) == (200, done.content)
    assert served.head()["seq"] == before + 4
    refused(close(us, "apply", tag='"2"'), 422, "invalid")
    refused(us.get("schedule?scenario=N"), 422, "invalid")


def test_what_others_changed_since_is_named_with_who_and_when_and_nothing_is_applied(served: Served) -> None:
    us, planner = served.secretariat, served.by("planner")
    new = {"task": "P.5", "type": "SNET", "day": "2018-08-01"}
    write(
        planner,
        amend(us, 1, "estimate", "estimates/P.1", optimistic=1, most_likely=1),
        amend(us, 2, "dependency", "dependencies/P.2~P.3~FS", lag=3),
        {"scenario": "N", "ordinal": 3, "action": "create", "type": "constraint", "subject": "P.5~SNET", "fields": new},
        amend(us, 4, "estimate", "estimates/P.5", most_likely=1),
    )
    us("PATCH", "estimates/P.1", {"If-Match": '"1"'}, json={"most_likely": 4})
    us("DELETE", "dependencies/P.2~P.3~FS", {"If-Match": '"1"'})
    us.post("constraints", new)
    before = served.head()
    found = refused(close(us, "apply"), 409, "conflict")
    assert served.head() == before
    told = {error["place"]: error["message_en"] for error in found["errors"]}
    assert told.keys() == {f"scenario_change N~{n}" for n in (1, 2, 3)}
    assert "estimate P.1 was changed since by secretariat on 06/07/2018 09:30 and is at version 2" in told["scenario_change N~1"]
    assert "was deleted by secretariat" in told["scenario_change N~2"]
    assert "was added by secretariat" in told["scenario_change N~3"]
    for number in (2, 3):
        assert planner("DELETE", f"scenario-changes/N~{number}", {"If-Match": '"1"'}).status_code == 204
    conflicts = us.get("scenarios/N/comparison").json()["scenarios"][0]["conflicts"]
    assert [(each["change"], each["version"]) for each in conflicts] == [("N~1", 2)]
    fresh = planner("PATCH", "scenario-changes/N~1", {"If-Match": '"1"'}, json={"base_seq": conflicts[0]["seq"]})
    assert fresh.json()["fields"] == {"most_likely": 1, "optimistic": 1}
    assert close(us, "apply").status_code == 200
    assert us.get("estimates/P.1").json()["most_likely"] == 1


def test_what_was_taken_away_and_added_anew_is_another_thing_even_at_the_same_version(served: Served) -> None:
    us = served.secretariat
    write(us, amend(us, 1, "estimate", "estimates/P.5", most_likely=3))
    us("DELETE", "estimates/P.5", {"If-Match": '"1"'})
    us.post("estimates", {"task": "P.5", "optimistic": 1, "most_likely": 2, "pessimistic": 3})
    refused(close(us, "apply"), 409, "conflict")


def test_a_role_applies_only_what_it_may_write_itself(served: Served) -> None:
    planner = served.by("planner")
    write(
        planner,
        amend(planner, 1, "estimate", "estimates/P.5", most_likely=3),
        amend(planner, 2, "task", "tasks/P.5", title_en="Renamed"),
    )
    found = refused(close(planner, "apply"), 403, "forbidden")
    assert [error["place"] for error in found["errors"]] == ["scenario_change N~2"]
    assert "secretariat" in found["errors"][0]["message_en"]
    assert planner("DELETE", "scenario-changes/N~2", {"If-Match": '"1"'}).status_code == 204
    assert close(planner, "apply").status_code == 200
    for role in ("member", "auditor"):
        refused(close(served.by(role), "apply", "S"), 403, "forbidden")


def test_a_dropped_scenario_leaves_everything_as_it_was_and_can_be_written_no_more(served: Served) -> None:
    us = served.by("planner")
    live = us.get("schedule").json()["tasks"]
    change = amend(us, 1, "estimate", "estimates/P.1", optimistic=1, most_likely=1)
    write(us, change)
    before = served.head()["seq"]
    refused(close(us, "drop", tag='"9"'), 412, "stale-version")
    refused(us("POST", "scenarios/N/drop", json={}), 428, "precondition-required")
    refused(us("POST", "scenarios/N/drop", {"If-Match": '"1"'}, json={"why": "x"}), 422, "invalid")
    assert close(us, "drop").json()["state"] == "dropped"
    assert served.head()["seq"] == before + 1
    assert us.get("schedule").json()["tasks"] == live
    refused(us("PATCH", "scenario-changes/N~1", {"If-Match": '"1"'}, json={"fields": {"most_likely": 2}}), 422, "invalid")
    refused(us("DELETE", "scenario-changes/N~1", {"If-Match": '"1"'}), 422, "invalid")
    refused(us.post("scenario-changes", {**change, "ordinal": 2, "subject": "P.2"}), 422, "invalid")
    refused(us("PATCH", "scenarios/N", {"If-Match": '"2"'}, json={"state": "open"}), 422, "invalid")
    for verb in ("apply", "drop"):
        refused(close(us, verb, tag='"2"'), 422, "invalid")


def test_the_state_of_a_scenario_is_never_written_by_hand(served: Served) -> None:
    us = served.secretariat
    refused(us.post("scenarios", {"code": "N", "portfolio": "EGOV", "state": "applied", **two("x")}), 422, "invalid")
    refused(us("PATCH", "scenarios/S", {"If-Match": '"1"'}, json={"state": "applied"}), 422, "invalid")


def test_a_scenario_that_breaks_rules_is_refused_with_every_problem_and_applied_in_no_part(served: Served) -> None:
    us = served.secretariat
    write(
        us,
        amend(us, 1, "estimate", "estimates/P.5", most_likely=3),
        {"scenario": "N", "ordinal": 2, "action": "create", "type": "dependency", "subject": "P.3~P.1~FS",
         "fields": {"predecessor": "P.3", "successor": "P.1"}},
    )  # fmt: skip
    for answer in (us.get("scenarios/N/comparison"), close(us, "apply")):
        assert refused(answer, 409, "cycle")["cycle"] == ["P.1", "P.2", "P.3", "P.1"]
    goes = {
        "scenario": "N",
        "ordinal": 3,
        "action": "delete",
        "type": "task",
        "subject": "P.5",
        "base_seq": seq_of(us, "tasks/P.5"),
    }
    us.post("scenario-changes", goes)
    before = served.head()
    for answer in (us.get("schedule?scenario=N"), close(us, "apply")):
        places = {error["place"] for error in refused(answer, 422, "invalid")["errors"]}
        assert places == {"scenario_change N~3", "P.1 → P.2 → P.3 → P.1"}
    assert served.head() == before


def test_an_empty_scenario_is_the_same_as_the_live_plan_and_there_is_nothing_to_apply(served: Served) -> None:
    us = served.secretariat
    write(us)
    found = us.get("scenarios/N/comparison").json()["scenarios"][0]
    assert (found["same"], found["tasks"], found["links"]) == (True, [], [])
    refused(close(us, "apply"), 422, "invalid")


@pytest.mark.parametrize("wrong", [{"fields": 5}, {"type": "person"}, {"fields": {"most_likely": "x"}}, {"base_seq": None}])
def test_a_change_that_cannot_be_is_refused_at_once(served: Served, wrong: dict[str, Any]) -> None:
    us = served.by("planner")
    change = {"scenario": "S", "ordinal": 5, "action": "amend", "type": "estimate", "subject": "P.5", "base_seq": 1,
              "fields": {"most_likely": 2}}  # fmt: skip
    found = refused(us.post("scenario-changes", change | wrong), 422, "invalid")
    assert {error["place"].partition(".")[0] for error in found["errors"]} == set(wrong)


def test_scenarios_move_no_feed_and_no_computed_plan(served: Served) -> None:
    us = served.secretariat
    feed = f"/feeds/{served.secrets.feed}.ics"
    before = served.nobody("GET", feed)
    write(us, amend(us, 1, "estimate", "estimates/P.5", most_likely=3))
    after = served.nobody("GET", feed)
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])


def test_only_what_was_compared_is_applied(served: Served) -> None:
    us, planner = served.secretariat, served.by("planner")
    write(planner, amend(us, 1, "estimate", "estimates/P.5", most_likely=3))
    seen = us.get("scenarios/N/comparison").json()["scenarios"][0]["digest"]
    planner.post("scenario-changes", amend(us, 2, "estimate", "estimates/P.1", most_likely=4))
    answer = us("POST", f"scenarios/N/apply?digest={seen}", {"If-Match": '"1"'}, json={})
    assert "compare again" in refused(answer, 422, "invalid")["detail_en"]
    seen = us.get("scenarios/N/comparison").json()["scenarios"][0]["digest"]
    assert us("POST", f"scenarios/N/apply?digest={seen}", {"If-Match": '"1"'}, json={}).status_code == 200


def test_a_programme_alone_can_be_compared(served: Served) -> None:
    us = served.secretariat
    write(us, amend(us, 1, "estimate", "estimates/P.1", optimistic=1, most_likely=1))
    found = us.get("scenarios/N/comparison?programme=Q").json()["scenarios"][0]
    assert ([each["programme"] for each in found["finishes"]], found["tasks"]) == (["Q"], [])


def test_a_computed_scenario_is_kept_until_its_changes_or_the_plan_are_others(store: Store, run: Run[Any]) -> None:
    def fill(work: Work) -> None:
        for entity in entities():
            work.create(entity)

    run(store.commit(fill, AUTHOR))
    computed = Computed(store, lambda: DAY)

    def schedule() -> Schedule:
        found: Schedule = run(computed.view(scenario="S")).schedule
        return found

    first = schedule()
    assert schedule() is first
    other = Estimate(task="P.5", optimistic=1, most_likely=1, pessimistic=1)
    run(store.commit(lambda work: work.replace(other, None), AUTHOR))
    second = schedule()
    assert second is not first
    change = run(store.get(ScenarioChange, "S~1")).entity
    run(store.commit(lambda work: work.replace(replaced(change, fields='{"most_likely":4}'), None), AUTHOR))
    assert schedule() is not second
    live = run(computed.view())
    assert (live.scenario, live.live) == (None, None)


def test_a_database_of_before_scenarios_is_brought_up_to_date(empty_database: Place, run: Run[Any]) -> None:
    engine = empty_database.engine()
    run(migrate(engine))
    gone = ['DROP TABLE "scenario_change"', 'DROP TABLE "scenario"']
    run(past(engine, *gone, """DELETE FROM "migration" WHERE "name" = '2026-11-22T00:20:00:000000'"""))
    assert run(migrate(engine)) == ["portfolio 2026-11-22T00:20:00:000000"]
    run(check_schema(engine))
    run(engine.aclose())


@pytest.mark.parametrize(
    "wrong",
    [
        """UPDATE "scenario" SET "state" = 'lost'""",
        """UPDATE "scenario_change" SET "type" = 'person'""",
        """UPDATE "scenario_change" SET "base_seq" = NULL WHERE "action" <> 'create'""",
        """INSERT INTO "scenario_change" SELECT 'S~9', "source", "source_ref", "assumed", "note_vi", "note_en", "scenario", 9,
        "action", "type", "subject", "fields", "base_seq", "version", "changed_seq", "search_key" FROM "scenario_change" """,
    ],
    ids=["a state that is none", "a kind that is not planned", "a change of no state", "a second change of one thing"],
)
def test_the_database_refuses_what_is_wrong_even_from_somebody_who_writes_past_the_store(
    store: Store, engine: SafeEngine, run: Run[Any], wrong: str
) -> None:
    def fill(work: Work) -> None:
        for entity in entities():
            work.create(entity)

    run(store.commit(fill, AUTHOR))
    with pytest.raises(Exception) as refusal:  # noqa: PT011 (the drivers have no base in common)
        run(past(engine, wrong))
    assert engine.refusal(refusal.value) is not None


def test_of_several_who_apply_at_once_one_does(store: Store, run: Run[Any]) -> None:
    def fill(work: Work) -> None:
        for entity in entities():
            work.create(entity)

    run(store.commit(fill, AUTHOR))
    base = run(store.get(Estimate, "P.1")).changed_seq
    change = run(store.get(ScenarioChange, "S~1")).entity
    run(store.commit(lambda work: work.replace(replaced(change, base_seq=base), None), AUTHOR))
    before = run(store.head()).seq
    done = run(gathered(*(store.commit(lambda work: apply(work, "S"), AUTHOR) for _each in range(5))))
    assert sorted(type(each).__name__ for each in done) == [*["InvalidError"] * 4, "Stored"]
    assert run(store.head()).seq == before + 2
    assert run(store.verify()) is None

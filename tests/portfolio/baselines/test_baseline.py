"""A baseline holds a plan for good: what it keeps gives the same dates again, and nothing of it changes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from governance.errors import DomainError, InUseError, InvalidError
from governance.messages import Text
from governance.model import DocumentStatus, Organization, OrganizationClass
from governance.records import Records
from governance.rulebook import broken
from governance.store import Store
from governance.work import Author, Stored, Work
from portfolio.baselines.baseline import Taking, discard, kept, lay_down, take
from portfolio.baselines.model import PARTS, Baseline, BaselineCalendar, BaselineLink, BaselineTask, KeptState
from portfolio.baselines.sealing import RULES
from portfolio.cpm import schedule
from portfolio.errors import UnknownCodeError
from portfolio.model import Estimate, Portfolio, ProgressState, Task
from portfolio.plan import network
from portfolio.reports.assumptions import surmised
from portfolio.workcalendar import WorkCalendar
from tests.conftest import Run
from tests.portfolio.charts import july
from tests.portfolio.keeping import BASELINE, DECISION, entities_of, keeping, states
from tests.portfolio.making import link, reported, takes, task

quick = settings(deadline=None, max_examples=60)
AUTHOR = Author("planner", datetime(2018, 7, 5, 2, 0, tzinfo=UTC))
DAY = july(2)
DATES = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical")


def two_tasks(*more: Any) -> Records:
    """A programme P in which P.2 waits for P.1, and one Q beside it."""
    plan: dict[str, Any] = {
        "calendars": {"vn": WorkCalendar(name="vn")},
        "default": "vn",
        "starts": {"P": DAY, "Q": DAY},
        "tasks": [],
        "links": [],
        "data_date": None,
    }
    own = [task("P.1"), takes("P.1"), task("P.2"), takes("P.2", 3), link("P.1", "P.2"), task("Q.1"), takes("Q.1", 2)]
    return Records([*entities_of(plan), *own, *more])


# ---- what is kept


@quick
@given(states())
def test_the_plan_that_a_baseline_keeps_gives_the_dates_that_it_keeps(state: tuple[Records, date]) -> None:
    records, day = state
    made, again = schedule(network(records, day).network), kept(keeping(records, day), "B")
    assert (again.network.tasks, again.network.links) == (made.network.tasks, made.network.links)
    dates = schedule(again.network).tasks
    assert dict(dates) == dict(made.tasks)
    for code, row in again.tasks.items():
        if not dates[code].undated:
            assert {name: getattr(row, name) for name in DATES} == {name: getattr(dates[code], name) for name in DATES}


@quick
@given(states())
def test_a_baseline_of_one_programme_keeps_what_its_dates_hang_on(state: tuple[Records, date]) -> None:
    records, day = state
    made, again = schedule(network(records, day).network), kept(keeping(records, day, programme="P0"), "B")
    dates = schedule(again.network).tasks
    assert {code for code, spec in made.network.tasks.items() if spec.group == "P0"} <= set(dates)
    assert all(dates[code] == made.tasks[code] for code in dates)


@quick
@given(states())
def test_taking_the_same_plan_twice_gives_the_same_rows_in_whatever_order_it_was_entered(state: tuple[Records, date]) -> None:
    records, day = state
    assert take(records, day, BASELINE) == take(Records(reversed(list(records))), day, BASELINE)


def test_what_nothing_dates_is_kept_too_and_says_so() -> None:
    records = two_tasks(
        task("P.3"),
        task("P.4"),
        reported("P.4", july(1), ProgressState.CANCELLED),
        task("P.5"),
        reported("P.5", july(1), ProgressState.DONE),
        takes("P.5"),
    )
    rows = kept(keeping(records, DAY), "B").tasks
    assert {code: row.state for code, row in rows.items()} == {
        "P.1": KeptState.PLANNED,
        "P.2": KeptState.PLANNED,
        "P.3": KeptState.UNDATED,
        "P.4": KeptState.CANCELLED,
        "P.5": KeptState.FINISHED,
        "Q.1": KeptState.PLANNED,
    }
    assert [rows[code].early_start for code in ("P.3", "P.4", "P.5")] == [None, None, None]


def test_it_says_what_it_is_of_and_what_rests_on_assumptions() -> None:
    baseline, parts = take(
        two_tasks(), DAY, Taking("B", Text("Gốc", "Original"), "P", note=Text("vì", "why")), seq=17, surmised={"P.2"}
    )
    assert (baseline.portfolio, baseline.programme, baseline.as_of, baseline.ledger_seq) == ("EGOV", "P", DAY, 17)
    assert (baseline.tasks, baseline.links, baseline.finish, baseline.document) == (2, 1, july(11), None)
    assert (baseline.title, baseline.note) == (Text("Gốc", "Original"), Text("vì", "why"))
    assert [row.surmised for row in parts if isinstance(row, BaselineTask)] == [False, True]


def test_of_one_programme_it_keeps_no_link_between_others() -> None:
    assert kept(keeping(two_tasks(), DAY, programme="Q"), "B").network.links == ()


def test_of_several_portfolios_it_must_be_said_which() -> None:
    other = Portfolio(code="X", title_vi="…", title_en="…", committee="C", calendar="vn")
    with pytest.raises(InvalidError, match="there is EGOV, X"):
        take(two_tasks(other), DAY, BASELINE)
    assert take(two_tasks(other), DAY, Taking("B", BASELINE.title, portfolio="X"))[0].portfolio == "X"
    with pytest.raises(InvalidError, match="no portfolio yet"):
        take(Records(), DAY, BASELINE)
    with pytest.raises(UnknownCodeError):
        take(two_tasks(), DAY, Taking("B", BASELINE.title, programme="none"))


# ---- what never changes


def problems(records: Records) -> list[str]:
    return [problem.message.render("en") for problem in broken(records, RULES)]


def changed(records: Records, *entities: Any) -> Records:
    return records.apply((type(entity), entity.code, entity) for entity in entities)


def test_a_baseline_that_holds_something_else_than_it_did_is_refused() -> None:
    records = keeping(two_tasks(), DAY)
    assert problems(records) == []
    row = next(row for row in records.all(BaselineTask) if row.task == "P.1")
    wrong = [
        changed(records, replace(row, early_finish=july(9))),
        records.apply([(BaselineLink, records.all(BaselineLink)[0].code, None)]),
        changed(records, replace(records.all(BaselineCalendar)[0], opened="2018-07-07")),
        changed(records, replace(records.all(Baseline)[0], as_of=july(3))),
        changed(records, replace(row, ordinal=99, code="B~99")),
    ]
    for state in wrong:
        assert len(problems(state)) == 1, "unnoticed"
        assert "for good" in problems(state)[0]


def test_its_titles_its_note_and_what_approved_it_may_change() -> None:
    records = keeping(two_tasks(DECISION), DAY)
    baseline = records.get(Baseline, "B")
    approved = replace(baseline, document="QD1", title_vi="Khác", title_en="Other", note_vi="…", note_en="…")
    assert problems(changed(records, approved)) == []


def test_what_is_not_issued_yet_approves_nothing() -> None:
    awaited = replace(DECISION, status=DocumentStatus.AWAITED)
    records = keeping(two_tasks(awaited), DAY, document="QD1")
    assert problems(records) == ["QD1 is not issued yet, so it cannot have approved anything: leave it out until it is"]


def laid_down(store: Store, run: Run[Any], code: str = "B") -> Stored[Baseline]:
    committee = Organization(code="C", name_vi="Ủy ban", name_en="Committee", classification=OrganizationClass.COMMITTEE)

    def settle(work: Work) -> Stored[Baseline]:
        for entity in (committee, DECISION, *two_tasks()):
            work.create(entity)
        return lay_down(work, DAY, Taking(code, Text("Gốc", "Original")), surmised)

    made: Stored[Baseline] = run(store.commit(settle, AUTHOR))
    return made


def test_it_is_laid_down_in_one_unit_of_work_and_read_back_from_the_database(store: Store, run: Run[Any]) -> None:
    made = laid_down(store, run)
    _head, records = run(Store(store.engine, store.kinds, store.rules).records())
    assert records.get(Baseline, "B") == made.entity
    assert dict(schedule(kept(records, "B").network).tasks) == dict(schedule(network(records, DAY).network).tasks)
    assert made.entity.ledger_seq == made.changed_seq - 1
    assert run(store.verify()) is None


def test_the_store_refuses_every_change_of_what_it_holds(store: Store, run: Run[Any]) -> None:
    made = laid_down(store, run)
    _head, records = run(store.records())
    row = next(row for row in records.all(BaselineTask) if row.task == "P.1")
    never = [
        lambda work: work.replace(replace(row, early_start=july(3)), 1),
        lambda work: work.replace(replace(row, note_en="later"), 1),
        lambda work: work.replace(replace(made.entity, as_of=july(3)), 1),
        lambda work: work.replace(replace(made.entity, digest="0" * 64), 1),
        lambda work: work.delete(BaselineTask, row.code, 1),
        lambda work: work.delete(Baseline, "B", 1),
        lambda work: (work.delete(BaselineTask, row.code, 1), work.create(replace(row, early_start=july(3)))),
    ]
    for change in never:
        with pytest.raises(DomainError):
            run(store.commit(change, AUTHOR))
    assert run(store.records())[1].find(BaselineTask, row.code) == row
    run(store.commit(lambda work: work.replace(replace(made.entity, document="QD1"), 1), AUTHOR))


def test_its_code_leaves_room_for_those_of_its_rows(store: Store, run: Run[Any]) -> None:
    with pytest.raises(InvalidError, match="the code of a baseline has 150 characters at most"):
        laid_down(store, run, "B" * 151)
    assert laid_down(store, run, "B" * 150).version == 1


def test_what_is_planned_may_go_while_a_baseline_remembers_it(store: Store, run: Run[Any]) -> None:
    laid_down(store, run)

    def drop(work: Work) -> None:
        for kind, code in ((Estimate, "Q.1"), (Task, "Q.1")):
            work.delete(kind, code, None)

    run(store.commit(drop, AUTHOR))
    _head, records = run(store.records())
    assert kept(records, "B").tasks["Q.1"].title_en == "Q.1"


def test_one_that_nobody_approved_can_be_discarded_whole_and_one_that_is_approved_stays(store: Store, run: Run[Any]) -> None:
    made = laid_down(store, run)
    run(store.commit(lambda work: work.replace(replace(made.entity, document="QD1"), 1), AUTHOR))
    with pytest.raises(InUseError, match="approved by QD1"):
        run(store.commit(lambda work: discard(work, "B", 2), AUTHOR))
    run(store.commit(lambda work: work.replace(replace(made.entity, document=None), 2), AUTHOR))
    run(store.commit(lambda work: discard(work, "B", 3), AUTHOR))
    _head, records = run(store.records())
    assert not any(records.all(kind) for kind in (Baseline, *PARTS))
    assert run(store.verify()) is None

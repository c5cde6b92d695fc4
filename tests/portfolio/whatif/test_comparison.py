"""Two plans beside each other: what moved, what became critical, which deadlines are missed or kept."""

from datetime import date

from hypothesis import given

from portfolio.cpm import schedule
from portfolio.plan import network
from portfolio.whatif.comparison import Dated, compare
from portfolio.whatif.model import ScenarioChange
from portfolio.whatif.scenario import (
    applied,
)
from tests.portfolio.charts import july
from tests.portfolio.whatif.making import DAY, LIVE, TASKS, change, dated, what_ifs


@given(what_ifs())
def test_a_comparison_tells_exactly_the_tasks_whose_dates_differ_and_its_mirror_tells_the_opposite(
    changes: list[ScenarioChange],
) -> None:
    one, other = dated(LIVE), dated(applied(LIVE, changes))
    there, back = compare(one, other), compare(other, one)
    told = {change.task: change for change in there.tasks}
    for code in TASKS:
        before, after = one.schedule.tasks[code], other.schedule.tasks[code]
        moved = (before.early_start, before.early_finish) != (after.early_start, after.early_finish)
        assert (code in told and told[code].moved) is moved
        if moved:
            assert (told[code].start or told[code].finish) != 0
    assert [(c.task, c.before, c.after) for c in there.tasks] == [(c.task, c.after, c.before) for c in back.tasks]
    assert [(c.start, c.finish, c.float) for c in there.tasks] == [
        tuple(None if days is None else -days for days in (c.start, c.finish, c.float)) for c in back.tasks
    ]
    assert {c.task for c in back.tasks if c.newly_kept} <= {c.task for c in there.tasks if c.newly_missed}
    assert {c.task for c in there.tasks if c.added} == {c.task for c in back.tasks if c.dropped}
    assert [(c.link, c.before, c.after) for c in there.links] == [(c.link, c.after, c.before) for c in back.links]


def test_finishes_moves_floats_deadlines_and_links_are_told() -> None:
    made = applied(
        LIVE,
        [
            change(1, "amend", "estimate", "P.1", optimistic=5, most_likely=5, pessimistic=5),
            change(2, "create", "deadline", "d", task="Q.1", type="instrument", not_after="2018-07-13",
                   written_vi="x", written_en="x"),
            change(3, "delete", "estimate", "P.3"),
            change(4, "amend", "dependency", "P.2~Q.1~FS", lag=1, note_en="later", note_vi="sau"),
            change(5, "create", "task", "P.4", programme="P", title_vi="x", title_en="x"),
        ],
    )  # fmt: skip
    found = compare(dated(LIVE), dated(made))
    assert [(f.programme, f.before, f.after, f.days) for f in found.finishes] == [
        ("P", july(6), july(10), 2),
        ("Q", july(12), july(17), 3),
    ]
    by_code = {c.task: c for c in found.tasks}
    assert by_code.keys() == {"P.1", "P.2", "P.3", "P.4", "Q.1"}
    assert (by_code["P.2"].start, by_code["P.2"].finish) == (2, 2)
    assert by_code["P.4"].added
    assert (by_code["P.3"].dropped, by_code["P.3"].after) == (False, None)
    assert by_code["Q.1"].newly_missed
    assert by_code["Q.1"].miss_after is not None
    assert by_code["Q.1"].miss_after.day == date(2018, 7, 13)
    assert [(c.link, c.after.lag if c.after else None) for c in found.links] == [("P.2~Q.1~FS", 1)]
    assert not found.same


def test_what_becomes_critical_and_what_stops_being_so() -> None:
    longer = [change(1, "amend", "estimate", "P.3", optimistic=9, most_likely=9, pessimistic=9)]
    found = {c.task: c for c in compare(dated(LIVE), dated(applied(LIVE, longer))).tasks}
    assert [code for code, c in found.items() if c.newly_critical] == ["P.3"]
    assert found["P.3"].float == -4


def test_dates_that_are_not_to_be_told_are_not_compared() -> None:
    made = applied(LIVE, [change(1, "amend", "estimate", "P.1", optimistic=1, most_likely=1, pessimistic=1)])
    one, other = (Dated(r, schedule(network(r, DAY).network), frozenset({"P.1"})) for r in (LIVE, made))
    found = compare(one, other)
    assert "P.1" not in {c.task for c in found.tasks}
    assert next((f.programme, f.before, f.after) for f in found.finishes) == ("P", None, None)


# ---- in a unit of work


def test_a_deadline_is_kept_again_by_sooner_work_or_a_later_day_and_not_by_taking_it_away() -> None:
    written = {"task": "Q.1", "written_vi": "x", "written_en": "x"}
    late = change(1, "create", "deadline", "d", type="instrument", not_after="2018-07-06", **written)
    missed = applied(LIVE, [late])
    sooner = change(2, "amend", "estimate", "P.1", optimistic=0, most_likely=0, pessimistic=0)
    shorter = change(3, "amend", "estimate", "Q.1", optimistic=1, most_likely=1, pessimistic=1)
    later = change(2, "create", "deadline", "e", type="extension", not_after="2018-07-20", **written)
    gone = change(2, "delete", "deadline", "d")
    for changes, kept in (([sooner, shorter], july(6)), ([later], july(20)), ([gone], None)):
        found = {c.task: c for c in compare(dated(missed), dated(applied(missed, changes))).tasks}["Q.1"]
        assert (found.newly_kept, found.due) == (kept is not None, kept)

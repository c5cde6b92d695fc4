"""What changed between two plans, and why each task moved: every cause is one, and none is missing."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.messages import Text
from governance.records import Records
from portfolio.baselines.causes import Cause, Proof, Why
from portfolio.baselines.changes import Changes, changed
from portfolio.baselines.differences import differences
from portfolio.baselines.model import BaselineTask, KeptState
from portfolio.baselines.sides import Known, Side, Span, of_baseline, of_plan
from portfolio.baselines.variance import variance
from portfolio.cpm import Schedule, schedule
from portfolio.errors import CycleError
from portfolio.network import Network
from portfolio.plan import network as planned_network
from tests.portfolio.charts import july, plan
from tests.portfolio.keeping import entities_of, keeping, states
from tests.strategies import lived_plans, network, plans

quick = settings(deadline=None, max_examples=60)


def side(built: Network) -> Side:
    """A plan to compare, as the live one."""
    made = schedule(built)
    tasks = {}
    for code, dates in made.tasks.items():
        spec = built.tasks[code]
        span = None if dates.undated else Span(dates.early_start, dates.early_finish, dates.total_float, dates.critical)
        tasks[code] = Known(Text(code, code), spec.group, spec.parent, KeptState(dates.state), span)
    return Side(None, made, tasks, {group: Text(group, group) for group in sorted({t.group for t in built.tasks.values()})})


def told(older: Network, newer: Network, **more: Any) -> Changes:
    return changed(side(older), side(newer), **more)


def causes(found: Changes, task: str) -> list[tuple[str, str, str]]:
    """The causes of a move: what kind, of what, and how it is known."""
    [move] = [move for move in found.moved if move.task == task]
    return [
        (c.difference.piece if c.difference else c.why, c.by or (c.difference.subject if c.difference else ""), c.proof)
        for c in move.causes
    ]


# ---- by drawn example


BEFORE = """
    draft    3
    review   2  draft
    print    4
    sign     0  review print
"""


def test_a_task_that_takes_longer_moves_its_finish_and_carries_what_waits_for_it() -> None:
    found = told(plan(BEFORE), plan(BEFORE.replace("draft    3", "draft    5")))
    assert causes(found, "draft") == [("duration", "draft", "undone")]
    assert causes(found, "review") == [("carried", "draft", "law")]
    assert causes(found, "sign") == [("carried", "review", "law")]
    assert [(m.task, m.start, m.finish) for m in found.moved] == [("draft", 0, 2), ("review", 2, 2), ("sign", 2, 2)]
    assert [[root.subject for root in move.roots] for move in found.moved] == [["draft"]] * 3
    [root] = found.roots
    assert (root.difference.subject, root.moves, root.finish, found.finish) == ("draft", 3, july(6), july(10))


@pytest.mark.parametrize(
    ("change", "task", "why"),
    [
        (("review   2  draft", "review   2  draft+2"), "review", [("link", "draft~review~FS", "undone")]),
        (("review   2  draft", "review   2"), "review", [("link", "draft~review~FS", "undone")]),
        (("print    4", "print    4  review"), "print", [("link", "review~print~FS", "undone")]),
        (("review   2  draft", "review   2  draft SNET=12"), "review", [("constraint", "review", "undone")]),
        (("print    4", "print    4  on=late"), "print", [("calendar", "print", "undone")]),
        (("draft    3", "draft    3  began=3"), "draft", [("progress", "draft", "undone")]),
        (("draft    3", "draft    3  in=S\n    S -"), "S", []),
        (("print    4", "print 4 in=S\nS - draft"), "print", [("link", "draft~S~FS", "undone"), ("place", "print", "undone")]),
    ],
)  # fmt: skip
def test_each_piece_of_a_plan_is_told_as_the_cause_where_it_is_one(change: tuple[str, str], task: str, why: list[Any]) -> None:
    found = told(plan(BEFORE), plan(BEFORE.replace(*change)))
    if why:
        assert causes(found, task) == why
    else:
        assert (found.added, found.moved) == ((task,), ())


def test_the_start_of_a_programme_and_the_data_date_are_causes_of_what_they_hold() -> None:
    later = told(plan(BEFORE), plan(BEFORE, starts={"": 4}))
    assert causes(later, "draft") == causes(later, "print") == [("start", "", "undone")]
    assert causes(later, "review") == [("carried", "draft", "law")]
    today = told(plan(BEFORE, data_date=2), plan(BEFORE, data_date=9))
    assert causes(today, "draft") == [("data-date", "", "undone")]


def test_a_day_off_is_a_cause_where_it_lies_and_nowhere_else() -> None:
    found = told(plan(BEFORE), plan(BEFORE, closed=[4]))
    assert causes(found, "draft") == [("calendar", "=vn", "undone")]
    assert causes(found, "review") == [("carried", "draft", "law")]
    assert told(plan(BEFORE), plan(BEFORE, closed=[25])).none


def test_another_calendar_of_the_whole_plan_is_a_cause_for_all_that_name_none() -> None:
    assert causes(told(plan("a 7"), every_day("a 7")), "a") == [("calendar", "=", "undone")]
    assert told(plan("a 2"), every_day("a 2")).none


def every_day(text: str) -> Network:
    """A plan that counts on every day where its tasks name no calendar."""
    made = plan(text)
    return Network.build(made.tasks.values(), made.links, made.calendars, "every", made.starts)


def test_of_two_that_hold_a_task_each_is_a_cause_that_would_have_done_alone() -> None:
    two = "a 3\nb 3\nc 1 a b"
    found = told(plan(two), plan("a 3\nb 3\nc 1 a+2 b+2"))
    assert causes(found, "c") == [("link", "a~c~FS", "alone"), ("link", "b~c~FS", "alone")]


def test_pieces_that_only_move_a_task_together_say_so() -> None:
    found = told(plan("a 3\nb 3\nc 1 a b SNET=9"), plan("a 5\nb 5\nc 1 a+2 b+2 SNET=9"))
    assert causes(found, "c") == [
        ("link", "a~c~FS", "joint"),
        ("carried", "a", "law"),
        ("link", "b~c~FS", "joint"),
        ("carried", "b", "law"),
    ]


def test_what_weighs_against_the_move_is_told_too() -> None:
    found = told(plan("a 3\nb 2 a+4"), plan("a 8\nb 2 a+2"))
    assert causes(found, "b") == [("link", "a~b~FS", "undone"), ("carried", "a", "law")]
    [b] = [move for move in found.moved if move.task == "b"]
    assert (b.start, b.causes[0].without) == (3, (july(18), july(19)))


def test_a_summary_moves_with_the_part_that_fixes_its_end() -> None:
    whole = "S -\na 3 in=S\nb 2 in=S a"
    found = told(plan(whole), plan(whole.replace("a 3", "a 4")))
    assert causes(found, "S") == [("part", "b", "law")]
    [move] = [move for move in found.moved if move.task == "S"]
    assert [root.subject for root in move.roots] == ["a"]


def test_as_late_as_possible_is_explained_by_trial() -> None:
    found = told(plan("a 1 ALAP\nb 3\nc 1 a b"), plan("a 1 ALAP\nb 5\nc 1 a b"))
    assert causes(found, "a") == [("duration", "b", "undone")]


GROUPS = "\n".join(f"{s} -\n{a} 1 in={s} {x}\n{b} 1 in={s} {y}" for s, a, b, x, y in ("Sabvw", "Tcdxy"))
WHOLE = f"v 1\nw 1\nx 1\ny 1\n{GROUPS}\nend 1 S:SS T:SS late\nlate 1 ALAP"
TOGETHER = plan(WHOLE), plan(re.sub(r"^([v-y]) 1", r"\1 4", WHOLE, flags=re.MULTILINE))
"""The end waits until any part of S and any of T has begun; what the parts of both wait for takes longer."""


def test_where_no_difference_moves_a_task_alone_nor_keeps_it_by_staying_out_several_do_together() -> None:
    assert causes(told(*TOGETHER), "late") == [("together", "", "law")]


def test_a_link_turned_round_is_told_from_both_sides_though_the_two_links_together_would_loop() -> None:
    found = told(plan("a 1\nb 1 a"), plan("a 1 b\nb 1"))
    assert causes(found, "a") == [("link", "b~a~FS", "undone")]
    assert causes(found, "b") == [("link", "a~b~FS", "alone")]


def test_with_no_effort_left_causes_are_still_told_by_law() -> None:
    older, newer = plan(BEFORE), plan("".join(f"x{i} 2\n" for i in range(12)))
    assert len(told(older, newer).added) == 12
    one = "".join(f"x{i} 2\n" for i in range(20))
    found = told(plan(one), plan(one.replace(" 2", " 3")), effort=0)
    assert {c.proof for move in found.moved for c in move.causes} == {Proof.UNDONE, Proof.LAW}


def test_a_chain_of_any_length_leads_back_to_its_beginning() -> None:
    chain = "\n".join(["t0 2", *(f"t{i} 1 t{i - 1}" for i in range(1, 1500))])
    found = told(plan(chain), plan(chain.replace("t0 2", "t0 3")), effort=0)
    assert (len(found.moved), {root.subject for move in found.moved for root in move.roots}) == (1500, {"t0"})


def reckoned() -> Changes:
    """The live plan against a baseline of it that holds a start a day later than would be computed."""
    records = keeping(Records(entities_of(SMALL)), july(2))
    row = next(row for row in records.all(BaselineTask) if row.task == "b")
    older = of_baseline(records.apply([(BaselineTask, row.code, _moved(row))]), "B")
    planned = planned_network(records, july(2))
    return changed(older, of_plan(records, planned, schedule(planned.network)))


def test_dates_that_a_baseline_holds_count_even_if_they_would_be_computed_otherwise_today() -> None:
    found = reckoned()
    assert [(m.task, m.start, [c.why for c in m.causes]) for m in found.moved] == [("b", 1, [Why.RECKONING])]


def _moved(row: BaselineTask) -> BaselineTask:
    assert row.early_start
    return msgspec.structs.replace(row, early_start=july(4))


SMALL: dict[str, Any] = {
    "tasks": list(plan("a 3\nb 2 a").tasks.values()),
    "links": list(plan("a 3\nb 2 a").links),
    "calendars": {"vn": plan("a 1").calendars["vn"]},
    "default": "vn",
    "starts": {"": july(2)},
    "data_date": None,
}


# ---- laws


@st.composite
def revised(draw: st.DrawFn) -> tuple[Network, Network]:
    """A plan and the same plan some pieces later."""
    one, other = draw(lived_plans() | plans()), draw(lived_plans() | plans())
    older, newer = built(one), built(other)
    found = differences(older, newer)
    mixed = older
    for difference in draw(st.lists(st.sampled_from(list(found.all.values())), max_size=6, unique=True)) if found.all else []:
        try:
            mixed = differences(mixed, newer).alone(difference)
        except Exception:
            continue
    return older, mixed


def built(drawn: dict[str, Any]) -> Network:
    try:
        return network(drawn)
    except CycleError:
        return network({**drawn, "links": [], "tasks": [replace(task, parent=None) for task in drawn["tasks"]]})


def raw(made: Schedule, code: str) -> tuple[date, date]:
    return made.tasks[code].early_start, made.tasks[code].early_finish


@quick
@given(revised())
def test_every_move_has_a_cause_and_nothing_else_does(two: tuple[Network, Network]) -> None:
    found = told(*two)
    one, other = found.older.tasks, found.newer.tasks
    assert {m.task for m in found.moved} == {c for c in one.keys() & other.keys() if _days(one[c]) != _days(other[c])}
    assert all(move.causes for move in found.moved)


def _days(known: Known) -> tuple[date, date] | None:
    return known.span.days if known.span else None


@quick
@given(revised())
def test_whoever_carries_a_task_moved_and_whatever_is_said_to_differ_does(two: tuple[Network, Network]) -> None:
    found, all_of_them = told(*two), differences(*two).all
    one, other = found.older.schedule, found.newer.schedule
    for cause in (cause for move in found.moved for cause in move.causes):
        if cause.why is Why.CARRIED:
            assert cause.by is not None
            assert cause.link is not None
            assert raw(one, cause.by) != raw(other, cause.by)
            assert cause.link in two[0].links or cause.link in two[1].links
        if cause.difference is not None:
            assert all_of_them[cause.difference.piece, cause.difference.subject] == cause.difference


@quick
@given(revised())
def test_a_cause_that_was_proved_by_trial_stands_up_when_tried_again(two: tuple[Network, Network]) -> None:
    found, pieces = told(*two), differences(*two)
    for move in found.moved:
        for cause in move.causes:
            if cause.proof is Proof.UNDONE:
                assert cause.difference
                again = schedule(pieces.undone(cause.difference))
                assert (raw(again, move.task) if move.task in again.tasks else None) == cause.without
                assert cause.without != (
                    raw(found.newer.schedule, move.task) if move.task in found.newer.schedule.tasks else None
                )


@quick
@given(revised())
def test_looked_at_from_the_other_side_everything_is_mirrored(two: tuple[Network, Network]) -> None:
    there, back = told(*two), told(*reversed(two))
    assert (there.added, there.dropped) == (back.dropped, back.added)
    assert [(m.task, m.before, m.after) for m in there.moved] == [(m.task, m.after, m.before) for m in back.moved]
    for one, other in zip(there.moved, back.moved):
        assert {_plain(c, False) for c in one.causes} == {_plain(c, True) for c in other.causes}, one.task


def _plain(cause: Cause, mirrored: bool) -> tuple[Any, ...]:
    difference = cause.difference.mirrored if cause.difference and mirrored else cause.difference
    return cause.why, difference, cause.by


@quick
@given(revised(), st.randoms())
def test_order_never_matters(two: tuple[Network, Network], random: Any) -> None:
    def shuffled(one: Network) -> Network:
        tasks, links = list(one.tasks.values()), list(one.links)
        random.shuffle(tasks)
        random.shuffle(links)
        return Network.build(tasks, links, one.calendars, one.default, one.starts, one.data_date)

    one, other = told(*two), told(shuffled(two[0]), shuffled(two[1]))
    assert (one.added, one.dropped, one.moved, one.roots) == (other.added, other.dropped, other.moved, other.roots)


@quick
@given(states())
def test_a_plan_has_no_variance_against_a_baseline_just_taken(state: tuple[Records, date]) -> None:
    records, day = state
    with_it = keeping(records, day)
    planned = planned_network(with_it, day)
    live = of_plan(with_it, planned, schedule(planned.network))
    assert variance(of_baseline(with_it, "B"), live).none
    found = changed(of_baseline(with_it, "B"), live)
    assert (found.none, found.roots) == (True, ())
    assert not differences(found.older.schedule.network, found.newer.schedule.network).all

"""The causes of moves in words: what differs between two plans, and how it is known that it made a task move."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from governance.messages import Message, _
from portfolio.baselines.causes import Cause, Proof, Why
from portfolio.baselines.changes import Changes
from portfolio.baselines.differences import PLAN, Difference, Piece
from portfolio.claims import link_message
from portfolio.specs import TaskSpec
from portfolio.workcalendar import WorkCalendar

NONE = _("none")
SHOWN = 3
"""How many days of a calendar are told one by one."""
_THE_PLANS = _("the plan's own")


def cause_message(found: Changes, cause: Cause) -> Message:
    """A cause of a task's move in words, with what came out of trying it."""
    said = _cause(found, cause)
    match cause.proof:
        case Proof.UNDONE if cause.without is not None:
            start, finish = cause.without
            return _("{cause} (otherwise it would be {start}–{finish} now)", cause=said, start=start, finish=finish)
        case Proof.UNDONE:
            return _("{cause} (otherwise it would have no dates now)", cause=said)
        case Proof.ALONE:
            return _("{cause} (this alone would have moved it)", cause=said)
        case Proof.JOINT:
            return _("{cause} (only together with the others)", cause=said)
        case _:
            return said


def _cause(found: Changes, cause: Cause) -> Message:
    if cause.difference is not None:
        return difference_message(cause.difference)
    match cause.why:
        case Why.CARRIED if cause.by is not None and cause.link is not None:
            one, other = found.older.schedule.tasks[cause.by], found.newer.schedule.tasks[cause.by]
            if cause.link.from_finish:
                before, after = one.early_finish, other.early_finish
                said = _(
                    "it waits for {task}, whose finish moved from {before} to {after}", task=cause.by, before=before, after=after
                )
            else:
                before, after = one.early_start, other.early_start
                said = _(
                    "it waits for {task}, whose start moved from {before} to {after}", task=cause.by, before=before, after=after
                )
            return said
        case Why.PART:
            return _("its part {task} fixes it", task=cause.by)
        case Why.TOGETHER:
            return _("several differences together, of which none shows alone")
        case _:
            return _("nothing in the plan: dates are computed otherwise than when the baseline was taken")


def difference_message(difference: Difference) -> Message:
    """What a plan says otherwise than another, in words.

    >>> difference_message(Difference(Piece.DURATION, "A", (3, False), (5, False), "A")).render("en")
    'A takes 5 working days instead of 3'
    """
    return _PIECES[difference.piece](difference.subject, difference.before, difference.after)


def _duration(task: str, before: tuple[int, bool], after: tuple[int, bool]) -> Message:
    return _("{task} takes {after} working day(s) instead of {before}", task=task, after=after[0], before=before[0])


def _progress(task: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Message:
    return _("reports on {task}: {after}; then: {before}", task=task, after=_reported(*after), before=_reported(*before))


def _reported(start: date | None, finish: date | None, left: int | None, done: bool, by: date | None) -> Message:
    """What reports say of a task."""
    if finish is not None:
        return _("finished on {day}", day=finish)
    if done:
        return _("done by {day}", day=by) if by else _("done, on a day that is not on record")
    if start is not None:
        began = _("began on {day}", day=start)
        return began if left is None else _("{began}, {days} working day(s) left", began=began, days=left)
    return _("not begun") if left is None else _("not begun, {days} working day(s) to do", days=left)


def _constraint(task: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Message:
    return _("constraints on {task}: {after}; then: {before}", task=task, after=_rules(after[0]), before=_rules(before[0]))


def _rules(constraints: tuple[Any, ...]) -> Message | tuple[object, ...]:
    said = tuple(_("{rule} {day}", rule=kind.value, day=day) if day else kind.value for kind, day in constraints)
    return said or NONE


def _deadline(task: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Message:
    one, other = (tuple(due.day for due in side[0]) or NONE for side in (before, after))
    return _("deadlines of {task}: {after}; then: {before}", task=task, after=other, before=one)


def _link(_code: str, before: Any, after: Any) -> Message:
    if before is None:
        return _("{link} is new", link=link_message(after))
    if after is None:
        return _("{link} was dropped", link=link_message(before))
    if before.lag == after.lag:
        return _("{link} counts its lag on another calendar", link=link_message(after))
    return _("{link}: the lag was {lag}", link=link_message(after), lag=before.lag)


def _calendar(subject: str, before: Any, after: Any) -> Message:
    if subject == PLAN:
        return _("the plan's calendar is {after} instead of {before}", after=after, before=before)
    if subject.startswith(PLAN):
        return _other_days(subject[1:], before, after)
    one, other = (side[0] or _THE_PLANS for side in (before, after))
    return _("the days of {task} count on another calendar: {after}; then: {before}", task=subject, after=other, before=one)


def _other_days(calendar: str, before: WorkCalendar, after: WorkCalendar) -> Message:
    """How a calendar counts otherwise: its week, or the days that it closes or opens."""
    if before.week != after.week:
        return _("the calendar {calendar} works another week", calendar=calendar)
    days = sorted((before.closed ^ after.closed) | (before.opened ^ after.opened))
    if len(days) > SHOWN:
        return _(
            "the calendar {calendar} works otherwise on {count} days, {first} to {last}",
            calendar=calendar,
            count=len(days),
            first=days[0],
            last=days[-1],
        )
    return _("the calendar {calendar} works otherwise on {days}", calendar=calendar, days=tuple(days))


def _start(programme: str, before: date | None, after: date | None) -> Message:
    one, other = (day or NONE for day in (before, after))
    return _("the work of {programme} starts on {after}; then: {before}", programme=programme, after=other, before=one)


def _data_date(_subject: str, before: date | None, after: date | None) -> Message:
    return _("the status day moved from {before} to {after}", before=before or NONE, after=after or NONE)


def _place(task: str, _before: object, _after: object) -> Message:
    return _("{task} was put in another place of the plan", task=task)


def _task(task: str, before: TaskSpec | None, _after: object) -> Message:
    if before is None:
        return _("{task} can be dated only since: it has a length now, or is given up no more", task=task)
    return _("{task} can be dated no more: it has no length, or was given up", task=task)


_PIECES: Mapping[Piece, Callable[[str, Any, Any], Message]] = {
    Piece.DURATION: _duration,
    Piece.PROGRESS: _progress,
    Piece.CONSTRAINT: _constraint,
    Piece.DEADLINE: _deadline,
    Piece.LINK: _link,
    Piece.CALENDAR: _calendar,
    Piece.START: _start,
    Piece.DATA_DATE: _data_date,
    Piece.PLACE: _place,
    Piece.TASK: _task,
}

"""Who is reminded of what on which day, and why: computed from the deadlines that bind and from lead times.

A lead time counts working days of the task's own calendar. The day *n* working days before a deadline leaves *n* of them
until it; the *k*-th day on which overdue work is told again is *k* times so many after it. Whoever holds the office on the
day of the reminder is reminded. What is not ordered yet, handed in, suspended, closed or cancelled is nobody's to hurry.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from governance.holders import Reason, because
from governance.messages import Text, _
from governance.model import Post
from governance.records import Records
from portfolio.escalation import escalation
from portfolio.model import Deadline, Task, TaskKind
from portfolio.plan import calendar_of
from portfolio.statuses import binding_deadline
from portfolio.workcalendar import WorkCalendar
from portfolio.workflow.model import Moment, ReminderRule
from portfolio.workflow.offices import Office, offices
from portfolio.workflow.places import position
from portfolio.workflow.steps import CAPACITIES, Capacity, Place, TaskState

_NOTE = Text("Chưa có văn bản nào quy định thời gian nhắc việc; giả định.", "No document sets lead times; assumed.")
DEFAULTS: tuple[ReminderRule, ...] = tuple(
    ReminderRule(code=code, moment=moment, days=days, assumed=True, note_vi=_NOTE.vi, note_en=_NOTE.en)
    for code, moment, days in (
        ("default-10", Moment.BEFORE, 10),
        ("default-3", Moment.BEFORE, 3),
        ("default-overdue-5", Moment.OVERDUE, 5),
    )
)
"""The lead times of whoever has written none."""

_HURRIED = frozenset({TaskState.APPROVED, TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.IN_PROGRESS})


class Reminder(NamedTuple):
    """Somebody is reminded of a deadline on a day. ``days`` are working days until it, below 0 since it has passed.

    ``step`` says how far up the escalation path it has come, 0 for whom the rule names; ``capacity`` is None above. ``person``
    is None where the office is vacant on the day.
    """

    day: date
    task: str
    deadline: Deadline
    days: int
    rule: ReminderRule
    capacity: Capacity | None
    step: int
    post: Post
    person: str | None
    reasons: tuple[Reason, ...]


class _Due(NamedTuple):
    """A day on which a rule speaks of a deadline, and the working days until it."""

    day: date
    days: int


def rules_for(records: Records, programme: str, *, defaults: bool = True) -> tuple[ReminderRule, ...]:
    """The lead times of a programme: its own, else those that name none, else the defaults."""
    return records.by(ReminderRule, "programme", programme) or records.by(ReminderRule, "programme", None) or (
        DEFAULTS if defaults else ()
    )  # fmt: skip


def reminders(records: Records, first: date, last: date, *, defaults: bool = True) -> tuple[Reminder, ...]:
    """The reminders from ``first`` to ``last``, both included, by day and task."""
    found: list[Reminder] = []
    for task in records.all(Task):
        due = binding_deadline(records, task.code) if task.type is not TaskKind.COMPONENT else None
        if due is None or due.not_after is None:
            continue
        calendar = calendar_of(records, task.programme, task.code)
        for rule in rules_for(records, task.programme, defaults=defaults):
            for each in _days(rule, calendar, due.not_after, first, last):
                if hurried(position(records, task.code, each.day).place):
                    found += _reminded(records, task, due, rule, each)
    return tuple(sorted(found, key=lambda r: (r.day, r.task, r.days, r.step, r.post.code)))


def hurried(place: Place) -> bool:
    """Whether something is to be done by the lead of a task that stands here.

    >>> hurried(Place(TaskState.RETURNED, TaskState.REPORTED)), hurried(Place(TaskState.SUSPENDED, TaskState.ACCEPTED))
    (True, False)
    """
    return place.state in _HURRIED or place == Place(TaskState.RETURNED, TaskState.REPORTED)


def _days(rule: ReminderRule, calendar: WorkCalendar, due: date, first: date, last: date) -> Iterator[_Due]:
    """The days of a window on which a rule speaks of a deadline."""
    end = calendar.count(due.toordinal() + 1) - 1
    if rule.moment is Moment.BEFORE:
        day = calendar.day(end - rule.days)
        if first <= day <= last:
            yield _Due(day, rule.days)
        return
    from_, to = calendar.count(first.toordinal()) - end, calendar.count(last.toordinal() + 1) - 1 - end
    for time in range(max(1, -(-from_ // rule.days)), to // rule.days + 1):
        yield _Due(calendar.day(end + time * rule.days), -time * rule.days)


def _reminded(records: Records, task: Task, due: Deadline, rule: ReminderRule, on: _Due) -> Iterator[Reminder]:
    """Whom the rule names, and of overdue work the office that it has passed to."""
    why = (_because(due, on), _by_rule(rule))
    named = offices(records, task.code, on.day, (rule.to,))
    asked = _one_each(named[:1] if rule.to is Capacity.LEAD else named)
    for office in asked:
        reasons = (*why, *office.reasons)
        yield Reminder(on.day, task.code, due, on.days, rule, rule.to, 0, office.post, office.person, reasons)
    stands = escalation(records, task.code, on.day).stands if on.days < 0 else None
    if stands is not None and stands.number > 1 and stands.post.code not in {office.post.code for office in asked}:
        passed = because(
            _("overdue, and passed on to the {post} by the rules of escalation", post=stands.post.title), stands.post
        )
        reasons = (*why, passed, *stands.holding.reasons)
        yield Reminder(
            on.day, task.code, due, on.days, rule, None, stands.number - 1, stands.post, stands.holding.person, reasons
        )


def _one_each(named: Sequence[Office]) -> list[Office]:
    """One for each post: the delegate in force, else the holder."""
    return list({office.post.code: office for office in reversed(named)}.values())[::-1]


def _because(due: Deadline, on: _Due) -> Reason:
    assert due.not_after is not None, "an open deadline reminds of nothing"
    if on.days < 0:
        return because(_("due on {day}, {days} working days ago", day=due.not_after, days=-on.days), due)
    return because(_("due on {day}, in {days} working days", day=due.not_after, days=on.days), due)


def _by_rule(rule: ReminderRule) -> Reason:
    who = CAPACITIES[rule.to]
    if rule.moment is Moment.OVERDUE:
        said = _(
            "by rule {rule}: {who} is told every {days} working days of what is overdue", rule=rule.code, who=who, days=rule.days
        )
    else:
        said = _(
            "by rule {rule}: {who} is reminded {days} working days before a deadline", rule=rule.code, who=who, days=rule.days
        )
    return because(said, rule)

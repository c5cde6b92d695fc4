"""Reminders as they travel: who is reminded of what on which day, and why."""

from datetime import date

from msgspec import Struct

from api.answers import Asked, ReasonOut, asked, reason_out
from governance.model import Person
from governance.records import Records
from governance.values import Code
from portfolio.reports.views import View
from portfolio.workflow.reminders import Reminder, reminders


class ReminderOut(Struct, kw_only=True):
    """One reminder. ``days`` are working days until the deadline, below 0 since it has passed.

    ``capacity`` is null where the rules of escalation have passed overdue work to the office, ``step`` so far up the path.
    ``person`` is null where the office is vacant on the day.
    """

    day: date
    task: Code
    deadline: Code
    due: date | None
    days: int
    rule: Code
    capacity: str | None
    step: int
    post: Code
    post_vi: str
    post_en: str
    person: Code | None
    name: str | None
    reasons: list[ReasonOut]
    assumed: bool


class RemindersOut(Asked, kw_only=True):
    """The reminders of a window of days, both ends included, by day and task."""

    start: date
    end: date
    items: list[ReminderOut]


def reminders_out(view: View, start: date, end: date) -> RemindersOut:
    """The reminders of a window, of the programme that is looked at or of all."""
    tasks = {task.code for task in view.tasks}
    found = reminders(view.records, start, end, defaults=not view.facts_only)
    items = [_out(view.records, each) for each in found if each.task in tasks]
    return RemindersOut(**asked(view), start=start, end=end, items=items)


def _out(records: Records, found: Reminder) -> ReminderOut:
    person = records.find(Person, found.person)
    return ReminderOut(
        day=found.day,
        task=found.task,
        deadline=found.deadline.code,
        due=found.deadline.not_after,
        days=found.days,
        rule=found.rule.code,
        capacity=found.capacity.value if found.capacity else None,
        step=found.step,
        post=found.post.code,
        post_vi=found.post.title.vi,
        post_en=found.post.title.en,
        person=found.person,
        name=person.name if person else None,
        reasons=[reason_out(reason) for reason in found.reasons],
        assumed=any(reason.assumed for reason in found.reasons),
    )

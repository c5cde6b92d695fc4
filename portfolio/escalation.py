"""The path that a matter of a task climbs while it is not settled: how long each office has it, and where it stands on a day.

A matter arises on the first working day after the deadline that binds. Each office has it for as many working days as the rule
for its step says, then it goes on to the next; the last one keeps it. Where no rule says how long, it goes no further by itself.
"""

from datetime import date
from typing import NamedTuple

from governance.errors import InvalidError
from governance.holders import Holding, charged_with, holder
from governance.model import Matter, Post
from governance.records import Records
from governance.terms import EscalationRule
from governance.values import holds
from portfolio.answers import charged, escalation_of_task, subjects_of
from portfolio.finishing import over_on
from portfolio.model import Task
from portfolio.plan import calendar_of
from portfolio.statuses import binding_deadline
from portfolio.workcalendar import WorkCalendar


class Stage(NamedTuple):
    """One office on the path, the first being 1: who holds it on the day, and from when until when it has the matter.

    ``rule`` says for how many working days; without one it has no last day. Without a deadline there are no days.
    """

    number: int
    post: Post
    holding: Holding
    rule: EscalationRule | None
    since: date | None
    until: date | None


class Escalation(NamedTuple):
    """The path of a task on a day.

    ``at`` is the number of the stage where an overdue matter stands, None while it is not overdue; ``overdue`` says for how many
    working days it has been.
    """

    task: Task
    due: date | None
    overdue: int
    at: int | None
    stages: tuple[Stage, ...]

    @property
    def stands(self) -> Stage | None:
        """The stage where the matter stands, or None."""
        return None if self.at is None else self.stages[self.at - 1]


def escalation(records: Records, task: str, day: date) -> Escalation:
    """The path of a task's matters on a day, with the days of each stage, and where an overdue one stands.

    Working days are counted from the deadline, the day included. Work that is over by the day is not overdue.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    CycleError
        When tasks, bodies or seats loop.
    """
    found = records.get(Task, task)
    binding = binding_deadline(records, task)
    due = binding.not_after if binding else None
    calendar = calendar_of(records, found.programme)
    stages = _stages(records, found, day, due, calendar)
    over = over_on(records, task)
    if due is None or day <= due or (over is not None and over <= day):
        return Escalation(found, due, 0, None, stages)
    reached = [stage.number for stage in stages if stage.since is not None and stage.since <= day]
    return Escalation(found, due, _after(calendar, due, day), max(reached, default=1) if stages else None, stages)


def _after(calendar: WorkCalendar, due: date, day: date) -> int:
    return calendar.index(day) + calendar.works(day) - calendar.index(due) - calendar.works(due)


def _stages(records: Records, task: Task, day: date, due: date | None, calendar: WorkCalendar) -> tuple[Stage, ...]:
    lead, subjects = charged(records, task), subjects_of(records, task)
    path, bodies = escalation_of_task(records, task.code, day), (lead,) if lead else ()
    above = charged_with(records, bodies, day)
    stages: list[Stage] = []
    passed: int | None = None if due is None else calendar.index(due) + calendar.works(due)
    for number, post in enumerate(path, 1):
        since = None if passed is None else _day(calendar, passed)
        rule = _rule(records, above, number, since or day) if number < len(path) else None
        passed = None if passed is None or rule is None else passed + rule.working_days
        until = None if passed is None or not rule or not rule.working_days else _day(calendar, passed - 1)
        holding = holder(records, post.code, day, subjects, bodies=bodies, matter=Matter.LEAD)
        stages.append(Stage(number, post, holding, rule, since, until))
    return tuple(stages)


def _day(calendar: WorkCalendar, index: int) -> date | None:
    """The working day with this index, or None where it lies beyond the years that can be told."""
    try:
        return calendar.day(index)
    except InvalidError:
        return None


def _rule(records: Records, bodies: tuple[str, ...], step: int, day: date) -> EscalationRule | None:
    """The rule for a step on a day: that of the nearest body, else the one for all; the one that names the step before others."""
    fitting = [
        rule
        for rule in records.all(EscalationRule)
        if holds(rule.start, rule.end, day) and rule.step in (None, step) and (rule.body is None or rule.body in bodies)
    ]

    def nearness(rule: EscalationRule) -> tuple[int, bool, str]:
        return bodies.index(rule.body) if rule.body is not None else len(bodies), rule.step is None, rule.code

    return min(fitting, key=nearness, default=None)

"""Computed answers as they travel: dates, floats, drivers, responsibility, each with its source and whether it is assumed."""

from datetime import date
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from governance.holders import Reason
from governance.model import Person, Post
from governance.responsibility import Answer
from portfolio.answers import Span
from portfolio.cpm import Driver, LinkDates, Miss
from portfolio.model import Task
from portfolio.reports.views import View


class Asked(Struct, kw_only=True):
    """What every computed answer says: the day and the ledger entry that it holds for, and what it rests on.

    Progress counts up to the ``data_date``, and what is not done is scheduled from it.
    With a ``scenario`` it holds for the plan as that would have it, not for the live one.
    """

    as_of: date
    data_date: date
    ledger_seq: int
    facts_only: bool
    scenario: str | None = None


class ReportOut(Struct):
    """A report for programs: a row holds its columns by name, and what no source says is null."""

    report: str
    as_of: date
    programme: str | None
    rows: list[dict[str, Any]]
    notes: list[str]
    answer: list[str] | UnsetType = UNSET


class ReasonOut(Struct):
    """A step of the reasoning, in both languages, with its source."""

    vi: str
    en: str
    source: str | None
    assumed: bool


class DriverOut(Struct):
    """One thing that fixes an early date. ``on`` is the summary that it comes from, where it comes from above."""

    cause: str
    day: date | None
    predecessor: str | None
    relation: str | None
    lag: int | None
    constraint: str | None
    on: str | None


class MissOut(Struct):
    """A constraint or a deadline that is not kept, and by how many working days."""

    rule: str
    day: date
    days: int


class ScheduledTask(Struct, kw_only=True):
    """The dates of one task, inclusive; floats in working days of its own calendar."""

    task: str
    programme: str
    parent: str | None
    title_vi: str
    title_en: str
    state: str
    summary: bool
    milestone: bool
    early_start: date | None
    early_finish: date | None
    late_start: date | None
    late_finish: date | None
    total_float: int | None
    free_float: int | None
    interfering_float: int | None
    critical: bool
    driven_by: list[DriverOut]
    violates: list[MissOut]
    responsible: str | None
    source: str | None
    source_ref: str | None
    assumed: bool


class ScheduledLink(Struct, kw_only=True):
    """A link of the schedule; ``float`` is by how many of the successor's days it does not drive."""

    predecessor: str
    successor: str
    relation: str
    lag: int
    lag_calendar: str
    driving: bool
    float: int | None


class ScheduleOut(Asked, kw_only=True):
    """A schedule. ``undated`` lists the tasks whose dates nothing says."""

    against: str
    programme: str | None
    start: date | None
    finish: date | None
    tasks: list[ScheduledTask]
    links: list[ScheduledLink]
    undated: list[str]
    assumed: bool


class CriticalPathOut(Asked, kw_only=True):
    """The critical tasks of a programme, in the order of the path."""

    against: str
    programme: str
    finish: date | None
    path: list[ScheduledTask]
    assumed: bool


class AnswerOut(Struct, kw_only=True):
    """Who answers: the office, the person, how, and why."""

    post: str | None
    post_title_vi: str | None
    post_title_en: str | None
    person: str | None
    person_name: str | None
    via: str
    seat: str | None
    assumed: bool
    reasons: list[ReasonOut]


class ResponsibilityOut(Asked, kw_only=True):
    """Who answers for a task on a day."""

    task: str
    answer: AnswerOut


class SpanOut(Struct):
    """The same answer over a span of days."""

    start: date
    end: date
    answer: AnswerOut


class TimelineOut(Asked, kw_only=True):
    """Who answers for a task from day to day; hand-overs are where one span ends and the next begins."""

    task: str
    spans: list[SpanOut]


def task_out(view: View, task: Task) -> ScheduledTask:
    """A task with its dates, or without where nothing dates it."""
    dates = view.dates(task.code)
    known = dates if dates is not None and not dates.undated else None
    return ScheduledTask(
        task=task.code,
        programme=task.programme,
        parent=task.parent,
        title_vi=task.title_vi,
        title_en=task.title_en,
        state=dates.state if dates else "undated",
        summary=dates.summary if dates else False,
        milestone=dates.milestone if dates else task.type.value == "milestone",
        early_start=known.early_start if known else None,
        early_finish=known.early_finish if known else None,
        late_start=known.late_start if known else None,
        late_finish=known.late_finish if known else None,
        total_float=known.total_float if known else None,
        free_float=known.free_float if known else None,
        interfering_float=known.interfering_float if known else None,
        critical=dates.critical if dates else False,
        driven_by=[driver_out(d) for d in dates.driven_by] if dates else [],
        violates=[miss_out(m) for m in dates.violates] if dates else [],
        responsible=view.answer(task.code).post,
        source=task.source,
        source_ref=task.source_ref,
        assumed=view.assumed(task),
    )


def driver_out(driver: Driver) -> DriverOut:
    """What fixes an early date, as it travels."""
    link = driver.link
    return DriverOut(
        cause=driver.cause.value,
        day=driver.day,
        predecessor=driver.predecessor,
        relation=link.relation.value if link else None,
        lag=link.lag if link else None,
        constraint=driver.constraint.value if driver.constraint else None,
        on=driver.on,
    )


def miss_out(miss: Miss) -> MissOut:
    """What is not kept, as it travels."""
    return MissOut(rule=miss.rule.value, day=miss.day, days=miss.days)


def link_out(link: LinkDates) -> ScheduledLink:
    """A link as it travels."""
    return ScheduledLink(
        predecessor=link.predecessor,
        successor=link.successor,
        relation=link.relation.value,
        lag=link.lag,
        lag_calendar=link.lag_calendar.value,
        driving=link.driving,
        float=link.float,
    )


def schedule_out(view: View) -> ScheduleOut:
    """The schedule of what the view looks at."""
    tasks = [task_out(view, task) for task in view.tasks]
    shown = {task.task for task in tasks}
    dated = [task for task in tasks if task.early_start is not None]
    return ScheduleOut(
        **asked(view),
        against=view.against,
        programme=view.programme,
        start=min((task.early_start for task in dated if task.early_start), default=None),
        finish=max((task.early_finish for task in dated if task.early_finish), default=None),
        tasks=tasks,
        links=[link_out(link) for link in view.schedule.links if link.predecessor in shown or link.successor in shown],
        undated=[task.task for task in tasks if task.early_start is None],
        assumed=any(task.assumed for task in tasks),
    )


def critical_out(view: View, programme: str) -> CriticalPathOut:
    """The critical path of a programme."""
    path = [task_out(view, view.records.get(Task, code)) for code in view.schedule.critical_of(programme)]
    return CriticalPathOut(
        **asked(view),
        against=view.against,
        programme=programme,
        finish=max((task.early_finish for task in path if task.early_finish), default=None),
        path=path,
        assumed=any(task.assumed for task in path),
    )


def responsibility_out(view: View, task: str) -> ResponsibilityOut:
    """Who answers for a task on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    return ResponsibilityOut(**asked(view), task=task, answer=answer_out(view, view.answer(task)))


def timeline_out(view: View, task: str, spans: tuple[Span, ...]) -> TimelineOut:
    """The hand-overs of a task."""
    return TimelineOut(**asked(view), task=task, spans=[SpanOut(s.start, s.end, answer_out(view, s.answer)) for s in spans])


def answer_out(view: View, answer: Answer) -> AnswerOut:
    """Who answers, with names beside codes."""
    post, person = view.records.find(Post, answer.post), view.records.find(Person, answer.person)
    return AnswerOut(
        post=answer.post,
        post_title_vi=post.title_vi if post else None,
        post_title_en=post.title_en if post else None,
        person=answer.person,
        person_name=person.name if person else None,
        via=answer.via.value,
        seat=answer.seat,
        assumed=answer.assumed,
        reasons=[reason_out(reason) for reason in answer.reasons],
    )


def reason_out(reason: Reason) -> ReasonOut:
    """A reason in both languages."""
    return ReasonOut(reason.message.render("vi"), reason.message.render("en"), reason.source, reason.assumed)


def asked(view: View) -> dict[str, Any]:
    """What the answer holds for."""
    scenario = view.scenario.code if view.scenario else None
    return {
        "as_of": view.day,
        "data_date": view.data_date,
        "ledger_seq": view.ledger_seq or 0,
        "facts_only": view.facts_only,
        "scenario": scenario,
    }

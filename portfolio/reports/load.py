"""The workload of each person, and of each office that nobody is known to hold: every open task in every role."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from governance.messages import Message, Text, _
from governance.model import Organization, Person, Post
from governance.responsibility import Answer
from portfolio.model import Role, Task
from portfolio.outline import natural
from portfolio.parties import parties
from portfolio.reports.due import due
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, leading, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("until", _("Until")),
    Column("state", _("State"), under="until"),
    Column("total_float", _("Total float")),
    Column("working_days", _("Days left"), under="total_float"),
    *ORIGIN,
)
WHO = (
    Column("who", _("Who"), wide=2),
    Column("post", _("Answering office"), wide=2, under="who"),
    Column("role", _("Role"), wide=1),
    Column("body", _("For"), wide=1, under="role"),
)


class Duty(NamedTuple):
    """One part of somebody's load: a task without parts that is open on the day, and the role in which a body has it.

    ``total_float`` and ``working_days`` (what is left to do) are in days of the task's own calendar; None where nothing dates it.
    ``state`` says how it stands to its deadline, with ``until`` the day that binds.
    """

    task: Task
    role: Role
    organization: str | None
    answer: Answer
    until: date | None
    state: Term
    total_float: int | None
    working_days: int | None
    assumed: bool


class Load(NamedTuple):
    """What lies with somebody on a day: how many parts in each role, how many tasks, of them overdue and with float used up.

    ``working_days`` are what is left of the tasks that they lead, each task counted once, the ``undated`` ones apart.
    """

    roles: tuple[tuple[Role, int], ...]
    tasks: int
    overdue: int
    late: int
    working_days: int
    undated: int


def duties(view: View) -> tuple[Duty, ...]:
    """Every part that anybody has in an open task that is looked at, by role; components are no tasks to be done."""
    leaves = (task for programme in view.programmes for task in view.leaves(programme.code))
    return tuple(duty for task in leaves if view.is_open(task.code) for duty in _of_task(view, task))


def load(found: Iterable[Duty]) -> Load:
    """The sum of some duties."""
    found = tuple(found)
    leading = {duty.task.code: duty for duty in found if duty.role is Role.LEAD}
    tasks = {duty.task.code: duty for duty in found}
    return Load(
        roles=tuple((role, sum(duty.role is role for duty in found)) for role in Role),
        tasks=len(tasks),
        overdue=sum(duty.state.value == "overdue" for duty in tasks.values()),
        late=sum(duty.total_float is not None and duty.total_float < 0 for duty in tasks.values()),
        working_days=sum(duty.working_days or 0 for duty in leading.values()),
        undated=sum(duty.working_days is None for duty in leading.values()),
    )


def load_report(view: View) -> Table:
    """Person by person, then office by office where nobody is known: every open task and the part that they have in it."""
    found = sorted(duties(view), key=lambda duty: _order(view, duty))
    rows = tuple(_row(view, duty) for duty in found)
    people = {duty.answer.person for duty in found if duty.answer.person}
    notes = (
        *remarks(view, rows),
        _("Open tasks without parts. Whoever holds an office has what that office answers for, in whatever capacity."),
        _("Working days left are those of the leader; whoever coordinates, monitors or approves has the task beside other work."),
    )
    title = _("Who has what on the table: {scope}", scope=view.scope)
    answer = tuple(_sum(view, person, [d for d in found if d.answer.person == person]) for person in sorted(people))
    vacant = [duty for duty in found if duty.answer.person is None]
    answer += (_of_nobody(load(vacant)),) if vacant else ()
    columns = (*WHO, *leading(view), *COLUMNS)
    return Table("load", title, columns, rows, notes, view.day, view.programme, answer, groups=("who",))


def _of_task(view: View, task: Task) -> Iterable[Duty]:
    status, dates = due(view, task), view.dates(task.code)
    bound = status and status.binding
    state = Term(status.state, status.label) if status else Term("no-deadline", _("without a deadline"))
    days = None
    if dates is not None:
        network = view.schedule.network
        days = network.calendar_of(network.tasks[task.code]).working_days(max(dates.early_start, view.day), dates.early_finish)
    for party in parties(view.records, task.code, view.day):
        yield Duty(
            task=task,
            role=party.role,
            organization=party.organization,
            answer=party.answer,
            until=status.until if status else None,
            state=state,
            total_float=dates.total_float if dates else None,
            working_days=0 if dates and dates.milestone else days,
            assumed=task.assumed or party.answer.assumed or view.dates_assumed(task) or bool(bound and bound.assumed),
        )


def _order(view: View, duty: Duty) -> tuple[object, ...]:
    nobody = duty.answer.person is None
    order = [programme.code for programme in view.programmes].index(duty.task.programme)
    return (
        nobody,
        duty.answer.person or duty.answer.post or "",
        list(Role).index(duty.role),
        order,
        natural(duty.task.code),
        duty.organization or "",
    )


def _row(view: View, duty: Duty) -> dict[str, object]:
    post, person = view.records.find(Post, duty.answer.post), view.records.find(Person, duty.answer.person)
    body = view.records.find(Organization, duty.organization)
    nobody = _("vacant") if post else _("no office found")
    return {
        "who": Term(duty.answer.person, person.title) if person else Term(None, nobody),
        "post": Term(duty.answer.post, _("{post} ({via})", post=post.title, via=word(duty.answer.via).label)) if post else None,
        "role": word(duty.role),
        "body": Term(body.code, called(body) or body.title) if body else None,
        "programme": duty.task.programme,
        "task": duty.task.code,
        "title": duty.task.title,
        "until": duty.until,
        "state": duty.state,
        "total_float": duty.total_float,
        "working_days": duty.working_days,
        "source": duty.task.source,
        "assumed": duty.assumed,
    }


def _sum(view: View, person: str, found: list[Duty]) -> Message:
    known = view.records.find(Person, person)
    return _("{who}: {load}", who=known.title if known else Text(person, person), load=said(load(found)))


def _of_nobody(total: Load) -> Message:
    return _("With offices that nobody is known to hold: {load}", load=said(total))


def said(total: Load) -> Message:
    """A load in a sentence."""
    counts = dict(total.roles)
    return _(
        "{tasks} task(s) ({lead} to lead, {coordinating} to coordinate, {monitoring} to monitor, {approving} to approve); "
        "{overdue} overdue; {days} working day(s) left to lead, {undated} task(s) not dated",
        tasks=total.tasks,
        lead=counts[Role.LEAD],
        coordinating=counts[Role.COORDINATING],
        monitoring=counts[Role.MONITORING],
        approving=counts[Role.APPROVING],
        overdue=total.overdue,
        days=total.working_days,
        undated=total.undated,
    )

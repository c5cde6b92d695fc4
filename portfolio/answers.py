"""Who answers for a task or a programme on a day, over a span of days, and what an office has to answer for.

The claims of a task, the nearest first: the post that its lead assignment names, the head of its lead body, what its
parent gives, the owner of its programme, and the committee's chair. Everything is computed from the records for a day.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple

from governance.errors import CycleError
from governance.hierarchy import escalation_path, founded_later, office_of, succeeded
from governance.messages import _
from governance.model import Organization, Post
from governance.records import Records
from governance.responsibility import Answer, Claim, Reason, Via, answerable, because, holder, short, turning_days
from portfolio.model import Assignment, Portfolio, Programme, Progress, ProgressState, Role, Task


class Span(NamedTuple):
    """The same answer from ``start`` to ``end``, both included."""

    start: date
    end: date
    answer: Answer


class Vacancy(NamedTuple):
    """An office that nobody is known to hold, the seats that go with it, and the open tasks it answers for."""

    post: Post
    seats: tuple[Post, ...]
    tasks: tuple[str, ...]
    reasons: tuple[Reason, ...]


def who_answers(records: Records, task: str, day: date) -> Answer:
    """The post and the person that answer for a task on a day, with the chain of reasons.

    A task that was finished before the day keeps the answer of the day on which it was finished: history stays.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    CycleError
        When tasks, bodies or seats loop.
    """
    found = records.get(Task, task)
    programme = records.find(Programme, found.programme)
    line = _lineage(records, found)
    claims = [claim for part in line for claim in _claims_of_task(records, part)]
    claims += _claims_of_owner(records, programme)
    subjects = (*(part.code for part in line), found.programme)
    finished = finished_on(records, task)
    if finished is None or finished >= day:
        return answerable(records, claims, day, _committee(records, programme), subjects)
    closed = Claim(because(_("task {task} was finished on {day}; the answer of that day stands", task=task, day=finished)))
    return answerable(records, [closed, *claims], finished, _committee(records, programme), subjects)


def answer_of_programme(records: Records, programme: str, day: date) -> Answer:
    """The post and the person that answer for a programme on a day: its owner's head, else the committee's chair.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    """
    found = records.get(Programme, programme)
    return answerable(records, list(_claims_of_owner(records, found)), day, _committee(records, found), (programme,))


def answers(records: Records, day: date) -> Mapping[str, Answer]:
    """The answer of every task on a day, by the task's code."""
    return {task.code: who_answers(records, task.code, day) for task in records.all(Task)}


def timeline(records: Records, task: str, start: date, end: date) -> tuple[Span, ...]:
    """Who answers from ``start`` to ``end``, both included: one span for each answer, so that hand-overs show.

    The spans touch and do not overlap. A span's reasons are those of its first day.

    Examples
    --------
    >>> from governance.records import Records
    >>> from portfolio.model import Programme, ProgrammeKind
    >>> programme = Programme(code="P", portfolio="E", type=ProgrammeKind.PLAN, title_vi="kế hoạch", title_en="plan")
    >>> records = Records([programme, Task(code="P.1", programme="P", title_vi="việc", title_en="task")])
    >>> [(s.start.year, s.end.year, s.answer.via.value) for s in timeline(records, "P.1", date(2018, 1, 1), date(2019, 12, 31))]
    [(2018, 2019, 'vacant')]
    """
    if end < start:
        return ()
    days = [start, *sorted(day for day in turning_days(records) if start < day <= end)]
    spans: list[Span] = []
    for first, following in zip(days, [*days[1:], None], strict=True):
        last = end if following is None else following - timedelta(days=1)
        answer = who_answers(records, task, first)
        if spans and spans[-1].answer.who == answer.who:
            spans[-1] = spans[-1]._replace(end=last)
        else:
            spans.append(Span(first, last, answer))
    return tuple(spans)


def escalation_of_task(records: Records, task: str, day: date) -> tuple[Post, ...]:
    """The offices that a matter of the task climbs through, from the head of the body that leads it to the chair."""
    found = records.get(Task, task)
    programme = records.find(Programme, found.programme)
    bodies = [a.organization for part in _lineage(records, found) for a in _leads(records, part.code)]
    body = next(iter(bodies), None) or (programme.owner if programme else None)
    committee = _committee(records, programme)
    if committee is None:
        return ()
    return escalation_path(records, body or committee, day, committee)


def vacancies(records: Records, day: date) -> tuple[Vacancy, ...]:
    """The offices that no source names a holder of on a day, by code, save those of bodies that are succeeded or not founded."""
    seats: dict[str, list[Post]] = {}
    for post in records.all(Post):
        if not succeeded(records, post.organization, day) and not founded_later(records, post.organization, day):
            seats.setdefault(office_of(records, post.code), []).append(post)
    waiting: dict[str, list[str]] = {}
    for code, answer in answers(records, day).items():
        if answer.via is Via.VACANT and answer.post and ((over := finished_on(records, code)) is None or over > day):
            waiting.setdefault(office_of(records, answer.post), []).append(code)
    found = []
    for office in sorted(seats):
        holding = holder(records, office, day)
        if holding.via is Via.VACANT:
            others = tuple(seat for seat in seats[office] if seat.code != office)
            found.append(Vacancy(records.get(Post, office), others, tuple(waiting.get(office, ())), holding.reasons))
    return tuple(found)


def tasks_of_post(records: Records, post: str, day: date) -> tuple[Task, ...]:
    """The tasks that a post answers for on a day; a seat answers for what the office that it goes with answers for.

    Raises
    ------
    UnknownCodeError
        When there is no such post.
    """
    office = office_of(records, records.get(Post, post).code)
    mine = (code for code, answer in answers(records, day).items() if answer.post and office_of(records, answer.post) == office)
    return tuple(records.get(Task, code) for code in mine)


def tasks_of_person(records: Records, person: str, day: date) -> tuple[Task, ...]:
    """The tasks that a person answers for on a day, in whatever capacity."""
    return tuple(records.get(Task, code) for code, answer in answers(records, day).items() if answer.person == person)


def finished_on(records: Records, task: str) -> date | None:
    """The day on which a task, or what it is part of, was finished or given up, by the last report; None while it is open."""
    line = _lineage(records, records.get(Task, task))
    return next((day for part in line if (day := _reported_finish(records, part.code)) is not None), None)


def _reported_finish(records: Records, task: str) -> date | None:
    latest_first = sorted(records.by(Progress, "task", task), key=lambda report: report.as_of, reverse=True)
    closing = list(takewhile(lambda report: report.state in (ProgressState.DONE, ProgressState.CANCELLED), latest_first))
    stated = next((report.actual_finish for report in closing if report.actual_finish), None)
    return stated or (closing[-1].as_of if closing else None)


def _lineage(records: Records, task: Task) -> tuple[Task, ...]:
    """The task, then what it is part of, upwards."""
    line = [task]
    while (above := records.find(Task, line[-1].parent)) is not None:
        codes = [part.code for part in line]
        if above.code in codes:
            raise CycleError((*codes[codes.index(above.code) :], above.code))
        line.append(above)
    return tuple(line)


def _leads(records: Records, task: str) -> tuple[Assignment, ...]:
    return tuple(a for a in records.by(Assignment, "task", task) if a.role is Role.LEAD)


def _claims_of_task(records: Records, task: Task) -> Iterator[Claim]:
    leads = _leads(records, task.code)
    if not leads:
        yield Claim(Reason(_("no body is on record as the lead of task {task}", task=task.code)))
    for lead in leads:
        if (post := records.find(Post, lead.post)) is not None:
            step = _("the {post} is named as accountable for task {task}", post=post.title, task=task.code)
            yield Claim(because(step, lead), post=post.code)
        elif records.find(Organization, lead.organization) is not None:
            step = _("{body} leads task {task}", body=short(records, lead.organization), task=task.code)
            yield Claim(because(step, lead), organization=lead.organization)


def _claims_of_owner(records: Records, programme: Programme | None) -> Iterator[Claim]:
    if programme is not None and records.find(Organization, programme.owner) is not None and programme.owner is not None:
        step = _("{body} owns programme {programme}", body=short(records, programme.owner), programme=programme.code)
        yield Claim(because(step, programme), organization=programme.owner)


def _committee(records: Records, programme: Programme | None) -> str | None:
    portfolio = records.find(Portfolio, programme.portfolio) if programme else None
    committee = records.find(Organization, portfolio.committee) if portfolio else None
    return committee.code if committee else None

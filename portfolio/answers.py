"""Who answers for a task or a programme on a day and over a span of days, and which offices are vacant.

The claims of a task, the nearest first: the post that its lead assignment names, the head of its lead body, what its
parent gives, the owner of its programme, and the committee's chair. Everything is computed from the records for a day.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from governance.hierarchy import escalation_path, office_of
from governance.holders import Reason, Via, absent, because, holder, short, turning_days
from governance.messages import _
from governance.model import Matter, Organization, Post
from governance.records import Records
from governance.responsibility import Answer, Claim, answerable
from governance.succession import About
from portfolio.finishing import over_on
from portfolio.model import Assignment, Portfolio, Programme, Role, Task
from portfolio.outline import lineage


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

    A task that was over before the day, by itself or by all its parts, keeps the answer of the day on which it was: history
    stays.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    CycleError
        When tasks, bodies or seats loop.

    Examples
    --------
    >>> from governance.model import OrganizationClass
    >>> ministry = OrganizationClass.MINISTRY
    >>> records = Records([
    ...     Organization(code="MIC", name_vi="Bộ TT&TT", name_en="MIC", classification=ministry),
    ...     Post(code="MIC.minister", organization="MIC", title_vi="Bộ trưởng", title_en="Minister", head=True),
    ...     Task(code="P.1", programme="P", title_vi="việc", title_en="task"),
    ...     Assignment(task="P.1", organization="MIC", role=Role.LEAD, post="MIC.minister"),
    ... ])
    >>> answer = who_answers(records, "P.1", date(2018, 7, 5))
    >>> answer.post, answer.person, answer.via.value
    ('MIC.minister', None, 'vacant')
    >>> [str(reason.message) for reason in answer.reasons]
    ['the Minister is named as accountable for task P.1',
     'no source names the holder of the post Minister on 05/07/2018: vacant']
    """
    found = records.get(Task, task)
    programme = records.find(Programme, found.programme)
    claims = [claim for part in lineage(records, found) for claim in _claims_of_task(records, part)]
    claims += _claims_of_owner(records, programme)
    subjects, committee = subjects_of(records, found), committee_of(records, found.programme)
    on, closed = answering_day(records, task, day)
    return answerable(records, [*closed, *claims], on, committee, subjects, Matter.LEAD)


def answering_day(records: Records, task: str, day: date) -> tuple[date, tuple[Claim, ...]]:
    """The day whose answer stands on a day: of a task that was over before, the day on which it was; and a claim that says so."""
    over = over_on(records, task)
    if over is None or over >= day:
        return day, ()
    why = _("task {task} was finished on {day}; the answer of that day stands", task=task, day=over)
    return over, (Claim(because(why)),)


def answer_of_programme(records: Records, programme: str, day: date) -> Answer:
    """The post and the person that answer for a programme on a day: its owner's head, else the committee's chair.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    """
    found = records.get(Programme, programme)
    claims = list(_claims_of_owner(records, found))
    return answerable(records, claims, day, committee_of(records, programme), (programme,), Matter.LEAD)


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
    """The offices that a matter of the task climbs through, from the head of the body that leads it to the chair.

    A post that is named as accountable comes before them, where it is not one of them.
    """
    found = records.get(Task, task)
    committee = committee_of(records, found.programme)
    if committee is None:
        return ()
    about = About(subjects_of(records, found))
    path = escalation_path(records, charged(records, found) or committee, day, committee, about)
    first = records.find(Post, who_answers(records, task, day).post)
    if first is None or office_of(records, first.code, day) in {office_of(records, post.code, day) for post in path}:
        return path
    return (first, *path)


def charged(records: Records, task: Task) -> str | None:
    """The body that leads the task, or what it is part of; else the owner of its programme."""
    if given := given_to(records, task, Role.LEAD):
        return given[0].organization
    programme = records.find(Programme, task.programme)
    return programme.owner if programme else None


def given_to(records: Records, task: Task, role: Role) -> tuple[Assignment, ...]:
    """The bodies that have a role in the task, or in the nearest that it is part of where any has."""
    return next((found for part in lineage(records, task) if (found := _own(records, part.code, role))), ())


def _own(records: Records, task: str, role: Role) -> tuple[Assignment, ...]:
    return tuple(given for given in records.by(Assignment, "task", task) if given.role is role)


def vacancies(records: Records, day: date) -> tuple[Vacancy, ...]:
    """The offices that no source names a holder of on a day, by code, save those that are not there on the day."""
    seats: dict[str, list[Post]] = {}
    for post in records.all(Post):
        if absent(records, post, day) is None:
            seats.setdefault(office_of(records, post.code, day), []).append(post)
    waiting: dict[str, list[str]] = {}
    for code, answer in answers(records, day).items():
        if answer.via is Via.VACANT and answer.post and ((over := over_on(records, code)) is None or over > day):
            waiting.setdefault(office_of(records, answer.post, day), []).append(code)
    found = []
    for office in sorted(seats):
        holding = holder(records, office, day)
        if holding.via is Via.VACANT:
            others = tuple(seat for seat in seats[office] if seat.code != office)
            found.append(Vacancy(records.get(Post, office), others, tuple(waiting.get(office, ())), holding.reasons))
    return tuple(found)


def _claims_of_task(records: Records, task: Task) -> Iterator[Claim]:
    leads = _own(records, task.code, Role.LEAD)
    if not leads:
        yield Claim(Reason(_("no body is on record as the lead of task {task}", task=task.code)))
    for lead in leads:
        if (post := records.find(Post, lead.post)) is not None:
            step = _("the {post} is named as accountable for task {task}", post=post.title, task=task.code)
            yield Claim(because(step, lead), lead.organization, post.code)
        elif records.find(Organization, lead.organization) is not None:
            step = _("{body} leads task {task}", body=short(records, lead.organization), task=task.code)
            yield Claim(because(step, lead), organization=lead.organization)


def _claims_of_owner(records: Records, programme: Programme | None) -> Iterator[Claim]:
    if programme is not None and records.find(Organization, programme.owner) is not None and programme.owner is not None:
        step = _("{body} owns programme {programme}", body=short(records, programme.owner), programme=programme.code)
        yield Claim(because(step, programme), organization=programme.owner)


def subjects_of(records: Records, task: Task) -> tuple[str, ...]:
    """The codes that a delegation or a term may name for it to be about the task: its own, what it is part of, its programme."""
    return (*(part.code for part in lineage(records, task)), task.programme)


def committee_of(records: Records, programme: str) -> str | None:
    """The committee whose portfolio a programme is in."""
    found = records.find(Programme, programme)
    portfolio = records.find(Portfolio, found.portfolio) if found else None
    committee = records.find(Organization, portfolio.committee) if portfolio else None
    return committee.code if committee else None

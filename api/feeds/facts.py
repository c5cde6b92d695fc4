"""What a calendar can say of a task or a meeting, in no language yet: all that is shown stands here, so a digest tells of it."""

from collections.abc import Callable, Iterator
from datetime import date, time
from hashlib import blake2b

import msgspec
from msgspec import Struct

from api.feeds.scope import LONGEST_LEAD
from governance.meetings import AgendaItem
from governance.messages import Message, Text, _
from governance.model import Document, Meeting, Organization, PartOfDay
from governance.records import Records
from governance.responsibility import Answer
from portfolio.answers import given_to
from portfolio.dates import TaskDates
from portfolio.finishing import over_on
from portfolio.model import (
    Deadline,
    Dependency,
    DependencyKind,
    LagCalendar,
    Programme,
    ProgressState,
    Relation,
    Role,
    Task,
    TaskKind,
)
from portfolio.plan import Actuals, actuals, calendar_of
from portfolio.reports.views import View, called, named
from portfolio.statuses import Status, binding_deadline, duties, leading


class Wait(Struct, frozen=True, gc=False, omit_defaults=True):
    """A task that another waits for: by which ends, with what lag, and until when by forecast; none where that is past."""

    code: str
    title: Text
    relation: Relation
    lag: int
    elapsed: bool
    open: bool
    until: date | None


class TaskFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a task. ``alarms`` are the days so many working days before it is due, the nearest first."""

    name: str
    code: str
    portfolio: str
    programme: str
    type: TaskKind
    title: Text
    post: str | None
    person: str | None
    leading: str | None
    coordinating: tuple[str, ...]
    lines: tuple[Message, ...]
    waits: tuple[Wait, ...]
    due: date | None
    start: date | None
    finish: date | None
    float: int | None
    critical: bool
    done: bool
    closed: date | None
    state: ProgressState
    percent: int
    status: Status | None
    alarms: tuple[date, ...]
    parts: bool


class MeetingFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a meeting; ``vague`` is that its day is not known exactly, so that it stands in no calendar."""

    name: str
    code: str
    body: str | None
    invited: tuple[str, ...]
    title: Text
    part: PartOfDay | None
    day: date | None
    vague: bool
    starts: time | None
    ends: time | None
    place: Text | None
    lines: tuple[Message | Text, ...]


def task_name(code: str) -> str:
    """Under which name it is noted what a task says."""
    return f"task {code}"


def meeting_name(code: str) -> str:
    """Under which name it is noted what a meeting says."""
    return f"meeting {code}"


def digest(facts: Struct) -> str:
    """Differs where facts do, and is the same in every release: what is added to them later takes a default, which is left out.

    Else an upgrade would tell every subscriber that everything changed.

    >>> rest = {"body": None, "invited": (), "part": None, "day": None, "vague": False, "place": None, "lines": ()}
    >>> one, other = (MeetingFacts(name="meeting M", code="M", title=Text("a", t), starts=None, ends=None, **rest) for t in "bc")
    >>> digest(one)[:8], digest(one) == digest(other)
    ('eb975375', False)
    """
    return blake2b(msgspec.json.encode(facts), digest_size=16).hexdigest()


Answering = Callable[[str], Answer]


class Telling:
    """Says what there is to say of the tasks of one view; ``answer`` gives who answers for one of them."""

    def __init__(self, view: View, answer: Answering) -> None:
        self._view, self._records, self._answer = view, view.records, answer

    def task(self, task: Task) -> TaskFacts:
        """The facts of one task."""
        view, records = self._view, self._records
        answer, due = self._answer(task.code), deadline(records, task)
        dates, known = view.dates(task.code), actuals(records, task.code, view.day)
        counted = duties(records, view.day, [task])
        programme = records.find(Programme, task.programme)
        last = due.not_after if due else None
        return TaskFacts(
            name=task_name(task.code),
            code=task.code,
            portfolio=programme.portfolio if programme else "",
            programme=task.programme,
            type=task.type,
            title=task.title,
            post=answer.post,
            person=answer.person,
            leading=leading(records, task, view.day, done=view.done(task.code)),
            coordinating=tuple(given.organization for given in given_to(records, task, Role.COORDINATING)),
            lines=tuple(self._lines(task, answer, due)),
            waits=tuple(self._waits(task)),
            due=last,
            start=dates.early_start if dates else None,
            finish=dates.early_finish if dates else None,
            float=dates.total_float if dates else None,
            critical=dates.critical if dates else False,
            done=view.done(task.code),
            closed=self._closed_on(task),
            state=_stands(known, dates),
            percent=_percent(known, self._days(task)),
            status=counted[0].status if counted else None,
            alarms=self._alarms(task, last),
            parts=bool(records.by(Task, "parent", task.code)),
        )

    def meeting(self, meeting: Meeting, invited: tuple[str, ...]) -> MeetingFacts:
        """The facts of one meeting; ``invited`` are the bodies and persons that are asked to it or took part."""
        items = sorted(self._records.by(AgendaItem, "meeting", meeting.code), key=lambda item: item.ordinal)
        exact = len(meeting.held_on or "") == len("2018-07-05")
        vi, en = meeting.place_vi or meeting.place_en, meeting.place_en or meeting.place_vi
        body = called(self._records.find(Organization, meeting.body))
        return MeetingFacts(
            name=meeting_name(meeting.code),
            code=meeting.code,
            body=meeting.body,
            invited=invited,
            title=meeting.title,
            part=None if meeting.starts_at else meeting.part_of_day,
            day=date.fromisoformat(meeting.held_on) if exact and meeting.held_on else None,
            vague=bool(meeting.held_on) and not exact,
            starts=time.fromisoformat(meeting.starts_at) if meeting.starts_at else None,
            ends=time.fromisoformat(meeting.ends_at) if meeting.ends_at else None,
            place=Text(vi, en) if vi and en else None,
            lines=(
                *((_("Meeting of: {body}", body=body),) if body else ()),
                *(_("Agenda, point {number}: {title}", number=n, title=item.title) for n, item in enumerate(items, 1)),
                *((meeting.note,) if meeting.note else ()),
            ),
        )

    def _lines(self, task: Task, answer: Answer, due: Deadline | None) -> Iterator[Message]:
        """What is said of a task, one line each; what is not known is not said."""
        view, records = self._view, self._records
        yield _("Task {code}: {title}", code=task.code, title=task.title)
        if (programme := records.find(Programme, task.programme)) is not None:
            yield _("Programme: {title} ({code})", title=programme.title, code=programme.code)
        yield _("Answers: {who}", who=named(records, answer))
        if (lead := called(view.lead(task.code))) is not None:
            yield _("Lead: {body}", body=lead)
        if others := self._bodies(task, Role.COORDINATING):
            yield _("Coordinating: {bodies}", bodies=others)
        if (basis := self._basis(task, due)) is not None:
            yield basis
        if due is not None:
            yield _("Deadline as written: {written}", written=Text(due.written_vi, due.written_en))
        yield from self._closed(task) or self._computed(task)
        if view.dates_assumed(task) or answer.assumed or (due is not None and due.assumed):
            yield _("Part of this is assumed by the planners, not stated by a source")

    def _closed_on(self, task: Task) -> date | None:
        """When a task was over, by its own reports, by those of what it is part of, or by those of all its parts."""
        over = over_on(self._records, task.code)
        if over is not None and over <= self._view.day:
            return over
        dates = self._view.dates(task.code) if self._view.done(task.code) else None
        return dates.early_finish if dates else None

    def _closed(self, task: Task) -> tuple[Message, ...]:
        """That a task is over, else nothing."""
        if (over := self._closed_on(task)) is not None:
            return (_("Closed on {day}", day=over),)
        return (_("Closed; the day is not on record"),) if self._view.done(task.code) else ()

    def _computed(self, task: Task) -> Iterator[Message]:
        dates = self._view.dates(task.code)
        if dates is None:
            yield _("No schedule: its duration is not known")
            return
        yield _("Forecast finish: {day}; float: {days} working day(s)", day=dates.early_finish, days=dates.total_float)
        if dates.critical:
            yield _("On the critical path")

    def _bodies(self, task: Task, role: Role) -> tuple[Text, ...]:
        codes = [given.organization for given in given_to(self._records, task, role)]
        return tuple(name for code in codes if (name := called(self._records.find(Organization, code))) is not None)

    def _basis(self, task: Task, due: Deadline | None) -> Message | None:
        programme = self._records.find(Programme, task.programme)
        code = task.basis or (due.document if due else None) or (programme.basis if programme else None)
        document = self._records.find(Document, code)
        if document is None:
            return None
        if task.basis and task.clause:
            return _("Legal basis: {document}, {clause}", document=_cited(document), clause=task.clause)
        return _("Legal basis: {document}", document=_cited(document))

    def _waits(self, task: Task) -> Iterator[Wait]:
        for link in self._records.by(Dependency, "successor", task.code):
            other = self._records.find(Task, link.predecessor)
            if link.type is not DependencyKind.SCHEDULING or other is None:
                continue
            dates = self._view.dates(other.code)
            to_start = link.relation in (Relation.SS, Relation.SF)
            begun = actuals(self._records, other.code, self._view.day).state is not ProgressState.NOT_STARTED
            over = self._view.done(other.code) or (to_start and begun)
            until = None if dates is None else dates.early_start if to_start else dates.early_finish
            elapsed = link.lag_calendar is LagCalendar.ELAPSED
            yield Wait(other.code, other.title, link.relation, link.lag, elapsed, not over, None if over else until)

    def _days(self, task: Task) -> int:
        spec = self._view.schedule.network.tasks.get(task.code)
        return spec.duration if spec else 0

    def _alarms(self, task: Task, due: date | None) -> tuple[date, ...]:
        if due is None or due.year < 2:
            return ()
        calendar = calendar_of(self._records, task.programme, task.code)
        before = calendar.index(due)
        return tuple(calendar.day(before - lead) for lead in range(1, LONGEST_LEAD + 1))


def deadline(records: Records, task: Task) -> Deadline | None:
    """The deadline that binds a task, or None where it names no last day."""
    found = binding_deadline(records, task.code)
    return found if found is not None and found.not_after else None


def _stands(known: Actuals, dates: TaskDates | None) -> ProgressState:
    """How far work has come; what has parts is under way as soon as they are, whether or not anybody reports on it."""
    begun = known.state is ProgressState.NOT_STARTED and dates is not None and dates.state == "started"
    return ProgressState.IN_PROGRESS if begun else known.state


def _percent(known: Actuals, days: int) -> int:
    """How far a task has come: as reported, else by what remains of its days."""
    if known.state is ProgressState.DONE:
        return 100
    if known.percent is not None:
        return known.percent
    return max(0, 100 * (days - known.remaining) // days) if days and known.remaining is not None else 0


def _cited(document: Document) -> Text:
    """A document by its number and title, once where the title says the number."""
    number = document.number or ""
    return Text(*(title if number in title else f"{number} – {title}" for title in document.title))

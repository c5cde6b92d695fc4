"""What a member's calendar holds: the deadlines and milestones that a post or a person answers for, and their meetings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import NamedTuple

from api.feeds.calendar import Entry
from api.feeds.revisions import Trail, of_meeting, of_task
from api.status import fixed_day
from governance.errors import UnknownCodeError
from governance.messages import Lang, Message, Text, _, shown
from governance.model import Appointment, Document, Meeting, MeetingParty, Organization, PartOfDay, Person, Post
from governance.values import holds
from portfolio.answers import finished_on, tasks_of_person, tasks_of_post
from portfolio.handing import handed_over
from portfolio.model import Assignment, Deadline, DeadlineKind, Portfolio, Programme, Role, Task, TaskKind
from portfolio.reports.views import View, called, named

_DOMAIN = "egov-portfolio"


class Subject(NamedTuple):
    """Whose calendar it is: the post or person, the tasks, and the posts and bodies whose meetings concern them."""

    code: str
    title: Text
    tasks: tuple[Task, ...]
    bodies: frozenset[str]
    person: str | None


def subject(view: View, code: str) -> Subject:
    """Whose calendar a code stands for: a post's (whoever holds it) or a person's (whatever posts they hold on the day).

    Raises
    ------
    UnknownCodeError
        When it is neither.
    """
    records, day = view.records, view.day
    committees = {p.committee for p in records.all(Portfolio)}
    post = records.find(Post, code)
    if post is not None:
        return Subject(code, post.title, tasks_of_post(records, code, day), frozenset({post.organization, *committees}), None)
    person = records.find(Person, code)
    if person is None:
        raise UnknownCodeError("post", code)
    held = (a.post for a in records.by(Appointment, "person", code) if holds(a.since, a.end, day))
    bodies = {found.organization for found in (records.find(Post, p) for p in held) if found}
    return Subject(code, person.title, tasks_of_person(records, code, day), frozenset(bodies | committees), code)


def entries(view: View, trail: Trail, whose: Subject, lang: Lang, url: str) -> tuple[Entry, ...]:
    """Everything that stands in the calendar; ``url`` is the address of the service, ``trail`` the ledger's up to the view.

    What its owner answered for within the last year and has handed over stands there as cancelled.
    """
    found = [*_of_tasks(view, trail, whose, lang, url), *_meetings(view, trail, whose, lang)]
    return tuple(found)


def about(view: View, whose: Subject, lang: Lang) -> str:
    """What the calendar says of itself: what it holds, for which day, and what it leaves out."""
    dated = sum(1 for task in whose.tasks if deadline(view, task))
    meetings = [m for m in _concerning(view, whose) if m.held_on and len(m.held_on) < len("2018-07-05")]
    said = _(
        "{tasks} task(s) answered for on {day}, {dated} due on a known day; {vague} meeting(s) without an exact day left out",
        tasks=len(whose.tasks),
        day=view.day,
        dated=dated,
        vague=len(meetings),
    )
    return said.render(lang)


def deadline(view: View, task: Task) -> Deadline | None:
    """The deadline in force, by the scheduler's rule: the latest extension, else the earliest that an instrument sets.

    None where no last day is named.
    """
    dated = [(d.not_after, d.code, d) for d in view.records.by(Deadline, "task", task.code) if d.not_after]
    extended = [known for known in dated if known[2].type is DeadlineKind.EXTENSION]
    if extended:
        return max(extended)[2]
    return min(dated)[2] if dated else None


def _of_tasks(view: View, trail: Trail, whose: Subject, lang: Lang, url: str) -> Iterator[Entry]:
    for task in whose.tasks:
        yield from _of_task(view, trail, task, lang, url)
    for passed in handed_over(view.records, whose.code, view.day, trail.former, view.answers_on):
        said = _("Handed over on {day}; answers now: {who}", day=passed.on, who=named(view.records, passed.to)).render(lang)
        for entry in _of_task(view, trail, passed.task, lang, url):
            summary = _("Handed over: {what}", what=entry.summary).render(lang)
            yield replace(entry, cancelled=True, summary=summary, lines=(said, *entry.lines))


def _of_task(view: View, trail: Trail, task: Task, lang: Lang, url: str) -> Iterator[Entry]:
    """The deadline of a task, and the day of a milestone."""
    today = None if fixed_day(view.records) else view.day
    place = _portfolio(view, task)
    revision = trail.revision(of_task(view.records, task), today)
    due = deadline(view, task)
    if due is not None and due.not_after is not None:
        yield Entry(
            uid=f"deadline-{task.code}@{place}.{_DOMAIN}",
            revision=revision,
            day=due.not_after,
            summary=_("Due: {task}", task=task.title).render(lang),
            lines=_lines(view, task, due, lang),
            categories=(_("Deadline").render(lang), task.programme),
            url=url,
        )
    dates = view.dates(task.code)
    if task.type is TaskKind.MILESTONE and dates is not None and not dates.undated:
        yield Entry(
            uid=f"milestone-{task.code}@{place}.{_DOMAIN}",
            revision=revision,
            day=dates.early_finish,
            summary=_("Milestone: {task}", task=task.title).render(lang),
            lines=_lines(view, task, due, lang),
            categories=(_("Milestone").render(lang), task.programme),
            url=url,
        )


def _portfolio(view: View, task: Task) -> str:
    programme = view.records.find(Programme, task.programme)
    return programme.portfolio if programme else ""


def _lines(view: View, task: Task, due: Deadline | None, lang: Lang) -> tuple[str, ...]:
    return tuple(message.render(lang) for message in _facts(view, task, due))


def _facts(view: View, task: Task, due: Deadline | None) -> Iterator[Message]:
    """What is said of a task, one line each; what is not known is not said."""
    records = view.records
    yield _("Task {code}: {title}", code=task.code, title=task.title)
    if (programme := records.find(Programme, task.programme)) is not None:
        yield _("Programme: {title} ({code})", title=programme.title, code=programme.code)
    yield _("Answers: {who}", who=named(records, view.answer(task.code)))
    if (lead := called(view.lead(task.code))) is not None:
        yield _("Lead: {body}", body=lead)
    if others := _bodies(view, task, Role.COORDINATING):
        yield _("Coordinating: {bodies}", bodies=others)
    if (basis := _basis(view, task, due)) is not None:
        yield basis
    if due is not None:
        yield _("Deadline as written: {written}", written=Text(due.written_vi, due.written_en))
    yield from _closed(view, task) or _computed(view, task)
    if view.assumed(task) or (due is not None and due.assumed):
        yield _("Part of this is assumed by the planners, not stated by a source")


def _closed(view: View, task: Task) -> tuple[Message, ...]:
    """That a task is over, by its own reports, by those of what it is part of, or by those of all its parts; else nothing."""
    over = finished_on(view.records, task.code)
    if over is not None and over <= view.day:
        return (_("Closed on {day}", day=over),)
    if not view.done(task.code):
        return ()
    dates = view.dates(task.code)
    return (_("Closed on {day}", day=dates.early_finish) if dates else _("Closed; the day is not on record"),)


def _computed(view: View, task: Task) -> Iterator[Message]:
    dates = view.dates(task.code)
    if dates is None or dates.undated:
        yield _("No schedule: its duration is not known")
        return
    yield _("Forecast finish: {day}; float: {days} working day(s)", day=dates.early_finish, days=dates.total_float)
    if dates.critical:
        yield _("On the critical path")


def _bodies(view: View, task: Task, role: Role) -> tuple[Text, ...]:
    codes = [a.organization for a in view.records.by(Assignment, "task", task.code) if a.role is role]
    return tuple(name for code in codes if (name := called(view.records.find(Organization, code))) is not None)


def _basis(view: View, task: Task, due: Deadline | None) -> Message | None:
    programme = view.records.find(Programme, task.programme)
    code = task.basis or (due.document if due else None) or (programme.basis if programme else None)
    document = view.records.find(Document, code)
    if document is None:
        return None
    if task.basis and task.clause:
        return _("Legal basis: {document}, {clause}", document=_cited(document), clause=task.clause)
    return _("Legal basis: {document}", document=_cited(document))


def _cited(document: Document) -> Text:
    number = f"{document.number} – " if document.number else ""
    return Text(number + document.title_vi, number + document.title_en)


def _concerning(view: View, whose: Subject) -> Iterator[Meeting]:
    parties = view.records.all(MeetingParty)
    invited = {
        p.meeting for p in parties if p.organization in whose.bodies or (p.person is not None and p.person == whose.person)
    }
    for meeting in view.records.all(Meeting):
        if meeting.body in whose.bodies or meeting.code in invited:
            yield meeting


_PARTS = {
    PartOfDay.MORNING: _("in the morning"),
    PartOfDay.AFTERNOON: _("in the afternoon"),
    PartOfDay.EVENING: _("in the evening"),
}


def _meetings(view: View, trail: Trail, whose: Subject, lang: Lang) -> Iterator[Entry]:
    for meeting in _concerning(view, whose):
        if meeting.held_on is None or len(meeting.held_on) < len("2018-07-05"):
            continue
        summary = shown(meeting.title, lang)
        if meeting.part_of_day and not meeting.starts_at:
            summary = f"{summary} ({_PARTS[meeting.part_of_day].render(lang)})"
        place = (meeting.place_vi if lang == "vi" else meeting.place_en) or meeting.place_vi or meeting.place_en or ""
        yield Entry(
            uid=f"meeting-{meeting.code}@{_DOMAIN}",
            revision=trail.revision(of_meeting(meeting.code)),
            day=date.fromisoformat(meeting.held_on),
            summary=summary,
            starts=time.fromisoformat(meeting.starts_at) if meeting.starts_at else None,
            ends=time.fromisoformat(meeting.ends_at) if meeting.ends_at else None,
            place=place,
            lines=(shown(meeting.note, lang),) if meeting.note else (),
            categories=(_("Meeting").render(lang),),
        )

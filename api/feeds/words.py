"""What facts read like in a calendar: the entries of a task or of a meeting, in one language, as a feed wants them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from api.feeds.calendar import Doing, Entry, Related, Relation, Revision
from api.feeds.facts import MeetingFacts, TaskFacts, Wait
from api.feeds.scope import Options
from governance.messages import Lang, Message, Text, _, shown
from governance.model import PartOfDay
from governance.past import HANOI
from portfolio.model import ProgressState, TaskKind
from portfolio.model import Relation as Ends

DOMAIN = "egov-portfolio"
MORNING = time(8)
"""When an alarm sounds, in Hà Nội."""
MOST_WAITS = 10
_PARTS = {
    PartOfDay.MORNING: _("in the morning"),
    PartOfDay.AFTERNOON: _("in the afternoon"),
    PartOfDay.EVENING: _("in the evening"),
}
_RELATIONS: dict[Ends, Relation] = {
    Ends.FS: "FINISHTOSTART",
    Ends.SS: "STARTTOSTART",
    Ends.FF: "FINISHTOFINISH",
    Ends.SF: "STARTTOFINISH",
}


class Passed(NamedTuple):
    """That a task stands in another calendar now: since when, and who answers for it."""

    on: date
    to: Message | Text


class Manner(NamedTuple):
    """How entries are written: in which language, with which options, and where their links lead."""

    lang: Lang
    options: Options
    url: str


def of_task(
    facts: TaskFacts, revision: Revision, manner: Manner, passed: Passed | None = None, *, helping: bool = False
) -> Iterator[Entry]:
    """The entries of a task: its deadline and the day of a milestone, its span, its to-do, as they are asked for.

    What is handed over stands as cancelled, without alarms; where the reader is only ``helping``, the title says so.
    """
    for entry in _entries(facts, revision, manner):
        if passed is None:
            summary = _("Coordinating: {what}", what=entry.summary).render(manner.lang) if helping else entry.summary
            yield replace(entry, summary=summary) if helping else entry
            continue
        said = _("Handed over on {day}; answers now: {who}", day=passed.on, who=passed.to).render(manner.lang)
        summary = _("Handed over: {what}", what=entry.summary).render(manner.lang)
        yield replace(entry, cancelled=True, summary=summary, lines=(said, *entry.lines), alarms=())


def _entries(facts: TaskFacts, revision: Revision, manner: Manner) -> Iterator[Entry]:
    lang, wanted = manner.lang, manner.options
    url = f"{manner.url}/tasks/{facts.code}"
    lines = tuple(line.render(lang) for line in (*facts.lines, *_waiting(facts), _("More: {address}", address=url)))
    bare = Entry(
        uid="",
        revision=revision,
        day=None,
        summary="",
        lines=lines,
        url=url,
    )
    alarms = () if facts.done or not wanted.alarm else _alarms(facts, wanted.alarm)

    def entry(what: str, topic: Message, title: Message | Text, day: date | None, **more: object) -> Entry:
        uid = f"{what}-{facts.code}@{facts.portfolio}.{DOMAIN}"
        return replace(
            bare,
            uid=uid,
            day=day,
            summary=shown(title, lang),
            categories=(topic.render(lang), facts.programme),
            **more,  # type: ignore[arg-type]
        )

    if wanted.components != "vtodo":
        if facts.due is not None:
            yield entry("deadline", _("Deadline"), _("Due: {task}", task=facts.title), facts.due, alarms=alarms)
        if facts.type is TaskKind.MILESTONE and facts.finish is not None:
            yield entry("milestone", _("Milestone"), _("Milestone: {task}", task=facts.title), facts.finish)
    if wanted.spans and facts.start is not None and facts.type is TaskKind.TASK:
        yield entry("span", _("Task"), _("In work: {task}", task=facts.title), facts.start, last=facts.finish)
    if wanted.components != "vevent" and facts.type is not TaskKind.COMPONENT:
        ends = facts.due or facts.finish
        yield entry("task", _("Task"), facts.title, ends, alarms=alarms, doing=_doing(facts))


def _doing(facts: TaskFacts) -> Doing:
    related = (Related(_todo_uid(wait, facts), _RELATIONS[wait.relation], wait.lag) for wait in facts.waits)
    begun = facts.state is ProgressState.IN_PROGRESS or facts.percent > 0
    status = "COMPLETED" if facts.done else "IN-PROCESS" if begun else "NEEDS-ACTION"
    if facts.state is ProgressState.CANCELLED:
        status = "CANCELLED"
    percent = 100 if facts.done else None if facts.parts else facts.percent
    return Doing(status, percent, priority(facts), facts.start, facts.closed, tuple(related))  # type: ignore[arg-type]


def _todo_uid(wait: Wait, facts: TaskFacts) -> str:
    return f"task-{wait.code}@{facts.portfolio}.{DOMAIN}"


def priority(facts: TaskFacts) -> int:
    """How urgent a to-do is, by its total float: 1 what is late already, 2 what is critical, 4 a week at most, 6 a month, else 9.

    0, which says nothing, where nothing is left to do or no float is known.
    """
    if facts.done or facts.float is None:
        return 0
    if facts.float < 0:
        return 1
    return 2 if facts.critical else 4 if facts.float <= 5 else 6 if facts.float <= 22 else 9


def _waiting(facts: TaskFacts) -> Iterator[Message]:
    """What a task that is not over waits for, the last first."""
    if facts.done:
        return
    waits = sorted(
        (wait for wait in facts.waits if wait.open), key=lambda wait: (wait.until or date.max, wait.code), reverse=True
    )
    for wait in waits[:MOST_WAITS]:
        yield _with_lag(_until(wait), wait)
    if len(waits) > MOST_WAITS:
        yield _("Waits for {count} more", count=len(waits) - MOST_WAITS)


def _until(wait: Wait) -> Message:
    if wait.until is None:
        return _("Waits for {code}: {title} (no forecast)", code=wait.code, title=wait.title)
    if wait.relation in (Ends.SS, Ends.SF):
        return _("Waits for the start of {code}: {title} (forecast {day})", code=wait.code, title=wait.title, day=wait.until)
    return _("Waits for {code}: {title} (forecast {day})", code=wait.code, title=wait.title, day=wait.until)


def _with_lag(what: Message, wait: Wait) -> Message:
    """With the lag and the days that it counts: the GAP of a to-do is a plain duration, and cannot say which they are."""
    count = abs(wait.lag)
    if not count:
        return what
    if wait.elapsed:
        return (
            _("{what}, and {count} day(s) more", what=what, count=count)
            if wait.lag > 0
            else _("{what}, less {count} day(s)", what=what, count=count)
        )
    return (
        _("{what}, and {count} working day(s) more", what=what, count=count)
        if wait.lag > 0
        else _("{what}, less {count} working day(s)", what=what, count=count)
    )


def _alarms(facts: TaskFacts, lead: int) -> tuple[datetime, ...]:
    """The morning of the working day that lies so many before the deadline."""
    days = facts.alarms[lead - 1 : lead]
    return tuple(datetime.combine(day, MORNING, HANOI).astimezone(UTC) for day in days)


def of_meeting(facts: MeetingFacts, revision: Revision, manner: Manner) -> Iterator[Entry]:
    """The entry of a meeting whose day is known."""
    if facts.day is None:
        return
    lang, url = manner.lang, f"{manner.url}/meetings/{facts.code}"
    summary = shown(facts.title, lang)
    if facts.part:
        summary = f"{summary} ({_PARTS[facts.part].render(lang)})"
    yield Entry(
        uid=f"meeting-{facts.code}@{DOMAIN}",
        revision=revision,
        day=facts.day,
        summary=summary,
        starts=facts.starts,
        ends=facts.ends,
        place=shown(facts.place, lang) if facts.place else "",
        lines=tuple(shown(line, lang) for line in (*facts.lines, _("More: {address}", address=url))),
        categories=(_("Meeting").render(lang),),
        url=url,
    )

"""More time: asked for by the lead with its reason, decided by who approves or issued, and then a deadline of the task."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.records import Records
from governance.work import Stored, Work
from portfolio.errors import NotYoursError
from portfolio.model import Deadline, DeadlineKind, Task
from portfolio.statuses import binding_deadline
from portfolio.workflow.model import By, ExtensionDecision, ExtensionRequest, Outcome
from portfolio.workflow.offices import Actor, Authority, authority, named, offices
from portfolio.workflow.places import position
from portfolio.workflow.steps import ASKS, DECIDES, EXTENDABLE, Capacity
from portfolio.workflow.taking import acted, papers


class Wanted(NamedTuple):
    """What the lead asks for: the new deadline as written and as days, and why. ``on`` is the day on which it asks."""

    written_vi: str
    written_en: str
    not_after: date
    reason: str
    not_before: date | None = None
    document: str | None = None
    on: date | None = None


class Decided(NamedTuple):
    """What becomes of a request, and by which document. ``on`` is the day of the decision."""

    outcome: Outcome
    reason: str | None = None
    document: str | None = None
    on: date | None = None


def requests_of(records: Records, task: str) -> tuple[tuple[ExtensionRequest, ExtensionDecision | None], ...]:
    """The requests of a task in their order, each with its decision where there is one."""
    asked = sorted(records.by(ExtensionRequest, "task", task), key=lambda request: request.ordinal)
    return tuple((request, records.find(ExtensionDecision, request.code)) for request in asked)


def waiting(records: Records, task: str) -> ExtensionRequest | None:
    """The request of a task that waits for a decision."""
    return next((request for request, decision in requests_of(records, task) if decision is None), None)


def ask(work: Work, task: str, wanted: Wanted, actor: Actor, day: date) -> Stored[ExtensionRequest]:
    """Ask for more time in a unit of work. ``day`` is today.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    NotYoursError, InvalidError
        As :func:`portfolio.workflow.taking.take`.
    """
    records, on = work.records, wanted.on or day
    records.get(Task, task)
    by = _by(records, task, on, actor, ASKS, wanted.document)
    problems = [*_unaskable(records, task, wanted), *_days(on, day, actor), *papers(records, [("document", wanted.document)])]
    _refuse(problems, records, task, on, by, ASKS)
    assert by is not None, "somebody may ask"
    request = ExtensionRequest(
        **acted(by, actor),
        **(wanted._asdict() | {"on": on}),
        task=task,
        ordinal=len(requests_of(records, task)) + 1,
    )
    return work.create(request)


def _unaskable(records: Records, task: str, wanted: Wanted) -> Iterator[Problem]:
    """Why this cannot be asked for here and now."""
    at = position(records, task, date.max).place
    if at not in EXTENDABLE:
        why = _(
            "task {task} is at “{place}”: more time is asked for a task that is given and not handed in",
            task=task,
            place=at.label,
        )
        yield Problem("task", why)
    if (other := waiting(records, task)) is not None:
        why = _("task {task} has a request that waits for a decision, {other}: decide that first", task=task, other=other.code)
        yield Problem("task", why)
    yield from _no_later(records, task, wanted.not_after)


def _no_later(records: Records, task: str, until: date) -> Iterator[Problem]:
    """Why a day would give a task no more time."""
    due = binding_deadline(records, task)
    if due is None or due.not_after is None:
        yield Problem("task", _("task {task} has no last day that could be extended", task=task))
    elif until <= due.not_after:
        yield Problem("not_after", _("task {task} is due on {day}: give a later day", task=task, day=due.not_after))


def decide(work: Work, request: str, decided: Decided, actor: Actor, day: date) -> Stored[ExtensionDecision]:
    """Decide on a request in a unit of work, or take it back; what is granted becomes a deadline. ``day`` is today.

    Raises
    ------
    UnknownCodeError
        When there is no such request.
    NotYoursError, InvalidError
        As :func:`portfolio.workflow.taking.take`.
    """
    records, on = work.records, decided.on or day
    asked = records.get(ExtensionRequest, request)
    who = ASKS if decided.outcome is Outcome.WITHDRAWN else DECIDES
    by = _by(records, asked.task, on, actor, who, decided.document)
    granted = decided.outcome is Outcome.GRANTED
    decision = ExtensionDecision(
        **acted(by or Authority(who[0], By.HOLDER), actor),
        **(decided._asdict() | {"on": on}),
        request=request,
        deadline=f"{asked.task}~extension~{asked.ordinal}" if granted else None,
    )
    problems = [*decision.rules(), *_days(on, day, actor), *papers(records, [("document", decided.document)])]
    problems += _undecidable(records, asked, decision)
    _refuse(problems, records, asked.task, on, by, who)
    if decision.deadline is not None:
        work.create(_deadline(decision.deadline, asked, decided.document))
    return work.create(decision)


def _undecidable(records: Records, asked: ExtensionRequest, decision: ExtensionDecision) -> Iterator[Problem]:
    """Why a request cannot be decided like this now."""
    if decision.on < asked.on:
        yield Problem("on", _("the request was made on {day}: decide on that day or later", day=asked.on))
    if (known := records.find(ExtensionDecision, asked.code)) is not None:
        yield Problem("request", _("the request was decided on {day}: a new one may be made", day=known.on))
    elif decision.outcome is Outcome.GRANTED:
        if position(records, asked.task, date.max).place not in EXTENDABLE:
            yield Problem("task", _("task {task} needs no more time: refuse the request", task=asked.task))
        yield from _no_later(records, asked.task, asked.not_after)


def _deadline(code: str, asked: ExtensionRequest, document: str | None) -> Deadline:
    """The deadline that a granted request becomes."""
    return Deadline(
        code=code,
        task=asked.task,
        type=DeadlineKind.EXTENSION,
        written_vi=asked.written_vi,
        written_en=asked.written_en,
        not_before=asked.not_before,
        not_after=asked.not_after,
        document=document,
    )


def _by(records: Records, task: str, on: date, actor: Actor, who: tuple[Capacity, ...], document: str | None) -> Authority | None:
    return authority(actor, offices(records, task, on, who), who, on_paper=document is not None)


def _days(on: date, day: date, actor: Actor) -> Iterator[Problem]:
    if on > day:
        yield Problem("on", _("{on} is to come: give {day} or an earlier day", on=on, day=day))
    if on < day and not actor.secretariat:
        yield Problem("on", _("only the secretariat enters steps of earlier days: leave this out"))


def _refuse(
    problems: list[Problem], records: Records, task: str, on: date, by: Authority | None, who: tuple[Capacity, ...]
) -> None:
    """Raise what stands in the way."""
    theirs = []
    if by is None:
        why = _(
            "this is for {who}; the secretariat may enter it for them with the document on which they did",
            who=named(records, offices(records, task, on, who), who),
        )
        theirs.append(Problem("account", why))
    if theirs and not problems:
        raise NotYoursError(theirs)
    if problems or theirs:
        raise InvalidError([*problems, *theirs])

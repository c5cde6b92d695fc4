"""Plan files from one format to another, and the plan of the portfolio as a file: what the command line and HTTP both answer."""

from typing import NamedTuple

import msgspec

from governance.errors import InvalidError, Problem
from governance.messages import Lang, Message, _
from portfolio.cpm import Schedule, schedule
from portfolio.errors import CycleError
from portfolio.interchange import SUFFIXES, PlanTarget, read, written
from portfolio.interchange.live import live
from portfolio.interchange.planfile import PlanFile
from portfolio.reports.views import View

MOST = {"tasks": 20_000, "links": 100_000}
"""So many a plan has at most that is computed for a request, while others wait for theirs."""


class _Lists(msgspec.Struct):
    """How much there is of a plan, without what it says."""

    tasks: list[msgspec.Raw] = []
    links: list[msgspec.Raw] | None = None


def small_enough(data: bytes) -> None:
    """Refuse plan JSON of more tasks or links than a request may have, before it is read. What is no plan JSON passes.

    Raises
    ------
    InvalidError

    Examples
    --------
    >>> small_enough(b"<xml/>")
    >>> small_enough(b'{"tasks": [' + b"1," * 20_000 + b"1]}")
    Traceback (most recent call last):
    governance.errors.InvalidError: 1 problem found; nothing was changed
      tasks: has 20,001 entries: a request takes 20,000 at most; the command line takes larger plans
    """
    try:
        lists = msgspec.json.decode(data, type=_Lists)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    _bounded(tasks=len(lists.tasks), links=len(lists.links or ()))


def _bounded(**counts: int) -> None:
    said = {
        name: _(
            "has {count} entries: a request takes {most} at most; the command line takes larger plans", count=n, most=MOST[name]
        )
        for name, n in counts.items()
        if n > MOST[name]
    }
    if said:
        raise InvalidError([Problem(name, why) for name, why in said.items()])


def taken(data: bytes) -> PlanFile:
    """The plan of a file that a request sends.

    Raises
    ------
    InvalidError
        With every problem, or where it is too large a plan for a request.
    """
    small_enough(data)
    plan = read(data)
    _bounded(tasks=len(plan.tasks), links=len(plan.links))
    return plan


class Answer(NamedTuple):
    """A file, and what a reader must know that it does not hold."""

    data: bytes
    notes: tuple[Message, ...] = ()


def converted(plan: PlanFile, target: PlanTarget) -> Answer:
    """A plan in another format, with the dates that we compute where the format has a place for them.

    A plan whose links run in a loop can still be drawn and corrected, so it is written without dates where the format
    may hold a loop.

    Raises
    ------
    DomainError
        With every problem and its place in the file.
    """
    made, more = _dated(plan, target)
    answer = written(plan, target, made)
    return Answer(answer.data, (*plan.left_out, *more, *answer.unwritten))


def _dated(plan: PlanFile, target: PlanTarget) -> tuple[Schedule | None, tuple[Message, ...]]:
    try:
        return schedule(plan.network()), ()
    except CycleError as loop:
        if target in ("mspdi", "xer"):
            raise
        return None, (loop.message,)


def exported(view: View, target: PlanTarget, lang: Lang) -> Answer:
    """What a view of the portfolio looks at, as a plan file with the dates that we compute; titles in one language.

    Without assumptions there is no telling what dates would be, so none are written.
    """
    plan = live(view.records, view.planned, view.programme, lang)
    answer = written(plan, target, None if view.facts_only else view.schedule)
    return Answer(answer.data, (*plan.left_out, *answer.unwritten))


def file_name(view: View, target: PlanTarget) -> str:
    """What to call the file of a view: its programme, else ``portfolio``, and its day."""
    return f"{view.programme or 'portfolio'}-{view.day}{SUFFIXES[target]}"

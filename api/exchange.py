"""Plan files from one format to another, and the plan of the portfolio as a file: what the command line and HTTP both answer."""

from typing import NamedTuple

from governance.messages import Lang, Message
from portfolio.cpm import Schedule, schedule
from portfolio.errors import CycleError
from portfolio.interchange import SUFFIXES, PlanTarget, read, written
from portfolio.interchange.live import live
from portfolio.interchange.planfile import PlanFile
from portfolio.reports.views import View


class Answer(NamedTuple):
    """A file, and what a reader must know that it does not hold."""

    data: bytes
    notes: tuple[Message, ...] = ()


def converted(data: bytes, target: PlanTarget) -> Answer:
    """A plan file in another format, with the dates that we compute where the format has a place for them.

    A plan whose links run in a loop can still be drawn and corrected, so it is written without dates where the format
    may hold a loop.

    Raises
    ------
    DomainError
        With every problem and its place in the file.
    """
    plan = read(data)
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

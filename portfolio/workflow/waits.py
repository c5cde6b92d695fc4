"""What a task waits for on a day: the next step, who takes it, for how long already, and the request that is to be decided."""

from datetime import date
from typing import NamedTuple

from governance.records import Records
from portfolio.model import Task
from portfolio.plan import calendar_of
from portfolio.workflow.extensions import waiting
from portfolio.workflow.model import ExtensionRequest
from portfolio.workflow.offices import Office, offices
from portfolio.workflow.places import Position, position
from portfolio.workflow.steps import DECIDES, NEXT, STEPS, Capacity, StepName


class Pending(NamedTuple):
    """Where a task stands and what it waits for. ``days`` are working days since the step that led there, None without one.

    ``capacity`` is the one that the step is expected of, ``offices`` those who act in it, vacant ones too; of a request
    ``deciders`` are those who decide.
    """

    at: Position
    days: int | None
    step: StepName | None
    capacity: Capacity | None
    offices: tuple[Office, ...]
    request: ExtensionRequest | None
    deciders: tuple[Office, ...]


def pending(records: Records, task: str, day: date) -> Pending:
    """What a task waits for on a day: of those who may take the step, the first that an office is on record for.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    at = position(records, task, day)
    step = NEXT.get(at.place)
    request = waiting(records, task)
    if request is not None and request.on > day:
        request = None
    capacity, found = _first(records, task, day, STEPS[step].who if step else ())
    _decider, deciders = _first(records, task, day, DECIDES if request else ())
    return Pending(at, _waited(records, records.get(Task, task), at, day), step, capacity, found, request, deciders)


def _first(records: Records, task: str, day: date, who: tuple[Capacity, ...]) -> tuple[Capacity | None, tuple[Office, ...]]:
    """The first capacity that somebody can act in, with its offices: the secretariat always can."""
    for capacity in who:
        found = offices(records, task, day, (capacity,))
        if found or capacity is Capacity.SECRETARIAT:
            return capacity, found
    return (who[0] if who else None), ()


def _waited(records: Records, task: Task, at: Position, day: date) -> int | None:
    """The working days after the one of the step, up to a day."""
    if at.step is None:
        return None
    calendar = calendar_of(records, task.programme, task.code)
    return max(0, calendar.working_days(at.step.on, day) - calendar.works(at.step.on))

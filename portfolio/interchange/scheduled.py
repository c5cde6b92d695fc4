"""A schedule as JSON: what ``egov schedule`` and ``POST /api/v1/schedule`` answer."""

from datetime import date

import msgspec
from msgspec import Struct

from portfolio.cpm import Driver, LinkDates, Schedule, TaskDates


class DrivenBy(Struct, omit_defaults=True):
    """One thing that fixes an early date: a link, a constraint, an actual date, the data date, the start, or a child's.

    ``on`` is the summary that it comes from, where it comes from above.
    """

    cause: str
    day: date | None = None
    predecessor: str | None = None
    relation: str | None = None
    constraint: str | None = None
    child: str | None = None
    on: str | None = None


class Violated(Struct):
    """A constraint or a deadline that is not kept, and by how many working days of the task's calendar."""

    rule: str
    day: date
    days: int


class TaskOut(Struct):
    """Dates of a task, both ends included; floats in working days of its own calendar."""

    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int
    interfering_float: int
    critical: bool
    driven_by: list[DrivenBy]
    violates: list[Violated]


class LinkOut(Struct):
    """A link; ``float`` is by how many of the successor's days it does not drive, absent where its dates are not on record."""

    predecessor: str
    successor: str
    relation: str
    lag: int
    lag_calendar: str
    driving: bool
    float: int | None


class PlanOut(Struct):
    """A plan's schedule; ``critical`` lists the critical tasks in the order of the path."""

    start: date | None
    finish: date | None
    critical: list[str]
    tasks: dict[str, TaskOut]
    links: list[LinkOut]


def answer(schedule: Schedule) -> PlanOut:
    """A schedule as a value for JSON.

    Raises
    ------
    InvalidError
        When it leaves the years 1 to 9999.
    """
    return PlanOut(
        schedule.start,
        schedule.finish,
        list(schedule.critical),
        {code: _task(dates) for code, dates in schedule.tasks.items()},
        [_link(link) for link in schedule.links],
    )


def encoded(schedule: Schedule) -> bytes:
    """A schedule as one line of JSON."""
    return msgspec.json.encode(answer(schedule))


def _task(dates: TaskDates) -> TaskOut:
    return TaskOut(
        dates.early_start,
        dates.early_finish,
        dates.late_start,
        dates.late_finish,
        dates.total_float,
        dates.free_float,
        dates.interfering_float,
        dates.critical,
        [_driver(driver) for driver in dates.driven_by],
        [Violated(miss.rule.value, miss.day, miss.days) for miss in dates.violates],
    )


def _driver(driver: Driver) -> DrivenBy:
    link, constraint = driver.link, driver.constraint
    return DrivenBy(
        driver.cause.value,
        driver.day,
        driver.predecessor,
        link.relation.value if link else None,
        constraint.value if constraint else None,
        driver.child,
        driver.on,
    )


def _link(link: LinkDates) -> LinkOut:
    return LinkOut(
        link.predecessor, link.successor, link.relation.value, link.lag, link.lag_calendar.value, link.driving, link.float
    )

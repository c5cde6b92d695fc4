"""A schedule as JSON: what ``egov schedule`` and ``POST /api/v1/schedule`` answer."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from portfolio.cpm import Driver, LinkDates, Schedule, TaskDates

if TYPE_CHECKING:
    from portfolio.interchange.differences import Difference
    from portfolio.interchange.planfile import PlanFile


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


class LeftOut(Struct):
    """What a file holds and we do not keep, in both languages."""

    vi: str
    en: str


class DifferenceOut(Struct):
    """A date or float that the file states otherwise than we compute it, and why."""

    task: str
    field: str
    stated: date | int
    ours: date | int
    reason_vi: str
    reason_en: str


class PlanOut(Struct, omit_defaults=True):
    """A plan's schedule; ``critical`` lists the critical tasks in the order of the path.

    A file of another tool may hold what we do not keep, which ``left_out`` lists, and state dates that we compute otherwise,
    which ``differences`` lists; where there is nothing to list the two are absent.
    """

    start: date | None
    finish: date | None
    critical: list[str]
    tasks: dict[str, TaskOut]
    links: list[LinkOut]
    left_out: list[LeftOut] = []
    differences: list[DifferenceOut] = []


def answer(schedule: Schedule, plan: "PlanFile | None" = None, found: "Sequence[Difference]" = ()) -> PlanOut:
    """A schedule as a value for JSON, with what there is to say of the file that it comes from.

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
        [LeftOut(left.render("vi"), left.render("en")) for left in (plan.left_out if plan else ())],
        [_difference(difference) for difference in found],
    )


def encoded(schedule: Schedule, plan: "PlanFile | None" = None, found: "Sequence[Difference]" = ()) -> bytes:
    """A schedule as one line of JSON, with what there is to say of the file that it comes from."""
    return msgspec.json.encode(answer(schedule, plan, found))


def _difference(said: "Difference") -> DifferenceOut:
    return DifferenceOut(said.task, said.field, said.stated, said.ours, said.reason.render("vi"), said.reason.render("en"))


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

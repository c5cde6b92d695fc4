"""The declaration of the plan JSON: what it may hold, in types from which reading, writing and its JSON Schema follow."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from unicodedata import normalize

import msgspec
from msgspec import Meta, Struct, field

from governance.messages import _
from governance.values import rule
from portfolio.model import ConstraintKind, Days, DeadlineKind, Lag, LagCalendar, Relation

_NAME_RULE = _("a code is text without line breaks, and without blanks around it")
_WORDS_RULE = _("text is one line, without control characters")
_LENGTH_RULE = _("give a whole number of days up to 20000, such as 5 or 5d; 5ed are elapsed days: nights and holidays count too")
_SHARE_RULE = _("give a whole number of days, elapsed days such as 2ed, or a percent of the predecessor's duration such as 50%")
_POINTS_RULE = _("give three whole numbers: optimistic, most likely and pessimistic days")
_NAME = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s\x00-\x1f\x7f-\x9f])?$"

Day = date
Name = Annotated[str, Meta(min_length=1, max_length=160, pattern=_NAME, extra=rule(_NAME_RULE))]
Words = Annotated[str, Meta(max_length=4000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$", extra=rule(_WORDS_RULE))]
Weekday = Annotated[int, Meta(ge=1, le=7, description="1 is Monday, 7 is Sunday.")]
_DAYS = r"(1?[0-9]{1,4}|20000)e?d"
Length = Annotated[str, Meta(pattern=f"^{_DAYS}$", max_length=7, extra=rule(_LENGTH_RULE))]
Share = Annotated[str, Meta(pattern=f"^-?([0-9]{{1,4}}%|{_DAYS})$", max_length=8, extra=rule(_SHARE_RULE))]
Units = Annotated[float, Meta(ge=0, le=1e9)]
Points = Annotated[tuple[Days, Days, Days], Meta(extra=rule(_POINTS_RULE))]


class CalendarIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Working days of the week, and the days that are closed, or opened such as a make-up Saturday."""

    week: list[Weekday] = field(default_factory=lambda: [1, 2, 3, 4, 5])
    closed: list[date] = []
    open: list[date] = []


class ConstraintIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A date constraint. ASAP and ALAP take no date, the others need one."""

    type: ConstraintKind
    date: Day | None = None


class DeadlineIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A deadline that is an interval of days; without ``not_after`` it is open and bounds nothing."""

    not_before: date | None = None
    not_after: date | None = None
    type: DeadlineKind = DeadlineKind.INSTRUMENT


class TaskIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A task. Only ``code`` and ``duration`` are needed; one that others name as their parent spans them and needs none."""

    code: Name
    duration: Annotated[
        Days | Length | None,
        Meta(
            description="Working days of its own calendar, 5 or 5d; 0 makes a milestone. 5ed are elapsed days, every day of the "
            "week: the same as 5 on the calendar elapsed."
        ),
    ] = None
    title: Words | None = None
    calendar: Annotated[
        Name | None,
        Meta(description="The plan's own if absent. On the calendar elapsed, which every plan has, each day is worked."),
    ] = None
    parent: Name | None = None
    programme: Annotated[Name | None, Meta(description="Late dates may be against its own programme's end.")] = None
    constraint: ConstraintIn | list[ConstraintIn] | None = None
    deadline: date | DeadlineIn | list[DeadlineIn] | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining: Annotated[
        Days | Length | None, Meta(description="Days that are left of work under way, counted as its duration is.")
    ] = None
    done: Annotated[bool, Meta(description="Finished, on days that are not on record.")] = False
    done_by: Annotated[date | None, Meta(description="The day by which work was done whose finish is not on record.")] = None
    milestone: bool = False
    estimate: Annotated[Points | None, Meta(description="Optimistic, most likely and pessimistic days.")] = None
    uses: Annotated[dict[Name, Units] | None, Meta(description="Units of each resource while the task runs.")] = None


class LinkIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One end of the predecessor, plus a lag, bounds one end of the successor. A negative lag is a lead."""

    predecessor: Name
    successor: Name
    relation: Relation = Relation.FS
    lag: Annotated[
        Lag | Share,
        Meta(
            description="Days, 2 or 2d; elapsed days, 2ed, the same as 2 with the lag calendar elapsed; or a percent of the "
            "predecessor's duration, 50%."
        ),
    ] = 0
    lag_calendar: Annotated[LagCalendar | None, Meta(description="Whose days the lag counts; predecessor if absent.")] = None


class ResourceIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Something that tasks use, and how many units of it there are."""

    code: Name
    title: Words | None = None
    capacity: Units | None = None


class SpanIn(Struct, forbid_unknown_fields=True):
    """First and last day."""

    start: date
    finish: date


class BaselineIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The dates of tasks as they were once approved, and the document that approved them."""

    name: Words
    document: Words | None = None
    tasks: dict[Name, SpanIn] = {}


class PlanIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A plan. It needs its ``tasks`` and a ``start`` or a ``data_date``. Days are written 2026-06-01, both ends included."""

    tasks: list[TaskIn]
    start: Annotated[date | None, Meta(description="Nothing begins before this day.")] = None
    starts: Annotated[dict[Name, date] | None, Meta(description="Where programmes begin on days of their own.")] = None
    data_date: Annotated[date | None, Meta(description="What is not done by this day is scheduled from it.")] = None
    title: Words | None = None
    calendar: Annotated[Name | None, Meta(description="The plan's calendar; Monday to Friday if absent.")] = None
    calendars: dict[Name, CalendarIn] | None = None
    links: list[LinkIn] | None = None
    resources: list[ResourceIn] | None = None
    baselines: list[BaselineIn] | None = None


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"start": "2026-06-01", "tasks": [{"code": "A", "duration": 5}]},
    {
        "start": "2026-06-01",
        "calendar": "vn",
        "calendars": {"vn": {"week": [1, 2, 3, 4, 5], "closed": ["2026-09-02"], "open": ["2026-08-22"]}},
        "tasks": [
            {
                "code": "A",
                "title": "draft the decree",
                "duration": 5,
                "constraint": {"type": "SNET", "date": "2026-06-10"},
                "deadline": "2026-07-01",
                "estimate": [3, 5, 9],
                "uses": {"R1": 2},
            },
            {"code": "B", "duration": 0, "deadline": {"not_before": "2026-07-01", "not_after": "2026-09-30"}},
            {"code": "C", "title": "opinions are awaited", "duration": "60ed"},
        ],
        "links": [
            {"predecessor": "A", "successor": "B", "relation": "FS", "lag": 2, "lag_calendar": "successor"},
            {"predecessor": "A", "successor": "C", "lag": "3ed"},
        ],
        "resources": [{"code": "R1", "capacity": 4}],
    },
)
"""The smallest plan, and one that shows most fields."""


def tidy(text: str | None) -> str:
    """Text as it is compared: composed characters, no blanks around it."""
    return normalize("NFC", text or "").strip()


def schema() -> dict[str, Any]:
    """The JSON Schema of a plan, with examples."""
    found = msgspec.json.schema(PlanIn)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "egov-portfolio plan"}
    return {**head, **found, "examples": list(EXAMPLES)}

"""What is to be done, and when: the values of the portfolio package.

Durations and lags are working days. What the sources say of a task stands in :class:`Task`; what planning needs beyond
that (durations, leads, links, dates reached) stands in things of its own, so that each carries its own provenance.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from governance.errors import Problem
from governance.messages import Message, _
from governance.model import DocumentCode, MeetingCode, OrganizationCode, PostCode, _ref
from governance.values import Entity, Line, Ordinal, PartialDate, before_its_start, in_order, rule

CalendarCode = Annotated[str, _ref("calendar")]
PortfolioCode = Annotated[str, _ref("portfolio")]
ProgrammeCode = Annotated[str, _ref("programme")]
TaskCode = Annotated[str, _ref("task")]
Days = Annotated[int, Meta(ge=0, le=20_000)]
Lag = Annotated[int, Meta(ge=-20_000, le=20_000)]
Percent = Annotated[int, Meta(ge=0, le=100)]

_WEEK_RULE = _("a working week is seven digits from Monday to Sunday, 1 for worked and 0 for free, such as 1111100")
Week = Annotated[str, Meta(pattern=r"^[01]{7}$", max_length=7, extra=rule(_WEEK_RULE))]


class Calendar(Entity, frozen=True, kw_only=True):
    """A working week; ``week`` says for Monday to Sunday whether it is worked (1) or not (0).

    The code ``elapsed`` is kept for the calendar on which each day is worked: a task whose estimate names it has an elapsed
    duration, nights and holidays included.
    """

    kind = "calendar"
    path = "calendars"
    title_vi: Line
    title_en: Line
    week: Week = "1111100"

    def rules(self) -> Iterator[Problem]:
        if "1" not in self.week:
            yield Problem("week", _("a calendar needs at least one working day in the week"))
        if self.code == LagCalendar.ELAPSED.value and "0" in self.week:
            why = _("each day of the calendar elapsed is worked: give the week 1111111, or take another code")
            yield Problem("week", why)


class CalendarDay(Entity, frozen=True, kw_only=True):
    """A day that a calendar closes, or opens (a make-up Saturday), and the document that ordered it."""

    kind = "calendar_day"
    path = "calendar-days"
    key = ("calendar", "day")
    calendar: CalendarCode
    day: date
    working: bool
    reason_vi: Line
    reason_en: Line
    document: DocumentCode | None = None

    def rules(self) -> Iterator[Problem]:
        if self.calendar == LagCalendar.ELAPSED.value and not self.working:
            yield Problem("working", _("each day of the calendar elapsed is worked: close the day on another calendar"))


class Portfolio(Entity, frozen=True, kw_only=True):
    """All programmes of one committee. ``status_day`` fixes the day of its reports; without one it is today in Hà Nội."""

    kind = "portfolio"
    path = "portfolios"
    title_vi: Line
    title_en: Line
    committee: OrganizationCode
    calendar: CalendarCode
    status_day: date | None = None


class ProgrammeKind(StrEnum):
    """Chương trình, kế hoạch, đề án and their like."""

    PROGRAMME = "programme"
    PLAN = "plan"
    SCHEME = "scheme"
    KEY_TASKS = "key-tasks"
    PROJECTS = "projects"


class Programme(Entity, frozen=True, kw_only=True):
    """A plan, scheme or programme with its period and its legal basis."""

    kind = "programme"
    path = "programmes"
    portfolio: PortfolioCode
    type: ProgrammeKind
    title_vi: Line
    title_en: Line
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    orientation_to: PartialDate | None = None
    basis: DocumentCode | None = None
    owner: OrganizationCode | None = None
    ordinal: Ordinal = 0

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "starts", "ends")


class ProgrammeLink(Entity, frozen=True, kw_only=True):
    """One programme follows another."""

    kind = "programme_link"
    path = "programme-links"
    key = ("predecessor", "successor")
    predecessor: ProgrammeCode
    successor: ProgrammeCode

    def rules(self) -> Iterator[Problem]:
        if self.predecessor == self.successor:
            yield Problem("successor", _("a programme cannot follow itself"))


class Frame(Entity, frozen=True, kw_only=True):
    """The planning frame of a programme: the day its schedule starts from, and its calendar if not the portfolio's."""

    kind = "frame"
    path = "frames"
    key = ("programme",)
    programme: ProgrammeCode
    start: date
    calendar: CalendarCode | None = None


class TaskKind(StrEnum):
    """A piece of work, an event without duration, or a named part of a programme that links point at but that is not dated."""

    TASK = "task"
    MILESTONE = "milestone"
    COMPONENT = "component"


class Task(Entity, frozen=True, kw_only=True):
    """Something to be done in a programme. One with children is a summary and spans them."""

    kind = "task"
    path = "tasks"
    programme: ProgrammeCode
    parent: TaskCode | None = None
    type: TaskKind = TaskKind.TASK
    title_vi: Line
    title_en: Line
    deliverable_vi: Line | None = None
    deliverable_en: Line | None = None
    basis: DocumentCode | None = None
    clause: Line | None = None
    meeting: MeetingCode | None = None
    ordinal: Ordinal = 0

    def rules(self) -> Iterator[Problem]:
        if self.parent == self.code:
            yield Problem("parent", _("a task cannot be part of itself"))


class TaskPlace(Entity, frozen=True, kw_only=True):
    """Where a task is carried out."""

    kind = "task_place"
    path = "task-places"
    key = ("task", "ordinal")
    task: TaskCode
    ordinal: Ordinal
    name_vi: Line
    name_en: Line


class Estimate(Entity, frozen=True, kw_only=True):
    """How long a task takes, in working days of its calendar: three points, the middle one scheduled.

    On the calendar ``elapsed`` they are elapsed days, such as the sixty days for which a draft is open to comments.
    """

    kind = "estimate"
    path = "estimates"
    key = ("task",)
    task: TaskCode
    optimistic: Days
    most_likely: Days
    pessimistic: Days
    calendar: CalendarCode | None = None

    def rules(self) -> Iterator[Problem]:
        if not self.optimistic <= self.most_likely <= self.pessimistic:
            yield Problem("most_likely", _("the three points must rise: optimistic ≤ most likely ≤ pessimistic"))


class Role(StrEnum):
    """What a body does for a task: chủ trì, phối hợp, theo dõi, phê duyệt."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    MONITORING = "monitoring"
    APPROVING = "approving"


class Assignment(Entity, frozen=True, kw_only=True):
    """A task is given to a body in a role; exactly one body leads. ``post`` names an accountable office explicitly."""

    kind = "assignment"
    path = "assignments"
    key = ("task", "organization", "role")
    task: TaskCode
    organization: OrganizationCode
    role: Role
    post: PostCode | None = None


class Relation(StrEnum):
    """Which end of the predecessor bounds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LagCalendar(StrEnum):
    """Whose days a lag counts: the predecessor's, the successor's, the plan's, or every day of the week."""

    PREDECESSOR = "predecessor"
    SUCCESSOR = "successor"
    PLAN = "plan"
    ELAPSED = "elapsed"


class DependencyKind(StrEnum):
    """A scheduling link dates its successor; an influence is drawn and reported only, and may loop."""

    SCHEDULING = "scheduling"
    INFLUENCE = "influence"


class Dependency(Entity, frozen=True, kw_only=True):
    """A link between two tasks. A negative lag is a lead."""

    kind = "dependency"
    path = "dependencies"
    key = ("predecessor", "successor", "relation")
    predecessor: TaskCode
    successor: TaskCode
    relation: Relation = Relation.FS
    lag: Lag = 0
    lag_calendar: LagCalendar = LagCalendar.PREDECESSOR
    type: DependencyKind = DependencyKind.SCHEDULING

    def rules(self) -> Iterator[Problem]:
        if self.predecessor == self.successor:
            yield Problem("successor", _("a task cannot depend on itself"))


class ConstraintKind(StrEnum):
    """As soon or as late as possible; start or finish no earlier or no later than a day; must start or finish on it."""

    ASAP = "ASAP"
    ALAP = "ALAP"
    SNET = "SNET"
    SNLT = "SNLT"
    FNET = "FNET"
    FNLT = "FNLT"
    MSO = "MSO"
    MFO = "MFO"


def ill_dated(kind: ConstraintKind, day: date | None) -> Message | None:
    """What is wrong where a constraint lacks the day that it takes, or has one though it takes none; else None."""
    undated = kind in (ConstraintKind.ASAP, ConstraintKind.ALAP)
    if undated == (day is None):
        return None
    if undated:
        return _("{type} takes no day: leave it out", type=kind.value)
    return _("{type} takes a day: give it one", type=kind.value)


class Constraint(Entity, frozen=True, kw_only=True):
    """A date constraint on a task. Logic wins over it; the miss shows as negative float."""

    kind = "constraint"
    path = "constraints"
    key = ("task", "type")
    task: TaskCode
    type: ConstraintKind
    day: date | None = None

    def rules(self) -> Iterator[Problem]:
        if (wrong := ill_dated(self.type, self.day)) is not None:
            yield Problem("day", wrong)


class DeadlineKind(StrEnum):
    """Who set the deadline: the instrument, or a later extension. The third deadline, the forecast, is computed."""

    INSTRUMENT = "instrument"
    EXTENSION = "extension"


class Deadline(Entity, frozen=True, kw_only=True):
    """When a task is due: as written, and understood as an interval of days; ``not_after`` absent means open."""

    kind = "deadline"
    path = "deadlines"
    task: TaskCode
    type: DeadlineKind
    written_vi: Line
    written_en: Line
    not_before: date | None = None
    not_after: date | None = None
    document: DocumentCode | None = None

    def rules(self) -> Iterator[Problem]:
        if self.not_before and self.not_after and self.not_after < self.not_before:
            yield Problem("not_after", before_its_start(self.not_after, self.not_before))


class ProgressState(StrEnum):
    """How far a task has come."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Progress(Entity, frozen=True, kw_only=True):
    """What is known of a task's progress on a day; later reports refine earlier ones field by field.

    Reports are on tasks without children: a summary's progress is that of its children. Work that is done has nothing left;
    when it was finished may not be on record, and then it was by the first day that a report says so. Work that is under way
    or suspended has something left. Work that is not begun says nothing but that.
    """

    kind = "progress"
    path = "progress"
    key = ("task", "as_of")
    task: TaskCode
    as_of: date
    state: ProgressState
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining: Days | None = None
    percent: Percent | None = None

    def rules(self) -> Iterator[Problem]:
        if self.actual_start and self.actual_finish and self.actual_finish < self.actual_start:
            yield Problem("actual_finish", before_its_start(self.actual_finish, self.actual_start))
        for name in ("actual_start", "actual_finish"):
            day = getattr(self, name)
            if day and day > self.as_of:
                yield Problem(name, _("{day} is after the day of the report, {as_of}", day=day, as_of=self.as_of))
        yield from self._contradictions()

    def _contradictions(self) -> Iterator[Problem]:
        """Problems between the state and the other fields."""
        match self.state:
            case ProgressState.NOT_STARTED:
                said = [name for name in ("actual_start", "actual_finish", "remaining", "percent") if getattr(self, name)]
                for name in said:
                    yield Problem(name, _("work that is not begun has no {field}: leave it out, or change the state", field=name))
            case ProgressState.DONE:
                for name, whole in _NOTHING_LEFT.items():
                    if getattr(self, name) not in (None, whole):
                        why = _("work that is done has nothing left: give {whole}, or change the state", whole=str(whole))
                        yield Problem(name, why)
            case ProgressState.IN_PROGRESS | ProgressState.SUSPENDED:
                for name in (name for name, whole in _NOTHING_LEFT.items() if getattr(self, name) == whole):
                    yield Problem(name, _("work with nothing left is done: set the state to done, or say what is left"))
        if self.actual_finish and self.state not in (ProgressState.NOT_STARTED, ProgressState.DONE):
            yield Problem("actual_finish", _("only work that is done has a finish: set the state to done, or leave this out"))


_NOTHING_LEFT = {"remaining": 0, "percent": 100}
"""What the fields of a report say when the work is over."""


KINDS: tuple[type[Entity], ...] = (
    Calendar, CalendarDay, Portfolio, Programme, ProgrammeLink, Frame, Task, TaskPlace, Estimate, Assignment,
    Dependency, Constraint, Deadline, Progress,
)  # fmt: skip
"""What is planned, each kind after what it refers to (a task's own kind apart); the figures are in ``portfolio.measures``."""

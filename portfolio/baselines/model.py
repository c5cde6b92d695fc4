"""Baselines: a plan as it stood on a day, with its dates, kept for good.

A schedule is computed and never stored; a baseline is stored and never computed again. It holds its dates as they were
promised, and the whole plan that they came from, so that one can say afterwards why something moved. It names tasks,
programmes and calendars by code without referring to them, so that what was promised outlives what is planned.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, _ref
from governance.values import Code, Count, Entity, Line, Ordinal, rule
from portfolio.model import Days, Lag, LagCalendar, PortfolioCode, ProgrammeCode, Relation, Week

BaselineCode = Annotated[str, _ref("baseline")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", max_length=64, extra=rule(_("a digest is 64 hexadecimal digits")))]
Float = Annotated[int, Meta(ge=-4_000_000, le=4_000_000)]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAYS_RULE = _("days are written year-month-day with a blank between them, in order")
DayList = Annotated[str, Meta(pattern=rf"^{_DAY}( {_DAY})*$", max_length=400_000, extra=rule(_DAYS_RULE))]
"""The days that a calendar closes, or opens."""
_RULES_RULE = _("rules are written such as SNET 2018-07-05, or ALAP, with a semicolon and a blank between them")
Rules = Annotated[
    str, Meta(pattern=rf"^[A-Z]{{3,4}}( {_DAY})?(; [A-Z]{{3,4}}( {_DAY})?)*$", max_length=400, extra=rule(_RULES_RULE))
]
"""The date constraints of a task."""
_ONE_DUE = rf"(instrument|extension) (\.\.|{_DAY})/{_DAY}"
_DUES_RULE = _("deadlines are written such as instrument ../2018-09-30, with a semicolon and a blank between them")
Dues = Annotated[str, Meta(pattern=rf"^{_ONE_DUE}(; {_ONE_DUE})*$", max_length=4000, extra=rule(_DUES_RULE))]
"""The deadlines of a task: who set each, and its interval, open at the beginning where it names none."""


class KeptState(StrEnum):
    """How a task stood when the baseline was taken; undated and cancelled tasks have no dates."""

    PLANNED = "planned"
    STARTED = "started"
    FINISHED = "finished"
    UNDATED = "undated"
    CANCELLED = "cancelled"


class Baseline(Entity, frozen=True, kw_only=True):
    """A plan as it stood on the day ``as_of``, at a state of the ledger. Without a document nobody has approved it yet.

    ``digest`` is the SHA-256 of all that it holds: an approving document can cite it. Only its titles, its note and the
    document may change afterwards. ``programme`` narrows it to one, with those that links join it to.
    """

    kind = "baseline"
    path = "baselines"
    changeable = frozenset({"title_vi", "title_en", "document", "note_vi", "note_en"})
    portfolio: PortfolioCode
    programme: ProgrammeCode | None = None
    title_vi: Line
    title_en: Line
    as_of: date
    document: DocumentCode | None = None
    ledger_seq: Count
    calendar: Code
    tasks: Count
    links: Count
    finish: date | None = None
    digest: Digest

    def rules(self) -> Iterator[Problem]:
        """Its code is short enough for its rows, whose codes begin with it."""
        if len(self.code) > LONGEST:
            yield Problem("code", _("the code of a baseline has {most} characters at most", most=LONGEST))


LONGEST = 150
"""Characters of a baseline's code, so that the codes of its parts fit too."""


class BaselinePart(Entity, frozen=True, kw_only=True):
    """A row of a baseline, numbered in it. It is written with the baseline and never changes."""

    kind = "baseline_part"
    path = "baseline-parts"
    key = ("baseline", "ordinal")
    changeable = frozenset()
    baseline: BaselineCode
    ordinal: Ordinal


class BaselineProgramme(BaselinePart, frozen=True, kw_only=True):
    """A programme in a baseline: the day its work was to start from, and the day it was to finish."""

    kind = "baseline_programme"
    path = "baseline-programmes"
    programme: Code
    title_vi: Line
    title_en: Line
    start: date | None = None
    finish: date | None = None


class BaselineCalendar(BaselinePart, frozen=True, kw_only=True):
    """A calendar as it counted then."""

    kind = "baseline_calendar"
    path = "baseline-calendars"
    calendar: Code
    week: Week = "1111100"
    closed: DayList | None = None
    opened: DayList | None = None


class BaselineTask(BaselinePart, frozen=True, kw_only=True):
    """A task in a baseline: what was said of it, and the dates and floats that this gave.

    ``surmised`` says that its dates rested on an assumption; that they were promised is none. A summary has no days of its
    own: its dates span its parts.
    """

    kind = "baseline_task"
    path = "baseline-tasks"
    task: Code
    programme: Code
    parent: Code | None = None
    title_vi: Line
    title_en: Line
    state: KeptState
    duration: Days | None = None
    calendar: Code | None = None
    milestone: bool = False
    constraints: Rules | None = None
    deadlines: Dues | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining: Days | None = None
    done: bool = False
    done_by: date | None = None
    early_start: date | None = None
    early_finish: date | None = None
    late_start: date | None = None
    late_finish: date | None = None
    total_float: Float | None = None
    free_float: Float | None = None
    critical: bool = False
    surmised: bool = False

    @property
    def networked(self) -> bool:
        """Whether it was in the network that dates came from."""
        return self.state not in (KeptState.UNDATED, KeptState.CANCELLED)


class BaselineLink(BaselinePart, frozen=True, kw_only=True):
    """A scheduling link in a baseline."""

    kind = "baseline_link"
    path = "baseline-links"
    predecessor: Code
    successor: Code
    relation: Relation
    lag: Lag
    lag_calendar: LagCalendar


PARTS: tuple[type[BaselinePart], ...] = (BaselineProgramme, BaselineCalendar, BaselineTask, BaselineLink)
"""The kinds of rows that a baseline holds."""
KINDS: tuple[type[Entity], ...] = (Baseline, *PARTS)
"""A baseline, and the rows that it holds."""

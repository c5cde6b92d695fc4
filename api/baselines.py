"""Baselines as they travel: what is sent to take one, how far the plan has drifted from it, what changed since and why."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from api.answers import Asked, asked
from governance.errors import InvalidError, Problem
from governance.messages import Text, _
from governance.values import Code, Line, Prose
from portfolio.baselines.baseline import Taking
from portfolio.baselines.causes import Cause
from portfolio.baselines.changes import Changes, Move, Root, changed
from portfolio.baselines.model import Baseline
from portfolio.baselines.reasons import cause_message, difference_message
from portfolio.baselines.sides import Known, Span
from portfolio.baselines.variance import ProgrammeVariance, TaskVariance, variance
from portfolio.model import PortfolioCode, ProgrammeCode
from portfolio.reports.baselines import LIVE, side_of, told
from portfolio.reports.changes import told_moves, told_roots
from portfolio.reports.views import View


class BaselineTaking(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said of a baseline that is to be taken of the live plan; all that it holds follows from the plan.

    ``as_of`` is the status day if left out, ``portfolio`` the only one. ``programme`` narrows it to one.
    """

    code: Annotated[Code, Meta(examples=["KH-2019"])]
    title_vi: Annotated[Line, Meta(examples=["Kế hoạch được duyệt đầu năm 2019"])]
    title_en: Annotated[Line, Meta(examples=["Plan approved in early 2019"])]
    as_of: Annotated[date | None, Meta(examples=["2019-01-02"])] = None
    programme: ProgrammeCode | None = None
    portfolio: PortfolioCode | None = None
    document: Annotated[Code | None, Meta(description="The document that approved it.")] = None
    note_vi: Prose | None = None
    note_en: Prose | None = None


class BaselineAmendment(Struct, kw_only=True, forbid_unknown_fields=True):
    """What of a baseline may change: its titles, its note, and the document that approved it."""

    title_vi: Line | UnsetType = UNSET
    title_en: Line | UnsetType = UNSET
    document: Code | UnsetType | None = UNSET
    note_vi: Prose | UnsetType | None = UNSET
    note_en: Prose | UnsetType | None = UNSET


class DatesOut(Struct):
    """When a task is, both days included, and its total float in working days."""

    start: date
    finish: date
    total_float: int
    critical: bool


class ProgrammeVarianceOut(Struct, kw_only=True):
    """When a programme was to finish and when it does; days are the plan's working days, later."""

    programme: str
    title_vi: str
    title_en: str
    before: date | None
    after: date | None
    days: int | None
    calendar_days: int | None


class TaskVarianceOut(Struct, kw_only=True):
    """How a task stands to the baseline; days are working days of its own calendar, later or more.

    A side is null where nothing dates it; ``added`` and ``dropped`` say that the task is not there at all.
    """

    task: str
    programme: str
    title_vi: str
    title_en: str
    added: bool
    dropped: bool
    before: DatesOut | None
    after: DatesOut | None
    start_days: int | None
    finish_days: int | None
    duration_days: int | None
    start_calendar_days: int | None
    finish_calendar_days: int | None
    float_days: int | None
    assumed: bool


class VarianceOut(Asked, kw_only=True):
    """How far the live plan has drifted from a baseline. Programmes are left out with the assumptions that they rest on."""

    baseline: str
    baseline_as_of: date
    approved_by: str | None
    programme: str | None
    programmes: list[ProgrammeVarianceOut]
    tasks: list[TaskVarianceOut]


class CauseOut(Struct, kw_only=True):
    """One cause of a move, as data and in words.

    ``why`` is piece (the plan says something else: ``piece`` of ``subject``), carried (``by`` a task that moved, over the link of
    ``relation``), part (``by`` a part of the summary), together or reckoning. ``proof`` says how it is known: undone (without it
    the task would be at ``without`` now), alone (it alone would have moved it), law (it is what holds the task), or joint.
    """

    why: str
    piece: str | None
    subject: str | None
    by: str | None
    relation: str | None
    lag: int | None
    proof: str
    without: list[date] | None
    vi: str
    en: str


class PieceOut(Struct, kw_only=True):
    """Something that the plan says otherwise, as data and in words."""

    piece: str
    subject: str
    vi: str
    en: str


class RootOut(PieceOut, kw_only=True):
    """A difference that so many moves lead back to; ``finish`` is the last day if it were taken back, where that was tried."""

    moves: int
    finish: date | None


class CameOut(Struct, kw_only=True):
    """A task that was added or dropped."""

    task: str
    programme: str
    title_vi: str
    title_en: str
    dates: DatesOut | None
    assumed: bool


class MoveOut(Struct, kw_only=True):
    """A task whose dates are others, with the causes; days are working days of its own calendar, later."""

    task: str
    programme: str
    title_vi: str
    title_en: str
    before: DatesOut | None
    after: DatesOut | None
    start_days: int | None
    finish_days: int | None
    causes: list[CauseOut]
    roots: list[PieceOut]
    assumed: bool


class ChangesOut(Asked, kw_only=True):
    """What changed from a baseline to another one, or to the live plan, and why each task moved."""

    baseline: str
    to: str
    programme: str | None
    added: list[CameOut]
    dropped: list[CameOut]
    moved: list[MoveOut]
    roots: list[RootOut]


# ---- what is sent


_SAID = BaselineTaking.__struct_fields__


def taking(raw: Mapping[str, Any]) -> tuple[Taking, date | None]:
    """What somebody says of a baseline to take, and its day if they say one.

    Raises
    ------
    InvalidError
        With every problem.
    """
    faults = [
        Problem(name[:80], _("there is no field {name}; the fields are {fields}", name=name[:80], fields=_SAID))
        for name in raw
        if name not in _SAID
    ]
    follows = {
        "portfolio": "x",
        "as_of": "2000-01-01",
        "calendar": "x",
        "digest": "0" * 64,
        "ledger_seq": 0,
        "tasks": 0,
        "links": 0,
    }
    said = {name: value for name, value in raw.items() if name in _SAID}
    try:
        draft = Baseline.parse(follows | {name: value for name, value in said.items() if value is not None})
    except InvalidError as refused:
        raise InvalidError([*faults, *refused.problems]) from None
    if faults:
        raise InvalidError(faults)
    portfolio = draft.portfolio if said.get("portfolio") is not None else None
    day = draft.as_of if said.get("as_of") is not None else None
    return Taking(draft.code, draft.title, draft.programme, draft.document, draft.note, portfolio), day


# ---- what is answered


def variance_out(view: View, code: str) -> VarianceOut:
    """How far the plan that is looked at has drifted from a baseline.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    older, newer = side_of(view, code), side_of(view, LIVE)
    found, baseline = variance(older, newer), view.records.get(Baseline, code)
    programmes = [] if view.facts_only else [p for p in found.programmes if view.programme in (None, p.programme)]
    return VarianceOut(
        **asked(view),
        baseline=code,
        baseline_as_of=baseline.as_of,
        approved_by=baseline.document,
        programme=view.programme,
        programmes=[_programme_out(programme) for programme in programmes],
        tasks=[_variance_out(t) for t in found.tasks if told(view, newer.tasks.get(t.task) or older.tasks.get(t.task))],
    )


def _programme_out(found: ProgrammeVariance) -> ProgrammeVarianceOut:
    return ProgrammeVarianceOut(
        programme=found.programme,
        **_titles(found.title),
        before=found.before,
        after=found.after,
        days=found.days,
        calendar_days=found.calendar_days,
    )


def _variance_out(found: TaskVariance) -> TaskVarianceOut:
    return TaskVarianceOut(
        task=found.task,
        programme=found.programme,
        **_titles(found.title),
        added=not found.there[0],
        dropped=not found.there[1],
        before=_span_out(found.before),
        after=_span_out(found.after),
        start_days=found.start,
        finish_days=found.finish,
        duration_days=found.duration,
        start_calendar_days=found.start_calendar,
        finish_calendar_days=found.finish_calendar,
        float_days=found.float,
        assumed=found.surmised,
    )


def changes_out(view: View, code: str, to: str) -> ChangesOut:
    """What changed from a baseline to another one, or to the plan that is looked at.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    found = changed(side_of(view, code), side_of(view, to))
    moves = told_moves(view, found)
    return ChangesOut(
        **asked(view),
        baseline=code,
        to=to,
        programme=view.programme,
        added=[_came(task, known) for task in found.added if told(view, known := found.newer.tasks[task])],
        dropped=[_came(task, known) for task in found.dropped if told(view, known := found.older.tasks[task])],
        moved=[_move_out(found, move) for move in moves],
        roots=[_root_out(root) for root in told_roots(view, found)],
    )


def _came(task: str, known: Known) -> CameOut:
    dates = _span_out(known.span)
    return CameOut(task=task, programme=known.programme, **_titles(known.title), dates=dates, assumed=known.surmised)


def _move_out(found: Changes, move: Move) -> MoveOut:
    return MoveOut(
        task=move.task,
        programme=move.programme,
        **_titles(move.title),
        before=_span_out(move.before),
        after=_span_out(move.after),
        start_days=move.start,
        finish_days=move.finish,
        causes=[_cause_out(found, cause) for cause in move.causes],
        roots=[PieceOut(piece=root.piece.value, subject=root.subject, **_words(difference_message(root))) for root in move.roots],
        assumed=move.surmised,
    )


def _cause_out(found: Changes, cause: Cause) -> CauseOut:
    difference, link = cause.difference, cause.link
    return CauseOut(
        why=cause.why.value,
        piece=difference.piece.value if difference else None,
        subject=difference.subject if difference else None,
        by=cause.by,
        relation=link.relation.value if link else None,
        lag=link.lag if link else None,
        proof=cause.proof.value,
        without=list(cause.without) if cause.without else None,
        **_words(cause_message(found, cause)),
    )


def _root_out(root: Root) -> RootOut:
    return RootOut(
        piece=root.difference.piece.value,
        subject=root.difference.subject,
        moves=root.moves,
        finish=root.finish,
        **_words(difference_message(root.difference)),
    )


def _span_out(span: Span | None) -> DatesOut | None:
    return DatesOut(*span) if span else None


def _titles(title: Text) -> dict[str, str]:
    return {"title_vi": title.vi, "title_en": title.en}


def _words(said: Any) -> dict[str, str]:
    return {"vi": said.render("vi"), "en": said.render("en")}

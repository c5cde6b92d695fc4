"""How far the plan has drifted from a baseline: task by task in working days, and each programme's finish in a sentence."""

from collections.abc import Iterator

from governance.messages import Message, _
from portfolio.baselines.variance import TaskVariance, Variance, variance
from portfolio.reports.baselines import (
    ASSUMED,
    LIVE,
    NOW,
    TASK,
    THEN,
    about,
    cells,
    chosen,
    in_order,
    no_baseline,
    side_of,
    signed,
    told,
)
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import View, remarks

VARIANCE_COLUMNS = (
    *TASK,
    *THEN,
    *NOW,
    Column("start_variance", _("Δ start")),
    Column("finish_variance", _("Δ finish"), under="start_variance"),
    Column("duration_variance", _("Δ duration")),
    Column("float_variance", _("Δ float"), under="duration_variance"),
    Column("finish_calendar", _("Δ calendar days")),
    Column("state", _("State")),
    ASSUMED,
)


def variance_report(view: View) -> Table:
    """How far the plan has drifted from the baseline that the view is held against, else from the latest."""
    code = chosen(view)
    return variance_table(view, code) if code else no_baseline(view, "variance", VARIANCE_COLUMNS)


def variance_table(view: View, code: str) -> Table:
    """How far the plan that is looked at has drifted from a baseline.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    older, newer = side_of(view, code), side_of(view, LIVE)
    found = variance(older, newer)
    tasks = [row for row in found.tasks if told(view, newer.tasks.get(row.task) or older.tasks.get(row.task))]
    differing = [row for row in tasks if row.differs]
    rows = in_order(view, map(_variance_row, differing))
    notes = (
        *about(view, older),
        *remarks(view, rows, dated=False),
        _(
            "{count} task(s) [stands as promised, and is|stand as promised, and are] not listed.",
            count=len(tasks) - len(differing),
        ),
        _("Δ counts working days of the task's own calendar as it is now: a plus is later, or more."),
    )
    title = _("Variance against baseline {code}: {scope}", code=code, scope=view.scope)
    answer = tuple(_finishes(view, found))
    return Table(
        "variance",
        title,
        VARIANCE_COLUMNS,
        rows,
        notes,
        view.day,
        view.programme,
        answer=answer,
        groups=("programme",),
        empty=_("Every task stands as promised."),
    )


def _finishes(view: View, found: Variance) -> Iterator[Message]:
    """How the finish of each programme stands; left out where assumptions are, for it rests on all of its tasks."""
    for programme in found.programmes:
        if view.facts_only or view.programme not in (None, programme.programme) or programme.days is None:
            continue
        said = {"programme": programme.programme, "title": programme.title, "before": programme.before, "after": programme.after}
        if not programme.days and programme.before == programme.after:
            yield _("{programme} “{title}” finishes on {after}, as promised.", **said)
        elif programme.days > 0 or (programme.calendar_days or 0) > 0:
            yield _(
                "{programme} “{title}” finishes on {after}, {days} working day(s) later than promised ({before}).",
                days=programme.days,
                **said,
            )
        else:
            yield _(
                "{programme} “{title}” finishes on {after}, {days} working day(s) earlier than promised ({before}).",
                days=-programme.days,
                **said,
            )


def _variance_row(row: TaskVariance) -> dict[str, object]:
    return {
        **cells(row.programme, row.task, row.title, row.before, row.after),
        "start_variance": signed(row.start),
        "finish_variance": signed(row.finish),
        "finish_calendar": signed(row.finish_calendar),
        "duration_variance": signed(row.duration),
        "float_variance": signed(row.float),
        "state": _state(row),
        "assumed": row.surmised,
    }


def _state(row: TaskVariance) -> Term:
    if row.there == (False, True):
        return Term("added", _("added since"))
    if row.there == (True, False):
        return Term("dropped", _("dropped since"))
    if row.before is None or row.after is None:
        return Term("undated", _("no date") if row.before is row.after else _("dated on one side only"))
    if not row.moved:
        return Term("as-promised", _("dates as promised"))
    return Term("later", _("later")) if row.after.finish > row.before.finish else Term("moved", _("moved"))

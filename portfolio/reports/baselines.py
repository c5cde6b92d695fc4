"""Baselines as tables: which there are, how far the plan has drifted from one, and what changed since, with the causes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from governance.messages import Message, Text, _
from governance.model import Document
from governance.records import Records
from portfolio.baselines.changes import Changes, Move, Root, changed
from portfolio.baselines.model import Baseline
from portfolio.baselines.reasons import cause_message, difference_message
from portfolio.baselines.sides import Known, Side, Span, of_baseline, of_plan
from portfolio.baselines.variance import TaskVariance, Variance, variance
from portfolio.outline import natural
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import View, remarks

LIVE = "live"
"""What the plan as it is now is called where baselines are named."""
NO_BASELINE = _("No baseline was taken yet: egov baseline take CODE keeps the plan as it is now.")
_UNAPPROVED = _("not approved yet")
_ASSUMED = Column("assumed", _("Assumed"), yes=_("assumed"))
_TASK = (Column("programme", _("Programme")), Column("task", _("Task"), under="programme"), Column("title", _("Title"), wide=2))
_THEN = (Column("baseline_start", _("Start then")), Column("baseline_finish", _("Finish then"), under="baseline_start"))
_NOW = (Column("start", _("Start")), Column("finish", _("Finish"), under="start"))

BASELINE_COLUMNS = (
    Column("baseline", _("Baseline")),
    Column("title", _("Title"), wide=2),
    Column("as_of", _("Status day")),
    Column("programme", _("Programme"), under="as_of"),
    Column("approved_by", _("Approved by"), wide=1),
    Column("finish", _("Finish")),
    Column("tasks", _("Tasks")),
    Column("links", _("Links"), under="tasks"),
    Column("ledger_seq", _("Ledger entry")),
    Column("digest", _("Digest"), wide=1),
)
VARIANCE_COLUMNS = (
    *_TASK,
    *_THEN,
    *_NOW,
    Column("start_variance", _("Δ start")),
    Column("finish_variance", _("Δ finish"), under="start_variance"),
    Column("duration_variance", _("Δ duration")),
    Column("float_variance", _("Δ float"), under="duration_variance"),
    Column("finish_calendar", _("Δ calendar days")),
    Column("state", _("State")),
    _ASSUMED,
)
CHANGE_COLUMNS = (
    *_TASK,
    Column("change", _("Change")),
    *_THEN,
    *_NOW,
    Column("start_variance", _("Δ start")),
    Column("finish_variance", _("Δ finish"), under="start_variance"),
    Column("causes", _("Causes"), wide=4),
    Column("roots", _("Leads back to"), wide=3, under="causes"),
    _ASSUMED,
)


def latest(records: Records, programme: str | None = None) -> Baseline | None:
    """The baseline that a plan is held against when none is named: the latest that was approved, else the latest."""
    known = [b for b in records.all(Baseline) if programme is None or b.programme in (None, programme)]
    return max(known, key=lambda b: (b.document is not None, b.as_of, b.ledger_seq, b.code), default=None)


def approval(records: Records, baseline: Baseline) -> Term:
    """Which document approved a baseline, for programs and for people."""
    document = records.find(Document, baseline.document)
    return Term(baseline.document, document.title if document else _UNAPPROVED)


def side_of(view: View, code: str) -> Side:
    """A baseline, or the plan that is looked at, as one side of a comparison.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    if code == LIVE:
        return of_plan(view.records, view.planned, view.schedule, view.surmised)
    return of_baseline(view.records, code)


def told(view: View, known: Known | None) -> bool:
    """Whether a task is one that is looked at, and may be told of."""
    if known is None or (view.programme is not None and known.programme != view.programme):
        return False
    return not (view.facts_only and known.surmised)


def baselines_table(view: View) -> Table:
    """Every baseline, the latest first."""
    found = sorted(view.records.all(Baseline), key=lambda b: (b.as_of, b.ledger_seq, b.code), reverse=True)
    rows = tuple(
        {
            "baseline": baseline.code,
            "title": baseline.title,
            "as_of": baseline.as_of,
            "programme": baseline.programme,
            "approved_by": approval(view.records, baseline),
            "finish": baseline.finish,
            "tasks": baseline.tasks,
            "links": baseline.links,
            "ledger_seq": baseline.ledger_seq,
            "digest": Term(baseline.digest, Text(baseline.digest[:12], baseline.digest[:12])),
        }
        for baseline in found
        if view.programme in (None, baseline.programme) or baseline.programme is None
    )
    return Table("baselines", _("Baselines"), BASELINE_COLUMNS, rows, (), view.day, view.programme, empty=NO_BASELINE)


def variance_report(view: View) -> Table:
    """How far the plan has drifted from the baseline that the view is held against, else from the latest."""
    code = chosen(view)
    return variance_table(view, code) if code else _no_baseline(view, "variance", VARIANCE_COLUMNS)


def changes_report(view: View) -> Table:
    """What changed since the baseline that the view is held against, else since the latest, and why."""
    code = chosen(view)
    return changes_table(view, code) if code else _no_baseline(view, "changes", CHANGE_COLUMNS)


def chosen(view: View) -> str | None:
    """The baseline that a view is held against: the one it names, else the latest."""
    found = latest(view.records, view.programme)
    return view.baseline or (found.code if found else None)


def _no_baseline(view: View, name: str, columns: tuple[Column, ...]) -> Table:
    return Table(name, _("Baselines"), columns, (), remarks(view, (), dated=False), view.day, view.programme, empty=NO_BASELINE)


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
    differing = [row for row in tasks if _differs(row)]
    rows = _in_order(view, map(_variance_row, differing))
    notes = (
        *_about(view, older),
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


def _differs(row: TaskVariance) -> bool:
    """Whether there is anything to tell of a task."""
    return row.there != (True, True) or row.moved or bool(row.float)


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
        **_named(row.programme, row.task, row.title),
        **_spans(row.before, row.after),
        "start_variance": _signed(row.start),
        "finish_variance": _signed(row.finish),
        "finish_calendar": _signed(row.finish_calendar),
        "duration_variance": _signed(row.duration),
        "float_variance": _signed(row.float),
        "state": _state(row),
        "assumed": row.surmised,
    }


def _signed(days: int | None) -> Term | None:
    """So many days with their sign, for people."""
    if days is None:
        return None
    said = f"{days:+d}".replace("-", "−") if days else "0"
    return Term(days, Text(said, said))


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


def changes_table(view: View, code: str, to: str = LIVE) -> Table:
    """What changed from one baseline to another, or to the plan that is looked at, and why each task moved.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    older, newer = side_of(view, code), side_of(view, to)
    found = changed(older, newer)
    rows = _in_order(view, _change_rows(view, found))
    notes = (
        *_about(view, older),
        *_about(view, newer),
        *remarks(view, rows, dated=False),
        _("Δ counts working days of the task's own calendar as it is now: a plus is later, or more."),
        _("A cause is what holds a task, or held it, and is otherwise than it was. What taking one back alone would do is told."),
    )
    title = _("Changes from {older} to {newer}: {scope}", older=code, newer=called(to), scope=view.scope)
    return Table(
        "changes",
        title,
        CHANGE_COLUMNS,
        rows,
        notes,
        view.day,
        view.programme,
        answer=tuple(_summary(view, found, rows)),
        groups=("programme",),
        empty=_("Nothing changed."),
    )


def called(code: str) -> Message | str:
    """A side of a comparison, for a heading."""
    return _("the live plan") if code == LIVE else code


def _change_rows(view: View, found: Changes) -> Iterator[dict[str, object]]:
    yield from (_came(task, found.newer.tasks[task], "added") for task in found.added if told(view, found.newer.tasks[task]))
    yield from (_came(task, found.older.tasks[task], "dropped") for task in found.dropped if told(view, found.older.tasks[task]))
    yield from (_moved(found, move) for move in told_moves(view, found))


def told_moves(view: View, found: Changes) -> list[Move]:
    """The moves that are looked at, and may be told of."""
    return [move for move in found.moved if told(view, found.newer.tasks[move.task]) and told(view, found.older.tasks[move.task])]


def told_roots(view: View, found: Changes) -> list[Root]:
    """What the moves that are told lead back to, the most first. The last day without one is told of the whole portfolio only."""
    count = Counter(root for move in told_moves(view, found) for root in move.roots)
    whole = view.programme is None and not view.facts_only
    roots = [
        replace(r, moves=count[r.difference], finish=r.finish if whole else None) for r in found.roots if count[r.difference]
    ]
    return sorted(roots, key=lambda root: -root.moves)


def _came(task: str, known: Known, change: str) -> dict[str, object]:
    added = change == "added"
    label = _("added") if added else _("dropped")
    spans = _spans(None, known.span) if added else _spans(known.span, None)
    named = _named(known.programme, task, known.title)
    return {**named, "change": Term(change, label), **spans, "assumed": known.surmised}


def _moved(found: Changes, move: Move) -> dict[str, object]:
    causes = tuple(cause_message(found, cause) for cause in move.causes)
    own = {cause.difference for cause in move.causes}
    roots = tuple(difference_message(root) for root in move.roots if root not in own)
    return {
        **_named(move.programme, move.task, move.title),
        "change": Term("moved", _("moved")),
        **_spans(move.before, move.after),
        "start_variance": _signed(move.start),
        "finish_variance": _signed(move.finish),
        "causes": _joined(causes),
        "roots": _joined(roots) if roots else None,
        "assumed": move.surmised,
    }


def _joined(said: Sequence[Message]) -> Message:
    told = said[0]
    for more in said[1:]:
        told = _("{told}; {more}", told=told, more=more)
    return told


def _summary(view: View, found: Changes, rows: Sequence[dict[str, object]]) -> Iterator[Message]:
    counts = {
        change: sum(1 for row in rows if isinstance(row["change"], Term) and row["change"].value == change)
        for change in ("added", "dropped", "moved")
    }
    yield _("{added} task(s) added, {dropped} dropped, {moved} moved.", **counts)
    for root in told_roots(view, found)[:5]:
        said = {"difference": difference_message(root.difference), "moves": root.moves}
        if root.finish is not None and root.finish != found.finish:
            yield _(
                "{difference}: {moves} move(s) [leads|lead] back to it; without it the last day would be {finish}.",
                finish=root.finish,
                **said,
            )
        else:
            yield _("{difference}: {moves} move(s) [leads|lead] back to it.", **said)


def _about(view: View, side: Side) -> Iterator[Message]:
    """Which baseline this is, and who approved it."""
    baseline = side.baseline
    if baseline is None:
        return
    said = {"code": baseline.code, "title": baseline.title, "day": baseline.as_of, "seq": baseline.ledger_seq}
    document = view.records.find(Document, baseline.document)
    if document is None:
        yield _("Baseline {code} “{title}”: the plan as of {day}, at ledger entry {seq}; nobody has approved it yet.", **said)
    else:
        approval = _("{document} “{title}”", document=document.code, title=document.title)
        yield _(
            "Baseline {code} “{title}”: the plan as of {day}, at ledger entry {seq}; approved by {approval}.",
            approval=approval,
            **said,
        )


def _in_order(view: View, rows: Iterable[dict[str, object]]) -> tuple[dict[str, object], ...]:
    """Rows by programme in their stated order, then as people count."""
    place = {programme.code: i for i, programme in enumerate(view.programmes)}
    return tuple(sorted(rows, key=lambda row: (place.get(str(row["programme"]), len(place)), natural(str(row["task"])))))


def _named(programme: str, task: str, title: Text) -> dict[str, object]:
    return {"programme": programme, "task": task, "title": title}


def _spans(before: Span | None, after: Span | None) -> dict[str, object]:
    return {
        "baseline_start": before and before.start,
        "baseline_finish": before and before.finish,
        "start": after and after.start,
        "finish": after and after.finish,
    }

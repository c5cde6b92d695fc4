"""What changed since a baseline, and why each task moved: causes, and the differences that they lead back to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from governance.messages import Message, _
from portfolio.baselines.changes import Changes, Move, Root, changed
from portfolio.baselines.reasons import cause_message, difference_message
from portfolio.baselines.sides import Known
from portfolio.reports.baselines import (
    ASSUMED,
    LIVE,
    NOW,
    TASK,
    THEN,
    about,
    called,
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

CHANGE_COLUMNS = (
    *TASK,
    Column("change", _("Change")),
    *THEN,
    *NOW,
    Column("start_variance", _("Δ start")),
    Column("finish_variance", _("Δ finish"), under="start_variance"),
    Column("causes", _("Causes"), wide=4),
    Column("roots", _("Leads back to"), wide=3, under="causes"),
    ASSUMED,
)


def changes_report(view: View) -> Table:
    """What changed since the baseline that the view is held against, else since the latest, and why."""
    code = chosen(view)
    return changes_table(view, code) if code else no_baseline(view, "changes", CHANGE_COLUMNS)


def changes_table(view: View, code: str, to: str = LIVE) -> Table:
    """What changed from one baseline to another, or to the plan that is looked at, and why each task moved.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    older, newer = side_of(view, code), side_of(view, to)
    found = changed(older, newer)
    rows = in_order(view, _change_rows(view, found))
    notes = (
        *about(view, older),
        *about(view, newer),
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
    return {
        **cells(known.programme, task, known.title, None if added else known.span, known.span if added else None),
        "change": Term(change, _("added") if added else _("dropped")),
        "assumed": known.surmised,
    }


def _moved(found: Changes, move: Move) -> dict[str, object]:
    causes = tuple(cause_message(found, cause) for cause in move.causes)
    own = {cause.difference for cause in move.causes}
    roots = tuple(difference_message(root) for root in move.roots if root not in own)
    return {
        **cells(move.programme, move.task, move.title, move.before, move.after),
        "change": Term("moved", _("moved")),
        "start_variance": signed(move.start),
        "finish_variance": signed(move.finish),
        "causes": _joined(causes),
        "roots": _joined(roots) if roots else None,
        "assumed": move.surmised,
    }


def _joined(said: Sequence[Message]) -> Message:
    """All in one sentence. They are joined pair by pair, so that hundreds nest only a few levels deep."""
    while len(said) > 1:
        pairs = zip(said[::2], said[1::2], strict=False)
        said = [*(_("{told}; {more}", told=told, more=more) for told, more in pairs), *said[len(said) // 2 * 2 :]]
    return said[0]


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

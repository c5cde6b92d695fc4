"""What each change of a scenario is worth: the tasks that move for it, and the last day without it, which was tried."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.messages import Message, _
from portfolio.baselines.changes import changed
from portfolio.baselines.differences import Difference
from portfolio.baselines.reasons import difference_message
from portfolio.baselines.sides import Side, of_plan
from portfolio.reports.changes import told_moves
from portfolio.reports.views import View

TOLD = 5
"""How many are told of in a report: those that most tasks move for."""


class Effect(NamedTuple):
    """A difference from the live plan, how many tasks move for it, and the portfolio's last day without it, where tried."""

    difference: Difference
    moves: int
    finish: date | None


def effects(view: View) -> Iterator[Effect]:
    """What makes tasks move between the live plan and a scenario that is looked at; what moves most comes first.

    A task may move for several; groups are not counted beside their parts.
    """
    assert view.live is not None, "a view of a scenario has the live one beside it"
    found = changed(_side(view.live), _side(view))
    groups = {code for side in (found.older, found.newer) for code in side.schedule.network.children}
    moves = [move for move in told_moves(view, found) if move.task not in groups]
    counted = {root.difference: sum(root.difference in move.roots for move in moves) for root in found.roots}
    for root in sorted(found.roots, key=lambda root: -counted[root.difference]):
        if counted[root.difference]:
            yield Effect(root.difference, counted[root.difference], None if view.facts_only else root.finish)


def _side(view: View) -> Side:
    return of_plan(view.records, view.planned, view.schedule, view.surmised)


def told_effects(view: View) -> Iterator[Message]:
    """Those that most tasks move for, in words."""
    for effect in [*effects(view)][:TOLD]:
        said = {"difference": difference_message(effect.difference), "moves": effect.moves}
        if effect.finish is None:
            yield _("{difference}: {moves} task(s) [moves|move] for it.", **said)
        else:
            yield _(
                "{difference}: {moves} task(s) [moves|move] for it; without it the last day would be {finish}.",
                finish=effect.finish,
                **said,
            )

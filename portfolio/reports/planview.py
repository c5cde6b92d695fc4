"""A plan file looked at as the portfolio is, so that the same reports and explanations tell of it.

What a view takes from records is only what words need: titles, what each task is part of, and links. The file says them too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from governance.records import Records
from governance.values import Entity
from portfolio.model import Dependency, Programme, ProgrammeKind, Task
from portfolio.plan import Planned
from portfolio.reports.anyplan import Drawn
from portfolio.reports.contradictions import contradictions_report
from portfolio.reports.float_paths import float_paths_report
from portfolio.reports.health import health_report
from portfolio.reports.table import Table
from portfolio.reports.views import View

PLAN_REPORTS: Mapping[str, Callable[[View], Table]] = {
    "float-paths": float_paths_report,
    "contradictions": contradictions_report,
    "health": health_report,
}
"""The reports that need nothing but a plan, by name."""
_UNSAID = frozenset({"responsible", "source", "assumed"})
"""Columns that a file has nothing for: who answers, where it is written, whether it is surmised."""


def plan_view(drawn: Drawn) -> View:
    """A plan file as a view; the groups of its tasks are its programmes."""
    groups = sorted({task.spec.group for task in drawn.plan.tasks})
    made = drawn.schedule
    return View(
        records=Records(_things(drawn, groups)),
        day=drawn.day,
        programme=groups[0] if len(groups) == 1 else None,
        planned=Planned(made.network, (), (), drawn.day),
        schedule=made,
        facts_only=False,
        against=made.against,
        surmised=frozenset(),
        name=drawn.title,
    )


def _things(drawn: Drawn, groups: list[str]) -> Iterator[Entity]:
    for group in groups:
        yield Programme(code=group, portfolio="", type=ProgrammeKind.PLAN, title_vi=group, title_en=group)
    for task in drawn.plan.tasks:
        spec = task.spec
        yield Task(code=task.code, programme=spec.group, parent=spec.parent, title_vi=task.title, title_en=task.title)
    for link in drawn.schedule.network.links:
        yield Dependency(predecessor=link.predecessor, successor=link.successor, relation=link.relation, lag=link.lag)


def plan_report(name: str, drawn: Drawn) -> Table:
    """A report of a plan file, without the columns that no file fills."""
    table = PLAN_REPORTS[name](plan_view(drawn))
    empty = _UNSAID if drawn.plan.titles else _UNSAID | {"title"}
    columns = tuple(column for column in table.columns if column.key not in empty)
    return replace(table, columns=columns, programme=table.programme or None)

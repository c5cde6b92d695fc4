"""Renderings of one computed schedule: tables, Gantt chart, dependency network, the committee's tree.

>>> sorted(REPORTS)
['committee', 'contradictions', 'critical-path', 'deadlines', 'dependencies', 'float-paths', 'health', 'programmes',
 'responsibility', 'schedule']
"""

from collections.abc import Callable, Mapping
from datetime import date

from governance.records import Records
from portfolio.cpm import Against, Criterion
from portfolio.errors import UnknownCodeError
from portfolio.reports.committee import committee_report
from portfolio.reports.contradictions import contradictions_report
from portfolio.reports.critical_path import critical_path_report
from portfolio.reports.deadlines import deadlines_report
from portfolio.reports.dependencies import dependencies_report
from portfolio.reports.float_paths import float_paths_report
from portfolio.reports.health import health_report
from portfolio.reports.programmes import programmes_report
from portfolio.reports.responsibility import responsibility_report
from portfolio.reports.schedule import schedule_report
from portfolio.reports.table import Table
from portfolio.reports.views import View, view

__all__ = ["REPORTS", "Table", "View", "report", "view"]

REPORTS: Mapping[str, Callable[[View], Table]] = {
    "programmes": programmes_report,
    "critical-path": critical_path_report,
    "float-paths": float_paths_report,
    "schedule": schedule_report,
    "dependencies": dependencies_report,
    "responsibility": responsibility_report,
    "committee": committee_report,
    "deadlines": deadlines_report,
    "contradictions": contradictions_report,
    "health": health_report,
}
"""Every report by the name that the command line and the API know it by."""


def report(
    name: str,
    records: Records,
    day: date,
    *,
    programme: str | None = None,
    facts_only: bool = False,
    against: Against = "programme",
    critical: Criterion = "float",
    ledger_seq: int | None = None,
) -> Table:
    """Make a report of one programme, or of all, on a day.

    Raises
    ------
    UnknownCodeError
        When there is no such report or programme; it names those that there are.
    CycleError
        When tasks would wait for each other.
    """
    if name not in REPORTS:
        raise UnknownCodeError("report", name, tuple(REPORTS))
    looked = view(records, day, programme, facts_only=facts_only, against=against, critical=critical, ledger_seq=ledger_seq)
    return REPORTS[name](looked)

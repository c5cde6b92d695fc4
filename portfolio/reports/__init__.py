"""Renderings of one computed schedule: tables, Gantt chart, dependency network, the committee's tree.

>>> sorted(REPORTS)
['agenda', 'amended', 'amended-elsewhere', 'awaited', 'bottlenecks', 'changes', 'committee', 'comparison', 'consents',
 'contradictions', 'critical-path',
 'deadlines', 'dependencies', 'escalation', 'float-paths', 'handovers', 'health', 'instrument-doubts', 'instruments', 'load',
 'members', 'programmes', 'reminders', 'responsibility', 'schedule', 'status', 'succession', 'variance', 'workflow']
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from governance.messages import _
from governance.records import Records
from portfolio.cpm import Against, Criterion
from portfolio.errors import UnknownCodeError
from portfolio.reports.agenda import agenda_report
from portfolio.reports.amended import amended_elsewhere_report, amended_report
from portfolio.reports.awaited import awaited_report
from portfolio.reports.bottlenecks import bottlenecks_report
from portfolio.reports.changes import changes_report
from portfolio.reports.committee import committee_report
from portfolio.reports.comparison import comparison_report
from portfolio.reports.consents import consents_report
from portfolio.reports.contradictions import contradictions_report
from portfolio.reports.critical_path import critical_path_report
from portfolio.reports.deadlines import deadlines_report
from portfolio.reports.dependencies import dependencies_report
from portfolio.reports.escalations import escalation_report
from portfolio.reports.float_paths import float_paths_report
from portfolio.reports.handovers import handovers_report
from portfolio.reports.health import health_report
from portfolio.reports.instruments import doubts_report, instruments_report
from portfolio.reports.load import load_report
from portfolio.reports.members import members_report
from portfolio.reports.programmes import programmes_report
from portfolio.reports.reminders import reminders_report
from portfolio.reports.responsibility import responsibility_report
from portfolio.reports.schedule import schedule_report
from portfolio.reports.status import status_report
from portfolio.reports.successions import succession_report
from portfolio.reports.table import Table
from portfolio.reports.variance import variance_report
from portfolio.reports.views import View, view
from portfolio.reports.workflow import workflow_report
from portfolio.statuses import By, Within, asking

__all__ = ["REPORTS", "Table", "View", "known", "made", "report", "view"]

REPORTS: Mapping[str, Callable[[View], Table]] = {
    "programmes": programmes_report,
    "bottlenecks": bottlenecks_report,
    "critical-path": critical_path_report,
    "float-paths": float_paths_report,
    "schedule": schedule_report,
    "dependencies": dependencies_report,
    "responsibility": responsibility_report,
    "committee": committee_report,
    "members": members_report,
    "handovers": handovers_report,
    "load": load_report,
    "escalation": escalation_report,
    "succession": succession_report,
    "deadlines": deadlines_report,
    "status": status_report,
    "workflow": workflow_report,
    "reminders": reminders_report,
    "contradictions": contradictions_report,
    "health": health_report,
    "comparison": comparison_report,
    "variance": variance_report,
    "changes": changes_report,
    "instruments": instruments_report,
    "instrument-doubts": doubts_report,
    "amended": amended_report,
    "amended-elsewhere": amended_elsewhere_report,
    "awaited": awaited_report,
    "agenda": agenda_report,
    "consents": consents_report,
}
"""Every report by the name that the command line and the API know it by."""


def report(  # noqa: PLR0913 - what may be asked of a report
    name: str,
    records: Records,
    day: date,
    *,
    programme: str | None = None,
    facts_only: bool = False,
    against: Against = "programme",
    critical: Criterion = "float",
    ledger_seq: int | None = None,
    scenario: str | None = None,
    baseline: str | None = None,
    by: By = "agency",
    period: str | None = None,
    within: Within = "deadline",
    data_date: date | None = None,
) -> Table:
    """Make a report of one programme, or of all, on a day; of the plan as a scenario would have it, if one is named.

    ``baseline`` is the one that variance and changes are told against; the latest that was approved, if none is named.
    ``by``, ``period`` and ``within`` are what status is told by, and of which tasks. Progress counts up to ``data_date``.

    Raises
    ------
    UnknownCodeError
        When there is no such report, programme, scenario or baseline; it names those that there are.
    InvalidError, CycleError
        When the scenario cannot be, the period is not understood, or tasks would wait for each other.
    """
    known(name)
    asked = asking(by, period, within)
    looked = view(
        records,
        day,
        programme,
        facts_only=facts_only,
        against=against,
        critical=critical,
        ledger_seq=ledger_seq,
        scenario=scenario,
        data_date=data_date,
    )
    return made(name, replace(looked, baseline=baseline, asking=asked))


def known(name: str) -> None:
    """Refuse a name that no report has.

    Raises
    ------
    UnknownCodeError
    """
    if name not in REPORTS:
        raise UnknownCodeError("report", name, tuple(REPORTS))


def made(name: str, looked: View) -> Table:
    """The report of this name on a view; its heading names the scenario, if there is one."""
    table = REPORTS[name](looked)
    if looked.scenario is None:
        return table
    return replace(table, title=_("{title} · scenario {code}", title=table.title, code=looked.scenario.code))

"""A plan file looked at as the portfolio is: the same report says the same of the same plan."""

from datetime import date

import pytest

from portfolio.cpm import schedule
from portfolio.interchange.live import live
from portfolio.plan import network
from portfolio.reports import report
from portfolio.reports.anyplan import Drawn
from portfolio.reports.planview import PLAN_REPORTS, plan_report, plan_view
from portfolio.reports.table import Table
from tests.support import seeded

DAY = date(2018, 7, 5)
RECORDS = seeded()
PLAN = live(RECORDS, network(RECORDS, DAY))
DRAWN = Drawn(PLAN, schedule(PLAN.network(), against="programme"), "plan.json")


@pytest.mark.parametrize("name", ["float-paths", "contradictions"])
def test_the_file_of_the_portfolio_has_the_rows_that_the_portfolio_has(name: str) -> None:
    ours, theirs = plan_report(name, DRAWN), report(name, RECORDS, DAY)
    keys = [column.key for column in ours.columns if column.key != "title"]

    def told(table: Table) -> list[str]:
        """Row by row; the portfolio states the order of its programmes, a file does not."""
        return sorted(str([row[key] for key in keys]) for row in table.rows)

    assert told(ours) == told(theirs) != []


@pytest.mark.parametrize("name", PLAN_REPORTS)
def test_nothing_is_said_of_sources_and_assumptions_which_no_file_has(name: str) -> None:
    made = plan_report(name, DRAWN)
    assert not {"source", "assumed", "responsible"} & {column.key for column in made.columns}
    assert not [note for note in made.notes if "assumed" in str(note)]
    assert (str(made.title).endswith(PLAN.title or "plan.json"), made.as_of) == (True, DAY)


def test_the_outline_of_the_view_is_that_of_the_file() -> None:
    assert {task.code for task in plan_view(DRAWN).tasks} == {task.code for task in PLAN.tasks}

"""The portfolio's own plan as a plan file: what it holds of baselines, and what it says that it leaves behind."""

from datetime import date

from msgspec import structs

from governance.records import Records
from governance.values import Entity
from portfolio.interchange.live import live
from portfolio.interchange.planfile import PlanFile
from portfolio.model import Progress, ProgressState
from portfolio.plan import network
from tests.portfolio.keeping import keeping
from tests.portfolio.reports.small import DAY, small


def told(records: Records) -> PlanFile:
    return live(records, network(records, DAY))


def test_the_dates_that_a_baseline_holds_of_its_tasks_go_with_the_plan() -> None:
    [baseline] = told(keeping(small(), DAY)).baselines
    assert (baseline.name, baseline.document) == ("B", "")
    assert baseline.dates["A.1"] == (date(2018, 7, 5), date(2018, 7, 11))
    assert "A.4" not in baseline.dates, "it had no dates"


def test_a_baseline_of_another_programme_holds_nothing_of_this_one() -> None:
    records = keeping(small(), DAY)
    assert live(records, network(records, DAY), "A").baselines[0].dates.keys() <= {
        f"A.{n}" for n in ("1", "2", "2.1", "2.2", "3")
    }
    kept = Records(e for e in records if e.kind != "baseline_task" or e.code.startswith("B~B."))
    assert live(kept, network(records, DAY), "A").baselines == ()


def test_cancelled_tasks_are_told_and_a_plan_without_assumptions_says_nothing_of_them() -> None:
    cancelled = Progress(task="A.1", as_of=date(2018, 7, 4), state=ProgressState.CANCELLED, source="001")
    said = [str(message) for message in told(Records([*small(), cancelled])).left_out]
    assert "cancelled tasks are not in the plan: A.1" in said
    assert any("of the records behind the plan are assumptions" in message for message in said)
    stated: list[Entity] = [structs.replace(entity, assumed=False) for entity in small()]
    assert not any("assumptions" in str(message) for message in told(Records(stated)).left_out)

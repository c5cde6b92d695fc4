"""Whatever is written in another format says what that format has no place for, and what it states otherwise than we compute."""

import pytest

from governance.messages import LANGS
from portfolio.cpm import schedule
from portfolio.interchange import TARGETS, PlanTarget, planjson, read, written, xer
from portfolio.interchange.differences import differences, summary
from portfolio.reports.anyplan import Drawn, differences_table, plan_table
from portfolio.reports.table import FORMATS, render

FULL = planjson.read(b"""{"start": "2026-06-01", "title": "Plan", "calendars": {"vn": {"week": [1, 2, 3, 4, 5]}},
 "tasks": [{"code": "A", "duration": 3, "uses": {"R": 1}}, {"code": "B", "duration": 2, "deadline": "2026-06-12"}],
 "links": [{"predecessor": "A", "successor": "B", "lag": 1}], "resources": [{"code": "R", "capacity": 2}],
 "baselines": [{"name": "v1", "tasks": {"A": {"start": "2026-06-01", "finish": "2026-06-03"}}}]}""")


@pytest.mark.parametrize("target", TARGETS)
def test_a_whole_plan_is_written_in_every_format_with_and_without_dates(target: PlanTarget) -> None:
    for made in (None, schedule(FULL.network())):
        answer = written(FULL, target, made)
        assert answer.data
        assert all(said.render("vi") != said.render("en") for said in answer.unwritten)
    gone = {"json": 0, "csv": 0, "graphml": 1, "dot": 1}
    assert len(answer.unwritten) == gone.get(target, len(answer.unwritten))


def test_dates_that_a_file_states_and_we_do_not_write_are_told() -> None:
    stated = xer.read(xer.write(FULL, schedule(FULL.network())))
    for target in TARGETS:
        assert any("computed anew" in str(said) for said in written(stated, target, None).unwritten)


def test_dates_that_a_file_states_otherwise_are_a_table_with_their_reasons() -> None:
    raw = xer.write(FULL, schedule(FULL.network())).decode("utf-8")
    assert "2026-06-05" in raw
    plan = read(raw.replace("2026-06-05 08:00", "2026-06-08 08:00").replace("2026-06-08 16:00", "2026-06-09 16:00"))
    made = schedule(plan.network())
    found = differences(plan, made)
    table = differences_table(Drawn(plan, made, "plan.xer", found))
    assert {row["task"] for row in table.rows} == {said.task for said in found} == {"B"}
    assert summary(found)
    for form in FORMATS:
        for lang in LANGS:
            assert "B" in render(table, form, lang)


def test_a_file_without_dates_of_its_own_differs_in_none() -> None:
    made = schedule(FULL.network(), critical="longest-path")
    drawn = Drawn(FULL, made, "plan.json", differences(FULL, made))
    assert drawn.differences == ()
    assert "states no date that differs" in render(differences_table(drawn), "table", "en")
    assert "on the longest path of driving links" in render(plan_table(drawn), "markdown", "en")

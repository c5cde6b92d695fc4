"""Spoilt files of every format: a plan or a clear error with its places, and soon. ``fuzzing`` goes on for longer."""

from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.messages import LANGS
from portfolio.errors import CycleError, InvalidError
from portfolio.interchange import mspdi, plancsv, planjson, read, xer
from tests.portfolio.interchange.fuzzing import BOMBS, corpus, files, judged


def test_whatever_is_done_to_a_file_it_is_a_plan_or_clearly_none() -> None:
    became = [judged(data) for data in islice(files(20260601), len(BOMBS) + 1500)]
    assert 100 < became.count("plan") < 1500


def test_whole_files_are_plans_in_every_format() -> None:
    assert {judged(data) for data in corpus()} == {"plan"}


FAULTS: dict[str, tuple[str, Any]] = {
    "tasks[0].duration": ("duration", -1),
    "tasks[1].calendar": ("calendar", 5),
    "tasks[2].constraint.type": ("constraint", {"type": "LATER", "date": "2026-06-01"}),
    "tasks[3].deadline": ("deadline", "31/06/2026"),
    "tasks[4].remaining": ("remaining", "2"),
    "tasks[5].colour": ("colour", "red"),
    "tasks[6].estimate": ("estimate", [1, 2]),
    "tasks[7].uses.R": ("uses", {"R": "all"}),
}


@settings(deadline=None, max_examples=100)
@given(st.sets(st.sampled_from(sorted(FAULTS)), min_size=1))
def test_each_of_several_faults_is_told_at_its_place(places: set[str]) -> None:
    tasks: list[dict[str, Any]] = [{"code": f"t{i}", "duration": 1} for i in range(8)]
    for place in places:
        name, value = FAULTS[place]
        tasks[int(place[6])] |= {name: value}
    with pytest.raises(InvalidError) as refused:
        planjson.plan_from({"start": "2026-06-01", "tasks": tasks, "resources": [{"code": "R"}]})
    assert {problem.place for problem in refused.value.problems} == places


@pytest.mark.parametrize(("module", "begins"), [(planjson, "links["), (plancsv, "line "), (mspdi, "line "), (xer, "line ")])
def test_of_a_loop_every_link_is_told_with_its_place(module: Any, begins: str) -> None:
    plan = planjson.plan_from(
        {
            "start": "2026-06-01",
            "tasks": [{"code": code, "duration": 1} for code in "ABCD"],
            "links": [{"predecessor": a, "successor": b} for a, b in ("AB", "BC", "CA", "CD")],
        }
    )
    with pytest.raises(CycleError) as refused:
        read(module.write(plan)).network()
    assert refused.value.cycle == ("A", "B", "C", "A")
    told = [(problem.place, problem.message.render("vi")) for problem in refused.value.problems]
    assert [message for _place, message in told] == ["A → B", "B → C", "C → A"]
    assert all(place.startswith(begins) for place, _message in told)
    assert len({place for place, _message in told}) == 3


def test_a_loop_through_a_summary_tells_where_its_tasks_stand() -> None:
    parts = {"tasks": [{"code": "A", "duration": 1, "parent": "S"}, {"code": "S", "parent": "A"}], "start": "2026-06-01"}
    with pytest.raises(CycleError) as refused:
        planjson.plan_from(parts).network()
    assert {problem.place for problem in refused.value.problems} == {"tasks[0]", "tasks[1]"}
    assert "tasks[0]" in refused.value.render("vi")


def test_a_code_that_stands_thousands_of_times_is_told_once_with_the_first_places() -> None:
    with pytest.raises(InvalidError) as refused:
        read(b"#start,2026-06-01\ncode,duration\n" + b"A,1\n" * 3000).network()
    assert [problem.place for problem in refused.value.problems] == ["line 3, line 4, line 5, line 6, line 7, …"]
    assert all(len(refused.value.render(lang)) < 300 for lang in LANGS)

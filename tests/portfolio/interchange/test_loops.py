"""A loop in a plan file is told link by link, in the same answer as all else that is wrong with the file."""

import re
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.messages import LANGS
from portfolio.errors import CycleError, InvalidError
from portfolio.interchange import mspdi, plancsv, planjson, read, xer
from portfolio.interchange.planfile import PlanFile, PlanLink, PlanTask
from portfolio.network import LinkSpec, TaskSpec

CODES = "ABCDEFG"


def told(raw: Any) -> list[tuple[str, str]]:
    """Where what is wrong with a plan stands, and what it is."""
    with pytest.raises(InvalidError) as refused:
        (planjson.plan_from(raw) if isinstance(raw, dict) else read(raw)).network()
    return [(problem.place, problem.message.render("en")) for problem in refused.value.problems]


def tasks(codes: str, **faults: Any) -> list[dict[str, Any]]:
    return [{"code": code, "duration": faults.get(code, 1)} for code in codes]


def links(*ends: str, **more: Any) -> list[dict[str, Any]]:
    return [{"predecessor": a, "successor": b} | more for a, b in ends]


FAULTS = st.sampled_from([{}, {}, {}, {"relation": "XS"}, {"lag": "soon"}, {"colour": "red"}])
PAIRS = st.tuples(st.sampled_from(CODES), st.sampled_from(CODES))


@given(st.dictionaries(PAIRS, FAULTS, max_size=14), st.sampled_from(["five", -1]))
def test_of_each_knot_one_loop_is_told_whatever_else_is_wrong(drawn: dict[tuple[str, str], Any], duration: Any) -> None:
    raw = {"start": "2026-06-01", "tasks": tasks(CODES, A=duration), "links": [links(ends)[0] | drawn[ends] for ends in drawn]}
    found = told(raw)
    assert "tasks[0].duration" in {place for place, _why in found}
    assert {f"links[{i}]" for i, fault in enumerate(drawn.values()) if fault} <= {
        place.partition(".")[0] for place, _why in found
    }
    steps = {place: why.partition(" is part of a loop")[0] for place, why in found if " is part of a loop" in why}
    assert all(steps.get(f"links[{i}]", f"{a} → {b}") == f"{a} → {b}" for i, (a, b) in enumerate(drawn))
    rings = nx.DiGraph([tuple(step.split(" → ")) for step in steps.values()])
    graph = nx.DiGraph(list(drawn))
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1 or graph.has_edge(*list(knot) * 2)]
    assert all(degree == 1 for _code, degree in [*rings.in_degree, *rings.out_degree])
    assert [sum(ring <= knot for ring in nx.weakly_connected_components(rings)) for knot in knots] == [1] * len(knots)
    assert nx.number_weakly_connected_components(rings) == len(knots)


@pytest.mark.parametrize(("module", "begins"), [(planjson, "links["), (plancsv, "line "), (mspdi, "line "), (xer, "line ")])
def test_in_each_format_every_link_of_a_loop_is_told_beside_what_cannot_be_read(module: Any, begins: str) -> None:
    plan = planjson.plan_from({"start": "2026-06-01", "tasks": tasks("ABCD", D=7), "links": links("AB", "BC", "CA", "CD")})
    file = module.write(plan)
    for length in (b'"duration": 7', b"D,7", b"PT56H0M0S", b"\t56\t"):
        file = file.replace(length, re.sub(rb"(PT)?\d+(H0M0S)?", b'"soon"', length))
    found = told(file)
    assert "soon" in found[0][1]
    chain = "is part of a loop, A → B → C → A: one of its links has to go"
    places = {why: place for place, why in found}
    assert {f"{step} {chain}" for step in ("A → B", "B → C", "C → A")} < set(places)
    assert len({place for why, place in places.items() if why.endswith(chain) and place.startswith(begins)}) == 3


def test_two_loops_are_told_at_once() -> None:
    raw = {"start": "2026-06-01", "tasks": tasks("ABCDE"), "links": links("AB", "BA", "BC", "DE", "ED")}
    with pytest.raises(CycleError, match="A → B → A; D → E → D") as refused:
        planjson.plan_from(raw).network()
    assert [problem.place for problem in refused.value.problems] == ["links[0]", "links[1]", "links[3]", "links[4]"]


def test_tasks_that_are_part_of_each_other_are_told_beside_tasks_that_wait_for_each_other() -> None:
    parents = [{"code": "A", "parent": "B"}, {"code": "B", "parent": "A"}, {"code": "C", "duration": 1, "parent": "B"}]
    plan = planjson.plan_from({"start": "2026-06-01", "tasks": [*parents, *tasks("D")], "links": links("CD", "DC")})
    with pytest.raises(CycleError, match="A → B → A; C → D → C") as refused:
        plan.network()
    assert [problem.place for problem in refused.value.problems] == ["tasks[0]", "tasks[1]", "links[0]", "links[1]"]


def test_where_several_links_join_two_tasks_of_a_loop_each_is_told() -> None:
    joined = [*links("AB"), *links("AB", relation="SS"), *links("AB", relation="??"), *links("BA", relation="??")]
    found = told({"start": "2026-06-01", "tasks": tasks("AB"), "links": joined})
    assert [place for place, why in found if "loop" in why] == ["links[0]", "links[1]", "links[3]"]


def test_codes_that_stand_twice_or_for_nothing_make_no_loop() -> None:
    found = told({"start": "2026-06-01", "tasks": tasks("ABB"), "links": links("AB", "BA", "AC", "CA")})
    assert not [why for _place, why in found if "loop" in why]


def test_a_long_loop_is_told_by_its_first_tasks() -> None:
    codes = [f"T{i:04}" for i in range(2000)]
    ring = tuple(PlanLink(LinkSpec(*ends)) for ends in zip(codes, [*codes[1:], codes[0]]))
    plan = PlanFile(tuple(PlanTask(TaskSpec(code, -1)) for code in codes), ring)
    with pytest.raises(InvalidError) as refused:
        plan.network()
    [last] = [problem for problem in refused.value.problems if problem.place == "T1999~T0000~FS"]
    assert "T1999 → T0000 is part of a loop, T0000 → T0001 → T0002 → T0003 → T0004 → T0005 → … → T0000:" in str(last.message)
    assert all(len(last.message.render(lang)) < 200 for lang in LANGS)


def outlined(level: str, uid: str) -> bytes:
    """A file of Microsoft Project whose second task waits for the first one, which is part of nothing with others."""
    rows: Iterator[str] = (
        f"<Task><UID>{number}</UID><OutlineLevel>{depth}</OutlineLevel><Duration>PT8H0M0S</Duration>\n{before}</Task>"
        for number, depth, before in (
            ("1", "1", ""),
            (uid, level, ""),
            ("3", "2", "<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>"),
        )
    )
    return f"<Project><StartDate>2026-06-01T08:00:00</StartDate><Tasks>{''.join(rows)}</Tasks></Project>".encode()


def test_where_it_is_not_known_what_is_part_of_what_no_loop_is_made_of_it() -> None:
    assert read(outlined("1", "2")).problems() == []
    assert [why for _place, why in told(outlined("1", "1"))] == ["a task needs a UID of its own, and this one has '1'"]
    assert ["loop" in why for _place, why in told(outlined("one", "2"))] == [False]

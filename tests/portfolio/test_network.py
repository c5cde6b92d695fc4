"""What a plan must keep to be a network, and how its refusals name what is wrong."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from portfolio.errors import CycleError, DomainError, DuplicateCodeError, InvalidError, UnknownCodeError
from portfolio.model import ConstraintKind, Relation
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import MONDAY, july, plan
from tests.strategies import network, plans


def built(*tasks: TaskSpec, links: tuple[LinkSpec, ...] = (), data_date: date | None = None) -> Network:
    return Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": MONDAY}, data_date)


def refusal(*tasks: TaskSpec, links: tuple[LinkSpec, ...] = (), data_date: date | None = None) -> DomainError:
    with pytest.raises(DomainError) as refused:
        built(*tasks, links=links, data_date=data_date)
    return refused.value


@given(plans())
def test_every_node_stands_after_what_it_waits_for(drawn: dict[str, Any]) -> None:
    wiring = network(drawn).wiring
    arcs = [arc for i in range(wiring.size) for arc in wiring.into(i)]
    assert all(arc.src < arc.dst for arc in arcs)
    assert len([arc for arc in arcs if not arc.inner]) == len(drawn["links"])
    assert sorted(arcs) == sorted(arc for i in range(wiring.size) for arc in wiring.out(i))


class TestLoops:
    def test_one_is_named_in_order_from_its_smallest_code(self) -> None:
        with pytest.raises(CycleError) as refused:
            plan("""
                x 1 z
                a 1 x
                c 1 b
                b 1 d a
                d 1 c
                y 1 b
                z 1
            """)
        assert refused.value.cycle == ("b", "c", "d", "b")
        assert "b → c → d → b" in refused.value.render("vi")

    def test_of_several_the_one_with_the_smallest_code_is_named_by_its_shortest_way(self) -> None:
        with pytest.raises(CycleError) as refused:
            plan("""
                m 1 n
                n 1 m
                a 1 e
                b 1 a
                c 1 b
                e 1 c b
            """)
        assert refused.value.cycle == ("a", "b", "e", "a")

    def test_one_through_a_summary_names_it(self) -> None:
        with pytest.raises(CycleError) as refused:
            plan("""
                S - z
                a 1 in=S
                z 1 a
            """)
        assert refused.value.cycle == ("S", "a", "z", "S")

    @pytest.mark.parametrize("relation", ["FS", "SS", "FF", "SF"])
    def test_a_summary_cannot_wait_for_its_own_part_nor_a_part_for_it(self, relation: str) -> None:
        for text in (f"S - a:{relation}\na 1 in=S", f"S -\na 1 in=S S:{relation}"):
            with pytest.raises(CycleError) as refused:
                plan(text)
            assert refused.value.cycle == ("S", "a", "S")

    def test_two_summaries_that_wait_for_each_others_parts_are_one(self) -> None:
        with pytest.raises(CycleError) as refused:
            plan("""
                S - b
                a 1 in=S
                T - a
                b 1 in=T
            """)
        assert refused.value.cycle == ("S", "a", "T", "b", "S")

    def test_the_way_through_the_inside_of_a_summary_is_left_out(self) -> None:
        with pytest.raises(CycleError) as refused:
            plan("""
                S - z
                a 1 in=S
                z 1 S
            """)
        assert refused.value.cycle == ("S", "z", "S")

    def test_a_task_cannot_wait_for_itself(self) -> None:
        refused = refusal(TaskSpec("a", 1), links=(LinkSpec("a", "a"),))
        assert isinstance(refused, CycleError)
        assert refused.cycle == ("a", "a")

    def test_tasks_cannot_be_part_of_each_other(self) -> None:
        parents = {"a": None, "x": "c", "c": "b", "b": "d", "d": "c"}
        refused = refusal(*(TaskSpec(code, 1, parent=parent) for code, parent in parents.items()))
        assert isinstance(refused, CycleError)
        assert refused.cycle == ("b", "d", "c", "b")

    @given(plans(most=6))
    def test_in_whichever_order_a_looping_plan_comes_its_loop_is_named_alike(self, drawn: dict[str, Any]) -> None:
        links = [
            replace(link, relation=Relation.FS) for link in {(x.predecessor, x.successor): x for x in drawn["links"]}.values()
        ]
        back = [LinkSpec(x.successor, x.predecessor, Relation.SS) for x in links]
        named = []
        for ring in ([*links, *back], [*reversed(back), *reversed(links)]) if links else ():
            with pytest.raises(CycleError) as refused:
                network(drawn, links=ring)
            named.append(refused.value.cycle)
        assert all(cycle == named[0] and cycle[0] == cycle[-1] == min(cycle) for cycle in named)


class TestRefusals:
    def test_a_code_that_is_not_there_is_named_with_those_that_are(self) -> None:
        refused = refusal(TaskSpec("a", 1), TaskSpec("b", 1), links=(LinkSpec("a", "x"),))
        assert isinstance(refused, UnknownCodeError)
        assert "x; choose from a, b" in str(refused)
        assert isinstance(refusal(TaskSpec("a", 1, parent="x")), UnknownCodeError)
        assert "there is no calendar with the code x" in str(refusal(TaskSpec("a", 1, calendar="x")))

    def test_two_tasks_with_one_code_are_refused(self) -> None:
        assert isinstance(refusal(TaskSpec("a", 1), TaskSpec("a", 2)), DuplicateCodeError)

    def test_a_plan_needs_its_own_calendar(self) -> None:
        with pytest.raises(UnknownCodeError, match="calendar with the code x"):
            Network.build([], [], {"vn": WorkCalendar()}, "x", {})

    def test_work_needs_a_day_to_begin_on(self) -> None:
        with pytest.raises(InvalidError, match="when the work of P1 begins"):
            Network.build([TaskSpec("a", 1, group="P1")], [], {"vn": WorkCalendar()}, "vn", {"P2": MONDAY})
        assert Network.build([TaskSpec("a", 1, group="P1")], [], {"vn": WorkCalendar()}, "vn", {}, MONDAY)

    def test_every_problem_is_found_at_once_each_with_its_place(self) -> None:
        refused = refusal(
            TaskSpec("a", -1),
            TaskSpec("b", 2, milestone=True, remaining=-3),
            TaskSpec("c", 1, actual_start=july(5), actual_finish=july(4)),
            TaskSpec("d", 1, actual_start=july(20)),
            TaskSpec("e", 1, constraints=((ConstraintKind.SNET, None), (ConstraintKind.ALAP, july(3)))),
            TaskSpec("f", 1, parent="nobody", calendar="none"),
            TaskSpec("f", 1),
            links=(LinkSpec("a", "ghost"), LinkSpec("a", "b"), LinkSpec("a", "b", lag=2)),
            data_date=july(9),
        )
        assert isinstance(refused, InvalidError)
        assert sorted(problem.place for problem in refused.problems) == [
            "a", "a~b~FS", "a~ghost~FS", "b", "b", "c", "d", "e", "e", "f", "f", "f",
        ]  # fmt: skip
        assert "12 lỗi" in refused.render("vi")


class TestViews:
    def test_the_graph_is_keyed_by_relation_and_a_copy(self) -> None:
        made = built(TaskSpec("a", 1), TaskSpec("b", 1), links=(LinkSpec("a", "b"), LinkSpec("a", "b", Relation.FF, 2)))
        graph = made.graph()
        lags = {(a, b, key): data["lag"] for a, b, key, data in graph.edges(keys=True, data=True)}
        assert lags == {("a", "b", "FS"): 0, ("a", "b", "FF"): 2}
        graph.clear()
        assert len(made.links) == 2

    def test_leaves_are_all_that_is_part_of_a_summary_and_no_summary(self) -> None:
        made = plan("""
            S -
            T - in=S
            c 1 in=T
            b 1 in=S
            z 1
        """)
        assert (made.leaves("S"), made.leaves("z")) == (("b", "c"), ("z",))
        assert (made.is_summary("T"), made.is_summary("b")) == (True, False)

    def test_a_task_is_found_by_its_code(self) -> None:
        made = built(TaskSpec("a", 1))
        assert made.task("a").duration == 1
        with pytest.raises(UnknownCodeError, match="choose from a"):
            made.task("b")

    def test_what_is_given_stays_as_it_was(self) -> None:
        tasks = [TaskSpec("b", 1), TaskSpec("a", 1)]
        built(*tasks)
        assert tasks == [TaskSpec("b", 1), replace(tasks[1])]

"""Plans as graphs for other tools."""

from io import BytesIO

import networkx as nx
from hypothesis import given, settings

from portfolio.cpm import schedule
from portfolio.interchange.graphs import dot, graphml
from portfolio.interchange.planfile import PlanFile
from tests.portfolio.interchange.drawing import plan_files


@settings(deadline=None, max_examples=40)
@given(plan_files())
def test_graphml_holds_every_task_and_link_with_what_is_said_of_it(plan: PlanFile) -> None:
    graph = nx.read_graphml(BytesIO(graphml(plan)), force_multigraph=True)
    assert {code: int(said["duration"]) for code, said in graph.nodes.items()} == {t.code: t.spec.duration for t in plan.tasks}
    ends = sorted((a, b, said["relation"]) for a, b, said in graph.edges(data=True))
    assert ends == sorted((x.spec.predecessor, x.spec.successor, x.spec.relation.value) for x in plan.links)


@settings(deadline=None, max_examples=40)
@given(plan_files())
def test_with_a_schedule_it_holds_dates_too(plan: PlanFile) -> None:
    made = schedule(plan.network())
    graph = nx.read_graphml(BytesIO(graphml(plan, made)), force_multigraph=True)
    assert {code: said.get("early_start") for code, said in graph.nodes.items()} == {
        code: None if dates.undated else str(dates.early_start) for code, dates in made.tasks.items()
    }


@settings(deadline=None, max_examples=40)
@given(plan_files())
def test_every_name_in_dot_is_quoted_on_one_line(plan: PlanFile) -> None:
    lines = dot(plan, schedule(plan.network())).splitlines()
    assert len(lines) == 3 + len(plan.tasks) + len(plan.links)
    assert all(line.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 0 for line in lines)

"""The table of steps: every state is reached, nothing leads astray, and the schedule has one word for each place."""

from typing import cast

import networkx as nx
import pytest

from portfolio.model import ProgressState
from portfolio.workflow.steps import (
    CAPACITIES,
    EXTENDABLE,
    NEEDS,
    NEXT,
    OVER,
    PLACES,
    STATES,
    STEPS,
    Capacity,
    Need,
    Place,
    StepName,
    TaskState,
    legal,
    progress_at,
)

GRAPH = nx.MultiDiGraph([(a, b, name) for name, step in STEPS.items() for a, b in step.moves.items()])


def test_every_step_state_capacity_and_need_is_declared_in_both_languages() -> None:
    assert set(STEPS) == set(StepName)
    for words in (STATES, CAPACITIES, NEEDS):
        assert all(said.vi != said.en for said in words.values())
    assert (set(STATES), set(CAPACITIES), set(NEEDS)) == (set(TaskState), set(Capacity), set(Need))


def test_no_step_leads_to_or_from_a_place_that_is_not_declared() -> None:
    assert set(GRAPH) == PLACES
    assert {place.state for place in PLACES} == set(TaskState)


def test_from_every_place_a_task_can_be_closed_and_cancelled_and_from_a_proposal_every_place_is_reached() -> None:
    for place in PLACES:
        assert nx.has_path(GRAPH, place, Place(TaskState.CLOSED))
        assert nx.has_path(GRAPH, place, Place(TaskState.CANCELLED))
        assert nx.has_path(GRAPH, Place(TaskState.PROPOSED), place)


def test_somebody_may_take_each_step_and_what_a_task_waits_for_is_legal_there() -> None:
    assert all(step.who for step in STEPS.values())
    assert set(NEXT) == PLACES - OVER
    for place in PLACES:
        assert set(legal(place)) == {name for _a, _b, name in GRAPH.out_edges(place, keys=True)}
        assert place in OVER or legal(place)[0] is NEXT[place]


def test_what_is_returned_suspended_or_cancelled_rests_on_a_reason_and_a_document() -> None:
    for step in STEPS.values():
        if {target.state for target in step.moves.values()} & {TaskState.RETURNED, TaskState.SUSPENDED, TaskState.CANCELLED}:
            assert step.needs >= {Need.REASON, Need.DOCUMENT}


def test_work_that_is_suspended_goes_on_where_it_stood() -> None:
    for place, held in STEPS[StepName.SUSPEND].moves.items():
        assert STEPS[StepName.RESUME].moves[held] == place


@pytest.mark.parametrize(
    ("state", "of", "progress"),
    [
        ("proposed", None, "not-started"),
        ("accepted", None, "not-started"),
        ("returned", "assigned", "not-started"),
        ("returned", "reported", "in-progress"),
        ("suspended", "accepted", "suspended"),
        ("reported", None, "done"),
        ("closed", None, "done"),
        ("cancelled", None, "cancelled"),
    ],
)
def test_the_schedule_has_one_word_for_each_place(state: str, of: str | None, progress: str) -> None:
    place = Place(TaskState(state), TaskState(of) if of else None)
    assert progress_at(place) is ProgressState(progress)


def test_the_longest_way_without_turning_back_takes_every_step_of_a_task_s_life() -> None:
    way = ["approve", "assign", "accept", "start", "complete", "verify", "close"]
    place = Place(TaskState.PROPOSED)
    for name in way:
        assert NEXT[place].value == name
        place = STEPS[StepName(name)].moves[place]
    assert place == cast("Place", Place(TaskState.CLOSED))


def test_more_time_is_asked_only_where_the_lead_has_the_task() -> None:
    for place in EXTENDABLE:
        assert any(Capacity.LEAD in STEPS[name].who for name in legal(Place(place.of) if place.state == "suspended" else place))

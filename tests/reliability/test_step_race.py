"""Two writers who take the same step at once: one is accepted, the other is told where the task stands by then."""

from collections.abc import Callable
from typing import Any

from api.registry import KINDS, store_for
from governance.errors import InvalidError
from governance.work import Stored, Work
from portfolio.workflow.model import TaskStep
from portfolio.workflow.offices import Actor
from portfolio.workflow.places import steps_of
from portfolio.workflow.taking import take
from tests.conftest import Run
from tests.portfolio.making import given, task
from tests.portfolio.workflow.making import DAY, LIFE, WORLD, step
from tests.support import AUTHOR, Place, gathered

RACES = ("P.11", "P.12")


def fill(work: Work) -> None:
    """The world of the workflow's tests, and tasks to race for."""
    things = [*WORLD, *(task(code, basis="QD") for code in RACES), *(given(code, "MIC") for code in RACES)]
    for kind in KINDS:
        for each in things:
            if type(each) is kind:
                work.create(each)


def taking(code: str, name: str, actor: Actor, said: dict[str, Any]) -> Callable[[Work], Stored[TaskStep]]:
    return lambda work: take(work, code, step(name, **said), actor, DAY)


def test_of_two_who_take_a_step_at_once_one_is_refused_at_every_step_of_every_life(database: Place, run: Run[Any]) -> None:
    engines = (database.engine(), database.engine())
    one, other = (store_for(engine) for engine in engines)
    run(one.commit(fill, AUTHOR))
    life = [
        (name, Actor("s", None, secretariat=True), {"document": "QD", **said}) for name, _actor, said in LIFE if name != "report"
    ]
    for code in RACES:
        for number, (name, actor, said) in enumerate(life, 1):
            change = taking(code, name, actor, said)
            outcomes = run(gathered(one.commit(change, AUTHOR), other.commit(change, AUTHOR)))
            refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
            assert [type(each) for each in refused] == [InvalidError], outcomes
            assert "is no legal step" in str(refused[0])
            assert len(steps_of(run(one.records())[1], code)) == number
    assert run(one.verify()) is None
    for engine in engines:
        run(engine.aclose())

"""Links as arcs between numbered nodes."""

from collections import Counter
from typing import Any

from hypothesis import given

from portfolio.engine.kernel import ARC
from tests.strategies import network, whole_plans


@given(whole_plans())
def test_each_node_comes_after_all_that_it_waits_for_and_each_arc_stands_once_at_both_its_nodes(drawn: dict[str, Any]) -> None:
    wiring = network(drawn).wiring
    assert [wiring.rank[key] for key in wiring.ordered] == list(range(wiring.size))
    for rows in (wiring.incoming, wiring.outgoing):
        assert [k for i in range(wiring.size) for k in rows.of(i)] == list(range(len(rows.arcs) // ARC))
    into = Counter((i, *wiring.incoming.at(k)) for i in range(wiring.size) for k in wiring.incoming.of(i))
    out = Counter((i, *wiring.outgoing.at(k)) for i in range(wiring.size) for k in wiring.outgoing.of(i))
    assert into == Counter({(j, i, how, lag): times for (i, j, how, lag), times in out.items()})
    assert all(j < i for i, j, _how, _lag in into)

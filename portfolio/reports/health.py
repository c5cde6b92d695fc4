"""The logic of the plan: open ends, links that say nothing new, and influences that lead back to themselves."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from governance.messages import Message, Text, _
from portfolio.claims import link_message
from portfolio.health import Gap, OpenEnd, Redundant, loops, open_ends, redundant_links
from portfolio.model import Dependency, DependencyKind, Task
from portfolio.outline import natural
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, remarks

COLUMNS = (
    Column("finding", _("Finding"), wide=1),
    Column("task", _("Task")),
    Column("title", _("Title"), wide=1),
    Column("detail", _("In detail"), wide=2),
    *ORIGIN,
)

_GAPS: Mapping[Gap, Message] = {
    Gap.NO_PREDECESSOR: _("waits for nothing"),
    Gap.NO_SUCCESSOR: _("nothing waits for it"),
    Gap.START: _("nothing binds its start"),
    Gap.FINISH: _("nothing waits for its finish"),
}


def health_report(view: View) -> Table:
    """What a planner should look at in the links, whatever the dates: finding by finding, with its members."""
    shown = {task.code for task in view.tasks}
    network = view.planned.network
    rows = (
        *(_open(view, end) for end in _ordered(open_ends(network)) if end.task in shown),
        *(_said_twice(view, one) for one in redundant_links(network) if {one.link.predecessor, one.link.successor} & shown),
        *_loops(view, shown),
    )
    notes = (
        *remarks(view, rows, dated=False),
        _("A programme needs one task that waits for nothing and one that nothing waits for; more of them may lack a link."),
        _("A redundant link can be taken out without changing any early or late date, whatever the tasks take."),
        _("Links that date tasks never loop: such a link is refused when it is written. Influences may."),
    )
    title = _("Health of the plan: {scope}", scope=view.scope)
    return Table("health", title, COLUMNS, rows, notes, view.day, view.programme)


def _ordered(found: Iterable[OpenEnd]) -> list[OpenEnd]:
    return sorted(found, key=lambda end: (list(Gap).index(end.gap), natural(end.task)))


def _open(view: View, end: OpenEnd) -> dict[str, object]:
    task = view.records.get(Task, end.task)
    bound = tuple(link_message(link) for link in end.links)
    return {
        "finding": Term(end.gap.value, _GAPS[end.gap]),
        "task": end.task,
        "title": task.title,
        "detail": bound,
        "source": task.source,
        "assumed": task.assumed,
    }


def _said_twice(view: View, one: Redundant) -> dict[str, object]:
    link = one.link
    record = view.records.get(Dependency, f"{link.predecessor}~{link.successor}~{link.relation.value}")
    way = " → ".join(one.way)
    return {
        "finding": Term("redundant-link", _("redundant link")),
        "task": link.successor,
        "title": view.records.get(Task, link.successor).title,
        "detail": Term(
            {"predecessor": link.predecessor, "relation": link.relation.value, "lag": link.lag, "way": one.way},
            _("{link} says no more than {way}", link=link_message(link), way=way),
        ),
        "source": record.source,
        "assumed": record.assumed,
    }


def _loops(view: View, shown: set[str]) -> Iterator[dict[str, object]]:
    """The influences that lead back to where they began."""
    links = {(d.predecessor, d.successor): d for d in view.records.all(Dependency) if d.type is DependencyKind.INFLUENCE}
    for loop in loops(links):
        if not shown & set(loop):
            continue
        records, chain = [links[pair] for pair in pairwise(loop)], " → ".join(loop)
        yield {
            "finding": Term("loop-of-influences", _("loop of influences")),
            "task": loop[0],
            "title": view.records.get(Task, loop[0]).title,
            "detail": Term({"loop": loop}, Text(chain, chain)),
            "source": tuple(dict.fromkeys(record.source for record in records if record.source)),
            "assumed": any(record.assumed for record in records),
        }

"""A plan, or its schedule, as a graph for other tools: GraphML with every attribute as text, and DOT with every name quoted."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from governance.messages import Message, _
from portfolio.cpm import Schedule
from portfolio.interchange.cells import constraint_cell, deadline_cell, uses_cell
from portfolio.interchange.planfile import PlanFile

_LATE = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical")
Attributes = Mapping[str, str]


def graphml(plan: PlanFile, schedule: Schedule | None = None) -> bytes:
    """The plan as GraphML: tasks as nodes, links as directed edges. With a schedule, nodes carry dates and floats.

    Examples
    --------
    >>> from portfolio.interchange.planfile import PlanTask
    >>> from portfolio.network import TaskSpec
    >>> b'<node id="A&amp;B">' in graphml(PlanFile((PlanTask(TaskSpec("A&B", 2)),)))
    True
    """
    nodes, edges = dict(_nodes(plan, schedule)), list(_edges(plan, schedule))
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for kind, all_of_them in (("node", nodes.values()), ("edge", (said for _a, _b, said in edges))):
        for name in dict.fromkeys(name for said in all_of_them for name in said):
            SubElement(root, "key", {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": "string"})
    graph = SubElement(root, "graph", id=_plain(plan.title or "plan"), edgedefault="directed")
    for code, said in nodes.items():
        _data(SubElement(graph, "node", id=_plain(code)), "node", said)
    for before, after, said in edges:
        _data(SubElement(graph, "edge", source=_plain(before), target=_plain(after)), "edge", said)
    indent(root, " ")
    out = BytesIO()
    ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue()


def dot(plan: PlanFile, schedule: Schedule | None = None) -> str:
    r"""The plan as a DOT digraph, from left to right; what is critical is drawn bold.

    Examples
    --------
    >>> from portfolio.interchange.planfile import PlanLink, PlanTask
    >>> from portfolio.network import LinkSpec, TaskSpec
    >>> tasks = PlanTask(TaskSpec("a:1", 2), 'the "plan"'), PlanTask(TaskSpec("b", 1))
    >>> print(dot(PlanFile(tasks, (PlanLink(LinkSpec("a:1", "b", lag=2)),))))
    digraph "plan" {
      rankdir=LR; node [shape=box];
      "a:1" [label="a:1\nthe \"plan\""];
      "b" [label="b"];
      "a:1" -> "b" [label="FS+2"];
    }
    """
    critical = set(schedule.critical) if schedule else set()
    lines = [f"digraph {_quoted(plan.title or 'plan')} {{", "  rankdir=LR; node [shape=box];"]
    for task in plan.tasks:
        label = "\n".join(part for part in (task.code, task.title) if part)
        lines.append(f"  {_quoted(task.code)} [label={_quoted(label)}{', style=bold' if task.code in critical else ''}];")
    for before, after, said in _edges(plan, schedule):
        lag = said["percent"] + "%" if "percent" in said else said.get("lag", "")
        sign = "+" if lag and not lag.startswith("-") else ""
        lines.append(f"  {_quoted(before)} -> {_quoted(after)} [label={_quoted(said['relation'] + sign + lag)}];")
    return "\n".join([*lines, "}"])


def _nodes(plan: PlanFile, schedule: Schedule | None) -> Iterator[tuple[str, Attributes]]:
    for task in plan.tasks:
        spec = task.spec
        said: dict[str, object] = {"title": task.title, "duration": spec.duration, "calendar": spec.calendar or plan.calendar}
        said |= {"group": spec.group, "parent": spec.parent or ""}
        said |= {"constraint": constraint_cell(task), "deadline": deadline_cell(task), "uses": uses_cell(task)}
        said |= {"actual_start": spec.actual_start, "actual_finish": spec.actual_finish, "remaining": spec.remaining}
        said |= {"done": spec.done or None, "done_by": spec.done_by, "estimate": "/".join(map(str, task.estimate or ()))}
        if schedule and not schedule.tasks[task.code].undated:
            said |= {name: getattr(schedule.tasks[task.code], name) for name in _LATE}
        yield task.code, {name: str(value) for name, value in said.items() if value not in ("", None)}


def _edges(plan: PlanFile, schedule: Schedule | None) -> Iterator[tuple[str, str, Attributes]]:
    driving = {(x.predecessor, x.successor, x.relation) for x in schedule.links if x.driving} if schedule else set()
    for link in plan.links:
        spec = link.spec
        said = {"relation": spec.relation.value}
        if link.percent is not None:
            said["percent"] = str(link.percent)
        elif spec.lag:
            said |= {"lag": str(spec.lag), "lag_calendar": spec.lag_calendar.value}
        if schedule:
            said["driving"] = str((spec.predecessor, spec.successor, spec.relation) in driving)
        yield spec.predecessor, spec.successor, said


def unwritten(plan: PlanFile, *, drawn: bool = False) -> tuple[Message, ...]:
    """What of a plan a graph does not hold; a ``drawn`` one, in DOT, holds no more than names and links."""
    days = [day for day in (plan.start, plan.data_date, *plan.starts.values()) if day]
    said = {
        _("the start and the data date"): bool(days),
        _("the days of calendars"): bool(plan.calendars),
        _("resources"): bool(plan.resources),
        _("baselines"): bool(plan.baselines),
        _("what tasks take, are part of, are bound by, use and have behind them"): drawn and bool(plan.tasks),
    }
    gone = tuple(name for name, there in said.items() if there)
    return (_("a graph has no place for these: {items}", items=gone),) if gone else ()


def _data(element: Element, kind: str, said: Attributes) -> None:
    for name, value in said.items():
        SubElement(element, "data", key=f"{kind}-{name}").text = _plain(value)


def _plain(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", " ")
    return f'"{escaped}"'

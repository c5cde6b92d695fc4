"""From a view to the pictures' values: the Gantt chart of the portfolio and the dependency network of a programme."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from governance.messages import Message, Text, _
from governance.values import first_day, last_day
from portfolio.baselines.sides import of_baseline
from portfolio.model import (
    Deadline,
    Dependency,
    DependencyKind,
    Programme,
    Task,
    TaskKind,
)
from portfolio.plan import actuals
from portfolio.reports.due import due
from portfolio.reports.gantt import Chart
from portfolio.reports.gantt_bars import Arrow, Bar
from portfolio.reports.netgraph import Edge, Graph, Node, Shape
from portfolio.reports.programmes import period
from portfolio.reports.views import View, called, named
from portfolio.reports.words import link_label, word

_SHADED_SPAN = timedelta(days=420)
"""Beyond that a day is too narrow to see."""


def gantt_chart(view: View) -> Chart:
    """The programmes looked at as one Gantt chart, with every task and scheduling link.

    Where the view names a baseline, the days that it holds are drawn below the bars.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    was = _promised(view)
    bars: list[Bar] = []
    for programme in view.programmes:
        bars.append(_programme(view, programme))
        bars += [replace(_bar(view, level, task), was=was.get(task.code)) for level, task in view.outline(programme.code)]
    shown = {bar.code for bar in bars}
    links = [d for d in view.records.all(Dependency) if d.type is DependencyKind.SCHEDULING]
    arrows = [_arrow(view, link) for link in links if link.predecessor in shown and link.successor in shown]
    chart = Chart(
        title=_("Gantt chart: {scope}", scope=view.scope),
        description=_(
            "{tasks} tasks in {programmes} programmes on {day}; {critical} of them are critical and drawn in red.",
            tasks=len(view.tasks),
            programmes=len(view.programmes),
            day=view.day,
            critical=sum(1 for bar in bars if bar.critical),
        ),
        bars=tuple(bars),
        arrows=tuple(arrows),
        day=view.day,
    )
    first, last = chart.span
    return chart if last - first > _SHADED_SPAN else replace(chart, closed=_closed(view, first, last))


def _promised(view: View) -> dict[str, tuple[date, date]]:
    """The days of each task in the baseline that the view names, and may tell."""
    if view.baseline is None:
        return {}
    known = of_baseline(view.records, view.baseline).tasks
    return {task: was.span.days for task, was in known.items() if was.span and not (view.facts_only and was.surmised)}


def _closed(view: View, first: date, last: date) -> tuple[date, ...]:
    """The days that the plan's own calendar does not work, with some to spare at both ends."""
    network = view.planned.network
    calendar = network.calendars[network.default]
    days = ((first + timedelta(days=n)) for n in range(-31, (last - first).days + 32))
    return tuple(day for day in days if not calendar.works(day))


def _programme(view: View, programme: Programme) -> Bar:
    stated = period(programme)
    starts = first_day(programme.starts) if programme.starts else None
    ends = last_day(programme.ends) if programme.ends else None
    return Bar(
        code=programme.code,
        title=programme.title,
        shape="programme",
        start=starts,
        finish=ends,
        assumed=programme.assumed,
        tip=(_("period stated: {period}", period=stated),),
        forecast=view.finish_of(programme),
    )


def _bar(view: View, level: int, task: Task) -> Bar:
    dates = view.dates(task.code)
    status = due(view, task)
    shape = "summary" if view.records.by(Task, "parent", task.code) else task.type.value
    return Bar(
        code=task.code,
        title=task.title,
        shape=shape,  # type: ignore[arg-type]
        level=level + 1,
        start=dates.early_start if dates else None,
        finish=dates.early_finish if dates else None,
        who=called(view.lead(task.code)),
        critical=bool(dates and dates.critical),
        assumed=task.code in view.surmised,
        invented=task.assumed,
        done=_share(view, task),
        due=status.until if status else None,
        late=bool(status and status.missed),
        tip=_tip(view, task),
        label=_local(task),
    )


def _local(task: Task) -> str:
    """The task's code without its programme's, where the picture names the programme already."""
    return task.code.removeprefix(task.programme + ".")


def _share(view: View, task: Task) -> float:
    """The share of it that is finished, or reported to be, 0 to 1."""
    return 1.0 if view.done(task.code) else (actuals(view.records, task.code, view.data_date).percent or 0) / 100


def _tip(view: View, task: Task) -> tuple[Message | Text, ...]:
    """What hovering over a bar says beyond its row."""
    dates = view.dates(task.code)
    if dates is None:
        return (_("not dated: no estimate of its length is on record"), *_grounds(view, task))
    return (
        _("{start}–{finish}", start=dates.early_start, finish=dates.early_finish),
        _("total float: {days} working days", days=dates.total_float),
        *_grounds(view, task),
    )


def _grounds(view: View, task: Task) -> Iterator[Message | Text]:
    """Who answers for a task, by when, and where it is from: what neither a row nor a box has room for."""
    yield _("answers: {who}", who=named(view.records, view.answer(task.code)))
    for deadline in view.records.by(Deadline, "task", task.code):
        yield _("deadline as written: {written}", written=Text(deadline.written_vi, deadline.written_en))
    if task.source and not task.assumed:
        yield _("source {source}", source=task.source)
    if task.code in view.surmised and view.dates(task.code):
        yield _("the dates rest on assumptions")


def _arrow(view: View, link: Dependency) -> Arrow:
    return Arrow(link.predecessor, link.successor, link.relation.value, _critical(view, link), link.assumed)


def _critical(view: View, link: Dependency) -> bool:
    """Whether the link carries a critical path: it drives its successor, and both of its tasks are critical."""
    computed = view.links.get((link.predecessor, link.successor, link.relation))
    ends = (view.dates(link.predecessor), view.dates(link.successor))
    return bool(computed and computed.driving and all(end and end.critical for end in ends))


def network_graph(view: View, programme: str) -> Graph:
    """The links of one programme's tasks, with the tasks of other programmes at their far ends."""
    own = {task.code for _level, task in view.outline(programme)}
    links = [d for d in view.records.all(Dependency) if d.predecessor in own or d.successor in own]
    drawn = sorted({code for link in links for code in (link.predecessor, link.successor)})
    nodes = [_node(view, task, foreign=code not in own) for code in drawn if (task := view.records.find(Task, code))]
    found = view.records.find(Programme, programme)
    title = found.title if found else Text(programme, programme)
    return Graph(
        title=_("Dependency network: {programme}", programme=title),
        description=_("{nodes} tasks joined by {links} links; the critical chain is red.", nodes=len(nodes), links=len(links)),
        nodes=tuple(nodes),
        edges=(*(_edge(view, link) for link in links), *_parts(view, links)),
    )


def _parts(view: View, links: Sequence[Dependency]) -> Iterator[Edge]:
    """What joins a group that has links of its own to its tasks: its last ones to it if it leads on, else it to its first."""
    ends = [(link.predecessor, link.successor) for link in links]
    drawn = {code for pair in ends for code in pair}
    leading = {first for first, _second in ends}
    for group in sorted(drawn):
        parts = set(_nearest(view, group, drawn))
        if group in leading:
            inner = {first for first, second in ends if second in parts}
            joined = [(part, group) for part in sorted(parts - inner)]
        else:
            inner = {second for first, second in ends if first in parts}
            joined = [(group, part) for part in sorted(parts - inner)]
        for pair in joined:
            yield Edge(*pair, critical=all(dates and dates.critical for dates in map(view.dates, pair)), part=True)


def _nearest(view: View, group: str, drawn: Set[str]) -> Iterator[str]:
    """The tasks under a group that are drawn, without those under them."""
    waiting = [group]
    while waiting:
        parts = {part.code for part in view.records.by(Task, "parent", waiting.pop())}
        yield from parts & drawn
        waiting += parts - drawn


def _node(view: View, task: Task, *, foreign: bool) -> Node:
    dates = view.dates(task.code)
    shape: Shape = "foreign" if foreign else task.type.value
    spell: Message | None = None
    if dates:
        one = task.type is TaskKind.MILESTONE
        spell = (
            _("{day}", day=dates.early_finish)
            if one
            else _("{start}–{finish}", start=dates.early_start, finish=dates.early_finish)
        )
    return Node(
        code=task.code,
        title=task.title,
        shape=shape,
        critical=bool(dates and dates.critical),
        assumed=task.assumed,
        dates=spell,
        who=called(view.lead(task.code)),
        mark=None if foreign else _mark(view, task),
        tip=tuple(_grounds(view, task)),
        label=task.code if foreign else _local(task),
    )


def _mark(view: View, task: Task) -> Message | None:
    """What the corner of a box says: done, critical, or how much float there is."""
    dates = view.dates(task.code)
    if view.done(task.code):
        return _("done")
    if dates is None:
        return None
    return _("critical") if dates.critical else _("float {days}", days=dates.total_float)


def _edge(view: View, link: Dependency) -> Edge:
    influence = link.type is DependencyKind.INFLUENCE
    said: list[Message | Text] = [
        _("{first} → {second}: {relation}", first=link.predecessor, second=link.successor, relation=word(link.relation).label)
    ]
    if link.lag:
        said.append(_("lag {days} days, counted on {calendar} calendar", days=link.lag, calendar=word(link.lag_calendar).label))
    if link.assumed:
        said.append(_("assumed by planners"))
    elif link.source:
        said.append(_("source {source}", source=link.source))
    return Edge(
        source=link.predecessor,
        target=link.successor,
        label="" if influence else link_label(link.relation, link.lag, link.lag_calendar),
        critical=not influence and _critical(view, link),
        influence=influence,
        assumed=link.assumed,
        tip=tuple(said),
    )

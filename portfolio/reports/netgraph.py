"""A dependency network as a picture: boxes in layers along the links, the critical chain in red, influences dashed.

:class:`Graph` is the value; :func:`svg` draws it. ``portfolio.reports.pictures`` makes one from a view.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from governance.messages import Lang, Message, Text, _, shown
from portfolio.reports import svg as s

if TYPE_CHECKING:
    from portfolio.reports.layering import Layout

Shape = Literal["task", "milestone", "component", "foreign"]

COLUMNS, ROWS = 5, 7
"""Boxes across and down a sheet of paper."""

_W, _H = 190.0, 90.0
_DX, _DY = 243.0, 110.0
_FAR = 2
_MARGIN = 14.0
_LEGEND = 40.0
_LABELS = {
    "text_anchor": "middle", "font_size": "11", "font_weight": 600, "fill": s.MUTED, "stroke": s.PAPER, "stroke_width": 4,
    "stroke_linejoin": "round", "paint_order": "stroke",
}  # fmt: skip
"""How the labels of links look, unless their link has a colour."""


class Elsewhere(NamedTuple):
    """The far end of a link whose other box stands on another sheet: that box's name, and the link's label."""

    name: str
    label: Message | str


@dataclass(frozen=True, slots=True)
class Node:
    """A box. ``dates`` and ``who`` are its small print; ``mark`` stands at its top right; ``tip`` shows on hovering;
    ``label`` stands for the code where the reader knows the beginning of it. ``before`` and ``after`` are on other sheets.
    """

    code: str
    title: Text
    shape: Shape = "task"
    critical: bool = False
    assumed: bool = False
    dates: Message | None = None
    who: Text | Message | None = None
    mark: Message | None = None
    tip: tuple[Message | Text, ...] = ()
    label: str = ""
    before: tuple[Elsewhere, ...] = ()
    after: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A link; ``label`` is empty for finish-to-start without lag. ``part`` joins a task and the group that it is part of."""

    source: str
    target: str
    label: Message | str = ""
    critical: bool = False
    influence: bool = False
    part: bool = False
    assumed: bool = False
    tip: tuple[Message | Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """A network to draw."""

    title: Message
    description: Message
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    column: Mapping[str, int] = field(default_factory=dict)
    """Where each box stands, if that is decided already."""
    legend: tuple[Message | None, ...] = (
        _("critical"), _("link"), _("assumed link"), _("influence only, does not date"), _("part of a group"),
        _("dashed box: assumed"),
    )  # fmt: skip
    """What the looks mean, in this order; None where a look does not occur."""


def sheets(graph: Graph, across: int = COLUMNS, down: int = ROWS) -> tuple[Graph, ...]:
    """The network in sheets of so many columns.

    A link from one sheet to another, or past several columns, is not drawn but told under the boxes at its ends.
    """
    place = _columns(graph, down)
    sheet = {code: column // across for code, column in place.items()}
    names = {node.code: node.label or node.code for node in graph.nodes}
    cut = sorted((e for e in graph.edges if not _drawn(e, place, across)), key=lambda e: (place[e.source], e.source, e.target))
    before: dict[str, list[Elsewhere]] = {code: [] for code in names}
    after: dict[str, list[Elsewhere]] = {code: [] for code in names}
    for edge in cut:
        before[edge.target].append(Elsewhere(names[edge.source], edge.label))
        after[edge.source].append(Elsewhere(names[edge.target], edge.label))
    nodes = [replace(n, before=tuple(before[n.code]), after=tuple(after[n.code])) for n in graph.nodes]
    return tuple(
        replace(
            graph,
            nodes=tuple(node for node in nodes if sheet[node.code] == number),
            edges=tuple(e for e in graph.edges if sheet[e.source] == number and _drawn(e, place, across)),
            column={code: column - number * across for code, column in place.items() if sheet[code] == number},
        )
        for number in sorted(set(sheet.values()))
    )


def _drawn(edge: Edge, place: Mapping[str, int], across: int) -> bool:
    """Whether a link is short enough to be drawn as a line."""
    one, other = place[edge.source], place[edge.target]
    return one // across == other // across and (edge.critical or abs(other - one) <= _FAR)


def _columns(graph: Graph, down: int) -> dict[str, int]:
    from portfolio.reports.layering import columns  # noqa: PLC0415 - only a drawing waits for the library of graphs

    critical = {node.code for node in graph.nodes if node.critical}
    links = sorted({(edge.source, edge.target) for edge in graph.edges if not edge.influence})
    links += sorted({(edge.source, edge.target) for edge in graph.edges if edge.influence})
    return columns((node.code for node in graph.nodes), links, down, critical)


def svg(graph: Graph, lang: Lang, name: str = "network") -> str:
    """The picture as SVG, the same bytes for the same network in any order. ``name`` keeps its ids apart on a page."""
    from portfolio.reports.layering import layered  # noqa: PLC0415

    nodes = {node.code: node for node in graph.nodes}
    edges = sorted(
        (edge for edge in graph.edges if edge.source in nodes and edge.target in nodes),
        key=lambda e: (e.influence, e.part, e.source, e.target, shown(e.label, lang)),
    )
    weight: dict[tuple[str, str], int] = {}
    for edge in edges:
        weight[edge.source, edge.target] = max(weight.get((edge.source, edge.target), 1), 8 if edge.critical else 1)
    critical = {node.code for node in graph.nodes if node.critical}
    place = graph.column or _columns(replace(graph, edges=tuple(edges)), ROWS)
    layout = layered(nodes, [(edge.source, edge.target) for edge in edges], weight=weight, layer=place, top=critical)
    marks, right = _legend(graph.legend, lang, name)
    width = max(_MARGIN * 2 + (max(layout.columns, 1) - 1) * _DX + _W, right)
    height = _LEGEND + _MARGIN * 2 + max(layout.rows - 1, 0) * _DY + _H
    drawn = [_edge(edge, layout, shift, lang, name) for edge, shift in _lanes(edges)]
    return s.picture(
        width,
        height,
        graph.title.render(lang),
        graph.description.render(lang),
        _defs(name),
        s.el("rect", width=width, height=height, fill=s.PAPER),
        marks,
        s.el(
            "g", *(line for _, line, _ in sorted(drawn, key=lambda part: part[0])), fill="none", stroke=s.MUTED, stroke_width=1.2
        ),
        s.el("g", *(_node(nodes[code], layout.place[code], lang) for code in sorted(nodes)), font_size="11", fill=s.MUTED),
        s.el("g", *(label for _, _, label in drawn), **_LABELS),
        name=name,
    )


def _lanes(edges: Sequence[Edge]) -> list[tuple[Edge, float]]:
    """Each edge with a vertical shift of its ends, so that several links between the same two stand apart."""
    count: dict[tuple[str, ...], int] = {}
    out: list[tuple[Edge, float]] = []
    for edge in edges:
        pair = tuple(sorted((edge.source, edge.target)))
        lane = count[pair] = count.get(pair, -1) + 1
        out.append((edge, (lane + 1) // 2 * (14.0 if lane % 2 else -14.0)))
    return out


def _defs(name: str) -> str:
    def head(kind: str, colour: str) -> str:
        return s.el(
            "marker",
            s.el("path", d="M0 0 8 4 0 8z", fill=colour),
            id=f"{name}-{kind}",
            viewBox="0 0 8 8",
            refX=7,
            refY=4,
            markerWidth=9,
            markerHeight=9,
            markerUnits="userSpaceOnUse",
            orient="auto",
        )

    return s.el("defs", head("red", s.RED), head("grey", s.MUTED), head("blue", s.BLUE))


def _at(place: tuple[int, float]) -> tuple[float, float]:
    return _MARGIN + place[0] * _DX, _LEGEND + _MARGIN + place[1] * _DY


def _ink(edge: Edge) -> tuple[str, str]:
    if edge.critical:
        return "red", s.RED
    return ("blue", s.BLUE) if edge.influence else ("grey", s.MUTED)


def _edge(edge: Edge, layout: "Layout", shift: float, lang: Lang, name: str) -> tuple[int, str, str]:
    """How high the line lies, the line, and its label."""
    points = _points(edge, layout, shift)
    kind, colour = _ink(edge)
    path = s.el(
        "path",
        d=_curve(points),
        stroke=None if kind == "grey" else colour,
        stroke_width=0.8 if edge.part else (2.4 if edge.critical else None),
        stroke_dasharray="7 4" if edge.influence else ("2 2.5" if edge.assumed and not edge.critical else None),
        marker_end=None if edge.part else f"url(#{name}-{kind})",
    )
    tip = s.el("title", s.text("\n".join(shown(part, lang) for part in edge.tip))) if edge.tip else ""
    line = s.el("g", tip, path, class_="link critical" if edge.critical else "link")
    if not edge.label:
        return edge.critical, line, ""
    (xa, ya, run), (xb, yb, _run) = points[-2:]
    x, lines = (xa + run + xb) / 2, s.broken(shown(edge.label, lang), _DX - _W, 11, 2)
    label = s.el(
        "text",
        *(s.el("tspan", s.text(words), x=x, dy=13.0 if i else None) for i, words in enumerate(lines)),
        x=x,
        y=(ya + yb) / 2 + 4 - 6.5 * (len(lines) - 1),
        fill=None if kind == "grey" else colour,
    )
    return edge.critical, line, label


def _points(edge: Edge, layout: "Layout", shift: float) -> list[tuple[float, float, float]]:
    """Where the link goes: (x, y, how far it runs level from there)."""
    link, back = (edge.source, edge.target), (edge.target, edge.source)
    turned = back in layout.bends and link not in layout.bends
    bends = list(layout.bends.get(back if turned else link, ()))
    (xa, ya), (xb, yb) = _at(layout.place[edge.source]), _at(layout.place[edge.target])
    start = (xa if turned else xa + _W, ya + _H / 2 + shift, 0.0)
    end = (xb + _W if turned else xb, yb + _H / 2 + shift, 0.0)
    between: list[tuple[float, float, float]] = []
    for bend in reversed(bends) if turned else bends:
        x, y = _at(bend)
        between.append((x + _W if turned else x, y + _H / 2 + shift, -_W if turned else _W))
    return [start, *between, end]


def _curve(points: Sequence[tuple[float, float, float]]) -> str:
    n = s.number
    x, y, _run = points[0]
    path = f"M{n(x)} {n(y)}"
    for x2, y2, run in points[1:]:
        middle = (x + x2) / 2
        path += f"C{n(middle)} {n(y)} {n(middle)} {n(y2)} {n(x2)} {n(y2)}"
        if run:
            path += f"h{n(run)}"
        x, y = x2 + run, y2
    return path


def _node(node: Node, place: tuple[int, float], lang: Lang) -> str:
    x, y = _at(place)
    colour = s.RED if node.critical else (s.MUTED if node.shape == "foreign" else s.NAVY)
    tip = "\n".join([f"{node.code} · {shown(node.title, lang)}", *(shown(part, lang) for part in node.tip)])
    drawn = (s.el("title", s.text(tip)), _box(node, x, y, colour), *_words(node, x, y, colour, lang))
    return s.el("g", *drawn, class_="node", id=None if node.shape == "foreign" else f"task-{node.code}")


def _box(node: Node, x: float, y: float, colour: str) -> str:
    ground = {"foreign": s.GREY_PALE, "component": s.BAND}.get(node.shape, s.RED_PALE if node.critical else s.PAPER)
    box = s.el(
        "rect",
        x=x,
        y=y,
        width=_W,
        height=_H,
        rx=_H / 2 if node.shape == "component" else 7,
        fill=ground,
        stroke=colour,
        stroke_width=1.8 if node.critical else 1.2,
        stroke_dasharray="5 3" if node.assumed or node.shape == "foreign" else None,
    )
    if node.shape == "milestone":
        cx, cy = x + 14, y + 14
        n = s.number
        return box + s.el("path", d=f"M{n(cx)} {n(cy - 6)}l6 6-6 6-6-6z", fill=colour)
    if node.shape == "task":
        return box + s.el("path", d=f"M{s.number(x + 3.5)} {s.number(y + 9)}v{s.number(_H - 18)}", stroke=colour, stroke_width=3)
    return box


def _words(node: Node, x: float, y: float, colour: str, lang: Lang) -> list[str]:
    left = x + {"component": 24.0, "milestone": 26.0}.get(node.shape, 12.0)
    room = x + _W - 10 - left
    words = [s.el("text", s.text(node.label or node.code), x=left, y=y + 18, font_size="11.5", font_weight=700, fill=colour)]
    if node.mark:
        mark = node.mark.render(lang)
        words.append(
            s.el(
                "text",
                s.text(mark),
                x=x + _W - (22 if node.shape == "component" else 9),
                y=y + 18,
                text_anchor="end",
                font_weight=600,
                fill=colour,
            )
        )
    left = min(left, x + 24.0 if node.shape == "component" else x + 12.0)
    room = x + _W - 10 - left
    first, *rest = s.broken(shown(node.title, lang), room, 11.5, 2)
    below = (s.el("tspan", s.text(line), x=left, dy=14.0) for line in rest)
    words.append(s.el("text", s.text(first), *below, x=left, y=y + 34, font_size="11.5", fill=s.INK))
    for part, low in ((node.dates, 22 if node.who else 8), (node.who, 8)):
        if part:
            said = s.fitted(shown(part, lang), room, 11)
            words.append(s.el("text", s.text(said), x=left, y=y + _H - low))
    for places, form, at, anchor in ((node.before, "← {}", x, None), (node.after, "{} →", x + _W, "end")):
        if places:
            said = ", ".join(f"{place.name} ({label})" if (label := shown(place.label, lang)) else place.name for place in places)
            room = _W if not (node.before and node.after) else _W / 2 - 4
            fitted = form.format(s.fitted(said, room - 14, 11))
            words.append(s.el("text", s.text(fitted), x=at, y=y + _H + 12, text_anchor=anchor))
    return words


def _legend(legend: Sequence[Message | None], lang: Lang, name: str) -> tuple[str, float]:
    """What the marks mean, and how far that reaches to the right."""
    x, y = _MARGIN, 22.0
    parts: list[str] = []
    dots = {"stroke": s.MUTED, "stroke_width": 1.2, "stroke_dasharray": "2 2.5", "marker_end": f"url(#{name}-grey)"}
    looks: tuple[Mapping[str, object], ...] = (
        {"stroke": s.RED, "stroke_width": 2.4, "marker_end": f"url(#{name}-red)"},
        {"stroke": s.MUTED, "stroke_width": 1.2, "marker_end": f"url(#{name}-grey)"},
        dots,
        {"stroke": s.BLUE, "stroke_width": 1.2, "stroke_dasharray": "7 4", "marker_end": f"url(#{name}-blue)"},
        {"stroke": s.MUTED, "stroke_width": 0.8},
    )
    *links, box = legend
    for label, look in ((label, look) for label, look in zip(links, looks, strict=True) if label):
        words = label.render(lang)
        parts.append(s.el("path", d=f"M{s.number(x)} {s.number(y - 4)}h34", fill="none", **look))
        parts.append(s.el("text", s.text(words), x=x + 41, y=y, font_size="11", fill=s.INK))
        x += 41 + s.wide(words, 11) + 22
    assert box is not None, "dashed boxes occur in every network"
    words = box.render(lang)
    parts.append(s.el("rect", x=x, y=y - 11, width=22, height=13, rx=3, fill=s.PAPER, stroke=s.NAVY, stroke_dasharray="5 3"))
    parts.append(s.el("text", s.text(words), x=x + 29, y=y, font_size="11", fill=s.INK))
    return s.el("g", *parts, class_="legend"), x + 29 + s.wide(words, 11) + _MARGIN

"""The marks of a Gantt chart: bars, brackets, diamonds, arrows, and the legend that explains them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from governance.messages import Lang, Message, Text, _, shown
from portfolio.reports import svg as s
from portfolio.reports.timescale import Timescale

Shape = Literal["programme", "summary", "task", "milestone", "component"]
Mark = Callable[[float, float], str]
"""Draws a mark of the legend at the left end of its words' line."""

ROW = 18.0
"""Pixels from one row to the next."""
_THICK = 10.0
_THIN = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A row. Without dates it is listed as undated; a programme may lack one of them, and then is drawn open on that side.

    ``label`` stands for the code where the reader knows the beginning of it. ``level`` indents; ``done`` is the share
    finished, 0 to 1.

    ``forecast`` is the finish to tell of a programme, whose bar is the period that is stated of it.

    ``assumed`` says that its dates rest on assumptions; ``invented`` that the row itself is one. ``was`` are the days that a
    baseline holds for it, drawn as a thin bar below.
    """

    code: str
    title: Text
    shape: Shape = "task"
    level: int = 0
    start: date | None = None
    finish: date | None = None
    who: Text | Message | None = None
    critical: bool = False
    assumed: bool = False
    invented: bool = False
    done: float = 0.0
    due: date | None = None
    late: bool = False
    tip: tuple[Message | Text, ...] = ()
    label: str = ""
    was: tuple[date, date] | None = None
    forecast: date | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link between two rows; ``relation`` is FS, SS, FF or SF."""

    predecessor: str
    successor: str
    relation: str = "FS"
    critical: bool = False
    assumed: bool = False


def defs(name: str) -> str:
    """Arrow heads, and the hatching of what is assumed."""

    def head(kind: str, colour: str) -> str:
        return s.el(
            "marker",
            s.el("path", d="M0 0 6 3 0 6z", fill=colour),
            id=f"{name}-{kind}",
            viewBox="0 0 6 6",
            refX=5.5,
            refY=3,
            markerWidth=6,
            markerHeight=6,
            markerUnits="userSpaceOnUse",
            orient="auto",
        )

    def hatch(kind: str, ground: str, line: str) -> str:
        return s.el(
            "pattern",
            s.el("rect", width=5, height=5, fill=ground),
            s.el("path", d="M0 0v5", stroke=line, stroke_width=2),
            id=f"{name}-{kind}",
            width=5,
            height=5,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )

    return s.el(
        "defs",
        head("red", s.RED),
        head("grey", s.MUTED),
        hatch("hatch", s.BLUE_PALE, "#a9c4de"),
        hatch("hatch-red", s.RED_PALE, "#e6a29c"),
        hatch("done", s.BLUE, "#6d96c0"),
        hatch("done-red", s.RED, "#d4776f"),
    )


def bar(row: Bar, y: float, scale: Timescale, lang: Lang, name: str) -> str:
    """The row's mark with its tooltip."""
    if row.start is None and row.finish is None:
        return s.el("g", _was(row, y, scale), _due(row, y, scale))
    tip = "\n".join([f"{row.code} · {shown(row.title, lang)}", *(shown(part, lang) for part in row.tip)])
    a = scale.at(row.start) if row.start else scale.left
    b = scale.after(row.finish) if row.finish else scale.left + scale.width
    drawn = {"milestone": _diamond, "summary": _bracket, "programme": _period}.get(row.shape, _block)(row, a, b, y, name)
    group = s.el("title", s.text(tip)), _was(row, y, scale), drawn, _due(row, y, scale)
    return s.el("g", *group, class_="bar critical" if row.critical else "bar")


def _colours(row: Bar, name: str) -> tuple[str, str, str]:
    """The line of a mark, its ground, and the ground of what is done."""
    line, pale, red = (s.RED, s.RED_PALE, "-red") if row.critical else (s.BLUE, s.BLUE_PALE, "")
    return (line, f"url(#{name}-hatch{red})", f"url(#{name}-done{red})") if row.assumed else (line, pale, line)


def _block(row: Bar, a: float, b: float, y: float, name: str) -> str:
    line, ground, done = _colours(row, name)
    width, top = max(b - a, 2.5), y + (ROW - _THICK) / 2
    dash = "3 2" if row.assumed and width > 8 else None
    box = s.el("rect", x=a, y=top, width=width, height=_THICK, rx=2, fill=ground, stroke=line, stroke_dasharray=dash)
    return box + (s.el("rect", x=a, y=top, width=width * row.done, height=_THICK, rx=2, fill=done) if row.done else "")


def _diamond(row: Bar, a: float, b: float, y: float, name: str) -> str:
    line, ground, done = _colours(row, name)
    x, middle = (a + b) / 2, y + ROW / 2
    n = s.number
    return s.el(
        "path", d=f"M{n(x)} {n(middle - 6)}l6 6-6 6-6-6z", fill=done if row.done >= 1 else ground, stroke=line, stroke_width=1.2
    )


def _bracket(row: Bar, a: float, b: float, y: float, _name: str) -> str:
    colour = s.RED if row.critical else s.NAVY
    n, top, width = s.number, y + 5, max(b - a, 4.0)
    tooth = min(4.0, width / 2)
    return s.el("path", d=f"M{n(a)} {n(top)}h{n(width)}v9l-{n(tooth)}-5h-{n(width - 2 * tooth)}l-{n(tooth)} 5z", fill=colour)


def _period(row: Bar, a: float, b: float, y: float, _name: str) -> str:
    """The period that a programme states: an outline, for nothing of it is computed; pointed where it is open."""
    n, top, height = s.number, y + 3.5, ROW - 7
    b = max(b, a + 3)
    right = f"H{n(b)}v{n(height)}" if row.finish else f"H{n(b - 7)}l7 {n(height / 2)}-7 {n(height / 2)}"
    left = f"H{n(a)}z" if row.start else f"H{n(a + 7)}l-7-{n(height / 2)} 7-{n(height / 2)}z"
    start = a if row.start else a + 7
    look = {"fill": s.PAPER, "stroke": s.NAVY, "stroke_width": 1.1, "stroke_dasharray": "4 3" if row.assumed else None}
    return s.el("path", d=f"M{n(start)} {n(top)}{right}{left}", **look)


def _was(row: Bar, y: float, scale: Timescale) -> str:
    """When a baseline has the row: a thin bar below its own, or a small diamond."""
    if row.was is None:
        return ""
    start, finish = row.was
    a, b, n = scale.at(start), scale.after(finish), s.number
    if row.shape == "milestone":
        return s.el("path", d=f"M{n((a + b) / 2)} {n(y + ROW - 7)}l3.5 3.5-3.5 3.5-3.5-3.5z", fill=s.GREY)
    return s.el("rect", x=a, y=y + ROW - _THIN - 0.5, width=max(b - a, 2.5), height=_THIN, fill=s.GREY)


def _due(row: Bar, y: float, scale: Timescale) -> str:
    """The deadline: a flag that hangs from the end of its last day."""
    if row.due is None or not scale.start <= row.due < scale.end:
        return ""
    n, x = s.number, scale.after(row.due)
    return s.el(
        "path",
        d=f"M{n(x)} {n(y + 2)}v{n(ROW - 4)}M{n(x)} {n(y + 2)}l-7 3.2 7 3.2",
        fill=s.DUE if not row.late else s.RED,
        stroke=s.DUE if not row.late else s.RED,
        stroke_width=1.4,
    )


def arrow(link: Arrow, source: tuple[Bar, float], target: tuple[Bar, float], scale: Timescale, name: str) -> str:
    """The link as a line with corners, from one end of a bar to one end of another, in a group of thin grey lines."""
    x1, y1 = _end(source[0], link.relation[0], scale), source[1] + ROW / 2
    x2, y2 = _end(target[0], link.relation[1], scale), target[1] + ROW / 2
    out = 5.0 if link.relation[0] == "F" else -5.0
    into = -5.0 if link.relation[1] == "S" else 5.0
    n = s.number
    if (x2 + into - x1 - out) * out >= 0 and out * into < 0:
        path = f"M{n(x1)} {n(y1)}h{n(out)}V{n(y2)}H{n(x2)}"
    elif out * into > 0:
        edge = (max if out > 0 else min)(x1, x2) + out
        path = f"M{n(x1)} {n(y1)}H{n(edge)}V{n(y2)}H{n(x2)}"
    else:
        half = y2 - ROW / 2 if y2 > y1 else y2 + ROW / 2
        path = f"M{n(x1)} {n(y1)}h{n(out)}V{n(half)}H{n(x2 + into)}V{n(y2)}H{n(x2)}"
    return s.el(
        "path",
        d=path,
        stroke=s.RED if link.critical else None,
        stroke_width=1.6 if link.critical else None,
        stroke_dasharray="2 2" if link.assumed and not link.critical else None,
        marker_end=f"url(#{name}-{'red' if link.critical else 'grey'})",
    )


def _end(row: Bar, end: str, scale: Timescale) -> float:
    assert row.start is not None, "arrows join dated rows"
    assert row.finish is not None
    a, b = scale.at(row.start), scale.after(row.finish)
    if row.shape == "milestone":
        return (a + b) / 2 + (6 if end == "F" else -6)
    return b if end == "F" else a


def legend(rows: Sequence[Bar], lang: Lang, name: str, corner: tuple[float, float], right: float) -> str:
    """What the marks mean, on as many lines as it takes; of baselines, programmes and assumptions only what a row shows."""
    left, y = corner
    x = left
    parts: list[str] = []
    for label, draw in _marks(rows, name):
        words = label.render(lang)
        if x + 32 + s.wide(words, 11) > right:
            x, y = left, y + 18
        if draw is not None:
            parts.append(draw(x, y))
            x += 32
        parts.append(s.el("text", s.text(words), x=x, y=y, font_size="11", fill=s.INK))
        x += s.wide(words, 11) + 16
    return s.el("g", *parts, class_="legend")


def _marks(rows: Sequence[Bar], name: str) -> list[tuple[Message, Mark | None]]:
    """What the legend explains, in its order: the words, and the mark to draw before them."""
    return [
        (label, draw)
        for needed, label, draw in (
            (True, _("task"), _sample(fill=s.BLUE_PALE, stroke=s.BLUE)),
            (any(row.was for row in rows), _("in the baseline"), _thin),
            (True, _("critical"), _sample(fill=s.RED_PALE, stroke=s.RED)),
            (True, _("done"), _sample(fill=s.BLUE, stroke=s.BLUE)),
            (
                any(row.assumed for row in rows),
                _("dates rest on assumptions"),
                _sample(fill=f"url(#{name}-hatch)", stroke=s.BLUE, stroke_dasharray="3 2"),
            ),
            (True, _("milestone"), _shape(20, -10, "l6 6-6 6-6-6z", fill=s.BLUE_PALE, stroke=s.BLUE)),
            (True, _("group of tasks"), _shape(0, -9, "h26v9l-4-5h-18l-4 5z", fill=s.NAVY)),
            (any(row.shape == "programme" for row in rows), _("period stated"), _sample(fill=s.PAPER, stroke=s.NAVY)),
            (True, _("deadline"), _flag),
            (any(row.invented for row in rows), _("° the planners' own task, in no source"), None),
        )
        if needed
    ]


def _sample(**look: object) -> Mark:
    """A bar in a legend."""
    return lambda x, y: s.el("rect", x=x, y=y - 9, width=26, height=_THICK, rx=2, **look)


def _shape(right: float, down: float, path: str, **look: object) -> Mark:
    """A mark in a legend, drawn as a path that begins so far from where it stands."""
    return lambda x, y: s.el("path", d=f"M{s.number(x + right)} {s.number(y + down)}{path}", **look)


def _thin(x: float, y: float) -> str:
    return s.el("rect", x=x, y=y - 5, width=26, height=_THIN, fill=s.GREY)


def _flag(x: float, y: float) -> str:
    pole = f"M{s.number(x + 24)} {s.number(y - 11)}"
    return s.el("path", d=f"{pole}v14{pole}l-7 3.2 7 3.2", fill=s.DUE, stroke=s.DUE, stroke_width=1.4)

"""A Gantt chart as a picture: programmes as bands, the critical path in red, the status day, deadlines, what is assumed.

:class:`Chart` is the value; :func:`svg` draws it; :func:`sheets` cuts a long one into sheets of paper.
``portfolio.reports.pictures`` makes one from a view.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil

from governance.messages import LANGS, Lang, Message, Text, _, shown
from portfolio.reports import svg as s
from portfolio.reports.gantt_bars import ROW, Arrow, Bar, arrow, bar, defs, legend
from portfolio.reports.timescale import Timescale, Unit, framed

WIDTH = 1200.0
"""Pixels: a screen of 1280 across; on A4 the words are still seven points high, on A3 ten."""

SHEET = 40
"""Rows of one line that stand on a sheet of paper."""

_TITLE, _WHO, _DATE = 356.0, 84.0, 80.0
_LINE = 14.0
_AXIS = 44.0
_LEGEND = 52.0
_MARGIN = 10.0
LEFT = _MARGIN + _TITLE + _WHO + _DATE
"""Where the bars begin."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows in the order to draw them, links between them, the status day, and the days to shade as not worked."""

    title: Message
    description: Message
    bars: tuple[Bar, ...]
    arrows: tuple[Arrow, ...]
    day: date
    closed: tuple[date, ...] = ()
    window: tuple[date, date] | None = None

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day to show."""
        if self.window:
            return self.window
        days = [day for b in self.bars for day in (b.start, b.finish, b.due, *(b.was or ())) if day]
        return min([self.day, *days]), max([self.day, *days])


def sheets(chart: Chart, rows: int = SHEET) -> tuple[Chart, ...]:
    """The chart in sheets of at most so many rows of one line, each with a time axis of its own.

    Programmes share a sheet while they fit and lie near each other in time; a longer one is cut into even parts before
    tasks of its first level, each under its own band again.
    """
    groups = _grouped(chart.bars)
    parts: list[list[Bar]] = []
    for group in groups:
        if parts and _rows([*parts[-1], *group]) <= rows and (chart.window or _near(parts[-1], group)):
            parts[-1] += group
        else:
            parts += _cut(group, rows)
    return tuple(replace(chart, bars=tuple(part), window=chart.window or _window(part) or chart.span) for part in parts)


def glance(chart: Chart) -> Chart:
    """The chart on one sheet: programmes and the tasks of their first level, with the links of what lies below them."""
    kept = [b for b in chart.bars if b.level <= 1]
    above: dict[str, str] = {}
    for b in chart.bars:
        if b.level <= 1:
            top = b.code
        above[b.code] = top
    links: dict[tuple[str, str], Arrow] = {}
    for link in chart.arrows:
        a, b_ = above.get(link.predecessor, link.predecessor), above.get(link.successor, link.successor)
        if a != b_ and (link.critical or (a, b_) not in links):
            links[a, b_] = replace(link, predecessor=a, successor=b_)
    return replace(chart, bars=tuple(kept), arrows=tuple(links.values()), window=chart.span)


def _grouped(bars: Sequence[Bar]) -> list[list[Bar]]:
    """The rows programme by programme."""
    groups: list[list[Bar]] = []
    for b in bars:
        if b.shape == "programme" or not groups:
            groups.append([])
        groups[-1].append(b)
    return groups


def _cut(group: list[Bar], rows: int) -> list[list[Bar]]:
    """One programme in as few parts as it needs, as even as the boundaries of its first level allow."""
    count = ceil(_rows(group) / rows)
    if count <= 1:
        return [group]
    band = [group[0]] if group[0].shape == "programme" else []
    ends = [i for i, b in enumerate(group) if i and b.level <= 1] or list(range(1, len(group)))
    reach = [_rows(group[:i]) for i in range(len(group) + 1)]
    cuts = sorted({min(ends, key=lambda i, n=n: abs(reach[i] - n * reach[-1] / count)) for n in range(1, count)})  # type: ignore[misc]
    edges = [0, *cuts, len(group)]
    return [(band if a else []) + group[a:b] for a, b in pairwise(edges)]


def _rows(bars: Sequence[Bar]) -> float:
    """How many rows of one line these take."""
    return sum(map(_tall, bars)) / ROW


def _tall(b: Bar) -> float:
    """The height of a row: the same in every language, with room for a title of two lines where one of them needs it."""
    return ROW + _LINE * (_lines(b.title, _room(b)) - 1)


@lru_cache(4096)
def _lines(title: Text, room: float) -> int:
    return max(len(s.broken(shown(title, lang), room, 11.5, 2)) for lang in LANGS)


def _room(b: Bar) -> float:
    """The room for a line of the row's title."""
    code = s.wide(b.label or b.code, 11.5, bold=True) + 8
    return (_TITLE - 12 - 10 * b.level - code - (s.wide(" °", 11.5) if b.invented else 0)) / (1.07 if _heavy(b) else 1.0)


def _heavy(b: Bar) -> bool:
    return b.shape in ("programme", "summary")


def _window(bars: Sequence[Bar]) -> tuple[date, date] | None:
    days = [day for b in bars for day in (b.start, b.finish, b.due, *(b.was or ())) if day]
    return (min(days), max(days)) if days else None


def _near(these: Sequence[Bar], those: Sequence[Bar]) -> bool:
    """Whether rows can share an axis without either being squeezed."""
    one, other, both = _window(these), _window(those), _window([*these, *those])
    if one is None or other is None or both is None:
        return True
    return both[1] - both[0] <= 2.5 * max(one[1] - one[0], other[1] - other[0])


def _scale(chart: Chart) -> Timescale:
    return framed(*chart.span, LEFT, WIDTH - LEFT - _MARGIN)


def opening(chart: Chart) -> int | None:
    """How many pixels right of ``LEFT`` the status day is drawn; None where it lies beyond the axis."""
    scale = _scale(chart)
    return round(scale.after(chart.day) - LEFT) if scale.start <= chart.day < scale.end else None


def svg(chart: Chart, lang: Lang, name: str = "gantt") -> str:
    """The picture as SVG, the same bytes for the same chart. ``name`` keeps its ids apart from others on a page.

    What stands left of the bars is one group, ``{name}-rows``, so that a narrow page can show it beside them again.
    """
    scale = _scale(chart)
    top = _LEGEND + _AXIS
    tops = list(accumulate(map(_tall, chart.bars), initial=top))
    bottom = tops[-1]
    place = {b.code: y + (_tall(b) - ROW) / 2 for b, y in zip(chart.bars, tops, strict=False)}
    return s.picture(
        WIDTH,
        bottom + _MARGIN,
        chart.title.render(lang),
        chart.description.render(lang),
        defs(name),
        s.el("rect", width=WIDTH, height=bottom + _MARGIN, fill=s.PAPER),
        legend(chart.bars, lang, name, (_MARGIN, 20.0), WIDTH - _MARGIN),
        *_shading(chart, scale, top, bottom),
        s.el(
            "g",
            *_bands(chart.bars, tops),
            *_head(lang, top, led=any(b.who for b in chart.bars)),
            *_rows_of(chart.bars, tops, lang),
            id=f"{name}-rows",
        ),
        *_axis(scale, lang, top, bottom),
        s.el("g", *_arrows(chart, place, scale, name), fill="none", stroke=s.GREY, stroke_width=0.8),
        *(bar(b, place[b.code], scale, lang, name) for b in chart.bars),
        *_today(chart, scale, lang, top, bottom),
        name=name,
    )


def _shading(chart: Chart, scale: Timescale, top: float, bottom: float) -> Iterator[str]:
    """The days that are not worked, where a day is wide enough to see."""
    if scale.day >= 2.5:
        for day in chart.closed:
            if scale.start <= day < scale.end:
                yield s.el("rect", x=scale.at(day), y=top, width=scale.day, height=bottom - top, fill=s.GRID)


def _bands(bars: Sequence[Bar], tops: Sequence[float]) -> Iterator[str]:
    """The ground of each programme's own row."""
    for b, (y, end) in zip(bars, pairwise(tops), strict=True):
        if b.shape == "programme":
            yield s.el("rect", x=_MARGIN, y=y, width=WIDTH - 2 * _MARGIN, height=end - y, fill=s.BAND)


def _axis(scale: Timescale, lang: Lang, top: float, bottom: float) -> Iterator[str]:
    yield s.el("rect", x=scale.left, y=top - _AXIS, width=scale.width, height=_AXIS / 2, fill=s.NAVY)
    yield _uprights(scale, scale.unit, top - _AXIS / 2, bottom, stroke=s.RULE, stroke_width=0.6)
    yield _uprights(scale, scale.above, top - _AXIS, bottom, stroke=s.GREY, stroke_width=0.8)
    above = [
        s.el("text", s.text(s.fitted(_named(first, scale.above, lang, above=True), b - a - 6, 12, bold=True)), x=(a + b) / 2, y=y)
        for y in (top - _AXIS + 15.5,)
        for first, a, b in scale.spans(scale.above)
        if b - a > 24
    ]
    below = [
        s.el("text", s.text(_named(first, scale.unit, lang, above=False)), x=(a + b) / 2, y=top - 7)
        for first, a, b in scale.spans(scale.unit)
    ]
    yield s.el("g", *above, text_anchor="middle", font_size="12", font_weight=600, fill=s.PAPER)
    yield s.el("g", *below, text_anchor="middle", font_size="10.5", fill=s.MUTED)


def _uprights(scale: Timescale, unit: Unit, top: float, bottom: float, **look: object) -> str:
    """A line where each unit begins."""
    n = s.number
    return s.el("path", d="".join(f"M{n(a)} {n(top)}V{n(bottom)}" for _first, a, _b in scale.spans(unit)), **look)


def _named(first: date, unit: Unit, lang: Lang, *, above: bool) -> str:
    """What the axis calls a unit."""
    quarter = ("I", "II", "III", "IV")[(first.month - 1) // 3]
    match unit:
        case "week":
            return f"{first:%d/%m}"
        case "month" if above:
            return _("month {month}/{year}", month=str(first.month), year=str(first.year)).render(lang)
        case "month":
            return str(first.month)
        case "quarter":
            return quarter
        case "lustrum":
            return f"{first.year}–{first.year + 4}"
        case _:
            return str(first.year)


def _head(lang: Lang, top: float, *, led: bool) -> Iterator[str]:
    heads = [(_("Task"), _MARGIN + 4), (_("Finish"), _MARGIN + _TITLE + _WHO + 4)]
    heads += [(_("Lead"), _MARGIN + _TITLE + 4)] if led else []
    for label, x in heads:
        yield s.el("text", s.text(label.render(lang)), x=x, y=top - 8, font_size="11", font_weight=600, fill=s.NAVY)
    yield s.el("line", x1=_MARGIN, x2=WIDTH - _MARGIN, y1=top, y2=top, stroke=s.NAVY, stroke_width=1.2)


def _rows_of(bars: Sequence[Bar], tops: Sequence[float], lang: Lang) -> Iterator[str]:
    """The words of the rows, and the rules under them; what all share is said once."""
    n, places = s.number, list(zip(bars, tops, strict=False))
    rules = (f"M{n(_MARGIN)} {n(y + _tall(b))}h{n(WIDTH - 2 * _MARGIN)}" for b, y in places)
    yield s.el("path", d="".join(rules), stroke=s.RULE, stroke_width=0.6)
    yield s.el("g", *(_called(b, y, lang) for b, y in places), font_size="11.5", fill=s.INK)
    yield s.el("g", *(_told(b, y, lang) for b, y in places), font_size="11", fill=s.MUTED)


def _called(b: Bar, y: float, lang: Lang) -> str:
    """A row's code and title, on one or two lines."""
    x, code = _MARGIN + 4 + 10 * b.level, b.label or b.code
    left = x + s.wide(code, 11.5, bold=True) + 8
    lines = s.broken(shown(b.title, lang), _room(b), 11.5, 2)
    lines[-1:] = [line + (" °" if b.invented else "") for line in lines[-1:]]
    navy = s.NAVY if b.shape == "programme" else None
    return s.el(
        "text",
        s.el("tspan", s.text(code), font_weight=700, fill=s.RED if b.critical and not navy else None),
        *(s.el("tspan", s.text(line), x=left, dy=_LINE if i else None) for i, line in enumerate(lines)),
        x=x,
        y=y + _tall(b) / 2 + 4 - _LINE / 2 * (len(lines) - 1),
        font_weight=600 if _heavy(b) else None,
        fill=navy,
    )


def _told(b: Bar, y: float, lang: Lang) -> str:
    """Who leads it, and when it finishes."""
    base, said = y + _tall(b) / 2 + 4, ""
    if b.who:
        said = s.el("text", s.text(s.fitted(shown(b.who, lang), _WHO - 6, 11)), x=_MARGIN + _TITLE + 4, y=base)
    told = b.forecast if b.shape == "programme" else b.finish
    finish = shown(told, lang) if told else ("" if _heavy(b) or b.shape == "component" else _("undated").render(lang))
    if finish:
        ink = s.RED if b.critical or b.late else None
        said += s.el("text", s.text(finish), x=_MARGIN + _TITLE + _WHO + 4, y=base, fill=ink)
    return said


def _arrows(chart: Chart, place: Mapping[str, float], scale: Timescale, name: str) -> Iterator[str]:
    rows = {b.code: b for b in chart.bars}
    for link in sorted(chart.arrows, key=lambda a: (a.critical, a.predecessor, a.successor, a.relation)):
        a, b = rows.get(link.predecessor), rows.get(link.successor)
        if a and b and a.start and b.start:
            yield arrow(link, (a, place[a.code]), (b, place[b.code]), scale, name)


def _today(chart: Chart, scale: Timescale, lang: Lang, top: float, bottom: float) -> Iterator[str]:
    """The status day as a line; beyond the axis, only the words with an arrow on its side."""
    x, words = scale.after(chart.day), _("status day {day}", day=chart.day).render(lang)
    if scale.start <= chart.day < scale.end:
        yield s.el("line", x1=x, x2=x, y1=top, y2=bottom, stroke=s.DAY, stroke_width=1.6, stroke_dasharray="6 3")
    else:
        words = f"{words} →" if chart.day >= scale.end else f"← {words}"
    room = s.wide(words, 10.5, bold=True) + 12
    at = min(max(x - room / 2, scale.left), scale.left + scale.width - room)
    yield s.el("rect", x=at, y=top - 21, width=room, height=17, rx=3, fill=s.DAY)
    yield s.el(
        "text", s.text(words), x=at + room / 2, y=top - 8.5, text_anchor="middle", font_size="10.5", font_weight=600, fill=s.PAPER
    )

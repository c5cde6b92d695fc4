"""A Gantt chart as a picture: programmes as bands, the critical path in red, the status day, deadlines, what is assumed.

:class:`Chart` is the value; :func:`svg` draws it; :func:`sheets` cuts a long one into sheets of paper.
``portfolio.reports.pictures`` makes one from a view.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.messages import Lang, Message, _, shown
from portfolio.reports import svg as s
from portfolio.reports.gantt_bars import ROW, Arrow, Bar, arrow, bar, defs, legend
from portfolio.reports.timescale import Timescale, Unit, framed

WIDTH = 1560.0
"""Pixels: an A3 sheet across, at the size that the words are meant to be read at."""

_TITLE, _WHO, _DATE = 356.0, 74.0, 74.0
_AXIS = 44.0
_LEGEND = 34.0
_MARGIN = 10.0


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
        days = [day for b in self.bars for day in (b.start, b.finish, b.due) if day]
        return min([self.day, *days]), max([self.day, *days])


def sheets(chart: Chart, rows: int = 56) -> tuple[Chart, ...]:
    """The chart in sheets of at most so many rows and one time axis; cut between programmes unless a sheet stays half empty."""
    parts: list[list[Bar]] = [[]]
    for i, b in enumerate(chart.bars):
        full = len(parts[-1]) >= rows
        if full or (b.shape == "programme" and len(parts[-1]) + _length(chart.bars, i) > rows and len(parts[-1]) > rows / 2):
            parts.append([])
        parts[-1].append(b)
    return tuple(replace(chart, bars=tuple(part), window=chart.span) for part in parts if part)


def _length(bars: Sequence[Bar], start: int) -> int:
    """How many rows the programme that begins here has."""
    following = (i for i in range(start + 1, len(bars)) if bars[i].shape == "programme")
    return next(following, len(bars)) - start


def svg(chart: Chart, lang: Lang, name: str = "gantt") -> str:
    """The picture as SVG, the same bytes for the same chart. ``name`` keeps its ids apart from others on a page."""
    left = _MARGIN + _TITLE + _WHO + _DATE
    scale = framed(*chart.span, left, WIDTH - left - _MARGIN)
    top = _LEGEND + _AXIS
    bottom = top + ROW * len(chart.bars)
    place = {b.code: top + ROW * i for i, b in enumerate(chart.bars)}
    return s.picture(
        WIDTH,
        bottom + _MARGIN,
        chart.title.render(lang),
        chart.description.render(lang),
        defs(name),
        s.el("rect", width=WIDTH, height=bottom + _MARGIN, fill=s.PAPER),
        legend(lang, name, _MARGIN, 20.0),
        *_ground(chart, scale, top, bottom),
        *_axis(scale, lang, top, bottom),
        *_head(lang, top),
        *(_row(b, place[b.code], lang) for b in chart.bars),
        *_arrows(chart, place, scale, name),
        *(bar(b, place[b.code], scale, lang, name) for b in chart.bars),
        *_today(chart, scale, lang, top, bottom),
        name=name,
    )


def _ground(chart: Chart, scale: Timescale, top: float, bottom: float) -> Iterator[str]:
    """Programme bands, and the shading of days that are not worked where a day is wide enough to see."""
    if scale.day >= 2.5:
        for day in chart.closed:
            if scale.start <= day < scale.end:
                yield s.el("rect", x=scale.at(day), y=top, width=scale.day, height=bottom - top, fill=s.GRID)
    for i, b in enumerate(chart.bars):
        if b.shape == "programme":
            yield s.el("rect", x=_MARGIN, y=top + ROW * i, width=WIDTH - 2 * _MARGIN, height=ROW, fill=s.BAND)


def _axis(scale: Timescale, lang: Lang, top: float, bottom: float) -> Iterator[str]:
    yield s.el("rect", x=scale.left, y=top - _AXIS, width=scale.width, height=_AXIS / 2, fill=s.NAVY)
    for first, a, b in scale.spans(scale.above):
        yield s.el("line", x1=a, x2=a, y1=top - _AXIS, y2=bottom, stroke=s.GREY, stroke_width=0.8)
        words = s.fitted(_named(first, scale.above, lang, above=True), b - a - 6, 12, bold=True)
        if b - a > 24:
            yield s.el(
                "text",
                s.text(words),
                x=(a + b) / 2,
                y=top - _AXIS + 15.5,
                text_anchor="middle",
                font_size="12",
                font_weight=600,
                fill=s.PAPER,
            )
    for first, a, b in scale.spans(scale.unit):
        yield s.el("line", x1=a, x2=a, y1=top - _AXIS / 2, y2=bottom, stroke=s.RULE, stroke_width=0.6)
        if b - a >= 12:
            words = _named(first, scale.unit, lang, above=False)
            yield s.el("text", s.text(words), x=(a + b) / 2, y=top - 7, text_anchor="middle", font_size="9.5", fill=s.MUTED)


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


def _head(lang: Lang, top: float) -> Iterator[str]:
    heads = ((_("Task"), _MARGIN + 4), (_("Lead"), _MARGIN + _TITLE + 4), (_("Finish"), _MARGIN + _TITLE + _WHO + 4))
    for label, x in heads:
        yield s.el("text", s.text(label.render(lang)), x=x, y=top - 8, font_size="11", font_weight=600, fill=s.NAVY)
    yield s.el("line", x1=_MARGIN, x2=WIDTH - _MARGIN, y1=top, y2=top, stroke=s.NAVY, stroke_width=1.2)


def _row(b: Bar, y: float, lang: Lang) -> str:
    """The words of a row, and the rule under it."""
    heavy = b.shape in ("programme", "summary")
    ink = s.NAVY if b.shape == "programme" else (s.RED if b.critical else s.INK)
    x = _MARGIN + 4 + 12 * b.level
    code_room = s.wide(b.code, 11, bold=True) + 7
    mark = " °" if b.invented else ""
    title = s.fitted(shown(b.title, lang), _TITLE - 12 - 12 * b.level - code_room - s.wide(mark, 11), 11, bold=heavy) + mark
    base = y + ROW - 5.2
    words = s.el(
        "text",
        s.el("tspan", s.text(b.code), font_weight=700, fill=ink),
        s.el("tspan", s.text(title), dx=6, font_weight=600 if heavy else None, fill=s.NAVY if b.shape == "programme" else s.INK),
        x=x,
        y=base,
        font_size="11",
    )
    parts = [s.el("line", x1=_MARGIN, x2=WIDTH - _MARGIN, y1=y + ROW, y2=y + ROW, stroke=s.RULE, stroke_width=0.6), words]
    if b.who:
        who = s.fitted(shown(b.who, lang), _WHO - 8, 10.5)
        parts.append(s.el("text", s.text(who), x=_MARGIN + _TITLE + 4, y=base, font_size="10.5", fill=s.MUTED))
    finish = shown(b.finish, lang) if b.finish else ("" if heavy else _("undated").render(lang))
    if finish:
        parts.append(
            s.el(
                "text",
                s.text(finish),
                x=_MARGIN + _TITLE + _WHO + 4,
                y=base,
                font_size="10.5",
                fill=s.RED if b.critical or b.late else s.MUTED,
            )
        )
    return s.el("g", *parts)


def _arrows(chart: Chart, place: Mapping[str, float], scale: Timescale, name: str) -> Iterator[str]:
    rows = {b.code: b for b in chart.bars}
    for link in sorted(chart.arrows, key=lambda a: (a.critical, a.predecessor, a.successor, a.relation)):
        a, b = rows.get(link.predecessor), rows.get(link.successor)
        if a and b and a.start and b.start:
            yield arrow(link, (a, place[a.code]), (b, place[b.code]), scale, name)


def _today(chart: Chart, scale: Timescale, lang: Lang, top: float, bottom: float) -> Iterator[str]:
    x = scale.after(chart.day)
    words = _("status day {day}", day=chart.day).render(lang)
    room = s.wide(words, 10.5, bold=True) + 12
    at = min(max(x - room / 2, scale.left), scale.left + scale.width - room)
    yield s.el("line", x1=x, x2=x, y1=top, y2=bottom, stroke=s.DAY, stroke_width=1.6, stroke_dasharray="6 3")
    yield s.el("rect", x=at, y=top - 21, width=room, height=17, rx=3, fill=s.DAY)
    yield s.el(
        "text", s.text(words), x=at + room / 2, y=top - 8.5, text_anchor="middle", font_size="10.5", font_weight=600, fill=s.PAPER
    )

"""A Gantt chart in characters, for a terminal: one row a task, one column a day or several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from unicodedata import normalize

from wcwidth import wcwidth

from governance.messages import Lang, Message, _
from portfolio.cpm import TaskDates
from portfolio.interchange.planfile import PlanTask
from portfolio.reports.anyplan import Drawn
from portfolio.reports.table import columns

_CRITICAL, _WORK, _DONE, _SLACK = "█", "▒", "░", "·"
_MILESTONE, _GROUP, _DUE, _TODAY, _OFF = "◆", "━", "╏", "┊", " "
_LEFT = 42
"""Columns that codes and titles may take at most."""
_LEAST = 20
"""Columns that the bars have at least, whatever the terminal."""


@dataclass(frozen=True)
class Axis:
    """Days from ``first`` on, ``step`` of them to a column. Days are ordinals.

    >>> axis = Axis(date(2026, 6, 1).toordinal(), 7, 4)
    >>> axis.column(date(2026, 6, 8).toordinal())
    1
    """

    first: int
    step: int
    count: int

    def column(self, day: int) -> int:
        """The column of a day; beyond the end it is past the last."""
        return (day - self.first) // self.step


def text_gantt(drawn: Drawn, lang: Lang, width: int = 100) -> str:
    """The chart as lines of at most ``width`` columns (bars of twenty at least); it ends with a newline.

    Critical work is solid, other work grey, what may be lost without moving the end is dotted.
    """
    start, finish = drawn.schedule.start, drawn.schedule.finish
    if start is None or finish is None:
        return drawn.title.en + "\n"
    labels = [f"{'  ' * level}{task.code} {task.title}".rstrip() for level, task in drawn.outline]
    left = min(max(map(columns, labels)), _LEFT, max(width - _LEAST - 2, 8))
    rows = [(task, drawn.schedule.tasks[task.code]) for _level, task in drawn.outline]
    axis = _axis(drawn, rows, max(width - left - 1, _LEAST))
    lines = [drawn.title.en, *(f"{' ' * left} {line}".rstrip() for line in _scale(axis))]
    lines += [
        f"{_fitted(label, left)} {''.join(_bar(drawn, task, dates, axis))}".rstrip()
        for label, (task, dates) in zip(labels, rows, strict=True)
    ]
    return "\n".join([*lines, "", _legend(axis).render(lang), drawn.critical.render(lang)]) + "\n"


def _axis(drawn: Drawn, rows: Sequence[tuple[PlanTask, TaskDates]], room: int) -> Axis:
    """Days from the first to the last that any row shows, as many to a column as the room asks for."""
    first = min(min(dates.early_start, drawn.day) for _task, dates in rows).toordinal()
    last = max(max(dates.early_finish, dates.late_finish, task.spec.binding_deadline or date.min) for task, dates in rows)
    span = last.toordinal() - first + 1
    step = -(-span // room)
    return Axis(first, step, -(-span // step))


def _scale(axis: Axis) -> Iterator[str]:
    """Two lines: the date of a column, and a tick under its first digit."""
    dates, ticks = "", ""
    for column in range(axis.count):
        if column >= len(dates) and (not dates or column > len(dates)):
            day = date.fromordinal(axis.first + column * axis.step)
            if column + 10 > axis.count and dates:
                break
            dates = dates.ljust(column) + f"{day.day:02}/{day.month:02}/{day.year:04}"
            ticks = ticks.ljust(column) + "╵"
    yield dates
    yield ticks


def _bar(drawn: Drawn, task: PlanTask, dates: TaskDates, axis: Axis) -> list[str]:
    """The characters of a row."""
    row = [_OFF] * axis.count

    def put(first: date, last: date, mark: str) -> None:
        for column in range(max(axis.column(first.toordinal()), 0), min(axis.column(last.toordinal()), axis.count - 1) + 1):
            row[column] = mark

    if drawn.plan.data_date:
        put(drawn.plan.data_date, drawn.plan.data_date, _TODAY)
    if not dates.summary and dates.late_finish > dates.early_finish:
        put(dates.early_finish, dates.late_finish, _SLACK)
    put(dates.early_start, dates.early_finish, _mark(dates))
    if due := task.spec.binding_deadline:
        put(due, due, _DUE)
    return row


def _mark(dates: TaskDates) -> str:
    if dates.milestone and not dates.summary:
        return _MILESTONE
    if dates.summary:
        return _GROUP
    return _DONE if dates.state == "finished" else _CRITICAL if dates.critical else _WORK


def _legend(axis: Axis) -> Message:
    return _(
        "{critical} critical  {work} task  {done} done  {slack} float  {milestone} milestone  {group} group  {due} deadline  "
        "{today} status day; days in a column: {days}",
        critical=_CRITICAL,
        work=_WORK,
        done=_DONE,
        slack=_SLACK,
        milestone=_MILESTONE,
        group=_GROUP,
        due=_DUE,
        today=_TODAY,
        days=axis.step,
    )


def _fitted(text: str, room: int) -> str:
    """The text in exactly so many columns of a terminal, cut with an ellipsis where it is longer.

    >>> _fitted("đường găng", 12) + "|", _fitted("đường găng", 6) + "|"
    ('đường găng  |', 'đường…|')
    """
    text = normalize("NFC", text)
    if columns(text) <= room:
        return text + " " * (room - columns(text))
    ends = accumulate(max(wcwidth(char), 0) for char in text)
    kept = "".join(char for char, end in zip(text, ends, strict=True) if end < room)
    return f"{kept}…" + " " * (room - 1 - columns(kept))

"""The time axis of a chart: days ↔ pixels, and marks of a unit that fits: weeks, months, quarters, years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["week", "month", "quarter", "year", "lustrum"]

_STEP: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12, "lustrum": 60}
_DAYS: dict[Unit, float] = {"week": 7, "month": 30.4, "quarter": 91.3, "year": 365.25, "lustrum": 1826.25}
_ROOM: dict[Unit, float] = {"week": 30, "month": 24, "quarter": 19, "year": 36, "lustrum": 0}
_ABOVE: dict[Unit, Unit] = {"week": "month", "month": "year", "quarter": "year", "year": "lustrum", "lustrum": "lustrum"}


@dataclass(frozen=True, slots=True)
class Timescale:
    """Days from ``start`` to before ``end`` drawn from pixel ``left`` on, ``width`` pixels wide.

    >>> scale = Timescale(date(2018, 1, 1), date(2019, 1, 1), 0, 730)
    >>> scale.at(date(2018, 1, 11)), scale.unit, scale.above
    (20.0, 'month', 'year')
    """

    start: date
    end: date
    left: float
    width: float

    @property
    def day(self) -> float:
        """Pixels a day."""
        return self.width / max((self.end - self.start).days, 1)

    def at(self, day: date) -> float:
        """Where the day begins; days outside lie on the nearer edge."""
        inside = min(max(day, self.start), self.end)
        return self.left + (inside - self.start).days * self.day

    def after(self, day: date) -> float:
        """Where the day ends."""
        return self.at(day + timedelta(days=1))

    @property
    def unit(self) -> Unit:
        """The smallest unit whose name fits its width."""
        return next(unit for unit in _DAYS if _DAYS[unit] * self.day >= _ROOM[unit])

    @property
    def above(self) -> Unit:
        """The unit that the upper line of the axis names."""
        return _ABOVE[self.unit]

    def spans(self, unit: Unit) -> Iterator[tuple[date, float, float]]:
        """Every unit in view: its first day, and where it begins and ends."""
        first = _first(self.start, unit)
        while first < self.end:
            following = _next(first, unit)
            yield first, self.at(first), self.at(following)
            first = following


def framed(first: date, last: date, left: float, width: float) -> Timescale:
    """A scale that shows both days with whole units at its ends.

    >>> framed(date(2008, 3, 24), date(2020, 12, 31), 0, 1000).start
    datetime.date(2008, 1, 1)
    """
    rough = Timescale(first, last + timedelta(days=1), left, width).unit
    return Timescale(_first(first, rough), _next(_first(last, rough), rough), left, width)


def _first(day: date, unit: Unit) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    step = _STEP[unit]
    months = (day.year * 12 + day.month - 1) // step * step
    return date(months // 12, months % 12 + 1, 1)


def _next(day: date, unit: Unit) -> date:
    if unit == "week":
        return day + timedelta(days=7)
    months = day.year * 12 + day.month - 1 + _STEP[unit]
    return date(months // 12, months % 12 + 1, 1)

"""Intervals whose ends are known to the day, the month or the year only: what surely holds of two of them."""

from datetime import date
from typing import NamedTuple

from governance.values import first_day, last_day


class Interval(NamedTuple):
    """From one partial date to another, both included; None is open.

    >>> Interval("2016", "2018").surely_overlaps(Interval("2018", None)), Interval("2016", "2018-07").apart(Interval("2018-08"))
    (False, True)
    """

    start: str | None = None
    end: str | None = None

    def surely_overlaps(self, other: "Interval") -> bool:
        """Whether two intervals overlap on whatever days their partial dates mean. The day of a hand-over may be shared."""
        (a, b), (c, d) = self._certain(), other._certain()
        return max(a, c) < min(b, d) or (a == c and a <= min(b, d))

    def apart(self, other: "Interval") -> bool:
        """Whether no day can lie in both."""
        return self._before(other) or other._before(self)

    def _before(self, other: "Interval") -> bool:
        return self.end is not None and other.start is not None and last_day(self.end) < first_day(other.start)

    def _certain(self) -> tuple[date, date]:
        return last_day(self.start) if self.start else date.min, first_day(self.end) if self.end else date.max

"""What readers of other tools' files share: problems and leavings gathered on the way, instants and hours turned into days."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from governance.messages import Message, _
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.planfile import PlanFile
from portfolio.workcalendar import WorkCalendar

MOST_BYTES = 20_000_000
MOST_DAYS = 20_000
MOST_PROBLEMS = 100
SHOWN = 5
MORNING, EVENING = time(8), time(17)
WORKED = ((time(8), time(12)), (time(13), time(17)))
"""The hours of a working day in the files that we write: eight."""
HOURS = 8

STARTS = frozenset({"StartDate", "StatusDate", "plan_start_date", "last_recalc_date"})
"""The fields that say when work begins, as Microsoft Project and Primavera call them."""
OUTLINE = frozenset({"UID", "OutlineLevel"})
"""The fields by which Microsoft Project says which task is part of which: what follows them, is."""

Spans = tuple[tuple[time, time], ...]
End = Literal["start", "finish"]


def some(items: Iterable[object]) -> str:
    """A few of many, named.

    >>> some("abcdefg")
    'a, b, c, d, e, … (7)'
    """
    listed = [str(item) for item in items]
    return ", ".join(listed[:SHOWN]) + (f", … ({len(listed)})" if len(listed) > SHOWN else "")


@dataclass
class Reading:
    """Gathers, while a file is read, what is wrong, each with its place, and what is not kept."""

    problems: list[Problem] = field(default_factory=list)
    _left: dict[Callable[[str], Message], list[str]] = field(default_factory=lambda: defaultdict(list))

    def wrong(self, place: str, message: Message) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, message))

    def leave(self, say: Callable[[str], Message], item: str) -> None:
        """Note one thing that is not kept as it stands; all of one kind come in one sentence."""
        self._left[say].append(item)

    def finish(self, plan: PlanFile | None = None) -> tuple[Message, ...]:
        """What was left out.

        Raises
        ------
        InvalidError
            With the problems, if there are any, and with those of the plan that do not follow from them.
        """
        if self.problems:
            once = list(dict.fromkeys([*self.problems, *(self._others(plan) if plan else ())]))
            found, more = once[:MOST_PROBLEMS], len(once) - MOST_PROBLEMS
            if more > 0:
                found = [*found, Problem("…", _("and {count} more like these", count=more))]
            raise InvalidError(found)
        return tuple(say(some(items)) for say, items in self._left.items())

    def _others(self, plan: PlanFile) -> Iterator[Problem]:
        """The problems of the plan where all could be read that they are about; loops, where it is known what is part of what."""
        places = {problem.place.partition(": ")[0] for problem in self.problems}
        unread = {problem.place.partition(": ")[2] for problem in self.problems}
        for problem in plan.faults():
            if problem.place not in places and not (problem.place == "start" and unread & STARTS):
                yield problem
        if not unread & OUTLINE:
            yield from plan.loops()

    # ------------------------------------------------------------------------------------------------------- values
    def days(self, hours: Decimal, per_day: Decimal, what: str, place: str) -> int:
        """Hours as whole days, parts rounded away from none and told; 0 where there are too many."""
        exact = hours / per_day
        whole = int(exact)
        if whole != exact:
            whole += 1 if exact > 0 else -1
            self.leave(rounded, f"{what} ({exact.normalize():.4g} → {whole})")
        if abs(whole) > MOST_DAYS:
            self.wrong(place, _("{days} days are more than the {most} that a plan can hold", days=whole, most=MOST_DAYS))
            return 0
        return whole

    def number(self, text: str, place: str) -> Decimal:
        """A number in a file; 0 where it is none, which is a problem."""
        try:
            value = Decimal(text.replace(",", "."))
        except ArithmeticError:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > Decimal(10) ** 12:
            self.wrong(place, _("{text} is not a number of a usual size", text=repr(text[:40])))
            return Decimal(0)
        return value

    def instant(self, text: str, place: str) -> datetime | None:
        """A date and time in a file; None where it is none, which is a problem."""
        try:
            return datetime.fromisoformat(text.strip().replace(" ", "T")[:19])
        except ValueError:
            self.wrong(place, _("{text} is not a date and time such as 2026-06-01T08:00:00", text=repr(text[:40])))
            return None


class DayHours(NamedTuple):
    """When the days of a plan begin and end, to tell which day an instant belongs to."""

    opens: time = MORNING
    closes: time = EVENING


def day_of(at: datetime, end: End, hours: DayHours) -> date:
    """The day that an instant means. A start at closing time is of the next day; a finish at opening time, of the day before.

    >>> day_of(datetime(2026, 6, 1, 17), "start", DayHours()), day_of(datetime(2026, 6, 1, 17), "finish", DayHours())
    (datetime.date(2026, 6, 2), datetime.date(2026, 6, 1))
    """
    if end == "start" and at.time() >= hours.closes and at.date() < date.max:
        return at.date() + timedelta(1)
    if end == "finish" and at.time() <= hours.opens and at.date() > date.min:
        return at.date() - timedelta(1)
    return at.date()


def clock(text: str) -> time:
    """A time of day such as ``8:00`` or ``08:00:00``.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?", text):
        raise ValueError(text)
    hours, minutes, *_seconds = text.split(":")
    return time(int(hours), int(minutes))


def length(spans: Spans) -> Decimal:
    """The hours of a day's working times; one that ends at midnight ends with the day.

    >>> length(WORKED)
    Decimal('8')
    """
    minutes = 0
    for begin, end in spans:
        minutes += ((end.hour * 60 + end.minute) or 24 * 60) - begin.hour * 60 - begin.minute
    return Decimal(minutes) / 60


def each_day(first: date, last: date) -> Iterator[date]:
    """The days from one to another, both included."""
    return (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))


@dataclass
class FileCalendar:
    """A calendar as files of hours tell it: working times of Monday to Sunday, and of single days."""

    name: str
    week: list[Spans]
    days: dict[date, Spans] = field(default_factory=dict)

    @cached_property
    def hours(self) -> Decimal:
        """The hours that a day of this calendar has most often; eight if it never works."""
        lengths = Counter(length(spans) for spans in (*self.week, *self.days.values()) if length(spans) > 0)
        return max(lengths, key=lambda hours: (lengths[hours], hours), default=Decimal(HOURS))

    @cached_property
    def ends(self) -> DayHours:
        """When its days begin and end."""
        worked = [spans for spans in (*self.week, *self.days.values()) if spans]
        opens = min((spans[0][0] for spans in worked), default=MORNING)
        closes = [spans[-1][1] for spans in worked]
        return DayHours(opens, time.max if time.min in closes else max(closes, default=EVENING))

    def built(self, reading: Reading, place: str) -> WorkCalendar:
        """The calendar in days; every day standard if it never works, which is a problem."""
        week = "".join("1" if spans else "0" for spans in self.week)
        if "1" not in week:
            reading.wrong(place, _("the calendar {name} works on no day of the week", name=self.name))
            return WorkCalendar(name=self.name)
        if len({length(spans) for spans in (*self.week, *self.days.values()) if spans}) > 1:
            reading.leave(uneven, self.name)
        opened = {day for day, spans in self.days.items() if spans and week[day.weekday()] == "0"}
        closed = {day for day, spans in self.days.items() if not spans and week[day.weekday()] == "1"}
        return WorkCalendar(week, closed, opened, self.name)


# ------------------------------------------------------------------------------------------ what is said of many things
def rounded(items: str) -> Message:
    """Parts of days."""
    return _("lengths that are no whole working days were rounded up: {items}", items=items)


def uneven(items: str) -> Message:
    """Days of different lengths."""
    return _("calendars whose days differ in length count each day worked as one whole day: {items}", items=items)


def unkept(items: str) -> Message:
    """Fields and tables without a counterpart."""
    return _("what the file says in these places has no counterpart here: {items}", items=items)


def loose(items: str) -> Message:
    """Links to what is not there."""
    return _("links from tasks that are not planned here are not kept: {items}", items=items)


def repeated(items: str) -> Message:
    """Links that join what is joined."""
    return _("of two links that join the same ends, the first is kept: {items}", items=items)

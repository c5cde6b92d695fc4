"""The calendars of Microsoft Project's XML: weeks, exceptions that may recur, other weeks for a while, inheritance."""

from collections.abc import Iterator
from datetime import date, time
from xml.etree.ElementTree import Element

from governance.messages import Message, _
from portfolio.interchange.foreign import MOST_DAYS, DayHours, FileCalendar, Reading, Spans, clock, day_of, each_day
from portfolio.interchange.xmltree import line, text
from portfolio.workcalendar import WEEK

_WHOLE_DAYS = DayHours(time.max, time.max)
_DAILY, _YEARLY, _WEEKLY = ("", "1", "9"), "2", "6"


def calendars(root: Element, reading: Reading) -> dict[str, FileCalendar]:
    """The calendars of a file by their UID; what a calendar does not say it has from its base."""
    elements = {text(element, "UID"): element for element in root.iterfind("Calendars/Calendar")}
    found: dict[str, FileCalendar] = {}
    for uid in elements:
        _calendar(uid, elements, reading, found, ())
    return found


def _calendar(
    uid: str, elements: dict[str, Element], reading: Reading, found: dict[str, FileCalendar], above: tuple[str, ...]
) -> FileCalendar:
    if uid in found:
        return found[uid]
    element, base = elements[uid], text(elements[uid], "BaseCalendarUID")
    if uid in above or len(above) > 20:
        reading.wrong(line(element), _("the calendars {names} are based on each other", names=", ".join((*above, uid))))
        base = ""
    inherited = _calendar(base, elements, reading, found, (*above, uid)) if base in elements else None
    week: list[Spans] = list(inherited.week) if inherited else [()] * WEEK
    calendar = FileCalendar(text(element, "Name") or uid, week, dict(inherited.days) if inherited else {})
    for day in element.iterfind("WeekDays/WeekDay"):
        kind = text(day, "DayType")
        if kind in tuple("1234567"):
            calendar.week[(int(kind) - 2) % WEEK] = _spans(day, reading)
    for period in element.iterfind("WorkWeeks/WorkWeek"):
        _other_week(period, calendar, reading)
    for exception in (*element.iterfind("WeekDays/WeekDay"), *element.iterfind("Exceptions/Exception")):
        if exception.tag == "Exception" or text(exception, "DayType") == "0":
            spans = _spans(exception, reading)
            calendar.days.update(dict.fromkeys(_days(exception, reading, calendar.name), spans))
    found[uid] = calendar
    return calendar


def _spans(element: Element, reading: Reading) -> Spans:
    """The working times of a day; none if it is not worked."""
    if text(element, "DayWorking") not in ("1", "true"):
        return ()
    spans = []
    for worked in element.iterfind("WorkingTimes/WorkingTime"):
        try:
            begin, end = (clock(text(worked, name)) for name in ("FromTime", "ToTime"))
        except ValueError:
            reading.wrong(line(worked), _("a working time needs two times of day such as 08:00:00"))
            continue
        if end == time.min or begin < end:
            spans.append((begin, end))
        else:
            reading.wrong(line(worked), _("a working time ends before it begins"))
    return tuple(sorted(spans))


def _period(element: Element, reading: Reading) -> tuple[date, date] | None:
    """The first and the last day of a period, if it is one that can be counted out."""
    period = element.find("TimePeriod")
    ends = []
    for name in ("FromDate", "ToDate"):
        said = text(period, name)
        at = reading.instant(said, f"{line(element)}: {name}") if said else None
        ends.append(None if at is None else day_of(at, "start", _WHOLE_DAYS))
    first, last = ends
    if first is None or last is None:
        return None
    if not 0 <= (last - first).days < MOST_DAYS:
        reading.wrong(
            line(element),
            _("an exception from {first} to {last} is no span of 1 to {most} days", first=first, last=last, most=MOST_DAYS),
        )
        return None
    return first, last


def _days(exception: Element, reading: Reading, name: str) -> Iterator[date]:
    """The days of an exception: all of its period, or those on which it recurs."""
    period = _period(exception, reading)
    if period is None:
        return
    kind, days = text(exception, "Type"), each_day(*period)
    if kind in _DAILY:
        yield from days
    elif kind == _YEARLY and text(exception, "Month").isdigit() and text(exception, "MonthDay").isdigit():
        on = (int(text(exception, "Month")) + 1, int(text(exception, "MonthDay")))
        yield from (day for day in days if (day.month, day.day) == on)
    elif kind == _WEEKLY and text(exception, "Period") in ("", "0", "1") and text(exception, "DaysOfWeek").isdigit():
        chosen = int(text(exception, "DaysOfWeek"))
        yield from (day for day in days if chosen >> (day.isoweekday() % WEEK) & 1)
    else:
        reading.leave(_recurring, f"{name}: {text(exception, 'Name') or period[0]}")


def _other_week(element: Element, calendar: FileCalendar, reading: Reading) -> None:
    """A week that holds for a while: each of its days becomes an exception."""
    period = _period(element, reading)
    week = {text(day, "DayType"): _spans(day, reading) for day in element.iterfind("WeekDays/WeekDay")}
    for day in each_day(*period) if period else ():
        spans = week.get(str(day.isoweekday() % WEEK + 1))
        if spans is not None:
            calendar.days[day] = spans


def _recurring(items: str) -> Message:
    return _(
        "calendar exceptions that recur in other ways than daily, weekly or on a day of the year are not kept: {items}",
        items=items,
    )

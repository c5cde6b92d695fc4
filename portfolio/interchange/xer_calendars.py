"""The working times that a Primavera calendar keeps as nested records in one field, ``clndr_data``; read and written.

A record is ``(number||name(attributes)(records))``. Days are numbered from Sunday, exceptions by days since 30 December 1899.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from governance.messages import _
from portfolio.interchange.foreign import FileCalendar, Reading, Spans, clock
from portfolio.workcalendar import WEEK, WorkCalendar

EPOCH = date(1899, 12, 30).toordinal()
_TOKEN = re.compile(r"\(\d*\|\|([^()|]*)\(([^()]*)\)\(|\)\)|(.)", re.DOTALL)
_DEEPEST = 8


@dataclass
class _Record:
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    records: list["_Record"] = field(default_factory=list)

    def under(self, name: str) -> list["_Record"]:
        """The records of the child with this name."""
        return next((child.records for child in self.records if child.name == name), [])


def _parsed(text: str) -> _Record | None:
    """The outermost record, or None if the text is not made of records."""
    stack = [_Record()]
    for token in _TOKEN.finditer(re.sub(r"[\s\x7f]+", "", text)):
        name, attributes, stray = token.groups()
        if stray is not None or len(stack) > _DEEPEST:
            return None
        if name is not None:
            parts = attributes.split("|")
            record = _Record(name, dict(zip(parts[::2], parts[1::2])))
            stack[-1].records.append(record)
            stack.append(record)
        elif len(stack) > 1:
            stack.pop()
        else:
            return None
    return stack[0].records[0] if len(stack) == 1 and stack[0].records else None


def read_hours(name: str, text: str, base: FileCalendar | None, reading: Reading, place: str) -> FileCalendar:
    """A calendar from its field: exceptions are added to those of the calendar that it is based on; without times, Mon–Fri."""
    usual: Spans = ((time(8), time(16)),)
    root = _parsed(text) if text.strip() else _Record()
    if root is None:
        reading.wrong(place, _("the working times of the calendar {name} cannot be understood", name=name))
        root = _Record()
    week: list[Spans] = [()] * WEEK
    for record in root.under("DaysOfWeek"):
        if record.name in tuple("1234567"):
            week[(int(record.name) - 2) % WEEK] = _spans(record, reading, place)
    if not any(week) and not root.under("DaysOfWeek"):
        week = [usual] * 5 + [()] * 2
    days = dict(base.days) if base else {}
    for record in root.under("Exceptions"):
        number = record.attributes.get("d", "")
        if number.isdigit() and len(number) < 7 and int(number) + EPOCH <= date.max.toordinal():
            days[date.fromordinal(int(number) + EPOCH)] = _spans(record, reading, place)
        else:
            reading.wrong(place, _("the calendar {name} has an exception on no day: {text}", name=name, text=repr(number[:20])))
    return FileCalendar(name, week, days)


def _spans(record: _Record, reading: Reading, place: str) -> Spans:
    spans = []
    for worked in record.records:
        try:
            begin, end = (clock(worked.attributes[key]) for key in "sf")
        except (KeyError, ValueError):
            reading.wrong(place, _("a working time needs two times of day such as 08:00:00"))
            continue
        if end == time.min or begin < end:
            spans.append((begin, end))
    return tuple(sorted(spans))


def written_hours(calendar: WorkCalendar, spans: Spans) -> str:
    """The field of a calendar that works these hours on each day worked."""
    hours = "".join(f"(0||{i}(s|{begin:%H:%M}|f|{end:%H:%M})())" for i, (begin, end) in enumerate(spans))
    week = "".join(f"(0||{n}()({hours if calendar.week[(n - 2) % WEEK] == '1' else ''}))" for n in range(1, WEEK + 1))
    days = "".join(
        f"(0||{i}(d|{day.toordinal() - EPOCH})({hours if day in calendar.opened else ''}))"
        for i, day in enumerate(sorted(calendar.closed | calendar.opened))
    )
    return f"(0||CalendarData()((0||DaysOfWeek()({week}))(0||Exceptions()({days}))))"

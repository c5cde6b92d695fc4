"""A file of Microsoft Project on its way to being a plan: its tasks as elements, its calendars and lengths."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from governance.messages import _
from portfolio.interchange.foreign import DayHours, End, FileCalendar, Reading, day_of
from portfolio.interchange.planfile import (
    DEFAULT_CALENDAR,
)
from portfolio.interchange.xmltree import line, text

_LENGTH = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass
class Row:
    """A task of the file, and where it stands in the outline."""

    element: Element
    uid: str
    parent: "Row | None"
    code: str = ""
    summary: bool = False
    calendar: FileCalendar = field(default_factory=lambda: FileCalendar(DEFAULT_CALENDAR, []))


@dataclass
class Source:
    """A file on its way to being a plan."""

    root: Element
    reading: Reading
    calendars: dict[str, FileCalendar]
    names: dict[str, str]  # calendar UID → its code in the plan
    default: FileCalendar

    def day(self, element: Element, name: str, end: End, hours: DayHours) -> date | None:
        """The day that a child of an element says."""
        said = text(element, name)
        if not said or said == "NA":
            return None
        at = self.reading.instant(said, f"{line(element)}: {name}")
        return None if at is None else day_of(at, end, hours)

    def integer(self, element: Element, name: str, default: int) -> int:
        """The whole number that a child of an element says."""
        said = text(element, name)
        return int(self.reading.number(said, f"{line(element)}: {name}")) if said else default

    def hours(self, element: Element, name: str) -> Decimal:
        """The length that a child of an element says, such as ``PT40H0M0S``."""
        said = text(element, name)
        found = _LENGTH.fullmatch(said) if len(said) <= 40 else None
        if not found:
            self.reading.wrong(f"{line(element)}: {name}", _("{text} is not a length such as PT40H0M0S", text=repr(said[:40])))
            return Decimal(0)
        sign, days, hours, minutes, seconds = found.groups("0")
        total = Decimal(days) * 24 + Decimal(hours) + Decimal(minutes) / 60 + Decimal(seconds) / 3600
        return -total if sign == "-" else total

    def code_of(self, name: str, known: str, among: Sequence[int], element: Element, default: int) -> int:
        """One of the numbers that stand for something."""
        number = self.integer(element, name, default)
        if number not in among:
            self.reading.wrong(
                f"{line(element)}: {name}", _("{number} is none of the {known} that are known", number=number, known=known)
            )
            return default
        return number

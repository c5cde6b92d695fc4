"""The calendars of a plan file as governed ones: what the portfolio has already serves, the rest becomes the programme's own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import combining, normalize

from governance.messages import _
from governance.records import Records
from governance.values import Entity
from portfolio.interchange.planfile import DEFAULT_CALENDAR, ELAPSED_CALENDAR, PlanFile
from portfolio.model import Calendar, CalendarDay, Frame
from portfolio.network import Network
from portfolio.specs import TaskSpec
from portfolio.workcalendar import ELAPSED, WorkCalendar


def slug(text: str) -> str:
    """A text as a part of a code: plain letters, digits, dots and dashes.

    >>> slug("Đợt 1: khảo sát")
    'Dot-1-khao-sat'
    """
    plain = "".join(letter for letter in normalize("NFD", text.replace("đ", "d").replace("Đ", "D")) if not combining(letter))
    return re.sub(r"[^A-Za-z0-9._~-]+", "-", plain).strip("-")


@dataclass(frozen=True)
class Calendars:
    """Which governed calendar each calendar of the file is, and what is to be made for it.

    ``default`` is that of the plan, ``frame`` what the programme's frame says of it, ``moved`` whether that changes. ``stands``
    is the programme's own, where it stands although the file's has other days.
    """

    names: Mapping[str, str]
    made: tuple[Entity, ...]
    default: str
    frame: str | None
    moved: bool
    whole: str
    stands: str | None = None

    @classmethod
    def of(cls, plan: PlanFile, programme: str, records: Records, live: Network, *, keep: bool = False) -> "Calendars":
        """The calendars of a file; ``live`` is the network of the portfolio as it stands, and ``keep`` leaves its default."""
        known = {DEFAULT_CALENDAR: WorkCalendar(name=DEFAULT_CALENDAR), **plan.calendars, ELAPSED_CALENDAR: ELAPSED}
        names, made = {}, list[Entity]()
        for name in sorted({"" if keep else plan.calendar, *(task.spec.calendar for task in plan.tasks)} - {""}):
            there = _there(name, known[name], programme, records, live)
            names[name] = there or _own(name, programme)
            if there is None:
                made += _calendar(names[name], name, known[name], records)
        frame = next(iter(records.by(Frame, "programme", programme)), None)
        before = (frame.calendar if frame else None) or live.default
        default = before if keep else names[plan.calendar]
        other = keep and _days(known[plan.calendar]) != _days(live.calendars[before])
        said = (frame.calendar if frame else None) if default == before else default
        return cls(names, tuple(made), default, said, default != before, live.default, before if other else None)

    def own(self, spec: TaskSpec) -> str | None:
        """What an estimate says of the calendar of its task: nothing where it is the programme's."""
        code = self.names[spec.calendar] if spec.calendar else self.default
        return None if code == self.default else code

    def same(self, spec: TaskSpec, there: TaskSpec) -> bool:
        """Whether the file counts a task on the calendar that the portfolio counts it on."""
        code = self.names[spec.calendar] if spec.calendar else self.default
        return not self.moved and code == (there.calendar or self.whole)


def _own(name: str, programme: str) -> str:
    return name if name == ELAPSED_CALENDAR else f"{programme}.{slug(name) or 'calendar'}"


def _there(name: str, said: WorkCalendar, programme: str, records: Records, live: Network) -> str | None:
    """The governed calendar of this name, or of the programme's own of this name, that has the same days."""
    for code in (slug(name), _own(name, programme)):
        if records.find(Calendar, code) is not None and _days(live.calendars[code]) == _days(said):
            return code
    return None


def _days(calendar: WorkCalendar) -> tuple[str, frozenset[object], frozenset[object]]:
    """A calendar by what it says: closed days that are free anyhow say nothing."""
    closed = frozenset(day for day in calendar.closed if calendar.week[day.weekday()] == "1")
    opened = frozenset(day for day in calendar.opened if calendar.week[day.weekday()] == "0")
    return calendar.week, closed, opened


def _calendar(code: str, name: str, said: WorkCalendar, records: Records) -> Iterator[Entity]:
    there = records.find(Calendar, code)
    title = there.title if there else None
    yield Calendar(code=code, title_vi=title.vi if title else name, title_en=title.en if title else name, week=said.week)
    _week, closed, opened = _days(said)
    why = _("as the imported plan says")
    for day in sorted(said.closed | said.opened):
        if day in closed | opened:
            yield CalendarDay(
                calendar=code, day=day, working=day in opened, reason_vi=why.render("vi"), reason_en=why.render("en")
            )

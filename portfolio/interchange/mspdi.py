"""Microsoft Project's XML (MSPDI) as a plan. Its lags count on the successor's days, its lengths are hours of the calendars."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from governance.messages import Message, _
from portfolio.checks import place
from portfolio.interchange import mspdi_calendars
from portfolio.interchange.foreign import DayHours, End, FileCalendar, Reading, day_of, loose, repeated, unkept
from portfolio.interchange.mspdi_words import (
    COMPUTED,
    ELAPSED_FORMATS,
    EMPTY,
    KEPT,
    KINDS,
    LINK_FIELDS,
    ON_FINISH,
    PERCENT_FORMATS,
    PROJECT_FIELDS,
    RELATIONS,
    SECTIONS,
    baseline_name,
)
from portfolio.interchange.mspdi_write import unwritten, write
from portfolio.interchange.planfile import (
    DEFAULT_CALENDAR,
    ELAPSED_CALENDAR,
    Baseline,
    PlanFile,
    PlanLink,
    PlanTask,
    Resource,
    Stated,
)
from portfolio.interchange.xmltree import line, parse, text
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar, Relation
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar

__all__ = ["read", "unwritten", "write"]

_LENGTH = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass
class _Row:
    """A task of the file, and where it stands in the outline."""

    element: Element
    uid: str
    parent: "_Row | None"
    code: str = ""
    summary: bool = False
    calendar: FileCalendar = field(default_factory=lambda: FileCalendar(DEFAULT_CALENDAR, []))


@dataclass
class _Source:
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


def read(data: bytes) -> PlanFile:
    """The plan that a file holds. A task's code is its WBS code where all tasks have one of their own, else its UID.

    Raises
    ------
    InvalidError
        With every problem, each with its line, or if the file is no such file, too large, or built to exhaust its reader.
    """
    root, reading = parse(data), Reading()
    if root.tag != "Project":
        reading.wrong(line(root), _("a Microsoft Project file begins with the element {name}", name="Project"))
        reading.finish()
    known = mspdi_calendars.calendars(root, reading)
    default = text(root, "CalendarUID")
    standard = FileCalendar(DEFAULT_CALENDAR, [])
    source = _Source(root, reading, known, _names(known), known.get(default, standard))
    rows = _rows(source)
    tasks = [_task(source, row) for row in rows]
    by_uid = {row.uid: row for row in rows}
    links = tuple(link for row in rows for link in _links(source, row, by_uid))
    resources, uses = _resources(source, by_uid)
    if text(root, "ScheduleFromStart") == "0":
        reading.leave(_from_finish, text(root, "FinishDate"))
    _unkept(source, rows)
    plan = PlanFile(
        tuple(replace(task, uses=uses.get(task.code, {})) for task in tasks),
        links,
        _calendars(source, rows),
        source.names.get(default, DEFAULT_CALENDAR),
        source.day(root, "StartDate", "start", source.default.ends),
        data_date=source.day(root, "StatusDate", "start", source.default.ends),
        title=text(root, "Title") or text(root, "Name"),
        resources=resources,
        baselines=tuple(_baselines(source, rows)),
        places=_places(rows, links),
    )
    return replace(plan, left_out=reading.finish())


# ---------------------------------------------------------------------------------------------------------- calendars
def _names(known: dict[str, FileCalendar]) -> dict[str, str]:
    """A code for each calendar: its name where only it has it and it is none of ours, else name and UID."""
    times = Counter(calendar.name for calendar in known.values())
    return {
        uid: calendar.name if times[calendar.name] == 1 and calendar.name != ELAPSED_CALENDAR else f"{calendar.name} #{uid}"
        for uid, calendar in known.items()
    }


def _calendars(source: _Source, rows: Sequence[_Row]) -> dict[str, WorkCalendar]:
    """The calendars that something counts on, and the base calendars beside them."""
    used = {id(source.default), *(id(row.calendar) for row in rows)}
    base = {text(c, "UID") for c in source.root.iterfind("Calendars/Calendar") if text(c, "IsBaseCalendar") in ("1", "true")}
    place = {text(c, "UID"): line(c) for c in source.root.iterfind("Calendars/Calendar")}
    return {
        source.names[uid]: calendar.built(source.reading, place[uid])
        for uid, calendar in source.calendars.items()
        if id(calendar) in used or uid in base
    }


# -------------------------------------------------------------------------------------------------------------- tasks
def _rows(source: _Source) -> list[_Row]:
    """The tasks to plan, each with what it is part of; the file orders them and says how deep each lies."""
    rows: list[_Row] = []
    above: list[_Row] = []
    seen: set[str] = set()
    for element in source.root.iterfind("Tasks/Task"):
        uid, level = text(element, "UID"), source.integer(element, "OutlineLevel", 1)
        if (uid == "0" and level == 0) or text(element, "IsNull") in ("1", "true"):
            continue
        if not uid or uid in seen:
            source.reading.wrong(line(element), _("a task needs a UID of its own, and this one has {uid}", uid=repr(uid)))
            continue
        seen.add(uid)
        if text(element, "Active") in ("0", "false") or text(element, "ExternalTask") in ("1", "true"):
            source.reading.leave(_elsewhere, text(element, "Name") or uid)
            continue
        del above[max(0, level - 1) :]
        row = _Row(element, uid, above[-1] if above else None)
        row.calendar = source.calendars.get(text(element, "CalendarUID"), source.default)
        if row.parent:
            row.parent.summary = True
        above.append(row)
        rows.append(row)
    codes = [text(row.element, "WBS") for row in rows]
    distinct = all(codes) and len(set(codes)) == len(codes)
    for row, code in zip(rows, codes):
        row.code = code if distinct else row.uid
    return rows


def _task(source: _Source, row: _Row) -> PlanTask:
    element, reading = row.element, source.reading
    calendar, duration, remaining = _length(source, row)
    start = source.day(element, "ActualStart", "start", row.calendar.ends)
    finish = source.day(element, "ActualFinish", "finish", row.calendar.ends)
    finish = max(finish, start) if start and finish else finish
    flagged = text(element, "Milestone") in ("1", "true") and not row.summary
    if flagged and duration:
        reading.leave(_long_milestone, row.code)
    if text(element, "Manual") in ("1", "true"):
        reading.leave(_by_hand, row.code)
    done = text(element, "PercentComplete") == "100" and not row.summary
    spec = TaskSpec(
        row.code,
        duration,
        calendar,
        parent=row.parent.code if row.parent else None,
        constraints=_constraints(source, row),
        deadlines=tuple(Due(day) for day in [source.day(element, "Deadline", "finish", row.calendar.ends)] if day),
        actual_start=None if row.summary else start,
        actual_finish=None if row.summary else finish,
        remaining=remaining if not (finish or done) and (start or remaining != duration) else None,
        done=done and not finish,
    )
    return PlanTask(spec, text(element, "Name"), stated=_stated(source, row))


def _length(source: _Source, row: _Row) -> tuple[str, int, int | None]:
    """The calendar of a task, its duration, and what remains of it; of a summary, nothing but its calendar."""
    element, reading = row.element, source.reading
    uid = text(element, "CalendarUID")
    named = source.names[uid] if uid in source.calendars else ""
    if row.summary:
        return named, 0, None
    per_day, ready = row.calendar.hours, line(element)
    if source.integer(element, "DurationFormat", 7) in ELAPSED_FORMATS:
        named, per_day = ELAPSED_CALENDAR, Decimal(24)

    def days(name: str) -> int:
        return reading.days(source.hours(element, name), per_day, f"{row.code} {name}", f"{ready}: {name}")

    duration = days("Duration") if text(element, "Duration") else 0
    if duration < 0:
        reading.wrong(f"{ready}: Duration", _("a duration cannot be negative"))
    return named, duration, days("RemainingDuration") if text(element, "RemainingDuration") else None


def _constraints(source: _Source, row: _Row) -> tuple[tuple[Kind, date | None], ...]:
    kind = KINDS[source.code_of("ConstraintType", "constraint types 0 to 7", range(len(KINDS)), row.element, 0)]
    if kind is Kind.ASAP:
        return ()
    if kind is Kind.ALAP:
        return ((kind, None),)
    day = source.day(row.element, "ConstraintDate", "finish" if kind in ON_FINISH else "start", row.calendar.ends)
    if day is None:
        source.reading.wrong(
            line(row.element), _("{type} takes a day, unless it is ASAP or ALAP, which take none", type=kind.value)
        )
    return ((kind, day),)


def _stated(source: _Source, row: _Row) -> Stated | None:
    """The dates that the file gives a task; floats are tenths of minutes."""
    element, ends = row.element, row.calendar.ends
    elapsed = source.integer(element, "DurationFormat", 7) in ELAPSED_FORMATS
    hours = Decimal(24) if elapsed else row.calendar.hours

    def slack(name: str) -> int | None:
        said = text(element, name)
        return None if not said else int(source.reading.number(said, f"{line(element)}: {name}") / 600 / hours)

    stated = Stated(
        source.day(element, "EarlyStart", "start", ends),
        source.day(element, "EarlyFinish", "finish", ends),
        source.day(element, "LateStart", "start", ends),
        source.day(element, "LateFinish", "finish", ends),
        slack("TotalSlack"),
        slack("FreeSlack"),
    )
    return None if stated == Stated() else stated


# -------------------------------------------------------------------------------------------------------------- links
def _links(source: _Source, row: _Row, by_uid: dict[str, _Row]) -> Iterator[PlanLink]:
    reading = source.reading
    seen: set[tuple[str, Relation]] = set()
    for element in row.element.iterfind("PredecessorLink"):
        before = by_uid.get(text(element, "PredecessorUID"))
        if before is None or text(element, "CrossProject") in ("1", "true"):
            reading.leave(loose, f"{text(element, 'PredecessorUID')} → {row.code}")
            continue
        relation = RELATIONS[source.code_of("Type", "link types 0 to 3", range(len(RELATIONS)), element, 1)]
        if (before.code, relation) in seen:
            reading.leave(repeated, f"{before.code} → {row.code}")
            continue
        seen.add((before.code, relation))
        lag, form = source.integer(element, "LinkLag", 0), source.integer(element, "LagFormat", 7)
        what = f"{before.code} → {row.code}"
        if form in PERCENT_FORMATS:
            yield PlanLink(LinkSpec(before.code, row.code, relation, lag_calendar=LagCalendar.SUCCESSOR), lag, own_calendar=False)
            continue
        elapsed = form in ELAPSED_FORMATS
        per_day = Decimal(24) if elapsed else row.calendar.hours
        days = reading.days(Decimal(lag) / 600, per_day, what, f"{line(element)}: LinkLag")
        counted = LagCalendar.ELAPSED if elapsed else LagCalendar.SUCCESSOR if days else LagCalendar.PREDECESSOR
        yield PlanLink(LinkSpec(before.code, row.code, relation, days, counted), own_calendar=elapsed or not days)


def _places(rows: Sequence[_Row], links: Sequence[PlanLink]) -> dict[str, str]:
    """Where each task and link stands in the file; a link stands in its successor."""
    at = {row.code: line(row.element) for row in rows}
    return {**{place(link.spec): at[link.spec.successor] for link in links}, **at}


# ------------------------------------------------------------------------------------------------ resources, baselines
def _resources(source: _Source, by_uid: dict[str, _Row]) -> tuple[tuple[Resource, ...], dict[str, dict[str, float]]]:
    """The resources, and by task the units of each that it uses."""
    elements = [r for r in source.root.iterfind("Resources/Resource") if text(r, "UID") not in ("", "0") and text(r, "Name")]
    times = Counter(text(r, "Name") for r in elements)
    code = {text(r, "UID"): text(r, "Name") if times[text(r, "Name")] == 1 else text(r, "UID") for r in elements}
    resources = []
    for element in elements:
        most = text(element, "MaxUnits")
        capacity = float(source.reading.number(most, f"{line(element)}: MaxUnits")) if most else None
        resources.append(Resource(code[text(element, "UID")], text(element, "Name"), capacity))
    uses: dict[str, dict[str, float]] = {}
    for element in source.root.iterfind("Assignments/Assignment"):
        row, resource = by_uid.get(text(element, "TaskUID")), code.get(text(element, "ResourceUID"))
        if row and resource:
            units = float(source.reading.number(text(element, "Units") or "1", f"{line(element)}: Units"))
            uses.setdefault(row.code, {})[resource] = units
    return tuple(resources), uses


def _baselines(source: _Source, rows: Sequence[_Row]) -> Iterator[Baseline]:
    """The baselines, by number, of the tasks that they hold."""
    dates: dict[int, dict[str, tuple[date, date]]] = {}
    for row in rows:
        for element in row.element.iterfind("Baseline"):
            start = source.day(element, "Start", "start", row.calendar.ends)
            finish = source.day(element, "Finish", "finish", row.calendar.ends)
            if start and finish:
                number = source.integer(element, "Number", 0)
                dates.setdefault(number, {})[row.code] = (start, max(start, finish))
    yield from (Baseline(baseline_name(number), dates[number]) for number in sorted(dates))


# --------------------------------------------------------------------------------------------------- what is not kept
def _unkept(source: _Source, rows: Sequence[_Row]) -> None:
    """Note every field that says something and has no counterpart, with how often it does."""
    found: Counter[str] = Counter()
    for row in rows:
        found.update(f"Task/{child.tag}" for child in row.element if child.tag not in KEPT | COMPUTED and _says(child))
        for link in row.element.iterfind("PredecessorLink"):
            found.update(f"PredecessorLink/{child.tag}" for child in link if child.tag not in LINK_FIELDS and _says(child))
    found.update(child.tag for child in source.root if child.tag not in SECTIONS | PROJECT_FIELDS and _says(child))
    for name in sorted(found):
        source.reading.leave(unkept, f"{name} ({found[name]})")


def _says(element: Element) -> bool:
    return len(element) > 0 or (element.text or "").strip() not in EMPTY


def _from_finish(items: str) -> Message:
    return _("the file plans backwards from {items}; here tasks begin as soon as they may", items=items)


def _elsewhere(items: str) -> Message:
    return _("tasks that are inactive, or belong to another project, are not planned: {items}", items=items)


def _by_hand(items: str) -> Message:
    return _("tasks whose dates the file sets by hand are dated by their links and constraints here: {items}", items=items)


def _long_milestone(items: str) -> Message:
    return _("tasks that are called milestones but take time are planned as work: {items}", items=items)

"""Microsoft Project's XML (MSPDI) as a plan. Its lags count on the successor's days, its lengths are hours of the calendars."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from governance.messages import Message, _
from portfolio.checks import place
from portfolio.interchange import mspdi_calendars
from portfolio.interchange.foreign import FileCalendar, Reading, loose, repeated, unkept
from portfolio.interchange.mspdi_source import Row, Source
from portfolio.interchange.mspdi_tasks import rows_of, task_of
from portfolio.interchange.mspdi_words import (
    ASSIGNMENT_TELLING,
    BASELINE_FIELDS,
    COMPUTED,
    ELAPSED_FORMATS,
    EMPTY,
    KEPT,
    LINK_FIELDS,
    PERCENT_FORMATS,
    PROJECT_FIELDS,
    RELATIONS,
    RESOURCE_TELLING,
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
    Resource,
)
from portfolio.interchange.xmltree import line, parse, text
from portfolio.model import LagCalendar, Relation
from portfolio.network import LinkSpec
from portfolio.workcalendar import WorkCalendar

__all__ = ["read", "unwritten", "write"]


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
    source = Source(root, reading, known, _names(known), known.get(default, standard))
    rows = rows_of(source)
    tasks = [task_of(source, row) for row in rows]
    by_uid = {row.uid: row for row in rows}
    links = [found for row in rows for found in _links(source, row, by_uid)]
    resources, uses = _resources(source, by_uid)
    if text(root, "ScheduleFromStart") == "0":
        reading.leave(_from_finish, text(root, "FinishDate"))
    _unkept(source, rows)
    plan = PlanFile(
        tuple(replace(task, uses=uses.get(task.code, {})) for task in tasks),
        tuple(link for link, _where in links),
        _calendars(source, rows),
        source.names.get(default, DEFAULT_CALENDAR),
        source.day(root, "StartDate", "start", source.default.ends),
        data_date=source.day(root, "StatusDate", "start", source.default.ends),
        title=text(root, "Title") or text(root, "Name"),
        resources=resources,
        baselines=tuple(_baselines(source, rows)),
        places={place(link.spec): where for link, where in links} | {row.code: line(row.element) for row in rows},
    )
    return replace(plan, left_out=reading.finish(plan))


# ---------------------------------------------------------------------------------------------------------- calendars
def _names(known: dict[str, FileCalendar]) -> dict[str, str]:
    """A code for each calendar: its name where only it has it and it is none of ours, else name and UID."""
    times = Counter(calendar.name for calendar in known.values())
    return {
        uid: calendar.name if times[calendar.name] == 1 and _may_be_called_so(calendar) else f"{calendar.name} #{uid}"
        for uid, calendar in known.items()
    }


def _may_be_called_so(calendar: FileCalendar) -> bool:
    """Whether a calendar may keep its name: one that is called as ours on which each day is worked must be it."""
    return calendar.name != ELAPSED_CALENDAR or (all(calendar.week) and not calendar.days)


def _calendars(source: Source, rows: Sequence[Row]) -> dict[str, WorkCalendar]:
    """The calendars that something counts on, and the base calendars beside them."""
    used = {id(source.default), *(id(row.calendar) for row in rows)}
    base = {text(c, "UID") for c in source.root.iterfind("Calendars/Calendar") if text(c, "IsBaseCalendar") in ("1", "true")}
    place = {text(c, "UID"): line(c) for c in source.root.iterfind("Calendars/Calendar")}
    return {
        source.names[uid]: calendar.built(source.reading, place[uid])
        for uid, calendar in source.calendars.items()
        if (id(calendar) in used or uid in base) and source.names[uid] != ELAPSED_CALENDAR
    }


# -------------------------------------------------------------------------------------------------------------- links
def _links(source: Source, row: Row, by_uid: dict[str, Row]) -> Iterator[tuple[PlanLink, str]]:
    """The links into a task, each with its place."""
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
        elapsed = form in ELAPSED_FORMATS
        if form in PERCENT_FORMATS:
            counted = LagCalendar.ELAPSED if elapsed else LagCalendar.SUCCESSOR
            link = PlanLink(LinkSpec(before.code, row.code, relation, lag_calendar=counted), lag, own_calendar=elapsed)
            yield link, line(element)
            continue
        per_day = Decimal(24) if elapsed else row.calendar.hours
        days = reading.days(Decimal(lag) / 600, per_day, what, f"{line(element)}: LinkLag")
        counted = LagCalendar.ELAPSED if elapsed else LagCalendar.SUCCESSOR if days else LagCalendar.PREDECESSOR
        link = PlanLink(LinkSpec(before.code, row.code, relation, days, counted), own_calendar=elapsed or not days)
        yield link, line(element)


# ------------------------------------------------------------------------------------------------ resources, baselines
def _resources(source: Source, by_uid: dict[str, Row]) -> tuple[tuple[Resource, ...], dict[str, dict[str, float]]]:
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


def _baselines(source: Source, rows: Sequence[Row]) -> Iterator[Baseline]:
    """The baselines, by number, of the tasks that they hold."""
    dates: dict[int, dict[str, tuple[date, date]]] = {}
    for row in rows:
        for element in row.element.iterfind("Baseline"):
            start = source.day(element, "Start", "start", row.calendar.ends)
            finish = source.day(element, "Finish", "finish", row.calendar.ends)
            number = source.integer(element, "Number", 0)
            if start and finish:
                dates.setdefault(number, {})[row.code] = (start, max(start, finish))
            else:
                source.reading.leave(_unplanned, f"{baseline_name(number)}: {row.code}")
    yield from (Baseline(baseline_name(number), dates[number]) for number in sorted(dates))


# --------------------------------------------------------------------------------------------------- what is not kept
def _unkept(source: Source, rows: Sequence[Row]) -> None:
    """Note every field that says something and has no counterpart, with how often it does."""
    found: Counter[str] = Counter()
    for row in rows:
        found.update(f"Task/{child.tag}" for child in row.element if child.tag not in KEPT | COMPUTED and _says(child))
        for link in row.element.iterfind("PredecessorLink"):
            found.update(f"PredecessorLink/{child.tag}" for child in link if child.tag not in LINK_FIELDS and _says(child))
        for kept in row.element.iterfind("Baseline"):
            found.update(f"Baseline/{child.tag}" for child in kept if child.tag not in BASELINE_FIELDS and _says(child))
    for name, telling in (("Resource", RESOURCE_TELLING), ("Assignment", ASSIGNMENT_TELLING)):
        for element in source.root.iterfind(f"{name}s/{name}"):
            found.update(f"{name}/{child.tag}" for child in element if child.tag in telling and _says(child))
    found.update(child.tag for child in source.root if child.tag not in SECTIONS | PROJECT_FIELDS and _says(child))
    for name in sorted(found):
        source.reading.leave(unkept, f"{name} ({found[name]})")


def _says(element: Element) -> bool:
    return len(element) > 0 or (element.text or "").strip() not in EMPTY


def _from_finish(items: str) -> Message:
    return _("the file plans backwards from {items}; here tasks begin as soon as they may", items=items)


def _unplanned(items: str) -> Message:
    return _("baseline dates of tasks that are not planned here, or that lack a day, are not kept: {items}", items=items)

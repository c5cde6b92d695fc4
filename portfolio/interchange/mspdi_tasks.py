"""The tasks of Microsoft Project's XML as tasks of a plan."""

from datetime import date
from decimal import Decimal

from governance.messages import Message, _
from portfolio.interchange.mspdi_source import Row, Source
from portfolio.interchange.mspdi_words import (
    ELAPSED_FORMATS,
    KINDS,
    ON_FINISH,
)
from portfolio.interchange.planfile import (
    ELAPSED_CALENDAR,
    PlanTask,
    Stated,
)
from portfolio.interchange.xmltree import line, text
from portfolio.model import ConstraintKind as Kind
from portfolio.network import Due, TaskSpec


def rows_of(source: Source) -> list[Row]:
    """The tasks to plan, each with what it is part of; the file orders them and says how deep each lies."""
    rows: list[Row] = []
    above: list[Row] = []
    seen: set[str] = set()
    for element in source.root.iterfind("Tasks/Task"):
        uid, level = text(element, "UID"), source.integer(element, "OutlineLevel", 1)
        if (uid == "0" and level == 0) or text(element, "IsNull") in ("1", "true"):
            continue
        if not uid or uid in seen:
            source.reading.wrong(
                f"{line(element)}: UID", _("a task needs a UID of its own, and this one has {uid}", uid=repr(uid))
            )
            continue
        seen.add(uid)
        if text(element, "Active") in ("0", "false") or text(element, "ExternalTask") in ("1", "true"):
            source.reading.leave(_elsewhere, text(element, "Name") or uid)
            continue
        del above[max(0, level - 1) :]
        row = Row(element, uid, above[-1] if above else None)
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


def task_of(source: Source, row: Row) -> PlanTask:
    """The task of a row."""
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


def _length(source: Source, row: Row) -> tuple[str, int, int | None]:
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


def _constraints(source: Source, row: Row) -> tuple[tuple[Kind, date | None], ...]:
    kind = KINDS[source.code_of("ConstraintType", "constraint types 0 to 7", range(len(KINDS)), row.element, 0)]
    if kind is Kind.ASAP:
        return ()
    if kind is Kind.ALAP:
        return ((kind, None),)
    day = source.day(row.element, "ConstraintDate", "finish" if kind in ON_FINISH else "start", row.calendar.ends)
    if day is None:
        source.reading.wrong(line(row.element), _("{type} takes a day: give it one", type=kind.value))
    return ((kind, day),)


def _stated(source: Source, row: Row) -> Stated | None:
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


def _elsewhere(items: str) -> Message:
    return _("tasks that are inactive, or belong to another project, are not planned: {items}", items=items)


def _by_hand(items: str) -> Message:
    return _("tasks whose dates the file sets by hand are dated by their links and constraints here: {items}", items=items)


def _long_milestone(items: str) -> Message:
    return _("tasks that are called milestones but take time are planned as work: {items}", items=items)

"""A plan as Microsoft Project's XML. What the format cannot say is told, not hidden."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from governance.messages import Message, _
from portfolio.checks import place
from portfolio.interchange.foreign import EVENING, HOURS, MORNING, WORKED, Reading
from portfolio.interchange.mspdi_words import (
    DAYS,
    ELAPSED_DAYS,
    ELAPSED_PERCENT,
    KINDS,
    MOST_BASELINES,
    NAMESPACE,
    ON_FINISH,
    PERCENT,
    RELATIONS,
    baseline_name,
    baseline_numbers,
)
from portfolio.interchange.planfile import ELAPSED_CALENDAR, PlanFile, PlanLink, PlanTask
from portfolio.interchange.writing import in_outline, kept_constraints, no_longer, say_unwritten, written_calendars
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar
from portfolio.schedule import Schedule
from portfolio.workcalendar import WEEK, WorkCalendar

_TENTHS = 600  # of a minute in an hour


def write(plan: PlanFile, schedule: Schedule | None = None) -> bytes:
    """The file. With a schedule it holds the computed dates and floats too.

    A day worked is written as eight hours, 8–12 and 13–17.
    """
    root = _built(plan, schedule, Reading())
    indent(root, " ")
    out = BytesIO()
    ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue()


def unwritten(plan: PlanFile) -> tuple[Message, ...]:
    """What of a plan the file does not hold."""
    notes = Reading()
    _built(plan, None, notes)
    return notes.finish()


def _built(plan: PlanFile, schedule: Schedule | None, notes: Reading) -> Element:
    root = Element("Project", xmlns=NAMESPACE)
    calendars = written_calendars(plan)
    uid_of = {code: str(i) for i, code in enumerate(calendars, start=1)}
    _settings(root, plan, uid_of)
    _calendars(root, calendars, uid_of)
    rows = in_outline(plan)
    numbers = {task.code: str(i) for i, (task, _level, _summary) in enumerate(rows, start=1)}
    numbered = baseline_numbers(baseline.name for baseline in plan.baselines)
    on = {task.code: task.spec.calendar or plan.calendar for task in plan.tasks}
    links: dict[str, list[PlanLink]] = defaultdict(list)
    for link in plan.links:
        links[link.spec.successor].append(link)
    tasks = SubElement(root, "Tasks")
    for task, level, summary in rows:
        element = SubElement(tasks, "Task")
        _task(element, task, (numbers[task.code], level, summary), uid_of, notes)
        if schedule:
            _dates(element, schedule, task.code)
        for link in links[task.code]:
            if not _on_successors_days(link, plan.calendar, on):
                notes.leave(_other_lag, place(link.spec))
            _link(SubElement(element, "PredecessorLink"), link, numbers)
        _promised(element, plan, task.code, numbered)
    _resources(root, plan, numbers)
    _unwritten(plan, notes)
    return root


def _settings(root: Element, plan: PlanFile, uid_of: dict[str, str]) -> None:
    """What holds for the whole plan."""
    _fields(
        root,
        ("SaveVersion", "14"),
        ("Name", plan.title or "plan"),
        ("Title", plan.title),
        ("ScheduleFromStart", "1"),
        ("StartDate", _at(_start(plan), MORNING)),
        ("StatusDate", _at(plan.data_date, MORNING)),
        ("CalendarUID", uid_of[plan.calendar]),
        ("DefaultStartTime", str(MORNING)),
        ("DefaultFinishTime", str(EVENING)),
        ("MinutesPerDay", str(HOURS * 60)),
        ("MinutesPerWeek", str(HOURS * 300)),
        ("DaysPerMonth", "20"),
    )


def _start(plan: PlanFile) -> date | None:
    """The day before which nothing begins: the first of those of programmes that have their own."""
    own = {plan.starts.get(group, plan.start) for group in {task.spec.group for task in plan.tasks}}
    return min((day for day in own if day), default=plan.start)


def _fields(element: Element, *pairs: tuple[str, str]) -> None:
    """Children with text; none for empty texts. XML cannot hold control characters: they become spaces."""
    for name, said in pairs:
        if said:
            SubElement(element, name).text = "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in said)


def _at(day: date | None, when: time) -> str:
    return "" if day is None else datetime.combine(day, when).isoformat()


def _hours(hours: int) -> str:
    return f"PT{hours}H0M0S"


def _promised(element: Element, plan: PlanFile, task: str, numbered: Mapping[str, int]) -> None:
    """The dates that baselines hold of a task."""
    for baseline in plan.baselines:
        number = numbered[baseline.name]
        if task in baseline.dates and number < MOST_BASELINES:
            first, last = baseline.dates[task]
            made = SubElement(element, "Baseline")
            _fields(made, ("Number", str(number)), ("Start", _at(first, MORNING)), ("Finish", _at(last, EVENING)))


# ---------------------------------------------------------------------------------------------------------- calendars
def _calendars(root: Element, calendars: dict[str, WorkCalendar], uid_of: dict[str, str]) -> None:
    all_of_them = SubElement(root, "Calendars")
    for code, calendar in calendars.items():
        element = SubElement(all_of_them, "Calendar")
        _fields(element, ("UID", uid_of[code]), ("Name", code), ("IsBaseCalendar", "1"), ("BaseCalendarUID", "-1"))
        days = SubElement(element, "WeekDays")
        for number in range(1, WEEK + 1):
            day = SubElement(days, "WeekDay")
            _fields(day, ("DayType", str(number)))
            _worked(day, calendar.week[(number - 2) % WEEK] == "1")
        exceptions = SubElement(element, "Exceptions") if calendar.closed | calendar.opened else element
        for day_off in sorted(calendar.closed | calendar.opened):
            exception = SubElement(exceptions, "Exception")
            _fields(exception, ("EnteredByOccurrences", "0"))
            period = SubElement(exception, "TimePeriod")
            _fields(period, ("FromDate", _at(day_off, time.min)), ("ToDate", _at(day_off, time(23, 59))))
            _fields(exception, ("Occurrences", "1"), ("Name", day_off.isoformat()), ("Type", "1"))
            _worked(exception, day_off in calendar.opened)


def _worked(element: Element, works: bool) -> None:
    _fields(element, ("DayWorking", str(int(works))))
    if works:
        times = SubElement(element, "WorkingTimes")
        for begin, end in WORKED:
            _fields(SubElement(times, "WorkingTime"), ("FromTime", str(begin)), ("ToTime", str(end)))


# -------------------------------------------------------------------------------------------------------------- tasks
def _task(element: Element, task: PlanTask, row: tuple[str, int, bool], uid_of: dict[str, str], notes: Reading) -> None:
    spec, (number, level, summary) = task.spec, row
    constraint = kept_constraints(task, 1, notes)
    kind, day = constraint[0] if constraint else (Kind.ASAP, None)
    elapsed = spec.calendar == ELAPSED_CALENDAR
    per_day = 24 if elapsed else HOURS
    remaining = 0 if spec.finished else spec.remaining
    if remaining is None and not spec.started:
        remaining = spec.duration
    _fields(
        element,
        ("UID", number),
        ("ID", number),
        ("Name", task.title or task.code),
        ("Active", "1"),
        ("Manual", "0"),
        ("Type", "1"),
        ("WBS", task.code),
        ("OutlineLevel", str(level)),
        ("Duration", _hours(spec.duration * per_day)),
        ("DurationFormat", str(ELAPSED_DAYS if elapsed else DAYS)),
        ("EffortDriven", "0"),
        ("Estimated", "0"),
        ("Milestone", str(int(spec.duration == 0 and not summary))),
        ("Summary", str(int(summary))),
        ("PercentComplete", str(_percent(task))),
        ("ActualStart", _at(spec.actual_start, MORNING)),
        ("ActualFinish", _at(spec.actual_finish, EVENING)),
        ("ActualDuration", "" if remaining is None else _hours(max(0, spec.duration - remaining) * per_day)),
        ("RemainingDuration", "" if remaining is None else _hours(remaining * per_day)),
        ("ConstraintType", str(KINDS.index(kind))),
        ("CalendarUID", uid_of[spec.calendar] if spec.calendar and not elapsed else "-1"),
        ("ConstraintDate", _at(day, EVENING if kind in ON_FINISH else MORNING)),
        ("Deadline", _at(spec.binding_deadline, EVENING)),
    )


def _percent(task: PlanTask) -> int:
    """How much is done, rounded so that only what is finished counts as all."""
    spec = task.spec
    if spec.finished:
        return 100
    if not spec.started or spec.remaining is None or not spec.duration:
        return 0
    return min(99, max(0, (spec.duration - spec.remaining) * 100 // spec.duration))


def _dates(element: Element, schedule: Schedule, code: str) -> None:
    dates = schedule.tasks[code]
    if dates.undated:
        return
    hours = 24 if schedule.network.tasks[code].calendar == ELAPSED_CALENDAR else HOURS
    _fields(
        element,
        ("Start", _at(dates.early_start, MORNING)),
        ("Finish", _at(dates.early_finish, EVENING)),
        ("EarlyStart", _at(dates.early_start, MORNING)),
        ("EarlyFinish", _at(dates.early_finish, EVENING)),
        ("LateStart", _at(dates.late_start, MORNING)),
        ("LateFinish", _at(dates.late_finish, EVENING)),
        ("Critical", str(int(dates.critical))),
        ("FreeSlack", str(dates.free_float * hours * _TENTHS)),
        ("TotalSlack", str(dates.total_float * hours * _TENTHS)),
    )


def _link(element: Element, link: PlanLink, numbers: Mapping[str, str]) -> None:
    spec = link.spec
    elapsed = spec.lag_calendar is LagCalendar.ELAPSED
    lag = spec.lag * (24 if elapsed else HOURS) * _TENTHS if link.percent is None else link.percent
    form = ELAPSED_DAYS if elapsed else DAYS
    if link.percent is not None:
        form = ELAPSED_PERCENT if elapsed else PERCENT
    _fields(
        element,
        ("PredecessorUID", numbers[spec.predecessor]),
        ("Type", str(RELATIONS.index(spec.relation))),
        ("CrossProject", "0"),
        ("LinkLag", str(lag)),
        ("LagFormat", str(form)),
    )


def _on_successors_days(link: PlanLink, default: str, on: Mapping[str, str]) -> bool:
    """Whether a lag counts on the days on which Microsoft Project would count it: elapsed ones, or the successor's."""
    successors = on[link.spec.successor]
    counted = {LagCalendar.PREDECESSOR: on[link.spec.predecessor], LagCalendar.PLAN: default}
    return not (link.spec.lag or link.percent) or counted.get(link.spec.lag_calendar, successors) == successors


def _resources(root: Element, plan: PlanFile, numbers: dict[str, str]) -> None:
    if not plan.resources:
        return
    uid_of = {resource.code: str(i) for i, resource in enumerate(plan.resources, start=1)}
    resources, assignments = SubElement(root, "Resources"), SubElement(root, "Assignments")
    for resource in plan.resources:
        most = "" if resource.capacity is None else f"{resource.capacity:g}"
        _fields(
            SubElement(resources, "Resource"),
            ("UID", uid_of[resource.code]),
            ("ID", uid_of[resource.code]),
            ("Name", resource.code),
            ("Type", "1"),
            ("MaxUnits", most),
        )
    pairs = [(task.code, code, units) for task in plan.tasks for code, units in sorted(task.uses.items())]
    for number, (task, code, units) in enumerate(pairs, start=1):
        _fields(
            SubElement(assignments, "Assignment"),
            ("UID", str(number)),
            ("TaskUID", numbers[task]),
            ("ResourceUID", uid_of[code]),
            ("Units", f"{units:g}"),
        )


# ---------------------------------------------------------------------------------------------- what the file cannot say
def _unwritten(plan: PlanFile, notes: Reading) -> None:
    say_unwritten(plan, notes)
    for group in sorted({task.spec.group for task in plan.tasks} - {""}):
        notes.leave(_groups, group)
    for resource in plan.resources:
        if resource.title not in ("", resource.code):
            notes.leave(_titles, resource.code)
    usual = [baseline_name(number) for number in range(MOST_BASELINES)]
    codes = {task.code for task in plan.tasks}
    for baseline in plan.baselines:
        if baseline.name not in usual or baseline.document or not baseline.dates:
            notes.leave(_baselines, baseline.name)
        for gone in sorted(set(baseline.dates) - codes):
            notes.leave(no_longer, f"{baseline.name}: {gone}")


def _other_lag(items: str) -> Message:
    return _("Microsoft Project counts lags on the successor's days, these links count elsewhere: {items}", items=items)


def _groups(items: str) -> Message:
    return _(
        "the file holds one project: which task belongs to which programme, and when each begins, is not written: {items}",
        items=items,
    )


def _titles(items: str) -> Message:
    return _("resources are written by their code, without a title: {items}", items=items)


def _baselines(items: str) -> Message:
    return _("baselines are written by number, eleven at most, with dates only: {items}", items=items)

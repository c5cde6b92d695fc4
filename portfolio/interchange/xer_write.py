"""A plan as one of Primavera P6's exchange files. What the format cannot say is told, not hidden."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from governance.messages import Message, _
from portfolio.checks import place
from portfolio.interchange.foreign import EVENING, HOURS, MORNING, WORKED, Reading
from portfolio.interchange.planfile import ELAPSED_CALENDAR, PlanFile, PlanLink, PlanTask, lag_of
from portfolio.interchange.writing import in_outline, kept_constraints, say_unwritten, written_calendars
from portfolio.interchange.xer_calendars import written_hours
from portfolio.interchange.xer_words import ALL_DAY, DEADLINE, KEPT, KINDS, LAGS, ON_FINISH
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar
from portfolio.network import TaskSpec
from portfolio.schedule import Schedule
from portfolio.workcalendar import ELAPSED, WorkCalendar

_CONSTRAINTS = {kind: name for name, kind in KINDS.items()}
_OPTIONS = {counted: name for name, counted in LAGS.items()}
_ORDER = (
    "PROJECT",
    "CALENDAR",
    "SCHEDOPTIONS",
    "PROJWBS",
    "RSRC",
    "RSRCRATE",
    "TASK",
    "TASKPRED",
    "TASKRSRC",
    "UDFTYPE",
    "UDFVALUE",
)
_TWO = 2  # constraints that an activity holds
Row = Mapping[str, object]


@dataclass
class _Sink:
    """A plan on its way to being a file."""

    plan: PlanFile
    schedule: Schedule | None
    notes: Reading = field(default_factory=Reading)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in _ORDER})
    calendars: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)  # group → id
    groups: dict[str, int] = field(default_factory=dict)  # code of a summary → WBS id
    tasks: dict[str, int] = field(default_factory=dict)
    calendar_of: dict[str, str] = field(default_factory=dict)  # task → code of its calendar
    spec_of: dict[str, TaskSpec] = field(default_factory=dict)

    def add(self, table: str, **values: object) -> None:
        """Put a row into a table."""
        self.rows[table].append(values)

    def day(self, day: date | None, end: str, calendar: str = "") -> str:
        """A day's beginning or end, as its calendar has it."""
        if day is None:
            return ""
        if calendar == ELAPSED_CALENDAR:
            at = datetime.combine(day, time.min) + timedelta(end == "finish")
        else:
            at = datetime.combine(day, MORNING if end == "start" else EVENING)
        return at.strftime("%Y-%m-%d %H:%M").zfill(16)


def write(plan: PlanFile, schedule: Schedule | None = None) -> bytes:
    """The file. With a schedule it holds the computed dates and floats too. A day worked is written as eight hours."""
    sink = _filled(plan, schedule)
    today = plan.data_date or plan.start or min(plan.starts.values(), default=None)
    head = (
        "ERMHDR",
        "19.12",
        "" if today is None else today.isoformat(),
        "Project",
        "egov",
        "egov",
        "egov",
        "Project Management",
        "",
    )
    lines = ["\t".join(head)]
    for table, rows in sink.rows.items():
        if rows:
            columns = KEPT[table].split()
            lines += [f"%T\t{table}", "\t".join(("%F", *columns))]
            lines += ["\t".join(("%R", *(_cell(row.get(column, "")) for column in columns))) for row in rows]
    return ("\r\n".join([*lines, "%E"]) + "\r\n").encode()


def unwritten(plan: PlanFile) -> tuple[Message, ...]:
    """What of a plan the file does not hold."""
    return _filled(plan, None).notes.finish()


def _cell(value: object) -> str:
    return "".join(" " if c < " " or c == "\x7f" else c for c in str(value))


def _filled(plan: PlanFile, schedule: Schedule | None) -> _Sink:
    sink = _Sink(plan, schedule)
    rows = in_outline(plan)
    sink.calendar_of = {task.code: task.spec.calendar or plan.calendar for task in plan.tasks}
    sink.spec_of = {task.code: task.spec for task in plan.tasks}
    _calendars(sink)
    counted = _counted(sink)
    for number, group in enumerate(sorted({task.spec.group for task in plan.tasks} or {""}), start=1):
        sink.projects[group] = number
        _project(sink, group, _OPTIONS[counted])
    for task, _level, summary in rows:
        if summary:
            _summary(sink, task)
    for task, _level, summary in rows:
        if not summary:
            sink.tasks[task.code] = len(sink.tasks) + 1
            _activity(sink, task)
    for link in plan.links:
        _link(sink, link, counted)
    _resources(sink)
    for number, baseline in enumerate(plan.baselines, start=len(sink.projects) + 1):
        _baseline(sink, number, baseline.name, baseline.dates)
        if baseline.document:
            sink.notes.leave(_documents, baseline.name)
    say_unwritten(plan, sink.notes)
    return sink


def _calendars(sink: _Sink) -> None:
    calendars: dict[str, WorkCalendar] = written_calendars(sink.plan)
    if ELAPSED_CALENDAR in sink.calendar_of.values():
        calendars.setdefault(ELAPSED_CALENDAR, ELAPSED)
    for number, (code, calendar) in enumerate(calendars.items(), start=1):
        sink.calendars[code] = number
        spans = ALL_DAY if code == ELAPSED_CALENDAR else WORKED
        sink.add("CALENDAR", clndr_id=number, clndr_name=code, clndr_type="CA_Base", clndr_data=written_hours(calendar, spans))


def _counted(sink: _Sink) -> LagCalendar:
    """What the file's lags count on: what most of the plan's lags do."""
    lags = Counter(link.spec.lag_calendar for link in sink.plan.links if link.spec.lag or link.percent)
    return max(sorted(lags), key=lambda counted: lags[counted], default=LagCalendar.PREDECESSOR)


def _project(sink: _Sink, group: str, lags: str) -> None:
    plan, number = sink.plan, sink.projects[group]
    start = plan.starts.get(group, plan.start or plan.data_date)
    sink.add(
        "PROJECT",
        proj_id=number,
        proj_short_name=group or plan.title or "PLAN",
        clndr_id=sink.calendars[plan.calendar],
        plan_start_date=sink.day(start, "start", plan.calendar),
        last_recalc_date=sink.day(plan.data_date or start, "start", plan.calendar),
    )
    sink.add(
        "SCHEDOPTIONS",
        proj_id=number,
        sched_calendar_on_relationship_lag=lags,
        sched_retained_logic="Y",
        sched_progress_override="N",
    )
    name = group or plan.title or "PLAN"
    sink.add("PROJWBS", wbs_id=number, proj_id=number, proj_node_flag="Y", wbs_short_name=name, wbs_name=name)


def _summary(sink: _Sink, task: PlanTask) -> None:
    spec = task.spec
    # WBS ids follow those of the projects' own elements
    number = sink.groups[task.code] = len(sink.plan.tasks) + len(sink.groups) + 1
    sink.add(
        "PROJWBS",
        wbs_id=number,
        proj_id=sink.projects[spec.group],
        proj_node_flag="N",
        wbs_short_name=task.code,
        wbs_name=task.title or task.code,
        parent_wbs_id=_under(sink, task),
    )
    if spec.constraints or spec.deadlines:
        sink.notes.leave(_groups_dates, task.code)


def _under(sink: _Sink, task: PlanTask) -> int:
    return sink.groups.get(task.spec.parent or "", sink.projects[task.spec.group])


def _activity(sink: _Sink, task: PlanTask) -> None:
    spec, number, calendar = task.spec, sink.tasks[task.code], sink.calendar_of[task.code]
    hours = 24 if calendar == ELAPSED_CALENDAR else HOURS
    constraints: list[tuple[Kind, date | None]] = list(kept_constraints(task, _TWO, sink.notes))
    due = spec.binding_deadline
    if due and len(constraints) < _TWO:
        constraints.append((Kind.FNLT, due))
    written = {}
    for (kind, day), mark in zip(constraints, ("", "2")):
        written[f"cstr_type{mark}"] = _CONSTRAINTS[kind]
        written[f"cstr_date{mark}"] = sink.day(day, "finish" if kind in ON_FINISH else "start", calendar)
    remaining: int | None = 0 if spec.finished else spec.remaining
    if remaining is None and not spec.started:
        remaining = spec.duration
    sink.add(
        "TASK",
        task_id=number,
        proj_id=sink.projects[spec.group],
        wbs_id=_under(sink, task),
        clndr_id=sink.calendars[calendar],
        task_code=task.code,
        task_name=task.title or task.code,
        task_type="TT_Task" if spec.duration else "TT_FinMile",
        status_code="TK_Complete" if spec.finished else "TK_Active" if spec.started else "TK_NotStart",
        target_drtn_hr_cnt=spec.duration * hours,
        remain_drtn_hr_cnt="" if remaining is None else remaining * hours,
        act_start_date=sink.day(spec.actual_start, "start", calendar),
        act_end_date=sink.day(spec.actual_finish, "finish", calendar),
        **written,
        **_computed(sink, task.code, calendar, hours),
    )
    if due:
        if not sink.rows["UDFTYPE"]:
            what = {"udf_type_name": "user_field_1", "udf_type_label": DEADLINE, "logical_data_type": "FT_END_DATE"}
            sink.add("UDFTYPE", udf_type_id=1, table_name="TASK", **what)
        sink.add(
            "UDFVALUE", udf_type_id=1, fk_id=number, proj_id=sink.projects[spec.group], udf_date=sink.day(due, "finish", calendar)
        )


def _computed(sink: _Sink, code: str, calendar: str, hours: int) -> Row:
    if sink.schedule is None:
        return {}
    dates = sink.schedule.tasks[code]
    return {
        "early_start_date": sink.day(dates.early_start, "start", calendar),
        "early_end_date": sink.day(dates.early_finish, "finish", calendar),
        "late_start_date": sink.day(dates.late_start, "start", calendar),
        "late_end_date": sink.day(dates.late_finish, "finish", calendar),
        "total_float_hr_cnt": dates.total_float * hours,
        "free_float_hr_cnt": dates.free_float * hours,
    }


def _link(sink: _Sink, link: PlanLink, counted: LagCalendar) -> None:
    spec = link.spec
    if spec.predecessor not in sink.tasks or spec.successor not in sink.tasks:
        sink.notes.leave(_groups_links, place(spec))
        return
    days = lag_of(link, sink.spec_of[spec.predecessor].duration)
    if link.percent:
        sink.notes.leave(_percents, place(spec))
    if days and _on(sink, link, spec.lag_calendar) != _on(sink, link, counted):
        sink.notes.leave(_other_lags, place(spec))
    hours = 24 if _on(sink, link, counted) == ELAPSED_CALENDAR else HOURS
    sink.add(
        "TASKPRED",
        task_pred_id=len(sink.rows["TASKPRED"]) + 1,
        task_id=sink.tasks[spec.successor],
        pred_task_id=sink.tasks[spec.predecessor],
        proj_id=sink.projects[sink.spec_of[spec.successor].group],
        pred_proj_id=sink.projects[sink.spec_of[spec.predecessor].group],
        pred_type=f"PR_{spec.relation.value}",
        lag_hr_cnt=days * hours,
    )


def _on(sink: _Sink, link: PlanLink, counted: LagCalendar) -> str:
    """The code of the calendar that a lag counts on, were it counted so."""
    match counted:
        case LagCalendar.PREDECESSOR:
            return sink.calendar_of[link.spec.predecessor]
        case LagCalendar.SUCCESSOR:
            return sink.calendar_of[link.spec.successor]
        case LagCalendar.PLAN:
            return sink.plan.calendar
    return ELAPSED_CALENDAR


def _resources(sink: _Sink) -> None:
    numbers = {resource.code: i for i, resource in enumerate(sink.plan.resources, start=1)}
    for resource in sink.plan.resources:
        number = numbers[resource.code]
        sink.add("RSRC", rsrc_id=number, rsrc_short_name=resource.code, rsrc_name=resource.title or resource.code)
        if resource.capacity is not None:
            sink.add("RSRCRATE", rsrc_id=number, max_qty_per_hr=f"{resource.capacity:g}")
    for task in sink.plan.tasks:
        for code, units in sorted(task.uses.items()):
            if task.code in sink.tasks and code in numbers:
                sink.add(
                    "TASKRSRC",
                    taskrsrc_id=len(sink.rows["TASKRSRC"]) + 1,
                    task_id=sink.tasks[task.code],
                    proj_id=sink.projects[task.spec.group],
                    rsrc_id=numbers[code],
                    target_qty_per_hr=f"{units:g}",
                )


def _baseline(sink: _Sink, number: int, name: str, dates: Mapping[str, tuple[date, date]]) -> None:
    """A copy of the first project that keeps dates as they were planned."""
    sink.add("PROJECT", proj_id=number, orig_proj_id=1, proj_short_name=name, clndr_id=sink.calendars[sink.plan.calendar])
    root = 2 * len(sink.plan.tasks) + number
    sink.add("PROJWBS", wbs_id=root, proj_id=number, proj_node_flag="Y", wbs_short_name=name, wbs_name=name)
    for i, (code, (first, last)) in enumerate(sorted(dates.items()), start=1):
        if code not in sink.tasks:
            sink.notes.leave(_groups_baselines, f"{name}: {code}")
            continue
        calendar = sink.calendar_of[code]
        sink.add(
            "TASK",
            task_id=number * (len(sink.plan.tasks) + 1) + i,
            proj_id=number,
            wbs_id=root,
            clndr_id=sink.calendars[calendar],
            task_code=code,
            task_type="TT_Task",
            target_start_date=sink.day(first, "start", calendar),
            target_end_date=sink.day(last, "finish", calendar),
        )


def _documents(items: str) -> Message:
    return _("the documents of baselines are not written: {items}", items=items)


def _groups_dates(items: str) -> Message:
    return _("a WBS element has no constraint and no deadline of its own; these are not written: {items}", items=items)


def _groups_links(items: str) -> Message:
    return _("a WBS element has no links; these are not written: {items}", items=items)


def _groups_baselines(items: str) -> Message:
    return _("baseline dates of groups follow from those of their parts and are not written: {items}", items=items)


def _percents(items: str) -> Message:
    return _("lags that are a percent of a duration are written as days: {items}", items=items)


def _other_lags(items: str) -> Message:
    return _("the file counts all lags on one kind of calendar; these count on another: {items}", items=items)

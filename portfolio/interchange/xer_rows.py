"""The rows of a plan in one of Primavera's exchange files: activities, links, resources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from governance.messages import Message, _
from portfolio.checks import place
from portfolio.interchange.foreign import EVENING, HOURS, MORNING, Reading
from portfolio.interchange.planfile import ELAPSED_CALENDAR, PlanFile, PlanLink, PlanTask, lag_of
from portfolio.interchange.writing import kept_constraints
from portfolio.interchange.xer_words import DEADLINE, KINDS, ON_FINISH
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar
from portfolio.network import TaskSpec
from portfolio.schedule import Schedule

_CONSTRAINTS = {kind: name for name, kind in KINDS.items()}
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
class Sink:
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


def activity(sink: Sink, task: PlanTask) -> None:
    """Put an activity into its table, and its deadline beside it."""
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
        wbs_id=under(sink, task),
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


def _computed(sink: Sink, code: str, calendar: str, hours: int) -> Row:
    dates = sink.schedule.tasks[code] if sink.schedule else None
    if dates is None or dates.undated:
        return {}
    return {
        "early_start_date": sink.day(dates.early_start, "start", calendar),
        "early_end_date": sink.day(dates.early_finish, "finish", calendar),
        "late_start_date": sink.day(dates.late_start, "start", calendar),
        "late_end_date": sink.day(dates.late_finish, "finish", calendar),
        "total_float_hr_cnt": dates.total_float * hours,
        "free_float_hr_cnt": dates.free_float * hours,
    }


def link_row(sink: Sink, link: PlanLink, counted: LagCalendar) -> None:
    """Put a link into its table; ``counted`` is what the file's lags count on."""
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


def _on(sink: Sink, link: PlanLink, counted: LagCalendar) -> str:
    """The code of the calendar that a lag counts on, were it counted so."""
    match counted:
        case LagCalendar.PREDECESSOR:
            return sink.calendar_of[link.spec.predecessor]
        case LagCalendar.SUCCESSOR:
            return sink.calendar_of[link.spec.successor]
        case LagCalendar.PLAN:
            return sink.plan.calendar
    return ELAPSED_CALENDAR


def resources(sink: Sink) -> None:
    """Put the resources and their use into their tables."""
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


def _percents(items: str) -> Message:
    return _("lags that are a percent of a duration are written as days: {items}", items=items)


def _other_lags(items: str) -> Message:
    return _("the file counts all lags on one kind of calendar; these count on another: {items}", items=items)


def _groups_links(items: str) -> Message:
    return _("a WBS element has no links; these are not written: {items}", items=items)


def under(sink: Sink, task: PlanTask) -> int:
    """The id of the WBS element that a task lies under."""
    return sink.groups.get(task.spec.parent or "", sink.projects[task.spec.group])

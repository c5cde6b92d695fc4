"""An exchange file of Primavera on its way to being a plan: its tables, projects, calendars and days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from governance.messages import Message, _
from portfolio.interchange.foreign import End, FileCalendar, Reading, day_of
from portfolio.interchange.planfile import (
    DEFAULT_CALENDAR,
    ELAPSED_CALENDAR,
)
from portfolio.interchange.xer_calendars import read_hours
from portfolio.interchange.xer_tables import Row, Tables
from portfolio.workcalendar import WorkCalendar


@dataclass
class Source:
    """A file on its way to being a plan."""

    tables: Tables
    reading: Reading
    calendars: dict[str, FileCalendar] = field(default_factory=dict)  # by id
    names: dict[str, str] = field(default_factory=dict)  # calendar id → its code in the plan
    projects: dict[str, Row] = field(default_factory=dict)  # by id, without baselines
    groups: dict[str, str] = field(default_factory=dict)  # project id → group
    lags: dict[str, str] = field(default_factory=dict)  # project id → what its lags count on
    planned: list[Row] = field(default_factory=list)  # the activities to plan
    wbs: list[Row] = field(default_factory=list)  # the WBS elements that hold them

    @cached_property
    def of_task(self) -> Mapping[str, FileCalendar]:
        """The calendar of each task by its id."""
        return {row("task_id"): self.on(row) for row in self.tables["TASK"]}

    def day(self, row: Row, column: str, end: End, calendar: FileCalendar) -> date | None:
        """The day that a cell says."""
        at = self.reading.instant(row(column), f"{row.place}: {column}") if row(column) else None
        return None if at is None else day_of(at, end, calendar.ends)

    def number(self, row: Row, column: str) -> Decimal:
        """The number that a cell says; 0 if it is empty."""
        return self.reading.number(row(column), f"{row.place}: {column}") if row(column) else Decimal(0)

    def default(self, project: str) -> str:
        """The id of a project's own calendar."""
        return self.projects[project]("clndr_id") if project in self.projects else ""

    def on(self, task: Row) -> FileCalendar:
        """The calendar of a task."""
        own = self.calendars.get(task("clndr_id")) or self.calendars.get(self.default(task("proj_id")))
        return own or FileCalendar(DEFAULT_CALENDAR, [])


def projects(source: Source) -> None:
    """Find the projects, what their tasks are grouped by, and what their lags count on."""
    for row in source.tables["PROJECT"]:
        if not row("orig_proj_id"):
            source.projects[row("proj_id")] = row
    if not source.projects:
        source.reading.wrong("PROJECT", _("the file holds no project"))
    for number, row in source.projects.items():
        source.groups[number] = (row("proj_short_name") or number) if len(source.projects) > 1 else ""
    for option in source.tables["SCHEDOPTIONS"]:
        source.lags[option("proj_id")] = option("sched_calendar_on_relationship_lag")
        if option("sched_progress_override") == "Y" and option("sched_retained_logic") != "Y":
            source.reading.leave(_override, option("proj_id"))


def calendars(source: Source) -> dict[str, WorkCalendar]:
    """The calendars of the plan by code; all of the file's are kept with their hours to count by."""
    rows = {row("clndr_id"): row for row in source.tables["CALENDAR"]}
    used = {row("clndr_id") for table in ("TASK", "PROJECT") for row in source.tables[table]}
    times = Counter(row("clndr_name") for row in rows.values())
    built = {}
    for number, row in rows.items():
        base = rows.get(row("base_clndr_id"))
        above = read_hours(base("clndr_name"), base("clndr_data"), None, source.reading, base.place) if base else None
        name = row("clndr_name") or number
        calendar = read_hours(name, row("clndr_data"), above, source.reading, row.place)
        source.calendars[number] = calendar
        code = name if times[row("clndr_name")] == 1 else f"{name} #{number}"
        whole = code == ELAPSED_CALENDAR and all(calendar.week) and not calendar.days and calendar.hours == 24
        source.names[number] = code if whole or code != ELAPSED_CALENDAR else f"{name} #{number}"
        if not whole and (number in used or row("clndr_type") != "CA_Rsrc"):
            built[source.names[number]] = calendar.built(source.reading, row.place)
    return built


def dates(source: Source) -> tuple[date | None, dict[str, date]]:
    """The data date, where work is on record or it lies after the start, and the start of each programme."""
    starts, status = {}, set[date]()
    begun = {row("proj_id") for row in source.planned if row("act_start_date") or row("status_code") == "TK_Complete"}
    for number, row in source.projects.items():
        calendar = source.calendars.get(row("clndr_id"), FileCalendar(DEFAULT_CALENDAR, []))
        start, today = (source.day(row, column, "start", calendar) for column in ("plan_start_date", "last_recalc_date"))
        if start or today:
            starts[source.groups[number]] = start or today or date.max
        if today and (today != start or number in begun):
            status.add(today)
    if len(status) > 1:
        source.reading.leave(_data_dates, ", ".join(str(day) for day in sorted(status)))
    return max(status, default=None), starts


def _override(items: str) -> Message:
    return _("the file schedules by progress override; ask for it when scheduling: project {items}", items=items)


def _data_dates(items: str) -> Message:
    return _("the projects have several data dates, the latest counts for all: {items}", items=items)

"""Primavera P6's exchange files (XER) as a plan: tables of tab-separated rows. Its constraints give way to logic as ours do,
but for the mandatory ones; lags count on the days that its scheduling options name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from governance.messages import Message, _
from portfolio.checks import place as link_place
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.foreign import MOST_BYTES, End, FileCalendar, Reading, day_of, loose, repeated, unkept
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
from portfolio.interchange.xer_calendars import read_hours
from portfolio.interchange.xer_tables import Row, Tables, tables_of
from portfolio.interchange.xer_words import (
    DEADLINE,
    KEPT,
    KINDS,
    LAGS,
    MANDATORY,
    MILESTONES,
    ON_FINISH,
    RELATIONS,
    SETTINGS,
    SPANNING,
    TELLING,
)
from portfolio.interchange.xer_write import unwritten, write
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar

__all__ = ["read", "unwritten", "write"]


@dataclass
class _Source:
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


def read(data: bytes) -> PlanFile:
    """The plan that a file holds. Codes are activity and WBS codes; each of several projects is a programme; copies of a project
    are its baselines.

    Raises
    ------
    InvalidError
        With every problem, each with its line, or if the file is no such file or too large.
    """
    if len(data) > MOST_BYTES:
        raise InvalidError([Problem("file", _("the file is larger than {most} bytes", most=MOST_BYTES))])
    source = _Source({}, Reading())
    source.tables = tables_of(data, source.reading)
    _projects(source)
    built = _calendars(source)
    source.planned, source.wbs = list(_planned(source)), _groups(source)
    codes = _codes(source)
    tasks = [*_summaries(source, codes), *_activities(source, codes)]
    links = [link for row in source.tables["TASKPRED"] for link in _link(source, row, codes)]
    links = _once(source, links)
    first = next(iter(source.projects.values()), None)
    status, starts = _dates(source)
    resources, uses = _resources(source, codes)
    _unkept(source)
    single = len(source.projects) == 1
    plan = PlanFile(
        tuple(replace(task, uses=uses.get(task.code, {})) for task in tasks),
        tuple(links),
        built,
        source.names.get(first("clndr_id"), DEFAULT_CALENDAR) if first else DEFAULT_CALENDAR,
        next(iter(starts.values()), None) if single else None,
        {} if single else starts,
        status,
        first("proj_short_name") if first and single else "",
        resources,
        tuple(_baselines(source, codes)),
        places={codes[row("task_id")]: row.place for row in source.planned},
    )
    return replace(plan, left_out=source.reading.finish())


# --------------------------------------------------------------------------------------------------- projects, calendars
def _projects(source: _Source) -> None:
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


def _calendars(source: _Source) -> dict[str, WorkCalendar]:
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


def _dates(source: _Source) -> tuple[date | None, dict[str, date]]:
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


# -------------------------------------------------------------------------------------------------------------- tasks
def _planned(source: _Source) -> Iterator[Row]:
    """The activities to plan: those of the projects themselves that do not merely span others."""
    for row in source.tables["TASK"]:
        if row("proj_id") not in source.projects:
            continue
        if row("task_type") in SPANNING:
            source.reading.leave(_spanning, row("task_code"))
        elif not row("task_id"):
            source.reading.wrong(row.place, _("an activity needs a {name}", name="task_id"))
        else:
            yield row


def _groups(source: _Source) -> list[Row]:
    """The WBS elements that hold activities, without the projects' own."""
    rows = {row("wbs_id"): row for row in source.tables["PROJWBS"] if row("proj_id") in source.projects}
    holding: set[str] = set()
    for task in source.tables["TASK"]:
        at = task("wbs_id") if task("task_type") not in SPANNING else ""
        while at in rows and at not in holding:
            holding.add(at)
            at = rows[at]("parent_wbs_id")
    for row in rows.values():
        if row("wbs_id") not in holding and row("proj_node_flag") != "Y":
            source.reading.leave(_empty, row("wbs_short_name"))
    return [row for row in rows.values() if row("wbs_id") in holding and row("proj_node_flag") != "Y"]


def _codes(source: _Source) -> dict[str, str]:
    """The codes by id, ``w`` before those of WBS elements: as written where they differ, else longer."""
    tasks, groups = source.planned, source.wbs
    parent = {row("wbs_id"): row for row in groups}

    def path(row: Row) -> str:
        names, seen = [row("wbs_short_name")], {row("wbs_id")}
        while (row := parent.get(row("parent_wbs_id"), row)) and row("wbs_id") not in seen:
            seen.add(row("wbs_id"))
            names.append(row("wbs_short_name"))
        return ".".join(reversed(names))

    times = Counter([row("task_code") for row in tasks] + [row("wbs_short_name") for row in groups])
    codes, taken = {}, set[str]()
    listed = [(row("task_id"), row("task_code"), f"{source.groups[row('proj_id')]}.{row('task_code')}") for row in tasks]
    listed += [("w" + row("wbs_id"), row("wbs_short_name"), path(row)) for row in groups]
    for number, short, long in listed:
        chosen = next((code for code in (short if times[short] == 1 else "", long.strip(".")) if code and code not in taken), "")
        codes[number] = chosen or f"#{number}"
        taken.add(codes[number])
    return codes


def _summaries(source: _Source, codes: Mapping[str, str]) -> Iterator[PlanTask]:
    for row in source.wbs:
        group = source.groups[row("proj_id")]
        spec = TaskSpec(codes["w" + row("wbs_id")], 0, group=group, parent=codes.get("w" + row("parent_wbs_id")))
        yield PlanTask(spec, row("wbs_name"))


def _activities(source: _Source, codes: Mapping[str, str]) -> Iterator[PlanTask]:
    due = _deadlines(source)
    seen: set[str] = set()
    for row in source.planned:
        if row("task_id") in seen:
            source.reading.wrong(row.place, _("two activities have the {name} {text}", name="task_id", text=row("task_id")))
            continue
        seen.add(row("task_id"))
        yield _activity(source, row, codes, due)


def _activity(source: _Source, row: Row, codes: Mapping[str, str], due: Mapping[str, Row]) -> PlanTask:
    calendar, code = source.on(row), codes[row("task_id")]
    duration, remaining = (
        source.reading.days(source.number(row, column), calendar.hours, f"{code} {column}", f"{row.place}: {column}")
        for column in ("target_drtn_hr_cnt", "remain_drtn_hr_cnt")
    )
    if row("task_type") in MILESTONES:
        duration = remaining = 0
    if duration < 0 or remaining < 0:
        source.reading.wrong(row.place, _("a duration cannot be negative"))
    start = source.day(row, "act_start_date", "start", calendar)
    finish = source.day(row, "act_end_date", "finish", calendar)
    deadline = source.day(due[row("task_id")], "udf_date", "finish", calendar) if row("task_id") in due else None
    constraints = list(_constraints(source, row, calendar))
    if deadline and (Kind.FNLT, deadline) in constraints:
        constraints.remove((Kind.FNLT, deadline))
    own = source.names.get(row("clndr_id"), "")
    complete = row("status_code") == "TK_Complete"
    said = bool(row("remain_drtn_hr_cnt")) and not complete
    spec = TaskSpec(
        code,
        duration,
        "" if row("clndr_id") == source.default(row("proj_id")) and len(source.projects) == 1 else own,
        source.groups[row("proj_id")],
        codes.get("w" + row("wbs_id")),
        constraints=tuple(constraints),
        deadlines=(Due(deadline),) if deadline else (),
        actual_start=start,
        actual_finish=max(start, finish) if start and finish else finish,
        remaining=remaining if said and not finish and (start or remaining != duration) else None,
        done=complete and not finish,
    )
    return PlanTask(spec, row("task_name"), stated=_stated(source, row, calendar))


def _constraints(source: _Source, row: Row, calendar: FileCalendar) -> Iterator[tuple[Kind, date | None]]:
    for kind_column, day_column in (("cstr_type", "cstr_date"), ("cstr_type2", "cstr_date2")):
        said = row(kind_column)
        kind = KINDS.get(said) or MANDATORY.get(said)
        if said in MANDATORY:
            source.reading.leave(_mandatory, row("task_code"))
        if kind is Kind.ALAP:
            yield kind, None
        elif kind:
            day = source.day(row, day_column, "finish" if kind in ON_FINISH else "start", calendar)
            if day is None and not row(day_column):
                source.reading.wrong(
                    row.place, _("{type} takes a day, unless it is ASAP or ALAP, which take none", type=kind.value)
                )
            yield kind, day
        elif said:
            known = ", ".join([*KINDS, *MANDATORY])
            source.reading.wrong(row.place, _("{text} is none of the constraints {known}", text=repr(said[:20]), known=known))


def _stated(source: _Source, row: Row, calendar: FileCalendar) -> Stated | None:
    """The dates that the file gives an activity; of work begun, its early start is the actual one."""

    def slack(column: str) -> int | None:
        return int(source.number(row, column) / calendar.hours) if row(column) else None

    if row("act_end_date"):
        return None
    begun = "act_start_date" if row("act_start_date") else "early_start_date"
    stated = Stated(
        source.day(row, begun, "start", calendar),
        source.day(row, "early_end_date", "finish", calendar),
        None if row("act_start_date") else source.day(row, "late_start_date", "start", calendar),
        source.day(row, "late_end_date", "finish", calendar),
        slack("total_float_hr_cnt"),
        slack("free_float_hr_cnt"),
    )
    return None if stated == Stated() else stated


def _deadlines(source: _Source) -> dict[str, Row]:
    """The values of the field for deadlines, by activity."""
    fields = {
        row("udf_type_id")
        for row in source.tables["UDFTYPE"]
        if row("table_name") == "TASK" and row("udf_type_label") == DEADLINE and "DATE" in row("logical_data_type")
    }
    found = {}
    for row in source.tables["UDFVALUE"]:
        if row("udf_type_id") in fields and row("udf_date"):
            found[row("fk_id")] = row
        else:
            source.reading.leave(unkept, f"UDFVALUE {row.place}")
    return found


# -------------------------------------------------------------------------------------------------------------- links
def _link(source: _Source, row: Row, codes: Mapping[str, str]) -> Iterator[PlanLink]:
    before, after = codes.get(row("pred_task_id")), codes.get(row("task_id"))
    if row("proj_id") and row("proj_id") not in source.projects:
        return
    if before is None or after is None:
        source.reading.leave(loose, f"{row('pred_task_id')} → {row('task_id')}")
        return
    relation = RELATIONS.get(row("pred_type") or "PR_FS")
    if relation is None:
        source.reading.wrong(
            row.place, _("{text} is none of the relations {known}", text=repr(row("pred_type")[:20]), known=", ".join(RELATIONS))
        )
        return
    said = source.lags.get(row("proj_id"), "")
    counted = LAGS.get(said, LagCalendar.PREDECESSOR)
    hours = Decimal(24) if counted is LagCalendar.ELAPSED else _lag_calendar(source, row, counted).hours
    lag = source.reading.days(source.number(row, "lag_hr_cnt"), hours, f"{before} → {after}", f"{row.place}: lag_hr_cnt")
    spec = LinkSpec(before, after, relation, lag, counted if lag else LagCalendar.PREDECESSOR)
    yield PlanLink(spec, own_calendar=said in LAGS or not lag)


def _lag_calendar(source: _Source, row: Row, counted: LagCalendar) -> FileCalendar:
    task = row("pred_task_id") if counted is LagCalendar.PREDECESSOR else row("task_id")
    if counted is LagCalendar.PLAN:
        return source.calendars.get(source.default(row("proj_id")), FileCalendar(DEFAULT_CALENDAR, []))
    return source.of_task.get(task, FileCalendar(DEFAULT_CALENDAR, []))


def _once(source: _Source, links: Sequence[PlanLink]) -> list[PlanLink]:
    """The links without repetitions."""
    first: dict[str, PlanLink] = {}
    for link in links:
        if first.setdefault(link_place(link.spec), link) is not link:
            source.reading.leave(repeated, link_place(link.spec))
    return list(first.values())


# ------------------------------------------------------------------------------------------------ resources, baselines
def _resources(source: _Source, codes: Mapping[str, str]) -> tuple[tuple[Resource, ...], dict[str, dict[str, float]]]:
    rates = {row("rsrc_id"): row for row in source.tables["RSRCRATE"] if row("max_qty_per_hr")}
    times = Counter(row("rsrc_short_name") for row in source.tables["RSRC"])
    code_of, resources = {}, []
    for row in source.tables["RSRC"]:
        number, short = row("rsrc_id"), row("rsrc_short_name")
        code_of[number] = short if short and times[short] == 1 else f"#{number}"
        capacity = float(source.number(rates[number], "max_qty_per_hr")) if number in rates else None
        resources.append(Resource(code_of[number], row("rsrc_name"), capacity))
    uses: dict[str, dict[str, float]] = {}
    for row in source.tables["TASKRSRC"]:
        if row("task_id") in codes and row("rsrc_id") in code_of:
            units = float(source.number(row, "target_qty_per_hr")) if row("target_qty_per_hr") else 1.0
            uses.setdefault(codes[row("task_id")], {})[code_of[row("rsrc_id")]] = units
    return tuple(resources), uses


def _baselines(source: _Source, codes: Mapping[str, str]) -> Iterator[Baseline]:
    """The copies of a project that keep its dates as they were once planned."""
    by_code = {
        (row("proj_id"), row("task_code")): codes[row("task_id")] for row in source.tables["TASK"] if row("task_id") in codes
    }
    for project in source.tables["PROJECT"]:
        if not project("orig_proj_id"):
            continue
        dates = {}
        for row in source.tables["TASK"]:
            code = by_code.get((project("orig_proj_id"), row("task_code")))
            if row("proj_id") == project("proj_id") and code:
                start = source.day(row, "target_start_date", "start", source.on(row))
                finish = source.day(row, "target_end_date", "finish", source.on(row))
                if start and finish:
                    dates[code] = (start, max(start, finish))
        yield Baseline(project("proj_short_name"), dates)


# --------------------------------------------------------------------------------------------------- what is not kept
def _unkept(source: _Source) -> None:
    for table, rows in sorted(source.tables.items()):
        if table not in KEPT and table not in SETTINGS and rows:
            source.reading.leave(unkept, f"{table} ({len(rows)})")
        for column in TELLING.get(table, "").split():
            times = sum(bool(row(column)) for row in rows)
            if times:
                source.reading.leave(unkept, f"{table}.{column} ({times})")


def _override(items: str) -> Message:
    return _("the file schedules by progress override; ask for it when scheduling: project {items}", items=items)


def _data_dates(items: str) -> Message:
    return _("the projects have several data dates, the latest counts for all: {items}", items=items)


def _spanning(items: str) -> Message:
    return _("activities that only span others are not planned: {items}", items=items)


def _empty(items: str) -> Message:
    return _("WBS elements without activities are not kept: {items}", items=items)


def _mandatory(items: str) -> Message:
    return _("mandatory dates give way to logic here, and the miss is named: {items}", items=items)

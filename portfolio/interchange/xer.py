"""Primavera P6's exchange files (XER) as a plan: tables of tab-separated rows. Its constraints give way to logic as ours do,
but for the mandatory ones; lags count on the days that its scheduling options name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from governance.messages import Message, _
from portfolio.checks import place as link_place
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.foreign import MOST_BYTES, FileCalendar, Reading, loose, repeated, unkept
from portfolio.interchange.planfile import (
    DEFAULT_CALENDAR,
    Baseline,
    PlanFile,
    PlanLink,
    Resource,
)
from portfolio.interchange.xer_source import Source, calendars, dates, projects
from portfolio.interchange.xer_tables import Row, tables_of
from portfolio.interchange.xer_tasks import activities, codes_of, groups, planned, summaries
from portfolio.interchange.xer_words import (
    KEPT,
    LAGS,
    RELATIONS,
    SETTINGS,
    TELLING,
)
from portfolio.interchange.xer_write import unwritten, write
from portfolio.model import LagCalendar
from portfolio.network import LinkSpec

__all__ = ["read", "unwritten", "write"]


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
    source = Source({}, Reading())
    source.tables = tables_of(data, source.reading)
    projects(source)
    built = calendars(source)
    source.planned, source.wbs = list(planned(source)), groups(source)
    codes = codes_of(source)
    tasks = [*summaries(source, codes), *activities(source, codes)]
    found = [(link, row.place) for row in source.tables["TASKPRED"] for link in _link(source, row, codes)]
    links = _once(source, [link for link, _where in found])
    first = next(iter(source.projects.values()), None)
    status, starts = dates(source)
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
        places={link_place(link.spec): where for link, where in reversed(found)}
        | {codes[row("task_id")]: row.place for row in source.planned},
    )
    return replace(plan, left_out=source.reading.finish(plan))


# -------------------------------------------------------------------------------------------------------------- links
def _link(source: Source, row: Row, codes: Mapping[str, str]) -> Iterator[PlanLink]:
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


def _lag_calendar(source: Source, row: Row, counted: LagCalendar) -> FileCalendar:
    task = row("pred_task_id") if counted is LagCalendar.PREDECESSOR else row("task_id")
    if counted is LagCalendar.PLAN:
        return source.calendars.get(source.default(row("proj_id")), FileCalendar(DEFAULT_CALENDAR, []))
    return source.of_task.get(task, FileCalendar(DEFAULT_CALENDAR, []))


def _once(source: Source, links: Sequence[PlanLink]) -> list[PlanLink]:
    """The links without repetitions."""
    first: dict[str, PlanLink] = {}
    for link in links:
        if first.setdefault(link_place(link.spec), link) is not link:
            source.reading.leave(repeated, link_place(link.spec))
    return list(first.values())


# ------------------------------------------------------------------------------------------------ resources, baselines
def _resources(source: Source, codes: Mapping[str, str]) -> tuple[tuple[Resource, ...], dict[str, dict[str, float]]]:
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


def _baselines(source: Source, codes: Mapping[str, str]) -> Iterator[Baseline]:
    """The copies of projects that keep their dates as they were once planned; those of one name are one baseline."""
    by_code = {
        (row("proj_id"), row("task_code")): codes[row("task_id")] for row in source.tables["TASK"] if row("task_id") in codes
    }
    names = {row("proj_id"): row("wbs_name") for row in source.tables["PROJWBS"] if row("proj_node_flag") == "Y"}
    found: dict[str, dict[str, tuple[date, date]]] = {}
    for project in source.tables["PROJECT"]:
        if project("orig_proj_id"):
            name = names.get(project("proj_id")) or project("proj_short_name")
            found.setdefault(name, {}).update(_planned_dates(source, project, name, by_code))
            if any(row("proj_id") == project("proj_id") for row in source.tables["TASKPRED"]):
                source.reading.leave(_only_dates, name)
    yield from (Baseline(name, dates) for name, dates in found.items())


def _planned_dates(
    source: Source, project: Row, name: str, by_code: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, tuple[date, date]]]:
    for row in source.tables["TASK"]:
        if row("proj_id") != project("proj_id"):
            continue
        code = by_code.get((project("orig_proj_id"), row("task_code")))
        start = source.day(row, "target_start_date", "start", source.on(row))
        finish = source.day(row, "target_end_date", "finish", source.on(row))
        if code and start and finish:
            yield code, (start, max(start, finish))
        else:
            source.reading.leave(_unplanned, f"{name}: {row('task_code')}")


# --------------------------------------------------------------------------------------------------- what is not kept
def _unkept(source: Source) -> None:
    for table, rows in sorted(source.tables.items()):
        if table not in KEPT and table not in SETTINGS and rows:
            source.reading.leave(unkept, f"{table} ({len(rows)})")
        for column in TELLING.get(table, "").split():
            times = sum(bool(row(column)) for row in rows)
            if times:
                source.reading.leave(unkept, f"{table}.{column} ({times})")


def _only_dates(items: str) -> Message:
    return _("of baselines only the dates of tasks are kept, not their links: {items}", items=items)


def _unplanned(items: str) -> Message:
    return _("baseline dates of tasks that are not planned here, or that lack a day, are not kept: {items}", items=items)

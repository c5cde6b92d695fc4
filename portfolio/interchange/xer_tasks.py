"""The activities and WBS elements of an exchange file of Primavera as tasks of a plan."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from governance.messages import Message, _
from portfolio.interchange.foreign import FileCalendar, unkept
from portfolio.interchange.planfile import (
    PlanTask,
    Stated,
)
from portfolio.interchange.xer_source import Source
from portfolio.interchange.xer_tables import Row
from portfolio.interchange.xer_words import (
    DEADLINE,
    KINDS,
    MANDATORY,
    MILESTONES,
    ON_FINISH,
    SPANNING,
)
from portfolio.model import ConstraintKind as Kind
from portfolio.network import Due, TaskSpec


def planned(source: Source) -> Iterator[Row]:
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


def groups(source: Source) -> list[Row]:
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


def codes_of(source: Source) -> dict[str, str]:
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


def summaries(source: Source, codes: Mapping[str, str]) -> Iterator[PlanTask]:
    """The WBS elements that hold activities, as groups of tasks."""
    for row in source.wbs:
        group = source.groups[row("proj_id")]
        spec = TaskSpec(codes["w" + row("wbs_id")], 0, group=group, parent=codes.get("w" + row("parent_wbs_id")))
        yield PlanTask(spec, row("wbs_name"))


def activities(source: Source, codes: Mapping[str, str]) -> Iterator[PlanTask]:
    """The activities to plan, as tasks."""
    due = _deadlines(source)
    seen: set[str] = set()
    for row in source.planned:
        if row("task_id") in seen:
            source.reading.wrong(row.place, _("two activities have the {name} {text}", name="task_id", text=row("task_id")))
            continue
        seen.add(row("task_id"))
        yield _activity(source, row, codes, due)


def _activity(source: Source, row: Row, codes: Mapping[str, str], due: Mapping[str, Row]) -> PlanTask:
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


def _constraints(source: Source, row: Row, calendar: FileCalendar) -> Iterator[tuple[Kind, date | None]]:
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
                source.reading.wrong(row.place, _("{type} takes a day: give it one", type=kind.value))
            yield kind, day
        elif said:
            known = ", ".join([*KINDS, *MANDATORY])
            source.reading.wrong(row.place, _("{text} is none of the constraints {known}", text=repr(said[:20]), known=known))


def _stated(source: Source, row: Row, calendar: FileCalendar) -> Stated | None:
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


def _deadlines(source: Source) -> dict[str, Row]:
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


def _spanning(items: str) -> Message:
    return _("activities that only span others are not planned: {items}", items=items)


def _empty(items: str) -> Message:
    return _("WBS elements without activities are not kept: {items}", items=items)


def _mandatory(items: str) -> Message:
    return _("mandatory dates give way to logic here, and the miss is named: {items}", items=items)

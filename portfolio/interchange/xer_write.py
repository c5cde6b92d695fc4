"""A plan as one of Primavera P6's exchange files. What the format cannot say is told, not hidden."""

from collections import Counter

from governance.messages import Message, _
from portfolio.interchange.foreign import WORKED
from portfolio.interchange.planfile import ELAPSED_CALENDAR, Baseline, PlanFile, PlanTask
from portfolio.interchange.writing import in_outline, no_longer, say_unwritten, written_calendars
from portfolio.interchange.xer_calendars import written_hours
from portfolio.interchange.xer_rows import Sink, activity, link_row, resources, under
from portfolio.interchange.xer_words import ALL_DAY, KEPT, LAGS
from portfolio.model import LagCalendar
from portfolio.schedule import Schedule
from portfolio.workcalendar import ELAPSED, WorkCalendar

_OPTIONS = {counted: name for name, counted in LAGS.items()}


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


def _filled(plan: PlanFile, schedule: Schedule | None) -> Sink:
    sink = Sink(plan, schedule)
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
            activity(sink, task)
    for link in plan.links:
        link_row(sink, link, counted)
    resources(sink)
    for baseline in plan.baselines:
        _baseline(sink, baseline)
    _say_groups(sink)
    say_unwritten(plan, sink.notes)
    return sink


def _say_groups(sink: Sink) -> None:
    """Note what programmes lose as projects: the plan's title, that there are some where there is one, that others have none."""
    groups, title = sink.projects, sink.plan.title
    if title and set(groups) != {""}:
        sink.notes.leave(_title, title)
    if len(groups) == 1:
        for group in filter(None, groups):
            sink.notes.leave(_alone, group)
    elif "" in groups:
        for task in sink.plan.tasks:
            if not task.spec.group:
                sink.notes.leave(_without, task.code)


def _calendars(sink: Sink) -> None:
    calendars: dict[str, WorkCalendar] = written_calendars(sink.plan)
    if ELAPSED_CALENDAR in sink.calendar_of.values():
        calendars.setdefault(ELAPSED_CALENDAR, ELAPSED)
    for number, (code, calendar) in enumerate(calendars.items(), start=1):
        sink.calendars[code] = number
        spans = ALL_DAY if code == ELAPSED_CALENDAR else WORKED
        sink.add("CALENDAR", clndr_id=number, clndr_name=code, clndr_type="CA_Base", clndr_data=written_hours(calendar, spans))


def _counted(sink: Sink) -> LagCalendar:
    """What the file's lags count on: what most of the plan's lags do."""
    lags = Counter(link.spec.lag_calendar for link in sink.plan.links if link.spec.lag or link.percent)
    return max(sorted(lags), key=lambda counted: lags[counted], default=LagCalendar.PREDECESSOR)


def _project(sink: Sink, group: str, lags: str) -> None:
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


def _summary(sink: Sink, task: PlanTask) -> None:
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
        parent_wbs_id=under(sink, task),
    )
    if spec.constraints or spec.deadlines or task.uses or spec.calendar not in ("", sink.plan.calendar):
        sink.notes.leave(_groups_own, task.code)


def _baseline(sink: Sink, baseline: Baseline) -> None:
    """The copies of all projects that hold a baseline, and what they do not hold of it."""
    for code in sorted(set(baseline.dates) - set(sink.tasks)):
        sink.notes.leave(_groups_baselines if code in sink.groups else no_longer, f"{baseline.name}: {code}")
    if baseline.document:
        sink.notes.leave(_documents, baseline.name)
    for group in sink.projects:
        _copy(sink, baseline, group)


def _copy(sink: Sink, baseline: Baseline, group: str) -> None:
    """A copy of a project that keeps dates as they were planned; the name of its top element is the baseline's."""
    dates = {code: span for code, span in baseline.dates.items() if code in sink.tasks and sink.spec_of[code].group == group}
    if not dates and group != next(iter(sink.projects)):
        return
    number, short = len(sink.rows["PROJECT"]) + 1, f"{baseline.name} {group}".strip() if len(sink.projects) > 1 else baseline.name
    copied = sink.projects[group]
    sink.add("PROJECT", proj_id=number, orig_proj_id=copied, proj_short_name=short, clndr_id=sink.calendars[sink.plan.calendar])
    root = 2 * len(sink.plan.tasks) + number
    sink.add("PROJWBS", wbs_id=root, proj_id=number, proj_node_flag="Y", wbs_short_name=short, wbs_name=baseline.name)
    for i, (code, (first, last)) in enumerate(sorted(dates.items()), start=1):
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


def _title(items: str) -> Message:
    return _("projects of the file have the names of programmes, the plan's own title is not written: {items}", items=items)


def _alone(items: str) -> Message:
    return _("a programme alone is written as the project, and read as a plan without programmes: {items}", items=items)


def _without(items: str) -> Message:
    return _("tasks without a programme are written as a project of their own: {items}", items=items)


def _documents(items: str) -> Message:
    return _("the documents of baselines are not written: {items}", items=items)


def _groups_own(items: str) -> Message:
    return _("a WBS element has no dates, calendar or resource of its own; these are not written: {items}", items=items)


def _groups_baselines(items: str) -> Message:
    return _("baseline dates of groups follow from those of their parts and are not written: {items}", items=items)

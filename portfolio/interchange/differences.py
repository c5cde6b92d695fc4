"""Where the dates that a file states differ from those that we compute, and why.

A reason is an experiment, not a guess: the plan is scheduled again under each rule that other tools follow, and the rule under
which our own scheduler gives the stated date is the reason. Where none does, the date may follow from another that differs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from governance.messages import Message, _
from portfolio.cpm import schedule as scheduled
from portfolio.errors import DomainError
from portfolio.interchange.foreign import some
from portfolio.interchange.planfile import PlanFile, Stated
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar
from portfolio.schedule import Schedule

Field = Literal["early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float"]
FIELDS: tuple[Field, ...] = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")
Value = date | int


@dataclass(frozen=True, slots=True)
class Difference:
    """One date or float that the file states otherwise than we compute it."""

    task: str
    field: Field
    stated: Value
    ours: Value
    reason: Message
    after: tuple[str, ...] = ()
    """The tasks that it follows from, where that is the reason."""


def differences(plan: PlanFile, schedule: Schedule) -> tuple[Difference, ...]:
    """Every stated date and float that differs from a schedule of the plan, by task, each with the reason.

    Finished work is left out: its dates are actual ones.
    """
    if not any(task.stated for task in plan.tasks):
        return ()
    found = list(_found(plan, schedule))
    if not found:
        return ()
    others = [(made, reason) for change, reason in _RULES if (made := _tried(change, plan, schedule)) is not None]
    near = _near(schedule, {task for task, _field, _stated, _ours in found})
    return tuple(_explained(others, near, said) for said in found)


def summary(found: Sequence[Difference]) -> tuple[Message, ...]:
    """One sentence for each reason: how many dates and floats it explains, and in which tasks. What follows is one reason."""
    by_reason: dict[Message, list[Difference]] = {}
    for difference in found:
        reason = _("it follows from another task, where the file differs too") if difference.after else difference.reason
        by_reason.setdefault(reason, []).append(difference)
    return tuple(
        _(
            "{count} date(s) or float(s) that the file states [differs|differ] from ours, in {tasks}: {reason}",
            count=len(same),
            tasks=some(dict.fromkeys(difference.task for difference in same)),
            reason=reason,
        )
        for reason, same in by_reason.items()
    )


def _found(plan: PlanFile, schedule: Schedule) -> Iterator[tuple[str, Field, Value, Value]]:
    for task in plan.tasks:
        dates = schedule.tasks[task.code]
        if dates.state == "finished" and not dates.summary:
            continue
        for field in FIELDS:
            stated, ours = getattr(task.stated or Stated(), field), getattr(dates, field)
            if stated is not None and stated != ours:
                yield task.code, field, stated, ours


def _near(schedule: Schedule, differing: set[str]) -> Mapping[tuple[str, bool], set[str]]:
    """Of each task, and of its early dates or not, the neighbours that those dates follow from and that differ too."""
    near: dict[tuple[str, bool], set[str]] = {}
    for link in schedule.network.links:
        if link.predecessor in differing:
            near.setdefault((link.successor, True), set()).add(link.predecessor)
        if link.successor in differing:
            near.setdefault((link.predecessor, False), set()).add(link.successor)
    return near


def _explained(
    others: list[tuple[Schedule, Message]], near: Mapping[tuple[str, bool], set[str]], said: tuple[str, Field, Value, Value]
) -> Difference:
    task, field, stated, _ours = said
    for made, reason in others:
        if getattr(made.tasks[task], field) == stated:
            return Difference(*said, reason)
    if tasks := tuple(sorted(near.get((task, field.startswith("early")), ()))):
        return Difference(*said, _("it follows from {tasks}, where the file differs too", tasks=tasks), tasks)
    return Difference(
        *said, _("no rule that we know gives it: it may be older than the file's last change, levelled, or set by hand")
    )


# ----------------------------------------------------------------------------------------------------- rules of others
Rule = Callable[[PlanFile, Schedule], Schedule]


def _tried(rule: Rule, plan: PlanFile, schedule: Schedule) -> Schedule | None:
    try:
        return rule(plan, schedule)
    except DomainError:
        return None


def _again(plan: PlanFile, schedule: Schedule, **options: object) -> Schedule:
    """The plan scheduled as before, but for some options."""
    chosen = {
        "against": schedule.against,
        "critical": schedule.criterion,
        "threshold": schedule.threshold,
        "progress": schedule.progress,
    }
    return scheduled(plan.network(), **{**chosen, **options})  # type: ignore[arg-type]


def _other_progress(plan: PlanFile, schedule: Schedule) -> Schedule:
    return _again(plan, schedule, progress="override" if schedule.progress == "retained" else "retained")


def _other_end(plan: PlanFile, schedule: Schedule) -> Schedule:
    return _again(plan, schedule, against="portfolio" if schedule.against == "programme" else "programme")


def _no_data_date(plan: PlanFile, schedule: Schedule) -> Schedule:
    starts = [day for day in (plan.start, plan.data_date) if day]
    return _again(replace(plan, data_date=None, start=min(starts, default=None)), schedule)


def _no_deadlines(plan: PlanFile, schedule: Schedule) -> Schedule:
    tasks = tuple(replace(task, spec=replace(task.spec, deadlines=())) for task in plan.tasks)
    return _again(replace(plan, tasks=tasks), schedule)


def _dates_win(plan: PlanFile, schedule: Schedule) -> Schedule:
    """Tasks whose dates must not be later than a day lose the links that would make them so."""
    held = {
        task.code
        for task in plan.tasks
        if any(kind in (Kind.SNLT, Kind.FNLT, Kind.MSO, Kind.MFO) for kind, _day in task.spec.constraints)
        and schedule.tasks[task.code].violates
    }
    return _again(replace(plan, links=tuple(link for link in plan.links if link.spec.successor not in held)), schedule)


def _lags_on(counted: LagCalendar) -> Rule:
    def rule(plan: PlanFile, schedule: Schedule) -> Schedule:
        links = tuple(replace(link, spec=replace(link.spec, lag_calendar=counted)) for link in plan.links)
        return _again(replace(plan, links=links), schedule)

    return rule


_RULES: tuple[tuple[Rule, Message], ...] = (
    (_dates_win, _("the file lets a constraint win over links; here logic wins and the miss is named")),
    (_other_progress, _("the file follows the other rule for work out of sequence; ask for it when scheduling")),
    (_other_end, _("the file counts late dates to the end of all its projects, or of each one; ask for it when scheduling")),
    (_no_data_date, _("the file plans unbegun work before the data date, as if it had been done")),
    (_no_deadlines, _("the file does not let deadlines bound late dates")),
    (_lags_on(LagCalendar.PREDECESSOR), _("the file counts lags on the predecessor's days; ask for it when scheduling")),
    (_lags_on(LagCalendar.SUCCESSOR), _("the file counts lags on the successor's days; ask for it when scheduling")),
    (_lags_on(LagCalendar.PLAN), _("the file counts lags on the plan's days; ask for it when scheduling")),
    (_lags_on(LagCalendar.ELAPSED), _("the file counts every day in lags; ask for it when scheduling")),
)

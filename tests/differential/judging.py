"""Where MPXJ and we differ: what kind of difference it is, and the experiment that shows who is right.

A float is a promise: that much delay keeps the end and every date, and a day more does not. Whoever's number differs from ours is
answered by delaying the task and looking at early dates alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from portfolio.cpm import Schedule, schedule
from portfolio.interchange.planfile import PlanFile
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar
from portfolio.network import TaskSpec
from tests.differential.mpxj_oracle import Found

ONE = timedelta(1)

KINDS = {
    "the date wins": (
        "MicrosoftScheduler puts a task on its SNLT, FNLT, MSO or MFO date even where a link does not allow it, so that "
        "work is planned before what it waits for, and gives MSO and MFO tasks late dates that what follows cannot keep. "
        "Here logic wins; the miss is named and shows as negative float."
    ),
    "before the plan": (
        "Both schedulers place a task whose FNET, FNLT or MFO date leaves little room before the start of the plan, or "
        "before the data date, where nothing can be done any more. Here nothing begins before either."
    ),
    "the ends do not fit": (
        "PrimaveraScheduler moves one end of a task that an FF or SF link or a START_ON date drives and leaves the other "
        "where it was: the days between are not its duration, or it finishes before it starts. Here both ends move "
        "together."
    ),
    "through finished work": (
        "PrimaveraScheduler lets unfinished work hold what follows finished work that it was to precede. Here a link to "
        "finished work is answered by its actual dates: they are facts, and what follows waits for nothing more."
    ),
    "a lag after finished work": (
        "PrimaveraScheduler counts what is left of a lag after finished work from the data date to the start of the "
        "follower, whichever ends the link joins. Here the lag counts from the actual date, to the end that the link "
        "names."
    ),
    "an elapsed lag to a finish": (
        "Both schedulers take the follower's duration from the predecessor's end first and add the lag then: where the "
        "lag is elapsed and the duration is not, the ends do not lie apart by the lag. Here they do, for every relation."
    ),
    "a finish on a free day": (
        "PrimaveraScheduler leaves a finish that FF or SF drives on a day that the task does not work, and counts lags "
        "onward from there. Here a finish is the evening of a day worked."
    ),
    "begun work begins again": (
        "PrimaveraScheduler lets what follows the start of begun work wait until that work goes on. Here the actual start "
        "has answered such a link."
    ),
    "a lead over a free day": (
        "PrimaveraScheduler takes the last instant from which a lead is left, on days that its calendar does not work "
        "too. Here it is the first: the follower may use the days that only its own calendar works."
    ),
    "an evening taken for its morning": (
        "PrimaveraScheduler puts a task on the morning of its SNET date where a link lets it start on that day's evening "
        "only. Here logic wins, and the task starts on the next day."
    ),
    "follows from another": ("The task comes after one that differs, or the end of the plan does, and differs by that."),
    "our float is proved": (
        "MPXJ takes a follower's late instant as it stands, although the follower's calendar does not work on the days "
        "beside it; bounds the remaining work of begun tasks by links that their start has answered already; ignores the "
        "end of the plan or the task's own deadline in free float; counts leads in free float as nothing "
        "(PrimaveraScheduler). Delaying the task by our float keeps the end and every date, and a day more does not, "
        "which is what a float means."
    ),
    "a late date on other days": (
        "The same where the float is negative, so that no delay can prove it: MPXJ takes a follower's late instant, moved "
        "back by an elapsed lag or on other days than the task's, as if each of these days were worked. Here the task may "
        "be as late as the follower's own days allow."
    ),
    "the other side of the night": (
        "A milestone can fall on an evening or on the morning after it. MPXJ changes sides between passes, we never do: "
        "so its late dates and floats, and those of tasks linked to it, may differ by the one night."
    ),
}
"""Every kind of difference that remains, with the reason why ours is right."""


class Difference(NamedTuple):
    """A number that differs: dates are counts of working days of the task's calendar."""

    code: str
    field: str
    ours: int
    theirs: int
    kind: str


def differences(plan: PlanFile, made: Schedule, theirs: Mapping[str, Found], scheduler: str) -> Iterator[Difference]:
    """Everything in which two schedules of a plan differ, each with its kind; "unknown" where none explains it."""
    after = _after(plan)
    moved: dict[str, str] = {}
    for code in made.network.wiring.task_node:
        fields = list(_compared(made, code, theirs[code]))
        if any(a != b and field.startswith("early") for field, a, b in fields):
            moved[code] = _early_kind(plan, made, code, theirs, scheduler, after)
    behind = {other for code in moved for other in after[code]}
    for code in made.network.wiring.task_node:
        for field, a, b in _compared(made, code, theirs[code]):
            if a == b:
                continue
            if field.startswith("early"):
                kind = "follows from another" if moved[code] == "unknown" and code in behind else moved[code]
            elif proved(plan, made, code, field, longer=a > b):
                kind = "our float is proved"
            else:
                kind = _late_kind(plan, made, code, scheduler, moved, after)
            yield Difference(code, field, a, b, kind)


def _late_kind(
    plan: PlanFile, made: Schedule, code: str, scheduler: str, moved: Mapping[str, str], after: Mapping[str, set[str]]
) -> str:
    """Why a late date or a negative float differs."""
    ruled = {
        other
        for other, spec in made.network.tasks.items()
        if scheduler == "MicrosoftScheduler" and any(kind in (Kind.MSO, Kind.MFO) for kind, _day in spec.constraints)
    }
    if code in ruled:
        return "the date wins"
    if moved or ruled & after[code]:
        return "follows from another"
    onward = [link.spec for link in plan.links if link.spec.predecessor in {code, *after[code]}]
    tasks = made.network.tasks
    mixed = any(
        (x.lag and x.lag_calendar is LagCalendar.ELAPSED) or tasks[x.predecessor].calendar != tasks[x.successor].calendar
        for x in onward
    )
    return "a late date on other days" if mixed and made.tasks[code].total_float < 0 else "unknown"


def _compared(made: Schedule, code: str, found: Found) -> Iterator[tuple[str, int, int]]:
    """What both say of a task, in working days of its calendar. Late dates and floats of what is over mean nothing."""
    dates, calendar = made.tasks[code], made.network.calendar_of(made.network.tasks[code])
    for field in Found._fields:
        a, b = getattr(dates, field), getattr(found, field)
        if (dates.state == "finished" and not field.startswith("early")) or (dates.state == "started" and field == "late_start"):
            continue
        if field.endswith("start"):
            a, b = calendar.index(a), calendar.index(b)
        elif field.endswith("finish"):
            a, b = calendar.index(a + ONE), calendar.index(b + ONE)
        yield field, a, b


def _after(plan: PlanFile) -> dict[str, set[str]]:
    """What comes after each task, near and far; links go from smaller to greater codes."""
    after: dict[str, set[str]] = {task.code: set() for task in plan.tasks}
    for task in reversed(plan.tasks):
        for link in plan.links:
            if link.spec.predecessor == task.code:
                after[task.code] |= {link.spec.successor, *after[link.spec.successor]}
    return after


def _early_kind(
    plan: PlanFile, made: Schedule, code: str, theirs: Mapping[str, Found], scheduler: str, after: Mapping[str, set[str]]
) -> str:
    """Why an early date differs."""
    spec, found = made.network.tasks[code], theirs[code]
    calendar = made.network.calendar_of(spec)
    microsoft = scheduler == "MicrosoftScheduler"
    days = calendar.index(found.early_finish + ONE) - calendar.index(found.early_start)
    if not microsoft and made.tasks[code].state == "planned" and days != spec.duration:
        return "the ends do not fit"
    for kind, day in spec.constraints:
        if microsoft and kind in (Kind.SNLT, Kind.MSO, Kind.FNLT, Kind.MFO) and day:
            end = found.early_start if kind in (Kind.SNLT, Kind.MSO) else found.early_finish
            if calendar.index(end) == calendar.index(day):
                return "the date wins"
        floor = max(day for day in (plan.start, plan.data_date) if day)
        if not microsoft and kind is Kind.SNET and found.early_start == day:
            return "an evening taken for its morning"
        if kind in (Kind.FNET, Kind.FNLT, Kind.MFO) and found.early_start < floor:
            return "before the plan"
    return _link_kind(plan, made, code, microsoft, theirs, after)


def _link_kind(
    plan: PlanFile, made: Schedule, code: str, microsoft: bool, theirs: Mapping[str, Found], after: Mapping[str, set[str]]
) -> str:
    """Why the links of a task give another early date."""
    links = [link.spec for link in plan.links if link.spec.successor == code]
    state = {task: dates.state for task, dates in made.tasks.items()}
    if any(x.lag and x.to_finish and x.lag_calendar is LagCalendar.ELAPSED for x in links):
        return "an elapsed lag to a finish"
    if microsoft:
        return "unknown"
    if any(x.lag and state[x.predecessor] == "finished" for x in links):
        return "a lag after finished work"
    if any(not x.from_finish and state[x.predecessor] == "started" for x in links):
        return "begun work begins again"
    works = {task: made.network.calendar_of(made.network.tasks[task]).works for task in theirs}
    if any(x.lag and x.from_finish and not works[x.predecessor](theirs[x.predecessor].early_finish) for x in links):
        return "a finish on a free day"
    if any(
        x.lag < 0 and made.network.lag_calendar_of(x) is not made.network.calendar_of(made.network.tasks[code]) for x in links
    ):
        return "a lead over a free day"
    if any(_out_of_order(made, finished, after) and code in after[finished] for finished in after):
        return "through finished work"
    return "unknown"


def _out_of_order(made: Schedule, code: str, after: Mapping[str, set[str]]) -> bool:
    """Whether work is finished before work that was to precede it."""
    unfinished = (other for other, dates in made.tasks.items() if dates.state != "finished")
    return made.tasks[code].state == "finished" and any(code in after[other] for other in unfinished)


# ------------------------------------------------------------------------------------------------------- the experiment
def proved(plan: PlanFile, made: Schedule, code: str, field: str, *, longer: bool) -> bool:
    """Whether another's float is wrong, found by delaying the task; late dates stand and fall with it.

    Where ours is longer, so much delay must do no harm; where it is shorter, a day more than ours must.
    """
    dates = made.tasks[code]
    days = dates.free_float if field == "free_float" else dates.total_float
    harmless = _moves_nobody if field == "free_float" else _keeps_dates
    if days < 0:
        return False
    return harmless(made, _delayed(plan, made, code, days if longer else days + 1), code) is longer


def _delayed(plan: PlanFile, made: Schedule, code: str, days: int) -> Schedule:
    """The schedule in which a task is so many working days later; of begun work, what remains takes so much longer."""
    spec = made.network.tasks[code]
    calendar = made.network.calendar_of(spec)
    later: TaskSpec
    if spec.started:
        finish = made.tasks[code].early_finish
        until = calendar.day(calendar.index(finish) + days)
        later = replace(spec, constraints=(*spec.constraints, (Kind.FNET, until)))
    else:
        start = calendar.day(calendar.index(made.tasks[code].early_start) + days)
        later = replace(spec, constraints=(*spec.constraints, (Kind.SNET, start)))
    tasks = tuple(replace(task, spec=later) if task.code == code else task for task in plan.tasks)
    return schedule(replace(plan, tasks=tasks).network(), progress=made.progress)


def _misses(made: Schedule, code: str) -> dict[Any, int]:
    return {(code, miss.rule, miss.day): miss.days for miss in made.tasks[code].violates}


def _keeps_dates(before: Schedule, after: Schedule, _code: str) -> bool:
    """Whether the plan does not end later and no date is missed that was kept, or by more."""
    old = {key: days for other in before.tasks for key, days in _misses(before, other).items()}
    new = {key: days for other in after.tasks for key, days in _misses(after, other).items()}
    assert before.finish is not None
    assert after.finish is not None
    return after.finish <= before.finish and all(days <= old.get(key, 0) for key, days in new.items())


def _moves_nobody(before: Schedule, after: Schedule, code: str) -> bool:
    """Whether no other task moves, the plan does not end later, and the task's own dates are kept as they were."""
    others = (other for other in before.tasks if other != code)
    still = all(
        (before.tasks[o].early_start, before.tasks[o].early_finish) == (after.tasks[o].early_start, after.tasks[o].early_finish)
        for o in others
    )
    assert before.finish is not None
    assert after.finish is not None
    old, new = _misses(before, code), _misses(after, code)
    return still and after.finish <= before.finish and all(days <= old.get(key, 0) for key, days in new.items())

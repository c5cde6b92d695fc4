"""A task of a plan file as governed things: the task, how long it takes, what binds it, how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

import msgspec
from msgspec.structs import asdict

from governance.messages import Message, _
from governance.records import Records
from governance.values import Entity
from portfolio.interchange.adoptedcalendars import Calendars
from portfolio.interchange.foreign import Reading
from portfolio.interchange.planfile import PlanFile, PlanTask
from portfolio.model import (
    Constraint,
    ConstraintKind,
    Deadline,
    DeadlineKind,
    Estimate,
    Frame,
    Progress,
    ProgressState,
    Task,
    TaskKind,
)
from portfolio.specs import TaskSpec

E = TypeVar("E", bound=Entity)
_UNSAID = {"source": None, "source_ref": None, "assumed": False, "note_vi": None, "note_en": None}
"""The provenance of what an import says: it rests on the ledger."""


@dataclass
class Adoption:
    """A plan on its way into a programme."""

    plan: PlanFile
    programme: str
    records: Records
    day: date
    codes: dict[str, str]
    calendars: Calendars
    known: dict[str, TaskSpec]
    summaries: frozenset[str]
    stands: Frame | None = None
    """The frame of the programme, where it is not to change."""
    notes: Reading = field(default_factory=Reading)

    @cached_property
    def own_calendar(self) -> dict[str, str]:
        """The calendar that each task of the file names."""
        return {task.code: task.spec.calendar for task in self.plan.tasks}

    def place(self, task: PlanTask) -> str:
        """Where the task stands in the file."""
        return self.plan.places.get(task.code, task.code)


def kept(there: E | None, said: E) -> E:
    """The thing that stands there, where it says the same; what it says of its source goes with what it said."""
    if there is None:
        return said
    ours, theirs = asdict(there), asdict(said)
    return there if all(ours[name] == theirs[name] for name in ours if name not in _UNSAID) else said


def _same_work(made: Adoption, task: PlanTask) -> bool:
    """Whether the portfolio dates the task by the same length on the same days already."""
    there = made.known.get(made.codes[task.code])
    if there is None or made.records.find(Task, made.codes[task.code]) is None:
        return False
    points = [(e.optimistic, e.most_likely, e.pessimistic) for e in made.records.by(Estimate, "task", there.code)]
    same = task.estimate is None or points == [task.estimate]
    return same and there.duration == task.spec.duration and made.calendars.same(task.spec, there)


def task_of(made: Adoption, task: PlanTask) -> Task:
    """The task, with what the portfolio says of it beyond the file; a file without groups says nothing of what it is part of."""
    code = made.codes[task.code]
    there = made.records.find(Task, code)
    parent = made.codes[task.spec.parent] if task.spec.parent else None
    summary = task.code in made.summaries
    moment = task.spec.duration == 0 and not summary
    title = task.title or task.code
    if there is None:
        kind = TaskKind.MILESTONE if moment else TaskKind.TASK
        return Task(code=code, programme=made.programme, parent=parent, type=kind, title_vi=title, title_en=title)
    kind = there.type if summary or _same_work(made, task) else TaskKind.MILESTONE if moment else TaskKind.TASK
    known = not task.title or title in (there.title_vi, there.title_en)
    titles = (there.title_vi, there.title_en) if known else (title, title)
    said = {"parent": parent if made.summaries else there.parent, "type": kind, "title_vi": titles[0], "title_en": titles[1]}
    return kept(there, msgspec.structs.replace(there, **said, **_UNSAID))


def estimate_of(made: Adoption, task: PlanTask) -> Estimate | None:
    """How long it takes; nothing of a group of tasks or of a milestone that had no estimate."""
    code = made.codes[task.code]
    there = next(iter(made.records.by(Estimate, "task", code)), None)
    if task.code in made.summaries:
        return None
    if _same_work(made, task):
        return there
    if task.spec.duration == 0 and there is None:
        return None
    low, likely, high = task.estimate or (task.spec.duration,) * 3
    if likely != task.spec.duration:
        low, likely, high = min(low, task.spec.duration), task.spec.duration, max(high, task.spec.duration)
    own = made.calendars.own(task.spec)
    return kept(there, Estimate(task=code, optimistic=low, most_likely=likely, pessimistic=high, calendar=own))


def constraints_of(made: Adoption, task: PlanTask) -> Iterator[Constraint]:
    """Its date constraints."""
    code = made.codes[task.code]
    for kind, day in task.spec.constraints:
        if kind is not ConstraintKind.ASAP:
            said = Constraint(task=code, type=kind, day=day)
            yield kept(made.records.find(Constraint, said.code), said)


def deadlines_of(made: Adoption, task: PlanTask) -> Iterator[Deadline]:
    """A deadline that says the same days is the same one, whatever it is called and however it is written."""
    code = made.codes[task.code]
    there = {(d.type, d.not_before, d.not_after): d for d in made.records.by(Deadline, "task", code)}
    last_days = {d.not_after: d for d in there.values()}  # other tools know no more of a deadline than this
    taken = {d.code for d in there.values()}
    spans: list[tuple[DeadlineKind, date | None, date | None]]
    spans = [(due.kind, due.not_before, due.day) for due in task.spec.deadlines]
    if task.opens:
        known = (kind for kind, first, last in there if (first, last) == (task.opens, None))
        spans.append((next(known, DeadlineKind.INSTRUMENT), task.opens, None))
    for kind, first, last in dict.fromkeys(spans):
        found = there.get((kind, first, last))
        if found is None and (kind, first) == (DeadlineKind.INSTRUMENT, None):
            found = last_days.get(last)
        if found:
            yield found
            continue
        name, n = f"{code}.{kind.value}", 2
        while name in taken:
            name, n = f"{code}.{kind.value}.{n}", n + 1
        taken.add(name)
        words = _written(first, last)
        yield Deadline(
            code=name,
            task=code,
            type=kind,
            written_vi=words.render("vi"),
            written_en=words.render("en"),
            not_before=first,
            not_after=last,
        )


def _written(first: date | None, last: date | None) -> Message:
    if first and last:
        return _("{start} to {end}", start=first, end=last)
    return _("by {day}", day=last) if last else _("from {day} on", day=first)


def progress_of(made: Adoption, task: PlanTask) -> Progress | None:
    """A report on the task, unless the reports until then say the same."""
    spec, code = task.spec, made.codes[task.code]
    there = made.known.get(code, TaskSpec(code, 0))
    if spec.remaining is not None and not spec.started and not spec.finished:
        made.notes.leave(_unbegun, task.code)
    if task.code in made.summaries or _as_far(spec, there):
        return None
    day = spec.done_by or made.day
    start, finish = spec.actual_start, spec.actual_finish
    if spec.duration == 0 and spec.finished:
        start = finish = finish or start
    state = ProgressState.DONE if spec.finished else ProgressState.IN_PROGRESS if spec.started else ProgressState.NOT_STARTED
    left = spec.remaining if state is ProgressState.IN_PROGRESS else None
    return Progress(task=code, as_of=day, state=state, actual_start=start, actual_finish=finish, remaining=left)


def _as_far(spec: TaskSpec, there: TaskSpec) -> bool:
    """Whether two say the same of how far a task has come."""
    begun = (spec.actual_start, spec.actual_finish) == (there.actual_start, there.actual_finish)
    left = not spec.started or spec.remaining in (None, there.remaining)
    return begun and left and spec.finished == there.finished and spec.done_by in (None, there.done_by)


def _unbegun(items: str) -> Message:
    return _("what remains of work that is not begun is not imported: {items}", items=items)

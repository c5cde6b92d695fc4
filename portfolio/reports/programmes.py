"""Where each programme stands: period, basis, owner, forecast finish, what holds it up, who answers, and how sure that is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from governance.messages import Message, Text, _
from governance.model import Document, DocumentStatus, Organization
from governance.responsibility import Answer
from governance.values import Entity, written
from portfolio.explain import Step, explain
from portfolio.model import (
    Assignment,
    Constraint,
    Deadline,
    Dependency,
    Estimate,
    Frame,
    Programme,
    Task,
    TaskKind,
)
from portfolio.reports.due import extended, missed
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, named, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("programme", _("Programme")),
    Column("type", _("Kind"), under="programme"),
    Column("title", _("Title"), wide=1),
    Column("basis", _("Legal basis"), under="title"),
    Column("period", _("Period"), wide=1),
    Column("finish", _("Forecast finish"), under="period"),
    Column("held_up_by", _("Held up by"), wide=1),
    Column("misses", _("What it misses"), under="held_up_by"),
    Column("responsible", _("Responsible"), under="title"),
    Column("owner", _("Owner"), under="title"),
    Column("tasks", _("Tasks")),
    Column("done", _("Done"), under="tasks"),
    Column("critical", _("Critical"), under="tasks"),
    Column("inputs_stated", _("Inputs on record"), under="tasks"),
    Column("inputs", _("Inputs"), under="tasks"),
    *ORIGIN,
)


@dataclass(frozen=True)
class ProgrammeStatus:
    """A programme on the status day. ``stated`` of its ``inputs`` are on record, by a source or entered; the rest is assumed."""

    programme: Programme
    period: Message
    basis: Message | Text | None
    owner: Text | None
    finish: date | None
    surmised: bool
    held_by: Task | None
    chain: tuple[Step, ...]
    held_why: Message
    missed: tuple[Message, ...]
    answer: Answer
    answers: Message | Text
    tasks: int
    done: int
    critical: int
    stated: int
    inputs: int
    facts_only: bool

    @property
    def kind(self) -> Message | Text:
        """Chương trình, kế hoạch, đề án and their like."""
        return word(self.programme.type).label

    @property
    def progress(self) -> Message:
        """How many of its tasks are done."""
        return _("{done} of {all} tasks done", done=self.done, all=self.tasks)

    @property
    def sure(self) -> int:
        """The share of its inputs that are on record, in per cent."""
        return round(100 * self.stated / self.inputs) if self.inputs else 0

    @property
    def share(self) -> Message:
        """That share with its numerator and denominator; where assumptions are left out, there is no share to tell."""
        if self.facts_only:
            return _("{stated} inputs on record; assumptions are left out", stated=self.stated)
        return _("{stated} of {all} inputs on record ({percent} %)", stated=self.stated, all=self.inputs, percent=self.sure)


def programmes_report(view: View) -> Table:
    """One row a programme. What holds it up is where the chain of tasks that fixes its forecast finish begins."""
    found = tuple(programme_status(view, programme) for programme in view.programmes)
    rows = tuple(_row(s) for s in found)
    notes = (
        *remarks(view, rows),
        _("Held up by: the first unfinished task of the chain that fixes the forecast finish, in whatever programme it is."),
        _("Inputs: tasks, estimates, links, constraints, deadlines, assignments and the day the schedule starts from."),
    )
    return Table("programmes", _("Programmes"), COLUMNS, rows, notes, view.day, view.programme)


def _row(s: ProgrammeStatus) -> dict[str, object]:
    basis = s.programme.basis
    return {
        "programme": s.programme.code,
        "title": s.programme.title,
        "type": word(s.programme.type),
        "period": s.period,
        "basis": Term(basis, s.basis) if basis and s.basis else None,
        "owner": Term(s.programme.owner, s.owner) if s.owner else None,
        "finish": s.finish,
        "held_up_by": Term(s.held_by.code, _("{code} {title}", code=s.held_by.code, title=s.held_by.title))
        if s.held_by
        else None,
        "misses": s.missed,
        "responsible": s.answers,
        "tasks": s.tasks,
        "done": Term(s.done, _("{count} done", count=s.done)),
        "critical": Term(s.critical, _("{count} critical", count=s.critical)),
        "inputs_stated": Term(s.stated, _("{count} on record", count=s.stated)),
        "inputs": Term(s.inputs, _("of {count}", count=s.inputs)),
        "source": s.programme.source,
        "assumed": s.programme.assumed or s.surmised or s.answer.assumed,
    }


def programme_status(view: View, programme: Programme) -> ProgrammeStatus:
    """Where the programme stands on the view's day."""
    tasks = [task for _level, task in view.outline(programme.code) if task.type is not TaskKind.COMPONENT]
    leaves = view.leaves(programme.code)
    finish = view.finish_of(programme)
    chain = holding(view, programme)
    inputs = _inputs(view, programme)
    document = view.records.find(Document, programme.basis)
    answer = view.answer_of(programme.code)
    return ProgrammeStatus(
        programme=programme,
        period=period(programme),
        basis=_cited(document),
        owner=called(view.records.find(Organization, programme.owner)),
        finish=finish,
        surmised=not view.facts_only and finish is not None and any(task.code in view.surmised for task in tasks),
        held_by=view.records.find(Task, chain[0].task) if chain else None,
        chain=chain,
        held_why=_why(view, programme, chain),
        missed=tuple(_missed(view, tasks)),
        answer=answer,
        answers=named(view.records, answer),
        tasks=len(leaves),
        done=sum(1 for leaf in leaves if view.done(leaf.code)),
        critical=sum(1 for code in view.schedule.critical_of(programme.code) if view.dates(code)),
        stated=sum(1 for entity in inputs if not entity.assumed),
        inputs=len(inputs),
        facts_only=view.facts_only,
    )


def period(programme: Programme) -> Message:
    """The programme's period as stated."""
    starts, ends = (value and written(value) for value in (programme.starts, programme.ends))
    if starts and ends:
        said = Message("{start}", (("start", starts),)) if starts == ends else _("{start}–{end}", start=starts, end=ends)
    elif ends:
        said = _("to {end}", end=ends)
    elif starts:
        said = _("from {start}", start=starts)
    else:
        said = _("no period stated")
    if programme.orientation_to:
        return _("{period}, orientation to {year}", period=said, year=written(programme.orientation_to))
    return said


def _cited(document: Document | None) -> Message | Text | None:
    """The document by its number, or by its title where it has none; one that is awaited says so."""
    if document is None:
        return None
    name = Text(document.number, document.number) if document.number else document.title
    return _("{document} (awaited)", document=name) if document.status is DocumentStatus.AWAITED else name


def holding(view: View, programme: Programme) -> tuple[Step, ...]:
    """The chain of unfinished tasks that fixes the programme's forecast finish, from the one that can be worked on now.

    It follows what drives each task back from the one that finishes last, into other programmes too.
    """
    own = (view.dates(task.code) for task in view.records.by(Task, "programme", programme.code))
    open_ = [dates for dates in own if dates and not dates.summary and dates.state != "finished"]
    if not open_:
        return ()
    last = max(open_, key=lambda dates: (dates.early_finish, dates.code))
    steps = explain(view.schedule, view.records, last.code).steps
    return tuple(step for step in reversed(steps) if step.dates.state != "finished" and not step.dates.summary)


def _why(view: View, programme: Programme, chain: Sequence[Step]) -> Message:
    if not chain:
        dated = view.finish_of(programme) is not None
        return _("nothing: all that is dated is done") if dated else _("nothing is dated")
    return _(
        "{start}–{finish}; from it {count} tasks follow one another to the forecast finish",
        start=chain[0].dates.early_start,
        finish=chain[0].dates.early_finish,
        count=len(chain),
    )


def _missed(view: View, tasks: Iterable[Task]) -> Iterator[Message]:
    """The dates that unfinished tasks of the programme are forecast to miss; a deadline that was extended binds no more."""
    for task in tasks:
        dates = view.dates(task.code)
        if dates and not dates.summary and not view.done(task.code):
            for miss in dates.violates:
                if extended(view, miss, task.code):
                    continue
                yield _("{task}: {miss}", task=task.code, miss=missed(miss).label)


def _inputs(view: View, programme: Programme) -> list[Entity]:
    """Everything that the programme's schedule and responsibilities are computed from."""
    records = view.records
    tasks = records.by(Task, "programme", programme.code)
    found: list[Entity] = [*tasks, *records.by(Frame, "programme", programme.code)]
    for task in tasks:
        for kind in (Estimate, Constraint, Deadline, Assignment):
            found += records.by(kind, "task", task.code)
        found += records.by(Dependency, "successor", task.code)
    return found

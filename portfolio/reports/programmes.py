"""Where each programme stands: period, basis, owner, forecast finish, what holds it up, who answers, and how sure that is."""

from dataclasses import dataclass
from datetime import date

from governance.messages import Message, Text, _
from governance.model import Document, Organization
from governance.responsibility import Answer
from governance.values import Entity, written
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
    Column("responsible", _("Responsible"), wide=1),
    Column("owner", _("Owner"), under="responsible"),
    Column("tasks", _("Tasks")),
    Column("done", _("Done"), under="tasks"),
    Column("critical", _("Critical"), under="tasks"),
    Column("inputs_stated", _("Inputs stated")),
    Column("inputs", _("Inputs"), under="inputs_stated"),
    *ORIGIN,
)


@dataclass(frozen=True)
class Standing:
    """A programme on the status day. ``stated`` of its ``inputs`` are stated by a source; the rest are assumed."""

    programme: Programme
    period: Message
    basis: Text | None
    owner: Text | None
    finish: date | None
    surmised: bool
    held_by: Task | None
    held_why: Message
    answer: Answer
    answers: Message | Text
    tasks: int
    done: int
    critical: int
    stated: int
    inputs: int

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
        """The share of its inputs that sources state, in per cent."""
        return round(100 * self.stated / self.inputs) if self.inputs else 0

    @property
    def share(self) -> Message:
        """That share with its numerator and denominator."""
        return _(
            "{stated} of {all} inputs stated by sources ({percent} %)", stated=self.stated, all=self.inputs, percent=self.sure
        )


def programmes_report(view: View) -> Table:
    """One row a programme. What holds it up is the first unfinished task on its critical path."""
    standings = tuple(standing(view, programme) for programme in view.programmes)
    rows = tuple(_row(s) for s in standings)
    notes = (
        *remarks(view, rows),
        _("Held up by: the first unfinished task on the programme's critical path."),
        _("Inputs: tasks, estimates, links, constraints, deadlines, assignments and the day the schedule starts from."),
    )
    return Table("programmes", _("Programmes"), COLUMNS, rows, notes, view.day, view.programme)


def _row(s: Standing) -> dict[str, object]:
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
        "responsible": s.answers,
        "tasks": s.tasks,
        "done": s.done,
        "critical": s.critical,
        "inputs_stated": s.stated,
        "inputs": s.inputs,
        "source": s.programme.source,
        "assumed": s.programme.assumed or s.surmised or s.answer.assumed,
    }


def standing(view: View, programme: Programme) -> Standing:
    """Where the programme stands on the view's day."""
    tasks = [task for _level, task in view.outline(programme.code) if task.type is not TaskKind.COMPONENT]
    leaves = [task for task in tasks if not view.records.by(Task, "parent", task.code)]
    finish = view.finish_of(programme)
    critical = view.schedule.critical_of(programme.code)
    held = next((code for code in critical if not view.done(code)), None)
    inputs = _inputs(view, programme)
    document = view.records.find(Document, programme.basis)
    answer = view.answer_of(programme.code)
    task = view.records.find(Task, held)
    return Standing(
        programme=programme,
        period=period(programme),
        basis=_cited(document),
        owner=called(view.records.find(Organization, programme.owner)),
        finish=finish,
        surmised=finish is not None and any(task.code in view.surmised for task in tasks),
        held_by=task,
        held_why=_why(view, programme, task),
        answer=answer,
        answers=named(view.records, answer),
        tasks=len(leaves),
        done=sum(1 for leaf in leaves if view.done(leaf.code)),
        critical=len(critical),
        stated=sum(1 for entity in inputs if not entity.assumed),
        inputs=len(inputs),
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


def _cited(document: Document | None) -> Text | None:
    """The document by its number, or by its title where it has none yet."""
    if document is None:
        return None
    return Text(document.number, document.number) if document.number else document.title


def _why(view: View, programme: Programme, held: Task | None) -> Message:
    if held is None:
        dated = view.finish_of(programme) is not None
        return _("nothing: all that is dated is done") if dated else _("nothing is dated")
    dates = view.dates(held.code)
    if dates is None:
        return _("critical")
    return _("critical, {start}–{finish}", start=dates.early_start, finish=dates.early_finish)


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

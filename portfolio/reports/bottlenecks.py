"""The one question, programme by programme: what holds it up, who answers for that today, on what authority, and how sure is it?

What holds a programme up is the first unfinished task of the chain that fixes its forecast finish. The question is answered for
that task, not for the programme as a whole: who answers for *it*, on what *it* rests, and what of *that chain* is on record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.holders import Reason
from governance.legal import Force, cited, force
from governance.messages import Message, Text, _
from governance.model import Document, Person
from governance.responsibility import Answer
from governance.values import Entity
from portfolio.authority import Ground, Subject, SubjectKind, grounds
from portfolio.escalation import escalation
from portfolio.explain import Step
from portfolio.legalgraph import STANDS
from portfolio.model import Assignment, Constraint, Dependency, DependencyKind, Estimate, Frame, Programme, Role, Task
from portfolio.outline import lineage
from portfolio.reports.critical_path import pressing
from portfolio.reports.programmes import holding
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, named, remarks

COLUMNS = (
    Column("programme", _("Programme")),
    Column("finish", _("Forecast finish"), under="programme"),
    Column("held_up_by", _("What holds it up"), wide=3),
    Column("chain", _("From it to the finish"), under="held_up_by"),
    Column("pressing", _("How late"), under="held_up_by"),
    Column("responsible", _("Who answers for it today"), wide=2),
    Column("above", _("If vacant"), under="responsible"),
    Column("lead", _("Lead"), under="responsible"),
    Column("basis", _("On what authority"), wide=2),
    Column("sure", _("How sure"), wide=1),
    Column("inputs_stated", _("Inputs on record"), under="sure"),
    Column("inputs", _("Inputs"), under="sure"),
    *ORIGIN,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """One instrument that a task rests on: the citation, how it comes to it, and where the instrument stands on the day."""

    ground: Ground
    force: Force | None
    cited: Message | Text | str

    @property
    def said(self) -> Message:
        """The instrument and where it stands."""
        if self.force is None:
            return _("{document}", document=self.cited)
        return _("{document} ({standing})", document=self.cited, standing=STANDS[self.force.standing])

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """How the task comes to it, and why it stands where it does."""
        return (*self.ground.reasons, self.force.reason) if self.force else self.ground.reasons

    @property
    def assumed(self) -> bool:
        """Whether any of that is an assumption."""
        return any(reason.assumed for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What holds a programme up, and all that is asked about it. ``chain`` leads from the task to the forecast finish.

    ``pressing`` says what is late, and because of which task: not always the one that fixes the finish. ``above`` is, where
    the office is vacant, the next one on the path upward that somebody holds. ``inputs`` are what the chain is computed from,
    of which ``stated`` are on record: stated by a source, or entered as no assumption.
    """

    programme: Programme
    task: Task
    chain: tuple[Step, ...]
    pressing: Message | None
    answer: Answer
    answers: Message | Text
    above: Message | None
    lead: Text | None
    bases: tuple[Basis, ...]
    stated: int
    inputs: int
    facts_only: bool

    @property
    def span(self) -> Message:
        """Its days, and how many tasks wait in the chain."""
        first = self.chain[0].dates
        if len(self.chain) == 1:
            return _("{start}–{finish}; nothing waits for it but the finish", start=first.early_start, finish=first.early_finish)
        return _(
            "{start}–{finish}; {count} task(s) then [leads|lead] on to the forecast finish",
            start=first.early_start,
            finish=first.early_finish,
            count=len(self.chain) - 1,
        )

    @property
    def upward(self) -> Message | None:
        """Where a matter of the vacant office goes."""
        return _("goes up to {who}", who=self.above) if self.above else None

    @property
    def percent(self) -> int:
        """The share of the chain's inputs that are on record, in per cent."""
        return round(100 * self.stated / self.inputs) if self.inputs else 0

    @property
    def counted(self) -> Message:
        """How many of the chain's inputs are on record."""
        if self.facts_only:
            return _("{stated} inputs of the chain on record; assumptions are left out", stated=self.stated)
        return _("{stated} of the chain's {all} inputs on record, not assumed", stated=self.stated, all=self.inputs)

    @property
    def sure(self) -> Message:
        """The share with its numerator and denominator; where assumptions are left out, there is no share to tell."""
        return self.counted if self.facts_only else _("{percent} %, {counted}", percent=self.percent, counted=self.counted)


def bottlenecks(view: View) -> tuple[Bottleneck, ...]:
    """What holds up each programme looked at that has unfinished work with dates, in their order."""
    return tuple(_bottleneck(view, programme, chain) for programme in view.programmes if (chain := holding(view, programme)))


def bottlenecks_report(view: View) -> Table:
    """One row a programme that something holds up."""
    found = bottlenecks(view)
    rows = tuple(_row(view, each) for each in found)
    notes = (
        *remarks(view, rows),
        _("Held up by: the first unfinished task of the chain that fixes the forecast finish, in whatever programme it is."),
        SURE,
    )
    title = _("What holds each programme up: {scope}", scope=view.scope)
    return Table(
        "bottlenecks", title, COLUMNS, rows, notes, view.day, view.programme,
        answer=tuple(_answer(view, each) for each in found),
        empty=NOTHING,
    )  # fmt: skip


NOTHING = _("No unfinished task has a date: either all is done, or nothing on record dates what is left.")
"""What is said where nothing holds a programme up."""

SURE = _(
    "How sure: the tasks, estimates, links and constraints of the chain, the day its programmes start from, and who leads the "
    "task, as far as a source states them or the ledger says who entered them, out of all of them. The rest is assumed by "
    "planners."
)
"""What the share is of."""


def _bottleneck(view: View, programme: Programme, chain: tuple[Step, ...]) -> Bottleneck:
    task = view.records.get(Task, chain[0].task)
    inputs = list(_inputs(view, chain))
    answer = view.answer(task.code)
    return Bottleneck(
        programme=programme,
        task=task,
        chain=chain,
        pressing=pressing(view, programme, task.code),
        answer=answer,
        answers=named(view.records, answer),
        above=_above(view, task) if answer.person is None else None,
        lead=called(view.lead(task.code)),
        bases=tuple(_basis(view, ground) for ground in grounds(view.records, Subject(SubjectKind.TASK, task.code), view.day)),
        stated=sum(1 for entity in inputs if not entity.assumed),
        inputs=len(inputs),
        facts_only=view.facts_only,
    )


def _above(view: View, task: Task) -> Message | None:
    for stage in escalation(view.records, task.code, view.day).stages:
        person = view.records.find(Person, stage.holding.person)
        if person is not None:
            return _("{person}, {post}", person=person.name, post=stage.post.title)
    return None


def _basis(view: View, ground: Ground) -> Basis:
    known = view.records.find(Document, ground.document) is not None
    standing = force(view.records, ground.document, view.day) if known else None
    return Basis(ground, standing, cited(view.records, ground.document, ground.clause))


def _inputs(view: View, chain: Sequence[Step]) -> Iterator[Entity]:
    """What the dates of the chain, and who answers for its first task, are computed from; each once."""
    records, codes = view.records, {step.task for step in chain}
    tasks = [records.get(Task, step.task) for step in chain]
    yield from tasks
    for programme in sorted({task.programme for task in tasks}):
        yield from records.by(Frame, "programme", programme)
    for code in sorted(codes):
        yield from records.by(Estimate, "task", code)
        yield from records.by(Constraint, "task", code)
        links = (link for link in records.by(Dependency, "successor", code) if link.type is DependencyKind.SCHEDULING)
        yield from (link for link in links if link.predecessor in codes)
    given = ([a for a in records.by(Assignment, "task", part.code) if a.role is Role.LEAD] for part in lineage(records, tasks[0]))
    yield from next(filter(None, given), [])


def _answer(view: View, found: Bottleneck) -> Message:
    """The answer in a sentence that can be read out."""
    said = {
        "programme": found.programme.code,
        "task": _("{task} “{title}”", task=found.task.code, title=found.task.title),
        "day": view.day,
        "who": _("{who}, {above}", who=found.answers, above=found.upward) if found.upward else found.answers,
        "sure": found.sure,
    }
    if found.pressing:
        said["task"] = _("{task} ({more})", task=said["task"], more=found.pressing)
    if not found.bases:
        return _("{programme}: held up by {task}. Who answers for it on {day}: {who}. On what authority: no legal basis is on "
                 "record. How sure: {sure}.", **said)  # fmt: skip
    return _("{programme}: held up by {task}. Who answers for it on {day}: {who}. On what authority: {basis}. "
             "How sure: {sure}.", basis=tuple(basis.said for basis in found.bases), **said)  # fmt: skip


def _row(view: View, found: Bottleneck) -> dict[str, object]:
    task = found.task
    return {
        "programme": found.programme.code,
        "finish": view.finish_of(found.programme),
        "held_up_by": Term(task.code, _("{code} {title}", code=task.code, title=task.title)),
        "chain": Term([step.task for step in found.chain], found.span),
        "pressing": found.pressing,
        "responsible": found.answers,
        "above": Term(found.above, found.upward) if found.upward else None,
        "lead": found.lead,
        "basis": tuple(Term(each.ground.document, each.said) for each in found.bases),
        "sure": None if found.facts_only else Term(found.percent, _("{percent} %", percent=found.percent)),
        "inputs_stated": Term(found.stated, _("{count} on record", count=found.stated)),
        "inputs": Term(found.inputs, _("of {count}", count=found.inputs)),
        "source": task.source,
        "assumed": view.assumed(task),
    }

"""Taking a step of a task's life: everything that stands in its way is told at once, else all that it writes is written.

A step writes itself, its evidence, the lead where it assigns one, and the progress that the schedule goes by: so that the
task's progress always says what its place says.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.model import Document, DocumentStatus
from governance.records import Records
from governance.work import Stored, Work
from portfolio.errors import NotYoursError
from portfolio.model import Assignment, Progress, ProgressState, Role, Task
from portfolio.plan import actuals
from portfolio.workflow.model import Evidence, TaskStep, digest_of
from portfolio.workflow.offices import Actor, Authority, authority, named, offices
from portfolio.workflow.places import Position, expected, last_report, needed, parts_open, position, steps_of
from portfolio.workflow.steps import NEEDS, STEPS, Need, Place, StepName, legal


class Proof(NamedTuple):
    """What a report rests on: one of a document, an address with its SHA-256, a text."""

    document: str | None = None
    address: str | None = None
    text: str | None = None
    digest: str | None = None


class Asked(NamedTuple):
    """What somebody says of a step. ``on`` is the day of it, ``actual`` the day on which the work began or ended, if another.

    ``organization`` and ``post`` are the lead body that is assigned and its accountable post.
    """

    step: StepName
    on: date | None = None
    reason: str | None = None
    document: str | None = None
    proofs: tuple[Proof, ...] = ()
    percent: int | None = None
    remaining: int | None = None
    actual: date | None = None
    organization: str | None = None
    post: str | None = None


class _Case(NamedTuple):
    """A step that somebody asks for, the state it is asked in, and the authority of who asks."""

    records: Records
    task: Task
    asked: Asked
    on: date
    now: Position
    after: Place | None
    by: Authority | None

    @property
    def number(self) -> int:
        """The number of the step among those of its task."""
        return len(steps_of(self.records, self.task.code)) + 1

    @property
    def progress(self) -> ProgressState | None:
        """What the progress must say afterwards; None where nothing of this task's own says it."""
        return expected(self.records, self.task, self.after) if self.after else None


def take(work: Work, task: str, asked: Asked, actor: Actor, day: date) -> Stored[TaskStep]:
    """Take a step in a unit of work. ``day`` is today; only the secretariat enters steps of days before it.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    NotYoursError
        When nothing is wrong but that somebody else takes this step; it names who.
    InvalidError
        With every problem: an illegal step with the legal ones, what is missing, what cannot be.
    """
    case = _case(work.records, task, asked, actor, day)
    proofs = tuple(_evidence(case))
    problems = [*_illegal(case), *_lacking(case), *_figures(case), *_days(case, actor, day), *_papers(case)]
    problems += [Problem(f"evidence {proof.ordinal} {p.place}", p.message) for proof in proofs for p in proof.rules()]
    theirs = list(_not_theirs(case))
    if theirs and not problems:
        raise NotYoursError(theirs)
    progress = _progress(case)
    problems += [Problem(f"progress {p.place}", p.message) for p in progress.rules()] if progress else []
    if problems or theirs:
        raise InvalidError([*problems, *theirs])
    assert case.after is not None, "a legal step leads somewhere"
    assert case.by is not None, "somebody may take it"
    made = work.create(_step(case, case.by, actor, case.after))
    for proof in proofs:
        work.create(proof)
    _assign(work, case)
    if progress is not None:
        work.replace(progress, None) if work.find(Progress, progress.code) else work.create(progress)
    return made


def _case(records: Records, code: str, asked: Asked, actor: Actor, day: date) -> _Case:
    task = records.get(Task, code)
    on = asked.on or day
    now = position(records, code, date.max if steps_of(records, code) else on)
    row = STEPS[asked.step]
    by = authority(actor, offices(records, code, on, row.who), row.who, on_paper=asked.document is not None)
    return _Case(records, task, asked, on, now, row.moves.get(now.place), by)


def _illegal(case: _Case) -> Iterator[Problem]:
    if case.after is None:
        why = _(
            "task {task} is at “{place}”, where “{step}” is no legal step; legal are: {legal}",
            task=case.task.code,
            place=case.now.place.label,
            step=STEPS[case.asked.step].title,
            legal=tuple(_("{code} ({title})", code=name.value, title=STEPS[name].title) for name in legal(case.now.place)),
        )
        yield Problem("step", why)


def _not_theirs(case: _Case) -> Iterator[Problem]:
    if case.by is None:
        row = STEPS[case.asked.step]
        why = _(
            "“{step}” is taken by {who}; the secretariat may enter it for them with the document on which they did",
            step=row.title,
            who=named(case.records, offices(case.records, case.task.code, case.on, row.who), row.who),
        )
        yield Problem("account", why)


def _lacking(case: _Case) -> Iterator[Problem]:
    """Problems: what the step needs and was not given."""
    asked, title = case.asked, STEPS[case.asked.step].title
    there = {
        Need.REASON: asked.reason,
        Need.DOCUMENT: asked.document,
        Need.EVIDENCE: asked.proofs,
        Need.FIGURES: asked.percent is not None or asked.remaining is not None,
        Need.LEAD: asked.organization,
    }
    for need in needed(case.records, case.task, asked.step):
        if need is Need.PARTS_OVER:
            left = parts_open(case.records, case.task.code, case.on)
            if left:
                why = _(
                    "of task {task} these parts are neither done nor cancelled: {parts}", task=case.task.code, parts=left[:10]
                )
                yield Problem("task", why)
        elif not there[need] and (case.after is not None or need is not Need.FIGURES):
            yield Problem(_FIELDS[need], _("the step “{step}” needs {need}", step=title, need=NEEDS[need]))


_FIELDS = {
    Need.REASON: "reason",
    Need.DOCUMENT: "document",
    Need.EVIDENCE: "evidence",
    Need.FIGURES: "percent",
    Need.LEAD: "organization",
}


def _figures(case: _Case) -> Iterator[Problem]:
    """What is said that this step has no place for."""
    asked, title = case.asked, STEPS[case.asked.step].title
    timed = asked.step is StepName.REPORT and case.progress is ProgressState.IN_PROGRESS
    for name in ("percent", "remaining"):
        if getattr(asked, name) is not None and case.after and not timed:
            yield Problem(
                name, _("figures are told in progress reports, and neither of milestones nor of summaries: leave them out")
            )
    if asked.percent is not None and asked.remaining is not None:
        yield Problem("remaining", _("say either how much is done or how many days remain, not both"))
    dated = asked.step in _DATED and (case.after is None or case.progress is _DATED[asked.step])
    if asked.actual is not None and not dated:
        yield Problem("actual", _("the step “{step}” neither begins nor ends the work: leave this out", step=title))
    for name in ("organization", "post"):
        if getattr(asked, name) is not None and asked.step is not StepName.ASSIGN:
            yield Problem(name, _("only the step “{step}” names the lead: leave this out", step=STEPS[StepName.ASSIGN].title))


_DATED = {StepName.START: ProgressState.IN_PROGRESS, StepName.COMPLETE: ProgressState.DONE}
"""The steps with which work begins or ends, and what its progress then says."""


def _days(case: _Case, actor: Actor, day: date) -> Iterator[Problem]:
    since = case.now.since
    if case.on > day:
        yield Problem("on", _("{on} is to come: give {day} or an earlier day", on=case.on, day=day))
    if case.on < day and not actor.secretariat:
        yield Problem("on", _("only the secretariat enters steps of earlier days: leave this out"))
    if case.now.step is not None and since is not None and case.on < since:
        yield Problem("on", _("the step before was taken on {day}: give that day or a later one", day=since))
    last = last_report(case.records, case.task.code)
    if case.progress is not None and last is not None and last > case.on:
        yield Problem("on", _("a report of {day} says otherwise of its progress: give that day or a later one", day=last))


def _papers(case: _Case) -> Iterator[Problem]:
    """Documents that are not there, or not issued yet."""
    named = [("document", case.asked.document), *((f"evidence {i}", p.document) for i, p in enumerate(case.asked.proofs, 1))]
    yield from papers(case.records, named)


def papers(records: Records, named: list[tuple[str, str | None]]) -> Iterator[Problem]:
    """Of documents by field: which are not there, and which are not issued yet."""
    for field, code in named:
        document = records.find(Document, code)
        if code is not None and document is None:
            yield Problem(field, _("there is no document with the code {code}", code=code))
        if document is not None and document.status is not DocumentStatus.ISSUED:
            yield Problem(field, _("{document} is not issued yet, so nothing can rest on it", document=document.code))


def _step(case: _Case, by: Authority, actor: Actor, after: Place) -> TaskStep:
    asked = case.asked
    return TaskStep(
        **acted(by, actor), task=case.task.code, ordinal=case.number, step=asked.step,
        on=case.on, before=case.now.place.state, before_of=case.now.place.of, state=after.state, state_of=after.of,
        reason=asked.reason, document=asked.document, percent=asked.percent, remaining=asked.remaining,
    )  # fmt: skip


def acted(by: Authority, actor: Actor) -> dict[str, Any]:
    """Who acted, as what is written keeps it."""
    return {"account": actor.account, **by._asdict()}


def _evidence(case: _Case) -> Iterator[Evidence]:
    for number, proof in enumerate(case.asked.proofs, 1):
        digest = digest_of(proof.text) if proof.text and proof.digest is None else proof.digest
        yield Evidence(step=f"{case.task.code}~{case.number}", ordinal=number, **(proof._asdict() | {"digest": digest}))


def _assign(work: Work, case: _Case) -> None:
    """Put a body in the place of the one that leads the task."""
    asked = case.asked
    if asked.organization is None:
        return
    lead = Assignment(task=case.task.code, organization=asked.organization, role=Role.LEAD, post=asked.post)
    for other in work.records.by(Assignment, "task", case.task.code):
        if other.role is Role.LEAD and other.code != lead.code:
            work.delete(Assignment, other.code, None)
    work.replace(lead, None) if work.find(Assignment, lead.code) else work.create(lead)


def _progress(case: _Case) -> Progress | None:
    """The report that the schedule is given; None where it knows already."""
    wanted, asked = case.progress, case.asked
    figures = asked.percent is not None or asked.remaining is not None
    known = actuals(case.records, case.task.code, case.on)
    if wanted is None or (known.state is wanted and not figures and asked.actual is None):
        return None
    there = next((r for r in case.records.by(Progress, "task", case.task.code) if r.as_of == case.on), None)
    report = Progress(task=case.task.code, as_of=case.on, state=wanted, actual_start=there.actual_start if there else None)
    match wanted:
        case ProgressState.NOT_STARTED:
            return replace(report, actual_start=None)
        case ProgressState.DONE:
            return replace(report, actual_finish=asked.actual or case.on)
        case ProgressState.IN_PROGRESS if figures:
            report = replace(report, percent=asked.percent, remaining=asked.remaining)
        case ProgressState.IN_PROGRESS | ProgressState.SUSPENDED if there is not None and there.state is not ProgressState.DONE:
            report = replace(report, percent=there.percent, remaining=there.remaining)
    if asked.step is StepName.START:
        report = replace(report, actual_start=asked.actual or case.on)
    return report

"""The life of one task: each step with who took it and what it rests on, and which may be taken next, by whom."""

from collections.abc import Iterator

from governance.messages import Message, Text, _
from governance.model import Document, Person, Post
from portfolio.model import Task
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import View
from portfolio.workflow.extensions import requests_of
from portfolio.workflow.model import Evidence, ExtensionDecision, ExtensionRequest, Outcome, TaskStep
from portfolio.workflow.offices import named, offices
from portfolio.workflow.places import needed, steps_of
from portfolio.workflow.steps import CAPACITIES, NEEDS, STEPS, legal
from portfolio.workflow.waits import Pending, pending

COLUMNS = (
    Column("ordinal", _("No.")),
    Column("on", _("Day")),
    Column("step", _("Step"), wide=1),
    Column("state", _("Then"), under="step"),
    Column("figures", _("Figures"), under="step"),
    Column("who", _("By whom"), wide=2),
    Column("reason", _("Why"), wide=3),
    Column("document", _("Document"), under="reason"),
    Column("evidence", _("Evidence"), under="reason"),
)
_OUTCOMES = {
    Outcome.GRANTED: _("granted"),
    Outcome.REFUSED: _("refused"),
    Outcome.WITHDRAWN: _("withdrawn"),
}


def steps_table(view: View, code: str) -> Table:
    """The steps of a task until the day, and below them what may be done next.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    task = view.records.get(Task, code)
    found = pending(view.records, code, view.day)
    rows = tuple(_row(view, step) for step in steps_of(view.records, code) if step.on <= view.day)
    notes = (
        *(_asked(request, decision) for request, decision in requests_of(view.records, code) if request.on <= view.day),
        *_next(view, code, found),
        _("Status day: {day}.", day=view.day),
    )
    title = _("The life of task {code}: {title}", code=code, title=task.title)
    empty = _("No step is on record yet.")
    return Table("steps", title, COLUMNS, rows, notes, view.day, task.programme, answer=(_stands(found),), empty=empty)


def _stands(found: Pending) -> Message:
    """Where the task stands, in a sentence."""
    label = found.at.place.label
    if found.at.step is None:
        return _("The task is “{place}”, as read from its assignment and progress.", place=label)
    return _("The task is “{place}” since {day}.", place=label, day=found.at.step.on)


def _row(view: View, step: TaskStep) -> dict[str, object]:
    proofs = sorted(view.records.by(Evidence, "step", step.code), key=lambda proof: proof.ordinal)
    return {
        "ordinal": step.ordinal,
        "on": step.on,
        "step": Term(step.step.value, STEPS[step.step].title),
        "state": Term(step.state.value, step.place.label),
        "who": Term({"account": step.account, "person": step.person, "post": step.post}, _who(view, step)),
        "reason": step.reason,
        "document": _paper(view, step.document),
        "evidence": tuple(_proof(view, proof) for proof in proofs),
        "figures": _figures(step),
    }


def _who(view: View, step: TaskStep) -> Message | Text:
    """Whoever acted: a person for an office, a delegate for the holder, or the secretariat for what was done on paper."""
    person, post = view.records.find(Person, step.person), view.records.find(Post, step.post)
    holder = view.records.find(Person, step.on_behalf_of)
    office = post.title if post else CAPACITIES[step.capacity]
    if holder is not None and person is not None:
        return _("{person} for {holder}, {post}", person=person.name, holder=holder.name, post=office)
    if person is not None:
        return _("{person}, {post}", person=person.name, post=office)
    if post is not None:
        return _("{post}, entered by {account} on paper", post=office, account=step.account)
    return _("{capacity}, entered by {account}", capacity=office, account=step.account)


def _paper(view: View, code: str | None) -> Term | None:
    document = view.records.find(Document, code)
    return Term(code, document.title) if document else None


def _proof(view: View, proof: Evidence) -> Term:
    value = {"document": proof.document, "address": proof.address, "text": proof.text, "digest": proof.digest}
    if (document := view.records.find(Document, proof.document)) is not None:
        return Term(value, document.title)
    said = proof.address or proof.text or ""
    return Term(value, _("{said} (SHA-256 {digest}…)", said=said, digest=(proof.digest or "")[:12]))


def _figures(step: TaskStep) -> Term | None:
    if step.percent is not None:
        return Term({"percent": step.percent}, _("{percent} % done", percent=step.percent))
    if step.remaining is not None:
        return Term({"remaining": step.remaining}, _("{days} working days remain", days=step.remaining))
    return None


def _asked(request: ExtensionRequest, decision: ExtensionDecision | None) -> Message:
    """A request for more time and what became of it."""
    written = Text(request.written_vi, request.written_en)
    if decision is None:
        return _("More time, {code}: until {written}, asked on {on}; it waits for a decision.",
                 code=request.code, written=written, on=request.on)  # fmt: skip
    return _("More time, {code}: until {written}, asked on {on}; {outcome} on {day}.",
             code=request.code, written=written, on=request.on, outcome=_OUTCOMES[decision.outcome], day=decision.on)  # fmt: skip


def _next(view: View, code: str, found: Pending) -> Iterator[Message]:
    """Each legal step with who may take it and what it needs, the awaited one first."""
    for name in legal(found.at.place):
        row = STEPS[name]
        who = named(view.records, offices(view.records, code, view.day, row.who), row.who)
        needs = tuple(NEEDS[need] for need in needed(view.records, view.records.get(Task, code), name))
        if needs:
            yield _("Next, {step} ({title}): by {who}; needs {needs}.", step=name.value, title=row.title, who=who, needs=needs)
        else:
            yield _("Next, {step} ({title}): by {who}.", step=name.value, title=row.title, who=who)

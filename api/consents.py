"""The two-person rule in the service: what may be asked for, by whom, and what is answered while it waits.

Whoever adds an action that a body may want two people for adds its operation to ``OPERATIONS`` and asks :func:`waiting` first,
in the unit of work in which it would act.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from api.access import PLAN, WRITE, Access
from api.baselines import taking
from api.schemas import shown
from governance import consenting
from governance.consents import Consent, TwoPersonAction
from governance.errors import ConsentError
from governance.messages import Message, _
from governance.past import HANOI
from governance.store import Answer
from governance.values import Entity, differing
from governance.work import Author, Stored, Work
from portfolio.baselines.baseline import discard, lay_down, take
from portfolio.baselines.model import Baseline
from portfolio.model import Portfolio, Programme, Task
from portfolio.reports.assumptions import surmised
from portfolio.twoperson import needs_second
from portfolio.workflow.offices import Actor
from portfolio.workflow.taking import Asked
from portfolio.workflow.taking import take as take_step

Arguments = Mapping[str, Any]


class Operation(NamedTuple):
    """Something that may wait for a second person: what carries it out, and what whoever confirms it must be allowed."""

    do: Callable[[Work, Arguments], object]
    access: Access


class Order(NamedTuple):
    """An operation that somebody asks for.

    ``about`` is what :func:`portfolio.twoperson.needs_second` looks at; ``do`` carries it out and gives the arguments with which
    the operation of this name does the same again.
    """

    action: TwoPersonAction
    about: Entity | None
    operation: str
    subject: str
    what: Message
    do: Callable[[Work], Arguments]


class Asker(NamedTuple):
    """Who asks, the person that it is if that is on record, and the check of an outcome by every rule."""

    by: Author
    person: str | None
    check: Callable[[Work], None]


def waiting(work: Work, order: Order, asker: Asker) -> Stored[Consent] | None:
    """The request that now waits for a second person; None where nobody wants one, so that it may be done at once.

    Raises
    ------
    DomainError
        When the operation could not be carried out, or is asked for already.
    """
    day = asker.by.at.astimezone(HANOI).date()
    rule = needs_second(work.records, order.action, order.about, day) if order.about is not None else None
    if rule is None:
        return None
    asking = consenting.Asking(
        f"consent-{secrets.token_hex(6)}", rule, order.operation, order.subject, order.what, order.do, asker.check, asker.person
    )
    return consenting.ask(work, asking, asker.by)


def accepted(stored: Stored[Consent]) -> Answer:
    """The answer to a request that waits: 202, with what is to be confirmed and where."""
    headers = (("Location", f"/api/v1/consents/{stored.entity.code}"),)
    return Answer(202, headers, msgspec.json.encode(shown(*stored)).decode())


def carry_out(work: Work, consent: Consent) -> None:
    """Do what a consent is about.

    Raises
    ------
    ConsentError
        When this program knows no such operation.
    """
    operation = OPERATIONS.get(consent.operation)
    if operation is None:
        raise ConsentError(_("this program does not know the operation {operation}: decline it", operation=consent.operation))
    operation.do(work, msgspec.json.decode(consent.arguments))


# ---- baselines


def taking_of(work: Work, sent: Arguments, day: date) -> Order:
    """The order to take a baseline; ``sent`` is what is said of it, ``day`` the day that it is of."""
    what, _asked = taking(sent)
    about: Entity | None = next(iter(work.records.all(Portfolio)), None)
    if what.programme is not None or what.portfolio is not None:
        about = work.records.find(Programme, what.programme) or work.records.find(Portfolio, what.portfolio)

    def do(work: Work) -> Arguments:
        made = lay_down(work, day, what, surmised).entity
        return {"sent": dict(sent), "day": day, "seq": made.ledger_seq, "digest": made.digest}

    said = _("take the baseline {code} of the plan on {day}", code=what.code, day=day)
    return Order(TwoPersonAction.BASELINE, about, "take-baseline", f"baseline {what.code}", said, do)


def _take(work: Work, said: Arguments) -> None:
    """Write the baseline as it was seen; of a plan that gives another one by now there is none."""
    (what, _asked), day = taking(said["sent"]), date.fromisoformat(said["day"])
    baseline, parts = take(work.records, day, what, seq=said["seq"], surmised=surmised(work.records, day))
    if baseline.digest != said["digest"]:
        raise ConsentError(consenting.CHANGED)
    for each in (baseline, *parts):
        work.create(each)


def amending_of(before: Baseline, after: Baseline) -> Order:
    """The order to approve or rename a baseline."""
    new = {name: getattr(after, name) for name in differing(before, after)}

    def do(work: Work) -> Arguments:
        return _amended(work, {"code": after.code, "fields": new})

    said = _("change of baseline {code}: {fields}", code=after.code, fields={name: str(value) for name, value in new.items()})
    return Order(TwoPersonAction.BASELINE, before, "amend-baseline", f"baseline {after.code}", said, do)


def _amended(work: Work, said: Arguments) -> Arguments:
    found = work.get(Baseline, said["code"])
    work.replace(msgspec.structs.replace(found.entity, **said["fields"]), found.version)
    return said


def discarding_of(baseline: Baseline) -> Order:
    """The order to discard a baseline that nobody approved."""

    def do(work: Work) -> Arguments:
        discard(work, baseline.code, None)
        return {"code": baseline.code}

    said = _("discard the baseline {code}", code=baseline.code)
    return Order(TwoPersonAction.BASELINE, baseline, "discard-baseline", f"baseline {baseline.code}", said, do)


# ---- tasks


def closing_of(task: Task, asked: Asked, actor: Actor, day: date) -> Order:
    """The order to close a task, as somebody asks for it on a day."""

    def do(work: Work) -> Arguments:
        take_step(work, task.code, asked, actor, day)
        return {"task": task.code, "asked": asked, "actor": actor, "day": day}

    said = _("close task {code}, “{title}”", code=task.code, title=task.title)
    return Order(TwoPersonAction.CLOSE, task, "close-task", f"task {task.code}", said, do)


def _close(work: Work, said: Arguments) -> None:
    """Close the task in the name of whoever asked, if it still stands where it stood."""
    asked, actor = msgspec.convert(said["asked"], Asked), msgspec.convert(said["actor"], Actor)
    take_step(work, said["task"], asked, actor, date.fromisoformat(said["day"]))


OPERATIONS: Mapping[str, Operation] = {
    "take-baseline": Operation(_take, PLAN),
    "amend-baseline": Operation(_amended, PLAN),
    "discard-baseline": Operation(lambda work, said: discard(work, said["code"], None), PLAN),
    "close-task": Operation(_close, WRITE),
}
"""Every operation that may wait for a second person, by name."""

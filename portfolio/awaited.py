"""Documents that do not exist yet: what waits for each, which tasks are to bring it about, and whether it is overdue."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from governance.effects import Effect, effects, exists
from governance.legal import Rest
from governance.model import Document, DocumentStatus
from governance.records import Records
from governance.values import last_day
from portfolio.authority import Ground, Subject, SubjectKind, Ways, grounds, subjects
from portfolio.citing import TaskProduct
from portfolio.finishing import over_on
from portfolio.model import Task


class Waiter(NamedTuple):
    """Something that rests on a document that is not there yet, and the way from its citation to it."""

    subject: Subject
    ground: Ground
    rest: Rest


class Awaited(NamedTuple):
    """A document that is not issued by a day, and for how many days it has been overdue; None where no day is on record.

    ``brought_by`` are the tasks that are to bring it about, ``waiting`` what rests on it, nearest first, and ``will_do`` what it
    is to do to other instruments.
    """

    document: Document
    overdue: int | None
    brought_by: tuple[Task, ...]
    waiting: tuple[Waiter, ...]
    will_do: tuple[Effect, ...]


def awaited(records: Records, day: date) -> tuple[Awaited, ...]:
    """The documents that are awaited on a day, by code: also those that were issued later, if they had been expected."""
    known = (d for d in records.all(Document) if d.status is DocumentStatus.AWAITED or d.expected_on is not None)
    missing = {document.code: document for document in known if not exists(document, day)}
    waiting = _waiting(records, missing, day)
    doing = [effect for document in records.all(Document) for effect in effects(records, document.code)]
    return tuple(
        Awaited(
            document,
            overdue(document, day),
            tuple(records.get(Task, row.task) for row in records.by(TaskProduct, "document", code)),
            tuple(waiting[code]),
            tuple(effect for effect in doing if effect.by == code),
        )
        for code, document in missing.items()
    )


def overdue(document: Document, day: date) -> int | None:
    """How many days have passed since the last day for which a document was expected; 0 where it is not due yet."""
    return None if document.expected_on is None else max(0, (day - last_day(document.expected_on)).days)


def _waiting(records: Records, missing: dict[str, Document], day: date) -> dict[str, list[Waiter]]:
    """What rests on each missing document, open work only: the nearest way of each thing, the nearest things first."""
    found: dict[str, list[Waiter]] = defaultdict(list)
    ways = Ways(records, day)
    for subject in subjects(records):
        if subject.kind is SubjectKind.TASK and (over := over_on(records, subject.code)) is not None and over <= day:
            continue
        nearest: dict[str, Waiter] = {}
        for ground in grounds(records, subject, day):
            for rest in ways.rests(ground):
                known = nearest.get(rest.document)
                if rest.document in missing and (known is None or len(rest.steps) < len(known.rest.steps)):
                    nearest[rest.document] = Waiter(subject, ground, rest)
        for code, waiter in nearest.items():
            found[code].append(waiter)
    return {code: sorted(found[code], key=lambda waiter: len(waiter.rest.steps)) for code in missing}

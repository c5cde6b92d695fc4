"""A batch: changes of governed things that are made together or not at all.

It is a set. Each thing stands in it once, and in whatever order the changes come, they are written so that each can be: a batch
does what its changes would do one by one, and rules look only at what comes of all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct

from api.errors import HttpError
from api.registry import KINDS
from api.workflow import formed
from api.writing import Writable
from governance.errors import DomainError, InvalidError, Problem, found
from governance.messages import Message, _
from governance.values import Code

MOST = 500
"""So many changes a batch holds at most."""


class BatchAction(StrEnum):
    """What is done to a thing."""

    CREATE = "create"
    REPLACE = "replace"
    AMEND = "amend"
    DELETE = "delete"


Named = Annotated[str, Meta(max_length=60, description="The kind, as the ledger calls it: task; or as its address does: tasks.")]
Seen = Annotated[int, Meta(ge=1, le=2**53, description="The version that you read; not of what is new.")]


class BatchChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """One change. ``value`` is what the same request to the thing's own address would carry.

    To replace, amend or delete say ``code`` and ``version``; what is new may have its code here or in ``value``.
    """

    action: BatchAction
    kind: Named
    code: Code | None = None
    version: Seen | None = None
    value: dict[str, Any] | None = None


_EXAMPLE = [
    {"action": "create", "kind": "task",
     "value": {"code": "P.9", "programme": "P", "title_vi": "Thẩm định dự thảo", "title_en": "Appraise the draft"}},
    {"action": "create", "kind": "dependency", "value": {"predecessor": "P.8", "successor": "P.9"}},
    {"action": "amend", "kind": "estimate", "code": "P.8", "version": 2, "value": {"most_likely": 15}},
    {"action": "delete", "kind": "dependency", "code": "P.8~P.10~FS", "version": 1},
]  # fmt: skip


class BatchIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """Changes that are made together or not at all; each thing at most once, in any order."""

    changes: Annotated[list[BatchChange], Meta(min_length=1, max_length=MOST, examples=[_EXAMPLE])]


class Fault(NamedTuple):
    """Something wrong, and the kind of refusal that it alone would be: a key of ``api.errors.KINDS``."""

    slug: str
    problem: Problem


class Asked(NamedTuple):
    """A change that could be read, where it stands, the kind that it is of, and which of its fields are wrong already."""

    at: int
    change: BatchChange
    to: Writable
    wrong: frozenset[str]


class Sent(NamedTuple):
    """A batch as it was sent: the changes that could be read, and what is wrong with the others."""

    asked: tuple[Asked, ...]
    faults: tuple[Fault, ...]


# ---- what was sent

ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(
        ("baselines", "baseline-calendars", "baseline-links", "baseline-programmes", "baseline-tasks"), "/api/v1/baselines"
    ),
    "consents": "/api/v1/consents/{code}/confirm",
    "credentials": "/api/v1/credentials",
    "redactions": "/api/v1/ledger/redactions",
    **dict.fromkeys(("task-steps", "evidence"), "/api/v1/tasks/{code}/steps"),
    "extension-requests": "/api/v1/tasks/{code}/extensions",
    "extension-decisions": "/api/v1/tasks/{code}/extensions/{number}/decision",
}
"""Collection → the address at which its things are made: by a function of their own, which may want a second person."""
_PATHS = {kind.kind: kind.path for kind in KINDS}


def read(raw: Mapping[str, Any], kinds: Iterable[Writable]) -> Sent:
    """The changes of a batch that was sent, and what is wrong with those that cannot be read.

    Raises
    ------
    InvalidError
        When it is no list of changes.
    """
    problems = [
        Problem(name[:80], _("there is no field {name}; the fields are {fields}", name=name[:80], fields=("changes",)))
        for name in raw
        if name != "changes"
    ]
    listed = raw.get("changes")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST:
        problems.append(Problem("changes", _("give a list, of {least} to {most}", least=1, most=MOST)))
    if problems or not isinstance(listed, list):
        raise InvalidError(problems)
    known = {name: each for each in kinds for name in (each.kind.path, each.kind.kind)}
    faults: list[Fault] = []
    asked = [_asked(at, given, known, faults) for at, given in enumerate(listed)]
    return Sent(tuple(each for each in asked if each is not None), tuple(faults))


def _asked(at: int, given: object, known: Mapping[str, Writable], faults: list[Fault]) -> Asked | None:
    """A change, as far as it can be read; what is wrong with it is noted."""
    where, fields = f"changes[{at}].", BatchChange.__struct_fields__
    noted = len(faults)
    to = None
    if not isinstance(given, dict):
        why = _("give an object with these fields: {fields}", fields=fields)
        faults.append(Fault(InvalidError.slug, Problem(where[:-1], why)))
        return None
    with collecting(faults, at):
        formed(BatchChange, given, where)
    if "kind" not in (wrong := _fields(faults[noted:], where)) and "kind" in given:
        with collecting(faults, at):
            to = _writable(given["kind"].strip(), known)
    if to is None or "action" in wrong:
        return None
    change = formed(BatchChange, {name: given[name] for name in fields if name in given and name not in wrong}, where)
    missed = (Problem(where + field, why) for field, why in _beside(change) if field not in wrong)
    faults += (Fault(InvalidError.slug, problem) for problem in missed)
    return Asked(at, change, to, _fields(faults[noted:], where))


def _fields(faults: Iterable[Fault], where: str) -> frozenset[str]:
    return frozenset(fault.problem.place.removeprefix(where) for fault in faults)


def _beside(change: BatchChange) -> Iterator[tuple[str, Message]]:
    """The fields that a change lacks, or has without need. That a version is missing is said with the one that there is."""
    new, gone = change.action is BatchAction.CREATE, change.action is BatchAction.DELETE
    if new and change.version is not None:
        yield "version", _("a new thing has no version yet: leave this out")
    if not new and change.code is None:
        yield "code", _("is required")
    if gone and change.value is not None:
        yield "value", _("a thing that goes needs no fields: leave them out")
    if not gone and change.value is None:
        yield "value", _("is required")


def _writable(name: str, known: Mapping[str, Writable]) -> Writable:
    if name in known:
        return known[name]
    elsewhere = ELSEWHERE.get(_PATHS.get(name, name))
    if elsewhere is not None:
        why = _("a batch does not write {kind}, for more goes with it: see {address}", kind=name, address=elsewhere)
    else:
        kinds = sorted({each.kind.kind for each in known.values()})
        why = _("no kind of thing is called {names}; there are {known}", names=name, known=tuple(kinds))
    raise InvalidError([Problem("kind", why)])


# ---- what is wrong


class collecting(AbstractContextManager[None]):  # noqa: N801 - read as a verb
    """Collects a refusal of one change: its problems below ``place`` of it, or at ``field`` where it names none."""

    def __init__(self, faults: list[Fault], at: int, place: str = "", field: str = "") -> None:
        self._faults, self._change, self._place, self._field = faults, f"changes[{at}]", place, field

    def __exit__(self, _kind: object, refused: BaseException | None, _trace: object) -> bool:
        """Note what was refused, and go on."""
        if not isinstance(refused, DomainError | HttpError):
            return False
        problems = refused.problems or [Problem(f"{self._change}.{self._field}", refused.message)]
        self._faults += (Fault(refused.slug, Problem(self._below(each.place), each.message)) for each in problems)
        return True

    def _below(self, place: str) -> str:
        own = place.startswith(self._change)
        return place if own else ".".join(part for part in (self._change, self._place, place) if part)


def refusal(faults: Sequence[Fault]) -> HttpError:
    """The refusal of a batch, its faults by change: of the kind that all of them are of, else of what breaks rules."""
    slugs = {fault.slug for fault in faults}
    problems = sorted((fault.problem for fault in faults), key=lambda problem: int(problem.place[8:].partition("]")[0]))
    return HttpError(slugs.pop() if len(slugs) == 1 else InvalidError.slug, found(problems), problems)

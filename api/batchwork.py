"""A batch at work: its changes understood, put in order and made, and what comes of all of them placed at the changes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any, NamedTuple

from msgspec import Struct

from api.access import Access
from api.batch import Asked, BatchAction, Fault, Sent, collecting, refusal
from api.controllers.conventions import etag
from api.errors import HttpError
from api.rights import Bounds, beyond
from api.writing import Writable, dangling, kept, put_in, whole
from governance.errors import CycleError, DomainError, InUseError, InvalidError, Problem, StaleVersionError, kind_name
from governance.messages import _
from governance.records import Records
from governance.values import Entity, references
from governance.work import Change, Stored, Work
from portfolio.model import Dependency, Task
from portfolio.reach import ancestry_of

Within = Callable[[Access], Bounds]
"""Where somebody may do what is asked for; refuses where that is nowhere."""
Thing = tuple[str, str]
"""A kind and a code."""


class BatchedOut(Struct, kw_only=True):
    """What became of a change: null versions where the thing is gone; ``seq`` is the ledger entry that says so."""

    action: BatchAction
    kind: str
    code: str
    version: int | None
    etag: str | None
    seq: int


class BatchOut(Struct, kw_only=True):
    """The changes as they were sent, each with its outcome, and the ledger entry at which they all hold."""

    ledger_seq: int
    changes: list[BatchedOut]


class Step(NamedTuple):
    """A change that was understood: of which kind, what is there, and what is to be there."""

    at: int
    action: BatchAction
    to: Writable
    before: Stored[Any] | None
    after: Entity | None

    @property
    def sides(self) -> tuple[Entity, ...]:
        """The thing as it was and as it is to be, where it is."""
        return tuple(one for one in (self.before.entity if self.before else None, self.after) if one is not None)

    @property
    def thing(self) -> Thing:
        """What it is about."""
        return self.sides[0].kind, self.sides[0].code


class Batch:
    """Changes that were sent, as somebody sends them, and the steps that they came to when they were last tried."""

    def __init__(self, sent: Sent, within: Within) -> None:
        self._sent, self._within = sent, within
        self._steps: tuple[Step, ...] = ()
        self._records = Records()

    def carry_out(self, work: Work) -> BatchOut:
        """Make every change in a unit of work, or refuse all.

        Raises
        ------
        HttpError
            With all that is wrong with the changes, each at its place. What the outcome breaks, :meth:`placed` places.
        """
        faults = list(self._sent.faults)
        coming = frozenset(_coming(asked) for asked in self._sent.asked)
        understood = (step for asked in self._sent.asked for step in _understood(work, asked, faults, coming))
        self._steps = steps = tuple(_once(understood, faults))
        allowed = dict(self._allowed(faults))
        made: dict[int, Stored[Any] | None] = {}
        written: dict[int, Change] = {}
        for step in in_order(steps):
            already = len(work.changes)
            with collecting(faults, step.at, "value", "code"):
                made[step.at] = put_in(work, step.before, step.after, step.to.check)
            written.update((step.at, change) for change in work.changes[already:])
        faults += _elsewhere(work, written, allowed, sure=not faults)
        if faults:
            raise refusal(faults)
        self._records = work.records
        outcomes = [_outcome(step, made[step.at], written.get(step.at)) for step in steps]
        return BatchOut(ledger_seq=work.head.seq, changes=outcomes)

    def _allowed(self, faults: list[Fault]) -> Iterator[tuple[int, Bounds]]:
        """Change → where its author may make such a one; where that is nowhere, it is a fault."""
        for asked in self._sent.asked:
            with collecting(faults, asked.at, "", "kind"):
                yield asked.at, self._within(asked.to.write)

    # ---- what comes of all of them

    def placed(self, refused: DomainError) -> DomainError:
        """A refusal of the outcome, with the changes that brought it."""
        problems = [Problem(self._place(each.place), each.message) for each in refused.problems]
        match refused:
            case CycleError():
                found = self._linking(refused.cycle)
                return CycleError(refused.cycle, [Problem(found, refused.message)] if found else (), others=refused.others)
            case InUseError():
                return InUseError(refused.message, problems)
            case InvalidError():
                return InvalidError(problems, refused.message)
        return refused

    def _place(self, place: str) -> str:
        """The change that brought a thing, and its field; for a thing that none is about, those that refer to it."""
        if " → " in place:
            found = self._linking(place.split(" → "))
            return f"{found} ({place})" if found else place
        kind, _blank, rest = place.partition(" ")
        code, _blank, field = rest.partition(" ")
        for step in self._steps:
            if step.thing == (kind, code):
                return f"changes[{step.at}]" + (".code" if step.after is None else f".value.{field}" if field else "")
        found = _named(step for step in self._steps if any((kind, code) in _referred(side) for side in step.sides))
        return f"{found} ({place})" if found else place

    def _linking(self, loop: Sequence[str]) -> str:
        """The changes that brought a link of a loop of tasks, or made one of them part of another."""
        above = {code: set(_above(self._records, code)) for code in loop}
        pairs = {(a, b) for before, after in pairwise(loop) for a in above[before] for b in above[after]}

        def brought(step: Step) -> bool:
            match step.after:
                case Dependency(predecessor=before, successor=after):
                    return (before, after) in pairs
                case Task(code=code, parent=parent):
                    was = step.before.entity.parent if step.before else None
                    return parent != was and any(code in codes for codes in above.values())
            return False

        return _named(filter(brought, self._steps))


def _named(steps: Iterable[Step]) -> str:
    return ", ".join(f"changes[{step.at}]" for step in steps)


def _above(records: Records, code: str | None) -> Iterator[str]:
    """A task and what it is part of; what is part of itself is told once."""
    seen: set[str] = set()
    while code is not None and code not in seen:
        yield code
        seen.add(code)
        task = records.find(Task, code)
        code = task.parent if task else None


# ---- one by one


def _coming(asked: Asked) -> Thing:
    """What a change is about, as far as it says so."""
    said = asked.change.value or {}
    code = "~".join(str(said.get(name, "")) for name in asked.to.kind.key) or said.get("code", "")
    return asked.to.kind.kind, str(asked.change.code or code)


def _understood(work: Work, asked: Asked, faults: list[Fault], coming: Collection[Thing]) -> Iterator[Step]:
    """The step of a change that nothing is wrong with; else all that is wrong with it is noted."""
    noted = len(faults)
    before = after = None
    if asked.change.action is not BatchAction.CREATE:
        before = _there(work, asked, faults)
        if before is None:
            return
    if asked.change.value is not None and "value" not in asked.wrong:
        with collecting(faults, asked.at, "value", "value"):
            try:
                after = _wanted(asked, before)
            except InvalidError as refused:
                also = dangling(asked.to.kind, asked.change.value, work.before, refused, coming)
                raise InvalidError([*refused.problems, *also]) from None
    if len(faults) == noted and not asked.wrong:
        yield Step(asked.at, asked.change.action, asked.to, before, after)


def _there(work: Work, asked: Asked, faults: list[Fault]) -> Stored[Any] | None:
    """The thing that a change is about; if it is at another version than was read, that is noted."""
    code, given = asked.change.code, asked.change.version
    if code is None:
        return None
    with collecting(faults, asked.at, "", "code"):
        stored: Stored[Any] = work.get(asked.to.kind, code)
        with collecting(faults, asked.at, "", "version"):
            if given is None and "version" not in asked.wrong:
                why = _("say which version you read: {code} is at {current} now", code=code, current=stored.version)
                raise HttpError("precondition-required", why)
            if given not in (None, stored.version):
                raise StaleVersionError(asked.to.kind.kind, code, given or 0, stored.version)
        return stored
    return None


def _wanted(asked: Asked, before: Stored[Any] | None) -> Entity:
    """What a thing is to be."""
    kind, said = asked.to.kind, asked.change.value or {}
    if before is None:
        return whole(kind, _with_code(asked, said))
    start = kept(before.entity) if asked.change.action is BatchAction.AMEND else {}
    return whole(kind, {**start, **said}, before.entity)


def _with_code(asked: Asked, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a new thing is to be, with the code that stands beside it."""
    code, kind = asked.change.code, asked.to.kind
    if code is None:  # where it is there and wrong, it is not missing
        return {"code": kind.kind, **said} if "code" in asked.wrong and not kind.key else said
    if said.get("code", code) != code:
        why = _("the value has another code, {code}: say it once", code=str(said["code"])[:160])
        raise InvalidError([Problem(f"changes[{asked.at}].code", why)])
    return {**said, "code": code}


def _once(steps: Iterable[Step], faults: list[Fault]) -> Iterator[Step]:
    """The first step about each thing; that there are others is noted."""
    first: dict[Thing, int] = {}
    for step in steps:
        other = first.setdefault(step.thing, step.at)
        if other == step.at:
            yield step
            continue
        kind, code = step.thing
        why = _("{kind} {code} is changed by {other} already: say there all that becomes of it",
                kind=kind_name(kind), code=code, other=f"changes[{other}]")  # fmt: skip
        faults.append(Fault(InvalidError.slug, Problem(f"changes[{step.at}]", why)))


def _elsewhere(work: Work, written: Mapping[int, Change], allowed: Mapping[int, Bounds], *, sure: bool) -> Iterator[Fault]:
    """What belongs where its author does not act. Unless it is ``sure``, what a thing belongs to may be missing by a fault."""
    for index, change in written.items():
        bounds = allowed.get(index)
        if bounds is None or bounds.everywhere or not (sure or _at_home(work, change)):
            continue
        for problem in bounds.refused(work, change):
            why = _("{belongs}; {way}", belongs=problem.message, way=beyond(bounds.said))
            yield Fault("forbidden", Problem(f"changes[{index}]", why))


def _at_home(work: Work, change: Change) -> bool:
    things = [thing for thing in (change.before, change.after) if thing is not None]
    return any(ancestry_of(records, thing) is not None for thing in things for records in (work.before, work.records))


def _outcome(step: Step, made: Stored[Any] | None, written: Change | None) -> BatchedOut:
    seq = written.entry.seq if written else made.changed_seq if made else 0
    version = made.version if made else None
    return BatchedOut(
        action=step.action,
        kind=step.to.kind.kind,
        code=step.thing[1],
        version=version,
        etag=etag(version) if version else None,
        seq=seq,
    )


# ---- in order


def _referred(entity: Entity | None) -> set[Thing]:
    """What a thing refers to."""
    fields = references(type(entity)) if entity is not None else {}
    return {(target, code) for field, target in fields.items() if (code := getattr(entity, field)) is not None}


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps as they can be written one after the other: what is referred to comes before what refers to it and goes after it.

    What goes, goes as early as it may, so that what takes its place finds it free; otherwise they stay as they came. What refers
    to each other comes as it came: rules refuse it.
    """
    makes = {step.thing: place for place, step in enumerate(steps) if step.before is None}
    takes = {step.thing: place for place, step in enumerate(steps) if step.after is None}
    then: dict[int, set[int]] = {place: set() for place in range(len(steps))}
    for place, step in enumerate(steps):
        for thing in _referred(step.after) & makes.keys():
            then[makes[thing]].add(place)
        for thing in _referred(step.before.entity if step.before else None) & takes.keys():
            then[place].add(takes[thing])
    return tuple(steps[place] for place in _sorted(then, frozenset(takes.values())))


def _sorted(then: Mapping[int, Collection[int]], soon: Collection[int] = ()) -> Iterator[int]:
    """Places, each before those that come then; those that are to come soon first, else the smallest. Loops come last.

    >>> list(_sorted({0: [], 1: [0], 2: [0]})), list(_sorted({0: [], 1: [], 2: [1]}, {1})), list(_sorted({0: [1], 1: [0], 2: []}))
    ([1, 2, 0], [0, 2, 1], [2, 0, 1])
    """
    waits = dict.fromkeys(then, 0)
    for place, later in then.items():
        for each in later:
            waits[each] += each != place
    ready = [(place not in soon, place) for place, count in waits.items() if not count]
    heapify(ready)
    while ready:
        _later, place = heappop(ready)
        yield place
        del waits[place]
        for each in then[place]:
            if each != place:
                waits[each] -= 1
                if not waits[each]:
                    heappush(ready, (each not in soon, each))
    yield from waits

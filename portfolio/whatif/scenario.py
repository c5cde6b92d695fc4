"""Scenarios computed: the state that a set of changes makes of the live one, what conflicts, and what may be done with them.

Nothing here touches the live plan but :func:`apply`, which makes every change in one unit of work.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from governance.errors import CycleError, InvalidError, Problem, StaleVersionError, kind_name
from governance.kinds import KINDS as GOVERNANCE_KINDS
from governance.messages import Message, _
from governance.records import Records
from governance.rulebook import Rule, as_problem, enforce, place
from governance.rules import RULES as GOVERNANCE_RULES
from governance.values import Entity
from governance.work import Stored, Work, still_needed
from portfolio.kinds import KINDS
from portfolio.rules import RULES
from portfolio.whatif.model import ChangeAction, Scenario, ScenarioChange, ScenarioState

EVERY_RULE: tuple[Rule, ...] = (*GOVERNANCE_RULES, *RULES)
Step = tuple[type[Entity], str, Entity | None]
"""A kind, a code, and what is there afterwards; None is nothing."""


def changes_of(records: Records, scenario: str) -> tuple[ScenarioChange, ...]:
    """The changes of a scenario in their order."""
    return tuple(sorted(records.by(ScenarioChange, "scenario", scenario), key=lambda change: (change.ordinal, change.code)))


def digest(changes: Iterable[ScenarioChange]) -> str:
    """The SHA-256 of what a scenario changes: who looked at it can have exactly that applied, and a document can cite it.

    >>> digest([])[:8]
    'e3b0c442'
    """
    said = sorted((c.type.value, c.subject, c.action.value, c.fields, str(c.base_seq or "")) for c in changes)
    return sha256("\n".join("\0".join(parts) for parts in said).encode()).hexdigest()


def after(records: Records, change: ScenarioChange) -> Entity | None:
    """What a change makes of its thing as it is now; None where it takes it away.

    Raises
    ------
    InvalidError
        When the thing is not there, is there already, or would break the rules of its own declaration; every problem.

    Examples
    --------
    >>> from portfolio.model import Estimate
    >>> change = ScenarioChange.parse({"scenario": "S", "ordinal": 1, "action": "amend", "type": "estimate", "subject": "A",
    ...     "base_seq": 7, "fields": {"most_likely": 4}})
    >>> after(Records([Estimate(task="A", optimistic=1, most_likely=2, pessimistic=5)]), change).most_likely
    4
    """
    kind = change.type.entity
    there = records.find(kind, change.subject)
    if change.action is ChangeAction.CREATE:
        if there is not None:
            raise _refused(change, "subject", _("{thing} is there already: change it, or take another code", thing=named(change)))
        raw = {**change.values, "code": change.subject}
    else:
        if there is None:
            raise _refused(
                change, "subject", _("{thing} is not there: take this change out of the scenario", thing=named(change))
            )
        if change.action is ChangeAction.DELETE:
            return None
        raw = {**msgspec.to_builtins(there), **change.values}
    try:
        return kind.parse(raw)
    except InvalidError as refused:
        raise InvalidError([Problem(f"{place(change)} {p.place}".rstrip(), p.message) for p in refused.problems]) from None


def _refused(change: ScenarioChange, field: str, why: Message) -> InvalidError:
    return InvalidError([Problem(place(change, field), why)])


def named(change: ScenarioChange) -> Message:
    """The thing that a change is about, by kind and code."""
    return _("{kind} {code}", kind=kind_name(change.type.value), code=change.subject)


def applied(records: Records, changes: Iterable[ScenarioChange], rules: Sequence[Rule] = EVERY_RULE) -> Records:
    """The state that the changes make of this one, in whatever order they come; every rule holds over it.

    Raises
    ------
    InvalidError
        With every problem: of each change, and else of the whole state with what still refers to what is taken away.
    CycleError
        When a loop of links is the only thing wrong; it names its tasks in order.
    """
    steps: list[Step] = []
    problems: list[Problem] = []
    chosen = sorted(changes, key=lambda change: (change.ordinal, change.code))
    for change in chosen:
        try:
            steps.append((change.type.entity, change.subject, after(records, change)))
        except InvalidError as refused:
            problems += refused.problems
    if problems:
        raise InvalidError(problems)
    made = records.apply(steps)
    gone = {(change.type.entity, change.subject): change for change in chosen if change.action is ChangeAction.DELETE}
    needed = tuple(still_needed(made, (*GOVERNANCE_KINDS, *KINDS), gone))
    problems = [Problem(place(gone[kind, code]), why) for kind, code, why in needed]
    # What is still referred to stays for the other rules' sake: one problem for each thing that cannot go.
    whole = made.apply((kind, code, records.find(kind, code)) for kind, code, _why in needed)
    try:
        enforce(whole, rules, dict.fromkeys(kind for kind, _code, _entity in steps))
    except InvalidError as refused:
        raise InvalidError([*problems, *refused.problems]) from None
    except CycleError as loop:
        if not problems:
            raise
        problems.append(as_problem(loop))
    if problems:
        raise InvalidError(problems)
    return made


def within(records: Records, code: str) -> Records:
    """The state that an open scenario supposes, of the one that it is kept in.

    What it adds or changes is marked as assumed there: whatever source the thing has, none says this.

    Raises
    ------
    UnknownCodeError
        When there is no such scenario.
    InvalidError, CycleError
        When it is open no more, or as :func:`applied`.
    """
    check_open(records.get(Scenario, code))
    changes = changes_of(records, code)
    made = applied(records, changes)
    supposed = ((change.type.entity, made.find(change.type.entity, change.subject)) for change in changes)
    return made.apply((kind, thing.code, msgspec.structs.replace(thing, assumed=True)) for kind, thing in supposed if thing)


# ---- conflicts


class Conflict(NamedTuple):
    """A change whose thing was changed since it was read; ``now`` is the thing with its version, None where it is gone."""

    change: ScenarioChange
    now: Stored[Any] | None


def conflicts(find: Callable[[type[Entity], str], Stored[Any] | None], changes: Iterable[ScenarioChange]) -> tuple[Conflict, ...]:
    """The changes that would overwrite what somebody else has written since; ``find`` gives what is there now.

    A new thing conflicts with one that has taken its code.
    """
    found = []
    for change in changes:
        now = find(change.type.entity, change.subject)
        if (now.changed_seq if now else None) != change.base_seq:
            found.append(Conflict(change, now))
    return tuple(found)


class ConflictsError(Exception):
    """What a unit of work found changed since; whoever runs it asks the ledger who did, and tells."""

    def __init__(self, found: tuple[Conflict, ...]) -> None:
        super().__init__(found)
        self.found = found


# ---- what may be done


def editable(work: Work, before: Entity | None, after: Entity | None) -> None:
    """Refuse to write to a scenario, or to its changes, where it is open no more, and to write its state by hand.

    Raises
    ------
    InvalidError
    """
    for entity in (before, after):
        code = entity.scenario if isinstance(entity, ScenarioChange) else None
        scenario = work.records.find(Scenario, code) if code else before
        if isinstance(scenario, Scenario):
            check_open(scenario)
    if isinstance(after, Scenario) and after.state is not ScenarioState.OPEN:
        raise InvalidError([Problem("state", _("a scenario is written open; apply it or drop it to close it"))])


def check_open(scenario: Scenario) -> None:
    """Refuse what only an open scenario allows.

    Raises
    ------
    InvalidError
    """
    match scenario.state:
        case ScenarioState.APPLIED:
            why = _("scenario {code} was applied: its changes are in the live plan; make a new scenario", code=scenario.code)
        case ScenarioState.DROPPED:
            why = _("scenario {code} was dropped: it stays as it was; make a new scenario", code=scenario.code)
        case _:
            return
    raise InvalidError((), why)


def apply(work: Work, code: str, version: int | None = None, seen: str | None = None) -> Stored[Scenario]:
    """Make every change of an open scenario in the live plan, and mark it applied: all of it, or nothing.

    ``seen`` is the digest of the changes that were looked at; others are not applied in their place.

    Raises
    ------
    UnknownCodeError, StaleVersionError
        When there is no such scenario, or it is at another version.
    InvalidError, CycleError
        When it is open no more, has no changes, or would break rules; with every problem.
    ConflictsError
        When things were changed since its changes were written; all of them.
    """
    scenario = _open_at(work, code, version)
    changes = changes_of(work.records, code)
    if not changes:
        raise InvalidError([Problem(place(scenario), _("the scenario has no changes: there is nothing to apply"))])
    if seen is not None and seen != digest(changes):
        raise InvalidError(
            (), _("the changes of scenario {code} are others than those that were looked at; compare again", code=code)
        )
    if found := conflicts(work.find, changes):
        raise ConflictsError(found)
    made = applied(work.records, changes)
    for change in changes:
        kind = change.type.entity
        entity = made.find(kind, change.subject)
        if entity is None:
            work.delete(kind, change.subject, None)
        elif change.action is ChangeAction.CREATE:
            work.create(entity)
        else:
            work.replace(entity, None)
    return _closed(work, scenario, ScenarioState.APPLIED)


def drop(work: Work, code: str, version: int | None = None) -> Stored[Scenario]:
    """Throw an open scenario away: it is marked dropped, and nothing else changes. The same errors as :func:`apply`."""
    return _closed(work, _open_at(work, code, version), ScenarioState.DROPPED)


def _open_at(work: Work, code: str, version: int | None) -> Scenario:
    stored = work.get(Scenario, code)
    check_open(stored.entity)
    if version is not None and version != stored.version:
        raise StaleVersionError(Scenario.kind, code, version, stored.version)
    return stored.entity


def _closed(work: Work, scenario: Scenario, state: ScenarioState) -> Stored[Scenario]:
    return work.replace(msgspec.structs.replace(scenario, state=state), None)

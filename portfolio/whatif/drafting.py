"""Changes of a scenario as planners write them: names and values in words, against the thing as it is now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from governance.errors import InvalidError, Problem, UnknownCodeError
from governance.messages import _
from governance.records import Records
from governance.rulebook import place
from governance.values import Entity, references
from governance.work import State, Stored
from portfolio.model import KINDS, Task
from portfolio.whatif.model import ChangeAction, ScenarioChange, Subject, fields_text
from portfolio.whatif.scenario import changes_of


def creation(state: State, scenario: str, kind: Subject, code: str | None, given: Mapping[str, str]) -> ScenarioChange:
    """A change that adds a thing; its code follows from its fields where it is a link-like one.

    Raises
    ------
    InvalidError
        With every problem of the fields.
    """
    own = {} if kind.entity.key or code is None else {"code": code}
    made = kind.entity.parse({**given, **own}, text=True)
    if code is not None and made.code != code:
        raise InvalidError(
            [Problem("code", _("the code of this follows from its fields: leave it out, or give {code}", code=made.code))]
        )
    return _written(state, scenario, ChangeAction.CREATE, kind, made.code, _typed(made, given))


def amendment(state: State, scenario: str, kind: Subject, code: str, given: Mapping[str, str]) -> ScenarioChange:
    """A change of some fields of a thing; what the scenario changed of it before stays, but for the same fields.

    What the scenario adds itself is added otherwise.

    Raises
    ------
    UnknownCodeError
        When there is no such thing, in the live plan or in the scenario.
    InvalidError
        With every problem of the fields.
    """
    known = change_of(state.records, scenario, kind, code)
    said: Mapping[str, Any] = known.values if known else {}
    if known is not None and known.action is ChangeAction.CREATE:
        made = kind.entity.parse({"code": code, **said, **given}, text=True)
        return _written(state, scenario, ChangeAction.CREATE, kind, code, _typed(made, {**said, **given}))
    now = _now(state, kind, code)
    made = kind.entity.parse({**msgspec.to_builtins(now.entity), **said, **given}, text=True)
    return _written(state, scenario, ChangeAction.AMEND, kind, code, _typed(made, {**said, **given}), now.changed_seq)


def deletions(state: State, scenario: str, kind: Subject, code: str) -> tuple[ScenarioChange, ...]:
    """The changes that take a thing away with what is planned about it: of a task its estimate, links, reports and the like.

    Parts of a task are tasks of their own: they stay, and stand in the way.

    Raises
    ------
    UnknownCodeError
        When there is no such thing in the live plan.
    InvalidError
        When it is the scenario that adds it.
    """
    known = change_of(state.records, scenario, kind, code)
    if known is not None and known.action is ChangeAction.CREATE:
        raise InvalidError([Problem(place(known), _("the scenario itself adds this: take that change out instead"))])
    now = _now(state, kind, code)
    gone: list[Stored[Any]] = [now]
    for other in KINDS:
        for field, target in references(other).items():
            if target == kind.value and other is not Task and kind is Subject.TASK:
                gone += (found for each in state.records.by(other, field, code) if (found := state.stored(other, each.code)))
    numbers = iter(range(_next(state.records, scenario), 1_000_000))
    return tuple(
        _written(state, scenario, ChangeAction.DELETE, Subject(each.entity.kind), each.entity.code, {}, each.changed_seq, numbers)
        for each in {(each.entity.kind, each.entity.code): each for each in gone}.values()
    )


def change_of(records: Records, scenario: str, kind: Subject, code: str) -> ScenarioChange | None:
    """What a scenario makes of a thing, or None."""
    return next((c for c in changes_of(records, scenario) if c.type is kind and c.subject == code), None)


def pairs(words: Sequence[str]) -> dict[str, str]:
    """Fields as they are written on a command line, each a name, an equals sign and a value.

    Raises
    ------
    InvalidError
        Naming every word that is none.

    >>> pairs(["most_likely=5", "note_en=a = b"])
    {'most_likely': '5', 'note_en': 'a = b'}
    """
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise InvalidError([Problem(word[:80], _("write a field as NAME=VALUE, such as most_likely=5")) for word in wrong])
    return {name: value for name, _equals, value in (word.partition("=") for word in words)}


def _now(state: State, kind: Subject, code: str) -> Stored[Any]:
    found = state.stored(kind.entity, code)
    if found is None:
        raise UnknownCodeError(kind.value, code)
    return found


def _typed(made: Entity, names: Mapping[str, object]) -> dict[str, Any]:
    """The fields of these names, with the values that the words were read as."""
    values = msgspec.to_builtins(made)
    return {name: values[name] for name in names if name != "code"}


def _written(
    state: State,
    scenario: str,
    action: ChangeAction,
    kind: Subject,
    code: str,
    fields: Mapping[str, Any],
    base_seq: int | None = None,
    numbers: Iterator[int] | None = None,
) -> ScenarioChange:
    """The change in the place of the one that the scenario makes of the thing already, or behind all others."""
    known = change_of(state.records, scenario, kind, code)
    number = known.ordinal if known else next(numbers) if numbers else _next(state.records, scenario)
    return ScenarioChange.parse(
        {
            **({"note_vi": known.note_vi, "note_en": known.note_en} if known else {}),
            "scenario": scenario,
            "ordinal": number,
            "action": action.value,
            "type": kind.value,
            "subject": code,
            "fields": fields_text(fields),
            "base_seq": base_seq,
        }
    )


def _next(records: Records, scenario: str) -> int:
    return max((change.ordinal for change in changes_of(records, scenario)), default=0) + 1

"""From a conclusion to tasks, in one step: each with its lead, coordinating bodies, deadline and deliverable, and the link.

What is given is checked whole before anything is made: every problem is told at its place, such as ``tasks[0].lead``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from governance.errors import InvalidError, Problem, UnknownCodeError, kind_name
from governance.kinds import KINDS as GOVERNANCE_KINDS
from governance.meetings import Conclusion, ConclusionNotice
from governance.messages import _
from governance.model import Meeting
from governance.records import Records
from governance.values import Entity, references
from governance.work import Work
from portfolio.kinds import KINDS
from portfolio.model import Assignment, Deadline, DeadlineKind, Role, Task
from portfolio.ordered import ConclusionTask

OF_CONCLUSION = ("text_vi", "text_en", "agenda_item")
OF_TASK = ("code", "programme", "parent", "type", "title_vi", "title_en", "deliverable_vi", "deliverable_en", "basis", "clause",
           "ordinal", "note_vi", "note_en")  # fmt: skip
OF_DEADLINE = ("written_vi", "written_en", "not_before", "not_after", "document")
OTHERS = (Role.COORDINATING, Role.MONITORING, Role.APPROVING)
FIELDS = (*OF_TASK, "lead", "post", *(role.value for role in OTHERS), "deadline")
"""What may be said of a task that a conclusion orders."""
MOST = 200
"""Tasks that one conclusion orders in one step, and bodies that one of them names in a role."""

_BY_KIND = {kind.kind: kind for kind in (*GOVERNANCE_KINDS, *KINDS)}


class Placed(NamedTuple):
    """A thing to make, and where in what was given its fields stand; ``""`` as a field is the thing itself."""

    entity: Entity
    places: Mapping[str, str]


def conclude(work: Work, meeting: str, number: int, raw: Mapping[str, Any]) -> tuple[Entity, ...]:
    """Make the tasks that a conclusion orders, each with its assignments, deadline and link; and the conclusion, if it is new.

    Parameters
    ----------
    work
        The unit of work that all of it is made in.
    meeting, number
        Which conclusion.
    raw
        ``tasks``, each with :data:`FIELDS`; for a conclusion that is not on record yet also :data:`OF_CONCLUSION`.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting, or no such conclusion and no text for it.
    InvalidError
        With every problem of what was given.
    """
    made = tuple(placed.entity for placed in orders(work.records, meeting, number, raw))
    for entity in made:
        work.create(entity)
    return made


def orders(records: Records, meeting: str, number: int, raw: Mapping[str, Any]) -> tuple[Placed, ...]:
    """What :func:`conclude` makes, in an order in which it can be written. The same errors."""
    records.get(Meeting, meeting)
    code = f"{meeting}~{number}"
    text = {name: raw[name] for name in OF_CONCLUSION if name in raw}
    known = records.find(Conclusion, code)
    if known is None and not text:
        raise UnknownCodeError(Conclusion.kind, code)
    problems = list(_unknown(raw, "", ("tasks", *OF_CONCLUSION)))
    made: list[Placed] = []
    if known is None:
        made += _read(Conclusion, {"meeting": meeting, "ordinal": number, **text}, {}, "", problems)
    else:
        why = _("the conclusion is on record already: change it by itself, and leave this out here")
        problems += (Problem(name, why) for name in text)
    notice = next(iter(records.by(ConclusionNotice, "meeting", meeting)), None)
    rests_on = {"meeting": meeting, "basis": notice.document if notice else None}
    for i, one in enumerate(_listed(raw.get("tasks"), "tasks", problems)):
        made += _task(one, f"tasks[{i}]", code, rests_on, problems)
    problems += _wanting(records, made)
    if problems:
        raise InvalidError(tuple(dict.fromkeys(problems)))
    return tuple(made)


def _task(raw: object, at: str, conclusion: str, rests_on: Mapping[str, Any], problems: list[Problem]) -> Iterator[Placed]:
    """A task as it was ordered, with all that goes with it."""
    if not isinstance(raw, Mapping):
        problems.append(Problem(at, _("give an object with these fields: {fields}", fields=FIELDS)))
        return
    problems += _unknown(raw, at, FIELDS)
    own = {name: raw[name] for name in OF_TASK if name in raw}
    yield from _read(Task, {**rests_on, **own}, {"meeting": at}, at, problems)
    code = str(raw.get("code") or "task")
    yield from _assigned(raw, at, code, problems)
    if raw.get("deadline") is not None:
        yield from _deadline(raw["deadline"], f"{at}.deadline", code, problems)
    if raw.get("code"):
        yield from _read(ConclusionTask, {"conclusion": conclusion, "task": code}, {"task": f"{at}.code"}, at, problems)


def _assigned(raw: Mapping[str, Any], at: str, code: str, problems: list[Problem]) -> Iterator[Placed]:
    """Its one lead, with the post that answers where one is named; then the other bodies."""
    lead = {"task": code, "organization": raw.get("lead"), "role": Role.LEAD.value, "post": raw.get("post")}
    places = {"task": f"{at}.code", "organization": f"{at}.lead", "post": f"{at}.post"}
    yield from _read(Assignment, lead, places, at, problems)
    for role in OTHERS:
        place = f"{at}.{role.value}"
        for i, body in enumerate(_listed(raw.get(role.value) or [], place, problems, least=0)):
            other = {"task": code, "organization": body, "role": role.value}
            yield from _read(Assignment, other, {"task": f"{at}.code", "organization": f"{place}[{i}]"}, at, problems)


def _deadline(raw: object, at: str, code: str, problems: list[Problem]) -> Iterator[Placed]:
    """When it is due: as the conclusion has it, and as the days that it means."""
    if not isinstance(raw, Mapping):
        problems.append(Problem(at, _("give an object with these fields: {fields}", fields=OF_DEADLINE)))
        return
    problems += _unknown(raw, at, OF_DEADLINE)
    said = {name: raw[name] for name in OF_DEADLINE if name in raw}
    whole = {"code": f"{code}~conclusion", "task": code, "type": DeadlineKind.INSTRUMENT.value, **said}
    yield from _read(Deadline, whole, {"code": at, "task": at}, at, problems)


def _read(
    kind: type[Entity], raw: Mapping[str, Any], places: Mapping[str, str], at: str, problems: list[Problem]
) -> Iterator[Placed]:
    """A thing out of its fields, or what is wrong with them, each where it stands in what was given."""
    where = {"": at, **{name: f"{at}.{name}".lstrip(".") for name in kind.__struct_fields__}, **places}
    try:
        yield Placed(kind.parse({name: value for name, value in raw.items() if value is not None}), where)
    except InvalidError as refused:
        problems += (Problem(where.get(each.place, at), each.message) for each in refused.problems)


def _listed(given: object, at: str, problems: list[Problem], least: int = 1) -> list[Any]:
    if isinstance(given, list) and least <= len(given) <= MOST:
        return given
    problems.append(Problem(at, _("give a list, of {least} to {most}", least=least, most=MOST)))
    return []


def _unknown(raw: Mapping[str, Any], at: str, fields: tuple[str, ...]) -> Iterator[Problem]:
    for name in raw:
        if name not in fields:
            why = _("there is no field {name}; the fields are {fields}", name=str(name), fields=fields)
            yield Problem(f"{at}.{name}".lstrip("."), why)


def _wanting(records: Records, made: Iterable[Placed]) -> Iterator[Problem]:
    """What is referred to and not there, and what is there already; each place once."""
    seen: set[tuple[type[Entity], str]] = set()
    told: set[str] = set()
    placed = list(made)
    for entity, places in placed:
        own = (type(entity), entity.code)
        if own in seen or records.find(*own) is not None:
            place = places["organization" if isinstance(entity, Assignment) else "code"]
            if place not in told:
                yield Problem(place, _("{kind} {code} is there already", kind=kind_name(entity.kind), code=entity.code))
            told.add(place)
        seen.add(own)
    coming = {(entity.kind, entity.code) for entity, _places in placed}
    for entity, places in placed:
        for field, target in references(type(entity)).items():
            code, place = getattr(entity, field), places[field]
            if code is None or field == "task" or (target, code) in coming or records.find(_BY_KIND[target], code) is not None:
                continue
            if place not in told:
                why = _("there is no {kind} with the code {code}: add it first, or name another",
                        kind=kind_name(target), code=code)  # fmt: skip
                yield Problem(place, why)
            told.add(place)

"""From a conclusion to tasks, in one step: each with its lead, coordinating bodies, deadline and deliverable, and the link.

What is given is checked whole before anything is made: every problem is told at its place, such as ``tasks[0].lead``.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from governance.errors import InvalidError, Problem, UnknownCodeError, absent, kind_name
from governance.kinds import KINDS as GOVERNANCE_KINDS
from governance.meetings import Conclusion, ConclusionNotice
from governance.messages import _
from governance.model import Meeting
from governance.records import Records
from governance.values import Code, Entity, references
from governance.work import Work
from portfolio.deadline_words import span_of
from portfolio.errors import leads_already
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
    made = orders(work.records, meeting, number, raw)
    for entity in made:
        work.create(entity)
    return made


def orders(records: Records, meeting: str, number: int, raw: Mapping[str, Any]) -> tuple[Entity, ...]:
    """What :func:`conclude` makes, in an order in which it can be written. The same errors."""
    records.get(Meeting, meeting)
    code = f"{meeting}~{number}"
    text = {name: raw[name] for name in OF_CONCLUSION if name in raw}
    known = records.find(Conclusion, code)
    if known is None and not text:
        raise UnknownCodeError(Conclusion.kind, code)
    notice = next(iter(records.by(ConclusionNotice, "meeting", meeting)), None)
    reading = _Reading(records, code, {"meeting": meeting, "basis": notice.document if notice else None})
    reading.only(raw, "", ("tasks", *OF_CONCLUSION))
    if known is None:
        reading.read(Conclusion, {"meeting": meeting, "ordinal": number, **text}, "", {})
    else:
        why = _("the conclusion is on record already: change it by itself, and leave this out here")
        reading.problems += (Problem(name, why) for name in text)
    for i, one in enumerate(reading.listed(raw.get("tasks"), "tasks")):
        reading.task(one, f"tasks[{i}]", f"task-{i}")
    reading.compare()
    if reading.problems:
        raise InvalidError(tuple(dict.fromkeys(reading.problems)))
    return tuple(entity for entity, _place in reading.made)


class _Wanted(NamedTuple):
    """Something that what was given refers to, and where."""

    kind: str
    code: str
    place: str


class _Reading:
    """Reads what was given piece by piece; gathers the things to make, and everything that is wrong."""

    def __init__(self, records: Records, conclusion: str, rests_on: Mapping[str, Any]) -> None:
        self.records, self.conclusion, self.rests_on = records, conclusion, rests_on
        self.made: list[tuple[Entity, str]] = []
        self.wanted: list[_Wanted] = []
        self.named: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []

    def task(self, raw: object, at: str, unnamed: str) -> None:
        """A task with all that goes with it; where its code cannot be, the rest is read as if it were ``unnamed``."""
        if not isinstance(raw, Mapping):
            self.problems.append(Problem(at, _("give an object with these fields: {fields}", fields=FIELDS)))
            return
        self.only(raw, at, FIELDS)
        own = {name: raw[name] for name in OF_TASK if raw.get(name) is not None}
        self.read(Task, {"ordinal": self.order(raw), **self.rests_on, **own}, at, {})
        try:
            code = msgspec.convert(raw.get("code"), Code)
            self.named.add((Task.kind, code))
        except msgspec.ValidationError:
            code = unnamed
        lead = {"task": code, "organization": raw.get("lead"), "role": Role.LEAD.value, "post": raw.get("post")}
        self.read(Assignment, lead, at, {"organization": "lead", "code": "lead"})
        for role in OTHERS:
            for i, body in enumerate(self.listed(raw.get(role.value) or [], f"{at}.{role.value}", least=0)):
                place = f"{role.value}[{i}]"
                other = {"task": code, "organization": body, "role": role.value}
                self.read(Assignment, other, at, {"organization": place, "code": place})
                if role is Role.COORDINATING and body == raw.get("lead"):
                    self.problems.append(Problem(f"{at}.{place}", leads_already(str(body))))
        if raw.get("deadline") is not None:
            self.deadline(raw["deadline"], f"{at}.deadline", code)
        self.read(ConclusionTask, {"conclusion": self.conclusion, "task": code}, at, {"task": "code"})

    def deadline(self, raw: object, at: str, task: str) -> None:
        """When a task is due: as the conclusion has it, and as the days that it means."""
        if not isinstance(raw, Mapping):
            self.problems.append(Problem(at, _("give an object with these fields: {fields}", fields=OF_DEADLINE)))
            return
        self.only(raw, at, OF_DEADLINE)
        said = {name: raw[name] for name in OF_DEADLINE if name in raw}
        if "not_before" not in raw and "not_after" not in raw and isinstance(raw.get("written_vi"), str):
            said |= self.understood(raw["written_vi"], f"{at}.written_vi")
        own = {
            "code": f"{task}~conclusion",
            "task": task,
            "type": DeadlineKind.INSTRUMENT.value,
            "document": self.rests_on["basis"],
        }
        self.read(Deadline, own | said, at, {"code": "", "task": ""})

    def understood(self, written: str, at: str) -> dict[str, Any]:
        """The days that a deadline means whose days are not given."""
        try:
            span = span_of(written)
        except InvalidError as refused:
            why = _("{why}; or give its days, not_before and not_after: null where it is open", why=refused.problems[0].message)
            self.problems.append(Problem(at, why))
            return {}
        return {"not_before": span.first and span.first.isoformat(), "not_after": span.last and span.last.isoformat()}

    def order(self, raw: Mapping[str, Any]) -> int:
        """The ordinal of a task that states none: it comes after its siblings, and after those that are made before it."""
        programme, parent = raw.get("programme"), raw.get("parent")
        field, whole = ("programme", programme) if parent is None else ("parent", parent)
        there = self.records.by(Task, field, whole) if isinstance(whole, str) else ()
        tasks = (*there, *(each for each, _place in self.made if isinstance(each, Task)))
        return 1 + max((task.ordinal for task in tasks if (task.programme, task.parent) == (programme, parent)), default=0)

    def read(self, kind: type[Entity], raw: Mapping[str, Any], at: str, called: Mapping[str, str]) -> None:
        """Make a thing from its fields, or note what is wrong; ``called`` maps a field to the name that the input has for it."""

        def place(field: str) -> str:
            return f"{at}.{called.get(field, field)}".strip(".")

        given = {name: value for name, value in raw.items() if value is not None}
        wrong: set[str] = set()
        try:
            self.made.append((kind.parse(given), place("code")))
        except InvalidError as refused:
            wrong = {each.place for each in refused.problems}
            self.problems += (Problem(place(each.place), each.message) for each in refused.problems)
        for field, target in references(kind).items():
            if field in given and field not in ("task", "conclusion") and field not in wrong:
                self.wanted.append(_Wanted(target, given[field], place(field)))

    def listed(self, given: object, at: str, least: int = 1) -> list[Any]:
        """The list that was given; an empty one, and a problem, if it is none or too long."""
        if isinstance(given, list) and least <= len(given) <= MOST:
            return given
        self.problems.append(Problem(at, _("give a list, of {least} to {most}", least=least, most=MOST)))
        return []

    def only(self, raw: Mapping[str, Any], at: str, fields: tuple[str, ...]) -> None:
        """Refuse the fields that nobody knows."""
        for name in raw:
            if name not in fields:
                why = _("there is no field {name}; the fields are {fields}", name=str(name), fields=fields)
                self.problems.append(Problem(f"{at}.{name}".strip("."), why))

    def compare(self) -> None:
        """Refuse what is there already, or comes twice, and what refers to nothing; at each place once."""
        coming: set[tuple[str, str]] = set()
        told: set[str] = set()
        for entity, place in self.made:
            if self.records.find(Task, getattr(entity, "task", None)) is not None:
                continue  # a task that is there already is told once, and not all that goes with it
            if ((entity.kind, entity.code) in coming or self.records.find(type(entity), entity.code)) and place not in told:
                why = _("{kind} {code} is there already", kind=kind_name(entity.kind), code=entity.code)
                self.problems.append(Problem(place, why))
                told.add(place)
            coming.add((entity.kind, entity.code))
        for kind, code, place in self.wanted:
            if (kind, code) not in coming | self.named and self.records.find(_BY_KIND[kind], code) is None and place not in told:
                self.problems.append(Problem(place, absent(kind, code)))
                told.add(place)

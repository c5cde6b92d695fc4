"""What is left of a plan JSON that has faults of form, so that all else that is wrong with it is told in the same answer.

What cannot be read is left out, or stands in by what raises no problem of its own: a task whose code cannot be read keeps its
place, a calendar that cannot be read is still there to be named.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from portfolio.errors import Problem, UnknownCodeError
from portfolio.interchange.planschema import (
    BaselineIn,
    CalendarIn,
    ConstraintIn,
    DeadlineIn,
    LinkIn,
    Name,
    PlanIn,
    ResourceIn,
    SpanIn,
    TaskIn,
    tidy,
)
from portfolio.interchange.strict import declared_fields, faults

T = TypeVar("T")
_SOME_DAY = date(2026, 1, 1)
_BEGINS = ("start", "starts", "data_date")


class Remainder(NamedTuple):
    """The plan that can be read, which of the file's links its links are, and links to nowhere among those that cannot be."""

    plan: PlanIn
    links: Sequence[int]
    nowhere: Sequence[Problem]

    def place(self, place: str) -> str:
        """Where in the file a place of this plan is.

        >>> Remainder(PlanIn([]), [0, 2], []).place("links[1].lag_calendar")
        'links[2].lag_calendar'
        """
        head, bracket, rest = place.partition("]")
        if not head.startswith("links["):
            return place
        return f"links[{self.links[int(head.removeprefix('links['))]}{bracket}{rest}"


def remainder(raw: object, *, text: bool = False) -> Remainder:
    """What can be read of decoded JSON that is no plan; ``text`` reads cells of a table.

    >>> left = remainder({"tasks": [{"code": "A", "duration": "5", "parent": "Z"}, 5]})
    >>> [(task.code, task.duration, task.parent) for task in left.plan.tasks]
    [('A', 0, 'Z'), ('…1', 0, None)]
    """
    said = _mapping(raw)
    items = _listed(said.get("tasks"))
    tasks = [_task(item, i, text) for i, item in enumerate(items)]
    plan = PlanIn(**_fields(PlanIn, said, text, apart=("tasks", "links", "calendars", "resources", "baselines")), tasks=tasks)
    _span_what_may_be_theirs(items, tasks)
    if _begins_unread(said, plan, items):
        plan.start = plan.start or _SOME_DAY
    plan.calendars = _calendars(said.get("calendars"), plan, text)
    plan.resources = [_resource(item, i, text) for i, item in enumerate(_listed(said.get("resources")))]
    if said.get("resources") is not None and not isinstance(said["resources"], list):
        for task in tasks:
            task.uses = None
    plan.baselines = [_baseline(item, text) for item in _listed(said.get("baselines"))]
    return _with_links(plan, _listed(said.get("links")) if tasks else [], text)


def _mapping(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _listed(raw: object) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _read(kind: Any, raw: object, text: bool) -> Any:
    """A value of the type, or None where it cannot be read."""
    sound = next(faults(kind, raw, text=text), None) is None
    return msgspec.convert(raw, kind, strict=not text) if sound else None


def _fields(kind: type[Struct], raw: Mapping[str, Any], text: bool, apart: Sequence[str] = ()) -> dict[str, Any]:
    """The fields of a struct that say something and can be read."""
    declared = declared_fields(kind)
    found = {name: _read(declared[name].type, raw[name], text) for name in raw if name in declared and name not in apart}
    return {name: value for name, value in found.items() if value is not None}


def _unread(raw: Mapping[str, Any], read: Mapping[str, Any]) -> set[str]:
    """The names of what says something and cannot be read."""
    return {name for name, value in raw.items() if value is not None and name not in read}


def called(code: object, i: int) -> str:
    """What stands in for the code of the task or resource in a place of the list: what it may be called elsewhere, if anything.

    >>> called(5, 0), called(None, 2)
    ('5', '…2')
    """
    return _name(code) or f"…{i}"


def _name(raw: object) -> str:
    """What a code that breaks the rules of codes may be called elsewhere."""
    return tidy(str(raw))[:160] if isinstance(raw, str | int | float) else ""


def _sound(kind: type[T], raw: object, text: bool) -> list[T]:
    """Those of several, or the one, that can be read."""
    made = [_read(kind, item, text) for item in _listed(raw)]
    return [item for item in made if item is not None]


def _task(raw: object, i: int, text: bool) -> TaskIn:
    said = _mapping(raw)
    read = _fields(TaskIn, said, text)
    unread = _unread(said, read) if said else {"duration"}
    read.setdefault("code", called(said.get("code"), i))
    if "duration" in unread:
        read["duration"] = 0
    if unread & {"duration", "calendar"}:
        read.pop("remaining", None)
    if "done" in unread:
        read.pop("done_by", None)
    if "constraint" in unread:
        read["constraint"] = _sound(ConstraintIn, said["constraint"], text)
    if "deadline" in unread:
        read["deadline"] = _sound(DeadlineIn, said["deadline"], text)
    if "uses" in unread:
        read["uses"] = {name: 0.0 for name in _mapping(said["uses"]) if _read(Name, name, text)}
    return TaskIn(**read)


def _span_what_may_be_theirs(items: Sequence[object], tasks: Sequence[TaskIn]) -> None:
    """A task that another may mean as its parent, in words that break the rules of codes, needs no duration."""
    meant = {_name(_mapping(item).get("parent")) for item, task in zip(items, tasks, strict=True) if task.parent is None}
    for task in tasks:
        if task.duration is None and tidy(task.code) in meant:
            task.duration = 0


def _begins_unread(said: Mapping[str, Any], plan: PlanIn, items: Sequence[object]) -> bool:
    """Whether the file may say when work begins, in what cannot be read."""
    if any(said.get(name) is not None and getattr(plan, name) is None for name in _BEGINS):
        return True
    of_programmes = zip(items, plan.tasks, strict=True)
    return bool(plan.starts) and any(_mapping(i).get("programme") is not None and t.programme is None for i, t in of_programmes)


def _calendars(raw: object, plan: PlanIn, text: bool) -> dict[str, CalendarIn]:
    if raw is not None and not isinstance(raw, Mapping):
        return {name: CalendarIn() for name in (plan.calendar, *(task.calendar for task in plan.tasks)) if name}
    made = {}
    for name, said in _mapping(raw).items():
        read = _fields(CalendarIn, _mapping(said), text)
        unread = _unread(_mapping(said), read) if isinstance(said, Mapping) else {"week"}
        made[name] = CalendarIn(**(read | {"week": list(range(1, 8))} if "week" in unread else read))
    return made


def _resource(raw: object, i: int, text: bool) -> ResourceIn:
    said = _mapping(raw)
    return ResourceIn(**{"code": called(said.get("code"), i)} | _fields(ResourceIn, said, text))


def _baseline(raw: object, text: bool) -> BaselineIn:
    said = _mapping(raw)
    spans = {name: _read(SpanIn, span, text) for name, span in _mapping(said.get("tasks")).items()}
    return BaselineIn("…", tasks={name: span for name, span in spans.items() if span is not None})


def _with_links(plan: PlanIn, items: Sequence[object], text: bool) -> Remainder:
    """The plan with the links that can be read; of the others, the ends that can be.

    A link is no less one for a relation that cannot be read: it is taken for the usual one, unless another joins the same tasks.
    """
    codes = {tidy(task.code) for task in plan.tasks}
    known = tuple(sorted(codes)) if len(codes) <= 20 else ()
    said = [(i, _fields(LinkIn, _mapping(item), text)) for i, item in enumerate(items)]
    unsure = {i for i, read in said if "relation" in _unread(_mapping(items[i]), read)}
    links, places, joined, nowhere = [], [], set(), []
    for i, read in sorted(said, key=lambda each: each[0] in unsure):
        ends = tuple(tidy(read[end]) for end in ("predecessor", "successor") if end in read)
        if len(ends) == 2 and not (i in unsure and ends in joined):
            links.append(LinkIn(**read))
            places.append(i)
            joined.add(ends)
            continue
        nowhere += [Problem(f"links[{i}]", UnknownCodeError("task", end, known).message) for end in ends if end not in codes]
    plan.links = links
    return Remainder(plan, places, nowhere)

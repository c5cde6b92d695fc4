"""What makes a plan impossible to schedule. All problems are found at once; loops of links are found by the wiring."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from governance.messages import Message, _
from portfolio.errors import CycleError, DomainError, DuplicateCodeError, InvalidError, Problem, UnknownCodeError
from portfolio.model import ill_dated
from portfolio.specs import LinkSpec, TaskSpec
from portfolio.workcalendar import LAST, WorkCalendar, outside


def check(
    tasks: Sequence[TaskSpec],
    links: Sequence[LinkSpec],
    calendars: Mapping[str, WorkCalendar],
    default: str,
    starts: Mapping[str, date],
    data_date: date | None,
) -> None:
    """Refuse a plan that cannot be scheduled; tasks and links come sorted.

    Raises
    ------
    InvalidError
        With every problem; a single problem of another kind raises its own error.
    CycleError
        If tasks are part of each other.
    """
    refuse(faults(tasks, links, calendars, default, starts, data_date))
    if within := list(parent_loops({task.code: task.parent for task in tasks})):
        raise CycleError(within[0], others=within[1:])


def faults(
    tasks: Sequence[TaskSpec],
    links: Sequence[LinkSpec],
    calendars: Mapping[str, WorkCalendar],
    default: str,
    starts: Mapping[str, date],
    data_date: date | None,
) -> list[tuple[str, DomainError | Problem]]:
    """What is wrong with a plan, loops apart, each with the task, link or group that it is about."""
    codes = {task.code for task in tasks}
    found: list[tuple[str, DomainError | Problem]] = []
    found += _codes(tasks, links, codes, calendars, default)
    for task in tasks:
        found += [(task.code, problem) for problem in task_faults(task, data_date)]
    found += link_faults(links)
    for group in sorted({task.group for task in tasks}):
        if group not in starts and data_date is None:
            found.append(
                (
                    group,
                    Problem(group or "start", _beginless(group)),
                )
            )
    for link, follower in pairwise(links):
        if (link.predecessor, link.successor, link.relation) == (follower.predecessor, follower.successor, follower.relation):
            found.append((place(link), Problem(place(link), _joined_twice(link))))
    return found


def _beginless(group: str) -> Message:
    if not group:
        return _(
            "nothing says when the work begins: give the plan a start or a data date (in CSV, above the heading: #start,{day})",
            day="2026-06-01",
        )
    return _("nothing says when the work of {group} begins: give it a start, or give the plan one or a data date", group=group)


def _joined_twice(link: LinkSpec) -> Message:
    return _(
        "two links lead from {predecessor} to {successor} as {relation}: keep the one with the lag that is meant",
        predecessor=link.predecessor,
        successor=link.successor,
        relation=link.relation.value,
    )


def place(link: LinkSpec) -> str:
    """The name of a link in problems and sentences.

    >>> place(LinkSpec("A", "B"))
    'A~B~FS'
    """
    return f"{link.predecessor}~{link.successor}~{link.relation.value}"


def _codes(
    tasks: Sequence[TaskSpec], links: Sequence[LinkSpec], codes: set[str], calendars: Mapping[str, WorkCalendar], default: str
) -> Iterator[tuple[str, DomainError]]:
    named = [code for code in codes if not code.startswith("…")]  # others stand in for codes that a file lacks
    known = tuple(sorted(named)) if len(named) <= 20 else ()
    if default not in calendars:
        yield "calendar", UnknownCodeError("calendar", default, tuple(sorted(calendars)))
    for task, follower in pairwise(tasks):
        if task.code == follower.code:
            yield task.code, DuplicateCodeError("task", task.code)
    for task in tasks:
        if task.parent is not None and task.parent not in codes:
            yield task.code, UnknownCodeError("task", task.parent, known)
        if task.calendar and task.calendar not in calendars:
            yield task.code, UnknownCodeError("calendar", task.calendar, tuple(sorted(calendars)))
    for link in links:
        for end in (link.predecessor, link.successor):
            if end not in codes:
                yield place(link), UnknownCodeError("task", end, known)


def task_faults(task: TaskSpec, data_date: date | None) -> Iterator[Problem]:
    """What is wrong with a task by itself."""
    if task.duration < 0 or (task.remaining or 0) < 0:
        yield Problem(task.code, _("a duration cannot be negative"))
    if max(task.duration, task.remaining or 0) > LAST:
        yield outside(task.code)
    if task.milestone and task.duration:
        yield Problem(task.code, _("a milestone takes no time: give it the duration 0, or do not call it a milestone"))
    if task.actual_start and task.actual_finish and task.actual_finish < task.actual_start:
        why = _(
            "the actual finish, {end}, is before the actual start, {start}: correct one of them",
            end=task.actual_finish,
            start=task.actual_start,
        )
        yield Problem(task.code, why)
    for day in (task.actual_start, task.actual_finish):
        if day and data_date and day > data_date:
            yield Problem(task.code, _("{day} is not reached yet on the data date, {data_date}", day=day, data_date=data_date))
    for kind, bound in task.constraints:
        if (wrong := ill_dated(kind, bound)) is not None:
            yield Problem(task.code, wrong)


def link_faults(links: Iterable[LinkSpec]) -> Iterator[tuple[str, Problem]]:
    """What is wrong with links by themselves, each with the link."""
    yield from ((place(link), outside(place(link))) for link in links if abs(link.lag) > LAST)


def refuse(found: Sequence[tuple[str, DomainError | Problem]]) -> None:
    """Raise what was found, if anything was: a single problem of another kind as its own error."""
    if len(found) == 1 and isinstance(found[0][1], DomainError):
        raise found[0][1]
    problems = [Problem(where, why.message) if isinstance(why, DomainError) else why for where, why in found]
    if problems:
        raise InvalidError(problems)


def parent_loops(parent: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Of tasks and what each is part of, those that are part of each other, each loop from its smallest code on.

    >>> list(parent_loops({"a": "b", "b": "c", "c": "b", "d": "d", "e": None}))
    [('b', 'c', 'b'), ('d', 'd')]
    """
    settled: set[str] = set()
    for code in parent:
        path: dict[str, None] = {}
        here: str | None = code
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = parent[here]
        if here in path:
            loop = list(path)[list(path).index(here) :]
            first = loop.index(min(loop))
            yield *loop[first:], *loop[: first + 1]
        settled.update(path)

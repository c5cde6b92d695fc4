"""What of a body has passed to those that follow it by a day, by which terms, and what is still without an heir.

A body leaves behind the tasks that it has a part in and that were open on the eve, programmes, bodies under it, posts with the
seats that go with them, and places in other bodies. Nothing of this is guessed: what no term gives to one of several successors,
and what a body leaves that is dissolved and followed by none, has no heir.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from governance.hierarchy import heir_of_office, seat_in, there
from governance.holders import holder
from governance.messages import Text
from governance.model import Membership, Organization, Post, Succession
from governance.records import Records
from governance.succession import About, dissolved, effective_from, in_charge, passing, succeeded
from governance.terms import SuccessionTerm
from governance.values import Entity, first_day, holds, last_day
from portfolio.answers import subjects_of
from portfolio.finishing import over_on
from portfolio.model import Assignment, Programme, Role, Task


class Left(StrEnum):
    """What kind of thing a body leaves behind."""

    TASK = "task"
    PROGRAMME = "programme"
    BODY = "body"
    POST = "post"
    MEMBERSHIP = "membership"


class Passage(NamedTuple):
    """One thing that a body leaves behind, and where it has gone: to a body, a post of it where one takes it, or nowhere yet.

    ``steps`` are the successions that it goes by; several where no term says by which. ``orphan`` says that it needs an heir and
    has none: a post does when somebody held it on the eve, or an open task names it. ``role`` is the part in a task.
    """

    body: str
    on: str | None
    kind: Left
    thing: Entity
    title: Text
    heir: str | None
    post: str | None
    steps: tuple[Succession, ...]
    term: SuccessionTerm | None
    orphan: bool
    role: Role | None = None


def passages(records: Records, day: date) -> tuple[Passage, ...]:
    """Everything that bodies which are followed, parted or dissolved by a day have left behind, by body."""
    found: list[Passage] = []
    for body in records.all(Organization):
        steps = succeeded(records, body.code, day)
        ended = body.dissolved_on if dissolved(records, body.code, day) else None
        if steps or ended:
            since = min((s for step in steps if (s := effective_from(records, step))), default=ended, key=first_day)
            found += _of_body(records, body.code, since, day, gone=ended is not None or any(not step.partial for step in steps))
    return tuple(found)


def to_come(records: Records, day: date) -> tuple[Succession, ...]:
    """The successions that take effect only after a day, or of which no day is known yet."""
    return tuple(s for s in records.all(Succession) if s not in succeeded(records, s.predecessor, day))


def _of_body(records: Records, body: str, since: str | None, day: date, *, gone: bool) -> Iterator[Passage]:
    eve = date.fromordinal(max(1, first_day(since).toordinal() - 1)) if since else day
    if since and not succeeded(records, body, day):
        eve = last_day(since)
    for kind, thing, about, role in _left(records, body, eve, day):
        onward = passing(records, body, day, about)
        heirs = _onward(records, onward.steps, day, about)
        if onward.steps or gone:
            heir = heirs[0] if len(heirs) == 1 else None
            post = onward.term.heir if onward.term else None
            passage = Passage(body, since, kind, thing, thing.title, heir, post, onward.steps, onward.term, heir is None, role)
            yield _seated(records, passage, thing, eve, day) if isinstance(thing, Post) else passage


def _left(records: Records, body: str, eve: date, day: date) -> Iterator[tuple[Left, Entity, About, Role | None]]:
    """What a body leaves behind, each with what a term may name it by, and with its part in a task."""
    yield from _work(records, body, eve)
    for under in records.by(Organization, "parent", body):
        if not dissolved(records, under.code, day):
            yield Left.BODY, under, About(bodies=(under.code,)), None
    for post in records.by(Post, "organization", body):
        if there(post, eve):
            yield Left.POST, post, About(post=post.code), None
    for member in records.by(Membership, "organization", body):
        into = records.find(Organization, member.body)
        if into is not None and holds(member.start, member.end, day):
            yield Left.MEMBERSHIP, into, About(), None


def _work(records: Records, body: str, eve: date) -> Iterator[tuple[Left, Entity, About, Role | None]]:
    for given in records.by(Assignment, "organization", body):
        task = records.find(Task, given.task)
        if task is not None and _open(records, task, eve):
            yield Left.TASK, task, About(subjects_of(records, task)), given.role
    for programme in records.by(Programme, "owner", body):
        tasks = records.by(Task, "programme", programme.code)
        if not tasks or any(_open(records, task, eve) for task in tasks):
            yield Left.PROGRAMME, programme, About((programme.code,)), None


def _open(records: Records, task: Task, day: date) -> bool:
    over = over_on(records, task.code)
    return over is None or over > day


def _onward(records: Records, steps: Iterable[Succession], day: date, about: About) -> tuple[str, ...]:
    """The bodies that a thing lies with in the end, over however many successions."""
    return tuple(dict.fromkeys(code for step in steps for code in in_charge(records, step.successor, day, about).bodies))


def _seated(records: Records, passage: Passage, post: Post, eve: date, day: date) -> Passage:
    """A post with the one that takes its place: by a term, head for head, or as a seat that goes with the same office."""
    heir = heir_of_office(records, post, day)
    if heir is None and passage.heir is not None:
        heir = seat_in(records, post.code, passage.heir, day)
    named = (records.find(Task, given.task) for given in records.by(Assignment, "post", post.code))
    needed = holder(records, post.code, eve).person is not None or any(task and _open(records, task, eve) for task in named)
    return passage._replace(
        heir=heir.organization if heir else None, post=heir.code if heir else None, orphan=heir is None and needed
    )

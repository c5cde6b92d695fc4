"""What must hold over a whole state of the records, beyond what each thing can check in itself.

A rule takes the records and yields every problem it finds, each at a place such as ``task 1755.1 parent``. Rules need no
database: the seed's loader runs them over files, the store runs those that a change touches before it is committed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import combinations
from typing import TypeVar

from governance.errors import CycleError, InvalidError, Problem, kind_name
from governance.hierarchy import cycles, effective_from
from governance.kinds import KINDS
from governance.messages import Message, _
from governance.model import (
    Appointment,
    Document,
    DocumentRelation,
    Organization,
    Post,
    Succession,
    SuccessionKind,
)
from governance.records import Records
from governance.values import Entity, first_day, last_day, references, written

E = TypeVar("E", bound=Entity)
Check = Callable[[Records], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the kinds of thing that it reads; it needs to run only when one of them changed.

    A check may raise :class:`CycleError` instead of yielding a problem, where the loop itself is the answer.
    """

    kinds: frozenset[type[Entity]]
    check: Check


def place(entity: Entity, field: str = "") -> str:
    """Where a problem is: kind, code and field."""
    return f"{entity.kind} {entity.code} {field}".rstrip()


def broken(records: Records, rules: Iterable[Rule], touched: Collection[type[Entity]] | None = None) -> tuple[Problem, ...]:
    """Every problem that the rules find, loops included; with ``touched``, only of rules that read one of these kinds."""
    problems, loops = _run(records, rules, touched)
    return (*problems, *(_as_problem(loop) for loop in loops))


def enforce(records: Records, rules: Iterable[Rule], touched: Collection[type[Entity]] | None = None) -> None:
    """Refuse a state that breaks rules.

    Raises
    ------
    InvalidError
        With every problem found.
    CycleError
        When a loop of dependencies is the only thing wrong.
    """
    problems, loops = _run(records, rules, touched)
    if problems:
        raise InvalidError([*problems, *(_as_problem(loop) for loop in loops)])
    if loops:
        raise loops[0]


def _run(
    records: Records, rules: Iterable[Rule], touched: Collection[type[Entity]] | None
) -> tuple[list[Problem], list[CycleError]]:
    problems: list[Problem] = []
    loops: list[CycleError] = []
    for rule in rules:
        if touched is None or not rule.kinds.isdisjoint(touched):
            try:
                problems += rule.check(records)
            except CycleError as loop:
                loops.append(loop)
    return problems, loops


def _as_problem(loop: CycleError) -> Problem:
    return Problem(" → ".join(loop.cycle), loop.message)


def reference_rules(kinds: Sequence[type[Entity]], known: Sequence[type[Entity]]) -> tuple[Rule, ...]:
    """One rule for each of ``kinds``: what its rows refer to is there, and facts do not rest on assumptions."""
    by_name = {kind.kind: kind for kind in known}
    rules = []
    for kind in kinds:
        targets = {field: by_name[name] for field, name in references(kind).items()}
        rules.append(Rule(frozenset({kind, *targets.values()}), partial(_references, kind, targets)))
    return tuple(rules)


def _references(kind: type[Entity], targets: dict[str, type[Entity]], records: Records) -> Iterator[Problem]:
    rows = records.all(kind)
    for field, target in targets.items():
        for row in rows:
            code = getattr(row, field)
            if code is None:
                continue
            found = records.find(target, code)
            if found is None:
                message = _(
                    "there is no {kind} with the code {code}: add it first, or name another",
                    kind=kind_name(target.kind),
                    code=code,
                )
                yield Problem(place(row, field), message)
            elif found.assumed and row.source is not None and not row.assumed:
                message = _(
                    "a fact of source {source} rests on {kind} {code}, which is assumed: mark this too, or give that its source",
                    source=row.source,
                    kind=kind_name(target.kind),
                    code=code,
                )
                yield Problem(place(row, field), message)


def loop_rule(kind: type[Entity], field: str, tail: str = "code") -> Rule:
    """The links from ``tail`` to ``field`` of a kind form no loop; each loop is one problem with its members in order."""
    return Rule(frozenset({kind}), partial(_loops, kind, tail, field))


def _loops(kind: type[Entity], tail: str, head: str, records: Records) -> Iterator[Problem]:
    edges: dict[str, set[str]] = {}
    for row in records.all(kind):
        after = getattr(row, head)
        if after is not None:
            edges.setdefault(getattr(row, tail), set()).add(after)
    for loop in cycles(edges):
        row = next(r for r in records.by(kind, tail, loop[0]) if getattr(r, head) == loop[1])
        chain = " → ".join(loop)
        message = _("{kind} runs in a loop: {chain}; change one of the links", kind=kind_name(kind.kind), chain=chain)
        yield Problem(place(row, head), message)


def _heads(records: Records) -> Iterator[Problem]:
    """A body has one head, and one person at a time holds that post: else nobody could say who answers."""
    for body, posts in grouped([post for post in records.all(Post) if post.head], "organization"):
        for post in posts[1:]:
            message = _(
                "{body} has a head already, {post}: a body has one; mark one of them as not head", body=body, post=posts[0].code
            )
            yield Problem(place(post, "head"), message)
        for post in posts:
            if post.many:
                yield Problem(place(post, "many"), _("the head of a body is one person at a time; set many to false"))


def _holders(records: Records) -> Iterator[Problem]:
    """One person at a time holds a post in full; an ex officio seat takes its holder from the post that it goes with."""
    for code, appointments in grouped(records.all(Appointment), "post"):
        post = records.find(Post, code)
        if post is not None and post.seat_of is not None:
            for appointment in appointments:
                message = _(
                    "{post} is held by whoever holds {office}: appoint to that post instead", post=code, office=post.seat_of
                )
                yield Problem(place(appointment, "post"), message)
        elif post is not None and not post.many:
            full = [a for a in appointments if not a.acting]
            for one, other in combinations(full, 2):
                if one.person != other.person and _surely_overlap(one, other):
                    yield Problem(place(other, "post"), _two_holders(one, code))


def _two_holders(other: Appointment, post: str) -> Message:
    return _(
        "{person} holds {post} at the same time ({appointment}): end the one before the other starts, mark one as acting, "
        "or let the post have many holders",
        person=other.person,
        post=post,
        appointment=other.code,
    )


def _surely_overlap(one: Appointment, other: Appointment) -> bool:
    """Whether two appointments overlap on whatever days their partial dates mean. The day of a hand-over may be shared."""

    def certain(a: Appointment) -> tuple[date, date]:
        return last_day(a.since) if a.since else date.min, first_day(a.end) if a.end else date.max

    (a, b), (c, d) = certain(one), certain(other)
    return max(a, c) < min(b, d) or (a == c and a <= min(b, d))


def _successions(records: Records) -> Iterator[Problem]:
    """Only a split has several successors, and a body is followed after it has itself followed another."""
    for body, steps in grouped(records.all(Succession), "predecessor"):
        if len(steps) > 1:
            for step in steps:
                if step.manner is not SuccessionKind.SPLITS:
                    message = _("{body} has several successors; only a split has: set manner to splits, or keep one", body=body)
                    yield Problem(place(step, "manner"), message)
        for step in steps:
            until = effective_from(records, step)
            for before in records.by(Succession, "successor", body):
                since = effective_from(records, before)
                if since and until and first_day(since) > last_day(until):
                    message = _(
                        "{body} is followed in {until}, before it takes over itself in {since}: correct one of the days",
                        body=body,
                        until=written(until),
                        since=written(since),
                    )
                    yield Problem(place(step, "effective_on"), message)


def _document_days(records: Records) -> Iterator[Problem]:
    """A document rests on, changes or carries out what is there when it is signed."""
    for relation in records.all(DocumentRelation):
        document, target = records.find(Document, relation.document), records.find(Document, relation.target)
        if document is None or target is None or not document.signed_on or not target.signed_on:
            continue
        if last_day(document.signed_on) < first_day(target.signed_on):
            message = _(
                "{document} was signed on {day}, before {target} on {later}: it cannot relate to a later document",
                document=document.code,
                day=written(document.signed_on),
                target=target.code,
                later=written(target.signed_on),
            )
            yield Problem(place(relation, "target"), message)


def grouped(rows: Iterable[E], field: str) -> Iterator[tuple[str, list[E]]]:
    """Rows by the value of a field, in the order given."""
    groups: dict[str, list[E]] = {}
    for row in rows:
        groups.setdefault(getattr(row, field), []).append(row)
    yield from groups.items()


RULES: tuple[Rule, ...] = (
    *reference_rules(KINDS, KINDS),
    loop_rule(Organization, "parent"),
    loop_rule(Post, "seat_of"),
    loop_rule(Succession, "successor", "predecessor"),
    loop_rule(DocumentRelation, "target", "document"),
    Rule(frozenset({Post}), _heads),
    Rule(frozenset({Post, Appointment}), _holders),
    Rule(frozenset({Succession, Document}), _successions),
    Rule(frozenset({DocumentRelation, Document}), _document_days),
)
"""What must hold over everything in this package."""

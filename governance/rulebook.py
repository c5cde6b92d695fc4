"""What a rule over a whole state of the records is, how rules are run, and the two shapes that most of them have.

The rules themselves stand with what they are about and are gathered in ``governance.rules`` and ``portfolio.rules``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from functools import partial
from typing import TypeVar

from governance.errors import CycleError, InvalidError, Problem, absent, kind_name
from governance.hierarchy import cycles
from governance.messages import _
from governance.records import Records
from governance.values import Entity, references

E = TypeVar("E", bound=Entity)
Check = Callable[[Records], Iterable[Problem]]
Fields = Mapping[type[Entity], frozenset[str]]
Touched = Mapping[type[Entity], frozenset[str] | None]
"""Of each kind of which something changed, the fields that did; None where things came or went."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the kinds of thing that it reads; it needs to run only when one of them changed.

    Of a kind in ``reads`` it reads these fields alone, and which codes there are: changes of other fields do not concern it.
    A check may raise :class:`CycleError` instead of yielding a problem, where the loop itself is the answer.
    """

    kinds: frozenset[type[Entity]]
    check: Check
    reads: Fields = slot(default_factory=dict)

    def concerns(self, touched: Touched) -> bool:
        """Whether what changed is anything that it reads."""
        return any(
            (changed := touched[kind]) is None or kind not in self.reads or not changed.isdisjoint(self.reads[kind])
            for kind in self.kinds & touched.keys()
        )


def place(entity: Entity, field: str = "") -> str:
    """Where a problem is: kind, code and field."""
    return f"{entity.kind} {entity.code} {field}".rstrip()


def placed(place: str, places: Mapping[str, str]) -> str:
    """A place of :func:`place` as where its thing stands in a file; ``places`` says that by kind and code, as far as it is known.

    >>> placed("task P.1 title_vi", {"task P.1": "tasks.csv:7"}), placed("task P.2 parent", {})
    ('tasks.csv:7 title_vi', 'task P.2 parent')
    """
    kind, _blank, rest = place.partition(" ")
    code, _blank, field = rest.partition(" ")
    at = places.get(f"{kind} {code}")
    return f"{at} {field}".rstrip() if at else place


def broken(records: Records, rules: Iterable[Rule], touched: Touched | None = None) -> tuple[Problem, ...]:
    """Every problem that the rules find, loops included; with ``touched``, only of rules that this concerns."""
    problems, loops = _run(records, rules, touched)
    return (*problems, *(as_problem(loop) for loop in loops))


def enforce(records: Records, rules: Iterable[Rule], touched: Touched | None = None) -> None:
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
        raise InvalidError([*problems, *(as_problem(loop) for loop in loops)])
    if loops:
        raise loops[0]


def _run(records: Records, rules: Iterable[Rule], touched: Touched | None) -> tuple[list[Problem], list[CycleError]]:
    problems: list[Problem] = []
    loops: list[CycleError] = []
    for rule in rules:
        if touched is None or rule.concerns(touched):
            try:
                problems += rule.check(records)
            except CycleError as loop:
                loops.append(loop)
    return problems, loops


def as_problem(loop: CycleError) -> Problem:
    """A loop among other problems: its place is its members in order."""
    return Problem(" → ".join(loop.cycle), loop.message)


def reference_rules(kinds: Sequence[type[Entity]], known: Sequence[type[Entity]]) -> tuple[Rule, ...]:
    """One rule for each of ``kinds``: what its rows refer to is there, and facts do not rest on assumptions."""
    by_name = {kind.kind: kind for kind in known}
    rules = []
    for kind in kinds:
        targets = {field: by_name[name] for field, name in references(kind).items()}
        about = frozenset({kind, *targets.values()})
        reads = dict.fromkeys(about, frozenset({"assumed"})) | {kind: frozenset({*targets, "assumed", "source"})}
        rules.append(Rule(about, partial(_references, kind, targets), reads))
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
                yield Problem(place(row, field), absent(target.kind, code))
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
    return Rule(frozenset({kind}), partial(_loops, kind, tail, field), {kind: frozenset({tail, field})})


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


def grouped(rows: Iterable[E], field: str) -> Iterator[tuple[str, list[E]]]:
    """Rows by the value of a field, in the order given."""
    groups: dict[str, list[E]] = {}
    for row in rows:
        groups.setdefault(getattr(row, field), []).append(row)
    yield from groups.items()

"""Loads the seed: read every file, check everything, compare with the database, apply in one transaction.

::

    wanted = read()                                  # Records, or InvalidError with every problem and its file and line
    found = differences(current, wanted)             # what the database lacks, has otherwise, or has beyond the seed
    print(show(found, "vi"))
    await apply(store, wanted, author)               # all of it or nothing; a second time it changes nothing
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from governance.errors import InvalidError, Problem, UnavailableError, kind_name
from governance.messages import Lang, Message, _
from governance.records import Records
from governance.rulebook import broken, placed, reference_rules
from governance.rules import RULES as GOVERNANCE_RULES
from governance.store import Store
from governance.values import Entity, differing, references
from governance.work import Author, Work
from portfolio.model import Dependency, Task
from portfolio.rules import RULES as PORTFOLIO_RULES
from seed.files import KINDS, Row, required, rows
from seed.provenance import claims, reference_claims

FOLDER = Path(__file__).parent
ACTION = "seed"
"""What the ledger says that loading was done for."""
RULES = (*GOVERNANCE_RULES, *PORTFOLIO_RULES)


class Seed(NamedTuple):
    """What could be read, where each thing stands (``"task 1755.1"`` → ``file:line``), and everything wrong."""

    records: Records
    places: Mapping[str, str]
    problems: tuple[Problem, ...]


class Step(StrEnum):
    """What loading does about one thing; what is in the database only is kept and reported."""

    CREATE = "create"
    REPLACE = "replace"
    KEEP = "keep"


class Difference(NamedTuple):
    """One thing that the database lacks, has otherwise (in these fields), or has beyond the seed (``wanted`` is None)."""

    step: Step
    kind: type[Entity]
    code: str
    wanted: Entity | None
    fields: tuple[str, ...] = ()
    there: Entity | None = None


def read(folder: Path | None = None) -> Records:
    """Every thing of the seed.

    Raises
    ------
    InvalidError
        With everything wrong in any file, each problem with its file and line; or when the folder holds no data file.
    """
    if not any((folder or FOLDER).rglob("*.csv")):
        raise InvalidError([Problem(str(folder or FOLDER), _("holds no data file, such as sources/NNN-name/tasks.csv"))])
    seed = examine(folder or FOLDER)
    if seed.problems:
        raise InvalidError(seed.problems)
    return seed.records


def examine(folder: Path) -> Seed:
    """Read a folder as far as it can be read; the order of files and rows makes no difference."""
    entities: dict[str, Entity] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    unread: list[Row] = []
    for row in rows(folder):
        if isinstance(row, Problem):
            problems.append(row)
            continue
        try:
            entity = row.kind.parse(row.cells, text=True)
        except InvalidError as refused:
            said = required(row.kind) - row.cells.keys()  # of the header, once for all rows
            problems += (Problem(f"{row.place} {p.place}", p.message) for p in refused.problems if p.place not in said)
            unread.append(row)
            continue
        name = f"{entity.kind} {entity.code}"
        problems += claims(row.place, entity)
        if name in entities:
            again = _(
                "{kind} {code} stands already at {place}", kind=kind_name(entity.kind), code=entity.code, place=places[name]
            )
            problems.append(Problem(row.place, again))
        else:
            entities[name], places[name] = entity, row.place
    records = Records(entities.values())
    for name, entity in entities.items():
        problems += reference_claims(places[name], entity, records)
    problems += (Problem(placed(p.place, places), p.message) for p in _broken(records, unread, places))
    return Seed(records, places, tuple(problems))


def _broken(records: Records, unread: Sequence[Row], places: Mapping[str, str]) -> Iterator[Problem]:
    """The rules that what was read breaks. Rows that could not be read are not held against the others."""
    kinds = {row.kind for row in unread}
    lost = {_code(row) for row in unread}
    checked = [rule for rule in RULES if rule.kinds.isdisjoint(kinds)]
    if unread:
        checked += reference_rules(KINDS, KINDS)
    for problem in dict.fromkeys(broken(records, checked)):
        if " → " in problem.place:
            yield _looped(records, tuple(problem.place.split(" → ")), places)
        elif dict(problem.message.params).get("code") not in lost:
            yield problem


def _looped(records: Records, loop: tuple[str, ...], places: Mapping[str, str]) -> Problem:
    """A loop of tasks, told once: at the first of its links that stands in a file, with the place of each."""
    known = {(link.predecessor, link.successor): places.get(f"{link.kind} {link.code}") for link in records.all(Dependency)}
    parts = {(task.parent, task.code): places.get(f"{task.kind} {task.code}") for task in records.all(Task)}
    steps = list(pairwise(loop))
    stand = [at for a, b in steps if (at := known.get((a, b)) or parts.get((a, b)) or parts.get((b, a)))]
    message = _(
        "these would depend on each other in a loop: {chain}; take out one of the links, at {places}",
        chain=" → ".join(loop),
        places=tuple(dict.fromkeys(stand)),
    )
    return Problem(stand[0] if stand else loop[0], message)


def _code(row: Row) -> str:
    return "~".join(row.cells.get(name, "") for name in row.kind.key or ("code",))


def differences(current: Records, wanted: Records) -> tuple[Difference, ...]:
    """What the database lacks of the seed, has otherwise, or has beyond it, in the order in which it can be written."""
    return tuple(found for kind in KINDS for found in _of_kind(kind, current, wanted))


def changes(current: Records, wanted: Records) -> tuple[Difference, ...]:
    """What loading writes: the differences without what is in the database only."""
    return tuple(found for found in differences(current, wanted) if found.step is not Step.KEEP)


def _of_kind(kind: type[Entity], current: Records, wanted: Records) -> Iterator[Difference]:
    in_order = _referred_first(kind, wanted)
    for entity in in_order:
        if current.find(kind, entity.code) is None:
            yield Difference(Step.CREATE, kind, entity.code, entity)
    for entity in in_order:
        there = current.find(kind, entity.code)
        if there is not None and there != entity:
            yield Difference(Step.REPLACE, kind, entity.code, entity, differing(there, entity), there)
    for entity in current.all(kind):
        if wanted.find(kind, entity.code) is None:
            yield Difference(Step.KEEP, kind, entity.code, None)


def _referred_first(kind: type[Entity], records: Records) -> tuple[Entity, ...]:
    """The things of a kind, each after those of its own kind that it refers to, by code among equals."""
    own = tuple(name for name, target in references(kind).items() if target == kind.kind)
    depths: dict[str, int] = {}

    def depth(entity: Entity) -> int:
        if entity.code not in depths:
            depths[entity.code] = 0  # a thing may name itself: a source is its own
            above = (records.find(kind, getattr(entity, name)) for name in own)
            depths[entity.code] = 1 + max((depth(other) for other in above if other is not None), default=0)
        return depths[entity.code]

    return tuple(sorted(records.all(kind), key=lambda entity: (depth(entity), entity.code)))


async def edited(store: Store, found: Iterable[Difference]) -> Mapping[tuple[str, str], str]:
    """(kind, code) → account, of what loading would replace although somebody else has changed it since it was last loaded.

    Loading writes with the action ``seed``; the ledger says who wrote the newest entry of a thing, and for what.
    """
    changed = {}
    for difference in found:
        if difference.step is Step.REPLACE:
            last = (await store.history(difference.kind, difference.code))[-1]
            if last.purpose != ACTION:
                changed[difference.kind.kind, difference.code] = last.account
    return changed


async def apply(store: Store, wanted: Records, by: Author, *, replace: bool = True) -> tuple[Difference, ...]:
    """Bring the database to what the seed says, in one transaction; answers the differences that there were.

    ``replace`` puts the seed's rows also in the place of those that others have changed since they were loaded.

    Raises
    ------
    InvalidError
        Naming every row that others have changed, unless ``replace``; nothing is changed then.
    DomainError
        When the outcome would break a rule, for example with what others wrote in between; nothing is changed then.
    """
    seen: tuple[Difference, ...] = ()
    if not replace:
        _head, current = await store.records()
        seen = differences(current, wanted)
        _refuse_edited(await edited(store, seen))

    def load(work: Work) -> tuple[Difference, ...]:
        found = differences(work.records, wanted)
        if not replace and found != seen:
            raise UnavailableError(_("others changed the data in the meantime; nothing was changed; try again in a moment"))
        write(work, found)
        return found

    return await store.commit(load, by)


def write(work: Work, found: Iterable[Difference]) -> None:
    """Make what is wanted of each difference; what is in the database only stays."""
    for difference in found:
        if difference.wanted is None:
            continue
        if difference.step is Step.CREATE:
            work.create(difference.wanted)
        else:
            work.replace(difference.wanted, None)


def _refuse_edited(changed: Mapping[tuple[str, str], str]) -> None:
    def said(account: str) -> Message:
        return _(
            "{account} has changed this since it was loaded: keep it, or load with --replace to lose that change", account=account
        )

    if changed:
        raise InvalidError([Problem(f"{kind} {code}", said(account)) for (kind, code), account in changed.items()])


def show(found: Iterable[Difference], lang: Lang) -> str:
    """The differences for a reader: how many of each sort, and which things differ or are in the database only."""
    every = tuple(found)
    groups = {step: [d for d in every if d.step is step] for step in Step}
    if not any(groups.values()):
        return _("The database says what the seed says.").render(lang)
    counts = _(
        "new: {new} · changed: {changed} · in the database only, kept: {kept}",
        new=len(groups[Step.CREATE]),
        changed=len(groups[Step.REPLACE]),
        kept=len(groups[Step.KEEP]),
    )
    lines = [counts.render(lang)]
    lines += [f"  + {_kind_count(kind, n, lang)}" for kind, n in _per_kind(groups[Step.CREATE])]
    lines += [f"  ≠ {kind_name(d.kind.kind).render(lang)} {d.code}: {_altered(d)}" for d in groups[Step.REPLACE]]
    lines += [f"  ? {kind_name(d.kind.kind).render(lang)} {d.code}" for d in groups[Step.KEEP]]
    return "\n".join(lines)


def _altered(difference: Difference) -> str:
    """Each field that differs, with what the database says and what is wanted."""
    there, wanted = (msgspec.to_builtins(each) for each in (difference.there, difference.wanted))
    return "; ".join(f"{name} {_cell(there[name])} → {_cell(wanted[name])}" for name in difference.fields)


def _cell(value: object) -> str:
    return msgspec.json.encode(value).decode() if value is not None else "–"


def _per_kind(found: Sequence[Difference]) -> Iterator[tuple[type[Entity], int]]:
    for kind in KINDS:
        if count := sum(d.kind is kind for d in found):
            yield kind, count


def _kind_count(kind: type[Entity], count: int, lang: Lang) -> str:
    return _("{kind}: {count}", kind=kind_name(kind.kind), count=count).render(lang)

"""A whole state of the governed things, immutable: what every computation reads, come it from a database or from files."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, TypeVar, cast

from governance.errors import UnknownCodeError
from governance.values import Entity

E = TypeVar("E", bound=Entity)


class Records:
    """Entities by kind and code, with look-ups by any field made when first asked for.

    Examples
    --------
    >>> from governance.model import Organization, OrganizationClass
    >>> ministry = OrganizationClass.MINISTRY
    >>> records = Records([Organization(code="MIC", name_vi="Bộ TT&TT", name_en="MIC", classification=ministry)])
    >>> records.get(Organization, "MIC").name_en
    'MIC'
    >>> records.by(Organization, "parent", None)[0].code
    'MIC'
    """

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        tables: dict[type[Entity], dict[str, Entity]] = defaultdict(dict)
        for entity in entities:
            tables[type(entity)][entity.code] = entity
        self._tables = {kind: dict(sorted(table.items())) for kind, table in tables.items()}
        self._indexes: dict[tuple[type[Entity], str], dict[Any, tuple[Entity, ...]]] = {}
        self._memos: dict[str, tuple[Hashable, dict[Any, Any]]] = {}

    def apply(self, changes: Iterable[tuple[type[Entity], str, Entity | None]]) -> "Records":
        """The state after changes, each a kind, a code and what is there now (None: nothing). What did not change is shared.

        Examples
        --------
        >>> from governance.model import Person
        >>> before = Records([Person(code="A", name="An")])
        >>> after = before.apply([(Person, "A", None), (Person, "B", Person(code="B", name="Bình"))])
        >>> [p.name for p in before.all(Person)], [p.name for p in after.all(Person)]
        (['An'], ['Bình'])
        """
        touched: dict[type[Entity], dict[str, Entity]] = {}
        longer: set[type[Entity]] = set()  # what only changed, or went, leaves the others in order
        for kind, code, entity in changes:
            if kind not in touched:
                touched[kind] = dict(self._tables.get(kind, {}))
            table = touched[kind]
            if entity is None:
                table.pop(code, None)
            else:
                if code not in table:
                    longer.add(kind)
                table[code] = entity
        after = Records()
        after._tables = self._tables | touched | {kind: dict(sorted(touched[kind].items())) for kind in longer}
        after._indexes = {key: index for key, index in self._indexes.items() if key[0] not in touched}
        return after

    def __iter__(self) -> Iterator[Entity]:
        for table in self._tables.values():
            yield from table.values()

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """Every entity of a kind, by code."""
        return tuple(cast("dict[str, E]", self._tables.get(kind, {})).values())

    def find(self, kind: type[E], code: str | None) -> E | None:
        """The entity with this code, or None."""
        return None if code is None else cast("E | None", self._tables.get(kind, {}).get(code))

    def get(self, kind: type[E], code: str) -> E:
        """The entity with this code.

        Raises
        ------
        UnknownCodeError
            Naming the codes that there are, or of many those that look most like it.
        """
        found = self.find(kind, code)
        if found is None:
            raise UnknownCodeError(kind.kind, code, tuple(self._tables.get(kind, {})))
        return found

    def by(self, kind: type[E], field: str, value: object) -> tuple[E, ...]:
        """The entities whose field has this value, by code."""
        index = self._indexes.get((kind, field))
        if index is None:
            groups: dict[Any, list[Entity]] = defaultdict(list)
            for entity in self.all(kind):
                groups[getattr(entity, field)].append(entity)
            index = self._indexes[kind, field] = {key: tuple(group) for key, group in groups.items()}
        return cast("tuple[E, ...]", index.get(value, ()))

    def memo(self, what: str, on: Hashable) -> dict[Any, Any]:
        """A cache for one kind of answers about this state on a day; asking for another day empties it.

        Examples
        --------
        >>> records = Records()
        >>> records.memo("state", 1)["A"] = "begun"
        >>> records.memo("state", 1), records.memo("state", 2), records.memo("state", 1)
        ({'A': 'begun'}, {}, {})
        """
        found = self._memos.get(what)
        if found is None or found[0] != on:
            found = self._memos[what] = on, {}
        return found[1]

    def facts_only(self) -> "Records":
        """The same state without what is assumed."""
        return Records(entity for entity in self if not entity.assumed)

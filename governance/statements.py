# ruff: noqa: S608 -- names come from declarations in this code, values are always arguments
"""The SQL of the store, which both databases understand. ``{}`` stands for an argument until the engine's notation is known."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from governance.columns import Field, column_names
from governance.database import Row
from governance.gathering import Wanted, chosen, free
from governance.ledger import Entry, Head
from governance.values import Entity


def names(columns: Iterable[str]) -> str:
    """Column names, quoted.

    >>> names(["code", "order"])
    '"code", "order"'
    """
    return ", ".join(f'"{name}"' for name in columns)


def places(count: int) -> str:
    """So many arguments.

    >>> places(3)
    '{}, {}, {}'
    """
    return ", ".join(["{}"] * count)


ENTRY = Entry.__struct_fields__
HEAD = 'SELECT "seq", "hash", "at" FROM "ledger_entry" ORDER BY "seq" DESC LIMIT 1'
ALL_ENTRIES = f'SELECT {names(ENTRY)} FROM "ledger_entry" ORDER BY "seq"'
NUMBERS = 'SELECT "seq" FROM "ledger_entry" ORDER BY "seq"'
ENTRIES_FROM = f'SELECT {names(ENTRY)} FROM "ledger_entry" WHERE "seq" >= {{}} ORDER BY "seq" LIMIT {{}}'
HISTORY = f'SELECT {names(ENTRY)} FROM "ledger_entry" WHERE "kind" = {{}} AND "code" = {{}} ORDER BY "seq"'
HEAD_AT = 'SELECT "seq", "hash", "at" FROM "ledger_entry" WHERE "seq" = {}'
HEAD_BEFORE = 'SELECT "seq", "hash", "at" FROM "ledger_entry" WHERE "at" < {} ORDER BY "seq" DESC LIMIT 1'
_FIRSTS = 'SELECT min("seq") FROM "ledger_entry" WHERE "seq" > {} AND "seq" <= {} GROUP BY "kind", "code"'
FIRST_SINCE = f'SELECT {names(ENTRY)} FROM "ledger_entry" WHERE "seq" IN ({_FIRSTS}) ORDER BY "seq"'
"""The first entry about each thing behind one entry and up to another."""
SINCE_CHANGED = (
    'SELECT "code", "before" IS NULL, "after" IS NULL, "seq" FROM "ledger_entry" WHERE "kind" = {} AND "seq" <= {} AND "code" IN '
    '(SELECT "code" FROM "ledger_entry" WHERE "kind" = {} AND "seq" > {}) ORDER BY "seq"'
)
"""Of each thing of a kind that changed behind an entry, what was done to it up to that: came, went, when."""
APPEND = f'INSERT INTO "ledger_entry" ({names(ENTRY)}) VALUES ({places(len(ENTRY))})'

_ANSWER = ("code", "account", "request", "status", "headers", "body", "at")
ANSWERED = 'SELECT "request", "status", "headers", "body" FROM "answered_request" WHERE "code" = {}'
ANSWER = f'INSERT INTO "answered_request" ({names(_ANSWER)}) VALUES ({places(len(_ANSWER))})'
KEPT_ANSWERS = 'SELECT "code", "body" FROM "answered_request" ORDER BY "code"'
CLEAN_ANSWER = 'UPDATE "answered_request" SET "body" = {} WHERE "code" = {}'
BLANK_ENTRY = 'UPDATE "ledger_entry" SET "before" = {}, "after" = {}, "personal" = {} WHERE "seq" = {}'
FORGET = 'DELETE FROM "answered_request" WHERE "at" < {}'


class Sought(NamedTuple):
    """Which entries of the ledger are wanted; from ``since`` on and before ``until``, moments as the ledger keeps them.

    ``about`` is the code of a thing: wanted is what changed of it, and of whatever refers to it or to what is keyed by it.
    """

    kind: str | None = None
    code: str | None = None
    account: str | None = None
    document: str | None = None
    since: str | None = None
    until: str | None = None
    about: str | None = None


ALL = Sought()
_SAME = {name: f'"{name}" = {{}}' for name in ("kind", "code", "account", "document")}
_CONDITIONS = {**_SAME, "since": '"at" >= {}', "until": '"at" < {}'}


def sought(wanted: Sought, *, newest: bool = False) -> tuple[str, list[str]]:
    """The query for entries after a sequence number, newest first if asked; and its arguments but the first and the last."""
    given = {name: value for name, value in wanted._asdict().items() if value is not None and name in _CONDITIONS}
    conditions, arguments = ['"seq" > {}', *(_CONDITIONS[name] for name in given)], list(given.values())
    if wanted.about is not None:
        conditions.append(_ABOUT)
        arguments += [wanted.about, *(f':"{wanted.about}{end}' for end in ('"', "~") * 2)]
    where, order = " AND ".join(conditions), "DESC" if newest else "ASC"
    return f'SELECT {names(ENTRY)} FROM "ledger_entry" WHERE {where} ORDER BY "seq" {order} LIMIT {{}}', arguments


_NAMED = " OR ".join(f"replace({side}, {{}}, '') <> {side}" for side in ('"before"', '"after"') for _end in range(2))
_ABOUT = f'("code" = {{}} OR {_NAMED})'
"""The thing itself, or what has its code for the value of a field, whole or before a ~; the same in both databases."""


def select(kind: type[Entity]) -> str:
    """All rows of a kind, with version and last change at the end."""
    return f'SELECT {names(column_names(kind)[:-1])} FROM "{kind.kind}"'


def select_one(kind: type[Entity]) -> str:
    """One row of a kind; the argument is its code."""
    return f'{select(kind)} WHERE "code" = {{}}'


def gather(wanted: Wanted) -> str:
    """How many rows there are, and texts of their fields (:class:`governance.gathering.Gathered`); arguments: the values of
    ``where``. All texts come from one reading of the rows, so they are in one order.
    """
    choices = f"string_agg({_choice(chosen(wanted))}, '')" if chosen(wanted) else "''"
    texts = ", ".join([choices, *(_lines(field) for field in free(wanted))])
    where = " AND ".join(f'"{name}" = {{}}' for name, _value in wanted.where)
    return f'SELECT count(*), {texts} FROM "{wanted.kind.kind}"' + (f" WHERE {where}" if where else "")


def _choice(choosing: Sequence[Field], before: int = 0) -> str:
    """The character that says what several fields chose; ``before`` counts what those before them did."""
    if not choosing:
        return f"'{chr(ord('0') + before)}'"
    field, *more = choosing
    assert field.choices
    cases = (f"WHEN '{it.value}' THEN {_choice(more, before * len(field.choices) + i)}" for i, it in enumerate(field.choices))
    return f'CASE "{field.name}" {" ".join(cases)} END'


def _lines(field: Field) -> str:
    value = f'CAST("{field.name}" AS TEXT)' if field.base is int else f'"{field.name}"'
    return f"string_agg(coalesce({value}, ''), '\n')" if field.nullable else f"string_agg({value}, '\n')"


def insert(kind: type[Entity]) -> str:
    """Add a row; the arguments are :func:`governance.columns.to_row`."""
    columns = column_names(kind)
    return f'INSERT INTO "{kind.kind}" ({names(columns)}) VALUES ({places(len(columns))})'


def update(kind: type[Entity], columns: Sequence[str]) -> str:
    """Change the named columns, and only them, of the row at a version; then the arguments code and version. Returns the code."""
    sets = ", ".join(f'"{name}" = {{}}' for name in columns)
    return f'UPDATE "{kind.kind}" SET {sets} WHERE "code" = {{}} AND "version" = {{}} RETURNING "code"'


def delete(kind: type[Entity]) -> str:
    """Take away the row of a code at a version. Returns the code."""
    return f'DELETE FROM "{kind.kind}" WHERE "code" = {{}} AND "version" = {{}} RETURNING "code"'


def spoken(template: str, engine_type: str) -> str:
    """A template in the notation of a database.

    >>> spoken("a = {} AND b = {}", "sqlite"), spoken("a = {} AND b = {}", "postgres")
    ('a = ? AND b = ?', 'a = $1 AND b = $2')
    """
    marks = (f"${number}" if engine_type == "postgres" else "?" for number in range(1, template.count("{}") + 1))
    return template.format(*marks)


def entry_of(row: Row) -> Entry:
    """The ledger entry of a row."""
    return Entry(**dict(zip(ENTRY, row)))


def row_of(entry: Entry) -> Row:
    """The row of a ledger entry."""
    return tuple(getattr(entry, name) for name in ENTRY)


def head_of_rows(rows: Sequence[Row]) -> Head:
    """The head that :data:`HEAD` found."""
    return Head(*rows[0]) if rows else Head()

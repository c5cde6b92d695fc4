"""What the store asks of a database: reads anywhere, writes only in a unit, and what its errors mean.

The engines in ``api`` keep this promise over SQLite and PostgreSQL; nothing here knows either.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from enum import Enum
from typing import Any, NamedTuple, Protocol

from governance.errors import DomainError, InUseError, InvalidError, Problem, UnavailableError
from governance.messages import _

Row = tuple[Any, ...]
Statement = tuple[str, Sequence[object]]


class Trouble(Enum):
    """What an error of a database means for whoever caused it."""

    TAKEN = "taken"  # a unique value is there already
    DANGLING = "dangling"  # a reference has no target, or a target is still referred to
    BROKEN_RULE = "broken-rule"  # a CHECK or NOT NULL
    AGAIN = "again"  # lost a race; the whole unit may be run again
    UNAVAILABLE = "unavailable"  # busy, gone, full, timed out


class Refusal(NamedTuple):
    """An error of a database in neutral words; ``name`` is that of the constraint, ``reason`` the database's own text."""

    trouble: Trouble
    name: str
    reason: str


class Unit(Protocol):
    """One open transaction. What it writes is there for good when the block ends, or not at all."""

    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Run one statement; the rows that it returns."""
        ...

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement once for each row of arguments."""
        ...

    async def snapshot(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Read with several statements; inside a unit they all see the same moment anyway."""
        ...


class Database(Protocol):
    """An engine that the store can stand on."""

    engine_type: str

    def unit(self, unless: Callable[[], None] | None = None) -> AbstractAsyncContextManager[Unit]:
        """Begin to write: one writer at a time over all processes, so that what is read inside stays true until the end.

        ``unless`` is called when it is this writer's turn in this process: if it raises, nothing is begun.
        """
        ...

    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Read with one statement."""
        ...

    async def snapshot(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Read with several statements that all see the same moment."""
        ...

    def stamp(self) -> Hashable | None:
        """A value that changes whenever anybody writes anything, read without waiting; None where the database has none."""
        ...

    def refusal(self, error: BaseException) -> Refusal | None:
        """What an error means, or None when it is not the database's."""
        ...


def translated(refusal: Refusal, place: str = "", *, deleting: bool = False) -> DomainError:
    """A database's refusal as the error that a person can act on.

    The rules refuse nearly all of this before the database is asked; this is the last line.
    """
    match refusal.trouble:
        case Trouble.TAKEN:
            return InvalidError([Problem(place, _("there is one like it already ({rule})", rule=refusal.name))])
        case Trouble.BROKEN_RULE:
            return InvalidError([Problem(place, _("breaks the rule {rule} of the database", rule=refusal.name))])
        case Trouble.DANGLING if deleting:
            return InUseError(_("{place} cannot go while something refers to it", place=place))
        case Trouble.DANGLING:
            return InvalidError([Problem(place, _("refers to something that is not there ({rule})", rule=refusal.name))])
        case _:
            return UnavailableError(
                _("the database cannot take this now ({reason}); try again in a moment", reason=refusal.reason[:200])
            )

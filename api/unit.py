"""The one way to write: a transaction that always ends, and always gives back what it took.

Piccolo's own transactions leave the connection, its lock and the context variable behind when BEGIN, COMMIT or ROLLBACK
fails, and let a nested one pass in silence; writes acknowledged after that are lost. Here every way out goes through
one place, and a connection whose state is in doubt is thrown away.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Self

from piccolo.engine.base import BaseTransaction
from piccolo.engine.exceptions import TransactionError

from governance.database import Row, Statement


class OutsideUnitError(RuntimeError):
    """A statement tried to write outside a unit of work. A mistake in the program: write through ``Store.commit``."""


class SafeUnit(BaseTransaction, ABC):
    """A transaction of one task on one connection; subclasses say how to take, begin, end and give back."""

    __slots__ = ("_open", "_owner", "_token", "_unless", "_variable")

    def __init__(self, variable: ContextVar[Any], unless: Callable[[], None] | None = None) -> None:
        self._variable, self._unless = variable, unless
        self._open = False
        self._owner: asyncio.Task[Any] | None = None
        self._token: Token[Any] | None = None

    async def __aenter__(self) -> Self:
        if self._variable.get() is not None:
            raise TransactionError("a unit of work is open already in this task; units do not nest: do all of it in one")
        await self.take()
        begun = False
        try:
            if self._unless is not None:
                self._unless()
            begun = True
            await self.begin()
        except BaseException:
            await asyncio.shield(self.give_back(in_doubt=begun))
            raise
        self._token, self._owner, self._open = self._variable.set(self), asyncio.current_task(), True
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        self._open = False
        if self._token is not None:
            self._variable.reset(self._token)
        await asyncio.shield(self._end(failed=error is not None))
        return False

    async def _end(self, *, failed: bool) -> None:
        in_doubt = True
        try:
            if failed:
                in_doubt = not await self.rolled_back()
            else:
                await self.commit()
                in_doubt = False
        finally:
            await self.give_back(in_doubt=in_doubt)

    def check_owner(self) -> None:
        """Refuse use after the end, or by another task than the one that began it.

        Raises
        ------
        TransactionError
            A task started inside a unit inherits it; its statements would be lost, or would end up in somebody else's unit.
        """
        if not self._open:
            raise TransactionError("this unit of work is over; a task that outlives a unit must not use it")
        if asyncio.current_task() is not self._owner:
            raise TransactionError(
                "this unit of work belongs to another task; use it only in the task that began it, one statement at a time"
            )

    @abstractmethod
    async def take(self) -> None:
        """Take a connection for writing."""

    @abstractmethod
    async def begin(self) -> None:
        """Begin, and become the only writer."""

    @abstractmethod
    async def commit(self) -> None:
        """Make it durable."""

    @abstractmethod
    async def rolled_back(self) -> bool:
        """Undo it; whether that worked (an error of the undoing must not hide the one that led to it)."""

    @abstractmethod
    async def give_back(self, *, in_doubt: bool) -> None:
        """Give back what was taken; a connection in doubt is thrown away, which undoes what it had open."""

    @abstractmethod
    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Run one statement; the rows that it returns."""

    @abstractmethod
    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement once for each row of arguments."""

    async def snapshot(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Read with several statements; nobody else writes before the end of the unit."""
        return [await self.rows(sql, args) for sql, args in statements]


def no_other_door() -> TransactionError:
    """What Piccolo's own ways to open a transaction answer."""
    return TransactionError("transactions are opened by Store.commit alone, so that every change meets the ledger")

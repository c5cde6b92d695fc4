"""Piccolo over PostgreSQL, with every wait bounded and every pooled connection given back.

Connections are read-only until a unit of work begins. A unit runs at READ COMMITTED and takes one advisory lock first, so
that what it reads afterwards stays true until its end. (Under REPEATABLE READ the snapshot would be older than the lock.)
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, NoReturn, cast
from weakref import WeakKeyDictionary

import asyncpg  # type: ignore[import-untyped]
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from api.unit import OutsideUnitError, SafeUnit, no_other_door
from governance.database import Refusal, Row, Statement, Trouble

WRITERS = 0x65676F76
"""The advisory lock of whoever writes ("egov")."""

ACQUIRE = 5.0
"""Seconds to wait for a connection of the pool."""

TURN = 8.0
"""Seconds to wait for the other writers of this process."""

SETTINGS = {
    "application_name": "egov-portfolio",
    "default_transaction_read_only": "on",
    "statement_timeout": "8s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "15s",
    "timezone": "UTC",
    "datestyle": "ISO",
}


class _Plain(asyncpg.Connection):  # type: ignore[misc]
    """A connection that is given back as it is: nothing of ours changes its settings or leaves a lock, a cursor or a listener."""

    def get_reset_query(self) -> str:
        return ""


class PostgresUnit(SafeUnit):
    """A unit of work on PostgreSQL."""

    __slots__ = ("connection", "engine", "pool", "turn")

    def __init__(self, engine: "SafePostgresEngine", unless: Callable[[], None] | None = None) -> None:
        super().__init__(engine.current_transaction, unless)
        self.engine = engine

    async def take(self) -> None:
        """Take a connection for writing, in turn: those who wait for each other would else hold every connection meanwhile."""
        self.pool, self.turn = await self.engine.opened_pool(), self.engine.turn()
        async with asyncio.timeout(TURN):
            await self.turn.acquire()
        try:
            self.connection = await self.pool.acquire(timeout=ACQUIRE)
        except BaseException:
            self.turn.release()
            raise

    async def begin(self) -> None:
        """Begin, and become the only writer."""
        await self.connection.execute(f"{self.engine.begin_statement}; {self.engine.lock_statement}")

    async def commit(self) -> None:
        """Make it durable."""
        await self.connection.execute("COMMIT")

    async def rolled_back(self) -> bool:
        """Undo it; whether that worked."""
        try:
            await self.connection.execute("ROLLBACK")
        except Exception:  # whatever it was, the connection is thrown away
            return False
        return True

    async def give_back(self, *, in_doubt: bool) -> None:
        """Give back what was taken; a connection in doubt is thrown away."""
        try:
            if in_doubt:
                self.connection.terminate()
            await self.pool.release(self.connection)
        finally:
            self.turn.release()

    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Run one statement; the rows that it returns."""
        self.check_owner()
        return [tuple(row) for row in await self.connection.fetch(sql, *args)]

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement once for each row of arguments."""
        self.check_owner()
        await self.connection.executemany(sql, rows)


class SafePostgresEngine(PostgresEngine):
    """A database on a PostgreSQL server.

    ``begin_statement`` and ``lock_statement`` are there for the tests that show what each protects.
    """

    begin_statement = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    lock_statement = f"SELECT pg_advisory_xact_lock({WRITERS})"

    def __init__(self, url: str, pool_size: int = 10) -> None:
        super().__init__(config={"dsn": url})
        self.pool_size = pool_size
        self._pools: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[asyncio.Lock, list[Any]]] = WeakKeyDictionary()
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def check_version(self) -> None:
        """Piccolo would connect here, at import; the first statement will say it just as well."""

    async def opened_pool(self) -> Any:
        """The pool of the running event loop, opened once however many ask at once."""
        guard, pools = self._pools.setdefault(asyncio.get_running_loop(), (asyncio.Lock(), []))
        async with guard:
            if not pools:
                pools.append(
                    await asyncpg.create_pool(
                        **self.config,
                        min_size=0,
                        max_size=self.pool_size,
                        timeout=ACQUIRE,
                        command_timeout=10,
                        connection_class=_Plain,
                        server_settings=SETTINGS,
                    )
                )
        return pools[0]

    def turn(self) -> asyncio.Lock:
        """The queue of the writers of the running event loop."""
        return self._turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    async def aclose(self) -> None:
        """Close the pool of the running event loop; within ten seconds even if a connection hangs."""
        _guard, pools = self._pools.pop(asyncio.get_running_loop(), (None, []))
        for pool in pools:
            try:
                await asyncio.wait_for(pool.close(), 10)
            except TimeoutError:
                pool.terminate()

    @property
    def place(self) -> str:
        """Where it is, for a reader: never with a password."""
        return str(self.config["dsn"]).rpartition("@")[2].rpartition("//")[2]

    async def damage(self) -> str | None:
        """Nothing: the server watches its own files."""
        return None

    # ---- what the store asks

    def unit(self, unless: Callable[[], None] | None = None) -> PostgresUnit:
        """A unit of work; see :class:`governance.database.Database`."""
        return PostgresUnit(self, unless)

    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Read with one statement, outside or inside a unit."""
        return [tuple(record) for record in await self._fetch(sql, args)]

    async def snapshot(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Read with several statements that all see the same moment."""
        if unit := self._current():
            return await unit.snapshot(statements)
        async with self._reading() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            return [[tuple(record) for record in await connection.fetch(sql, *args)] for sql, args in statements]

    def stamp(self) -> int | None:
        """None: a server tells nothing unasked."""
        return None

    def refusal(self, error: BaseException) -> Refusal | None:
        """What an error of PostgreSQL means."""
        return refusal(error)

    # ---- what Piccolo asks

    def _current(self) -> PostgresUnit | None:
        unit = cast("PostgresUnit | None", self.current_transaction.get())
        if unit is not None:
            unit.check_owner()
        return unit

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Any]:
        pool = await self.opened_pool()
        async with pool.acquire(timeout=ACQUIRE) as connection:
            yield connection

    async def _fetch(self, sql: str, args: Sequence[object] = ()) -> list[Any]:
        unit = self._current()
        if unit is not None:
            return cast("list[Any]", await unit.connection.fetch(sql, *args))
        try:
            async with self._reading() as connection:
                return cast("list[Any]", await connection.fetch(sql, *args))
        except asyncpg.ReadOnlySQLTransactionError as refused:
            raise OutsideUnitError(f"this writes outside a unit of work; go through Store.commit: {sql[:80]}") from refused

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Any]:  # noqa: ARG002
        """Run a query of Piccolo."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._fetch(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Any]:  # noqa: ARG002
        """Run a statement of Piccolo that changes the schema."""
        return await self._fetch(ddl)

    async def get_new_connection(self) -> NoReturn:
        """Closed: nobody gets a connection of their own."""
        raise no_other_door()

    def transaction(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Closed: see :meth:`unit`."""
        raise no_other_door()

    def atomic(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Closed: see :meth:`unit`."""
        raise no_other_door()


_AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, statement timeout
    asyncpg.InsufficientResourcesError,  # too many connections, disk full
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    TimeoutError,
    OSError,
)


def refusal(error: BaseException) -> Refusal | None:
    """What an error of PostgreSQL means in neutral words, or None when it is not one.

    >>> refusal(asyncpg.UniqueViolationError("taken")).trouble
    <Trouble.TAKEN: 'taken'>
    """
    reason = str(error) or type(error).__name__
    name = str(getattr(error, "constraint_name", None) or getattr(error, "column_name", None) or "")
    if isinstance(error, asyncpg.UniqueViolationError):
        return Refusal(Trouble.TAKEN, name, reason)
    if isinstance(error, asyncpg.ForeignKeyViolationError | asyncpg.RestrictViolationError):
        return Refusal(Trouble.DANGLING, name, reason)
    if isinstance(error, asyncpg.IntegrityConstraintViolationError | asyncpg.DataError):
        return Refusal(Trouble.BROKEN_RULE, name, reason)
    if isinstance(error, _AGAIN):
        return Refusal(Trouble.AGAIN, "", reason)
    return Refusal(Trouble.UNAVAILABLE, "", reason) if isinstance(error, _UNAVAILABLE) else None

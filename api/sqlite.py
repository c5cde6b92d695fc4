"""Piccolo over SQLite, made durable and orderly.

Two long-lived connections an event loop, each with its own thread: one reads and cannot write (``query_only``), one writes. A
third, in the loop's own thread, only sees whether anything was written.
WAL with ``synchronous=FULL``: an acknowledged change survives a power cut. Units begin IMMEDIATE, one at a time a process.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple, NoReturn, TypeVar, cast
from weakref import WeakKeyDictionary

from piccolo.engine.exceptions import TransactionError
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString

from api.sqlite_shim import safe_for_wal, sqlite3
from api.unit import OutsideUnitError, SafeUnit, no_other_door
from governance.database import Refusal, Row, Statement, Trouble
from governance.errors import UnavailableError
from governance.messages import _

T = TypeVar("T")

TIMEOUT = 30.0
"""Seconds to wait for another process's write to end."""

# Piccolo registers slow converters for the whole process. These are the column types that our migrations use.
sqlite3.register_converter("INTEGER", int)
sqlite3.register_converter("BOOLEAN", b"1".__eq__)
sqlite3.register_converter("DATE", lambda value: date.fromisoformat(value.decode()))
sqlite3.register_adapter(date, date.isoformat)


class Fetched(NamedTuple):
    """Names once, then plain tuples."""

    names: tuple[str, ...]
    rows: list[Row]


class Connection:
    """One SQLite connection and the one thread that uses it. Opened at first use, reopened after :meth:`discard`.

    All work goes through the thread's queue in order, so nothing here needs a lock, and a cancelled caller
    cannot leave a statement running beside the next one. The thread ends with the process.
    """

    def __init__(self, open_: Callable[[], sqlite3.Connection], name: str) -> None:
        self._open = open_
        self._raw: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"sqlite-{name}")

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work in the connection's thread."""

        def do() -> T:
            if self._raw is None:
                self._raw = self._open()
            return work(self._raw)

        return await asyncio.get_running_loop().run_in_executor(self._thread, do)

    async def fetch(self, sql: str, args: Sequence[object] = ()) -> Fetched:
        """Run a statement in one visit to the thread."""
        return await self.run(lambda raw: fetched(raw, sql, args))

    async def execute(self, sql: str) -> None:
        """Run a statement without arguments; what Piccolo's savepoints call."""
        await self.fetch(sql)

    async def discard(self) -> None:
        """Close; what it had open is undone. The next use opens it again."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)

    def close(self) -> None:
        """Close for good, from any thread; waits for what is queued."""
        with suppress(RuntimeError):  # closed already
            self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()


def fetched(raw: sqlite3.Connection, sql: str, args: Sequence[object] = ()) -> Fetched:
    """All rows of a statement; the description is walked once, not for each row."""
    cursor = raw.execute(sql, cast("Any", args))
    try:
        rows = cursor.fetchall()
        return Fetched(tuple(column[0] for column in cursor.description or ()), rows)
    finally:
        cursor.close()


_NUMBERS = count()
"""Of connections that count: what two of them count is not comparable."""


class Desk:
    """What one event loop has of a database: its reader, its writer, and the queue for the writer."""

    def __init__(self, engine: "SafeSQLiteEngine") -> None:
        self.reader = Connection(lambda: engine.opened(writing=False), "reader")
        self.writer = Connection(lambda: engine.opened(writing=True), "writer")
        self.turn = asyncio.Lock()
        self._engine = engine
        self._looking: sqlite3.Connection | None = None
        self._number = 0

    def stamp(self) -> tuple[int, int] | None:
        """SQLite's number of what others have written, with that of the connection that counts; None while it cannot be had.

        It is asked for in the loop's own thread: it is read from memory that the connections share, and waits for nobody.
        """
        try:
            if self._looking is None:
                self._looking, self._number = self._engine.opened(writing=False), next(_NUMBERS)
                self._looking.execute("PRAGMA busy_timeout=0")
            return self._number, self._looking.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:
            self._look_away()
            return None

    def close(self) -> None:
        """Close the connections and end their threads."""
        self._look_away()
        self.reader.close()
        self.writer.close()

    def _look_away(self) -> None:
        raw, self._looking = self._looking, None
        if raw is not None:
            raw.close()


class SQLiteUnit(SafeUnit):
    """A unit of work on SQLite: one at a time in this process by turn, over processes by BEGIN IMMEDIATE."""

    __slots__ = ("connection", "desk", "engine")

    def __init__(self, engine: "SafeSQLiteEngine", unless: Callable[[], None] | None = None) -> None:
        super().__init__(engine.current_transaction, unless)
        self.engine = engine

    async def take(self) -> None:
        """Take a connection for writing."""
        self.desk = self.engine.desk()
        try:
            async with asyncio.timeout(self.engine.timeout):
                await self.desk.turn.acquire()
        except TimeoutError:
            raise UnavailableError(_("the database is busy with another change; try again in a moment")) from None
        self.connection = self.desk.writer

    async def begin(self) -> None:
        """Begin, and become the only writer."""
        await self.connection.execute(self.engine.begin_statement)

    async def commit(self) -> None:
        """Make it durable."""
        await self.connection.execute("COMMIT")

    async def rolled_back(self) -> bool:
        """Undo it; whether that worked."""
        try:
            await self.connection.execute("ROLLBACK")
        except sqlite3.Error:
            return False
        return True

    async def give_back(self, *, in_doubt: bool) -> None:
        """Give back what was taken; a connection in doubt is thrown away."""
        try:
            if in_doubt:
                await self.connection.discard()
        finally:
            self.desk.turn.release()

    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Run one statement; the rows that it returns."""
        self.check_owner()
        return (await self.connection.fetch(sql, args)).rows

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement once for each row of arguments."""
        self.check_owner()
        batch = list(rows)
        await self.connection.run(lambda raw: raw.executemany(sql, cast("Any", batch)).close())


class SafeSQLiteEngine(SQLiteEngine):
    """A database in one local file.

    Piccolo's queries run on it as ever, but only to read: a statement that writes outside a unit of work is refused by
    SQLite itself. ``synchronous`` and ``begin_statement`` are there for the tests that show what each protects.
    """

    synchronous = "FULL"
    begin_statement = "BEGIN IMMEDIATE"

    def __init__(self, path: str | Path, timeout: float = TIMEOUT, version: tuple[int, int, int] | None = None) -> None:
        super().__init__(path=str(path))
        self.timeout = timeout
        self._version = version or sqlite3.sqlite_version_info
        self._desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()

    def desk(self) -> Desk:
        """The connections of the running event loop."""
        loop = asyncio.get_running_loop()
        desk = self._desks.get(loop)
        if desk is None:
            self._close(lambda other: other.is_closed())
            desk = self._desks[loop] = Desk(self)
        return desk

    def _close(self, which: Callable[[asyncio.AbstractEventLoop], bool]) -> None:
        for loop in [loop for loop in self._desks if which(loop)]:
            self._desks.pop(loop).close()

    async def aclose(self) -> None:
        """Close every connection and end every thread. The engine opens again when it is used again."""
        desk = self._desks.get(asyncio.get_running_loop())
        if desk is not None:  # wait for what runs without blocking the loop
            await desk.reader.discard()
            await desk.writer.discard()
        self._close(lambda _loop: True)

    def opened(self, *, writing: bool) -> sqlite3.Connection:
        """A new connection with every setting that durability and truth need.

        Raises
        ------
        UnavailableError
            When this SQLite can corrupt a database in WAL mode, or the place of the file does not allow WAL.
        """
        if not safe_for_wal(self._version):
            raise UnavailableError(
                _(
                    "SQLite {version} can corrupt a database (fixed in 3.44.6, 3.50.7 and 3.51.3);"
                    " install pysqlite3 0.6.1 or later, or use PostgreSQL",
                    version=".".join(map(str, self._version)),
                )
            )
        raw = sqlite3.connect(
            self.path, timeout=self.timeout, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES, check_same_thread=False
        )
        try:
            self._configure(raw, writing=writing)
        except BaseException:
            raw.close()
            raise
        return raw

    def _configure(self, raw: sqlite3.Connection, *, writing: bool) -> None:
        if writing:  # a reader must not touch a file that may turn out to be another program's
            mode = self._wal(raw)
            if mode != "wal":
                raise UnavailableError(
                    _(
                        "the database {path} cannot use WAL here (it says {mode}); keep it on a local disk",
                        path=self.path,
                        mode=mode,
                    )
                )
        for setting in (
            f"synchronous={self.synchronous}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "secure_delete=ON",
        ):
            raw.execute(f"PRAGMA {setting}")
        raw.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")

    def _wal(self, raw: sqlite3.Connection) -> str:
        end = monotonic() + self.timeout
        while True:
            try:
                return str(raw.execute("PRAGMA journal_mode=WAL").fetchone()[0])
            except sqlite3.OperationalError as refused:  # the change of mode does not wait for other processes by itself
                if "locked" not in str(refused) or monotonic() > end:
                    raise
                sleep(0.02)

    @property
    def place(self) -> str:
        """Where it is, for a reader."""
        return str(self.path)

    async def damage(self) -> str | None:
        """What is wrong with the file, or None."""
        found = (await self.rows("PRAGMA quick_check(1)"))[0][0]
        return None if found == "ok" else str(found)

    # ---- what the store asks

    def unit(self, unless: Callable[[], None] | None = None) -> SQLiteUnit:
        """A unit of work; see :class:`governance.database.Database`."""
        return SQLiteUnit(self, unless)

    async def rows(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """Read with one statement, outside or inside a unit."""
        return (await self._fetch(sql, args)).rows

    async def snapshot(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Read with several statements that all see the same moment."""
        if unit := self._current():
            return await unit.snapshot(statements)
        return await self.desk().reader.run(lambda raw: _at_one_moment(raw, statements))

    def stamp(self) -> tuple[int, int] | None:
        """See :meth:`Desk.stamp`."""
        return self.desk().stamp()

    def refusal(self, error: BaseException) -> Refusal | None:
        """What an error of SQLite means."""
        return refusal(error)

    # ---- what Piccolo asks

    def _current(self) -> SQLiteUnit | None:
        unit = cast("SQLiteUnit | None", self.current_transaction.get())
        if unit is not None:
            unit.check_owner()
        return unit

    async def _fetch(self, sql: str, args: Sequence[object] = ()) -> Fetched:
        unit = self._current()
        if unit is not None:
            return await unit.connection.fetch(sql, args)
        try:
            return await self.desk().reader.fetch(sql, args)
        except sqlite3.OperationalError as refused:
            if "readonly" in str(refused):
                raise OutsideUnitError(f"this writes outside a unit of work; go through Store.commit: {sql[:80]}") from refused
            raise

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:  # noqa: ARG002
        """Run a query of Piccolo."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        names, rows = await self._fetch(sql, args)
        return [dict(zip(names, row)) for row in rows]

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:  # noqa: ARG002
        """Run a statement of Piccolo that changes the schema."""
        names, rows = await self._fetch(ddl)
        return [dict(zip(names, row)) for row in rows]

    async def get_connection(self) -> NoReturn:
        """Closed: nobody gets a connection of their own."""
        raise no_other_door()

    def transaction(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Closed: see :meth:`unit`."""
        raise no_other_door()

    def atomic(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Closed: see :meth:`unit`."""
        raise no_other_door()


_MISTAKE = 1
"""SQLite's code for a statement that is wrong in itself; all its other errors are of the moment or of the file."""


def _at_one_moment(raw: sqlite3.Connection, statements: Sequence[Statement]) -> list[list[Row]]:
    raw.execute("BEGIN")
    try:
        return [fetched(raw, sql, args).rows for sql, args in statements]
    finally:
        raw.execute("ROLLBACK")


def refusal(error: BaseException) -> Refusal | None:
    """What an error of SQLite means in neutral words, or None when it is not one.

    >>> refusal(sqlite3.IntegrityError("UNIQUE constraint failed: task.code"))
    Refusal(trouble=<Trouble.TAKEN: 'taken'>, name='task.code', reason='UNIQUE constraint failed: task.code')
    """
    reason = str(error)
    name = reason.partition(": ")[2]
    if isinstance(error, sqlite3.IntegrityError):
        if reason.startswith("UNIQUE"):
            return Refusal(Trouble.TAKEN, name, reason)
        if reason.startswith("FOREIGN"):
            return Refusal(Trouble.DANGLING, name, reason)
        return Refusal(Trouble.BROKEN_RULE, name, reason)
    if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", _MISTAKE) & 0xFF != _MISTAKE:
        return Refusal(Trouble.UNAVAILABLE, "", reason)
    return None


__all__ = ["SQLiteUnit", "SafeSQLiteEngine", "TransactionError", "refusal"]

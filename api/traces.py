"""What is remembered of coming in and is no governed thing: failures to sign in, and when credentials were last used.

It stands in tables of its own beside the ledger, so that it outlives a restart and holds for every process.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from governance.database import Database, Row, Unit, translated
from governance.errors import DomainError, UnavailableError
from governance.statements import spoken
from governance.work import instant

# ---- failures to sign in


class Limit(NamedTuple):
    """Somebody who tries to sign in, by what is known of them, and how many failures in a row are free of waiting."""

    code: str
    free: int


LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
OF_ACCOUNT, OF_ADDRESS = 5, 50
"""Free failures of one account, and from one address, which may be that of a whole office."""

_READ = 'SELECT "failures", "at" FROM "sign_in_attempt" WHERE "code" = {}'
_NEW = 'INSERT INTO "sign_in_attempt" ("failures", "at", "code") VALUES ({}, {}, {})'
_MORE = 'UPDATE "sign_in_attempt" SET "failures" = {}, "at" = {} WHERE "code" = {}'
_LESS = 'UPDATE "sign_in_attempt" SET "failures" = "failures" - 1 WHERE "code" = {} AND "failures" > 0'
_GONE = 'DELETE FROM "sign_in_attempt" WHERE "code" = {}'
_OLD = 'DELETE FROM "sign_in_attempt" WHERE "at" < {}'


def limits(account: str, address: str) -> tuple[Limit, Limit]:
    """The limits that an attempt counts against: the account's, whether it exists or not, and the address's.

    An address of IPv6 counts as its network of 64 bits, which is what one customer has.

    >>> a, b = limits("An", "2001:db8::1"), limits("an ", "2001:db8::2")
    >>> a == b
    True
    """
    try:
        found = ip_address(address)
        address = str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
    except ValueError:
        pass
    keys = (("account", account.strip().casefold(), OF_ACCOUNT), ("address", address, OF_ADDRESS))
    one, other = (Limit(sha256(f"{what}\0{who}".encode("utf-8", "replace")).hexdigest(), free) for what, who, free in keys)
    return one, other


def waiting(failures: int, free: int) -> timedelta:
    """How long after a failure the next attempt is let in: twice as long each time, a quarter of an hour at most.

    >>> [int(waiting(n, 5).total_seconds()) for n in (4, 5, 6, 10, 100)]
    [0, 1, 2, 32, 900]
    """
    return min(timedelta(seconds=2 ** min(failures - free, 20)), LONGEST_WAIT) if failures >= free else timedelta()


class Attempts:
    """The failures to sign in. An attempt counts as one from its beginning, so that many at once gain nothing."""

    def __init__(self, engine: Database) -> None:
        self._engine = engine

    async def begin(self, keys: Sequence[Limit], now: datetime) -> timedelta:
        """Count an attempt; or say how long to wait, and count nothing."""
        with _told(self._engine):
            return await self._begun(keys, now)

    async def _begun(self, keys: Sequence[Limit], now: datetime) -> timedelta:
        async with self._engine.unit() as unit:
            known = {key: await self._one(unit, key) for key in keys}
            wait = max((_wait(key, row, now) for key, row in known.items()), default=timedelta())
            if wait > timedelta():
                return wait
            await self._say(unit, _OLD, instant(now - FORGOTTEN))
            for key, row in known.items():
                await self._say(unit, _MORE if row else _NEW, (row[0] if row else 0) + 1, instant(now), key.code)
        return timedelta()

    async def succeeded(self, keys: Sequence[Limit]) -> None:
        """Forget the failures of the first key, the account, and take this attempt back from the others."""
        with _told(self._engine):
            async with self._engine.unit() as unit:
                await self._say(unit, _GONE, keys[0].code)
                for key in keys[1:]:
                    await self._say(unit, _LESS, key.code)

    async def _one(self, unit: Unit, key: Limit) -> Row | None:
        rows = await self._say(unit, _READ, key.code)
        return rows[0] if rows else None

    async def _say(self, unit: Unit, template: str, *args: object) -> list[Row]:
        return await unit.rows(spoken(template, self._engine.engine_type), args)


@contextmanager
def _told(engine: Database) -> Iterator[None]:
    """Turn the database's own errors into refusals."""
    try:
        yield
    except DomainError:
        raise
    except Exception as error:
        refusal = engine.refusal(error)
        if refusal is None:
            raise
        raise translated(refusal) from error


def _wait(key: Limit, row: Row | None, now: datetime) -> timedelta:
    if row is None:
        return timedelta()
    failures, at = row
    last = datetime.fromisoformat(str(at))
    return timedelta() if now - last > FORGOTTEN else last + waiting(int(failures), key.free) - now


# ---- when a credential was last used

EVERY = 30
"""Seconds between two writings of what was used."""
REMEMBERED = timedelta(days=90)
"""How long after a credential ended it is still known when it was last used."""
SWEPT = timedelta(hours=1)
"""Between two looks for what need not be known any longer."""

_USED = 'SELECT "at" FROM "credential_use" WHERE "code" = {}'
_ALL_USED = 'SELECT "code", "at" FROM "credential_use"'
_FIRST = 'INSERT INTO "credential_use" ("at", "code") VALUES ({}, {})'
_AGAIN = 'UPDATE "credential_use" SET "at" = {} WHERE "code" = {} RETURNING "code"'
_OVER = (
    'DELETE FROM "credential_use" WHERE "code" NOT IN '
    '(SELECT "code" FROM "credential" WHERE COALESCE("revoked_at", "expires_at", {}) >= {})'
)


class Uses:
    """When credentials were last used: noted in memory, and written now and then, so that no request waits for it."""

    def __init__(self, engine: Database) -> None:
        self._engine = engine
        self._noted: dict[str, datetime] = {}
        self._unwritten: set[str] = set()
        self._sweep = ""

    def note(self, code: str, now: datetime) -> None:
        """A credential is used at this moment."""
        self._noted[code] = now
        self._unwritten.add(code)

    async def last(self, code: str) -> datetime | None:
        """When a credential was last used, by this process or, some seconds late, by another; None if never."""
        rows = await self._engine.rows(spoken(_USED, self._engine.engine_type), (code,))
        noted = [self._noted[code]] if code in self._noted else []
        return max([*noted, *(datetime.fromisoformat(str(row[0])) for row in rows)], default=None)

    async def all(self) -> dict[str, str]:
        """Credential → the moment of its last use."""
        found = {str(code): str(at) for code, at in await self._engine.rows(_ALL_USED)}
        return found | {code: max(instant(at), found.get(code, "")) for code, at in self._noted.items()}

    def noted_since(self, code: str, moment: datetime) -> bool:
        """Whether this process saw the credential used at or after a moment."""
        return code in self._noted and self._noted[code] >= moment

    async def write(self) -> None:
        """Write what is noted and not written yet; now and then forget what was used by credentials that ended long ago."""
        codes, self._unwritten = sorted(self._unwritten), set()
        if not codes:
            return
        now = max(self._noted[code] for code in codes)
        sweeps = instant(now) >= self._sweep
        try:
            with _told(self._engine):
                async with self._engine.unit() as unit:
                    for code in codes:
                        at = instant(self._noted[code])
                        if not await self._say(unit, _AGAIN, at, code):
                            await self._say(unit, _FIRST, at, code)
                    if sweeps:
                        await self._say(unit, _OVER, *[instant(now - REMEMBERED)] * 2)
        except UnavailableError:
            self._unwritten.update(codes)  # the database is busy or away: it can wait
            return
        if sweeps:
            self._sweep = instant(now + SWEPT)
            recent = now - FORGOTTEN
            self._noted = {code: at for code, at in self._noted.items() if at >= recent or code in self._unwritten}

    async def _say(self, unit: Unit, template: str, *args: object) -> list[Row]:
        return await unit.rows(spoken(template, self._engine.engine_type), args)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Write now and then while this is open, and once more at its end."""

        async def write_now_and_then() -> None:
            while True:
                await asyncio.sleep(EVERY)
                await self.write()

        writing = asyncio.create_task(write_now_and_then())
        try:
            yield
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            await self.write()

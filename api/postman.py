"""Sends letters of what changed to those who asked for them: at least once, in order, tried again, at last laid aside.

The outbox is the ledger: an entry stands there by the same transaction as its change. What stands beside it, in tables of
their own, is how far each webhook has been told, and the letters that were laid aside. One process at a time writes to a webhook.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from api.changes import Watch, seen
from api.letters import TRIES, body, headers, pause
from api.tables import Webhook
from governance.database import Row, Unit
from governance.errors import UnavailableError
from governance.records import Records
from governance.statements import spoken
from governance.store import Store
from governance.work import instant

if TYPE_CHECKING:
    import httpx

_log = logging.getLogger("egov.postman")

PATIENCE = 10.0
"""Seconds that a receiver has to answer."""
LEASE = timedelta(seconds=60)
"""How long a webhook is one process's own; longer than a letter can take."""
ROUND = 5.0
"""Seconds after which letters that wait for another try are looked at, though nothing changed."""
AT_ONCE = 200

_PLACE = ("seq", "upto", "tries", "due_at", "leased_until", "said", "at")
_PLACES = ", ".join(f'"{name}"' for name in _PLACE)
_READ = f'SELECT {_PLACES} FROM "webhook_place" WHERE "code" = {{}}'  # noqa: S608 - names of ours
_NEW = (
    'INSERT INTO "webhook_place" ("seq", "tries", "code") VALUES ({}, 0, {}) ON CONFLICT ("code") DO UPDATE SET "tries" = 0, '
    '"seq" = excluded."seq", "upto" = NULL, "due_at" = NULL, "leased_until" = NULL, "said" = NULL, "at" = NULL'
)
_LEASE = 'UPDATE "webhook_place" SET "upto" = {}, "leased_until" = {} WHERE "code" = {}'
_TOLD = (
    'UPDATE "webhook_place" SET "seq" = {}, "upto" = NULL, "tries" = {}, "due_at" = {}, "leased_until" = NULL, "said" = {}, '
    '"at" = {} WHERE "code" = {}'
)
_FAILED = (
    'UPDATE "webhook_place" SET "tries" = {}, "due_at" = {}, "leased_until" = NULL, "said" = {}, "at" = {} WHERE "code" = {}'
)
_ASIDE = 'INSERT INTO "webhook_letter" ("code", "webhook", "after", "upto", "said", "at") VALUES ({}, {}, {}, {}, {}, {})'
_LETTERS = 'SELECT "after", "upto", "said", "at" FROM "webhook_letter" WHERE "webhook" = {} AND "after" >= {} ORDER BY "after"'
_GONE = 'DELETE FROM "webhook_letter" WHERE "webhook" = {} AND "after" = {}'


class Place(NamedTuple):
    """How far a webhook has been told; ``upto`` is the end of the letter under way, ``said`` what the receiver last said."""

    seq: int
    upto: int | None
    tries: int
    due_at: str | None
    leased_until: str | None
    said: str | None
    at: str | None


class Letter(NamedTuple):
    """A letter that was laid aside: of the changes behind ``after`` up to ``upto``, and what the receiver last said."""

    after: int
    upto: int
    said: str
    at: str


class Told(NamedTuple):
    """What came of a letter: whether it was taken, and the answer's status, or why there was none."""

    taken: bool
    said: str


def live(records: Records) -> list[Webhook]:
    """The webhooks that are written to."""
    return [hook for hook in records.all(Webhook) if not hook.disabled and hook.secret]


class Postman:
    """Writes to the webhooks of one installation. ``hosts`` are the names that may be written to."""

    def __init__(self, store: Store, now: Callable[[], datetime], hosts: frozenset[str], base: str) -> None:
        self._store, self._now, self._hosts, self._base = store, now, hosts, base
        self._client: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def delivering(self, watch: Watch) -> AsyncIterator[None]:
        """Write for as long as the block lasts; where no host may be written to, nobody is."""
        task = asyncio.create_task(self._run(watch)) if self._hosts else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            await self.aclose()

    async def aclose(self) -> None:
        """Write no more."""
        if self._client is not None:
            await self._client.aclose()

    async def _run(self, watch: Watch) -> None:
        """Write whenever the ledger moves, and to those who did not answer when their time has come.

        In a round each webhook is sent one letter, so that one that is slow or far behind keeps the others waiting for no longer.
        """
        while not watch.closing:
            try:
                state = await self._store.state()
                more = await asyncio.gather(*(self.tell(hook) for hook in live(state.records)))
                if not any(more):
                    await watch.beyond(state.head.seq, ROUND)
            except UnavailableError:
                _log.warning("the database did not answer; letters wait")
                await asyncio.sleep(ROUND)
            except Exception:
                _log.exception("the postman stumbled; letters wait")
                await asyncio.sleep(ROUND)

    async def catch_up(self, hook: Webhook) -> None:
        """Send a webhook every letter that it may be sent now."""
        while await self.tell(hook):
            pass

    async def tell(self, hook: Webhook) -> bool:
        """Send the next letter of a webhook, if there is one and it is time; whether another may follow at once."""
        leased = await self._leased(hook.code)
        if leased is None:
            return False
        place, upto = leased
        told = await self.letter(hook, place.seq, upto)
        await self._settled(hook.code, place, upto, told)
        return told.taken

    async def letter(self, hook: Webhook, after: int, upto: int) -> Told:
        """Send the changes behind one entry up to another. Where none concerns the webhook, nothing is sent."""
        entries = [e for e in await self._store.entries(after, upto - after) if e.seq <= upto]
        wanted = set((hook.kinds or "").split())
        kinds = [kind for kind in self._store.kinds if not wanted or kind.kind in wanted]
        changes = seen(entries, kinds, self._base)
        if not changes:
            return Told(taken=True, said="")
        return await self.send(hook, f"{hook.code}-{upto}", body(hook.code, changes, upto))

    async def send(self, hook: Webhook, number: str, said: bytes) -> Told:
        """Send one letter now."""
        import httpx  # noqa: PLC0415 - who writes no letters does not wait for the library

        url = httpx.URL(hook.address)
        if url.host not in self._hosts:
            return Told(taken=False, said=f"{url.host} is not in EGOV_WEBHOOK_HOSTS")
        assert hook.secret
        self._client = self._client or httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=False)
        try:
            sent = headers(hook.secret, number, self._now(), said)
            async with asyncio.timeout(PATIENCE), self._client.stream("POST", url, content=said, headers=sent) as answer:
                return Told(answer.is_success, str(answer.status_code))
        except (httpx.HTTPError, TimeoutError) as failed:
            return Told(taken=False, said=type(failed).__name__)

    async def _leased(self, hook: str) -> tuple[Place, int] | None:
        """Take a webhook for this process: how far it was told, and the end of its next letter. None if nothing is to do."""
        if not await self._wanted(hook):
            return None
        async with self._store.engine.unit() as unit:
            place = await self._place(unit, hook)
            now = self._now()
            if (place.due_at or "") > instant(now) or (place.leased_until or "") > instant(now):
                return None
            entries = await self._store.entries(place.seq, AT_ONCE)
            upto = place.upto or (entries[-1].seq if entries else place.seq)
            if upto == place.seq:
                return None
            await self._do(unit, _LEASE, upto, instant(now + LEASE), hook)
            return place, upto

    async def _wanted(self, hook: str) -> bool:
        """Whether there may be something to do; asked without a transaction."""
        found = await self.place(hook)
        return found is None or (found.seq < (await self._store.head()).seq and (found.due_at or "") <= instant(self._now()))

    async def _place(self, unit: Unit, hook: str) -> Place:
        """How far a webhook was told; of a new one, up to its own beginning, whatever had its code before."""
        rows, begun = await self._do(unit, _READ, hook), await self._begun(hook)
        if rows and Place(*rows[0]).seq >= begun:
            return Place(*rows[0])
        await self._do(unit, _NEW, begun, hook)
        return Place(begun, None, 0, None, None, None, None)

    async def _begun(self, hook: str) -> int:
        return max(entry.seq for entry in await self._store.history(Webhook, hook) if entry.action == "create")

    async def _settled(self, hook: str, place: Place, upto: int, told: Told) -> None:
        now = self._now()
        async with self._store.engine.unit() as unit:
            if told.taken:
                await self._do(unit, _TOLD, upto, 0, None, told.said or place.said, instant(now), hook)
            elif place.tries + 1 < TRIES:
                due = instant(now + pause(place.tries + 1))
                await self._do(unit, _FAILED, place.tries + 1, due, told.said, instant(now), hook)
            else:
                await self._do(unit, _ASIDE, f"{hook}~{place.seq}", hook, place.seq, upto, told.said, instant(now))
                await self._do(unit, _TOLD, upto, 0, None, told.said, instant(now), hook)
                _log.warning("webhook %s: the letter up to entry %d was laid aside: %s", hook, upto, told.said)

    # ---- what was laid aside

    async def place(self, hook: str) -> Place | None:
        """How far a webhook has been told, or None before the first letter."""
        rows = await self._store.engine.rows(self._say(_READ), (hook,))
        return Place(*rows[0]) if rows and Place(*rows[0]).seq >= await self._begun(hook) else None

    async def letters(self, hook: str) -> list[Letter]:
        """The letters of a webhook that were laid aside, oldest first."""
        return [Letter(*row) for row in await self._store.engine.rows(self._say(_LETTERS), (hook, await self._begun(hook)))]

    async def drop(self, hook: str, after: int) -> None:
        """Forget a letter that was laid aside."""
        async with self._store.engine.unit() as unit:
            await self._do(unit, _GONE, hook, after)

    async def _do(self, unit: Unit, template: str, *args: object) -> Sequence[Row]:
        return await unit.rows(self._say(template), args)

    def _say(self, template: str) -> str:
        return spoken(template, self._store.engine.engine_type)

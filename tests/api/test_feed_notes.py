"""The notes beside the ledger: every process shows the same bytes, also after a restart, and a lost note lowers nothing."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from api.app import create_app
from api.computed import Computed
from api.credentials import add_account, issue, revoke
from api.database import SafeEngine, engine_for, migrate
from api.feeddesk import SWEPT, Desk, Followed
from api.feeds.scope import Options
from api.registry import store_for
from api.settings import Settings
from api.tables import Credential, FeedKind, Purpose
from governance.store import Store
from governance.work import Author
from portfolio.model import Deadline
from tests.api.conftest import URL, Served, serving
from tests.api.test_caldav import asked, report, token, uids
from tests.api.test_feeds import address
from tests.api.world import AUTHOR, CLOCK, NOW, entities
from tests.conftest import Run
from tests.support import Place

FEED = Credential(
    code="f", account="a", purpose=Purpose.FEED, hash="0" * 64, created_at="2018-07-05T00:00:00.000000Z", subject="P",
    feed=FeedKind.PROGRAMME,
)  # fmt: skip


def process(engine: SafeEngine) -> tuple[Store, Desk]:
    """What a process of its own would have."""
    store = store_for(engine)
    return store, Desk(store, Computed(store, CLOCK.today), "vi", URL)


def due(store: Store, written: str) -> Any:
    """Change how a deadline is written."""
    return store.commit(
        lambda work: work.replace(replace(work.get(Deadline, "P.1-d").entity, written_en=written), None), Author("a", NOW)
    )


async def body(desk: Desk) -> bytes:
    shown = await desk.shown(FEED, Options())
    assert shown is not None
    return shown.body


def sequences(found: bytes) -> list[int]:
    return [int(number) for number in re.findall(rb"SEQUENCE:(\d+)", found)]


async def filled(store: Store) -> None:
    await store.commit(lambda work: [work.create(entity) for entity in entities()], AUTHOR)
    await add_account(store, AUTHOR, code="a", name="An", role="planner")
    await store.commit(lambda work: work.create(FEED), AUTHOR)


def test_every_process_shows_the_same_bytes_whichever_saw_which_change(engine: SafeEngine, run: Run[Any]) -> None:
    async def whole() -> None:
        (store, one), (_other_store, other) = process(engine), process(engine)
        await filled(store)
        assert await body(one) == await body(other)
        first = await body(one)
        await due(store, "one")
        seen = await body(one)  # the other one did not look meanwhile
        await due(store, "third quarter of 2018")
        assert await body(other) == await body(one) == await body(process(engine)[1])
        back = await body(one)
        assert max(sequences(first)) < max(sequences(seen)) < max(sequences(back))

    run(whole())


def test_many_processes_that_look_at_once_agree(engine: SafeEngine, run: Run[Any]) -> None:
    async def whole() -> None:
        store, _desk = process(engine)
        await filled(store)
        desks = [process(engine)[1] for _ in range(4)]
        for number in range(4):
            await asyncio.gather(due(store, f"{number}"), *(body(desk) for desk in desks))
        assert len(set(await asyncio.gather(*(body(desk) for desk in desks)))) == 1

    run(whole())


def test_what_is_lost_of_the_notes_lowers_no_sequence(engine: SafeEngine, run: Run[Any]) -> None:
    async def whole() -> None:
        store, desk = process(engine)
        await filled(store)
        await body(desk)
        await due(store, "one")
        before = await body(desk)
        async with engine.unit() as unit:
            await unit.rows('DELETE FROM "feed_entry" WHERE "code" < \'task P.3\'')
        after = await body(process(engine)[1])
        assert re.sub(rb"(SEQUENCE|DTSTAMP|LAST-MODIFIED):\w+", b"", after) == re.sub(
            rb"(SEQUENCE|DTSTAMP|LAST-MODIFIED):\w+", b"", before
        )
        assert all(now >= then for now, then in zip(sequences(after), sequences(before), strict=True))

    run(whole())


async def followed(desk: Desk, feed: Credential = FEED, now: datetime = NOW) -> Followed:
    found = await desk.followed(feed, now)
    assert found is not None
    return found


async def told(desk: Desk, number: int) -> tuple[set[str], set[str]]:
    """What came or changed in a calendar since a number, and what went."""
    now = await followed(desk)
    found = now.history.since(number, now.shown)
    assert found is not None
    return {piece.uid for piece in found.changed}, {*found.removed}


P1, P2, P3 = ("deadline-P.1@EGOV.egov-portfolio", "deadline-P.2@EGOV.egov-portfolio", "milestone-P.3@EGOV.egov-portfolio")


def test_what_changed_since_a_number_is_told_by_every_process_also_after_a_restart(engine: SafeEngine, run: Run[Any]) -> None:
    async def whole() -> None:
        (store, desk), (_other_store, other) = process(engine), process(engine)
        await filled(store)
        then = (await followed(desk)).history.number
        assert await told(desk, 0) == ({P1, P2, P3}, set())
        await due(store, "one")
        between = (await followed(other)).history.number
        await store.commit(lambda work: work.delete(Deadline, "P.2-d", None), Author("a", NOW))
        for each in (desk, other, process(engine)[1]):  # the last has just been started
            changed, gone = await told(each, then)
            assert P1 in changed
            assert gone == {P2}
            changed, gone = await told(each, between)
            assert P1 not in changed
            assert gone == {P2}
            now = await followed(each)
            assert await told(each, now.history.number) == (set(), set())
            assert now.history.since(now.history.number + 1, now.shown) is None

    run(whole())


def test_who_asks_process_after_process_has_at_the_end_what_is_there(engine: SafeEngine, run: Run[Any]) -> None:
    async def whole() -> None:
        store, _desk = process(engine)
        await filled(store)
        have, number = dict[str, str](), 0
        for step in range(6):
            desk = process(engine)[1]
            if step % 2:
                await store.commit(lambda work: work.delete(Deadline, "P.2-d", None), Author("a", NOW))
            elif step:
                await store.commit(lambda work: work.create(kept), Author("a", NOW))
            await asyncio.gather(due(store, f"{step}"), followed(desk), followed(process(engine)[1]))
            now = await followed(desk)
            found = now.history.since(number, now.shown)
            assert found is not None
            have |= {piece.uid: piece.etag for piece in found.changed}
            have = {uid: tag for uid, tag in have.items() if uid not in found.removed}
            assert have == {piece.uid: piece.etag for piece in now.shown.pieces}
            assert now.history.number >= number
            number = now.history.number

    kept = next(each for each in entities() if isinstance(each, Deadline) and each.code == "P.2-d")
    run(whole())


def test_what_came_and_went_is_kept_while_an_address_of_the_calendar_lives(engine: SafeEngine, run: Run[Any]) -> None:
    async def made(store: Store, options: str, expires: datetime | None = None) -> Credential:
        said = {"subject": "P", "feed": "programme", "options": options}
        return (await issue(store, AUTHOR, account="a", purpose=Purpose.FEED, expires=expires, **said)).stored.entity

    async def kept() -> set[str]:
        return {str(name) for (name,) in await engine.rows('SELECT DISTINCT "feed" FROM "feed_member"')}

    async def whole() -> None:
        store, desk = process(engine)
        await filled(store)
        revoked, other = [await made(store, "lang=en") for _ in range(2)]
        expiring = await made(store, "spans=1", NOW + timedelta(days=7))
        names = [(await followed(desk, each)).history.name for each in (FEED, revoked, other, expiring)]
        assert (names[1] == names[2], len(await kept())) == (True, 3)
        await revoke(store, AUTHOR, revoked.code)
        await followed(desk, now=NOW + SWEPT)
        assert len(await kept()) == 3  # another address opens it
        await revoke(store, AUTHOR, other.code)
        await followed(desk, now=NOW + SWEPT * 1.5)
        assert len(await kept()) == 3  # it was looked at half an hour ago
        await followed(desk, now=NOW + SWEPT * 2)
        assert await kept() == {names[0], names[3]}
        before = await followed(desk)
        again = process(engine)[1]
        assert await followed(again, now=NOW + timedelta(days=7)) == before  # what lives has lost nothing
        assert await kept() == {names[0]}

    run(whole())


async def _migrated(url: str) -> None:
    engine = engine_for(url)
    try:
        await migrate(engine)
    finally:
        await engine.aclose()


@contextmanager
def again(url: str) -> Iterator[TestClient[Any]]:
    """The service started anew over the same database, as after an upgrade: it is migrated first, to where it is already."""
    address_of = url if "://" in url else f"sqlite:///{url}"
    asyncio.run(_migrated(address_of))
    app = create_app(Settings.read({"EGOV_DATABASE_URL": address_of, "EGOV_PUBLIC_URL": URL}), clock=CLOCK)
    with TestClient(app, base_url=URL) as client:
        yield client


def changes(known: str = "") -> str:
    """What a CalDAV client asks to be told what changed since a token."""
    return report("D:sync-collection", f"<D:sync-token>{known}</D:sync-token><D:sync-level>1</D:sync-level>")


def test_after_a_restart_no_byte_is_another_and_who_has_a_token_is_told_what_changed(database: Place) -> None:
    with serving(database.url) as served:
        assert isinstance(served, Served)
        known = token(asked(served, "REPORT", changes()))
        moved = served.secretariat("PATCH", "deadlines/P.1-d", {"If-Match": '"1"'}, json={"not_after": "2018-12-31"})
        assert moved.status_code == 200
        before, secret = served.nobody.get(address(served)), served.secrets.feed
    with again(database.url) as client:
        answer = client.get(f"/feeds/{secret}.ics")
        assert (answer.content, answer.headers["etag"]) == (before.content, before.headers["etag"])
        delta = client.request("REPORT", f"/caldav/{secret}/", content=changes(known))
        assert "deadline-P.1@EGOV.egov-portfolio" in uids(delta)
        assert len(uids(delta)) < before.text.count("BEGIN:VEVENT")
        assert uids(client.request("REPORT", f"/caldav/{secret}/", content=changes(token(delta)))) == set()


@pytest.mark.parametrize("options", ["", "?components=both&spans=1&lang=en"])
def test_unchanged_data_is_not_noted_again(served: Served, options: str) -> None:
    first = served.nobody.get(address(served) + options)
    served.secretariat.post("persons", {"code": "other", "name": "Người khác"})
    assert served.nobody.get(address(served) + options).content == first.content

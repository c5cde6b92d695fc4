"""The notes beside the ledger: every process shows the same bytes, also after a restart, and a lost note lowers nothing."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from api.app import create_app
from api.computed import Computed
from api.database import SafeEngine
from api.feeddesk import Desk
from api.feeds.scope import Options
from api.registry import store_for
from api.settings import Settings
from api.tables import Credential, FeedKind, Purpose
from governance.store import Store
from governance.work import Author
from portfolio.model import Deadline
from tests.api.conftest import URL, Served, serving
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


def test_what_changed_since_a_token_is_told_exactly(engine: SafeEngine, run: Run[Any]) -> None:
    async def whole() -> None:
        store, desk = process(engine)
        await filled(store)
        then = await desk.shown(FEED, Options())
        assert then is not None
        await due(store, "one")
        await store.commit(lambda work: work.delete(Deadline, "P.2-d", None), Author("a", NOW))
        told = await desk.since(FEED, Options(), then.token)
        assert told is not None
        assert "deadline-P.1@EGOV.egov-portfolio" in {piece.uid for piece in told.changed}
        assert told.removed == ("deadline-P.2@EGOV.egov-portfolio",)
        assert await process(engine)[1].since(FEED, Options(), then.token) is None

    run(whole())


@contextmanager
def again(url: str, secret: str) -> Iterator[Any]:
    """The service started anew over the same database."""
    address_of = url if "://" in url else f"sqlite:///{url}"
    app = create_app(Settings.read({"EGOV_DATABASE_URL": address_of, "EGOV_PUBLIC_URL": URL}), clock=CLOCK)
    with TestClient(app, base_url=URL) as client:
        yield client.get(f"/feeds/{secret}.ics")


def test_a_restart_changes_no_byte(database: Place) -> None:
    with serving(database.url) as served:
        assert isinstance(served, Served)
        moved = served.secretariat("PATCH", "deadlines/P.1-d", {"If-Match": '"1"'}, json={"not_after": "2018-12-31"})
        assert moved.status_code == 200
        before, secret = served.nobody.get(address(served)), served.secrets.feed
    with again(database.url, secret) as answer:
        assert (answer.content, answer.headers["etag"]) == (before.content, before.headers["etag"])


@pytest.mark.parametrize("asked", ["", "?components=both&spans=1&lang=en"])
def test_unchanged_data_is_not_noted_again(served: Served, asked: str) -> None:
    first = served.nobody.get(address(served) + asked)
    served.secretariat.post("persons", {"code": "other", "name": "Người khác"})
    assert served.nobody.get(address(served) + asked).content == first.content

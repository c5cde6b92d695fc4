"""The feeds of a running service: what each shows now, and what came and went in it."""

import asyncio
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from gzip import compress
from typing import NamedTuple

import msgspec
from anyio.to_thread import run_sync

from api.computed import Computed, Kept, Traced
from api.credentials import is_live
from api.feeds.book import Book
from api.feeds.calendar import About, Revision
from api.feeds.choice import Choice, chosen
from api.feeds.following import History, brought_up, forget, kept_under
from api.feeds.noting import PASSED, Notebook
from api.feeds.pressing import Pressed, about, of_variant, pressed, variant, variants, voice
from api.feeds.scope import Options, Scope, options, scope_of
from api.feeds.shown import Piece, Shown
from api.feeds.titles import name_of
from api.feeds.words import Manner
from api.tables import Credential, FeedKind, Purpose
from governance.errors import UnavailableError
from governance.messages import Lang, _
from governance.store import Store

TRIES = 8
_OVERTAKEN = _("other changes kept coming first; nothing was changed; try again in a moment")
LARGEST_KEPT = 250_000
"""Bytes of a compressed calendar that is kept."""
SWEPT = timedelta(hours=1)
"""Between two looks for calendars of which no address lives any more."""


class Tag(NamedTuple):
    """What a reader can know a served calendar by."""

    etag: str
    revision: Revision


class Followed(NamedTuple):
    """What a feed shows, and what came and went in it up to that."""

    shown: Shown
    history: History


class _Key(NamedTuple):
    """What decides what stands in a feed."""

    kind: FeedKind | None
    subject: str
    options: Options


class _Named(NamedTuple):
    """What decides each byte of a feed: also what its owner calls it."""

    key: _Key
    label: str


class Desk:
    """Shows the feeds of one store. Entries are made into bytes once, and shared by all feeds that show them alike."""

    def __init__(self, store: Store, computed: Computed, lang: Lang, public_url: str) -> None:
        self._store, self._computed, self._lang, self._url = store, computed, lang, public_url
        self._engine, self._notebook = store.engine, Notebook(store.engine, computed.data_head)
        self._book: Book | None = None
        self._lock = asyncio.Lock()
        self._shown, self._tags = Kept[_Key, Shown](256), Kept[_Named, Tag](20_000)
        self._histories, self._sweep = Kept[_Key, History](64), datetime.min.replace(tzinfo=UTC)
        self._pressed, self._packed = Kept[Manner, Pressed](16), Kept[str, bytes](128)

    def _key(self, feed: Credential, asked: Options) -> _Key:
        return _Key(feed.feed, feed.subject or "", msgspec.structs.replace(asked, lang=asked.language(self._lang)))

    def _named(self, feed: Credential, asked: Options) -> _Named:
        return _Named(self._key(feed, asked), feed.label or "")

    async def tag(self, feed: Credential, asked: Options) -> Tag | None:
        """What was served of a feed, if that is what it shows still: then nothing needs to be built."""
        tag = self._tags.get(self._named(feed, asked))
        return tag if tag is not None and tag.revision == await self._computed.revision() else None

    async def shown(self, feed: Credential, asked: Options) -> Shown | None:
        """What a feed shows now; None where what it is of is on record no more.

        Raises
        ------
        UnavailableError
            When changes keep coming first.
        """
        named = self._named(feed, asked)
        shown = await self._whole(named.key, feed, asked)
        if shown is None:
            return None
        if named.label:
            shown = replace(shown, about=shown.about._replace(name=named.label))
        if (tag := self._tags.get(named)) is None or tag.revision != shown.revision:
            self._tags[named] = Tag(shown.etag, shown.revision)
        return shown

    async def _whole(self, key: _Key, feed: Credential, asked: Options) -> Shown | None:
        """The same as it is called by what it is of."""
        async with self._lock:
            for _number in range(TRIES):
                traced = await self._computed.traced()
                kept = self._shown.get(key)
                if kept is not None and kept.revision == traced.revision:
                    return kept
                book = await self._turned(traced)
                scope = scope_of(book.view.records, feed)
                if scope is None:
                    return None
                await self._notebook.learn()
                coordinating = bool(asked.coordinating)
                choice = await run_sync(partial(chosen, coordinating=coordinating), book, scope)
                whose = voice(scope.code, coordinating=coordinating)
                said = variants(book, choice, self._notebook.passed.get(whose, ()))
                apart = {code: variant(whose, code) for code in said}
                digests = ChainMap({apart[code]: digest for code, digest in said.items()}, book.digests)
                fresh = book.fresh.union(apart.values())
                changed = await self._notebook.keep(traced.revision.seq, digests, fresh, partial(_bound, book))
                if changed is not None:
                    book.fresh.clear()
                    for pressed_so in self._pressed.values():
                        for name in changed & pressed_so.keys():
                            del pressed_so[name]
                    return await self._made(key, scope, book, choice, apart, traced)
        raise UnavailableError(_OVERTAKEN)

    async def _turned(self, traced: Traced) -> Book:
        """The book at this state."""
        book, self._book = self._book, None  # should turning it fail, it is no book of any state
        if book is None:
            book = await run_sync(Book, traced.view, traced.trail)
        elif (book.trail.seq, book.view.day) != (traced.trail.seq, traced.view.day):
            await run_sync(book.turn, traced.view, traced.trail)
        self._book = book
        return book

    async def _made(self, key: _Key, scope: Scope, book: Book, choice: Choice, apart: Mapping[str, str], traced: Traced) -> Shown:
        options = key.options
        manner = Manner(options.language(self._lang), msgspec.structs.replace(options, back=None, ahead=None), self._url)
        kept = self._pressed.get(manner)
        if kept is None:
            kept = self._pressed[manner] = {}
        made = await run_sync(pressed, book, choice, self._notebook.notes, apart, manner, kept)
        inside = within(made, traced.view.day, options)
        said = " ".join(message.render(manner.lang) for message in about(choice, len(made) - len(inside), options))
        name, todos = name_of(traced.view.records, scope, None, manner.lang), choice.of_tasks and options.components != "vevent"
        of = About(name, said, manner.lang, f"{self._url}/", todos)
        self._shown[key] = shown = Shown(of, tuple(inside), traced.revision)
        return shown

    async def packed(self, shown: Shown) -> bytes:
        """The whole calendar, compressed: the same bytes each time. Those of ordinary size are kept."""
        found = self._packed.get(shown.etag)
        if found is None:
            found = await run_sync(lambda: compress(shown.body, mtime=0))
            if len(found) <= LARGEST_KEPT:
                self._packed[shown.etag] = found
        return found

    async def followed(self, feed: Credential, now: datetime) -> Followed | None:
        """What a feed shows now and what came and went in it, which is kept; None where what it is of is on record no more.

        Once an hour it is also forgotten what came and went in calendars of which no address lives any more.

        Raises
        ------
        UnavailableError
            When changes keep coming first.
        """
        asked = options(feed.options, {})
        key = self._key(feed, asked)
        for _number in range(TRIES):
            shown = await self.shown(feed, asked)
            if shown is None:
                return None
            known = self._histories.get(key) or History(name=kept_under(key))
            history = await brought_up(self._engine, self._computed.data_head, known, shown)
            if history is not None:
                self._histories[key] = history
                if now >= self._sweep:
                    self._sweep = now + SWEPT
                    await self._forget_the_ended(now)
                return Followed(shown, history)
        raise UnavailableError(_OVERTAKEN)

    async def _forget_the_ended(self, now: datetime) -> None:
        records = (await self._store.state()).records

        def lasting() -> frozenset[str]:
            feeds = (each for each in records.all(Credential) if each.purpose is Purpose.FEED and is_live(each, now))
            return frozenset(kept_under(self._key(each, options(each.options, {}))) for each in feeds)

        await forget(self._engine, await run_sync(lasting))


def _bound(book: Book, name: str) -> Revision:
    return book.bound(of_variant(name) if name.startswith(PASSED) else name)


def within(pieces: list[Piece], day: date, options: Options) -> list[Piece]:
    """Those that lie in the span of days that is asked for; what has no day stays."""
    found = pieces
    if options.back is not None:
        first = day - timedelta(min(options.back, day.toordinal() - 1))
        found = [piece for piece in found if piece.until >= first]
    if options.ahead is not None:
        last = day + timedelta(min(options.ahead, date.max.toordinal() - day.toordinal()))
        found = [piece for piece in found if piece.day <= last or piece.day == date.max]
    return found

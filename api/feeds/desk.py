"""The feeds of a running service: what each shows now, and what came and went since a reader last looked."""

from typing import NamedTuple

from anyio.to_thread import run_sync

from api.computed import Computed, Kept
from api.feeds.calendar import About
from api.feeds.member import about, entries, subject
from api.feeds.scope import Options
from api.feeds.shown import Piece, Shown, Token, piece
from api.tables import Credential
from governance.errors import UnknownCodeError
from governance.messages import Lang, _


class Difference(NamedTuple):
    """What to tell a reader who knows a feed as it was at a token: what came or changed, and the UIDs of what went."""

    changed: tuple[Piece, ...]
    removed: tuple[str, ...]


_Key = tuple[str, str | None, Options]


class Desk:
    """Shows the feeds of one store."""

    def __init__(self, computed: Computed, lang: Lang, public_url: str) -> None:
        self._computed, self._lang, self._url = computed, lang, public_url
        self._shown = Kept[_Key, Shown](256)
        self._uids = Kept[tuple[_Key, Token], frozenset[str]](4_096)

    async def shown(self, feed: Credential, asked: Options) -> Shown | None:
        """What a feed shows now; None where what it is of is on record no more."""
        revision = await self._computed.revision()
        key = (feed.subject or "", feed.feed, asked)
        kept = self._shown.get(key)
        if kept is not None and kept.revision == revision:
            return kept
        view, trail = await self._computed.traced()
        lang = asked.language(self._lang)
        try:
            whose = subject(view, feed.subject or "")
        except UnknownCodeError:
            return None
        url = f"{self._url}/"
        name = _("{whose} – e-Government portfolio", whose=whose.title).render(lang)
        of = About(name, about(view, whose, lang), lang, url)
        made = await run_sync(lambda: [piece(entry) for entry in entries(view, trail, whose, lang, url)])
        found = self._shown[key] = Shown.of(of, made, revision, Token(revision.seq, view.day))
        self._uids[key, found.token] = frozenset(found.by_uid)
        return found

    async def since(self, feed: Credential, asked: Options, token: Token) -> Difference | None:
        """What changed in a feed since a token that was given out; None where that is too long ago, so that all is to be read.

        It holds for the feed as :meth:`shown` gives it at the same moment.
        """
        now = await self.shown(feed, asked)
        then = self._uids.get(((feed.subject or "", feed.feed, asked), token))
        if now is None or then is None:
            return None
        changed = {piece.uid: piece for piece in now.changed_since(token)}
        changed |= {uid: piece for uid, piece in now.by_uid.items() if uid not in then}
        return Difference(tuple(changed.values()), tuple(sorted(then - now.by_uid.keys())))

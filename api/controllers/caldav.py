"""The calendar feeds for programs that speak CalDAV: the same entries by the same secret, one at a time, and only to read."""

from base64 import b64decode
from typing import Any
from xml.etree.ElementTree import Element

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody

from api.access import OPEN
from api.controllers.feeds import nothing, wanted_feed
from api.errors import HttpError
from api.feeddesk import Desk
from api.feeds.caldav import HOME, MEDIA, Collection, allowed, home
from api.feeds.davfilter import UnsupportedError, chosen
from api.feeds.davxml import CALDAV, DAV, answered, element, error, multistatus, read, wanted
from api.feeds.scope import options
from api.feeds.shown import Difference, Piece, alone
from governance.errors import InvalidError
from governance.messages import _

_HEADERS = {
    "DAV": "1, calendar-access",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_XML = "application/xml"


class dav(HTTPRouteHandler):  # noqa: N801 - a decorator, like get and post
    """A handler of a method of WebDAV, which the framework does not know by name."""

    def __init__(self, path: str, *, method: str) -> None:
        super().__init__(path, http_method="POST", status_code=207)
        self.http_methods = {method}  # type: ignore[arg-type]


class CalDav(Controller):
    """One calendar an address, as in the feeds; what would change something is refused by its method."""

    path = "/caldav/{token:str}"
    opt = {"access": OPEN}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @dav("/", method="PROPFIND")
    async def looked_at(
        self, request: Request[Any, Any, Any], state: State, token: FromPath[str], body: RawBody
    ) -> Response[bytes]:
        """What the calendar is, and what entries there are in it."""
        there = await _collection(state, token)
        depth = request.headers.get("depth", "infinity").lower()
        if depth not in {"0", "1"}:
            return _answer(error(f"{DAV}propfind-finite-depth"), 403)
        asked = wanted(_read(body) if body else None)
        parts = [answered(there.href, there.itself(), asked)]
        if depth == "1":
            parts += await run_sync(lambda: list(there.told(there.shown.pieces, asked)))
        return _answer(multistatus(parts))

    @dav("/{name:str}", method="PROPFIND")
    async def entry_looked_at(self, state: State, token: FromPath[str], name: FromPath[str], body: RawBody) -> Response[bytes]:
        """What an entry is."""
        there, piece = await _entry(state, token, name)
        return _answer(multistatus(there.told([piece], wanted(_read(body) if body else None))))

    @dav("/", method="REPORT")
    async def reported(self, state: State, token: FromPath[str], body: RawBody) -> Response[bytes]:
        """The entries that a client asks for: by a filter, by name, or those that changed since it last asked."""
        there = await _collection(state, token)
        query = _read(body)
        match query.tag:
            case "{urn:ietf:params:xml:ns:caldav}calendar-query":
                return await run_sync(_queried, there, query)
            case "{urn:ietf:params:xml:ns:caldav}calendar-multiget":
                return _answer(await run_sync(lambda: multistatus(there.named(query, wanted(query)))))
            case "{DAV:}sync-collection":
                return await run_sync(_changed, there, query)
            case _:
                return _answer(error(f"{DAV}supported-report"), 403)

    @get("/{name:str}")
    async def one(self, state: State, token: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        """One entry, as a calendar of its own."""
        there, piece = await _entry(state, token, name)
        headers = {**_HEADERS, "ETag": f'"{piece.etag}"'}
        return Response(alone(piece, there.shown.about), media_type=MEDIA, headers=headers)


class CalDavHome(Controller):
    """How a program finds a calendar that is given the host, any user name, and the secret as the password (RFC 6764)."""

    opt = {"access": OPEN}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/.well-known/caldav", status_code=301)
    async def known(self) -> Response[bytes]:
        """Where CalDAV is spoken."""
        return _moved()

    @dav("/.well-known/caldav", method="PROPFIND")
    async def looked_for(self) -> Response[bytes]:
        """The same."""
        return _moved()

    @dav(HOME, method="PROPFIND")
    async def looked_at(self, request: Request[Any, Any, Any], state: State, body: RawBody) -> Response[bytes]:
        """What there is for the secret that is sent: the place itself and, a level below, its one calendar."""
        try:
            there = await _collection(state, _password(request))
        except HttpError:
            raise _unknown() from None
        asked = wanted(_read(body) if body else None)
        parts = [answered(HOME, home(there.shown.about.name), asked)]
        match request.headers.get("depth", "infinity").lower():
            case "1":
                parts.append(answered(there.href, there.itself(), asked))
            case "infinity":
                return _answer(error(f"{DAV}propfind-finite-depth"), 403)
        return _answer(multistatus(parts))


def _moved() -> Response[bytes]:
    return Response(b"", status_code=301, headers={**_HEADERS, "Location": HOME})


def _password(request: Request[Any, Any, Any]) -> str:
    """The secret that a program sends as a password (RFC 7617), if any."""
    scheme, _space, said = request.headers.get("authorization", "").partition(" ")
    try:
        return b64decode(said, validate=True).decode().partition(":")[2] if scheme.lower() == "basic" else ""
    except ValueError:
        return ""


def _unknown() -> HttpError:
    message = _("the user name may be anything; the password is the secret part of a calendar's address, made at /calendars")
    return HttpError("unauthenticated", message, headers={"WWW-Authenticate": 'Basic realm="egov", charset="UTF-8"'})


async def _collection(state: State, secret: str) -> Collection:
    """What the feed of a secret shows now, and what came and went in it.

    Raises
    ------
    HttpError
        When there is none: unknown and revoked look the same.
    """
    feed = await wanted_feed(state, secret)
    desk: Desk = state.feeds
    found = await desk.followed(feed, state.clock.now())
    if found is None:
        raise nothing()
    return Collection(_href(secret), *found)


async def _entry(state: State, secret: str, name: str) -> tuple[Collection, Piece]:
    """One entry, in what the feed of a secret shows now.

    Raises
    ------
    HttpError
        When there is none.
    """
    feed = await wanted_feed(state, secret)
    desk: Desk = state.feeds
    shown = await desk.shown(feed, options(feed.options, {}))
    there = Collection(_href(secret), shown) if shown else None
    piece = there.at(f"{there.href}{name}") if there else None
    if there is None or piece is None:
        raise nothing()
    return there, piece


def _href(secret: str) -> str:
    return f"/caldav/{secret}/"


def _queried(there: Collection, query: Element) -> Response[bytes]:
    try:
        found = chosen(there.shown.pieces, query)
    except UnsupportedError as refused:
        return _answer(error(f"{CALDAV}{refused.condition}"), 403)
    return _answer(multistatus(there.told(found, wanted(query))))


def _changed(there: Collection, query: Element) -> Response[bytes]:
    """What came, changed and went since the token that is shown; who shows none that was given out here is to read all anew."""
    try:
        number = there.known(query)
    except ValueError:
        return _answer(error(f"{DAV}valid-sync-token"), 403)
    found = Difference(there.shown.pieces, ()) if number is None else there.history.since(number, there.shown)
    if found is None:
        return _answer(error(f"{DAV}valid-sync-token"), 403)
    if not allowed(query, len(found.changed) + len(found.removed)):
        return _answer(error(f"{DAV}number-of-matches-within-limits"), 403)
    told = [*there.told(found.changed, wanted(query)), *there.removed(found.removed)]
    return _answer(multistatus([*told, element(f"{DAV}sync-token", there.sync_token)]))


def _read(body: bytes) -> Element:
    try:
        return read(body)
    except InvalidError as refused:
        raise HttpError("malformed", _("the question cannot be read"), refused.problems) from None


def _answer(body: bytes, status: int = 207) -> Response[bytes]:
    return Response(body, status_code=status, media_type=_XML, headers=_HEADERS)

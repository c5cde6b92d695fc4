"""The calendar feeds: secret addresses that open one calendar and nothing else."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from api.access import OPEN
from api.controllers.conventions import malformed
from api.credentials import held
from api.errors import HttpError
from api.feeddesk import Desk, Tag
from api.feeds.scope import Options, options
from api.shell import matches
from api.tables import Credential, Purpose
from governance.errors import InvalidError
from governance.messages import _


class Feeds(Controller):
    """One calendar an address. An address that is unknown, revoked or mistyped looks the same."""

    path = "/feeds"
    opt = {"access": OPEN}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/{name:str}")
    async def one(self, request: Request[Any, Any, Any], state: State, name: FromPath[str]) -> Response[bytes]:
        """The calendar; 304 where its content is what the reader has.

        It is built anew only when the ledger or the status day moved. A change that touches nothing in it gives the same
        bytes, and so the same ETag.
        """
        secret, dot, ending = name.rpartition(".")
        if not (dot and ending == "ics"):
            raise nothing()
        feed = await wanted_feed(state, secret)
        desk: Desk = state.feeds
        asked = wanted_options(feed, request)
        packed = _takes_gzip(request)
        tag, now = await desk.tag(feed, asked), state.clock.now()
        if tag is not None and _unmoved(request, tag):
            return Response(b"", status_code=304, headers=_headers(tag, now, packed=packed))
        shown = await desk.shown(feed, asked)
        if shown is None:
            raise nothing()
        tag = Tag(shown.etag, shown.revision)
        headers = _headers(tag, now, packed=packed)
        if _unmoved(request, tag):
            return Response(b"", status_code=304, headers=headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        body = await desk.packed(shown) if packed else shown.body
        return Response(body, media_type="text/calendar", headers=headers)


async def wanted_feed(state: State, secret: str) -> Credential:
    """The feed with this secret, whose use is noted.

    Raises
    ------
    HttpError
        When there is none: unknown and revoked look the same.
    """
    now = state.clock.now()
    found = await held(state.store, secret, Purpose.FEED, now)
    if found is None:
        raise nothing()
    state.uses.note(found.credential.entity.code, now)
    return found.credential.entity


def wanted_options(feed: Credential, request: Request[Any, Any, Any]) -> Options:
    """How a feed is to be shown, by what is kept of it and by what its address says.

    Raises
    ------
    HttpError
        Naming every value of the address that cannot be.
    """
    try:
        return options(feed.options, request.query_params)
    except InvalidError as refused:
        raise malformed(_("the calendar cannot be shown like this"), refused.problems) from None


def nothing() -> HttpError:
    """The refusal of an address at which there is none, or none any more."""
    return HttpError("no-such-address", _("there is nothing here; the addresses are listed at /docs"))


def _takes_gzip(request: Request[Any, Any, Any]) -> bool:
    """Whether the reader takes a calendar that is compressed.

    What it says must name gzip, and not refuse it by a weight of 0.
    """
    said = (part.strip().lower().partition(";") for part in request.headers.get("accept-encoding", "").split(","))
    return any(name.strip() in ("gzip", "*") and weight.replace(" ", "") not in _NEVER for name, _semicolon, weight in said)


_NEVER = ("q=0", "q=0.0", "q=0.00", "q=0.000")
_SECOND = timedelta(seconds=1)
_PACKED = "-gzip"
"""What the ETag of the compressed form ends with: it is other bytes."""


def _headers(tag: Tag, now: datetime, *, packed: bool) -> dict[str, str]:
    """What is told of a calendar. Since when it is so is told once that second is over: until then it may change in it again."""
    since = {"Last-Modified": format_datetime(tag.revision.at, usegmt=True)} if now >= tag.revision.at + _SECOND else {}
    return {
        "ETag": f'"{tag.etag}{_PACKED if packed else ""}"',
        "Vary": "Accept-Encoding",
        **since,
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="egov.ics"',
    }


def _unmoved(request: Request[Any, Any, Any], tag: Tag) -> bool:
    """Whether the reader has these bytes already: by ETag, or by date where no ETag is sent."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return matches(tags, f'"{tag.etag}"') or matches(tags, f'"{tag.etag}{_PACKED}"')
    since = _moment(request.headers.get("if-modified-since", ""))
    return since is not None and tag.revision.at <= since


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""The calendar feeds: secret addresses that open one calendar and nothing else."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from api.access import OPEN
from api.credentials import held
from api.errors import HttpError
from api.feeds.desk import Desk
from api.feeds.scope import options
from api.feeds.shown import Shown
from api.shell import matches
from api.tables import Purpose
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
        found = await held(state.store, secret, Purpose.FEED, state.clock.now()) if dot and ending == "ics" else None
        if found is None:
            raise _nothing()
        feed = found.credential.entity
        state.uses.note(feed.code, state.clock.now())
        desk: Desk = state.feeds
        shown = await desk.shown(feed, options(feed.options, request.query_params))
        if shown is None:
            raise _nothing()
        headers = _headers(shown)
        if _unmoved(request, headers, shown):
            return Response(b"", status_code=304, headers=headers)
        return Response(shown.body, media_type="text/calendar", headers=headers)


def _nothing() -> HttpError:
    return HttpError("no-such-address", _("there is nothing here; the addresses are listed at /docs"))


def _headers(shown: Shown) -> dict[str, str]:
    return {
        "ETag": f'"{shown.etag}"',
        "Last-Modified": format_datetime(shown.revision.at, usegmt=True),
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="egov.ics"',
    }


def _unmoved(request: Request[Any, Any, Any], headers: dict[str, str], shown: Shown) -> bool:
    """Whether the reader has these bytes already: by ETag, or by date where no ETag is sent."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return matches(tags, headers["ETag"])
    since = _moment(request.headers.get("if-modified-since", ""))
    return since is not None and shown.revision.at <= since


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""The calendar feeds: secret addresses that open one calendar and nothing else."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from typing import Any

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from api.access import OPEN
from api.credentials import held
from api.errors import HttpError
from api.feeds.calendar import Revision, feed
from api.feeds.member import about, entries, subject
from api.feeds.revisions import Trail
from api.http import wanted_language
from api.shell import matches
from api.tables import Credential, Purpose
from governance.errors import UnknownCodeError
from governance.messages import Lang, _
from portfolio.reports.views import View


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
        feed_of = found.credential.entity
        state.uses.note(feed_of.code, state.clock.now())
        lang = _language(request)
        revision = await state.computed.revision()
        built_from = (revision, feed_of.code, feed_of.subject, lang)
        body = state.computed.renderings.get(built_from)
        if body is None:
            view, trail = await state.computed.traced()
            try:
                body = await run_sync(_build, view, trail, feed_of, lang, state.settings.public_url)
            except UnknownCodeError:
                raise _nothing() from None
            state.computed.renderings[built_from] = body
        headers = _headers(body, revision)
        if _unmoved(request, headers, revision):
            return Response(b"", status_code=304, headers=headers)
        return Response(body, media_type="text/calendar", headers=headers)


def _nothing() -> HttpError:
    return HttpError("no-such-address", _("there is nothing here; the addresses are listed at /docs"))


def _language(request: Request[Any, Any, Any]) -> Lang:
    """``?lang=``, else the installation's: what a calendar program sends would change the bytes from one to the other."""
    default: Lang = request.app.state.settings.lang
    return wanted_language(request) if "lang" in request.query_params else default


def _headers(body: bytes, revision: Revision) -> dict[str, str]:
    return {
        "ETag": f'"{blake2b(body, digest_size=12).hexdigest()}"',
        "Last-Modified": format_datetime(revision.at, usegmt=True),
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="egov.ics"',
    }


def _unmoved(request: Request[Any, Any, Any], headers: dict[str, str], revision: Revision) -> bool:
    """Whether the reader has these bytes already: by ETag, or by date where no ETag is sent."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return matches(tags, headers["ETag"])
    since = _moment(request.headers.get("if-modified-since", ""))
    return since is not None and revision.at <= since


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _build(view: View, trail: Trail, feed_of: Credential, lang: Lang, url: str) -> bytes:
    whose = subject(view, feed_of.subject or "")
    name = _("{whose} – e-Government portfolio", whose=whose.title).render(lang)
    said = entries(view, trail, whose, lang, f"{url}/")
    return feed(said, name=name, about=about(view, whose, lang), lang=lang, url=f"{url}/")

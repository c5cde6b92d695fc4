"""The page of the whole portfolio."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.datastructures import State

from api.access import PAGE, Principal
from api.controllers.asking import COMMON, asked
from api.controllers.conventions import known_at
from api.controllers.signing import renewed
from api.forms import filled
from api.http import wanted_language
from api.pages.overview import overview
from governance.messages import Lang

PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}


class Pages(Controller):
    """What a person sees in a browser."""

    path = "/"
    include_in_schema = False

    @get("/", opt={"access": PAGE})
    async def whole(self, request: Request[Principal, Any, Any], state: State) -> Response[str]:
        """The committee, its programmes, and the whole portfolio as pictures, on any day that is asked for."""
        wanted = asked_for(request.query_params.multi_items())
        lang = wanted_language(request)
        view = await state.computed.view(
            wanted.as_of, facts_only=wanted.facts_only, scenario=wanted.scenario, known_on=known_at(wanted.known_on)
        )
        key = ("overview", view.ledger_seq, view.day, view.facts_only, lang, wanted)
        page = state.computed.renderings.get(key)
        if page is None or wanted.known_on:  # a past is told anew, as redactions since have left it
            page = await run_sync(lambda: overview(view, lang, asked=wanted.as_of, known_on=wanted.known_on))
            state.computed.renderings[key] = page
        return await as_page(request, state, str(page), lang)


async def as_page(request: Request[Principal, Any, Any], state: State, page: str, lang: Lang) -> Response[str]:
    """A page with the form token of whoever asks, whose session it keeps alive."""
    headers = {**PRIVATE, "Content-Language": lang}
    return await renewed(request, state, Response(filled(page, request.user.secret), media_type="text/html", headers=headers))


class Asked(NamedTuple):
    """What the address of the overview page asks for."""

    as_of: date | None = None
    facts_only: bool = False
    scenario: str | None = None
    known_on: str | None = None


def asked_for(parameters: Iterable[tuple[str, str]]) -> Asked:
    """Read the address of the overview page; an empty day is the portfolio's own.

    Raises
    ------
    HttpError
        Naming every parameter that the page does not know, that is given twice, or whose value it cannot read.

    >>> asked_for([("as_of", "17/09/2009"), ("lang", "vi")])
    Asked(as_of=datetime.date(2009, 9, 17), facts_only=False, scenario=None, known_on=None)
    """
    found = asked(parameters, COMMON)
    day = found.get("as_of")
    return Asked(
        date.fromisoformat(day) if day else None,
        found.get("facts_only") == "true",
        found.get("scenario"),
        found.get("known_on"),
    )

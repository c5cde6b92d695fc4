"""How every list of things is asked for and answered over HTTP: parameters, pages, cursors, links."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response

from api.controllers.conventions import malformed
from api.listpages import Page, Shelf
from api.lists import Parameter, Question, asked, parameters
from governance.messages import _
from governance.values import Entity


async def listed(request: Request[Any, Any, Any], kind: type[Entity]) -> Response[bytes]:
    """A page of the list of a kind, as the address asks for it.

    Raises
    ------
    HttpError
        Naming everything that is wrong with the parameters.
    """
    question = asked_of(request, kind)
    state = await request.app.state.store.state()
    shelf = request.app.state.shelves.of(kind, state)
    return answer(request, question, shelf, shelf.page(question))


def asked_of(request: Request[Any, Any, Any], kind: type[Entity]) -> Question:
    """The question that an address asks.

    Raises
    ------
    HttpError
        Naming everything that is wrong with the parameters.
    """
    given = list(request.query_params.multi_items())
    question, faults = asked(kind, MORE.get(kind, {}), given) if given else (Question(kind), [])
    if faults:
        raise malformed(_("the list cannot be given like this"), faults)
    return question


def answer(
    request: Request[Any, Any, Any], question: Question, shelf: Shelf, page: Page, holds: Mapping[str, Any] | None = None
) -> Response[bytes]:
    """A page as it travels; ``holds`` is what a computed one holds for."""
    items = b",".join(shelf.encoded(page.rows, question.fields))
    following = msgspec.json.encode(page.following)
    beside = b"," + msgspec.json.encode(holds)[1:] if holds else b"}"
    body = b'{"items":[' + items + b'],"next":' + following + beside
    return Response(body, media_type="application/json", headers=links(request, question, page))


def links(request: Request[Any, Any, Any], question: Question, page: Page) -> dict[str, str]:
    """The Link header (RFC 8288) of a page that is not all there is: first, prev and next, with every parameter kept."""
    around = {"prev": page.before, "next": page.following}
    if question.place is None and page.following is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    here = f"{request.app.state.settings.public_url}{request.url.path}"
    first = urlencode(kept)
    found = [f'<{here}{"?" if first else ""}{first}>; rel="first"']
    found += [f'<{here}?{urlencode([*kept, ("cursor", at)])}>; rel="{rel}"' for rel, at in around.items() if at is not None]
    return {"Link": ", ".join(found)}


MORE: Mapping[type[Entity], Mapping[str, Parameter]] = {}
"""The parameters that only the lists of some kinds have."""


def documented(kind: type[Entity]) -> Mapping[str, Parameter]:
    """Every parameter of the list of a kind, for the OpenAPI document."""
    return parameters(kind, MORE.get(kind, {}))

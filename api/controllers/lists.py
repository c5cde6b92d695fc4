"""How every list of things is asked for and answered over HTTP: parameters, pages, cursors, links."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from anyio.to_thread import run_sync
from litestar import Request, Response
from msgspec import Struct

from api.access import seen
from api.controllers.conventions import known_at, malformed
from api.controllers.looking import SEQ, hold
from api.http import tag_of, tell
from api.listpages import ALL, Found, Page, Shelf
from api.lists import NOTHING, Beyond, Parameter, Question, asked, parameters
from api.registry import BY_NAME
from api.steady import steady
from api.tasklists import BEYOND, Holds, TaskPage
from governance.errors import Problem, UnknownCodeError
from governance.messages import _
from governance.records import Records
from governance.values import Entity, references
from portfolio.model import Task


async def listed(request: Request[Any, Any, Any], kind: type[Entity]) -> Response[bytes]:
    """A page of the list of a kind, as the address asks for it.

    Raises
    ------
    HttpError
        Naming everything that is wrong with the parameters.
    """
    known = request.app.state
    shelf = known.shelves.of(kind, seen(request))
    address = (request.scope["path"], request.scope["query_string"])
    if again := shelf.answers.get(address):
        steady(request)
        return Response(again[0], media_type="application/json", headers=again[1])
    question = asked_of(request, kind)
    if question.known_on is not None:
        return await remembered(request, question, question.known_on)
    if not question.computed:
        refuse(unmet(question, seen(request).records))
        page = await paged(shelf, question)
        made = answer(request, question, shelf, page)
        steady(request)
        if page.rows or not question.where:  # else what a filter names may go while these things stand
            shelf.answers[address] = made.content, {**made.headers, "ETag": tag_of(made.content)}
        return made
    found = await known.tasklists.chosen(question)
    refuse((*unmet(question, found.state.records), *found.problems))
    hold(request, found.holds.as_of, found.holds.data_date, found.holds.ledger_seq)
    steady(request, found.state.head)
    shelf = known.shelves.of(kind, found.state)
    return answer(request, question, shelf, await paged(shelf, question, found.found), found.holds)


async def remembered(request: Request[Any, Any, Any], question: Question, then: str) -> Response[bytes]:
    """A page of what was known ``then``; it is told anew each time, as redactions since have left it.

    Raises
    ------
    DomainError, HttpError
        When the ledger has no such past yet; naming everything that is wrong with the parameters.
    """
    known, known_on = request.app.state, known_at(then)
    state = await known.store.state_at(known_on, question.kind)
    shelf = Shelf(question.kind, state)
    if not question.computed:
        refuse(unmet(question, state.records))
        tell(request.scope, SEQ, str(state.head.seq))
        return answer(request, question, shelf, await paged(shelf, question))
    found = await known.tasklists.remembered(question, state, known_on)
    refuse((*unmet(question, state.records), *found.problems))
    hold(request, found.holds.as_of, found.holds.data_date, found.holds.ledger_seq)
    return answer(request, question, shelf, await paged(shelf, question, found.found), found.holds)


async def paged(shelf: Shelf, question: Question, found: Found = ALL) -> Page:
    """A page; what has to be searched or put in order first does not hold up other requests."""
    made = shelf.ordered(question, found)
    if made is None:
        made = await run_sync(shelf.put_in_order, question, found)
        shelf.keep(question, made)
    return made.page(question)


def asked_of(request: Request[Any, Any, Any], kind: type[Entity]) -> Question:
    """The question that an address asks.

    Raises
    ------
    HttpError
        Naming everything that is wrong with the parameters.
    """
    given = list(request.query_params.items())
    question, faults = asked(kind, given, MORE.get(kind, NOTHING)) if given else (Question(kind), [])
    if faults and question.known_on is None:
        faults += unmet(question, seen(request).records)
    refuse(faults)
    return question


def unmet(question: Question, records: Records) -> Iterator[Problem]:
    """The filters that name what is not there."""
    named = references(question.kind)
    for name, code in question.where:
        if name in named and code is not None:
            try:
                records.get(BY_NAME[named[name]], str(code))
            except UnknownCodeError as refused:
                yield Problem(name, refused.message)


def refuse(faults: Iterable[Problem]) -> None:
    """Refuse a question of which anything is wrong.

    Raises
    ------
    HttpError
        Naming everything that is.
    """
    if told := tuple(faults):
        raise malformed(REFUSED, told)


def answer(
    request: Request[Any, Any, Any], question: Question, shelf: Shelf, page: Page, holds: Holds | None = None
) -> Response[bytes]:
    """A page as it travels; ``holds`` is what a computed one holds for."""
    items = b",".join(shelf.encoded(page.rows, question.fields))
    following = msgspec.json.encode(page.following)
    beside = b"," + msgspec.json.encode(holds)[1:] if holds else b"}"
    body = b'{"items":[' + items + b'],"next":' + following + beside
    return Response(body, media_type="application/json", headers=links(request, question, page))


def links(request: Request[Any, Any, Any], question: Question, page: Page) -> dict[str, str]:
    """The Link header (RFC 8288) of a page that is not all there is: first, prev and next, with every parameter kept."""
    if question.place is None and page.following is None:
        return {}
    return linked(request, "cursor", {"first": None, "prev": page.before, "next": page.following})


def linked(request: Request[Any, Any, Any], name: str, around: Mapping[str, str | None]) -> dict[str, str]:
    """The Link header of a page: for each relation the value that the parameter ``name`` has there; the first has none."""
    kept = [(each, value) for each, value in request.query_params.items() if each != name]
    here = f"{request.app.state.settings.public_url}{request.url.path}"
    found = []
    for relation, at in around.items():
        if at is not None or relation == "first":
            query = urlencode(kept if at is None else [*kept, (name, at)])
            found.append(f'<{here}{"?" if query else ""}{query}>; rel="{relation}"')
    return {"Link": ", ".join(found)} if found else {}


MORE: Mapping[type[Entity], Beyond] = {Task: BEYOND}
"""What only the lists of some kinds can be asked: it is computed."""
PAGES: Mapping[type[Entity], type[Struct]] = {Task: TaskPage}
"""The pages of these, which say what they hold for."""
REFUSED = _("the list cannot be given like this")


def documented(kind: type[Entity]) -> Mapping[str, Parameter]:
    """Every parameter of the list of a kind, for the OpenAPI document."""
    return parameters(kind, MORE.get(kind, NOTHING))

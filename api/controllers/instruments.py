"""Instruments over HTTP: where each stands on a day, on what anything rests, and the issue of what was awaited."""

from typing import Annotated, Any, Literal

import msgspec
from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.params import PathParameter, QueryParameter, RawBody

from api.access import READ, writers
from api.authority import (
    AuthorityOut,
    DocumentIssue,
    InstrumentDetailOut,
    InstrumentsOut,
    authority_out,
    graph_of,
    instrument_out,
    instruments_out,
)
from api.controllers.carrying import Changing
from api.controllers.conventions import (
    CodePath,
    IdempotencyKey,
    IfMatch,
    etag,
    expected_version,
    json_body,
    problems,
)
from api.controllers.looking import Looking
from api.controllers.reports import Lang
from api.http import wanted_language
from api.schemas import shown, wire
from governance.issuing import issue
from governance.legal import LegalStatus
from governance.model import Document
from governance.store import Answer
from governance.work import Work
from portfolio.legalgraph import dot, tree
from portfolio.reports.legalpicture import legal_picture
from portfolio.reports.netgraph import svg

Kind = Annotated[
    Literal["programme", "task", "post", "document"], PathParameter(description="What it is whose legal basis is asked for.")
]
Stands = Annotated[LegalStatus | None, QueryParameter(required=False, description="Only those that stand so on the day.")]
Numbered = Annotated[
    str | None,
    QueryParameter(
        required=False,
        min_length=1,
        max_length=200,
        description="Only those of this number, however it is written: 1755/qd-ttg finds 1755/QĐ-TTg.",
    ),
]
Shape = Annotated[
    Literal["svg", "dot", "tree"], QueryParameter(name="format", description="A picture, a graph for Graphviz, or text.")
]
TYPES = {"svg": "image/svg+xml", "dot": "text/vnd.graphviz", "tree": "text/plain"}


class Instruments(Controller):
    """What is in force, what rests on what, and what is awaited."""

    path = "/"
    tags = ["instruments"]  # noqa: RUF012 - the framework's way

    @get(
        "/instruments",
        opt={"access": READ},
        responses=problems(422),
        operation_id="list_instruments_on_day",
        summary="Where instruments stand on a day",
    )
    async def listed(
        self,
        look: Looking,
        standing: Stands = None,
        number: Numbered = None,
    ) -> InstrumentsOut:
        """Each instrument with its standing, the reason, and what was done to it or to its clauses by the day."""
        view = await look.view()
        return await run_sync(instruments_out, view, standing, number)

    @get(
        "/instruments/{code:str}",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_instrument_on_day",
        summary="Where an instrument stands on a day, and what rests on it",
    )
    async def one(self, look: Looking, code: CodePath) -> InstrumentDetailOut:
        """With its relations in both directions, what it rests on, and what waits for it while it is awaited."""
        view = await look.view()
        return await run_sync(instrument_out, view, code)

    @get(
        "/authority/{kind:str}/{code:str}",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_authority",
        summary="On what a programme, a task, a post or a document rests",
    )
    async def authority(
        self,
        look: Looking,
        kind: Kind,
        code: CodePath,
    ) -> AuthorityOut:
        """The instruments that it cites and what these rest on, with what amends, replaces or suspends any of them."""
        view = await look.view()
        return await run_sync(authority_out, view, kind, code)

    @get(
        "/authority/{kind:str}/{code:str}/picture",
        opt={"access": READ, "whole_files": tuple(TYPES.values())},
        responses=problems(404, 422),
        operation_id="get_authority_picture",
        summary="The same as a picture, a DOT graph or text",
    )
    async def picture(
        self,
        request: Request[Any, Any, Any],
        look: Looking,
        kind: Kind,
        code: CodePath,
        form: Shape = "svg",
        lang: Lang = None,
    ) -> Response[str]:
        """Dashed is what is awaited or assumed, red what changes an instrument or is in force no more."""
        chosen = lang or wanted_language(request)
        view = await look.view()

        def drawn() -> str:
            graph = graph_of(view.records, view.day, kind, code)
            if form == "svg":
                return svg(legal_picture(graph), chosen)
            return dot(graph, chosen) if form == "dot" else tree(view.records, graph, chosen)

        headers = {"Content-Language": chosen, "Vary": "Accept-Language"}
        return Response(await run_sync(drawn), media_type=TYPES[form], headers=headers)

    @post(
        "/documents/{code:str}/issue",
        status_code=200,
        opt={"access": writers(Document), "body": DocumentIssue, "out": wire(Document).out},
        responses=problems(404, 409, 412, 413, 415, 422, 428),
        operation_id="issue_document",
        summary="Say that an awaited document was issued",
    )
    async def issued(
        self,
        change: Changing,
        body: RawBody,
        code: CodePath,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[Any]:
        """It gets its number and its days and keeps its code, so that every link to it holds; in one unit of work."""
        sent = json_body(body)

        def issue_it(work: Work) -> Answer:
            made = issue(work, code, expected_version(if_match, work.get(Document, code).version), sent.raw)
            return Answer(200, (("ETag", etag(made.version)),), msgspec.json.encode(shown(*made)).decode())

        return await change.carried("issue", issue_it, sent, idempotency_key)

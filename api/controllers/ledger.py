"""The ledger of every change, for those who audit; and redactions, for those who keep it."""

from datetime import date
from typing import Annotated, Any

import msgspec
from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import QueryParameter, RawBody
from msgspec import Struct

from api.access import ADMINISTER, AUDIT, Principal
from api.controllers.carrying import carried, trial
from api.controllers.conventions import (
    API,
    CODE,
    CodeQuery,
    IdempotencyKey,
    OnDocument,
    OnMeeting,
    author,
    json_body,
    malformed,
    problems,
    resting,
)
from api.controllers.lists import linked
from api.controllers.reports import TYPES, Form, Lang
from api.http import wanted_language
from api.ledger import (
    EntryOut,
    HeadOut,
    RedactionAsked,
    RedactionOut,
    Verdict,
    changes,
    entries,
    entry_out,
    head_out,
    redaction_asked,
    redaction_out,
    sought,
    verdict,
)
from governance.anchors import WRITTEN
from governance.anchors import anchor as noted
from governance.errors import InvalidError
from governance.export import lines
from governance.ledger import Entry, Head
from governance.messages import _
from governance.redacting import Redacting, touched, tried
from governance.store import Answer, Store
from governance.values import rule
from governance.work import Work
from portfolio.reports.table import render

After = Annotated[int, QueryParameter(ge=0, le=2**53, description="Only entries behind this sequence number.")]
Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="How many at most.")]
Newest = Annotated[bool, QueryParameter(description="The last that fit, not the first; oldest first all the same.")]
Kind = Annotated[
    Annotated[str, msgspec.Meta(extra=rule(_("a kind is named as the ledger names it, such as task or document_relation")))]
    | None,
    QueryParameter(
        pattern=r"^[a-z_]+$", max_length=40, required=False, description="Only about things of this kind, such as task."
    ),
]
By = Annotated[
    str | None, QueryParameter(pattern=CODE, max_length=160, required=False, description="Only changes that this account made.")
]
About = Annotated[
    str | None,
    QueryParameter(
        pattern=CODE,
        max_length=160,
        required=False,
        description="Only changes of this thing, whatever it is, and of what refers to it: of a task also its assignments, "
        "deadlines, links and steps; of a post also who held it.",
    ),
]
Since = Annotated[date | None, QueryParameter(required=False, description="Only from this day in Hà Nội on.")]
Until = Annotated[date | None, QueryParameter(required=False, description="Only up to this day in Hà Nội, itself included.")]
OnlyDocument = Annotated[
    str | None,
    QueryParameter(pattern=CODE, max_length=160, required=False, description="Only changes that rest on this document."),
]
Anchors = Annotated[
    list[Annotated[str, msgspec.Meta(max_length=200)]] | None,
    QueryParameter(
        name="anchor",
        max_items=100,
        required=False,
        schema_extra={"items": Schema(type=OpenAPIType.STRING, max_length=200, pattern=WRITTEN)},
        description="A head noted outside earlier: its number and at least 32 characters of its hash. It must still be there.",
    ),
]
TryFirst = Annotated[bool, QueryParameter(name="dry_run", description="Only say what would be taken out.")]


class LedgerPage(Struct):
    """Entries, oldest first, and the head of the ledger."""

    items: list[EntryOut]
    head: Head
    next: int | None


class Search:
    """Which entries a request asks for."""

    def __init__(
        self,
        kind: Kind = None,
        code: CodeQuery = None,
        account: By = None,
        document: OnlyDocument = None,
        since: Since = None,
        until: Until = None,
        about: About = None,
    ) -> None:
        self._wanted, self.until = sought(kind, code, account, document, since, until, about), until

    async def entries(self, store: Store, after: int, limit: int, *, newest: bool) -> list[Entry]:
        """So many of the entries behind a sequence number, the oldest or the newest.

        Raises
        ------
        HttpError
            Naming what is asked about and is not there, nor ever was.
        """
        try:
            return await entries(store, self._wanted, after, limit, newest=newest)
        except InvalidError as refused:
            raise malformed(_("the ledger cannot be asked like this"), refused.problems) from None


Searching = NamedDependency[Search]


class LedgerController(Controller):
    """Read, prove and export the ledger, and take personal data out."""

    path = "/ledger"
    tags = ["ledger"]  # noqa: RUF012 - the framework's way
    opt = {"access": AUDIT}  # noqa: RUF012
    dependencies = {"search": Provide(Search, sync_to_thread=False)}  # noqa: RUF012

    @get("/", responses=problems(), operation_id="list_ledger", summary="List the changes")
    async def listed(
        self,
        request: Request[Any, Any, Any],
        state: State,
        search: Searching,
        after: After = 0,
        limit: Limit = 100,
        newest: Newest = False,
    ) -> Response[LedgerPage]:
        """Every change, who made it, when, on what it rests, and what it changed; ``before`` and ``after`` are canonical JSON."""
        found = await search.entries(state.store, after, limit, newest=newest)
        following = found[-1].seq if len(found) == limit and not newest else None
        page = LedgerPage([entry_out(each) for each in found], await state.store.head(), following)
        return Response(page, headers=linked(request, "after", {"next": str(following) if following else None}))

    @get(
        "/changes",
        opt={"access": AUDIT, "rendered": tuple(TYPES.values())},
        responses=problems(),
        operation_id="report_ledger",
        summary="Who changed what between two days",
    )
    async def changed(
        self,
        request: Request[Any, Any, Any],
        state: State,
        search: Searching,
        limit: Limit = 200,
        format: Form = "json",
        lang: Lang = None,
    ) -> Response[Any]:
        """The last changes that fit, as a report for people."""
        chosen = lang or wanted_language(request)
        found = await search.entries(state.store, 0, limit + 1, newest=True)
        head = await state.store.head()
        table = changes(found[-limit:], search.until or state.clock.today(), head, more=len(found) > limit)
        text = await run_sync(render, table, format, chosen)
        return Response(text, media_type=TYPES[format], headers={"Content-Language": chosen, "Vary": "Accept-Language"})

    @get("/head", responses=problems(), operation_id="get_ledger_head", summary="The head of the ledger, to keep elsewhere")
    async def last(self, state: State) -> HeadOut:
        """Print it, read it out at a meeting, or write it down: later it proves that nothing before it was changed."""
        return head_out(await state.store.head())

    @get("/verify", responses=problems(), operation_id="verify_ledger", summary="Prove the ledger")
    async def verified(self, state: State, anchors: Anchors = None) -> Verdict:
        """Walk the whole chain and compare it with the tables. Keep the head that this gives somewhere else."""
        try:
            heads = [noted(each) for each in anchors or ()]
        except InvalidError as refused:
            raise malformed(_("an anchor is a sequence number and a hash"), refused.problems) from None
        broken = await state.store.verify(*heads)
        return verdict(await state.store.head(), broken)

    @get(
        "/export",
        opt={"access": AUDIT, "whole_files": ("application/jsonl",)},
        responses=problems(),
        operation_id="export_ledger",
        summary="The whole ledger as a file that anybody can verify",
        media_type="application/jsonl",
    )
    async def exported(self, state: State) -> Response[bytes]:
        """Lines of JSON: one that says what the file is, and one for each entry."""
        whole = await state.store.ledger()
        data = await run_sync(lambda: b"".join(lines(whole)))
        headers = {"Content-Disposition": f'attachment; filename="ledger-{len(whole)}.jsonl"'}
        return Response(data, media_type="application/jsonl", headers=headers)

    @post(
        "/redactions",
        opt={"access": ADMINISTER, "body": RedactionAsked, "out": RedactionOut},
        responses=problems(404, 409, 413, 415, 422) | trial(RedactionOut),
        operation_id="redact",
        summary="Take personal data out, for good",
    )
    async def redacted(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        body: RawBody,
        try_first: TryFirst = False,
        idempotency_key: IdempotencyKey = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> Response[Any]:
        """Out of the thing itself, of every entry about it and of kept answers; the ledger still proves everything else."""
        store: Store = state.store
        sent = json_body(body)
        by = author(request, "redact", document, meeting)
        asked = redaction_asked(store.kinds, sent.raw, document)
        found = await touched(store, asked)
        if try_first:
            await tried(store, asked, by)
            return Response(redaction_out(found), status_code=200)
        redacting = Redacting(store, asked)

        def change(work: Work) -> Answer:
            code = redacting.change(work).entity.code
            said = msgspec.json.encode(redaction_out(found, code)).decode()
            return Answer(201, (("Location", f"{API}/redactions/{code}"),), said)

        done = resting(change, by)
        return await carried(request, sent, done, by, idempotency_key, redacting)

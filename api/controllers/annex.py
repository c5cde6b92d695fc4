"""The annex table of a programme: sent as XLSX or CSV to be taken in, and handed out as either."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import QueryParameter, RawBody
from msgspec import Struct

from api.access import READ, TRIED_OR_WRITTEN
from api.annex import MEDIA, AnnexFormat, Brought, bring, written
from api.controllers.conventions import CodePath, OnDocument, OnMeeting, author, known_at, problems
from api.controllers.imports import DryRun
from api.controllers.looking import SEQ, KnownOn
from api.controllers.reports import Lang
from api.http import tell, wanted_language
from portfolio.annex.rows import LARGEST, read
from portfolio.interchange.scheduled import LeftOut

Take = Annotated[
    str | None,
    QueryParameter(
        required=False,
        min_length=1,
        max_length=4_000,
        description='The rows to take, by name: `3,5-7` or a JSON list such as `["I.1","I.2"]`. Without it all, if all are well.',
    ),
]
Sheet = Annotated[
    str | None,
    QueryParameter(required=False, max_length=31, description="The sheet, where several of a workbook hold such a table."),
]
Form = Annotated[AnnexFormat, QueryParameter(description="What the file is in.")]


class AnnexChange(Struct):
    """One thing that is new, changes in these fields, or goes, and the row that says so."""

    row: str
    step: str
    kind: str
    code: str
    fields: list[str]


class AnnexRow(Struct):
    """A row by its name, and the task that it is."""

    row: str
    task: str


class AnnexOut(Struct):
    """What an annex changed, or would change; the rows taken; the programme's tasks beyond it, which stay; and notes."""

    programme: str
    written: bool
    changes: list[AnnexChange]
    rows: list[AnnexRow]
    beyond: list[str]
    notes: list[LeftOut]


class Annexes(Controller):
    """Annex tables in and out."""

    path = "/programmes/{code:str}/annex"
    tags = ["programmes"]  # noqa: RUF012 - the framework's way
    request_max_body_size = LARGEST

    @post(
        "/",
        status_code=200,
        opt={"access": TRIED_OR_WRITTEN, "file": True, "out": AnnexOut},
        responses=problems(404, 409, 413, 422),
        operation_id="import_annex",
        summary="Take an annex table into a programme",
    )
    async def taken(
        self,
        request: Request[Any, Any, Any],
        state: State,
        code: CodePath,
        body: RawBody,
        dry_run: DryRun = False,
        take: Take = None,
        sheet: Sheet = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> AnnexOut:
        """Tasks, who leads and coordinates them, and deadlines as written, in one unit of work: what is asked for, or nothing.

        The body is XLSX or CSV with the columns TT, nhiệm vụ, cơ quan chủ trì, cơ quan phối hợp, thời hạn, sản phẩm, in
        Vietnamese or English. Every problem is named by its cell. The same table again changes nothing.
        """
        table = await run_sync(read, body, sheet)
        by = author(request, "annex", document, meeting)
        return _out(await bring(state.store, table, code, by, take=take, dry=dry_run), code, written=not dry_run)

    @get(
        "/",
        opt={"access": READ, "whole_files": tuple(MEDIA.values())},
        responses=problems(404, 422),
        operation_id="export_annex",
        summary="A programme as an annex table",
    )
    async def file(
        self,
        request: Request[Any, Any, Any],
        state: State,
        code: CodePath,
        format: Form = "xlsx",
        lang: Lang = None,
        known_on: KnownOn = None,
    ) -> Response[bytes]:
        """The tasks in their outline with who leads and coordinates them, deadlines and deliverables; it reads back as it is."""
        chosen = lang or wanted_language(request)
        then = known_at(known_on)
        head, records = await (state.store.records() if then is None else state.store.records_at(then))
        tell(request.scope, SEQ, str(head.seq))
        data = await run_sync(written, records, code, format, chosen)
        headers = {
            "Content-Disposition": f'attachment; filename="{code}-annex.{format}"',
            "Content-Language": chosen,
            "Vary": "Accept-Language",
        }
        return Response(data, media_type=MEDIA[format], headers=headers)


def _out(made: Brought, programme: str, *, written: bool) -> AnnexOut:
    return AnnexOut(
        programme,
        written,
        [AnnexChange(each.row, each.step, each.kind.kind, each.code, list(each.fields)) for each in made.changes],
        [AnnexRow(row, task) for row, task in made.rows],
        list(made.beyond),
        [LeftOut(note.render("vi"), note.render("en")) for note in made.notes],
    )

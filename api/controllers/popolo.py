"""Bodies, posts, persons and memberships as Popolo JSON, out and in."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.params import QueryParameter, RawBody
from msgspec import Struct

from api.access import READ, TRIED_OR_WRITTEN
from api.controllers.conventions import OnDocument, OnMeeting, author, problems
from api.controllers.imports import DryRun, ImportedRow
from api.controllers.looking import Looking
from api.controllers.plans import LARGEST_FILE
from api.popolo import bring
from governance.popolo import written
from portfolio.interchange.scheduled import LeftOut

Whole = Annotated[bool, QueryParameter(description="Everything on record with its dates, instead of what holds on a day.")]


class PopoloIn(Struct):
    """A Popolo document: lists of organizations, posts, persons and memberships."""

    organizations: list[dict[str, Any]] = []
    posts: list[dict[str, Any]] = []
    persons: list[dict[str, Any]] = []
    memberships: list[dict[str, Any]] = []


class PopoloImportOut(Struct):
    """What an import changed, or would change, and what of the file has no place here."""

    written: bool
    rows: list[ImportedRow]
    left_out: list[LeftOut]


class Popolo(Controller):
    """The people and bodies for other tools, and from them."""

    path = "/popolo"
    tags = ["offices"]  # noqa: RUF012 - the framework's way

    @get("/", opt={"access": READ}, responses=problems(422), operation_id="export_popolo", summary="The offices as Popolo JSON")
    async def exported(self, look: Looking, whole: Whole = False) -> PopoloIn:
        """What holds on a day; or with ``whole`` everything on record with its intervals, which can be read in again."""
        view = await look.view()
        return PopoloIn(**await run_sync(written, view.records, None if whole else view.day))

    @post(
        "/",
        status_code=200,
        opt={"access": TRIED_OR_WRITTEN, "file": True, "body": PopoloIn, "out": PopoloImportOut},
        request_max_body_size=LARGEST_FILE,
        responses=problems(404, 409, 413, 422),
        operation_id="import_popolo",
        summary="Take in bodies, posts, persons and memberships from Popolo JSON",
    )
    async def taken(
        self,
        request: Request[Any, Any, Any],
        state: State,
        body: RawBody,
        dry_run: DryRun = False,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> PopoloImportOut:
        """All of it in one unit of work, or nothing. What the file does not have stays; the same file again changes nothing."""
        made = await bring(state.store, body, author(request, "import popolo", document, meeting), dry=dry_run)
        rows = [ImportedRow(d.step.value, d.kind.kind, d.code, list(d.fields)) for d in made.found]
        notes = [LeftOut(note.render("vi"), note.render("en")) for note in made.notes]
        return PopoloImportOut(written=not dry_run, rows=rows, left_out=notes)

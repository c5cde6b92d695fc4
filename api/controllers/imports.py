"""A plan file taken for the plan of a programme."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.params import QueryParameter, RawBody
from msgspec import Struct

from api.access import TRIED_OR_WRITTEN
from api.controllers.conventions import CodePath, OnDocument, OnMeeting, author, problems
from api.controllers.plans import LARGEST_FILE
from api.exchange import taken
from api.importing import Imported, bring
from api.status import status_day
from portfolio.interchange.planschema import PlanIn
from portfolio.interchange.scheduled import LeftOut
from seed.load import Difference

DryRun = Annotated[bool, QueryParameter(description="Only say what would change; every role may ask.")]
TakeFrame = Annotated[
    bool, QueryParameter(description="Take the start and the default calendar of the file where the programme has its own, too.")
]


class ImportedRow(Struct):
    """One thing that is new, changes in these fields, or is in the programme only and stays."""

    step: str
    kind: str
    code: str
    fields: list[str]


class ImportOut(Struct):
    """What an import changed, or would change, and what of the file has no place here."""

    programme: str
    written: bool
    rows: list[ImportedRow]
    left_out: list[LeftOut]


class Imports(Controller):
    """Plans of other tools, governed from then on."""

    path = "/programmes/{code:str}/import"
    opt = {"access": TRIED_OR_WRITTEN, "file": True}  # noqa: RUF012 - the framework's way
    tags = ["programmes"]  # noqa: RUF012
    request_max_body_size = LARGEST_FILE

    @post(
        "/",
        status_code=200,
        opt={"body": PlanIn, "out": ImportOut},
        responses=problems(404, 409, 413, 422),
        operation_id="import_plan",
        summary="Take a plan file for the plan of a programme",
    )
    async def into(
        self,
        request: Request[Any, Any, Any],
        state: State,
        code: CodePath,
        body: RawBody,
        dry_run: DryRun = False,
        frame: TakeFrame = False,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> ImportOut:
        """Tasks, estimates, links, constraints, deadlines, progress and calendars, in one unit of work: all of it or nothing.

        The file is told by its content: plan JSON, MSPDI XML, XER or CSV. What the programme has beyond it stays and is named.
        The same file again changes nothing. A dry run also tells how far tasks that are there would move.
        """
        plan = await run_sync(taken, body)
        _head, records = await state.store.records()
        by = author(request, f"import {plan.title}".strip(), document, meeting)
        made = await bring(state.store, plan, code, by, status_day(records, state.clock.today()), dry=dry_run, frame=frame)
        return _out(made, code, written=not dry_run)


def _out(made: Imported, programme: str, *, written: bool) -> ImportOut:
    rows = [_row(difference) for difference in made.found]
    return ImportOut(programme, written, rows, [LeftOut(note.render("vi"), note.render("en")) for note in made.notes])


def _row(said: Difference) -> ImportedRow:
    return ImportedRow(said.step.value, said.kind.kind, said.code, list(said.fields))

"""Plans as files: one that is sent is scheduled or converted and nothing of it is kept; the portfolio's own is handed out."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.params import PathParameter, QueryParameter, RawBody

from api.access import COMPUTE, READ
from api.controllers.conventions import CodeQuery, json_body, problems
from api.controllers.looking import Looking
from api.controllers.reports import TYPES, Form, Lang
from api.controllers.schedules import Against
from api.exchange import Answer, converted, exported, file_name, small_enough, taken
from api.http import wanted_language
from api.planning import Terms, reported, scheduled
from governance.errors import UnknownCodeError
from governance.messages import Lang as Language
from portfolio.interchange import MEDIA, SUFFIXES, PlanTarget
from portfolio.interchange.planfile import PlanFile
from portfolio.interchange.planjson import plan_from
from portfolio.interchange.planschema import PlanIn
from portfolio.interchange.scheduled import PlanOut
from portfolio.model import LagCalendar
from portfolio.reports.planview import PLAN_REPORTS
from portfolio.reports.table import render

Critical = Annotated[Literal["float", "longest-path"], QueryParameter(description="What counts as critical.")]
Threshold = Annotated[int, QueryParameter(ge=-20_000, le=20_000, description="The most total float that is critical.")]
LagDays = Annotated[
    Literal["predecessor", "successor", "plan"] | None,
    QueryParameter(required=False, description="Whose days lags count where the plan does not say."),
]
Progress = Annotated[
    Literal["retained", "override"], QueryParameter(description="What holds work that began before its predecessors allowed.")
]


ReportName = Annotated[str, PathParameter(max_length=60, description="The report's name: " + ", ".join(PLAN_REPORTS) + ".")]
Target = Annotated[PlanTarget, QueryParameter(description="The format of the file that is answered.")]
LEFT_OUT = "X-Left-Out"
"""The header that lists, as a JSON array of sentences, what a file does not hold."""
MOST_SAID = 6_000
"""Characters of that header, so that it passes through any server on the way."""
LARGEST_FILE = 20_000_000
"""Bytes of a plan file that is sent."""


class Plans(Controller):
    """Any plan, without the database: the same answers as ``egov schedule --format json`` and ``egov convert``."""

    path = "/"
    opt = {"access": COMPUTE, "file": True}  # noqa: RUF012 - the framework's way
    tags = ["computed"]  # noqa: RUF012
    request_max_body_size = LARGEST_FILE

    @post(
        "/schedule",
        status_code=200,
        opt={"body": PlanIn, "out": PlanOut},
        responses=problems(409, 413, 422),
        operation_id="schedule_plan",
        summary="The schedule of a plan that is sent",
    )
    async def of_plan(
        self,
        request: Request[Any, Any, Any],
        body: RawBody,
        critical: Critical = "float",
        threshold: Threshold = 0,
        against: Against = "programme",
        lag_calendar: LagDays = None,
        progress: Progress = "retained",
    ) -> Response[bytes]:
        """Early and late dates, floats, drivers and misses of every task, and whether each link drives. Nothing is stored.

        The plan is JSON of the schema here, sent as application/json; or a file of Microsoft Project (MSPDI XML), of
        Primavera (XER), or CSV, sent under any other type and told by its content. Then ``left_out`` lists what the file holds
        and we do not keep, and ``differences`` the dates that it states otherwise than we compute them, with the reason.
        A plan of more than 20,000 tasks or 100,000 links is refused: ``egov schedule`` takes it.
        """
        terms = Terms(critical, threshold, against, progress, LagCalendar(lag_calendar) if lag_calendar else None)
        answer = await run_sync(lambda: scheduled(_plan(request, body), terms).json)
        return Response(answer, media_type="application/json")

    @post(
        "/schedule/reports/{name:str}",
        status_code=200,
        opt={"body": PlanIn, "rendered": tuple(TYPES.values())},
        responses=problems(404, 409, 413, 422),
        operation_id="report_plan",
        summary="A report of a plan that is sent",
    )
    async def report_of_plan(  # noqa: PLR0913, PLR0917 - one argument a query parameter
        self,
        request: Request[Any, Any, Any],
        name: ReportName,
        body: RawBody,
        critical: Critical = "float",
        threshold: Threshold = 0,
        against: Against = "programme",
        lag_calendar: LagDays = None,
        progress: Progress = "retained",
        format: Form = "json",
        lang: Lang = None,
    ) -> Response[str]:
        """The float paths, the contradictions or the health of a plan, as ``egov schedule --report`` tells them."""
        if name not in PLAN_REPORTS:
            raise UnknownCodeError("report", name, tuple(PLAN_REPORTS))
        chosen = lang or wanted_language(request)
        terms = Terms(critical, threshold, against, progress, LagCalendar(lag_calendar) if lag_calendar else None)
        text = await run_sync(lambda: render(reported(_plan(request, body), terms, name), format, chosen))
        return Response(text, media_type=TYPES[format], headers={"Content-Language": chosen, "Vary": "Accept-Language"})

    @post(
        "/plan/conversion",
        status_code=200,
        opt={"body": PlanIn, "files": tuple(MEDIA.values())},
        responses=problems(409, 413, 422),
        operation_id="convert_plan",
        summary="A plan file in another format",
    )
    async def into(self, request: Request[Any, Any, Any], body: RawBody, to: Target) -> Response[bytes]:
        """The plan file that is sent, of any format that can be read, with the dates that we compute. Nothing is stored."""
        made = await run_sync(lambda: converted(taken(body), to))
        return _file(made, to, f"plan{SUFFIXES[to]}", wanted_language(request))


class LivePlan(Controller):
    """The plan of the portfolio for other tools."""

    path = "/plan"
    opt = {"access": READ}  # noqa: RUF012 - the framework's way
    tags = ["computed"]  # noqa: RUF012

    @get(
        "/",
        opt={"files": tuple(MEDIA.values())},
        responses=problems(404, 422),
        operation_id="export_plan",
        summary="The plan of the portfolio, or of a programme, as a file",
    )
    async def whole(
        self,
        request: Request[Any, Any, Any],
        look: Looking,
        programme: CodeQuery = None,
        format: Target = "json",
    ) -> Response[bytes]:
        """The same file as ``egov export``; titles are in the reader's language."""
        view = await look.view(programme)
        lang = wanted_language(request)
        made = await run_sync(exported, view, format, lang)
        return _file(made, format, file_name(view, format), lang)


def _plan(request: Request[Any, Any, Any], body: bytes) -> PlanFile:
    """The plan that is sent: JSON where that is declared, else a file told by its content."""
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        return taken(body)
    small_enough(body)
    return plan_from(json_body(body).raw)


def _file(made: Answer, target: PlanTarget, name: str, lang: Language) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        LEFT_OUT: left_out([message.render(lang) for message in made.notes]),
        "Content-Language": lang,
        "Vary": "Accept-Language",
    }
    return Response(made.data, media_type=MEDIA[target], headers=headers)


def left_out(said: Sequence[str], most: int = MOST_SAID) -> str:
    r"""Sentences as a JSON array in ASCII of so many characters at most; the last says how many found no room.

    >>> left_out(["lịch", "x" * 50, "y"], 40)
    '["l\\u1ecbch", "+2"]'
    """
    kept = list(said)
    while len(text := json.dumps(kept + ([f"+{len(said) - len(kept)}"] if len(kept) < len(said) else []))) > most and kept:
        kept.pop()
    return text

"""A plan that is sent is scheduled and answered; nothing of it is kept."""

from typing import Annotated, Literal

from anyio.to_thread import run_sync
from litestar import Controller, Response, post
from litestar.params import QueryParameter, RawBody

from api.access import COMPUTE
from api.controllers.conventions import json_body, problems
from api.controllers.schedules import Against
from api.planning import Terms, scheduled
from portfolio.interchange.planjson import plan_from
from portfolio.interchange.planschema import PlanIn
from portfolio.interchange.scheduled import PlanOut, encoded
from portfolio.model import LagCalendar

Critical = Annotated[Literal["float", "longest-path"], QueryParameter(description="What counts as critical.")]
Threshold = Annotated[int, QueryParameter(ge=-20_000, le=20_000, description="The most total float that is critical.")]
LagDays = Annotated[
    Literal["predecessor", "successor", "plan"] | None,
    QueryParameter(required=False, description="Whose days lags count where the plan does not say."),
]
Progress = Annotated[
    Literal["retained", "override"], QueryParameter(description="What holds work that began before its predecessors allowed.")
]


class Plans(Controller):
    """Any plan, without the database: the same answer as ``egov schedule --format json``."""

    path = "/"
    opt = {"access": COMPUTE}  # noqa: RUF012 - the framework's way
    tags = ["computed"]  # noqa: RUF012

    @post(
        "/schedule",
        status_code=200,
        opt={"body": PlanIn, "out": PlanOut},
        responses=problems(409, 413, 415, 422),
        operation_id="schedule_plan",
        summary="The schedule of a plan that is sent",
    )
    async def of_plan(
        self,
        body: RawBody,
        critical: Critical = "float",
        threshold: Threshold = 0,
        against: Against = "programme",
        lag_calendar: LagDays = None,
        progress: Progress = "retained",
    ) -> Response[bytes]:
        """Early and late dates, floats, drivers and misses of every task, and whether each link drives. Nothing is stored."""
        sent = json_body(body)
        terms = Terms(critical, threshold, against, progress, LagCalendar(lag_calendar) if lag_calendar else None)
        answer = await run_sync(lambda: encoded(scheduled(plan_from(sent.raw), terms)))
        return Response(answer, media_type="application/json")

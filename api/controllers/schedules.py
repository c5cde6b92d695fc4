"""Computed answers: schedules, critical paths, why a task has its dates, and who answers for it."""

from datetime import date, timedelta
from typing import Annotated, Literal

from anyio.to_thread import run_sync
from litestar import Controller, Response, get
from litestar.params import QueryParameter

from api.access import READ
from api.answers import (
    CriticalPathOut,
    ResponsibilityOut,
    ScheduleOut,
    TimelineOut,
    critical_out,
    responsibility_out,
    schedule_out,
    timeline_out,
)
from api.controllers.conventions import CodePath, InScenario, malformed, problems
from api.controllers.looking import Looking
from api.explanations import ExplanationOut, Question, explanation_out
from governance.errors import Problem
from governance.messages import _
from portfolio.answers import timeline
from portfolio.dates import TaskDates
from portfolio.model import Task

Against = Annotated[Literal["programme", "portfolio"], QueryParameter(description="Whose end late dates are counted from.")]
Critical = Annotated[
    Literal["float", "longest-path"], QueryParameter(description="Critical by total float, or on the longest path to the finish.")
]
Day = Annotated[
    date | None,
    QueryParameter(
        required=False, description="A day, both ends included; without it the task's own, one year where it is undated."
    ),
]

Asks = Annotated[
    Question,
    QueryParameter(description="Why these dates, why not critical, or what would have to move to finish by a day."),
]
By = Annotated[date | None, QueryParameter(required=False, description="The day to finish by; with the question finish-by.")]

LONGEST = 366 * 50
"""Days that a timeline may span."""


def span(dates: TaskDates | None, day: date, start: date | None, end: date | None) -> tuple[date, date]:
    """The days that a timeline covers: those given, else the task's own computed ones, else a year from the other or the day on.

    >>> span(None, date(2018, 7, 5), None, None)
    (datetime.date(2018, 7, 5), datetime.date(2019, 7, 4))
    >>> span(None, date(2018, 7, 5), None, date(2018, 7, 4))
    (datetime.date(2017, 7, 5), datetime.date(2018, 7, 4))
    """
    year = timedelta(days=364)
    first, last = (dates.early_start, dates.early_finish) if dates else (None, None)
    if start is None:
        start = min(first, end) if first and end else first or (end - year if end else day)
    return start, end or max(last or start + year, start)


class Schedules(Controller):
    """Everything here is computed from the data as it is now, or as it was known earlier, for the day that is asked."""

    path = "/"
    opt = {"access": READ}  # noqa: RUF012 - the framework's way
    tags = ["computed"]  # noqa: RUF012

    @get(
        "/schedule", responses=problems(404, 409, 422), operation_id="get_schedule", summary="The schedule of the whole portfolio"
    )
    async def whole(
        self,
        look: Looking,
        against: Against = "programme",
        critical: Critical = "float",
        scenario: InScenario = None,
    ) -> Response[ScheduleOut]:
        """Early and late dates, floats and drivers of every task, over all programmes and the links between them."""
        view = await look.view(against=against, critical=critical, scenario=scenario)
        return await look.told(schedule_out, view)

    @get(
        "/programmes/{code:str}/schedule",
        responses=problems(404, 409, 422),
        operation_id="get_programme_schedule",
        summary="The schedule of a programme",
    )
    async def of_programme(
        self,
        look: Looking,
        code: CodePath,
        against: Against = "programme",
        critical: Critical = "float",
        scenario: InScenario = None,
    ) -> Response[ScheduleOut]:
        """The same for one programme; links to and from other programmes still bind."""
        view = await look.view(code, against=against, critical=critical, scenario=scenario)
        return await look.told(schedule_out, view)

    @get(
        "/programmes/{code:str}/critical-path",
        responses=problems(404, 409, 422),
        operation_id="get_critical_path",
        summary="The critical path of a programme",
    )
    async def critical(
        self,
        look: Looking,
        code: CodePath,
        against: Against = "programme",
        critical: Critical = "float",
        scenario: InScenario = None,
    ) -> Response[CriticalPathOut]:
        """What holds the programme up, in the order of the path."""
        view = await look.view(code, against=against, critical=critical, scenario=scenario)
        return await look.told(critical_out, view, code)

    @get(
        "/tasks/{code:str}/explanation",
        responses=problems(404, 409, 422),
        operation_id="explain_task",
        summary="Why a task has its dates, why it is not critical, or what would have to move",
    )
    async def explained(
        self,
        look: Looking,
        code: CodePath,
        question: Asks = "why",
        day: By = None,
        against: Against = "programme",
        scenario: InScenario = None,
    ) -> Response[ExplanationOut]:
        """The link, constraint, calendar day or actual date that fixed the task's dates, back to where it begins.

        Or what bounds its late date, on to the deadline or the end that its float counts to; or what would have to move for
        it to finish by a day.
        """
        if (question == "finish-by") != (day is not None):
            raise malformed(_("the question is incomplete"), [Problem("day", _("give a day with finish-by, and only with it"))])
        view = await look.view(against=against, scenario=scenario)
        return await look.told(explanation_out, view, code, question, day)

    @get(
        "/tasks/{code:str}/responsibility",
        responses=problems(404, 409, 422),
        operation_id="get_responsibility",
        summary="Who answers for a task on a day",
    )
    async def responsible(
        self,
        look: Looking,
        code: CodePath,
        scenario: InScenario = None,
    ) -> Response[ResponsibilityOut]:
        """The office and the person, and the chain of reasons with their sources; an office without a holder is vacant."""
        view = await look.view(scenario=scenario)
        return await look.told(responsibility_out, view, code)

    @get(
        "/tasks/{code:str}/timeline",
        responses=problems(404, 409, 422),
        operation_id="get_timeline",
        summary="Who answers for a task over a span of days",
    )
    async def handed_over(
        self,
        look: Looking,
        code: CodePath,
        start: Day = None,
        end: Day = None,
    ) -> TimelineOut:
        """One span for each answer, so that hand-overs show. Without days, over the task's own computed span."""
        view = await look.view()
        view.records.get(Task, code)
        start, end = span(view.dates(code), view.day, start, end)
        if not 0 <= (end - start).days <= LONGEST:
            fault = Problem("end", _("give a day from {start} on, and at most 50 years later", start=start))
            raise malformed(_("the span of days cannot be"), [fault])
        spans = await run_sync(timeline, view.records, code, start, end)
        return timeline_out(view, code, spans)

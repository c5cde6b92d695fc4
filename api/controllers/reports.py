"""The planners' reports over HTTP: the same values that the command line prints."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.params import PathParameter, QueryParameter

from api.access import READ
from api.controllers.conventions import CODE, CodeQuery, InScenario, malformed, problems
from api.controllers.looking import Looking
from api.controllers.schedules import Against, Critical
from api.http import wanted_language
from api.lists import NAMES, SEARCHED, ColumnNames
from governance.errors import InvalidError
from governance.messages import _
from portfolio.baselines.model import Baseline
from portfolio.reports import REPORTS, known, made
from portfolio.reports.table import Format, render
from portfolio.reports.trimming import trimmed
from portfolio.statuses import By, Within, asking

Programme = CodeQuery
Lang = Annotated[Literal["vi", "en"] | None, QueryParameter(required=False, description="The language; else by Accept-Language.")]
Form = Annotated[Format, QueryParameter(description="json for programs; table, markdown or csv for people.")]
Name = Annotated[str, PathParameter(max_length=60, description="The report's name: " + ", ".join(REPORTS) + ".")]

TYPES = {"json": "application/json", "csv": "text/csv", "markdown": "text/markdown", "table": "text/plain"}


AgainstBaseline = Annotated[
    str | None,
    QueryParameter(
        pattern=CODE,
        max_length=160,
        required=False,
        description="The baseline that variance and changes are told against; the latest that was approved.",
    ),
]
CountedBy = Annotated[By, QueryParameter(description="Of status: what tasks are counted by.")]
InPeriod = Annotated[
    str | None,
    QueryParameter(
        required=False,
        min_length=1,
        max_length=200,
        description="Of status: tasks of a period, written as deadlines are, such as quý II/2019, or 2019-01-01..2019-06-30.",
    ),
]
WithinPeriod = Annotated[Within, QueryParameter(description="Of status: what falls within the period.")]
Words = Annotated[
    str | None,
    QueryParameter(
        required=False, min_length=1, max_length=200, pattern=SEARCHED, description="Only rows with these words, accents or not."
    ),
]
Order = Annotated[
    ColumnNames | None,
    QueryParameter(
        required=False,
        pattern=NAMES,
        max_length=400,
        description="The columns to sort by, with a comma between them and - before one that falls, such as -total_float,task.",
    ),
]
Columns = Annotated[
    ColumnNames | None,
    QueryParameter(
        required=False,
        pattern=NAMES,
        max_length=1000,
        description="The columns to answer, with a comma between them; with - before a name, all but that.",
    ),
]


def names(text: str | None) -> tuple[str, ...]:
    """Names with commas between them."""
    return () if text is None else tuple(text.split(","))


class Reports(Controller):
    """The reports by name."""

    path = "/reports"
    opt = {"access": READ}  # noqa: RUF012 - the framework's way
    tags = ["reports"]  # noqa: RUF012

    @get("/", responses=problems(), operation_id="list_reports", summary="The names of the reports")
    async def names(self) -> list[str]:
        """Every report that there is."""
        return list(REPORTS)

    @get(
        "/{name:str}",
        opt={"rendered": tuple(TYPES.values())},
        responses=problems(404, 409, 422),
        operation_id="get_report",
        summary="A report",
    )
    async def one(  # noqa: PLR0913, PLR0917 - one argument a query parameter
        self,
        request: Request[Any, Any, Any],
        look: Looking,
        name: Name,
        programme: Programme = None,
        against: Against = "programme",
        critical: Critical = "float",
        scenario: InScenario = None,
        baseline: AgainstBaseline = None,
        by: CountedBy = "agency",
        period: InPeriod = None,
        within: WithinPeriod = "deadline",
        format: Form = "json",
        lang: Lang = None,
        q: Words = None,
        sort: Order = None,
        fields: Columns = None,
    ) -> Response[str]:
        """The same rows and notes that the command line gives."""
        known(name)
        asked = asking(by, period, within)
        chosen = lang or wanted_language(request)
        view = await look.view(programme, against=against, critical=critical, scenario=scenario)
        if baseline is not None:
            view.records.get(Baseline, baseline)

        def rendered() -> str:
            table = made(name, replace(view, baseline=baseline, asking=asked))
            try:
                return render(trimmed(table, q, names(sort), names(fields), chosen), format, chosen)
            except InvalidError as refused:
                raise malformed(_("the report cannot be given like this"), refused.problems) from None

        text = await run_sync(rendered)
        return Response(text, media_type=TYPES[format], headers={"Content-Language": chosen, "Vary": "Accept-Language"})

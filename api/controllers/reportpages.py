"""The reports as pages: a list of them, and each as a table that can be asked otherwise and taken along."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast, get_args

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.datastructures import State

from api.access import PAGE, Principal
from api.annex import MEDIA
from api.controllers.asking import COMMON, DAY, Parameter, asked, form
from api.controllers.conventions import CODE, known_at, malformed
from api.controllers.looking import hold
from api.controllers.pages import PRIVATE, as_page
from api.controllers.reports import TYPES, Name, names
from api.http import wanted_language
from api.lists import NAMES, SEARCHED
from api.pages.reports import DOWNLOADS, report_page, reports_page
from governance.errors import InvalidError
from governance.messages import Lang, _
from portfolio.baselines.model import Baseline
from portfolio.cpm import Against, Criterion
from portfolio.reports import View, known, made
from portfolio.reports.table import Format, Table, render
from portfolio.reports.trimming import trimmed
from portfolio.reports.workbook import workbook
from portfolio.statuses import By, Within, asking

Download = Format | Literal["xlsx"]
_TYPES = {**TYPES, "xlsx": MEDIA["xlsx"]}
BOM = "\ufeff"
"""What spreadsheets know a CSV in UTF-8 by."""


def _one_of(*values: str) -> Parameter:
    return form("|".join(values), _("one of {known}", known=values))


def _period(value: str) -> str | None:
    try:
        asking(period=value[:200])
    except InvalidError:
        return None
    return value[:200]


ASKED: Mapping[str, Parameter] = {
    **COMMON,
    "programme": form(CODE, _("the code of a programme"), 160),
    "data_date": DAY,
    "against": _one_of(*get_args(Against)),
    "critical": _one_of(*get_args(Criterion)),
    "baseline": form(CODE, _("the code of a baseline"), 160),
    "by": _one_of(*get_args(By)),
    "period": Parameter(_period, _("a period such as quý II/2019, or 2019-01-01..2019-06-30")),
    "within": _one_of(*get_args(Within)),
    "q": form(SEARCHED, _("words, in one line")),
    "sort": form(NAMES, _("names of columns with a comma between them, and - before one that falls"), 400),
    "format": _one_of(*DOWNLOADS),
}
"""What the page of a report can be asked: what the API's address of it can, without what only programs need."""


class ReportPages(Controller):
    """What a planner reads and takes along without a command line."""

    path = "/reports"
    opt = {"access": PAGE}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/")
    async def listed(self, request: Request[Principal, Any, Any], state: State) -> Response[str]:
        """The reports by what they answer."""
        lang = wanted_language(request)
        return await as_page(request, state, reports_page(lang), lang)

    @get("/{name:str}")
    async def one(self, request: Request[Principal, Any, Any], state: State, name: Name) -> Response[Any]:
        """A report, as the API has it: as a page, or in a form to take along."""
        known(name)
        wanted, lang = asked(request.query_params.multi_items(), ASKED), wanted_language(request)
        view = await _view(state, wanted)
        hold(request, view.day, view.data_date, view.ledger_seq or 0)
        table = await run_sync(_made, name, view, wanted, lang)
        kind = wanted.get("format")
        if kind is None:
            return await as_page(request, state, await run_sync(report_page, table, view, lang, wanted), lang)
        return await run_sync(_file, table, cast("Download", kind), lang)


async def _view(state: State, wanted: Mapping[str, str]) -> View:
    def day(name: str) -> date | None:
        return date.fromisoformat(wanted[name]) if name in wanted else None

    found: View = await state.computed.view(
        day("as_of"),
        wanted.get("programme"),
        data_date=day("data_date"),
        facts_only=wanted.get("facts_only") == "true",
        against=wanted.get("against", "programme"),
        critical=wanted.get("critical", "float"),
        scenario=wanted.get("scenario"),
        known_on=known_at(wanted.get("known_on")),
    )
    return found


def _made(name: str, view: View, wanted: Mapping[str, str], lang: Lang) -> Table:
    by, within = cast("By", wanted.get("by", "agency")), cast("Within", wanted.get("within", "deadline"))
    if "baseline" in wanted:
        view.records.get(Baseline, wanted["baseline"])
    told = asking(by, wanted.get("period"), within)
    table = made(name, replace(view, baseline=wanted.get("baseline"), asking=told))
    try:
        return trimmed(table, wanted.get("q"), names(wanted.get("sort")), (), lang)
    except InvalidError as refused:
        raise malformed(_("the report cannot be given like this"), refused.problems) from None


def _file(table: Table, kind: Download, lang: Lang) -> Response[Any]:
    """The report in a file, named after it, its programme and its day."""
    name = "-".join(part for part in (table.name, table.programme, table.as_of.isoformat()) if part)
    ending = "md" if kind == "markdown" else kind
    content = workbook(table, lang) if kind == "xlsx" else render(table, kind, lang)
    headers = {**PRIVATE, "Content-Language": lang, "Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(BOM + str(content) if kind == "csv" else content, media_type=_TYPES[kind], headers=headers)

"""Where the links of calendar entries lead: addresses that stay, whatever the pages behind them become."""

from typing import Any

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.response import Redirect

from api.access import PAGE, Principal
from api.controllers.conventions import CodePath
from api.controllers.pages import as_page
from api.http import wanted_language
from api.pages.reports import table_page
from portfolio.model import Dependency, Task
from portfolio.reports.agenda import agenda_of


class Linked(Controller):
    """A task in the picture of its programme, and what a meeting has to hear."""

    path = "/"
    opt = {"access": PAGE}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/tasks/{code:str}", status_code=303)
    async def task(self, request: Request[Principal, Any, Any], state: State, code: CodePath) -> Redirect:
        """To the task's box in the network of its programme; where nothing is linked with it, to the network."""
        records = (await state.store.records())[1]
        task = records.get(Task, code)
        linked = records.by(Dependency, "predecessor", code) or records.by(Dependency, "successor", code)
        lang = f"?lang={wanted_language(request)}" if "lang" in request.query_params else ""
        return Redirect(f"/{lang}#{f'task-{code}' if linked else f'network-{task.programme}'}", status_code=303)

    @get("/meetings/{code:str}")
    async def meeting(self, request: Request[Principal, Any, Any], state: State, code: CodePath) -> Response[str]:
        """The agenda of a meeting: what earlier ones ordered, and where that stands."""
        view, lang = await state.computed.view(), wanted_language(request)
        page = await run_sync(lambda: table_page(agenda_of(view, code), view, lang, f"/meetings/{code}"))
        return await as_page(request, state, page, lang)

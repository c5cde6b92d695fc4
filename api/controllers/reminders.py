"""Who is to be reminded of what, on a day or in a window of days: what a mailer asks for every morning."""

from datetime import date
from typing import Annotated

from anyio.to_thread import run_sync
from litestar import Controller, get
from litestar.params import QueryParameter

from api.access import READ
from api.controllers.conventions import CodeQuery, malformed, problems
from api.controllers.looking import Looking
from api.reminders import RemindersOut, reminders_out
from governance.errors import Problem
from governance.messages import _

LONGEST = 366
"""Days that a window may span."""
First = Annotated[date | None, QueryParameter(required=False, description="The first day; the status day.")]
Last = Annotated[date | None, QueryParameter(required=False, description="The last day, itself included; the first one.")]


class Reminders(Controller):
    """Computed from deadlines and lead times; nothing is kept of them."""

    path = "/reminders"
    opt = {"access": READ}  # noqa: RUF012 - the framework's way
    tags = ["workflow"]  # noqa: RUF012

    @get("/", responses=problems(404, 409, 422), operation_id="list_reminders", summary="Who is to be reminded of what")
    async def listed(
        self,
        look: Looking,
        start: First = None,
        end: Last = None,
        programme: CodeQuery = None,
    ) -> RemindersOut:
        """By day and task, each with who holds the office on that day and the reasons; without days, those of the status day."""
        view = await look.view(programme)
        first = start or view.day
        last = end or first
        if not 0 <= (last - first).days < LONGEST:
            fault = Problem("end", _("give a day from {start} on, and at most a year later", start=first))
            raise malformed(_("the span of days cannot be"), [fault])
        return await run_sync(reminders_out, view, first, last)

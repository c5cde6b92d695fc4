"""What every computed answer can be asked for, and what it says that it holds for: one dependency of all their addresses."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Annotated, Any, TypeVar

from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from api.access import seen
from api.controllers.conventions import known_at
from api.http import tell
from api.steady import steady
from governance.past import KNOWN, KnownText
from portfolio.cpm import Against, Criterion
from portfolio.reports.views import View

T = TypeVar("T")

AsOf = Annotated[
    date | None,
    QueryParameter(
        required=False, description="The day that is asked about, the status day; the portfolio's own, else today in Hà Nội."
    ),
]
DataDate = Annotated[
    date | None,
    QueryParameter(
        required=False,
        description="The day up to which progress counts, and from which what is not done is scheduled; that of as_of.",
    ),
]
FactsOnly = Annotated[bool, QueryParameter(description="Leave out everything that is assumed, and what rests on it.")]
KnownOn = Annotated[
    KnownText | None,
    QueryParameter(
        pattern=KNOWN,
        required=False,
        description="From the data as known at the end of this day in Hà Nội, at this moment there, or at this ledger entry.",
    ),
]

SEQ = "X-Ledger-Seq"
HOLDS = {
    SEQ: {"schema": {"type": "integer", "minimum": 0}, "description": "The ledger entry that the answer holds for."},
    "X-As-Of": {"schema": {"type": "string", "format": "date"}, "description": "The day that the answer is about."},
    "X-Data-Date": {"schema": {"type": "string", "format": "date"}, "description": "The day up to which progress counts."},
}
"""The headers in which every computed answer says what it holds for, pictures and files too."""


def hold(request: Request[Any, Any, Any], day: date, data_date: date, seq: int) -> None:
    """Have the answer to a request say in its headers what it holds for."""
    for name, value in zip(HOLDS, (str(seq), day.isoformat(), data_date.isoformat()), strict=True):
        tell(request.scope, name, value)


class Look:
    """A look at the portfolio as a request asks for it: on which day, by which progress, without assumptions, as known when."""

    def __init__(
        self,
        request: Request[Any, Any, Any],
        as_of: AsOf = None,
        data_date: DataDate = None,
        facts_only: FactsOnly = False,
        known_on: KnownOn = None,
    ) -> None:
        self._request, self._as_of, self._data_date = request, as_of, data_date
        self._facts_only, self._known_on = facts_only, known_on

    async def view(
        self,
        programme: str | None = None,
        *,
        against: Against = "programme",
        critical: Criterion = "float",
        scenario: str | None = None,
    ) -> View:
        """What is seen. The answer to the request says in its headers what it holds for.

        Raises
        ------
        DomainError, HttpError
            When there is no such programme, scenario or past, or a scenario breaks rules.
        """
        found: View = await self._request.app.state.computed.view(
            self._as_of,
            programme,
            data_date=self._data_date,
            facts_only=self._facts_only,
            against=against,
            critical=critical,
            scenario=scenario,
            known_on=known_at(self._known_on),
            at=seen(self._request),
        )
        hold(self._request, found.day, found.data_date, found.ledger_seq or 0)
        return found

    async def told(self, make: Callable[..., T], view: View, *more: Hashable) -> Response[T]:
        """The answer that ``make`` makes of a view: made once for as long as the view stands.

        Raises
        ------
        DomainError
            Whatever ``make`` raises.
        """
        made: Any = await self._request.app.state.computed.told(make, view, *more)
        steady(self._request)
        return Response(made, media_type="application/json")


Looking = NamedDependency[Look]
LOOK = {"look": Provide(Look, sync_to_thread=False)}
"""What a router gives its handlers that look."""

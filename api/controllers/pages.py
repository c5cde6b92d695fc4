"""The page of the whole portfolio."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get
from litestar.datastructures import State

from api.access import PAGE, Principal
from api.controllers.conventions import CODE, known_at, malformed
from api.controllers.signing import renewed
from api.forms import filled
from api.http import wanted_language
from api.pages.overview import overview
from governance.errors import Problem
from governance.messages import Message, _
from governance.past import KNOWN

_PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}


class Pages(Controller):
    """What a person sees in a browser."""

    path = "/"
    include_in_schema = False

    @get("/", opt={"access": PAGE})
    async def whole(self, request: Request[Principal, Any, Any], state: State) -> Response[str]:
        """The committee, its programmes, and the whole portfolio as pictures, on any day that is asked for."""
        asked = asked_for(request.query_params.multi_items())
        lang = wanted_language(request)
        view = await state.computed.view(
            asked.as_of, facts_only=asked.facts_only, scenario=asked.scenario, known_on=known_at(asked.known_on)
        )
        key = ("overview", view.ledger_seq, view.day, view.facts_only, lang, asked)
        page = state.computed.renderings.get(key)
        if page is None or asked.known_on:  # a past is told anew, as redactions since have left it
            page = await run_sync(lambda: overview(view, lang, asked=asked.as_of, known_on=asked.known_on))
            state.computed.renderings[key] = page
        answer = Response(
            filled(str(page), request.user.secret), media_type="text/html", headers={**_PRIVATE, "Content-Language": lang}
        )
        return await renewed(request, state, answer)


class Asked(NamedTuple):
    """What the address of the overview page asks for."""

    as_of: date | None = None
    facts_only: bool = False
    scenario: str | None = None
    known_on: str | None = None


def asked_for(parameters: Iterable[tuple[str, str]]) -> Asked:
    """Read the address of the overview page; an empty day is the portfolio's own.

    Raises
    ------
    HttpError
        Naming every parameter that the page does not know, that is given twice, or whose value it cannot read.

    >>> asked_for([("as_of", "17/09/2009"), ("lang", "vi")])
    Asked(as_of=datetime.date(2009, 9, 17), facts_only=False, scenario=None, known_on=None)
    """
    given = list(parameters)
    faults = [fault for name, value in given if (fault := _fault(name, value))]
    names = [name for name, _value in given]
    faults += [Problem(name, _("it is given twice")) for name in dict.fromkeys(names) if name in _READ and names.count(name) > 1]
    if faults:
        raise malformed(
            _("this page cannot use what its address asks for; without any parameters it shows the present state"), faults
        )
    values = dict(given)
    day = values.get("as_of")
    scenario, known_on = values.get("scenario") or None, values.get("known_on") or None
    return Asked(_day(day) if day else None, values.get("facts_only") == "true", scenario, known_on)


def _fault(name: str, value: str) -> Problem | None:
    """What is wrong with one parameter; an empty value asks for nothing."""
    if name not in _READ:
        return Problem(name[:80], _("there is no parameter {name}; there are {known}", name=name[:80], known=tuple(_READ)))
    pattern, form = _READ[name]
    if not value or (re.fullmatch(pattern, value) and (name != "as_of" or _day(value))):
        return None
    return Problem(name, _("“{value}” cannot be read; give {form}", value=value[:80], form=form))


def _day(value: str) -> date | None:
    """A day as readers here write it, 05/07/2018, or as programs do, 2018-07-05; None where there is no such day."""
    try:
        day = date.fromisoformat("-".join(reversed(value.split("/"))))
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None


_READ: Mapping[str, tuple[str, Message]] = {
    "as_of": (
        "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}",
        _("a day from 1900 to 2199 as day/month/year, such as 05/07/2018"),
    ),
    "known_on": (KNOWN, _("a day such as 2018-07-05, a moment such as 2018-07-05T09:30, or the number of a ledger entry")),
    "facts_only": ("true|false", _("true or false")),
    "lang": ("vi|en", _("vi or en")),
    "scenario": (CODE, _("the code of a scenario")),
}

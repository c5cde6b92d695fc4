"""What the address of a page asks for, read from parameters that people type: all that is wrong with it is told at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from api.controllers.conventions import CODE, malformed
from governance.errors import Problem
from governance.messages import Message, _
from governance.past import KNOWN


class Parameter(NamedTuple):
    """A parameter of a page: how its value is read, None where it cannot be, and what form to ask for then."""

    read: Callable[[str], str | None]
    form: Message


def asked(given: Iterable[tuple[str, str]], known: Mapping[str, Parameter]) -> dict[str, str]:
    """The values by name, days as programs write them; an empty value asks for nothing.

    Raises
    ------
    HttpError
        Naming every parameter that is not known, that is given twice, or whose value cannot be read.

    >>> asked([("as_of", "17/09/2009"), ("lang", "")], COMMON)
    {'as_of': '2009-09-17'}
    """
    pairs = list(given)
    faults = [fault for name, value in pairs if (fault := _fault(name, value, known))]
    names = [name for name, _value in pairs]
    faults += [Problem(name, _("it is given twice")) for name in dict.fromkeys(names) if name in known and names.count(name) > 1]
    if faults:
        raise malformed(
            _("this page cannot use what its address asks for; without any parameters it shows the present state"), faults
        )
    return {name: read for name, value in pairs if value and (read := known[name].read(value))}


def _fault(name: str, value: str, known: Mapping[str, Parameter]) -> Problem | None:
    if name not in known:
        return Problem(name[:80], _("there is no parameter {name}; there are {known}", name=name[:80], known=tuple(known)))
    if not value or known[name].read(value) is not None:
        return None
    return Problem(name, _("“{value}” cannot be read; give {form}", value=value[:80], form=known[name].form))


def form(pattern: str, said: Message, longest: int = 200) -> Parameter:
    """A parameter whose value is taken as it is, if it has this form."""
    return Parameter(lambda value: value if len(value) <= longest and re.fullmatch(pattern, value) else None, said)


def _day(value: str) -> str | None:
    """A day as readers here write it, 05/07/2018, or as programs do, 2018-07-05; None where there is no such day."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}", value):
        return None
    try:
        day = date.fromisoformat("-".join(reversed(value.split("/"))))
    except ValueError:
        return None
    return day.isoformat() if 1900 <= day.year < 2200 else None


DAY = Parameter(_day, _("a day from 1900 to 2199 as day/month/year, such as 05/07/2018"))
COMMON: Mapping[str, Parameter] = {
    "as_of": DAY,
    "known_on": form(KNOWN, _("a day such as 2018-07-05, a moment such as 2018-07-05T09:30, or the number of a ledger entry")),
    "facts_only": form("true|false", _("true or false")),
    "lang": form("vi|en", _("vi or en")),
    "scenario": form(CODE, _("the code of a scenario"), 160),
}
"""What every page that shows the portfolio can be asked."""

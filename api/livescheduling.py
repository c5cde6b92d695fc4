"""The schedule of the portfolio in the database, read in columns: what ``egov schedule`` says where no file is named."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from api.planning import Asked, Said, Terms, drawn
from governance.errors import InvalidError, Problem
from governance.gathering import Wanted
from governance.messages import Lang, Message, _
from governance.records import Records
from governance.store import Store
from portfolio.cpm import schedule
from portfolio.interchange.foreign import some
from portfolio.model import Portfolio, Task
from portfolio.plan import Planned, network
from portfolio.plancolumns import WANTED, WHOLE, Told, planned


class Read(NamedTuple):
    """What the database says of the portfolio at one moment, and the title of each task in one language."""

    told: Told
    titles: Mapping[str, str]


async def read(store: Store, lang: Lang) -> Read:
    """The portfolio in columns."""
    titles = Wanted(Task, ("code", f"title_{lang}"))
    _head, (codes, tasks, estimates, links, named), rest = await store.gather((*WANTED, titles), WHOLE)
    pairs = zip(named.lines("code"), named.lines(f"title_{lang}"), strict=True)
    return Read(Told(codes, tasks, estimates, links, rest), dict(pairs))


def answer(found: Read, day: date, terms: Terms, asked: Asked) -> Said:
    """The schedule of the portfolio on a day.

    Raises
    ------
    InvalidError
        When something is asked for that only a file can say.
    CycleError
        If tasks wait for each other.
    """
    return _answer(planned(found.told, day), found.titles, found.told.rest, terms, asked)


def answer_of(records: Records, day: date, terms: Terms, asked: Asked) -> Said:
    """The same of a whole state, such as one of the past. The same errors as :func:`answer`."""
    titles = {task.code: task.title_vi if asked.lang == "vi" else task.title_en for task in records.all(Task)}
    return _answer(network(records, day), titles, records, terms, asked)


def _answer(plan: Planned, titles: Mapping[str, str], rest: Records, terms: Terms, asked: Asked) -> Said:
    if terms.lag_calendar or asked.differences:
        option = "--lag-calendar" if terms.lag_calendar else "--differences"
        raise InvalidError([Problem(option, _("this is about plan files: name one, or leave it out"))])
    made = schedule(
        plan.network, critical=terms.critical, threshold=terms.threshold, against=terms.against, progress=terms.progress
    )
    notes = tuple(note.render(asked.lang) for note in _left_out(plan))
    if asked.form == "json":
        from portfolio.interchange.scheduled import encoded  # noqa: PLC0415 - other forms do not need it

        return Said("", encoded(made).decode() + "\n", notes)
    from portfolio.interchange.planfile import described  # noqa: PLC0415 - JSON does not need it
    from portfolio.reports.anyplan import Drawn  # noqa: PLC0415

    names = [portfolio.title for portfolio in rest.all(Portfolio)]
    name = "" if not names else names[0].vi if asked.lang == "vi" else names[0].en
    text, more = drawn(Drawn(described(plan.network, titles), made, name), asked)
    return Said(name, text, (*more, *notes))


def _left_out(plan: Planned) -> Iterator[Message]:
    if plan.undated:
        yield _("what has no estimate is not in the plan, nor are its links: {items}", items=some(plan.undated))
    if plan.cancelled:
        yield _("cancelled tasks are not in the plan: {items}", items=some(plan.cancelled))

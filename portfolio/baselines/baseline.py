"""Taking a baseline, and reading one back: the rows that keep a plan, and the plan that the rows keep.

``schedule(kept(records, code).network)`` gives the dates that the baseline holds. The rows are written together, by
:func:`lay_down` in one unit of work, and what they hold is sealed by a digest that a rule checks.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.errors import InUseError, InvalidError, Problem
from governance.messages import Text, _
from governance.records import Records
from governance.work import Stored, Work
from portfolio.baselines.model import (
    PARTS,
    Baseline,
    BaselineCalendar,
    BaselineLink,
    BaselinePart,
    BaselineProgramme,
    BaselineTask,
    KeptState,
)
from portfolio.baselines.rows import calendar_fields, calendar_of, spec_of, task_fields
from portfolio.baselines.sealing import sealed
from portfolio.cpm import Schedule, schedule
from portfolio.model import Dependency, Portfolio, Programme, Task
from portfolio.network import LinkSpec, Network
from portfolio.plan import Planned
from portfolio.plan import network as plan_network


@dataclass(frozen=True, slots=True)
class Taking:
    """What somebody states about a baseline to be taken; the rest follows from the plan.

    ``portfolio`` may be left out where there is one only, or where ``programme`` says which.
    """

    code: str
    title: Text
    programme: str | None = None
    document: str | None = None
    note: Text | None = None
    portfolio: str | None = None


@dataclass(frozen=True)
class Kept:
    """A baseline as a plan again: the network that its dates came from, and its rows by task."""

    baseline: Baseline
    network: Network
    tasks: Mapping[str, BaselineTask]
    programmes: Mapping[str, BaselineProgramme]


# ---- taking


def take(
    records: Records, day: date, what: Taking, *, seq: int = 0, surmised: Collection[str] = ()
) -> tuple[Baseline, tuple[BaselinePart, ...]]:
    """The baseline of a plan on a day, and the rows that it holds.

    ``seq`` is the ledger entry that the records stand at; ``surmised`` are the tasks whose dates rest on an assumption.

    Raises
    ------
    InvalidError
        When the plan cannot be scheduled, or it is not said of which of several portfolios it is.
    UnknownCodeError
        When there is no such programme or portfolio.
    """
    portfolio = _portfolio(records, what)
    planned = plan_network(records, day)
    made = schedule(planned.network)
    within = _joined(records, what.programme)
    rows = (
        *_programmes(records, made, within),
        *_calendars(planned.network, within),
        *_tasks(records, planned, made, within, surmised),
        *_links(planned.network, within),
    )
    parts = tuple(make(baseline=what.code, ordinal=i) for i, make in enumerate(rows, 1))
    tasks = [part for part in parts if isinstance(part, BaselineTask)]
    covered = [t for t in tasks if what.programme in (None, t.programme)]
    draft = Baseline(
        code=what.code,
        portfolio=portfolio,
        programme=what.programme,
        title_vi=what.title.vi,
        title_en=what.title.en,
        as_of=day,
        document=what.document,
        ledger_seq=seq,
        calendar=planned.network.default,
        tasks=len(tasks),
        links=sum(isinstance(part, BaselineLink) for part in parts),
        finish=max((t.early_finish for t in covered if t.early_finish), default=None),
        digest="0" * 64,
        note_vi=what.note.vi if what.note else None,
        note_en=what.note.en if what.note else None,
    )
    return sealed(draft, parts), parts


def lay_down(work: Work, day: date, what: Taking, surmised: Callable[[Records, date], Collection[str]]) -> Stored[Baseline]:
    """Take a baseline of what a unit of work sees, and write it: all its rows, or nothing.

    Raises
    ------
    DomainError
        As :func:`take`, and when the code is taken.
    """
    baseline, parts = take(work.records, day, what, seq=work.head.seq, surmised=surmised(work.records, day))
    stored = work.create(baseline)
    for part in parts:
        work.create(part)
    return stored


def discard(work: Work, code: str, version: int | None) -> None:
    """Take away a baseline that nobody has approved, with all that it holds.

    Raises
    ------
    UnknownCodeError
    StaleVersionError
    InUseError
        When a document approved it.
    """
    found = work.get(Baseline, code).entity
    if found.document is not None:
        why = _("baseline {code} was approved by {document}, so it stays", code=code, document=found.document)
        raise InUseError(why)
    for kind in reversed(PARTS):
        for part in work.records.by(kind, "baseline", code):
            work.delete(kind, part.code, None)
    work.delete(Baseline, code, version)


def _portfolio(records: Records, what: Taking) -> str:
    if what.portfolio is not None:
        return records.get(Portfolio, what.portfolio).code
    if what.programme is not None:
        return records.get(Programme, what.programme).portfolio
    known = records.all(Portfolio)
    if len(known) != 1:
        codes = tuple(portfolio.code for portfolio in known)
        why = (
            _("say which portfolio this is a baseline of; there is {known}", known=codes)
            if known
            else _("there is no portfolio yet")
        )
        raise InvalidError([Problem("portfolio", why)])
    return known[0].code


def _joined(records: Records, programme: str | None) -> frozenset[str] | None:
    """A programme and all that links join it to, directly or not: their dates depend on each other. None is all programmes."""
    if programme is None:
        return None
    of = {task.code: task.programme for task in records.all(Task)}
    beside: dict[str, set[str]] = defaultdict(set)
    for link in records.all(Dependency):
        a, b = of.get(link.predecessor, ""), of.get(link.successor, "")
        beside[a].add(b)
        beside[b].add(a)
    found, waiting = {programme}, [programme]
    while waiting:
        new = beside[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(found)


Row = Callable[..., BaselinePart]


def _row(kind: type[BaselinePart], **said: Any) -> Row:
    """A row that has no number yet."""
    return lambda **numbered: kind(**numbered, **said)


def _programmes(records: Records, made: Schedule, within: frozenset[str] | None) -> Iterator[Row]:
    for programme in records.all(Programme):
        if within is None or programme.code in within:
            start = made.network.starts.get(programme.code)
            title = {"title_vi": programme.title_vi, "title_en": programme.title_en}
            yield _row(BaselineProgramme, programme=programme.code, start=start, finish=made.finish_of(programme.code), **title)


def _calendars(network: Network, within: frozenset[str] | None) -> Iterator[Row]:
    """The calendars that days are counted on: the plan's, and those of its tasks."""
    used = {
        network.default,
        *(t.calendar for t in network.tasks.values() if t.calendar and (within is None or t.group in within)),
    }
    for code in sorted(used):
        yield _row(BaselineCalendar, calendar=code, **calendar_fields(network.calendars[code]))


def _tasks(
    records: Records, planned: Planned, made: Schedule, within: frozenset[str] | None, surmised: Collection[str]
) -> Iterator[Row]:
    cancelled = frozenset(planned.cancelled)
    for task in records.all(Task):
        if within is not None and task.programme not in within:
            continue
        said: dict[str, Any] = {
            "task": task.code,
            "programme": task.programme,
            "parent": task.parent,
            "title_vi": task.title_vi,
            "title_en": task.title_en,
            "surmised": task.assumed or task.code in surmised,
        }
        spec = planned.network.tasks.get(task.code)
        if spec is None:
            state = KeptState.CANCELLED if task.code in cancelled else KeptState.UNDATED
            yield _row(BaselineTask, **said, state=state)
        else:
            yield _row(BaselineTask, **(said | task_fields(spec) | _dated(made, task.code)))


def _dated(made: Schedule, code: str) -> dict[str, object]:
    """The dates that a plan gives a task; finished work whose day is not on record has none."""
    dates = made.tasks[code]
    said: dict[str, object] = {"state": KeptState(dates.state), "critical": dates.critical}
    if dates.undated:
        return said
    names = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float")
    return said | {name: getattr(dates, name) for name in names}


def _links(network: Network, within: frozenset[str] | None) -> Iterator[Row]:
    for link in network.links:
        if within is None or network.tasks[link.predecessor].group in within:
            yield _row(
                BaselineLink,
                predecessor=link.predecessor,
                successor=link.successor,
                relation=link.relation,
                lag=link.lag,
                lag_calendar=link.lag_calendar,
            )


# ---- reading back


def kept(records: Records, code: str) -> Kept:
    """The plan that a baseline holds.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    baseline = records.get(Baseline, code)
    tasks = {row.task: row for row in records.by(BaselineTask, "baseline", code)}
    programmes = {row.programme: row for row in records.by(BaselineProgramme, "baseline", code)}
    built = Network.build(
        [spec_of(row) for row in tasks.values() if row.networked],
        [
            LinkSpec(r.predecessor, r.successor, r.relation, r.lag, r.lag_calendar)
            for r in records.by(BaselineLink, "baseline", code)
        ],
        {row.calendar: calendar_of(row) for row in records.by(BaselineCalendar, "baseline", code)},
        baseline.calendar,
        {row.programme: row.start for row in programmes.values() if row.start is not None},
        baseline.as_of,
    )
    return Kept(baseline, built, dict(sorted(tasks.items())), dict(sorted(programmes.items())))

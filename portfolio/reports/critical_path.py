"""What holds a programme up: its critical path, chain by chain, the worst first, and who answers for each task."""

from collections.abc import Iterator
from typing import NamedTuple

from governance.messages import Message, Text, _
from portfolio.cpm import Cause, Driver
from portfolio.limits import Limit
from portfolio.model import DeadlineKind, Programme, Task
from portfolio.reports.chains import Bound, Chain, chains, root
from portfolio.reports.due import extended, missed
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, named, remarks
from portfolio.reports.words import link_label, word

COLUMNS = (
    Column("start", _("Start")),
    Column("finish", _("Finish"), under="start"),
    Column("total_float", _("Total float"), under="start"),
    Column("driven_by", _("What fixes its dates"), wide=1),
    Column("misses", _("What it misses"), under="driven_by", wide=1),
    Column("leads_to", _("Where the chain leads"), under="driven_by", wide=1),
    Column("responsible", _("Responsible"), under="title"),
    *ORIGIN,
)


class _Path(NamedTuple):
    """The critical path of a programme, or of all of them together where there is none."""

    programme: Programme | None
    chains: tuple[Chain, ...]
    pinned: tuple[str, ...]


def critical_path_report(view: View) -> Table:
    """The unfinished tasks on the critical path, programme by programme: chains, the least float first, each in path order.

    The last row of a chain says where it leads, and which deadline or end its float counts to.
    """
    paths = tuple(_paths(view))
    rows = tuple(row for path in paths for chain in path.chains for row in _rows(view, chain))
    notes = (*remarks(view, rows), _criterion(view), *_ends(view), *_apart(paths))
    head = leading(view)
    steps = (Column("chain", _("Chain"), under=head[0].key), Column("step", _("Step"), under=head[0].key))
    title = _("Critical path: {scope}", scope=view.scope)
    answer = tuple(said for path in paths if (said := _answer(view, path)))
    return Table(
        "critical-path", title, (*head, *steps, *COLUMNS), rows, notes, view.day, view.programme,
        answer=answer, groups=("programme", "chain") if view.against == "programme" else ("chain",),
        empty=_("No task is critical: nothing that is left to do is dated."),
    )  # fmt: skip


def _paths(view: View) -> Iterator[_Path]:
    whole = view.against == "portfolio" and view.several
    for programme in (None,) if whole else view.programmes:
        found = chains(view.schedule, [code for code in _critical(view, programme) if view.dates(code)])
        yield _Path(programme, found.chains, found.pinned)


def _critical(view: View, programme: Programme | None) -> tuple[str, ...]:
    """The critical tasks of a programme; by longest path, those on the way to its own finish, not to another's."""
    if programme is None:
        return view.schedule.critical
    codes = view.schedule.critical_of(programme.code)
    if view.schedule.criterion == "float":
        return codes
    own = frozenset(view.schedule.longest_path_of(programme.code))
    return tuple(code for code in codes if code in own)


def _answer(view: View, path: _Path) -> Message | None:
    """What holds the programme up, in a sentence: the task that its worst chain leads back to, and how late that makes it."""
    if not path.chains:
        return None
    chain = path.chains[0]
    first = root(view, chain.tasks[0]).code
    said = {
        "scope": path.programme.code if path.programme else view.scope,
        "task": first,
        "title": view.records.get(Task, first).title,
        "days": abs(chain.float),
        "bound": _bound(view, chain.bound),
        "who": named(view.records, view.answer(first)),
    }
    if chain.float < 0:
        return _("{scope}: held up by {task} “{title}”: {days} working days late against {bound}. "
                 "Who answers for it: {who}.", **said)  # fmt: skip
    return _("{scope}: held up by {task} “{title}”: {days} working days of float against {bound}. "
             "Who answers for it: {who}.", **said)  # fmt: skip


def pressing(view: View, programme: Programme, task: str) -> Message | None:
    """What is late in a programme, and because of which task: by the chain with the least float. None where nothing is late.

    ``task`` is what the reader knows already; another that presses more is named.
    """
    codes = [code for code in view.schedule.critical_of(programme.code) if view.dates(code)]
    worst = next(iter(chains(view.schedule, codes).chains), None)
    if worst is None or worst.float >= 0:
        return None
    first = root(view, worst.tasks[0]).code
    days, bound = abs(worst.float), _bound(view, worst.bound)
    if first == task:
        return _("it is {days} working day(s) late against {bound}", days=days, bound=bound)
    title = view.records.get(Task, first).title
    return _("more urgent: {task} “{title}” is {days} working day(s) late against {bound}", task=first, title=title, days=days,
             bound=bound)  # fmt: skip


def _criterion(view: View) -> Message:
    if view.schedule.criterion == "longest-path":
        return _("Critical: on the longest path of driving links to the finish. Finished work is not on the path.")
    return _(
        "Critical: no more than {days} working days of total float. Finished work is not on the path.",
        days=view.schedule.threshold,
    )


def _ends(view: View) -> Iterator[Message]:
    for programme in view.programmes:
        finish = view.finish_of(programme)
        if finish is None:
            yield _("{programme}: not everything is dated, so no finish can be told.", programme=programme.code)
        else:
            yield _("{programme}: forecast finish {day}.", programme=programme.code, day=finish)


def _apart(paths: tuple[_Path, ...]) -> Iterator[Message]:
    pinned = tuple(code for path in paths for code in path.pinned)
    if pinned:
        yield _("On no path, because only a date or “as late as possible” leaves them no float: {tasks}.", tasks=pinned)


def _rows(view: View, chain: Chain) -> Iterator[dict[str, object]]:
    for step, code in enumerate(chain.tasks, 1):
        task, dates = view.records.get(Task, code), view.schedule.tasks[code]
        yield {
            "chain": Term(chain.number, _("chain {number}", number=chain.number)),
            "step": Term(step, _("step {number}", number=step)),
            "programme": task.programme,
            "task": code,
            "title": task.title,
            "start": dates.early_start,
            "finish": dates.early_finish,
            "total_float": dates.total_float,
            "driven_by": tuple(cause(driver) for driver in dates.driven_by),
            "misses": tuple(missed(miss, extended(view, miss, code)) for miss in dates.violates),
            "leads_to": _leads(view, chain) if step == len(chain.tasks) else None,
            "responsible": named(view.records, view.answer(code)),
            "source": task.source,
            "assumed": view.assumed(task),
        }


def _leads(view: View, chain: Chain) -> Term:
    """Where a chain leads, for programs and for people."""
    into, hold, said = chain.into, chain.bound.hold, _bound(view, chain.bound)
    value = {"task": into, "limit": hold.limit.value, "rule": hold.rule, "day": hold.day, "of": chain.bound.task}
    label = _("leads to {task}; bound by: {bound}", task=into, bound=said) if into else _("bound by: {bound}", bound=said)
    return Term({key: item for key, item in value.items() if item is not None}, label)


def _bound(view: View, bound: Bound) -> Message | Text:
    """The date that a float counts to, and whose it is."""
    hold = bound.hold
    if hold.limit is Limit.END:
        if view.against == "portfolio":
            return _("the finish of the portfolio, {day}", day=hold.day)
        return _("the finish of {programme}, {day}", programme=view.records.get(Task, bound.task).programme, day=hold.day)
    if hold.rule is DeadlineKind.EXTENSION:
        return _("the extended deadline {day} of {task}", day=hold.day, task=bound.task)
    if hold.rule is DeadlineKind.INSTRUMENT:
        return _("the deadline {day} of {task}", day=hold.day, task=bound.task)
    assert hold.rule is not None
    return _("{task}, which {rule} {day}", rule=word(hold.rule).label, day=hold.day, task=bound.task)


def cause(driver: Driver) -> Term:
    """What fixes an early date, for programs and for people."""
    link = driver.link
    value = {
        "cause": driver.cause.value,
        "task": link.predecessor if link else None,
        "relation": link.relation.value if link else None,
        "lag": link.lag if link else None,
        "lag_calendar": link.lag_calendar.value if link and link.lag else None,
        "constraint": driver.constraint.value if driver.constraint else None,
        "day": driver.day,
        "child": driver.child,
        "on": driver.on,
    }
    said = _said(driver)
    return Term(
        {key: item for key, item in value.items() if item is not None},
        _("{cause}, through {group}", cause=said, group=driver.on) if driver.on else said,
    )


def _said(driver: Driver) -> Message:
    link = driver.link
    if link is not None:
        label = link_label(link.relation, link.lag, link.lag_calendar)
        if not label:
            return _("after {task}", task=link.predecessor)
        return _("after {task} ({link})", task=link.predecessor, link=label)
    if driver.constraint is not None:
        kind = word(driver.constraint).label
        return _("{constraint} {day}", constraint=kind, day=driver.day) if driver.day else _("{constraint}", constraint=kind)
    match driver.cause:
        case Cause.ACTUAL:
            return _("began on {day}", day=driver.day) if driver.day else _("is finished; when it began is not on record")
        case Cause.DATA_DATE:
            return _("not before the status day, {day}", day=driver.day)
        case Cause.CHILD:
            return _("its part {task} begins on {day}", task=driver.child, day=driver.day)
    return _("the programme's schedule starts on {day}", day=driver.day)

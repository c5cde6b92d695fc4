"""The critical path: its tasks in order, what fixes each one's dates, and who answers for it."""

from collections.abc import Iterator

from governance.messages import Message, _
from portfolio.cpm import Cause, Driver, Miss
from portfolio.model import Task
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, named, remarks
from portfolio.reports.words import link_label, word

COLUMNS = (
    Column("start", _("Start")),
    Column("finish", _("Finish"), under="start"),
    Column("total_float", _("Total float")),
    Column("driven_by", _("What fixes its dates"), wide=1),
    Column("misses", _("What it misses"), under="driven_by", wide=1),
    Column("responsible", _("Responsible"), wide=1),
    *ORIGIN,
)


def critical_path_report(view: View) -> Table:
    """The unfinished tasks on the critical path, in path order, programme by programme; or that of the whole portfolio."""
    rows = tuple(_row(view, step, code) for codes in _paths(view) for step, code in enumerate(codes, 1))
    notes = list(remarks(view, rows))
    notes.append(
        _(
            "Critical: no more than {days} working days of total float. Finished work is not on the path.",
            days=view.schedule.threshold,
        )
    )
    notes += _ends(view)
    columns = (*leading(view), Column("step", _("Step"), under="programme" if view.several else "task"), *COLUMNS)
    return Table(
        "critical-path", _("Critical path: {scope}", scope=view.scope), columns, rows, tuple(notes), view.day, view.programme
    )


def _paths(view: View) -> Iterator[tuple[str, ...]]:
    paths = [view.schedule.critical_of(programme.code) for programme in view.programmes]
    if view.against == "portfolio" and view.several:
        paths = [view.schedule.critical]
    for path in paths:
        yield tuple(code for code in path if view.dates(code))


def _ends(view: View) -> Iterator[Message]:
    for programme in view.programmes:
        finish = view.finish_of(programme)
        if finish is None:
            yield _("{programme}: nothing is dated, so there is no critical path.", programme=programme.code)
        else:
            yield _("{programme}: forecast finish {day}.", programme=programme.code, day=finish)


def _row(view: View, step: int, code: str) -> dict[str, object]:
    task = view.records.get(Task, code)
    dates = view.schedule.tasks[code]
    return {
        "step": step,
        "programme": task.programme,
        "task": code,
        "title": task.title,
        "start": dates.early_start,
        "finish": dates.early_finish,
        "total_float": dates.total_float,
        "driven_by": tuple(cause(driver) for driver in dates.driven_by),
        "misses": tuple(missed(miss) for miss in dates.violates),
        "responsible": named(view.records, view.answer(code)),
        "source": task.source,
        "assumed": view.assumed(task),
    }


def cause(driver: Driver) -> Term:
    """What fixes an early date, for programs and for people."""
    link = driver.link
    value = {
        "cause": driver.cause.value,
        "task": link.predecessor if link else None,
        "relation": link.relation.value if link else None,
        "lag": link.lag if link else None,
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
        label = link_label(link.relation, link.lag)
        if not label:
            return _("after {task}", task=link.predecessor)
        return _("after {task} ({link})", task=link.predecessor, link=label)
    if driver.constraint is not None:
        kind = word(driver.constraint).label
        return _("{constraint} {day}", constraint=kind, day=driver.day) if driver.day else _("{constraint}", constraint=kind)
    match driver.cause:
        case Cause.ACTUAL:
            return _("began on {day}", day=driver.day)
        case Cause.DATA_DATE:
            return _("not before the status day, {day}", day=driver.day)
        case Cause.CHILD:
            return _("its part {task} begins on {day}", task=driver.child, day=driver.day)
    return _("the programme's schedule starts on {day}", day=driver.day)


def missed(miss: Miss) -> Term:
    """A date that is not kept, for programs and for people."""
    rule = word(miss.rule)
    said = _("{rule} {day}: missed by {days} working days", rule=rule.label, day=miss.day, days=miss.days)
    return Term({"rule": miss.rule.value, "day": miss.day, "days": miss.days}, said)

"""Scenarios beside the live plan: one column for each, with what it makes of every finish, task and link that differs."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import TypeVar

from governance.messages import Message, Text, _
from governance.values import Entity
from portfolio.cpm import Miss, TaskDates
from portfolio.model import Dependency, Programme, Task
from portfolio.outline import natural
from portfolio.reports.effects import told_effects
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, remarks, supposed
from portfolio.reports.words import lag_term, word
from portfolio.whatif.comparison import Comparison, Dated, FinishChange, LinkChange, TaskChange, compare

E = TypeVar("E", bound=Entity)
Seen = Sequence[tuple[View, Comparison]]
_NOTHING = _("Nothing is compared: name a scenario, as in egov scenario compare CODE.")
_SAME = _("no date differs from the live plan")


def comparison_report(view: View) -> Table:
    """What the scenario that is looked at makes of the live plan; without one there is nothing to tell."""
    return comparison_table([view] if view.scenario is not None else [], view)


def comparison_table(views: Sequence[View], looked: View) -> Table:
    """Scenarios side by side; ``looked`` says at which programme, and on which day. All views are of one live plan."""
    seen = [(view, differences(view)) for view in views]
    live = next((view.live for view in views if view.live), looked)
    rows = tuple(_rows(live, seen))
    notes = (
        *remarks(live, rows),
        *(supposed(view) for view in views),
        _("Days are working days: of a task on its own calendar, of a programme on the plan's. Only what differs is listed."),
    )
    columns = (
        Column("programme", _("Programme")),
        Column("task", _("Task"), under="programme"),
        Column("title", _("Title"), wide=1),
        Column("live", _("Live plan"), wide=1),
        *(Column(view.scenario.code, _("Scenario {code}", code=view.scenario.code), wide=2) for view in views if view.scenario),
        *ORIGIN,
    )
    return Table(
        "comparison",
        _("Comparison with the live plan: {scope}", scope=looked.scope),
        columns,
        rows,
        notes,
        looked.day,
        looked.programme,
        answer=tuple(said for view, found in seen for said in _answers(view, found, alone=len(views) == 1)),
        groups=("programme",),
        empty=_SAME if views else _NOTHING,
    )


def differences(view: View) -> Comparison:
    """How a scenario that is looked at differs from the live plan, in the programme that is looked at."""
    assert view.live is not None, "a view of a scenario has the live one beside it"
    found, only = compare(_dated(view.live), _dated(view)), view.programme
    if only is None:
        return found
    return Comparison(
        tuple(finish for finish in found.finishes if finish.programme == only),
        tuple(task for task in found.tasks if _programme(view, task.task) == only),
        tuple(link for link in found.links if _programme(view, link.either.successor) == only),
    )


def _dated(view: View) -> Dated:
    return Dated(view.records, view.schedule, view.surmised if view.facts_only else frozenset())


# ---- in a sentence


def _answers(view: View, found: Comparison, *, alone: bool) -> Iterator[Message]:
    """What a scenario comes to, and what each of its changes is worth; of several, each sentence says of which."""
    yield _answer(view, found)
    for said in told_effects(view):
        yield said if alone else Message("{code}: {said}", (("code", _code(view)), ("said", said)))


def _answer(view: View, found: Comparison) -> Message:
    """What a scenario comes to."""
    finishes = [finish for finish in found.finishes if finish.before != finish.after]
    tasks = [task for task in found.tasks if _told(task)]
    counts = (
        _("{count} task(s) [moves|move]", count=sum(task.moved for task in tasks)),
        _("{count} newly critical", count=sum(task.newly_critical for task in tasks)),
        _("{count} no longer critical", count=sum(task.no_longer_critical for task in tasks)),
        _("{count} deadline(s) newly missed", count=sum(task.newly_missed for task in tasks)),
        _("{count} deadline(s) newly kept", count=sum(task.newly_kept for task in tasks)),
        _("{count} task(s) added", count=sum(task.added for task in tasks)),
        _("{count} task(s) taken out", count=sum(task.dropped for task in tasks)),
        _("{count} link(s) [differs|differ]", count=len(found.links)),
    )
    said = [*(_finished(f) for f in finishes), *(count for count in counts if dict(count.params)["count"])]
    name = _("Scenario {code}, “{title}”", code=view.scenario.code if view.scenario else "", title=_title(view.scenario))
    return _("{scenario}: {said}.", scenario=name, said=_list(said) if said else _SAME)


def _list(said: Sequence[Message]) -> Message:
    return reduce(lambda told, more: _("{told}; {more}", told=told, more=more), said)


def _finished(finish: FinishChange) -> Message:
    if finish.after is None:
        return _("{programme} has no finish any more", programme=finish.programme)
    if finish.days is None:
        return _("{programme} finishes on {day}", programme=finish.programme, day=finish.after)
    return _("{programme} finishes on {day}, {shift}", programme=finish.programme, day=finish.after, shift=_shift(finish.days))


def _shift(days: int) -> Message:
    """By how much something is later.

    >>> _shift(3).render("en"), _shift(-1).render("en"), _shift(0).render("en")
    ('3 working days later', '1 working day earlier', 'on the same working day')
    """
    if days == 0:
        return _("on the same working day")
    return _("{days} working day(s) later", days=days) if days > 0 else _("{days} working day(s) earlier", days=-days)


# ---- row by row


def _rows(live: View, seen: Seen) -> list[dict[str, object]]:
    """Finishes, tasks and links of one programme after the other."""
    found = [*_finish_rows(live, seen), *_task_rows(live, seen), *_link_rows(live, seen)]
    return sorted(found, key=lambda row: natural(str(row["programme"])))


def _finish_rows(live: View, seen: Seen) -> Iterator[dict[str, object]]:
    by_code = [{f.programme: f for f in found.finishes} for _view, found in seen]
    for code in sorted({f.programme for found in by_code for f in found.values() if f.before != f.after}, key=natural):
        of = _first([live, *(view for view, _found in seen)], Programme, code)
        before = next(found[code].before for found in by_code if code in found)
        yield {
            "programme": code,
            "title": _("{programme}: finish", programme=_title(of)),
            "live": before,
            **{_code(view): _finish_cell(found.get(code)) for (view, _c), found in zip(seen, by_code, strict=True)},
            "source": of.source if of else None,
            "assumed": any(live.dates_assumed(task) for task in live.records.by(Task, "programme", code)),
        }


def _finish_cell(finish: FinishChange | None) -> object:
    if finish is None or finish.before == finish.after:
        return _same()
    value = {"finish": finish.after, "days": finish.days}
    said = [_plainly(finish.after) if finish.after else _("no dates")]
    if finish.days is not None:
        said.append(_shift(finish.days))
    return Term(value, _list(said))


def _task_rows(live: View, seen: Seen) -> Iterator[dict[str, object]]:
    by_code = [{task.task: task for task in found.tasks if _told(task)} for _view, found in seen]
    for code in sorted({code for found in by_code for code in found}, key=natural):
        of = _first([live, *(view for view, _found in seen)], Task, code)
        one = next(found[code] for found in by_code if code in found)
        yield {
            "programme": of.programme if of else None,
            "task": code,
            "title": _title(of),
            "live": _side(one.before, one.miss_before) if one.before else None if one.added else Term("undated", _("no dates")),
            **{_code(view): _task_cell(found.get(code)) for (view, _c), found in zip(seen, by_code, strict=True)},
            "source": of.source if of else None,
            "assumed": of is not None and not one.added and live.dates_assumed(of),
        }


def _told(task: TaskChange) -> bool:
    """Whether a reader sees a difference. Summaries only span their parts: they are told for their own deadline's sake."""
    if task.added or task.dropped or task.miss_before != task.miss_after:
        return True
    undated = task.before is None or task.after is None
    return not task.summary and bool(undated or task.moved or task.float or task.newly_critical or task.no_longer_critical)


def _side(dates: TaskDates, miss: Miss | None) -> Term:
    said = [_span(dates)]
    if dates.critical:
        said.append(_("critical"))
    if _open(dates) and not (dates.critical and dates.total_float == 0):
        said.append(_float(dates.total_float))
    return Term(_value(dates, miss), _list([*said, *([_misses(miss)] if miss else [])]))


def _task_cell(task: TaskChange | None) -> object:
    if task is None:
        return _same()
    if task.dropped:
        return Term("dropped", _("taken out"))
    new = [_("new")] if task.added else []
    if task.after is None:
        return Term("undated", _list([*new, _("no dates")]))
    said = [*new, _span(task.after), *_changed(task, task.after)]
    value = _value(task.after, task.miss_after)
    return Term(value | {"start_days": task.start, "finish_days": task.finish, "float_days": task.float}, _list(said))


def _changed(task: TaskChange, dates: TaskDates) -> Iterator[Message]:
    if task.finish:
        yield _shift(task.finish)
    elif task.start:
        yield _("starts {shift}", shift=_shift(task.start))
    if task.newly_critical:
        yield _("newly critical")
    elif task.no_longer_critical:
        yield _("no longer critical")
    if _open(dates) and task.float != 0:
        yield _float(dates.total_float)
    if task.miss_after:
        yield _misses(task.miss_after)
    elif task.newly_kept:
        yield _("keeps the deadline {day}", day=task.due)
    elif task.miss_before and task.after:
        yield _("has no deadline any more")


def _span(dates: TaskDates) -> Message:
    if dates.early_start == dates.early_finish:
        return _plainly(dates.early_start)
    return _("{start}–{finish}", start=dates.early_start, finish=dates.early_finish)


def _open(dates: TaskDates) -> bool:
    return dates.state != "finished"


def _float(days: int) -> Message:
    return _("float {days}", days=days)


def _misses(miss: Miss) -> Message:
    return _("misses the deadline {day} by {days} working day(s)", day=miss.day, days=miss.days)


def _value(dates: TaskDates, miss: Miss | None) -> dict[str, object]:
    return {
        "start": dates.early_start,
        "finish": dates.early_finish,
        "total_float": dates.total_float if _open(dates) else None,
        "critical": dates.critical,
        "misses": {"rule": miss.rule, "day": miss.day, "days": miss.days} if miss else None,
    }


def _link_rows(live: View, seen: Seen) -> Iterator[dict[str, object]]:
    by_code = [{link.link: link for link in found.links} for _view, found in seen]
    for code in sorted({code for found in by_code for code in found}, key=natural):
        one = next(found[code] for found in by_code if code in found)
        link = one.either
        views = [live, *(view for view, _found in seen)]
        yield {
            "programme": next((programme for view in views if (programme := _programme(view, link.successor))), None),
            "task": link.successor,
            "title": _("link from {predecessor}", predecessor=link.predecessor),
            "live": _link_term(one.before) if one.before else None,
            **{_code(view): _link_cell(found.get(code)) for (view, _c), found in zip(seen, by_code, strict=True)},
            "source": one.before.source if one.before else None,
            "assumed": bool(one.before and one.before.assumed),
        }


def _link_cell(link: LinkChange | None) -> object:
    if link is None:
        return _same()
    if link.after is None:
        return Term("dropped", _("taken out"))
    return _link_term(link.after)


def _link_term(link: Dependency) -> Term:
    value = {"relation": link.relation, "lag": link.lag, "lag_calendar": link.lag_calendar, "type": link.type}
    lag = [_("lag {lag}", lag=lag_term(link.lag, link.lag_calendar).label)] if link.lag else []
    said = [_plainly(word(link.relation).label), *lag]
    return Term(value, _list(said))


def _same() -> Term:
    return Term(None, _("as in the live plan"))


def _plainly(value: object) -> Message:
    """A value alone, in a list of messages."""
    return Message("{value}", (("value", value),))


def _code(view: View) -> str:
    return view.scenario.code if view.scenario else ""


def _first(views: Sequence[View], kind: type[E], code: str) -> E | None:
    """The thing in the first of the plans that has it."""
    return next((thing for view in views if (thing := view.records.find(kind, code)) is not None), None)


def _title(thing: Entity | None) -> Text:
    return thing.title if thing else Text("", "")


def _programme(view: View, task: str) -> str | None:
    found = view.records.find(Task, task) or (view.live.records.find(Task, task) if view.live else None)
    return found.programme if found else None

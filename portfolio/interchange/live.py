"""The plan of the portfolio as a plan file: what a day's network holds, with titles, estimates and baselines."""

from collections.abc import Iterator
from dataclasses import replace

from governance.messages import Lang, Message, Text, _
from governance.records import Records
from governance.values import Entity
from portfolio.baselines.model import Baseline as Kept
from portfolio.baselines.model import BaselineTask
from portfolio.interchange.foreign import some
from portfolio.interchange.planfile import Baseline, PlanFile, PlanLink, PlanTask, described
from portfolio.model import (
    Constraint,
    Deadline,
    Dependency,
    DependencyKind,
    Estimate,
    Portfolio,
    Programme,
    Progress,
    Task,
    TaskKind,
)
from portfolio.plan import Planned


def live(records: Records, planned: Planned, programme: str | None = None, lang: Lang = "vi") -> PlanFile:
    """The plan of the portfolio, or of one programme, on the day of ``planned``; titles are in one language.

    What the portfolio says and a plan file does not is told in ``left_out``. A programme by itself is a plan without
    programmes, and links to other programmes stay behind.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    """
    whole = described(planned.network)
    kept = {task.code for task in whole.tasks if programme in (None, task.spec.group)}
    tasks = tuple(_task(records, task, programme, lang) for task in whole.tasks if task.code in kept)
    used = {whole.calendar, *(task.spec.calendar for task in tasks)}
    return PlanFile(
        tasks,
        tuple(link for link in whole.links if _ends(link) <= kept),
        {code: calendar for code, calendar in whole.calendars.items() if code in used},
        whole.calendar,
        whole.starts.get(programme) if programme else None,
        {} if programme else whole.starts,
        whole.data_date,
        _said(_title(records, programme), lang),
        baselines=tuple(_baselines(records, kept)),
        left_out=tuple(_left_out(records, planned, kept, programme)),
    )


def _ends(link: PlanLink) -> set[str]:
    return {link.spec.predecessor, link.spec.successor}


def _title(records: Records, programme: str | None) -> Text:
    if programme is not None:
        return records.get(Programme, programme).title
    return next((portfolio.title for portfolio in records.all(Portfolio)), Text("", ""))


def _said(text: Text, lang: Lang) -> str:
    return text.vi if lang == "vi" else text.en


def _task(records: Records, task: PlanTask, programme: str | None, lang: Lang) -> PlanTask:
    known = records.get(Task, task.code)
    spec = replace(task.spec, group="") if programme else task.spec
    points = [(e.optimistic, e.most_likely, e.pessimistic) for e in records.by(Estimate, "task", task.code)]
    open_ends = [d.not_before for d in records.by(Deadline, "task", task.code) if d.not_before and not d.not_after]
    timed = bool(points) and known.type is TaskKind.TASK
    return PlanTask(spec, _said(known.title, lang), points[0] if timed else None, opens=max(open_ends, default=None))


def _baselines(records: Records, kept: set[str]) -> Iterator[Baseline]:
    """The dates that baselines hold of these tasks."""
    for baseline in records.all(Kept):
        rows = records.by(BaselineTask, "baseline", baseline.code)
        dates = {row.task: (row.early_start, row.early_finish) for row in rows if row.task in kept}
        whole = {task: (first, last) for task, (first, last) in dates.items() if first and last}
        if whole:
            yield Baseline(baseline.code, whole, baseline.document or "")


# -------------------------------------------------------------------------------------------------- what stays behind
def _left_out(records: Records, planned: Planned, kept: set[str], programme: str | None) -> Iterator[Message]:
    here = [task.code for task in records.all(Task) if programme in (None, task.programme)]
    undated = [code for code in here if code in planned.undated]
    cancelled = [code for code in here if code in planned.cancelled]
    ends = [(link.predecessor, link.successor) for link in planned.network.links]
    loose = [f"{before} → {after}" for before, after in ends if (before in kept) != (after in kept)]
    influences = [link.code for link in records.by(Dependency, "type", DependencyKind.INFLUENCE) if _touches(link, set(here))]
    wordy = [d.code for d in records.all(Deadline) if d.task in kept and not (d.not_before or d.not_after)]
    if undated:
        yield _("what has no estimate is not in the plan, nor are its links: {items}", items=some(undated))
    if cancelled:
        yield _("cancelled tasks are not in the plan: {items}", items=some(cancelled))
    if loose:
        yield _("links to other programmes are not in the plan, though its dates follow them: {items}", items=some(loose))
    if influences:
        yield _("influences date nothing and are not in the plan: {items}", items=some(influences))
    if wordy:
        yield _("deadlines that name no day are not in the plan: {items}", items=some(wordy))
    if count := sum(entity.assumed for entity in _behind(records, kept)):
        yield _("{count} of the records behind the plan are assumptions, which it does not mark", count=count)
    yield _("who answers for tasks, on what documents and sources, stays in the portfolio")


def _touches(link: Dependency, here: set[str]) -> bool:
    return link.predecessor in here or link.successor in here


def _behind(records: Records, kept: set[str]) -> Iterator[Entity]:
    """The records that the plan of these tasks is made of."""
    yield from (task for task in records.all(Task) if task.code in kept)
    told: tuple[Estimate | Constraint | Deadline | Progress, ...] = (
        *records.all(Estimate), *records.all(Constraint), *records.all(Deadline), *records.all(Progress),
    )  # fmt: skip
    yield from (entity for entity in told if entity.task in kept)
    yield from (link for link in records.all(Dependency) if link.predecessor in kept and link.successor in kept)

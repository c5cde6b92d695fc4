"""Scenarios at work: comparing, applying and dropping them, with what stands in the way named by who and when."""

from collections.abc import Awaitable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from msgspec import Struct

from api.answers import Asked, MissOut, asked, miss_out
from governance.errors import Problem
from governance.messages import Message, _
from governance.past import in_hanoi as at
from governance.rulebook import place
from governance.store import Store
from portfolio.baselines.reasons import difference_message
from portfolio.cpm import Miss, TaskDates
from portfolio.errors import ConflictError
from portfolio.model import Dependency, Task
from portfolio.reports.comparison import differences
from portfolio.reports.effects import Effect, effects
from portfolio.reports.views import View
from portfolio.whatif.comparison import Comparison, FinishChange, LinkChange, TaskChange
from portfolio.whatif.model import ChangeAction, Scenario, ScenarioState
from portfolio.whatif.scenario import Conflict, ConflictsError, changes_of, conflicts, digest, named

T = TypeVar("T")


class FinishOut(Struct):
    """When a programme finishes in the live plan and in the scenario; ``days`` of the plan's working days later."""

    programme: str
    before: date | None
    after: date | None
    days: int | None


class SideOut(Struct, kw_only=True):
    """The dates of a task on one side; ``misses`` is the deadline that binds it and that it does not keep."""

    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    critical: bool
    misses: MissOut | None


class TaskChangeOut(Struct, kw_only=True):
    """A task that differs. A side is null where nothing dates it; days are working days of its own calendar, later or more."""

    task: str
    programme: str | None
    title_vi: str
    title_en: str
    summary: bool
    added: bool
    dropped: bool
    before: SideOut | None
    after: SideOut | None
    start_days: int | None
    finish_days: int | None
    float_days: int | None
    newly_critical: bool
    no_longer_critical: bool
    newly_missed: bool
    newly_kept: bool


class LinkSideOut(Struct):
    """How a link counts on one side."""

    lag: int
    lag_calendar: str
    type: str


class LinkChangeOut(Struct, kw_only=True):
    """A link that is on one side only, or that counts otherwise."""

    link: str
    predecessor: str
    successor: str
    relation: str
    before: LinkSideOut | None
    after: LinkSideOut | None


class ScenarioEffectOut(Struct, kw_only=True):
    """A difference from the live plan, how many tasks move for it, and the portfolio's last day without it, where tried."""

    piece: str
    subject: str
    moves: int
    finish: date | None
    vi: str
    en: str


class ConflictOut(Struct, kw_only=True):
    """A change whose thing was changed since by somebody else. Set its ``base_seq`` to ``seq`` to keep it all the same."""

    change: str
    type: str
    subject: str
    version: int | None
    seq: int | None
    vi: str
    en: str


class ScenarioOut(Struct, kw_only=True):
    """What one scenario makes of the live plan.

    To apply it as it is here, send its ``version`` in ``If-Match`` and the ``digest`` of its changes.
    """

    scenario: str
    title_vi: str
    title_en: str
    version: int
    digest: str
    same: bool
    finishes: list[FinishOut]
    effects: list[ScenarioEffectOut]
    tasks: list[TaskChangeOut]
    links: list[LinkChangeOut]
    conflicts: list[ConflictOut]


class ComparisonOut(Asked, kw_only=True):
    """Scenarios side by side, each compared with the live plan."""

    against: str
    scenarios: list[ScenarioOut]


def compared(view: View, version: int, found: Iterable[ConflictOut]) -> ScenarioOut:
    """A scenario that is looked at, compared with the live plan beside it."""
    assert view.scenario is not None, "a view of a scenario says which"
    comparison: Comparison = differences(view)
    return ScenarioOut(
        scenario=view.scenario.code,
        title_vi=view.scenario.title_vi,
        title_en=view.scenario.title_en,
        version=version,
        digest=digest(changes_of(view.records, view.scenario.code)),
        same=comparison.same,
        finishes=[_finish(finish) for finish in comparison.finishes],
        effects=[_effect(effect) for effect in effects(view)],
        tasks=[_task(view, task) for task in comparison.tasks],
        links=[_link(link) for link in comparison.links],
        conflicts=list(found),
    )


def comparison_out(views: Sequence[View], scenarios: Iterable[ScenarioOut]) -> ComparisonOut:
    """Several comparisons with one live plan; the first scenario is the one that was asked for."""
    return ComparisonOut(**asked(views[0]), against=views[0].against, scenarios=list(scenarios))


def _finish(finish: FinishChange) -> FinishOut:
    return FinishOut(finish.programme, finish.before, finish.after, finish.days)


def _effect(effect: Effect) -> ScenarioEffectOut:
    said, difference = difference_message(effect.difference), effect.difference
    return ScenarioEffectOut(
        piece=difference.piece.value,
        subject=difference.subject,
        moves=effect.moves,
        finish=effect.finish,
        vi=said.render("vi"),
        en=said.render("en"),
    )


def _side(dates: TaskDates | None, miss: Miss | None) -> SideOut | None:
    if dates is None:
        return None
    return SideOut(
        early_start=dates.early_start,
        early_finish=dates.early_finish,
        late_start=dates.late_start,
        late_finish=dates.late_finish,
        total_float=dates.total_float,
        critical=dates.critical,
        misses=miss_out(miss) if miss else None,
    )


def _task(view: View, change: TaskChange) -> TaskChangeOut:
    records = [side.records for side in (view, view.live) if side]
    task = next((found for known in records if (found := known.find(Task, change.task))), None)
    return TaskChangeOut(
        task=change.task,
        programme=task.programme if task else None,
        title_vi=task.title_vi if task else change.task,
        title_en=task.title_en if task else change.task,
        summary=change.summary,
        added=change.added,
        dropped=change.dropped,
        before=_side(change.before, change.miss_before),
        after=_side(change.after, change.miss_after),
        start_days=change.start,
        finish_days=change.finish,
        float_days=change.float,
        newly_critical=change.newly_critical,
        no_longer_critical=change.no_longer_critical,
        newly_missed=change.newly_missed,
        newly_kept=change.newly_kept,
    )


def _link(change: LinkChange) -> LinkChangeOut:
    link = change.either
    return LinkChangeOut(
        link=change.link,
        predecessor=link.predecessor,
        successor=link.successor,
        relation=link.relation.value,
        before=_link_side(change.before),
        after=_link_side(change.after),
    )


def _link_side(link: Dependency | None) -> LinkSideOut | None:
    return LinkSideOut(link.lag, link.lag_calendar.value, link.type.value) if link else None


# ---- what stands in the way


async def standing_in_the_way(store: Store, scenario: str) -> list[ConflictOut]:
    """The changes of an open scenario whose things were changed since, each with who did and when."""
    return [_conflict(conflict, await _why(store, conflict)) for conflict in await _conflicts(store, scenario)]


async def why_in_the_way(store: Store, scenario: str) -> dict[str, Message]:
    """The same as the code of the change and the words."""
    return {conflict.change.code: await _why(store, conflict) for conflict in await _conflicts(store, scenario)}


async def _conflicts(store: Store, scenario: str) -> tuple[Conflict, ...]:
    state = await store.state()
    if state.records.get(Scenario, scenario).state is not ScenarioState.OPEN:
        return ()
    return conflicts(state.stored, changes_of(state.records, scenario))


def _conflict(conflict: Conflict, why: Message) -> ConflictOut:
    change, now = conflict
    return ConflictOut(
        change=change.code,
        type=change.type.value,
        subject=change.subject,
        version=now.version if now else None,
        seq=now.changed_seq if now else None,
        vi=why.render("vi"),
        en=why.render("en"),
    )


async def _why(store: Store, conflict: Conflict) -> Message:
    """Who changed the thing since, when, and the way out."""
    change, now = conflict
    last = (await store.history(change.type.entity, change.subject))[-1:]
    who, when = (last[0].account, at(last[0].at)) if last else ("?", "?")
    if now is None:
        return _(
            "{thing} was deleted by {who} on {when}: take this change out of the scenario",
            thing=named(change),
            who=who,
            when=when,
        )
    if change.action is ChangeAction.CREATE:
        return _(
            "{thing} was added by {who} on {when} and is at version {version}: take this change out, or amend what is there",
            thing=named(change), who=who, when=when, version=now.version,
        )  # fmt: skip
    return _(
        "{thing} was changed since by {who} on {when} and is at version {version}: look at it, then refresh this change "
        "(base_seq {seq}) or take it out",
        thing=named(change), who=who, when=when, version=now.version, seq=str(now.changed_seq),
    )  # fmt: skip


async def told(store: Store, attempt: Awaitable[T]) -> T:
    """The outcome of a unit of work that applies a scenario.

    Raises
    ------
    ConflictError
        Naming every thing that was changed since, by whom and when.
    DomainError
        As the unit of work does; nothing is changed then.
    """
    try:
        return await attempt
    except ConflictsError as refused:
        found = [Problem(place(conflict.change), await _why(store, conflict)) for conflict in refused.found]
    raise ConflictError(found)

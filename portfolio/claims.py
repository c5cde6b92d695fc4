"""What a plan demands and could do without: links, date constraints and deadlines, each of which may be dropped.

What cannot be dropped is the ground that they stand on: durations, calendars, history, and the day from which work may begin.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from governance.messages import Message, _
from portfolio.engine.bounds import State
from portfolio.engine.columns import Columns
from portfolio.engine.passes import Passes
from portfolio.engine.sheet import ENDS
from portfolio.engine.summaries import Role
from portfolio.engine.wiring import switched_off
from portfolio.limits import deadline_kind
from portfolio.model import ConstraintKind as Kind
from portfolio.model import DeadlineKind, LagCalendar
from portfolio.network import Network
from portfolio.schedule import Rule
from portfolio.specs import LinkSpec, TaskSpec

EARLY = (Kind.SNET, Kind.FNET)
"""The constraints that logic can always keep, by waiting."""


class DateClaim(NamedTuple):
    """A date constraint, or the deadline that binds a task."""

    task: str
    rule: Kind | DeadlineKind
    day: date

    @property
    def late(self) -> bool:
        """Whether dates can be too late for it."""
        return self.rule not in EARLY


Claim = LinkSpec | DateClaim
Dead = Collection[tuple[str, str, int]]


def claims(network: Network) -> tuple[Claim, ...]:
    """All that a plan demands: its dates by task, then its links.

    As soon or as late as possible is a wish, which asks for nothing that could not be.
    """
    return (*(claim for spec in network.tasks.values() for claim in _dates(spec)), *network.links)


def _dates(spec: TaskSpec) -> Iterator[DateClaim]:
    yield from (DateClaim(spec.code, kind, day) for kind, day in spec.constraints if day is not None)
    if (due := spec.binding_deadline) is not None:
        yield DateClaim(spec.code, deadline_kind(spec), due)


def only(network: Network, kept: Collection[Claim], codes: Collection[str] | None = None) -> Network:
    """The plan with these claims alone, of all its tasks or of some.

    Raises
    ------
    CycleError
        Never, if the whole plan has no loop.
    """
    wanted = frozenset(kept)
    tasks = [_asking(spec, wanted) for spec in network.tasks.values() if codes is None or spec.code in codes]
    links = [link for link in network.links if link in wanted]
    return Network.build(tasks, links, network.calendars, network.default, network.starts, network.data_date)


def _asking(spec: TaskSpec, wanted: frozenset[Claim]) -> TaskSpec:
    """A task without the constraints and deadlines that are not wanted."""
    if not spec.constraints and not spec.deadlines:
        return spec
    asked = {claim.rule for claim in _dates(spec) if claim in wanted}
    return replace(
        spec,
        constraints=tuple((kind, day) for kind, day in spec.constraints if kind in asked),
        deadlines=spec.deadlines if asked & set(DeadlineKind) else (),
    )


def late_with_only(network: Network, kept: Collection[Claim], progress: Rule) -> bool:
    """Whether these claims alone cannot all hold: :func:`too_late` of the plan that asks for nothing else, without numbering
    its tasks anew.
    """
    wanted = frozenset(kept)
    dead = {(link.predecessor, link.successor, ENDS[link.relation]) for link in network.links if link not in wanted}
    asking = replace(network, tasks={code: _asking(spec, wanted) for code, spec in network.tasks.items()})
    sheet = replace(
        network.wiring.sheet, special={t: asking.tasks[spec.code] for t, spec in network.wiring.sheet.special.items()}
    )
    return bool(too_late(replace(asking, wiring=replace(network.wiring, sheet=sheet)), progress, dead))


def _named(claim: Claim) -> tuple[str, ...]:
    """The tasks that a claim names."""
    return (claim.predecessor, claim.successor) if isinstance(claim, LinkSpec) else (claim.task,)


def concerned(network: Network, kept: Collection[Claim]) -> frozenset[str]:
    """The tasks whose dates these claims depend on: those they name, all that is part of them, and what they are part of."""
    found: set[str] = set()
    waiting = [end for claim in kept for end in _named(claim)]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += network.children.get(code, ())
    for code in tuple(found):
        above = network.tasks[code].parent
        while above is not None and above not in found:
            found.add(above)
            above = network.tasks[above].parent
    return frozenset(found)


def too_late(network: Network, progress: Rule = "retained", dead: Dead = frozenset()) -> tuple[str, ...]:
    """The unfinished tasks, summaries among them, whose earliest dates pass a deadline or a constraint of their own, by code.

    None is exactly what it means that all claims of the plan can hold together: early dates are the least that keep all the
    rest, so what they miss, any other dates miss too.
    """
    fixed, wiring = network.bounds, network.wiring
    passes = Passes.of(wiring, fixed, override=progress == "override", incoming=switched_off(wiring, dead) if dead else None)
    passes.forward()
    columns = Columns(passes, {})

    def open_(i: int) -> bool:
        """Whether dates of a node are still to come: history is late for nothing that could be changed."""
        if wiring.roles[i] is Role.BEGUN:
            first = columns.child(i)
            return first is not None and fixed.state[first] in (State.WORK, State.MOMENT)
        parts = network.leaves(wiring.codes[i])
        return any(fixed.state[wiring.task_node[part]] != State.PAST for part in parts)

    late = [
        i
        for i, (start, finish, by, until) in enumerate(
            zip(columns.start, columns.finish, fixed.start_until, fixed.finish_until, strict=True)
        )
        if start > by or finish > until
    ]
    return tuple(sorted({wiring.codes[i] for i in late if open_(i)}))


def claim_message(claim: Claim) -> Message:
    """A claim in words.

    >>> claim_message(DateClaim("A", Kind.SNLT, date(2018, 7, 5))).render("en")
    'A may not start after 05/07/2018'
    """
    if isinstance(claim, LinkSpec):
        return link_message(claim)
    return _ASKS[claim.rule](claim.task, claim.day)


def link_message(link: LinkSpec) -> Message:
    """A link by its tasks, its ends and its lag.

    >>> link_message(LinkSpec("A", "B", lag=-2)).render("en")
    'the link A → B (FS−2)'
    >>> link_message(LinkSpec("A", "B", lag=7, lag_calendar=LagCalendar.ELAPSED)).render("en")
    'the link A → B (FS+7 calendar days)'
    """
    before, after, ends = link.predecessor, link.successor, link.relation.value
    if link.lag:
        ends += f"{link.lag:+d}".replace("-", "−")
        if link.lag_calendar is LagCalendar.ELAPSED:
            return _("the link {before} → {after} ({ends} calendar days)", before=before, after=after, ends=ends)
    return _("the link {before} → {after} ({ends})", before=before, after=after, ends=ends)


_ASKS: Mapping[Kind | DeadlineKind, Callable[[str, date], Message]] = {
    Kind.SNET: lambda task, day: _("{task} may not start before {day}", task=task, day=day),
    Kind.SNLT: lambda task, day: _("{task} may not start after {day}", task=task, day=day),
    Kind.FNET: lambda task, day: _("{task} may not finish before {day}", task=task, day=day),
    Kind.FNLT: lambda task, day: _("{task} may not finish after {day}", task=task, day=day),
    Kind.MSO: lambda task, day: _("{task} must start on {day}", task=task, day=day),
    Kind.MFO: lambda task, day: _("{task} must finish on {day}", task=task, day=day),
    DeadlineKind.INSTRUMENT: lambda task, day: _("{task} is due by {day}", task=task, day=day),
    DeadlineKind.EXTENSION: lambda task, day: _("{task} is due by {day}, as extended", task=task, day=day),
}

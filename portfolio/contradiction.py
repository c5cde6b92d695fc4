"""Where dates contradict each other: the smallest sets of deadlines, constraints and links that cannot all hold.

Found by deletion filtering: from claims that cannot all hold, one after the other is dropped for good wherever the rest still
cannot. Of what is left every member is necessary, because without it the others do hold; that is tried, not argued.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce

from governance.messages import Message, _
from portfolio.claims import Claim, DateClaim, claim_message, claims, concerned, late_with_only, only, too_late
from portfolio.cpm import Rule, TaskDates, schedule
from portfolio.explain import Step, explain
from portfolio.network import Network


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that cannot all hold, dates first; without any one of them the rest can.

    ``task`` is a task that must be too late if all but its own dates hold, ``dates`` are the earliest that it can have with
    these claims alone, ``days`` is by how many working days that is too late, and ``root`` is what fixes them in the end.
    """

    members: tuple[Claim, ...]
    task: str
    dates: TaskDates
    days: int
    root: Step

    @property
    def sentence(self) -> Message:
        """The contradiction in words."""
        listed = reduce(lambda told, more: _("{told}; {more}", told=told, more=more), map(claim_message, self.members))
        said = _("These cannot all hold: {members}", members=listed)
        if len(self.members) == 1:
            said = _("This cannot hold: {member}", member=listed)
        earliest = _(
            "With these alone {task} runs from {start} to {finish} at the earliest, {days} working day(s) too late",
            task=self.task,
            start=self.dates.early_start,
            finish=self.dates.early_finish,
            days=self.days,
        )
        return _("{what}. {earliest}: {root}.", what=said, earliest=earliest, root=self.root.message)


def contradictions(network: Network, progress: Rule = "retained") -> tuple[Contradiction, ...]:
    """The contradictions of a plan, one after the other: each is minimal, and with the late dates of each given up, the
    next is found in what remains, until the rest holds together.

    Finished work is history and claims nothing.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.network import LinkSpec, TaskSpec
    >>> from portfolio.specs import Due
    >>> from portfolio.workcalendar import WorkCalendar
    >>> plan = Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("print", 9), TaskSpec("sign", 0, deadlines=(Due(date(2018, 7, 3)),))],
    ...     [LinkSpec("draft", "sign"), LinkSpec("print", "sign", lag=-9)],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... )
    >>> [(one.task, one.days, [claim_message(claim).render("en") for claim in one.members]) for one in contradictions(plan)]
    [('sign', 1, ['sign is due by 03/07/2018', 'the link draft → sign (FS)'])]
    """
    left, found = claims(network), list[Contradiction]()
    while late := too_late(plain := only(network, left), progress):
        members = minimal(network, _suspects(plain, late[0], left, progress), progress)
        one = _told(only(network, members, concerned(network, members)), members, progress)
        found.append(one)
        given_up = {claim for claim in members if isinstance(claim, DateClaim) and claim.late and claim.task == one.task}
        left = tuple(claim for claim in left if claim not in given_up)
    return tuple(found)


def _suspects(network: Network, task: str, known: Sequence[Claim], progress: Rule) -> Sequence[Claim]:
    """A few claims that cannot all hold: the dates of a late task and the chain that makes it late. Else all of them."""
    made = schedule(network, progress=progress)
    chain: set[Claim] = {claim for claim in known if isinstance(claim, DateClaim) and claim.task == task}
    for step in (step for code in (task, *network.leaves(task)) for step in explain(made, {}, code).steps):
        if step.driver.link is not None:
            chain.add(step.driver.link)
        if step.driver.constraint is not None and step.driver.day is not None:
            chain.add(DateClaim(step.driver.on or step.task, step.driver.constraint, step.driver.day))
    few = [claim for claim in known if claim in chain]
    return few if too_late(only(network, few, concerned(network, few)), progress) else known


def minimal(network: Network, suspects: Collection[Claim], progress: Rule = "retained") -> tuple[Claim, ...]:
    """A minimal part of claims that cannot all hold: it cannot hold either, but does without any one of its members.

    Large parts are tried first, then ever smaller ones: that finds a few among many sooner.
    """
    kept, size = list(suspects), max(1, len(suspects) // 2)
    core = only(network, kept, concerned(network, kept))
    while True:
        smaller = False
        for first in range(len(kept) - 1, -1, -size):
            rest = kept[: max(0, first + 1 - size)] + kept[first + 1 :]
            if late_with_only(core, rest, progress):
                kept, smaller = rest, True
                core = only(core, kept, concerned(core, kept))
        if size == 1 and not smaller:
            return tuple(kept)
        size = max(1, size // 2)


def _told(core: Network, members: tuple[Claim, ...], progress: Rule) -> Contradiction:
    made, task = schedule(core, progress=progress), too_late(core, progress)[0]
    dates = made.tasks[task]
    days = max((miss.days for miss in dates.violates), default=1)
    return Contradiction(members, task, dates, days, explain(made, {}, task).root)

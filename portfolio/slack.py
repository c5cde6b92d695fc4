"""Why is this *not* critical? The chain from a task on to the deadline or the end that its float counts to."""

from collections.abc import Iterator
from dataclasses import dataclass

from governance.messages import Message, _
from portfolio.claims import DateClaim, claim_message, link_message
from portfolio.cpm import Schedule, TaskDates
from portfolio.explain import Titles, explain, joined, titled
from portfolio.limits import Hold, Holds, Limit


@dataclass(frozen=True, slots=True)
class Slack:
    """What holds the late date of one task."""

    task: str
    dates: TaskDates
    hold: Hold
    message: Message


@dataclass(frozen=True, slots=True)
class NotCritical:
    """Why a task has the float that it has: from what holds its late date to the deadline or the end that it counts to."""

    task: str
    dates: TaskDates
    verdict: Message
    steps: tuple[Slack, ...]

    @property
    def sentence(self) -> Message:
        """The verdict and the chain in words."""
        said = [self.verdict, *(step.message for step in self.steps)]
        return _("{reasons}.", reasons=joined(said, lambda count: _("{count} further steps lead on to this", count=count)))


def not_critical(schedule: Schedule, titles: Titles, code: str) -> NotCritical:
    """Say why a task is not critical; of one that is, or that is finished, say that.

    Of a summary, the chain is that of the part with the least float.

    Raises
    ------
    UnknownCodeError
        If the schedule has no such task.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.cpm import schedule
    >>> from portfolio.network import LinkSpec, Network, TaskSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> tasks = [TaskSpec("draft", 3), TaskSpec("translate", 1), TaskSpec("review", 2)]
    >>> links = [LinkSpec("draft", "review", lag=1), LinkSpec("translate", "review")]
    >>> plan = schedule(Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)}))
    >>> print(not_critical(plan, {}, "translate").verdict)
    translate is not critical: it finishes on 02/07/2018 and may finish as late as 05/07/2018, a total float of 3 working days
    """
    dates = schedule.task(code)
    leaves = [schedule.tasks[leaf] for leaf in schedule.network.leaves(code)]
    left = [leaf for leaf in leaves if leaf.state != "finished"]
    chain = tuple(_slack(schedule, titles, min(left, key=lambda leaf: (leaf.total_float, leaf.code)).code)) if left else ()
    return NotCritical(code, dates, _verdict(schedule, titled(titles, code), dates), chain)


def _verdict(schedule: Schedule, name: Message | str, dates: TaskDates) -> Message:
    if dates.state == "finished":
        return _("{task} is finished, and finished work is never critical", task=name)
    days = _("{days} working day(s)", days=dates.total_float)
    if schedule.criterion == "longest-path":
        if dates.critical:
            return _("{task} is critical: it is on the longest path, and its total float is {days}", task=name, days=days)
        return _("{task} is not critical: it is not on the longest path, and its total float is {days}", task=name, days=days)
    if dates.critical:
        return _("{task} is critical: its total float is {days}, no more than {most}", task=name, days=days,
                 most=schedule.threshold)  # fmt: skip
    return _("{task} is not critical: it finishes on {finish} and may finish as late as {late}, a total float of {days}",
             task=name, finish=dates.early_finish, late=dates.late_finish, days=days)  # fmt: skip


def _slack(schedule: Schedule, titles: Titles, code: str | None) -> Iterator[Slack]:
    holds = Holds(schedule)
    while code is not None:
        dates, hold = schedule.tasks[code], holds.of(code)[0]
        yield Slack(code, dates, hold, _held(schedule, titles, dates, hold))
        code = hold.task


def _held(schedule: Schedule, titles: Titles, dates: TaskDates, hold: Hold) -> Message:
    """What holds a task, in words."""
    name = titled(titles, dates.code)
    match hold.limit:
        case Limit.END if schedule.against == "portfolio":
            return _("{task} may last until the portfolio ends, on {day}", task=name, day=hold.day)
        case Limit.END:
            return _("{task} may last until its programme ends, on {day}", task=name, day=hold.day)
        case Limit.LINK:
            assert hold.link is not None
            why = _waits(titles, hold)
            said = _("{task} may finish as late as {day}: {why}", task=name, day=dates.late_finish, why=why)
            if not hold.link.from_finish:
                said = _("{task} may start as late as {day}: {why}", task=name, day=dates.late_start, why=why)
            if not hold.spare:
                return said
            first = explain(schedule, titles, hold.link.successor).steps[0].message
            return _("{what}, with {spare} working day(s) to spare, because {why}", what=said, spare=hold.spare, why=first)
    rule = hold.rule
    assert rule is not None
    assert hold.day is not None
    return claim_message(DateClaim(hold.on or dates.code, rule, hold.day))


def _waits(titles: Titles, hold: Hold) -> Message:
    """A link as its predecessor sees it."""
    link = hold.link
    assert link is not None
    name = titled(titles, hold.task or link.successor)
    if link.to_finish:
        return _(
            "by {link}, {task} waits for it and may finish as late as {day}", link=link_message(link), task=name, day=hold.day
        )
    return _("by {link}, {task} waits for it and may start as late as {day}", link=link_message(link), task=name, day=hold.day)

"""What a program shows of a calendar, the same value for every program."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple


class Shown(NamedTuple):
    """An entry as a program understood it: days as ``2018-09-30``, moments as ``2018-08-28T01:00Z``; the end is exclusive."""

    title: str
    start: str
    end: str
    cancelled: bool = False


def moment(at: datetime) -> str:
    """A moment with a zone, in UTC to the minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def next_day(day: str) -> str:
    """The day after, for programs that show the last day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


DEADLINES = {
    Shown("Due: Draft the decree", "2018-09-30", "2018-10-01"),
    Shown("Due: Ask the ministries", "2018-10-31", "2018-11-01"),
}
"""The minister's; 30 September is a Sunday, and stays one."""

DUE = DEADLINES | {Shown("Milestone: Decree handed in", "2018-07-26", "2018-07-27")}
"""All that the minister answers for on 5 July."""

DUE_LATER = DEADLINES | {Shown("Milestone: Decree handed in", "2018-08-15", "2018-08-16")}
"""The same on 25 July, when nothing of it has begun: 15 working days of work and one of waiting are ahead."""

MEETINGS = {
    Shown("First session", "2018-08-28T01:00Z", "2018-08-28T04:00Z"),
    Shown("Morning (in the morning)", "2018-12-24", "2018-12-25"),
}
"""The committee's: from 8 to 11 in Hà Nội, and one that is known to the day only."""


def handed_over(entries: set[Shown]) -> set[Shown]:
    """The same in the calendar of whoever answered for them before."""
    return {entry._replace(title=f"Handed over: {entry.title}", cancelled=True) for entry in entries}


TASKS = {
    "task-P.1": ("Draft the decree", "2018-09-30"),
    "task-P.2": ("Ask the ministries", "2018-10-31"),
    "task-P.3": ("Decree handed in", "2018-07-26"),
    "task-P.5": ("Free", "2018-07-06"),
}
"""The minister's tasks as to-dos: by deadline, else by forecast."""

WAITS = {
    ("task-P.2", "task-P.1", "FINISHTOSTART", None),
    ("task-P.3", "task-P.2", "FINISHTOSTART", "P1D"),
}
"""Which waits for which, how, and how long after it."""


def code(uid: str) -> str:
    """A UID without the portfolio that it is of."""
    return uid.partition("@")[0]

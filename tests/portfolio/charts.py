"""Plans and schedules as drawings, so that a test shows what it says.

A plan is written a task a line: code, days, what it waits for and what else is said of it, all separated by blanks::

    draft    3
    review   2  draft+1          FS with a lag of one working day
    print    2  review:SS+2e     start to start, two days of the week later
    sign     0  review           a milestone
    S        -                   a summary; "in=S" makes a task part of it

Further words: ``on=every`` (calendar), ``of=P2`` (programme), ``SNET=5`` … ``MFO=5``, ``ASAP``, ``ALAP`` (July 2018), ``due=9``,
``extended=12``, ``began=3``, ``ended=4``, ``left=2``, ``done``. Lags: ``+2`` on the predecessor's calendar, ``s`` the
successor's, ``p`` the plan's, ``e`` elapsed. Days are days of July 2018, which began on a Sunday; plans start on Monday the 2nd.

A chart has one column a day from that Monday on; a capital letter is a day worked by the plan's calendar::

            MTWTFssMTWTFss
    draft   XXX
    review      X--X            "-" is a day in its span on which it is not worked
    sign           o            a milestone

Where it says what is critical, only critical tasks are in capital letters.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from textwrap import dedent

from portfolio.cpm import Schedule
from portfolio.model import ConstraintKind, DeadlineKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar

MONDAY = date(2018, 7, 2)
LINK = re.compile(r"(?P<code>[A-Za-z0-9.]+)(:(?P<relation>FS|SS|FF|SF))?((?P<lag>[+-]\d+)(?P<calendar>[spe]?))?$")
LAG_CALENDARS = {"": LagCalendar.PREDECESSOR, "s": LagCalendar.SUCCESSOR, "p": LagCalendar.PLAN, "e": LagCalendar.ELAPSED}


def july(day: int | str) -> date:
    """A day of July 2018, or counted on from there."""
    return date(2018, 7, 1) + timedelta(days=int(day) - 1)


def plan(
    text: str,
    *,
    data_date: int | None = None,
    closed: Iterable[int] = (),
    opened: Iterable[int] = (),
    starts: dict[str, int] | None = None,
) -> Network:
    """The network that a plan says."""
    calendars = {
        "vn": WorkCalendar(closed=map(july, closed), opened=map(july, opened), name="vn"),
        "every": WorkCalendar("1111111", name="every"),
        "late": WorkCalendar("0011111", name="late"),
    }
    tasks, links = [], []
    for line in dedent(text).strip().splitlines():
        code, days, *words = line.split()
        tasks.append(_task(code, days, [word for word in words if _said(word)]))
        links += [_link(word, code) for word in words if not _said(word)]
    begins = {group: july(day) for group, day in (starts or {}).items()}
    groups = {task.group: begins.get(task.group, MONDAY) for task in tasks}
    return Network.build(tasks, links, calendars, "vn", groups, july(data_date) if data_date else None)


def _said(word: str) -> bool:
    return "=" in word or word in ("done", "ASAP", "ALAP")


def _task(code: str, days: str, words: list[str]) -> TaskSpec:
    said = dict(word.split("=") if "=" in word else (word, "") for word in words)
    kinds = [kind for kind in ConstraintKind if kind.value in said]
    return TaskSpec(
        code,
        0 if days == "-" else int(days),
        calendar=said.get("on", ""),
        group=said.get("of", ""),
        parent=said.get("in"),
        constraints=tuple((kind, july(said[kind.value]) if said[kind.value] else None) for kind in kinds),
        deadlines=tuple(
            Due(july(said[word]), kind)
            for word, kind in (("due", DeadlineKind.INSTRUMENT), ("extended", DeadlineKind.EXTENSION))
            if word in said
        ),
        actual_start=july(said["began"]) if "began" in said else None,
        actual_finish=july(said["ended"]) if "ended" in said else None,
        remaining=int(said["left"]) if "left" in said else None,
        done="done" in said,
    )


def _link(word: str, successor: str) -> LinkSpec:
    found = LINK.match(word)
    assert found, f"{word}: not a link"
    return LinkSpec(
        found["code"],
        successor,
        Relation(found["relation"] or "FS"),
        int(found["lag"] or 0),
        LAG_CALENDARS[found["calendar"] or ""],
    )


def chart(schedule: Schedule, *, late: bool = False, critical: bool = False) -> str:
    """The early (or late) dates of a schedule, drawn; ``critical`` tells what is critical from what is not."""
    spans = {
        code: (dates.late_start, dates.late_finish) if late else (dates.early_start, dates.early_finish)
        for code, dates in schedule.tasks.items()
    }
    width = max(len(code) for code in spans) + 2
    weeks = max((finish - MONDAY).days for _start, finish in spans.values()) // 7 + 1
    plain = schedule.network.calendars[schedule.network.default]
    days = [MONDAY + timedelta(days=i) for i in range(7 * weeks)]
    letters = [letter if plain.works(day) else letter.lower() for letter, day in zip("MTWTFSS" * weeks, days)]
    lines = [" " * width + "".join(letters)]
    for code, (start, finish) in spans.items():
        row = "".join(_mark(schedule, code, day, start, finish) for day in days)
        if critical:
            row = row.upper() if schedule.tasks[code].critical else row.lower()
        lines.append((code.ljust(width) + row).rstrip())
    return "\n".join(lines)


def _mark(schedule: Schedule, code: str, day: date, start: date, finish: date) -> str:
    if not start <= day <= finish:
        return " "
    if schedule.tasks[code].milestone:
        return "o"
    if schedule.tasks[code].summary:
        return "="
    return "X" if schedule.network.calendar_of(schedule.network.tasks[code]).works(day) else "-"


def drawn(text: str) -> str:
    """A chart as a test writes it, as :func:`chart` draws it."""
    lines = [line.split("#")[0].rstrip() for line in dedent(text).strip("\n").splitlines()]
    lines = [line for line in lines if line]
    indent = min(len(line) - len(line.lstrip()) for line in lines[1:])
    head, *rows = (line[indent:] for line in lines)
    codes = sorted(rows)
    width = max(len(row.split()[0]) for row in rows) + 2
    offset = len(head) - len(head.lstrip())
    return "\n".join([" " * width + head.strip(), *(f"{row.split()[0]:<{width}}{row[offset:]}".rstrip() for row in codes)])

"""On what day a task was over: by its own reports, by those on what it is part of, or because all its parts were over."""

from datetime import date
from itertools import takewhile

from governance.records import Records
from portfolio.model import Progress, ProgressState, Task
from portfolio.outline import lineage


def finished_on(records: Records, task: str) -> date | None:
    """The day on which a task, or what it is part of, was finished or given up, by the last report; None while it is open.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    CycleError
        When a task is part of itself.
    """
    known = records.memo("finished_on", None)
    if task not in known:
        unknown = list(takewhile(lambda part: part.code not in known, lineage(records, records.get(Task, task))))
        for part in reversed(unknown):
            known[part.code] = _reported_finish(records, part.code) or known.get(part.parent)
    found: date | None = known[task]
    return found


def over_on(records: Records, task: str) -> date | None:
    """The day on which a task was finished or given up, or the last of its parts was; None while any of it is open.

    The same errors as :func:`finished_on`.
    """
    known = records.memo("over_on", None)
    waiting = [task]
    while waiting:
        code = waiting[-1]
        stated = finished_on(records, code)
        parts = () if stated else records.by(Task, "parent", code)
        if unknown := [part.code for part in parts if part.code not in known]:
            waiting += unknown
            continue
        days = [known[part.code] for part in parts]
        known[code] = stated or (max(days) if days and None not in days else None)
        waiting.pop()
    found: date | None = known[task]
    return found


def _reported_finish(records: Records, task: str) -> date | None:
    latest_first = sorted(records.by(Progress, "task", task), key=lambda report: report.as_of, reverse=True)
    closing = list(takewhile(lambda report: report.state in (ProgressState.DONE, ProgressState.CANCELLED), latest_first))
    stated = next((report.actual_finish for report in closing if report.actual_finish), None)
    return stated or (closing[-1].as_of if closing else None)

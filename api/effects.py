"""What a change would do, told before it is made: what would be written, and which dates would move by how much."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from api.answers import MissOut, miss_out
from api.status import status_day
from governance.records import Records
from governance.work import Change, Work
from portfolio.whatif.comparison import TaskChange
from portfolio.whatif.effects import effect


class WrittenOut(Struct):
    """One thing that was written, or would be."""

    action: str
    kind: str
    code: str


class MovedOut(Struct, kw_only=True):
    """How a task differs in the schedule; null where nothing dates it.

    ``start_later`` and ``finish_later`` are by how many working days of its own calendar it moves, ``float_more`` by how many
    it may slip more.
    """

    task: str
    start_before: date | None
    start: date | None
    start_later: int | None
    finish_before: date | None
    finish: date | None
    finish_later: int | None
    float_before: int | None
    float: int | None
    float_more: int | None
    misses_before: MissOut | None
    misses: MissOut | None


class TriedOut(Struct, kw_only=True):
    """What a dry run found; nothing was written. ``effect`` has the tasks whose dates, floats or kept deadlines would differ."""

    written: bool
    ledger_seq: int
    changes: list[WrittenOut]
    effect: list[MovedOut]


def written_out(changes: Iterable[Change]) -> list[WrittenOut]:
    """What a unit of work writes, in its order."""
    return [WrittenOut(change.entry.action, change.kind.kind, change.code) for change in changes]


def moved(before: Records, after: Records, day: date) -> list[MovedOut]:
    """Every task whose dates, floats or kept deadlines differ on a day between two states.

    Raises
    ------
    InvalidError, CycleError
        When one of them cannot be scheduled.
    """
    return [_moved(change) for change in effect(before, after, day).tasks]


def _moved(change: TaskChange) -> MovedOut:
    before, after = change.before, change.after
    return MovedOut(
        task=change.task,
        start_before=before.early_start if before else None,
        start=after.early_start if after else None,
        start_later=change.start,
        finish_before=before.early_finish if before else None,
        finish=after.early_finish if after else None,
        finish_later=change.finish,
        float_before=before.total_float if before else None,
        float=after.total_float if after else None,
        float_more=change.float,
        misses_before=miss_out(change.miss_before) if change.miss_before else None,
        misses=miss_out(change.miss_after) if change.miss_after else None,
    )


def told(work: Work, today: date) -> TriedOut:
    """What work that was only tried would do, on the portfolio's status day."""
    day = status_day(work.records, today)
    found = moved(work.before, work.records, day)
    return TriedOut(written=False, ledger_seq=work.began.seq, changes=written_out(work.changes), effect=found)

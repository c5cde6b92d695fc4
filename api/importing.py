"""A plan file taken into a programme, in one unit of work: what it makes, changes and leaves, or what it would."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from anyio.to_thread import run_sync

from governance.messages import Message, _
from governance.model import Document
from governance.records import Records
from governance.store import Store
from governance.work import Author, Work
from portfolio.cpm import schedule
from portfolio.interchange.adopting import adopted
from portfolio.interchange.planfile import PlanFile
from portfolio.model import Frame
from portfolio.plan import network
from seed.load import Difference, Step, differences, write


class Imported(NamedTuple):
    """What an import changed, or would change, by kind; and what of the file has no place in the portfolio."""

    found: tuple[Difference, ...]
    notes: tuple[Message, ...]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return any(difference.step is not Step.KEEP for difference in self.found)


async def bring(
    store: Store, plan: PlanFile, programme: str, by: Author, day: date, *, dry: bool = False, frame: bool = False
) -> Imported:
    """Take a plan for that of a programme: all of it or nothing, and nothing at all if it is a dry run, which tells what moves.

    The frame of a programme that has one changes only with ``frame``. ``day`` is that of its progress where the file has no data
    date. A second time it changes nothing.

    Raises
    ------
    DomainError
        With every problem: of the file, of what its things say, and of the rules that the outcome would break.
    """

    def taken(work: Work, *, whole: bool = frame) -> Imported:
        if by.document is not None:
            work.records.get(Document, by.document)
        made = adopted(plan, programme, work.records, day, frame=whole)
        found = differences(made.current, made.wanted)
        write(work, found)
        return Imported(found, (*plan.left_out, *made.notes))

    if not dry:
        return await store.commit(taken, by)
    state = await store.state()

    def tried() -> Imported:
        work = Work(state, by)
        answer = taken(work)
        store.check(work)
        told = list(_there(state.records, work.records, day))
        if not frame:
            other = Work(state, by)
            taken(other, whole=True)
            told += _with_frame(work.records, other.records, day)
        return answer._replace(notes=(*answer.notes, *told))

    return await run_sync(tried)


class _Moved(NamedTuple):
    """How many tasks move between two plans, and the one whose finish moves the most, with its days."""

    tasks: int
    task: str
    before: date
    after: date


def _moved(before: Records, after: Records, day: date) -> _Moved | None:
    was, now = (schedule(network(records, day).network).tasks for records in (before, after))
    moved = {
        code: abs((now[code].early_finish - dates.early_finish).days)
        for code, dates in was.items()
        if code in now and (now[code].early_start, now[code].early_finish) != (dates.early_start, dates.early_finish)
    }
    if not moved:
        return None
    most = max(sorted(moved), key=moved.__getitem__)
    return _Moved(len(moved), most, was[most].early_finish, now[most].early_finish)


def _there(before: Records, after: Records, day: date) -> Iterator[Message]:
    if moved := _moved(before, after, day):
        yield _("{tasks} task(s) that [is|are] there already would move, {task} the most: its finish from {before} to {after}",
                **moved._asdict())  # fmt: skip


def _with_frame(without: Records, taken: Records, day: date) -> Iterator[Message]:
    """What taking the frame of the file too would make of it, where that is another one."""
    if without.all(Frame) != taken.all(Frame) and (moved := _moved(without, taken, day)):
        yield _("with --frame (?frame=true) {tasks} task(s) would be dated otherwise, {task} the most: its finish {after}, "
                "not {before}", **moved._asdict())  # fmt: skip

"""A plan file taken into a programme, in one unit of work: what it makes, changes and leaves, or what it would."""

from datetime import date
from typing import NamedTuple

from governance.messages import Message
from governance.model import Document
from governance.store import Store
from governance.work import Author, Work
from portfolio.interchange.adopting import adopted
from portfolio.interchange.planfile import PlanFile
from seed.load import Difference, Step, differences


class Imported(NamedTuple):
    """What an import changed, or would change, by kind; and what of the file has no place in the portfolio."""

    found: tuple[Difference, ...]
    notes: tuple[Message, ...]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return any(difference.step is not Step.KEEP for difference in self.found)


async def bring(store: Store, plan: PlanFile, programme: str, by: Author, day: date, *, dry: bool = False) -> Imported:
    """Take a plan for that of a programme: all of it or nothing, and nothing at all if it is a dry run.

    ``day`` is that of its progress where the file has no data date. A second time it changes nothing.

    Raises
    ------
    DomainError
        With every problem: of the file, of what its things say, and of the rules that the outcome would break.
    """

    def taken(work: Work) -> Imported:
        if by.document is not None:
            work.records.get(Document, by.document)
        made = adopted(plan, programme, work.records, day)
        found = differences(made.current, made.wanted)
        for difference in found:
            if difference.wanted is not None and difference.step is Step.CREATE:
                work.create(difference.wanted)
            elif difference.wanted is not None:
                work.replace(difference.wanted, None)
        return Imported(found, (*plan.left_out, *made.notes))

    if not dry:
        return await store.commit(taken, by)
    work = Work(await store.state(), by)
    answer = taken(work)
    store.check(work)
    return answer

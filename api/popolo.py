"""A Popolo file taken into the records, in one unit of work: what it makes, changes and leaves, or what it would."""

from anyio.to_thread import run_sync

from api.importing import Imported
from governance.model import Document
from governance.popolo import read
from governance.records import Records
from governance.store import Store
from governance.work import Author, Work
from seed.load import Step, differences


async def bring(store: Store, data: bytes, by: Author, *, dry: bool = False) -> Imported:
    """Take in the bodies, posts, persons, appointments and memberships of a file: all or nothing, or only say what would change.

    What is on record beyond the file stays. A second time it changes nothing.

    Raises
    ------
    DomainError
        With every problem: of the file, and of the rules that the outcome would break.
    """

    def taken(work: Work) -> Imported:
        if by.document is not None:
            work.records.get(Document, by.document)
        said = read(data, work.records)
        there = (known for thing in said.things if (known := work.records.find(type(thing), thing.code)) is not None)
        found = differences(Records(there), Records(said.things))
        for difference in found:
            if difference.wanted is not None and difference.step is Step.CREATE:
                work.create(difference.wanted)
            elif difference.wanted is not None:
                work.replace(difference.wanted, None)
        return Imported(found, said.left_out)

    if not dry:
        return await store.commit(taken, by)
    state = await store.state()

    def tried() -> Imported:
        work = Work(state, by)
        answer = taken(work)
        store.check(work)
        return answer

    return await run_sync(tried)

"""A Popolo file taken into the records, in one unit of work: what it makes, changes and leaves, or what it would."""

from api.importing import Imported
from governance.model import Document
from governance.popolo import read
from governance.records import Records
from governance.store import Store
from governance.work import Author, Work
from seed.load import differences, write


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
        write(work, found)
        return Imported(found, said.left_out)

    return (await store.tried(taken, by))[1] if dry else await store.commit(taken, by)

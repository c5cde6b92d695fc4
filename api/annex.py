"""An annex table taken into a programme, in one unit of work, and a programme written as one."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from governance.errors import InvalidError, Problem
from governance.messages import Lang, Message
from governance.model import Document
from governance.records import Records
from governance.rulebook import placed
from governance.store import Store
from governance.values import Entity, differing
from governance.work import Author, Work
from portfolio.annex import csvfile
from portfolio.annex.adopting import Taken, taken
from portfolio.annex.rows import AnnexTable
from portfolio.annex.table import annex_of
from portfolio.model import Programme, Task

AnnexFormat = Literal["xlsx", "csv"]
FORMATS: tuple[AnnexFormat, ...] = get_args(AnnexFormat)
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Changed(NamedTuple):
    """One thing that an annex makes, changes or takes away, and the row that says so; ``there`` is what stood there before."""

    row: str
    step: Literal["create", "replace", "delete"]
    kind: type[Entity]
    code: str
    there: Entity | None
    wanted: Entity | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that change, what the thing says before what it rests on."""
        return differing(self.there, self.wanted) if self.there and self.wanted else ()


class Brought(NamedTuple):
    """What an annex changed, or would change; row → task for every row taken; what stays beside it; and what else is to say."""

    changes: tuple[Changed, ...]
    rows: tuple[tuple[str, str], ...]
    beyond: tuple[str, ...]
    notes: tuple[Message, ...]


async def bring(
    store: Store, table: AnnexTable, programme: str, by: Author, *, take: str | None = None, dry: bool = False
) -> Brought:
    """Take the rows of an annex into a programme: all that are asked for, or nothing. A second time changes nothing.

    The author's document is the one that the annex belongs to; without one it is the programme's own.

    Raises
    ------
    DomainError
        With every problem, at the cell that it comes from.
    """
    _head, records = await store.records()
    by = by._replace(document=by.document or records.get(Programme, programme).basis)
    places: dict[str, str] = {}

    def take_in(work: Work) -> Brought:
        if by.document is not None:
            work.records.get(Document, by.document)
        made = taken(table, programme, work.records, by.document, take)
        places.update((f"{entity.kind} {entity.code}", cell) for entity, cell in made.wanted)
        changes = tuple(_changes(made, work.records))
        for change in changes:
            if change.wanted is None:
                work.delete(change.kind, change.code, None)
            elif change.there is None:
                work.create(change.wanted)
            else:
                work.replace(change.wanted, None)
        return Brought(changes, tuple(made.rows.items()), made.beyond, made.notes)

    try:
        if not dry:
            return await store.commit(take_in, by)
        _work, answer = await store.tried(take_in, by)
        return answer
    except InvalidError as refused:
        raise InvalidError([Problem(placed(p.place, places), p.message) for p in refused.problems], refused.message) from None


def _changes(made: Taken, records: Records) -> Iterator[Changed]:
    row = {task: name for name, task in made.rows.items()}

    def named(entity: Entity) -> str:
        return row[entity.code if isinstance(entity, Task) else getattr(entity, "task")]  # noqa: B009 - the rest are a task's

    for entity in made.gone:
        yield Changed(named(entity), "delete", type(entity), entity.code, entity, None)
    for entity, _cell in made.wanted:
        there = records.find(type(entity), entity.code)
        if there != entity:
            yield Changed(named(entity), "replace" if there else "create", type(entity), entity.code, there, entity)


def written(records: Records, programme: str, form: AnnexFormat, lang: Lang) -> bytes:
    """The annex table of a programme as a file.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    """
    annex = annex_of(records, programme, lang)
    if form == "csv":
        return csvfile.written(annex.rows)
    from portfolio.annex.workbook_write import workbook  # noqa: PLC0415 - its library is read when it is asked for

    return workbook(annex)

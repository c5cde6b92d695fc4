"""An annex table as governed things of a programme: tasks, who leads and coordinates them, and when they are due.

A row is the task of its code, where the table has codes, else the task whose code is the programme's and the row's name:
row ``I.1`` of ``NQ17`` is ``NQ17.I.1``. A column that is there speaks: what its cells leave out, the task has not. What the
portfolio says already, in either language, stays with its source; what the table says otherwise rests on the table's cell.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from governance.model import Document
from governance.records import Records
from governance.values import Entity
from governance.work import check
from portfolio.annex.bodies import Bodies
from portfolio.annex.heading import Column
from portfolio.annex.rows import AnnexTable, Fault, Row, plain
from portfolio.annex.taking import taken_rows
from portfolio.deadline_words import span_of
from portfolio.errors import leads_already
from portfolio.interchange.adoptedtasks import kept
from portfolio.interchange.foreign import some
from portfolio.model import Assignment, Deadline, DeadlineKind, Programme, Role, Task

MOST_PROBLEMS = 300
_FIELDS = {"code": Column.CODE, "deliverable_vi": Column.PRODUCT, "deliverable_en": Column.PRODUCT}
"""Field → the column that it comes from; any other comes from where the thing stands."""


class Taken(NamedTuple):
    """What the rows make of the programme: the things that are to exist, each with its cell; those to delete; and notes."""

    rows: Mapping[str, str]
    """Row → task."""
    wanted: tuple[tuple[Entity, str], ...]
    gone: tuple[Entity, ...]
    beyond: tuple[str, ...]
    """The programme's tasks that no row is about; they stay."""
    notes: tuple[Message, ...]


def taken(table: AnnexTable, programme: str, records: Records, document: str | None = None, take: str | None = None) -> Taken:
    """The governed things that an annex makes of a programme. ``document`` is what the annex belongs to.

    ``take`` names the rows to take, such as ``3,5-7``; without it all are taken, if all are well.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    InvalidError
        With every problem of the rows to be taken, each at its cell.
    """
    records.get(Programme, programme)
    chosen = taken_rows(table.rows, take)
    made = _Making(table, programme, records, document, {row.name: row for row in table.rows})
    above = made.above(chosen)
    things = [made.things(row) for row in table.rows if row.name in chosen or (row.name in above and made.lacks(row))]
    faults = [fault for fault in (*table.faults, *made.faults) if take is None or fault.row in made.used]
    if faults:
        raise InvalidError(_told(faults))
    return Taken(
        {name: made.codes[name] for name in made.codes if name in made.used},
        tuple(pair for wanted in things for pair in wanted),
        tuple(made.gone),
        tuple(task.code for task in records.by(Task, "programme", programme) if task.code not in made.codes.values()),
        (*table.notes, *made.notes()),
    )


def _told(faults: Iterable[Fault]) -> list[Problem]:
    found = list(dict.fromkeys(fault.problem for fault in faults))
    if len(found) > MOST_PROBLEMS:
        more = _("and {count} more like these", count=len(found) - MOST_PROBLEMS)
        return [*found[:MOST_PROBLEMS], Problem("…", more)]
    return found


@dataclass
class _Making:
    """Turns the rows of a table into things of a programme, and notes every problem on the way."""

    table: AnnexTable
    programme: str
    records: Records
    document: str | None
    by_name: Mapping[str, Row]
    faults: list[Fault] = field(default_factory=list)
    gone: list[Entity] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    undated: list[str] = field(default_factory=list)

    @cached_property
    def bodies(self) -> Bodies:
        """The bodies that cells may name."""
        return Bodies.of(self.records)

    @cached_property
    def codes(self) -> dict[str, str]:
        """Row → the code of its task."""
        return {row.name: row.said.get(Column.CODE) or f"{self.programme}.{row.name}" for row in self.table.rows}

    @cached_property
    def summaries(self) -> frozenset[str]:
        """The rows that others are part of."""
        return frozenset(row.parent for row in self.table.rows if row.parent)

    @cached_property
    def _twice(self) -> frozenset[str]:
        return frozenset(code for code, count in Counter(self.codes.values()).items() if count > 1)

    @cached_property
    def _cited(self) -> str:
        found = self.records.find(Document, self.document)
        return f"{found.number or found.code} · " if found else ""

    def above(self, chosen: Iterable[str]) -> frozenset[str]:
        """The rows that some are part of."""
        found: set[str] = set()
        for name in chosen:
            above = self.by_name[name].parent
            while above is not None and above not in found:
                found.add(above)
                above = self.by_name[above].parent
        return frozenset(found)

    def lacks(self, row: Row) -> bool:
        """Whether there is no task yet for a row; if others are part of it, it must come along."""
        return self.records.find(Task, self.codes[row.name]) is None

    def notes(self) -> Iterator[Message]:
        """What is no problem, but a reader should know."""
        if self.undated:
            yield _("rows without a deadline: {rows}", rows=some(self.undated))

    def _wrong(self, row: Row, column: Column, why: Message) -> None:
        self.faults.append(Fault(row.name, row.problem(column, why)))

    # -------------------------------------------------------------------------------------------------------- one row
    def things(self, row: Row) -> list[tuple[Entity, str]]:
        """Everything that a row makes, each with the name of its cell; what is wrong is noted."""
        self.used.add(row.name)
        made: list[tuple[Entity, Column]] = [(self._task(row), Column.TASK), *self._assignments(row), *self._deadline(row)]
        for entity, column in made:
            try:
                check(entity)
            except InvalidError as refused:
                for problem in refused.problems:
                    self._wrong(row, _FIELDS.get(problem.place, column), problem.message)
        return [(entity, row.places[column]) for entity, column in made]

    def _from(self, row: Row, column: Column) -> dict[str, object]:
        """The provenance of what a cell says: the cell; it rests on the ledger."""
        return {"source": None, "source_ref": f"{self._cited}{row.places[column]}"[:500], "assumed": False,
                "note_vi": None, "note_en": None}  # fmt: skip

    def _task(self, row: Row) -> Task:
        code, title = self.codes[row.name], row.said[Column.TASK]
        there = self.records.find(Task, code)
        self._check_identity(row, code, there)
        said: dict[str, object] = {"parent": self.codes.get(row.parent or "") or self._parent_there(row, there)}
        if there is None or title not in (plain(there.title_vi), plain(there.title_en)):
            said |= {"title_vi": title, "title_en": title}
        if Column.PRODUCT in self.table.columns:
            said |= _product(there, row.said[Column.PRODUCT])
        if self.document and (there is None or Column.CODE not in self.table.columns):
            clause = row.label.written if row.label else there.clause if there else None
            said |= {"basis": self.document, "clause": clause}
        if there is None:
            fresh = Task(code=code, programme=self.programme, title_vi=title, title_en=title, ordinal=row.ordinal)
            return replace(fresh, **said, **self._from(row, Column.TASK))
        return kept(there, replace(there, **said, **self._from(row, Column.TASK)))

    def _parent_there(self, row: Row, there: Task | None) -> str | None:
        """What a task is part of though the table does not say it: of rows with codes, some may have been left out."""
        return there.parent if there is not None and row.said.get(Column.CODE) else None

    def _check_identity(self, row: Row, code: str, there: Task | None) -> None:
        """Refuse a row that would be taken for a task that it is not about."""
        column = Column.CODE if row.said.get(Column.CODE) else Column.NUMBER
        if code in self._twice:
            self._wrong(row, column, _("several rows would be task {code}: give each a code of its own", code=code))
        if there is not None and there.programme != self.programme:
            why = _("the code {code} belongs to a task of programme {other}", code=code, other=there.programme)
            self._wrong(row, column, why)
        elif there is not None and column is Column.NUMBER and self.document and there.basis not in (None, self.document):
            why = _("task {code} is there already and rests on {basis}: give the rows codes in a column “Mã nhiệm vụ” (Code), "
                    "or name that document", code=code, basis=there.basis)  # fmt: skip
            self._wrong(row, column, why)

    # ------------------------------------------------------------------------------------------------------ who and when
    def _assignments(self, row: Row) -> Iterator[tuple[Assignment, Column]]:
        task = self.codes[row.name]
        leads = self._named(row, Column.LEAD)
        others = self._named(row, Column.COORDINATING)
        for role, column, codes in ((Role.LEAD, Column.LEAD, leads), (Role.COORDINATING, Column.COORDINATING, others)):
            if codes is None:
                continue
            for code in codes:
                said = Assignment(task=task, organization=code, role=role, **self._from(row, column))  # type: ignore[arg-type]
                yield self.records.find(Assignment, said.code) or said, column
            given = (a for a in self.records.by(Assignment, "task", task) if a.role is role)
            self.gone += (a for a in given if a.organization not in codes)
        self._check_lead(row, leads, others)

    def _check_lead(self, row: Row, leads: tuple[str, ...] | None, others: tuple[str, ...] | None) -> None:
        if leads is None:
            return
        if len(leads) > 1:
            why = _("only one body leads: keep one here, and name the others as coordinating ({bodies})", bodies=leads)
            self._wrong(row, Column.LEAD, why)
        if len(leads) == 1 and leads[0] in (others or ()):
            self._wrong(row, Column.COORDINATING, leads_already(leads[0]))
        if not leads and others:
            self._wrong(row, Column.LEAD, _("bodies coordinate here, but none leads: name the one that does"))
        elif not leads and row.name not in self.summaries and not self._led(row):
            self._wrong(row, Column.LEAD, _("no body leads: name the one that does"))

    def _led(self, row: Row) -> bool:
        """Whether a task without a lead of its own has that of what it is part of, or stands there without one."""
        above = self.by_name.get(row.parent or "")
        while above is not None:
            if above.said[Column.LEAD]:
                return True
            above = self.by_name.get(above.parent or "")
        task = self.codes[row.name]
        given = self.records.by(Assignment, "task", task)
        return self.records.find(Task, task) is not None and not any(a.role is Role.LEAD for a in given)

    def _named(self, row: Row, column: Column) -> tuple[str, ...] | None:
        """The bodies of a cell; None where the table has no such column, or the cell is not understood."""
        if column not in self.table.columns:
            return None
        found = self.bodies.read(row.said[column])
        for why in found.problems:
            self._wrong(row, column, why)
        return None if found.problems else found.codes

    def _deadline(self, row: Row) -> Iterator[tuple[Deadline, Column]]:
        if Column.DEADLINE not in self.table.columns:
            return
        task, written = self.codes[row.name], row.said[Column.DEADLINE]
        there = deadline_there(self.records, task, written)
        ours = there is not None and there.document in (None, self.document)
        if not written:
            if row.name not in self.summaries:
                self.undated.append(row.name)
            if there is not None and ours:
                self.gone.append(there)
        elif there is not None and written in (plain(there.written_vi), plain(there.written_en)):
            yield there, Column.DEADLINE
        elif there is not None and not ours and self.document:
            why = _("{document} set the deadline “{written}”: record an extension, or name that document",
                    document=there.document, written=there.written_vi)  # fmt: skip
            self._wrong(row, Column.DEADLINE, why)
        else:
            yield from self._due(row, task, written, there)

    def _due(self, row: Row, task: str, written: str, there: Deadline | None) -> Iterator[tuple[Deadline, Column]]:
        try:
            span = span_of(written)
        except InvalidError as refused:
            self._wrong(row, Column.DEADLINE, refused.problems[0].message)
            return
        yield (
            Deadline(
                code=there.code if there else f"{task}.{DeadlineKind.INSTRUMENT.value}",
                task=task,
                type=DeadlineKind.INSTRUMENT,
                written_vi=written,
                written_en=written,
                not_before=span.first,
                not_after=span.last,
                document=self.document or (there.document if there else None),
                **self._from(row, Column.DEADLINE),  # type: ignore[arg-type]
            ),
            Column.DEADLINE,
        )


def deadline_there(records: Records, task: str, written: str | None = None) -> Deadline | None:
    """The deadline of a task that an annex is about: the instrument's that says the same, else the earliest one."""
    said = [d for d in records.by(Deadline, "task", task) if d.type is DeadlineKind.INSTRUMENT]
    same = (d for d in said if written in (plain(d.written_vi), plain(d.written_en)))
    return next(same, None) or min(said, key=lambda d: (d.not_after or date.max, d.code), default=None)


def _product(there: Task | None, said: str) -> dict[str, object]:
    """The deliverable; what stands there already in either language stays."""
    known: Iterable[str | None] = (there.deliverable_vi, there.deliverable_en) if there else ()
    if said and said in (plain(text) for text in known if text):
        return {}
    return {"deliverable_vi": said or None, "deliverable_en": said or None}

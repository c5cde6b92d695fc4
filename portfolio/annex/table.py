"""A programme as its annex table: a row a task, in the order and with the numbers of its outline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from governance.messages import Lang, Message, Text, _
from governance.model import Document
from governance.numbering import NAMES
from governance.records import Records
from governance.values import written
from portfolio.annex.adopting import deadline_there
from portfolio.annex.bodies import Bodies
from portfolio.annex.heading import Column
from portfolio.annex.outline import NUMBER, SMALL, Label, label
from portfolio.model import Assignment, Programme, Role, Task
from portfolio.outline import children_of, outline

HEADINGS: Mapping[Column, Text] = {
    Column.NUMBER: Text("TT", "No."),
    Column.TASK: Text("Nhiệm vụ", "Task"),
    Column.LEAD: Text("Cơ quan chủ trì", "Lead agency"),
    Column.COORDINATING: Text("Cơ quan phối hợp", "Coordinating agencies"),
    Column.DEADLINE: Text("Thời hạn", "Deadline"),
    Column.PRODUCT: Text("Sản phẩm", "Deliverable"),
    Column.CODE: Text("Mã nhiệm vụ", "Code"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table; ``depth`` is how many rows it is part of, ``summary`` whether others are part of it."""

    said: Mapping[Column, str]
    depth: int
    summary: bool


@dataclass(frozen=True)
class Annex:
    """A table to be written: what stands above it, its headings and its rows, all in one language."""

    lang: Lang
    name: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def rows(self) -> Iterator[tuple[str, ...]]:
        """The heading and the rows as texts."""
        yield tuple(text.vi if self.lang == "vi" else text.en for text in HEADINGS.values())
        for line in self.lines:
            yield tuple(line.said[column] for column in HEADINGS)


def annex_of(records: Records, programme: str, lang: Lang) -> Annex:
    """The annex table of a programme.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    """
    found = records.get(Programme, programme)
    title = found.title_vi if lang == "vi" else found.title_en
    paper = records.find(Document, found.basis)
    titles = (_("ANNEX").render(lang), title, *((_enclosed(paper, lang).render(lang),) if paper else ()))
    return Annex(lang, found.code, titles, tuple(_lines(records, programme, lang)))


def _enclosed(paper: Document, lang: Lang) -> Message:
    """What document the annex belongs to, as annexes say it."""
    if not paper.number:
        return _("(Enclosed with {document})", document=paper.title)
    kind = NAMES[paper.type].render(lang).capitalize()
    if paper.signed_on is None:
        return _("(Enclosed with {kind} No. {number})", kind=kind, number=paper.number)
    return _("(Enclosed with {kind} No. {number} of {day})", kind=kind, number=paper.number, day=written(paper.signed_on))


def _lines(records: Records, programme: str, lang: Lang) -> Iterator[Line]:
    children, bodies = children_of(records.by(Task, "programme", programme)), Bodies.of(records)
    numbers = _numbers(children, None, None)
    for depth, task in outline(children):
        said = {Column.NUMBER: numbers[task.code].written, **_said(records, bodies, task, lang)}
        yield Line(said, depth, bool(children.get(task.code)))
        numbers |= _numbers(children, task.code, numbers[task.code])


def _numbers(children: Mapping[str | None, Sequence[Task]], parent: str | None, above: Label | None) -> dict[str, Label]:
    """The numbers of tasks beside each other: those of their clauses, where these make an outline, else 1, 2, 3."""
    tasks = children.get(parent, ())
    codes, cited = [task.code for task in tasks], [label(task.clause or "") for task in tasks]
    found = [one for one, code in zip(cited, codes, strict=True) if one and _below(one, above, code in children)]
    if len(found) == len(tasks) == len({one.parts for one in found}) and len({one.rank for one in found}) <= 1:
        return dict(zip(codes, found, strict=True))
    stem = f"{above.written}." if above and above.rank >= NUMBER else ""
    return {code: made for i, code in enumerate(codes, 1) if (made := label(f"{stem}{i}"))}


def _below(one: Label, above: Label | None, whole: bool) -> bool:
    """Whether a row of this number reads as part of one of the other; nothing reads as part of a small letter."""
    if whole and one.rank == SMALL:
        return False
    if above is None:
        return len(one.parts) == 1
    return one.rank > above.rank and (len(one.parts) == 1 or one.parts[:-1] == above.parts)


def _said(records: Records, bodies: Bodies, task: Task, lang: Lang) -> dict[Column, str]:
    given = records.by(Assignment, "task", task.code)
    due = deadline_there(records, task.code)
    title, product, when = (
        (task.title_vi, task.deliverable_vi or task.deliverable_en, due and due.written_vi)
        if lang == "vi"
        else (task.title_en, task.deliverable_en or task.deliverable_vi, due and due.written_en)
    )
    return {
        Column.TASK: title,
        Column.LEAD: bodies.cell((a.organization for a in given if a.role is Role.LEAD), lang),
        Column.COORDINATING: bodies.cell((a.organization for a in given if a.role is Role.COORDINATING), lang),
        Column.DEADLINE: when or "",
        Column.PRODUCT: product or "",
        Column.CODE: task.code,
    }

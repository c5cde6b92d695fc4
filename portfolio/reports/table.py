"""A report as a value, and its renderings: terminal table, Markdown, CSV, JSON.

Every rendering shows the same rows. For readers (table, markdown) dates are dd/MM/yyyy and kinds are words of the language;
for programs (csv, json) dates are ISO and kinds are codes. Titles are in the language chosen everywhere.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple
from unicodedata import normalize

from governance.messages import Lang, Message, Text, _, shown

Format = Literal["table", "markdown", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "markdown", "csv", "json")
WIDTH = 100
"""Columns of the terminal that a table fits when nobody says otherwise."""

_GAP = 2
_NARROWEST = 24
"""No column need be wider than this for the sake of a long word: no code is that long."""


NOTHING = _("There is nothing to tell: no record is of this kind.")


class Term(NamedTuple):
    """A value with a word for it: programs read the value, people the word."""

    value: object
    label: Message | Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` names it for programs, ``label`` for people.

    ``wide`` columns give way when a terminal is narrow, and share its room by this weight. ``under`` names a column: in a
    terminal this one's value stands below that one's (the two dates of a pair, say); other formats keep them apart. ``yes``
    is what a true value reads as; a false one is blank.
    """

    key: str
    label: Message
    wide: int = 0
    under: str | None = None
    yes: Message | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A report: what it is called, its columns and rows, the status day, and the notes that go with every rendering.

    ``answer`` is what the report says in a sentence, before its rows. Rows that differ in the columns of ``groups`` are set
    apart from each other. ``empty`` is what to say where there is no row.
    """

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, object], ...]
    notes: tuple[Message, ...]
    as_of: date
    programme: str | None = None
    answer: tuple[Message, ...] = ()
    groups: tuple[str, ...] = ()
    empty: Message = NOTHING


def render(table: Table, format: Format = "table", lang: Lang = "vi", *, width: int = WIDTH) -> str:
    """The report as text that ends with a newline. ``width`` is the terminal's, in columns; only ``table`` heeds it.

    CSV has no place for notes: print :func:`notes` beside it.

    Examples
    --------
    >>> from governance.messages import _
    >>> report = Table("x", _("X"), (Column("day", _("Day")),), ({"day": date(2018, 7, 5)},), (), date(2018, 7, 5))
    >>> print(render(report, "csv", "en"), end="")
    day
    2018-07-05
    """
    return _RENDERERS[format](table, lang, width)


def notes(table: Table, lang: Lang) -> str:
    """The report's answer and notes in one language, one a line, for a rendering that has no place for them."""
    return "\n".join([*_answer(table, lang), *_notes(table, lang)])


def _answer(table: Table, lang: Lang) -> list[str]:
    """What the report says in a sentence; without rows also why there are none."""
    return [said.render(lang) for said in (*table.answer, *(() if table.rows else (table.empty,)))]


def _notes(table: Table, lang: Lang) -> tuple[str, ...]:
    return tuple(note.render(lang) for note in table.notes)


def _json(table: Table, lang: Lang, _width: int) -> str:
    rows = [{column.key: machine(row.get(column.key), lang) for column in table.columns} for row in table.rows]
    document = {
        "report": table.name,
        "as_of": table.as_of.isoformat(),
        "programme": table.programme,
        **({"answer": answer} if (answer := _answer(table, lang)) else {}),
        "rows": rows,
        "notes": _notes(table, lang),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _csv(table: Table, lang: Lang, _width: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(_sentences(row.get(column.key), lang)) for column in table.columns])
    return out.getvalue()


def _sentences(value: object, lang: Lang) -> object:
    """A cell as CSV has it: what JSON nests is said in words."""
    match value:
        case Term(value=Mapping()):
            return shown(value.label, lang)
        case Mapping():
            return ", ".join(f"{key} {_csv_cell(machine(item, lang))}" for key, item in value.items())
        case tuple() | list() if not isinstance(value, Term | Text | Message):
            return [_sentences(item, lang) for item in value]
        case _:
            return machine(value, lang)


def _csv_cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return value
        case list():
            return _inert("; ".join(str(_csv_cell(item)) for item in value))
        case _:
            return _inert(str(value))


def _inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + text if text.startswith(tuple("=+-@＝＋－＠\t\n")) else text  # wide signs too: some spreadsheets compute them


def machine(value: object, lang: Lang) -> object:
    """A cell as JSON has it: ISO dates, kinds as codes, titles and messages in the language.

    >>> machine((date(2018, 7, 5), Text("việc", "task")), "en")
    ['2018-07-05', 'task']
    """
    match value:
        case Term():
            return machine(value.value, lang)
        case Text() | Message():
            return shown(value, lang)
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): machine(item, lang) for key, item in value.items()}
        case tuple() | list():
            return [machine(item, lang) for item in value]
        case _:
            return value


def told(value: object, column: Column, lang: Lang) -> tuple[str, ...]:
    """A cell as a person reads it, item by item; none where there is nothing to read.

    >>> told((date(2018, 7, 5), None, "x"), Column("day", _("Day")), "en"), told(False, Column("day", _("Day")), "en")
    (('05/07/2018', 'x'), ())
    """
    items = value if isinstance(value, (tuple, list)) and not isinstance(value, Term | Text | Message) else (value,)
    return tuple(said for item in items if (said := _reader(item, column, lang)))


def _reader(value: object, column: Column, lang: Lang, between: str = "; ") -> str:
    """A cell as a person reads it; the items of a list are kept apart by ``between``."""
    match value:
        case None | False:
            return ""
        case True:
            return column.yes.render(lang) if column.yes else "✓"
        case Term():
            return shown(value.label, lang)
        case Text() | Message():
            return shown(value, lang)
        case Enum():
            return str(value.value)
        case tuple() | list():
            said = between.join(_reader(item, column, lang) for item in value)
            return between.lstrip() + said if len(value) > 1 and between.startswith("\n") else said
        case _:
            return re.sub(r"\s+", " ", normalize("NFC", shown(value, lang)))


def _markdown(table: Table, lang: Lang, _width: int) -> str:
    head = [_escaped(column.label.render(lang)) for column in table.columns]
    lines = [f"## {_escaped(table.title.render(lang))}", "", *(f"{_escaped(a.render(lang))}\n" for a in table.answer)]
    lines += [_piped(head), _piped(["---"] * len(head))] if table.rows else [_escaped(table.empty.render(lang))]
    lines += [_piped([_escaped(_reader(row.get(c.key), c, lang)) for c in table.columns]) for row in table.rows]
    lines += ["", *(f"- {_escaped(note)}" for note in _notes(table, lang))]
    return "\n".join(lines) + "\n"


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is: no cell ends early, nothing turns into a tag, a link or emphasis."""
    return re.sub(r"([\\|`*\[\]])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


def _terminal(table: Table, lang: Lang, width: int) -> str:
    said = [_wrapped(note, width - 2).replace("\n", "\n  ") for note in _notes(table, lang)]
    answer = [part for sentence in table.answer for part in (_wrapped(sentence.render(lang), width), "")]
    drawn = _grid(table, lang, width) if table.rows else [_wrapped(table.empty.render(lang), width)]
    parts = [_wrapped(table.title.render(lang), width), "", *answer, *drawn, ""]
    return "\n".join([*parts, *(f"• {note}" for note in said)]) + "\n"


def _grid(table: Table, lang: Lang, width: int) -> list[str]:
    """The rows side by side, or where the terminal is too narrow for that, one value a line."""
    from tabulate import SEPARATING_LINE, tabulate  # type: ignore[import-untyped]  # noqa: PLC0415 - only terminals need it

    seen = stacks(table.columns)
    head = [_stacked([column.label.render(lang) for column in stack]) for stack in seen]
    body = [[_stacked([_reader(row.get(c.key), c, lang, "\n- ") for c in stack]) for stack in seen] for row in table.rows]
    rooms = _rooms(head, body, [max(column.wide for column in stack) for stack in seen], width)
    if rooms is None:
        return _list(table, lang, width)
    lines = [[_wrapped(cell, room) for cell, room in zip(line, rooms, strict=True)] for line in [head, *body]]
    ruled = [part for line in lines for part in (line, SEPARATING_LINE)]
    drawn = [line.rstrip() for line in tabulate(ruled, tablefmt="simple", disable_numparse=True).splitlines()[1:-1]]
    rule = "  ".join("-" * max(columns(line[i]) for line in lines) for i in range(len(rooms)))
    gaps = iter([rule, *_gaps(table, rule, tall=any("\n" in cell for line in lines[1:] for cell in line))])
    parts = (next(gaps) if line == rule else line for line in drawn[: -1 if drawn[-1] == rule else None])
    return [part for part in parts if part is not None]


def _gaps(table: Table, rule: str, *, tall: bool) -> Iterator[str | None]:
    """What stands between one row and the next: a rule between groups, else a blank line where rows are tall, else nothing."""
    groups = [tuple(row.get(key) for key in table.groups) for row in table.rows]
    for before, after in pairwise(groups):
        yield rule if before != after else "" if tall else None


def _list(table: Table, lang: Lang, width: int) -> list[str]:
    """Every row as lines of a label and a value; what is blank is left out."""
    lines: list[str] = []
    for row in table.rows:
        lines += [""] if lines else []
        for column in table.columns:
            said = _reader(row.get(column.key), column, lang)
            if said:
                lines += _wrapped(f"{column.label.render(lang)}: {said}", width - 2).replace("\n", "\n  ").split("\n")
    return lines


def stacks(columns: Sequence[Column]) -> list[list[Column]]:
    """The columns as a reader sees them: each with those that stand under it."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        found.setdefault(column.under or column.key, []).append(column)
    return list(found.values())


def _stacked(cells: Sequence[str]) -> str:
    """Cells one below the other; blank ones at the end leave no line."""
    return "\n".join(cells).rstrip("\n")


def _rooms(head: Sequence[str], body: Sequence[Sequence[str]], weights: Sequence[int], total: int) -> list[int] | None:
    """How wide each column is, or None where no word would stay whole.

    Narrow columns are as wide as their cells need (headings wrap), and wide ones share what is left by weight. Where that is
    not enough, all share.
    """
    cells = [[line[i] for line in body] for i in range(len(head))]
    needs = [max([_longest_word(name), *map(columns, column)]) for name, column in zip(head, cells, strict=True)]
    least = [min(_NARROWEST, max(map(_longest_word, [name, *column]))) for name, column in zip(head, cells, strict=True)]
    left = total - _GAP * (len(needs) - 1)
    if sum(least) > left:
        return None
    firm = {i: need for i, (need, weight) in enumerate(zip(needs, weights, strict=True)) if not weight}
    if sum(firm.values()) + sum(least[i] for i in range(len(least)) if i not in firm) > left:
        firm = {}
    wide = {i: (needs[i], least[i], weights[i] or 1) for i in range(len(needs)) if i not in firm}
    shared = firm | _shares(wide, left - sum(firm.values()))
    return _eased([shared[i] for i in range(len(needs))], head, left)


def _eased(rooms: Sequence[int], head: Sequence[str], total: int) -> list[int]:
    """What no column needs goes to the headings that take the most lines.

    >>> _eased([5, 3], ["Task", "Total float"], 20), _eased([5, 3], ["Task", "Total float"], 10)
    ([5, 11], [5, 5])
    """
    eased = list(rooms)
    for _spare in range(total - sum(rooms)):
        broken = [i for i, name in enumerate(head) if columns(name) > eased[i]]
        if not broken:
            break
        eased[max(broken, key=lambda i: (_wrapped(head[i], eased[i]).count("\n"), -i))] += 1
    return eased


def _shares(wanting: Mapping[int, tuple[int, int, int]], left: int) -> dict[int, int]:
    """Water-filling: who needs less than a share by weight gets that, who cannot do with less than a share gets the least.

    >>> _shares({0: (20, 5, 1), 1: (80, 5, 1), 2: (90, 5, 1)}, 120)
    {0: 20, 1: 50, 2: 50}
    """
    shares: dict[int, int] = {}
    while len(shares) < len(wanting):
        open_ = {i: wants for i, wants in wanting.items() if i not in shares}
        part = max(left - sum(shares.values()), 0) / sum(weight for _need, _least, weight in open_.values())
        settled = {i: least for i, (_need, least, weight) in open_.items() if part * weight < least}
        settled = settled or {i: need for i, (need, _least, weight) in open_.items() if need <= part * weight}
        shares |= settled or {i: int(part * weight) for i, (_need, _least, weight) in open_.items()}
    return shares


@lru_cache(maxsize=1 << 14)  # the same words come again and again
def columns(text: str) -> int:
    """How many columns of a terminal the text takes; of several lines, the widest.

    >>> columns("Đường găng"), columns("日本")
    (10, 4)
    """
    from wcwidth import wcswidth  # noqa: PLC0415 - only terminals need it

    return max((wcswidth(normalize("NFC", line)) for line in text.split("\n")), default=0)


def _longest_word(text: str) -> int:
    return max((columns(word) for word in text.split()), default=0)


def _wrapped(text: str, room: int) -> str:
    return "\n".join(line for part in text.split("\n") for line in _lines(part, room) or [""])


def _lines(text: str, room: int) -> list[str]:
    """The text broken between words into lines of at most ``room`` columns; a word longer than that is broken inside."""
    lines: list[str] = []
    taken = room
    for word in normalize("NFC", text).split():
        size = columns(word)
        if lines and taken + 1 + size <= room:
            lines[-1] += " " + word
            taken += 1 + size
        else:
            lines += _pieces(word, room)
            taken = columns(lines[-1])
    return lines


def _pieces(word: str, room: int) -> list[str]:
    """A word that is too long for a line, in pieces: parted after a dot, a slash or a hyphen, else anywhere."""
    pieces = [""]
    for part in re.findall(r"[^./-]*[./-]|[^./-]+", word) if columns(word) > room else [word]:
        if columns(pieces[-1]) + columns(part) <= room or not pieces[-1]:
            pieces[-1] += part
        else:
            pieces.append(part)
    return [bit for piece in pieces for bit in (_bits(piece, room) if columns(piece) > room else [piece])]


def _bits(word: str, room: int) -> list[str]:
    from wcwidth import wcwidth  # noqa: PLC0415 - only terminals need it

    bits = [""]
    taken = 0
    for char in word:
        size = max(wcwidth(char), 0)
        if taken + size > room and bits[-1]:
            bits.append("")
            taken = 0
        bits[-1] += char
        taken += size
    return bits


_RENDERERS: Mapping[Format, Callable[[Table, Lang, int], str]] = {
    "table": _terminal,
    "markdown": _markdown,
    "csv": _csv,
    "json": _json,
}

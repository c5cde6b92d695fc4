"""A report as a value, and its renderings: terminal table, Markdown, CSV, JSON.

Every rendering shows the same rows. For readers (table, markdown) dates are dd/MM/yyyy and kinds are words of the language;
for programs (csv, json) dates are ISO and kinds are codes. Titles are in the language chosen everywhere.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal, NamedTuple
from unicodedata import normalize

from tabulate import SEPARATING_LINE, tabulate  # type: ignore[import-untyped]
from wcwidth import wcswidth, wcwidth

from governance.messages import Lang, Message, Text, shown

Format = Literal["table", "markdown", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "markdown", "csv", "json")
WIDTH = 100
"""Columns of the terminal that a table fits when nobody says otherwise."""

_GAP = 2
_NARROWEST = 16
"""No column need be wider than this for the sake of a long word."""


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
    """A report: what it is called, its columns and rows, the status day, and the notes that go with every rendering."""

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, object], ...]
    notes: tuple[Message, ...]
    as_of: date
    programme: str | None = None


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
    """The report's notes in one language, one a line, for a rendering that has no place for them."""
    return "\n".join(_notes(table, lang))


def _notes(table: Table, lang: Lang) -> tuple[str, ...]:
    return tuple(note.render(lang) for note in table.notes)


def _json(table: Table, lang: Lang, _width: int) -> str:
    rows = [{column.key: machine(row.get(column.key), lang) for column in table.columns} for row in table.rows]
    document = {
        "report": table.name,
        "as_of": table.as_of.isoformat(),
        "programme": table.programme,
        "rows": rows,
        "notes": _notes(table, lang),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _csv(table: Table, lang: Lang, _width: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(machine(row.get(column.key), lang)) for column in table.columns])
    return out.getvalue()


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
        case dict():
            return _inert(", ".join(f"{key} {_csv_cell(item)}" for key, item in value.items()))
        case _:
            return _inert(str(value))


def _inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\n")) else text


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
    lines = [f"## {_escaped(table.title.render(lang))}", "", _piped(head), _piped(["---"] * len(head))]
    lines += [_piped([_escaped(_reader(row.get(c.key), c, lang)) for c in table.columns]) for row in table.rows]
    lines += ["", *(f"- {_escaped(note)}" for note in _notes(table, lang))]
    return "\n".join(lines) + "\n"


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is: no cell ends early, nothing turns into a tag, a link or emphasis."""
    return re.sub(r"([\\|`*\[\]])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


def _terminal(table: Table, lang: Lang, width: int) -> str:
    stacks = _stacks(table.columns)
    head = [_stacked([column.label.render(lang) for column in stack]) for stack in stacks]
    body = [[_stacked([_reader(row.get(c.key), c, lang, "\n- ") for c in stack]) for stack in stacks] for row in table.rows]
    rooms = _rooms(head, body, [max(column.wide for column in stack) for stack in stacks], width)
    grid = [[_wrapped(cell, room) for cell, room in zip(line, rooms, strict=True)] for line in [head, *body]]
    drawn = tabulate([grid[0], SEPARATING_LINE, *_ruled(grid[1:])], tablefmt="simple", disable_numparse=True)
    said = [_wrapped(note, width - 2).replace("\n", "\n  ") for note in _notes(table, lang)]
    parts = [_wrapped(table.title.render(lang), width), "", *(line.rstrip() for line in drawn.splitlines()), ""]
    return "\n".join([*parts, *(f"• {note}" for note in said)]) + "\n"


def _ruled(lines: Sequence[Sequence[str]]) -> list[object]:
    """The lines with a rule between them, where any takes more than one line of the terminal."""
    if not any("\n" in cell for line in lines for cell in line):
        return list(lines)
    ruled: list[object] = [part for line in lines for part in (SEPARATING_LINE, line)]
    return ruled[1:]


def _stacks(columns: Sequence[Column]) -> list[list[Column]]:
    stacks: dict[str, list[Column]] = {}
    for column in columns:
        stacks.setdefault(column.under or column.key, []).append(column)
    return list(stacks.values())


def _stacked(cells: Sequence[str]) -> str:
    """Cells one below the other; blank ones at the end leave no line."""
    return "\n".join(cells).rstrip("\n")


def _rooms(head: Sequence[str], body: Sequence[Sequence[str]], weights: Sequence[int], total: int) -> list[int]:
    """How wide each column is: narrow ones as their cells need (headings wrap), wide ones share what is left by weight."""
    cells = [[line[i] for line in body] for i in range(len(head))]
    needs = [max([_longest_word(name), *map(columns, column)]) for name, column in zip(head, cells, strict=True)]
    least = [min(_NARROWEST, max(map(_longest_word, [name, *column]))) for name, column in zip(head, cells, strict=True)]
    left = total - _GAP * (len(needs) - 1) - sum(need for need, weight in zip(needs, weights, strict=True) if not weight)
    wide = [i for i, weight in enumerate(weights) if weight]
    shared = _shares({i: (needs[i], least[i], weights[i]) for i in wide}, left)
    return [shared.get(i, need) for i, need in enumerate(needs)]


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


def columns(text: str) -> int:
    """How many columns of a terminal the text takes; of several lines, the widest.

    >>> columns("Đường găng"), columns("日本")
    (10, 4)
    """
    return max((wcswidth(normalize("NFC", line)) for line in text.split("\n")), default=0)


def _longest_word(text: str) -> int:
    return max((columns(word) for word in text.split()), default=0)


def _wrapped(text: str, room: int) -> str:
    return "\n".join(line for part in text.split("\n") for line in _lines(part, room) or [""])


def _lines(text: str, room: int) -> list[str]:
    """The text broken between words into lines of at most ``room`` columns; a word longer than that is broken inside."""
    lines: list[str] = []
    for word in normalize("NFC", text).split():
        if lines and columns(lines[-1]) + 1 + columns(word) <= room:
            lines[-1] += " " + word
        else:
            lines += _pieces(word, room)
    return lines


def _pieces(word: str, room: int) -> list[str]:
    pieces = [""]
    taken = 0
    for char in word:
        size = max(wcwidth(char), 0)
        if taken + size > room and pieces[-1]:
            pieces.append("")
            taken = 0
        pieces[-1] += char
        taken += size
    return pieces


_RENDERERS: Mapping[Format, Callable[[Table, Lang, int], str]] = {
    "table": _terminal,
    "markdown": _markdown,
    "csv": _csv,
    "json": _json,
}

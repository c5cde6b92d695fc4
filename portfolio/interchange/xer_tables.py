"""The tables of Primavera's exchange files: tab-separated rows, marked line by line."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from governance.messages import Message, _
from portfolio.interchange.foreign import Reading


class Row(NamedTuple):
    """A row of a table, and its line in the file."""

    line: int
    values: Mapping[str, str]

    def __call__(self, column: str) -> str:
        """The trimmed text of a cell; empty if there is none."""
        return self.values.get(column, "").strip()

    @property
    def place(self) -> str:
        """Where the row stands."""
        return f"line {self.line}"


Tables = dict[str, list[Row]]


def tables_of(data: bytes, reading: Reading) -> Tables:
    """The rows of every table. A line that begins with no mark goes on with the last value of the line before it.

    Nothing else in such a file tells that its end is missing but its last line, %E.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    tables: Tables = defaultdict(list)
    table, columns, last = "", list[str](), dict[str, str]()
    for number, line in enumerate(text.split("\n"), start=1):
        mark, *cells = line.rstrip("\r").split("\t")
        match mark:
            case "%T":
                table, columns = (cells[0].strip() if cells else ""), []
            case "%F":
                columns = [cell.strip() for cell in cells]
            case "%R":
                if not table or not columns:
                    reading.wrong(f"line {number}", _("a row stands before the table and the columns that it belongs to"))
                last = dict(zip(columns, cells))
                tables[table].append(Row(number, last))
            case "%E" | "ERMHDR" | "":
                pass
            case _ if last and not mark.startswith("%"):
                end = list(last)[-1]
                last[end] += "\n" + line
            case _:
                reading.wrong(f"line {number}", _("a line begins with {text}, which no exchange file has", text=repr(mark[:20])))
    if "\n%E" not in text:
        reading.leave(_cut_off, str(text.count("\n") + 1))
    return tables


def _cut_off(line: str) -> Message:
    return _("the file ends at line {line} without %E, its last line: it may be cut off, and lack tasks and links", line=line)

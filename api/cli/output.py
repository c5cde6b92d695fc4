"""How commands put out what they made: a table as wide as the terminal, or bytes into a file."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.oswords import because
from governance.errors import InvalidError, Problem
from governance.messages import Lang, _

if TYPE_CHECKING:
    from portfolio.reports.table import Format, Table


def width() -> int:
    """How many columns the terminal has; 100 where there is none."""
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns


def print_table(table: "Table", form: "Format", lang: Lang) -> None:
    """Print a table; the notes that CSV has no place for go to standard error."""
    from portfolio.reports.table import notes, render

    click.echo(render(table, form, lang, width=width()), nl=False)
    if form == "csv":
        click.echo(notes(table, lang), err=True)


def put(parts: Iterable[bytes], out: Path | None) -> None:
    """Write bytes to a file, or to standard output where none is named.

    Raises
    ------
    InvalidError
        When the file cannot be written.
    """
    if out is None:
        sys.stdout.buffer.writelines(parts)
        return
    try:
        with out.open("wb") as file:
            file.writelines(parts)
    except OSError as refused:
        raise InvalidError([Problem(str(out), _("cannot be written: {why}", why=because(refused)))]) from None

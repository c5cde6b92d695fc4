"""Which rows of an annex to take: ``3,5-7``, or as a JSON list of names."""

import json
from collections.abc import Iterator, Sequence

from governance.errors import InvalidError, Problem
from governance.messages import _
from portfolio.annex.rows import Row


def taken_rows(rows: Sequence[Row], take: str | None) -> frozenset[str]:
    """The names of the rows that are asked for; all of them where nothing is. From one to another is as they stand in the table.

    Raises
    ------
    InvalidError
        Naming every row that there is not.
    """
    names = [row.name for row in rows]
    if take is None:
        return frozenset(names)
    chosen: set[str] = set()
    problems = []
    for item in _items(take):
        first, dash, last = (item, "", "") if item in names else item.partition("-")
        ends = (first.strip(), last.strip() if dash else first.strip())
        if all(end in names for end in ends) and names.index(ends[0]) <= names.index(ends[1]):
            chosen |= set(names[names.index(ends[0]) : names.index(ends[1]) + 1])
        else:
            why = _("there is no row {name}; the rows are {rows}", name=item[:40], rows=_few(names))
            problems.append(Problem("take", why))
    if problems or not chosen:
        raise InvalidError(problems or [Problem("take", _("name rows, such as 3,5-7"))])
    return frozenset(chosen)


def _items(take: str) -> Iterator[str]:
    said: object = None
    if take.lstrip().startswith("["):
        try:
            said = json.loads(take)
        except (ValueError, RecursionError):
            said = [take]
    yield from (str(item).strip() for item in (said if isinstance(said, list) else take.split(",")) if str(item).strip())


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f", … {names[-1]}" if len(names) > 10 else "")

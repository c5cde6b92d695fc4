"""Heads of the ledger that are kept elsewhere: short enough to print or to read aloud, and checked later."""

import re
from collections.abc import Iterable

from governance.errors import InvalidError, Problem
from governance.ledger import Head
from governance.messages import _

SHORT = 32
"""So many characters of a hash are enough: 31 digits and the h, 124 bits."""
WRITTEN = r"^\s*([0-9]{1,15})[:\s·–-]+((?:[0-9A-Fa-fHh][\s-]*){32,64})$"
"""What a head looks like that somebody noted."""


def short(head: Head) -> str:
    """A head to print or to read aloud.

    >>> short(Head(412, "h7f3a91c204beaa179d2055e10c3b7e44" + "0" * 31))
    '412 h7f3 a91c 204b eaa1 79d2 055e 10c3 b7e4'
    """
    digits = head.hash[:SHORT]
    return " ".join([str(head.seq), *(digits[i : i + 4] for i in range(0, SHORT, 4))])


def anchor(text: str, place: str = "anchor") -> Head:
    """A head as somebody noted it: its number, then its hash or the first 32 characters of it, with or without blanks and dashes.

    Raises
    ------
    InvalidError
        When it cannot be one; ``place`` is what the reader calls it.

    >>> anchor("412 h7f3 a91c 204b eaa1 79d2 055e 10c3 b7e4") == anchor("412:H7F3A91C204BEAA179D2055E10C3B7E4")
    True
    """
    found = re.fullmatch(WRITTEN, text)
    if found is None:
        why = _(
            "a head is written as its number and at least 32 characters of its hash, such as {example}", example=short(Head())
        )
        raise InvalidError([Problem(place, why)])
    return Head(int(found[1]), re.sub(r"[\s-]", "", found[2]).lower())


def anchors(lines: Iterable[str]) -> tuple[Head, ...]:
    """Heads noted one a line; what follows # is a remark.

    Raises
    ------
    InvalidError
        Naming every line that is none.
    """
    found, problems = list[Head](), list[Problem]()
    for number, line in enumerate(lines, 1):
        said = line.partition("#")[0].strip()
        try:
            found += [anchor(said, str(number))] if said else []
        except InvalidError as refused:
            problems += refused.problems
    if problems:
        raise InvalidError(problems)
    return tuple(found)

"""What an entry of the ledger says of people: kept beside its text, so that it can be taken out without breaking the chain.

In the text of an entry a personal value stands as ``{"sha256": commitment}``, where the commitment is the SHA-256 of a random
salt followed by the value. Salt and value stand beside the text, as an *opening*. The chain covers the text; the openings are
proved by the commitments. Without its opening a commitment says nothing, not even to whoever guesses the value.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

BLANK = "███"
"""What is read where a personal value was taken out."""
SALT = 32
"""Characters of a salt."""
_MARK = '{"sha256":'
LOST: Mapping[str, None] = {"sha256": None}
"""What stands in a plain entry for what was taken out: such entries, from before, held no commitments."""

Openings = dict[str, tuple[str, str]]
"""Field → salt and value."""
_Both = dict[str, Openings]


class Covered(NamedTuple):
    """The text of a thing as the chain covers it, and what opens its personal values."""

    text: str
    openings: Openings


def commitment(salt: str, value: str) -> str:
    """What binds a value without telling it.

    >>> commitment("00", "An")[:12]
    '83e91cc5f5ca'
    """
    return sha256(f"{salt}{value}".encode()).hexdigest()


def opens(opening: tuple[str, str], committed: str | None) -> bool:
    """Whether an opening fits a commitment. The length of the salt is fixed, so no part of it can pass for the value.

    >>> opens(("0" * 32, "An"), commitment("0" * 32, "An")), opens(("0" * 31, "0An"), commitment("0" * 32, "An"))
    (True, False)
    """
    return len(opening[0]) == SALT and commitment(*opening) == committed


def covered(values: Mapping[str, Any], personal: frozenset[str], salt: Callable[[], str]) -> Covered:
    """A thing as canonical JSON with commitments in the place of its personal values."""
    openings = {name: (salt(), str(values[name])) for name in sorted(personal) if values[name] is not None}
    committed = {name: {"sha256": commitment(*opening)} for name, opening in openings.items()}
    return Covered(msgspec.json.encode({**values, **committed}, order="sorted").decode(), openings)


def has_commitments(text: str | None) -> bool:
    """Whether anything in the text of an entry is committed to: no string in JSON holds the mark, for its quotes are escaped."""
    return text is not None and _MARK in text


def commitments(text: str | None) -> dict[str, str | None]:
    """Field → commitment, of a text; None where a plain entry lost what it said."""
    if text is None or not has_commitments(text):
        return {}
    return {name: value.get("sha256") for name, value in msgspec.json.decode(text).items() if isinstance(value, dict)}


def uncovered(text: str, openings: Openings) -> str:
    """A text with its personal values, or :data:`BLANK` where they were taken out."""
    if not has_commitments(text):
        return text
    values = msgspec.json.decode(text)
    for name, value in values.items():
        if isinstance(value, dict):
            values[name] = openings[name][1] if name in openings else BLANK
    return msgspec.json.encode(values, order="sorted").decode()


def packed(before: Openings, after: Openings) -> str | None:
    """The openings of an entry as they are kept, or None where it has none."""
    both = {side: openings for side, openings in (("after", after), ("before", before)) if openings}
    return msgspec.json.encode(both, order="sorted").decode() if both else None


def unpacked(kept: str | None) -> _Both:
    """The openings of an entry by side.

    Raises
    ------
    ValueError
        When they are not as :func:`packed` writes them.
    """
    if kept is None:
        return {}
    both = msgspec.json.decode(kept, type=_Both)
    if packed(both.get("before", {}), both.get("after", {})) != kept:
        raise ValueError(kept)
    return both


def without(text: str | None, fields: frozenset[str]) -> str | None:
    """The text of a plain entry without what it said in some fields."""
    if text is None:
        return None
    values = msgspec.json.decode(text)
    gone = {name: LOST for name in fields if values.get(name) is not None}
    return msgspec.json.encode({**values, **gone}, order="sorted").decode() if gone else text


def told(text: str | None, openings: Openings, fields: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Those of some fields whose value an entry still tells, each with the value."""
    if text is None:
        return
    plain = msgspec.json.decode(uncovered(text, openings))
    for name in sorted(fields):
        if plain.get(name) not in (None, BLANK):
            yield name, str(plain[name])

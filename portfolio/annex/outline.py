"""The numbers of rows, as annexes count: A, I, 1, 1.1, a; and where a row stands by them."""

import re
from typing import NamedTuple

_ROMAN = {"I": 1, "V": 5, "X": 10}
_SMALL = "abcdđeghiklmnopqrstuvxy"
_LABEL = r"[A-ZĐ]|[IVX]{1,7}|[0-9]{1,6}(?:\.[0-9]{1,6}){0,200}|(?:[A-Z]|[IVX]{1,7})(?:\.[0-9]{1,6}){1,200}|[a-zđ]"
_HEADED = re.compile(
    rf"(?:(?P<word>phần|mục|chương|nhóm|part|section|chapter|group)\s+)?(?P<label>{_LABEL})"
    r"\s*(?P<mark>[.):/–-]*)\s+(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
LETTER, ROMAN, UNNUMBERED, NUMBER, SMALL = 0, 1, 2, 3, 1_000


class Label(NamedTuple):
    """The number of a row: as written, how deep its kind stands, and its parts; the last one is its own."""

    written: str
    rank: int
    parts: tuple[str, ...]

    @property
    def ordinal(self) -> int:
        """Which one it is among its like.

        >>> [label(written).ordinal for written in ("B", "IV", "1.3", "d")]
        [2, 4, 3, 4]
        """
        last = self.parts[-1]
        if last.isdigit():
            return int(last)
        if self.rank == SMALL:
            return _SMALL.find(last.replace("dd", "đ")) + 1
        return _roman(last) if self.rank == ROMAN else ord(last) - 64


def label(text: str) -> Label | None:
    """The number that a cell says, or None.

    >>> label("II."), label("1.2"), label("I.3)"), label("–")
    (Label(written='II', rank=1, parts=('II',)), Label(written='1.2', rank=4, parts=('1', '2')),
     Label(written='I.3', rank=3, parts=('I', '3')), None)
    """
    written = re.sub(r"\s+", "", text).strip("().,:;-–/")
    if not re.fullmatch(_LABEL, written):
        return None
    parts = tuple(str(int(part)) if part.isdigit() else part.replace("đ", "dd") for part in written.split("."))
    numbers = [part for part in parts if part.isdigit()]
    if numbers:
        return Label(".".join(parts), NUMBER + len(numbers) - 1, parts)
    if parts[0][0].islower():
        return Label(written, SMALL, parts) if parts[0] == "dd" or parts[0] in _SMALL else None
    if re.fullmatch(r"X{0,3}(IX|IV|V?I{0,3})", written):
        return Label(written, ROMAN, parts)
    return Label(written, LETTER, parts) if len(written) == 1 and written.isascii() else None


def _roman(written: str) -> int:
    values = [_ROMAN[letter] for letter in written]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def headed(text: str) -> tuple[Label | None, str]:
    """The number and the title of a heading that stands in one cell.

    >>> headed("II. Hoàn thiện thể chế")[1], headed("Phần A: Hạ tầng")[0].written, headed("I am no number")
    ('Hoàn thiện thể chế', 'A', (None, 'I am no number'))
    """
    match = _HEADED.fullmatch(text)
    found = match and (match["mark"] or match["word"]) and label(match["label"])
    return (found, match["title"]) if match and found else (None, text)

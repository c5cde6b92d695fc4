"""What a citation of a clause means, and whether two clauses can be about the same text.

``khoản 2 Điều 7``, ``Điều 7 khoản 2`` and ``Article 7 clause 2`` are one clause. A clause is its levels with their labels; one
with fewer levels is the larger text, of which the others are parts.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from unicodedata import combining, normalize

from governance.messages import Text

Clause = Mapping[str, str]
"""Level → label, such as ``{"article": "7", "clause": "2"}``. What cannot be read has the one level ``text``."""

_WORDS = {
    "annex": ("phu luc", "annex", "appendix"),
    "part": ("phan", "part"),
    "chapter": ("chuong", "chapter"),
    "section": ("muc", "section"),
    "subsection": ("tieu muc", "subsection"),
    "article": ("đieu", "dieu", "article"),
    "clause": ("khoan", "clause", "paragraph"),
    "point": ("điem", "diem", "point"),
    "item": ("tiet", "item"),
}
_LEVELS = tuple(_WORDS)
_LEVEL = {word: level for level, words in _WORDS.items() for word in words}
_WORD = "|".join(sorted(map(re.escape, _LEVEL), key=len, reverse=True))
_LABEL = r"(?:[0-9]+[a-zđ]?|[ivxlc]+|[a-zđ])(?:\.[0-9a-zđ]+)*(?![a-zđ0-9])"
_PIECE = re.compile(
    rf"(?:(?P<also>,|\bva\b|\band\b|&)\s*)?(?:(?P<word>(?<![a-zđ])(?:{_WORD})(?![a-zđ]))\s*(?P<label>{_LABEL})?"
    rf"|(?<=[,\s&])(?P<bare>{_LABEL})(?=\s*(?:$|[,&]|va\b|and\b|{_WORD})))"
)


def touch(one: str | None, other: str | None) -> bool:
    """Whether two citations can be about the same text; without a clause the whole instrument is meant.

    Where that cannot be told (a chapter and an article, words that name no clause) they may be, so they are: what is missed
    would be worse than what is looked at for nothing.

    >>> touch("khoản 2 Điều 7", "Article 7"), touch("Điều 2", "Điều 5"), touch(None, "Điều 5"), touch("Phụ lục I", "Điều 5")
    (True, False, True, False)
    """
    return one is None or other is None or any(_meet(a, b) for a, b in product(clauses(one), clauses(other)))


@cache
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses that a citation names, each with all its levels: what is said once for several counts for each.

    >>> clauses("điểm a, b khoản 2 Điều 7; Điều 9")[1:]
    ({'article': '7', 'clause': '2', 'point': 'b'}, {'article': '9'})
    """
    found: list[Clause] = []
    plain = _plain(text)
    for part in plain.split(";"):
        groups = _groups(part)
        found += (_whole(groups, i) for i in range(len(groups)))
    return tuple(found) or ({"text": plain},)


def readable(text: str) -> bool:
    """Whether a citation names clauses that can be compared."""
    return all("text" not in clause for clause in clauses(text))


def told(clause: str) -> Text:
    """A citation for readers of both languages: as it is written, and in English with the words for its levels.

    >>> told("điểm a, b khoản 2 Điều 7 và Phụ lục I").en, told("Điều 7 khoản 2").en, told("đoạn cuối").en
    ('point a, b of clause 2 of Article 7 and Annex I', 'Article 7, clause 2', 'đoạn cuối')
    """
    if not readable(clause):
        return Text(clause, clause)
    last = len(_LEVELS)

    def english(found: re.Match[str]) -> str:
        nonlocal last
        if found["word"] is None:
            return "and"
        level = _LEVEL[_plain(found["word"])]
        joint = "" if not found["joint"] else " of " if _LEVELS.index(level) < last else ", "
        last = _LEVELS.index(level)
        return joint + (level.capitalize() if last <= _LEVELS.index("article") else level)

    return Text(clause, _WRITTEN.sub(english, normalize("NFC", clause)))


_WRITTEN = re.compile(
    r"(?P<joint>(?<=[0-9A-Za-zđ]) )?(?<!\w)(?P<word>phụ lục|phần|chương|tiểu mục|mục|điều|khoản|điểm|tiết)(?!\w)|(?<!\w)và(?!\w)",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    """The text without case and marks; đ stays: it is a letter of its own in a list of points."""
    letters = normalize("NFD", " ".join(text.split()).casefold().replace("ð", "đ"))
    return "".join(letter for letter in letters if not combining(letter))


def _groups(part: str) -> list[dict[str, str]]:
    """The clauses of a list as written: one ends where a level comes again or a comma stands before what is no larger."""
    groups: list[dict[str, str]] = []
    last = ""
    for piece in _PIECE.finditer(part):
        level = _LEVEL[piece["word"]] if piece["word"] else last
        if not level or (piece["bare"] and not piece["also"]):
            continue
        if not groups or level in groups[-1] or piece["also"]:
            groups.append({})
        groups[-1][level] = piece["label"] or piece["bare"] or ""
        last = level
    return groups


def _whole(groups: list[dict[str, str]], number: int) -> Clause:
    """A clause with the larger levels that it shares with the next that has them, else with the one before."""
    own = groups[number]
    top = min(map(_LEVELS.index, own))
    for other in (*groups[number + 1 :], *reversed(groups[:number])):
        shared = {level: label for level, label in other.items() if _LEVELS.index(level) < top}
        if shared and top > _LEVELS.index("article"):
            return _ordered({**shared, **own})
    return _ordered(own)


def _ordered(clause: dict[str, str]) -> Clause:
    return {level: clause[level] for level in _LEVELS if level in clause}


def _meet(one: Clause, other: Clause) -> bool:
    if "text" in one or "text" in other:
        return True
    if ("annex" in one) is not ("annex" in other):
        return False
    return all(_same(one[level], other[level]) for level in one.keys() & other.keys())


def _same(one: str, other: str) -> bool:
    """Whether one label is the other or a part of it, as II.3 is of II; a level without a label is all of that level."""
    return not one or not other or f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def listed(texts: Iterable[str | None]) -> str | None:
    """Several citations joined into one, without repetition; None where there is none.

    >>> listed(["Điều 2", None, "Điều 2", "Điều 5"])
    'Điều 2; Điều 5'
    """
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None

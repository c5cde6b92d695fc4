"""Bodies as annexes name them: by full or short name or code, without accents if need be, several in one cell."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from governance.messages import Lang, Message, _
from governance.model import Organization
from governance.records import Records
from portfolio.folding import words

MOST_PIECES = 60
"""Pieces of a cell that are tried together; no cell names more bodies."""
_LONGEST = 8
"""Pieces that the name of one body may fall into: names hold commas and “và” of their own."""
_BETWEEN = re.compile(r"(\s*[;,\n/]\s*|\s+(?:và|va|and|&)\s+)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–•+*·]\s*)+")


class Named(NamedTuple):
    """The bodies of a cell, and what in it names none, or more than one."""

    codes: tuple[str, ...]
    problems: tuple[Message, ...]


class Bodies:
    """Every body by the names that it is known by.

    >>> from governance.model import OrganizationClass
    >>> ministry = OrganizationClass.MINISTRY
    >>> known = Bodies([Organization(code="MOF", name_vi="Bộ Tài chính", name_en="Ministry of Finance", classification=ministry)])
    >>> known.read("bo tai chinh"), known.read("Ministry of Finance; Bộ Tài chín").problems[0].render("en")
    (Named(codes=('MOF',), problems=()),
     'no body is called “Bộ Tài chín”; near it are: Bộ Tài chính (MOF). Write its name, or add the body or its short name')
    """

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self._known = {body.code: body for body in organizations}
        self._read: dict[str, Named] = {}

    @classmethod
    def of(cls, records: Records) -> "Bodies":
        """Those of a state."""
        return cls(records.all(Organization))

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """Name in plain words, and without blanks → the codes of the bodies that have it."""
        found: dict[str, set[str]] = defaultdict(set)
        for body in self._known.values():
            for name in (body.name_vi, body.name_en, body.short_vi, body.short_en, body.code):
                for key in _keys(name or ""):
                    found[key].add(body.code)
        return {key: frozenset(codes) for key, codes in found.items() if key}

    def one(self, text: str) -> frozenset[str]:
        """The codes of the bodies that a text names; a code as it is written names its own."""
        if text in self._known:
            return frozenset({text})
        return next((found for key in _keys(text) if (found := self._names.get(key))), frozenset())

    def read(self, cell: str) -> Named:
        """The bodies of a cell, kept apart by semicolons, commas, strokes, new lines or “và”; each once.

        Where names hold such marks themselves, the reading with the fewest words that name nobody is taken, and of those the one
        with the fewest bodies.
        """
        if cell not in self._read:
            self._read[cell] = self._reading(cell)
        return self._read[cell]

    def _reading(self, cell: str) -> Named:
        pieces = _BETWEEN.split("\n".join(_BULLET.sub("", line) for line in cell.splitlines()))
        if len(pieces) > 2 * MOST_PIECES:
            return Named((), (_("more than {most} bodies stand here: name them in several rows", most=MOST_PIECES),))
        codes: dict[str, None] = {}
        problems = []
        for text in self._parted(pieces):
            found = self.one(text)
            if len(found) == 1:
                codes.setdefault(next(iter(found)))
            elif found:
                why = _("“{text}” names several bodies: {bodies}; write its code", text=text[:80], bodies=tuple(sorted(found)))
                problems.append(why)
            else:
                problems.append(self._unknown(text))
        return Named(tuple(codes), tuple(problems))

    def _parted(self, pieces: list[str]) -> Iterator[str]:
        """The names in a cell; neighbouring pieces that name nobody are told as one where only “và” stands between them."""
        best: list[tuple[int, int, int]] = [(0, 0, 0)]  # up to each piece: strangers, names, where the last name begins
        texts = pieces[::2]
        for end in range(1, len(texts) + 1):
            choices = []
            for start in range(max(0, end - _LONGEST), end):
                text = "".join(pieces[2 * start : 2 * end - 1]).strip()
                strange = not self.one(text) and bool(text)
                if start == end - 1 or not strange:
                    choices.append((best[start][0] + strange, best[start][1] + 1, start))
            best.append(min(choices))
        spans, end = [], len(texts)
        while end:
            start = best[end][2]
            spans.append((start, end))
            end = start
        yield from self._joined(pieces, spans[::-1])

    def _joined(self, pieces: list[str], spans: list[tuple[int, int]]) -> Iterator[str]:
        held = ""
        for start, end in spans:
            text = "".join(pieces[2 * start : 2 * end - 1]).strip()
            mark = pieces[2 * start - 1] if start else ";"
            if held and not self.one(text) and not re.search(r"[;,\n/]", mark):
                held += mark + text
                continue
            if held:
                yield held
            held = ""
            if self.one(text):
                yield text
            else:
                held = text
        if held:
            yield held

    def _unknown(self, text: str) -> Message:
        near: dict[str, None] = {}
        for name in get_close_matches(words(text), self._names, 6, 0.6):
            near |= dict.fromkeys(sorted(self._names[name]))
        bodies = tuple(f"{self._known[code].name_vi} ({code})" for code in list(near)[:3])
        if not bodies:
            return _("no body is called “{text}”: write its name, or add the body or its short name", text=text[:120])
        return _("no body is called “{text}”; near it are: {bodies}. Write its name, or add the body or its short name",
                 text=text[:120], bodies=bodies)  # fmt: skip

    def cell(self, codes: Iterable[str], lang: Lang) -> str:
        """A cell that names bodies and reads back as them: by full names, or by codes where a name is not one body's alone."""
        wanted = tuple(codes)
        named = "; ".join(self._name(code, lang) for code in wanted)
        return named if self.read(named) == Named(wanted, ()) else "; ".join(wanted)

    def _name(self, code: str, lang: Lang) -> str:
        body = self._known[code]
        name = body.name_vi if lang == "vi" else body.name_en
        return name if self.one(name) == {code} else code


def _keys(text: str) -> tuple[str, ...]:
    """The keys under which a name is found: its words, and its letters alone, so that TT&TT is found as TTTT.

    >>> _keys("Bộ TT&TT")
    ('bo tt va tt', 'bottvatt', 'botttt')
    """
    plain = words(text)
    return plain, plain.replace(" ", ""), words(text.replace("&", "")).replace(" ", "")

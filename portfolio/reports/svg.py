"""What the pictures share: elements, escaping, colours, and an estimate of how wide words are drawn.

Colours stand in presentation attributes, so that a picture looks the same in a page with a strict content policy and alone
in a file. Every pair of text and ground used here has a contrast of at least 4.5 : 1.
"""

import re
from functools import cache
from html import escape
from unicodedata import normalize

FONT = "'Be Vietnam Pro','Noto Sans','Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

INK = "#16202c"
MUTED = "#51606f"
RULE = "#dfe4ea"
GRID = "#eef1f4"
PAPER = "#ffffff"
NAVY = "#12355b"
BAND = "#e8eef5"
BLUE = "#2f6299"
BLUE_PALE = "#d3e1f0"
RED = "#b3261e"
RED_PALE = "#f8dcd9"
GREY = "#8a97a5"
GREY_PALE = "#e9edf1"
DAY = "#0b6e63"
DUE = "#6b3fa0"

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = frozenset("iIjl.,;:'|!·()[]/ ftr-")
_BROAD = frozenset("mwMWĐ@%—–…→✓")


def text(value: str) -> str:
    """Words made safe to stand between tags or in an attribute.

    >>> text('A < "B" & C')
    'A &lt; &quot;B&quot; &amp; C'
    """
    return escape(_UNFIT.sub("", normalize("NFC", value)), quote=True)


def number(value: float) -> str:
    """A coordinate with one decimal at most.

    >>> number(12.0), number(3.14159), number(-0.01)
    ('12', '3.1', '0')
    """
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def el(name: str, *children: str, **attributes: object) -> str:
    """An element. ``children`` are markup already; attributes that are None are left out, and ``_`` in a name stands for ``-``.

    >>> el("text", text("a<b"), x=1.25, font_weight=None, class_="due")
    '<text x="1.2" class="due">a&lt;b</text>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else text(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def picture(width: float, height: float, title: str, description: str, *children: str, name: str) -> str:
    """A whole picture, announced by its title and description. ``name`` keeps its ids apart from others on a page."""
    return el(
        "svg",
        el("title", text(title), id=f"{name}-title"),
        el("desc", text(description), id=f"{name}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=number(width),
        height=number(height),
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=FONT,
        class_="picture",
    )


@cache
def _em(char: str) -> float:
    base = normalize("NFD", char)[0]
    if base in _NARROW:
        return 0.34
    if base in _BROAD:
        return 0.86
    if base.isupper() or base.isdigit():
        return 0.64 if base.isupper() else 0.575
    return 0.56


def wide(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide the words are drawn, in pixels; a little more rather than less.

    >>> wide("Đường găng", 10) < wide("Đường găng", 10, bold=True)
    True
    """
    return sum(map(_em, normalize("NFC", words))) * size * (1.07 if bold else 1.0)


def fitted(words: str, room: float, size: float, *, bold: bool = False) -> str:
    """The words, shortened with an ellipsis where they would be wider than the room."""
    if wide(words, size, bold=bold) <= room:
        return words
    kept = words
    while kept and wide(kept + "…", size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;.–-") + "…"


def broken(words: str, room: float, size: float, lines: int) -> list[str]:
    """The words on at most so many lines; what does not fit ends in an ellipsis."""
    out: list[str] = []
    left = words.split()
    while left and len(out) < lines:
        taken = left.pop(0)
        while left and wide(f"{taken} {left[0]}", size) <= room:
            taken += " " + left.pop(0)
        out.append(taken)
    if left:
        out[-1] = f"{out[-1]} {' '.join(left)}"
    return [fitted(line, room, size) for line in out]

"""What a person reads, as a template with parameters, so that one meaning has a Vietnamese and an English form.

The English template is the message's identity (as in gettext); the Vietnamese one stands in ``locale/vi/*.po`` of each package.
Code below the rim makes messages; only the rim chooses a language and renders them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


class Text(NamedTuple):
    """Words that exist in both languages already, such as a task's title."""

    vi: str
    en: str


class Message(NamedTuple):
    """A template and what fills it. Parameters may be messages, texts, dates or numbers; they are rendered too.

    In English ``(s)`` and ``[one|many]`` agree with the number before them.

    >>> _("no task {code}", code="A7").render("en")
    'no task A7'
    >>> [str(_("{count} task(s) [moves|move]", count=count)) for count in (1, 2)]
    ['1 task moves', '2 tasks move']
    """

    msgid: str
    params: tuple[tuple[str, object], ...] = ()

    def render(self, lang: Lang) -> str:
        """The message in one language; a template without a translation stays English."""
        template = catalogue(lang).get(self.msgid) or agreeing(self.msgid, dict(self.params))
        return template.format(**{name: shown(value, lang) for name, value in self.params})

    def __str__(self) -> str:
        return self.render("en")


_AGREES = re.compile(r"\{(?P<name>\w+)\}|\(s\)|\[(?P<one>[^][|]*)\|(?P<many>[^][|]*)\]")


def agreeing(template: str, params: Mapping[str, object]) -> str:
    """An English template in which words agree with the whole number before them."""
    number: object = None

    def agreed(found: re.Match[str]) -> str:
        nonlocal number
        if found["name"]:
            value = params.get(found["name"])
            number = value if isinstance(value, int) else number
            return found[0]
        one, many = ("", "s") if found["one"] is None else (found["one"], found["many"])
        return one if number == 1 else many

    return _AGREES.sub(agreed, template)


def _(msgid: str, /, **params: object) -> Message:
    """A message of this template. The name is what translation tools look for."""
    return Message(msgid, tuple(params.items()))


def shown(value: object, lang: Lang) -> str:
    """A value as a reader of this language expects it.

    >>> shown(date(2018, 7, 5), "en"), shown(13909, "vi"), shown(Text("việc", "task"), "vi")
    ('05/07/2018', '13.909', 'việc')
    """
    match value:
        case Message():
            return value.render(lang)
        case Text():
            return value.vi if lang == "vi" else value.en
        case bool() | str():
            return str(value)
        case date():
            return f"{value.day:02}/{value.month:02}/{value.year:04}"
        case int() | float():
            return _number(value, lang)
        case Mapping():
            return ", ".join(f"{k}: {shown(v, lang)}" for k, v in value.items())
        case Iterable():
            return ", ".join(shown(item, lang) for item in value)
        case _:
            return str(value)


def _number(value: float, lang: Lang) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", "." if lang == "vi" else ",")
    from babel.numbers import format_decimal  # noqa: PLC0415 - whole numbers are all that most answers say

    return str(format_decimal(value, locale=lang))


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """The translations of one language, read from the ``.po`` files that translators edit in ``<package>/locale/<lang>``."""
    if lang == "en":
        return {}
    said: dict[str, str] = {}
    for package in ("governance", "portfolio", "seed", "api"):
        for source in sorted((Path(__file__).parent.parent / package / "locale" / lang).glob("*.po")):
            said.update(translations(source.read_text("utf-8")))
    return said


_ENTRY = re.compile(r'^((?:#.*\n)*)msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)', re.MULTILINE)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)


def translations(po: str) -> Iterator[tuple[str, str]]:
    r"""The finished pairs of a ``.po`` file. The library for such files takes ten times as long, and every start waits for it.

    >>> list(translations('msgid "no task"\nmsgstr "không có "\n"nhiệm vụ"\n\n#, fuzzy\nmsgid "day"\nmsgstr "hôm"\n'))
    [('no task', 'không có nhiệm vụ')]
    """
    for notes, *quoted in _ENTRY.findall(po):
        msgid, msgstr = (_unquoted(text.strip().replace('"\n"', "")) for text in quoted)
        if msgid and msgstr and not _FUZZY.search(notes):
            yield msgid, msgstr


def _unquoted(text: str) -> str:
    return str(json.loads(text)) if "\\" in text else text[1:-1]

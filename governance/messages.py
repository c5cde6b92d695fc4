"""What a person reads, as a template with parameters, so that one meaning has a Vietnamese and an English form.

The English template is the message's identity (as in gettext); the Vietnamese one stands in ``locale/vi/*.po`` of each package.
Code below the rim makes messages; only the rim chooses a language and renders them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


class Text(NamedTuple):
    """Words that exist in both languages already, such as a task's title."""

    vi: str
    en: str


class Message(NamedTuple):
    """A template and what fills it. Parameters may be messages, texts, dates or numbers; they are rendered too.

    >>> _("no task {code}", code="A7").render("en")
    'no task A7'
    """

    msgid: str
    params: tuple[tuple[str, object], ...] = ()

    def render(self, lang: Lang) -> str:
        """The message in one language; a template without a translation stays English."""
        template = catalogue(lang).gettext(self.msgid)
        return template.format(**{name: shown(value, lang) for name, value in self.params})

    def __str__(self) -> str:
        return self.render("en")


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
            return format_date(value, "dd/MM/yyyy", locale=lang)
        case int() | float():
            return str(format_decimal(value, locale=lang))
        case Mapping():
            return ", ".join(f"{k}: {shown(v, lang)}" for k, v in value.items())
        case Iterable():
            return ", ".join(shown(item, lang) for item in value)
        case _:
            return str(value)


@cache
def catalogue(lang: Lang) -> Translations:
    """The translations of one language, read from the ``.po`` files that translators edit in ``<package>/locale/<lang>``."""
    translations = Translations()
    for package in ("governance", "portfolio", "seed", "api") if lang != "en" else ():
        for source in sorted((Path(__file__).parent.parent / package / "locale" / lang).glob("*.po")):
            compiled = BytesIO()
            with source.open("rb") as po:
                write_mo(compiled, read_po(po, locale=lang))
            compiled.seek(0)
            translations.merge(Translations(compiled))
    return translations

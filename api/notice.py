"""A small page with a few words on it: refusals that a browser meets, and the steps of signing in."""

from collections.abc import Iterable, Mapping
from html import escape

from governance.messages import Lang, _

LANGUAGES: Mapping[Lang, str] = {"vi": "Tiếng Việt", "en": "English"}
"""What each language calls itself."""

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {brand}</title>
<link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/base.css">
</head>
<body>
<header class="masthead"><a class="brand" href="/?lang={lang}">{brand}</a>{other}</header>
<main id="main" class="page">
<h1>{title}</h1>
{lines}{more}
</main>
</body>
</html>
"""


def notice(title: str, lines: Iterable[str], lang: Lang, *, more: str = "", again: bool = False) -> str:
    """A page with a title and a few lines; ``more`` is HTML of our own.

    ``again`` says that its address answers whoever follows a link there too: then the other language is one.

    >>> "<p>a &lt; b</p>" in notice("T", ["a < b"], "en")
    True
    """
    said = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    brand = escape(_("National portfolio of e-Government").render(lang))
    other = "".join(
        f'<a href="?lang={to}" lang="{to}" hreflang="{to}">{name}</a>' for to, name in LANGUAGES.items() if to != lang
    )
    return _PAGE.format(lang=lang, brand=brand, title=escape(title), lines=said, more=more, other=other if again else "")

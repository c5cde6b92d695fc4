"""A small page with a few words on it: refusals that a browser meets, and the steps of signing in."""

from collections.abc import Iterable
from html import escape

from governance.messages import Lang, _

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
<header class="bar"><a class="brand" href="/?lang={lang}">{brand}</a></header>
<main id="main" class="page">
<h1>{title}</h1>
{lines}{more}
</main>
</body>
</html>
"""


def notice(title: str, lines: Iterable[str], lang: Lang, *, more: str = "") -> str:
    """A page with a title and a few lines; ``more`` is HTML of our own.

    >>> "<p>a &lt; b</p>" in notice("T", ["a < b"], "en")
    True
    """
    said = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    brand = escape(_("National portfolio of e-Government").render(lang))
    return _PAGE.format(lang=lang, brand=brand, title=escape(title), lines=said, more=more)

"""The documentation page: one group of operations at a time, for the whole document takes a browser half a minute."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from msgspec import json

from governance.messages import Lang, _

FIRST_SHOWN = "me"
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>egov-portfolio API: {group}</title>
<link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/swagger/swagger-ui.css">
<style>
body {{ margin: 0 auto; max-width: 1460px; padding: 1rem; font-family: sans-serif }}
nav {{ columns: 15rem; font-size: 0.85rem; line-height: 1.5; margin-top: 1rem }}
nav a {{ display: block; color: #1f4e79 }}
nav a[aria-current] {{ font-weight: bold }}
</style>
<script src="/static/swagger/swagger-ui-bundle.js" defer></script>
<script src="/static/docs.js" defer></script>
</head>
<body>
<a href="{here}&amp;lang=vi" lang="vi">Tiếng Việt</a> · <a href="{here}&amp;lang=en" lang="en">English</a> ·
<a href="/docs/openapi.json?lang={lang}">{whole}</a>
<nav aria-label="{groups}">
{links}
</nav>
<div id="docs" data-document="/docs/openapi.json?lang={lang}&amp;of={group}"></div>
</body>
</html>
"""


def page(document: Mapping[str, Any], group: str, lang: Lang) -> bytes:
    """The page of one group, which leads to all others."""
    shown = group_of(document, group)
    links = "\n".join(_link(tag, tag["name"] == shown, lang) for tag in document["tags"])
    whole = _("The whole document, for programs").render(lang)
    groups = _("Groups of operations").render(lang)
    return _PAGE.format(lang=lang, group=shown, here=f"/docs?of={shown}", whole=whole, groups=groups, links=links).encode()


def group_of(document: Mapping[str, Any], group: str) -> str:
    """The group that is asked for, else the first one."""
    return group if any(tag["name"] == group for tag in document["tags"]) else FIRST_SHOWN


def _link(tag: Mapping[str, str], here: bool, lang: Lang) -> str:
    current = ' aria-current="page"' if here else ""
    return f'<a href="/docs?of={tag["name"]}&amp;lang={lang}"{current}>{escape(tag["description"])}</a>'


def part(document: Mapping[str, Any], group: str) -> dict[str, Any]:
    """The operations of one group, with all that they refer to. The guide stands with the first one.

    What may be left out has its example in words only: the page would fill it in, and then ask for what fits all of them.
    """
    shown = group_of(document, group)
    about = next(tag["description"] for tag in document["tags"] if tag["name"] == shown)
    paths = {
        path: {method: _told(operation) for method, operation in item.items() if shown in operation["tags"]}
        for path, item in document["paths"].items()
    }
    made = {
        **document,
        "info": document["info"] if shown == FIRST_SHOWN else {**document["info"], "description": about},
        "paths": {path: item for path, item in paths.items() if item},
        "tags": [tag for tag in document["tags"] if tag["name"] == shown],
        "webhooks": document["webhooks"] if shown == "webhooks" else {},
    }
    return {**made, "components": {**document["components"], "schemas": _needed(made, document["components"]["schemas"])}}


def _told(operation: Mapping[str, Any]) -> dict[str, Any]:
    return {**operation, "parameters": [_worded(parameter) for parameter in operation.get("parameters", ())]}


def _worded(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter whose example is told, where it may be left out."""
    if parameter.get("required") or "example" not in parameter:
        return dict(parameter)
    said = parameter["example"]
    shown = said if isinstance(said, str) else json.encode(said).decode()
    told = {name: value for name, value in parameter.items() if name != "example"}
    return {**told, "description": f"{parameter.get('description', '')} (`{shown}`)".strip()}


def _needed(made: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas that are referred to, and those that these refer to."""
    found: dict[str, Any] = {}
    waiting: Iterable[Any] = [{**made, "components": made["components"]["responses"]}]
    while waiting:
        names = set(re.findall(r'"#/components/schemas/(\w+)"', json.encode(list(waiting)).decode())) - found.keys()
        found |= {name: schemas[name] for name in names}
        waiting = [schemas[name] for name in names]
    return dict(sorted(found.items()))

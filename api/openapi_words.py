"""What the OpenAPI document says to people, in the language of whoever reads it.

The handlers and the declarations say it in English; the Vietnamese stands in ``locale/vi/document.po`` like everything else.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any

from api.errors import KINDS as REFUSALS
from api.errors import problem_type
from api.openapi_fields import described
from governance.errors import kind_name
from governance.fieldnames import named
from governance.messages import Lang, Message, Text, _, catalogue
from governance.values import Entity

FIRST = (
    "me", "reports", "computed", "workflow", "meetings", "offices", "instruments", "programmes", "tasks", "baselines",
    "scenarios", "batch", "changes", "webhooks", "ledger", "consents", "credentials",
)  # fmt: skip
"""The groups of operations that people look for first, in this order; the other kinds of things follow."""
GROUPS: Mapping[str, Message] = {
    "me": _("Who I am, my sessions, my password"),
    "reports": _("Reports, as data or as text"),
    "computed": _("What is computed of the plan: dates, floats, critical path, who answers"),
    "workflow": _("A task on its way: steps, extensions, reminders"),
    "offices": _("Who holds which office on a day, and what lies with it"),
    "instruments": _("Legal instruments: where they stand, and what rests on them"),
    "batch": _("Several changes together, or none"),
    "changes": _("What changed, for programs that follow"),
    "webhooks": _("Signed letters to programs that are told what changes"),
    "ledger": _("Who changed what, and the proof"),
    "credentials": _("Tokens, sign-in links and calendar addresses"),
}
"""Groups that are no kind of thing, or more than that."""
SPOKEN = ("summary", "description")
MADE_UP = ("example", "examples", "default", "enum", "const")
"""Parts of the document that say nothing to people."""

_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Message]], ...] = (
    (r"Only those with this (\w+)\.", lambda found: _("Only those with this {field}.", field=named(found[1]))),
    (r"The report's name: ([\w, -]+)\.", lambda found: _("The report's name: {names}.", names=found[1])),
    (
        r"(\w+) in a list: `code`, `version`, and the other fields unless `fields` left them out\.",
        lambda found: _(
            "{name} in a list: `code`, `version`, and the other fields unless `fields` left them out.", name=found[1]
        ),
    ),
    (
        r"The fields of (\w+) to change; the others stay as they are\.",
        lambda found: _("The fields of {name} to change; the others stay as they are.", name=found[1]),
    ),
)


def plain(text: str) -> str:
    r"""A docstring as a reader of the document wants it: without its examples, its indentation and what leads into the code.

    >>> plain("What ``subject`` is (:mod:`api.x`).\n\n    :mod:`api.rights` has more.\n    So has\n    this.\n\n    >>> 1")
    'What `subject` is.\n\nSo has this.'
    """
    told = cleandoc(text).split("\n>>>", 1)[0]
    paragraphs = (" ".join(each.split()) for each in re.split(r"\n\s*\n", told))
    return "\n\n".join(_INWARD.sub("", _BESIDE.sub("", each)).strip().replace("``", "`") for each in paragraphs if each)


_BESIDE, _INWARD = re.compile(r" \(:mod:`[\w.]+`\)"), re.compile(r"[^.]*:mod:`[\w.]+`[^.]*\.")
"""What leads into the code, which the reader of the document does not have: in brackets, and as a sentence."""


def translated(text: str, lang: Lang, kinds: tuple[type[Entity], ...]) -> str:
    """A text of the document in one language; it is no template, whatever braces it shows."""
    if lang == "en":
        return text
    made = composed(text, kinds)
    return made.render(lang) if made else catalogue(lang).get(text) or text


def composed(text: str, kinds: tuple[type[Entity], ...]) -> Message | None:
    """A text as a message, where it is one of many that are made alike."""
    made = (make(found) for pattern, make in _PATTERNS if (found := re.fullmatch(pattern, text)))
    return _alike(kinds).get(text) or next(made, None)


@cache
def _alike(kinds: tuple[type[Entity], ...]) -> Mapping[str, Message]:
    """What is done with things of every kind alike, and what their fields are called, by what the document says of it."""
    done = [made(kind_name(kind.kind)) for kind in kinds for made in VERBS.values()]
    called = [Message("{said}", (("said", text),)) for kind in kinds for text in described(kind).values()]
    return {message.render("en"): message for message in (*done, *called)}


def texts(part: Any) -> Iterator[str]:
    """Every text for people in a part of the document."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in SPOKEN and isinstance(value, str):
                yield value
            elif name not in MADE_UP:
                yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def said(part: Any, say: Callable[[str], str]) -> Any:
    """The same part with its texts said otherwise."""
    if isinstance(part, Mapping):
        return {
            name: say(value) if name in SPOKEN and isinstance(value, str) else value if name in MADE_UP else said(value, say)
            for name, value in part.items()
        }
    return [said(value, say) for value in part] if isinstance(part, list) else part


def spoken(document: Mapping[str, Any], kinds: tuple[type[Entity], ...], lang: Lang) -> dict[str, Any]:
    """The document in one language, with its guide, its groups in the order in which people look for them, and its refusals."""
    told: dict[str, Any] = said(document, lambda text: translated(text, lang, kinds))
    told["info"]["description"] = f"{guide(lang)}\n{refusals(lang)}"
    told["tags"] = groups(document, kinds, lang)
    return told


VERBS: Mapping[str, Callable[[Message], Message]] = {
    "list": lambda kind: _("List: {kind}", kind=kind),
    "get": lambda kind: _("Read: {kind}", kind=kind),
    "create": lambda kind: _("Add: {kind}", kind=kind),
    "replace": lambda kind: _("Replace: {kind}", kind=kind),
    "amend": lambda kind: _("Amend: {kind}", kind=kind),
    "delete": lambda kind: _("Delete: {kind}", kind=kind),
}
"""What is done with things of every kind alike."""


def groups(document: Mapping[str, Any], kinds: Iterable[type[Entity]], lang: Lang) -> list[dict[str, str]]:
    """The groups of operations with what they are about."""
    names = {kind.path: kind_name(kind.kind) for kind in kinds}
    used = [tag for item in document["paths"].values() for operation in item.values() for tag in operation["tags"]]
    there = list(dict.fromkeys([*(tag for tag in FIRST if tag in used), *used]))
    return [{"name": tag, "description": _capital((GROUPS.get(tag) or names[tag]).render(lang))} for tag in there]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def guide(lang: Lang) -> str:
    """How to work with the service, for whoever knows nothing of it."""
    return (Path(__file__).parent / "guide" / f"{lang}.md").read_text("utf-8")


def refusals(lang: Lang) -> str:
    """The types of refusals, for programs that go by them."""
    rows = (f"| `{problem_type(slug)}` | {kind.status} | {kind.title.render(lang)} |" for slug, kind in REFUSALS.items())
    head = Text("| type | mã HTTP | nội dung |\n|---|---|---|", "| type | status | |\n|---|---|---|")
    return "\n".join([head.vi if lang == "vi" else head.en, *rows, ""])

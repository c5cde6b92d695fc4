"""Everything that a person reads exists in Vietnamese and in English, with the same blanks to fill."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter

import jinja2
import pytest
from babel.messages.pofile import read_po
from jinja2.ext import extract_from_ast

from api.openapi import whole
from api.openapi_words import composed, texts
from api.registry import KINDS
from governance import messages
from governance.errors import kind_name
from governance.values import Entity
from tests.api.services import addresses

ROOT = Path(__file__).parents[1]
PACKAGES = ("governance", "portfolio", "seed", "api")
GOVERNED = (
    "governance.model",
    "governance.instruments",
    "governance.meetings",
    "governance.redaction",
    "governance.terms",
    "governance.consents",
    "portfolio.model",
    "portfolio.citing",
    "portfolio.ordered",
    "portfolio.measures",
    "portfolio.baselines.model",
    "portfolio.whatif.model",
    "portfolio.workflow.model",
    "api.tables",
)
"""Where the kinds of things are declared."""


def said_in_code() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    template = node.args[0] if node.args else None
                    assert isinstance(template, ast.Constant), f"{where}: a template is written out where it is used"
                    yield str(template.value), where


def said_on_pages() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.glob("api/**/*.html")) + sorted(ROOT.glob("api/**/*.jinja")):
        tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for line, _function, message in extract_from_ast(tree, gettext_functions=("_",)):
            template = message if isinstance(message, str) else message[0]
            assert template, f"{path.relative_to(ROOT)}:{line}: a template is written out where it is used"
            yield template, f"{path.relative_to(ROOT)}:{line}"


def names_of_kinds() -> Iterator[tuple[str, str]]:
    yield kind_name("report").msgid, "portfolio.reports"  # asked for by name like a thing
    for module in GOVERNED:
        for value in vars(import_module(module)).values():
            if isinstance(value, type) and issubclass(value, Entity) and value is not Entity:
                yield kind_name(value.kind).msgid, f"{module}.{value.__name__}"


def said_in_document() -> Iterator[tuple[str, str]]:
    app = addresses()
    document = whole(app.openapi_schema.to_schema(), app.routes)
    yield from ((text, "api.openapi") for text in texts({**document, "info": {}}) if composed(text, KINDS) is None)


@cache
def translations() -> dict[Path, dict[str, str]]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package / "locale" / "vi").glob("*.po")):
            with path.open("rb") as po:
                found[path] = {str(m.id): str(m.string) for m in read_po(po, locale="vi", abort_invalid=True) if m.id}
    return found


@cache
def used() -> dict[str, str]:
    """Everything that is said, and where."""
    return dict([*said_in_document(), *said_in_code(), *said_on_pages(), *names_of_kinds()])


def merged() -> dict[str, str]:
    return {template: vi for catalogue in translations().values() for template, vi in catalogue.items()}


def blanks(template: str) -> list[str]:
    return sorted(name for _literal, name, _spec, _conversion in Formatter().parse(template) if name is not None)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_template_is_translated(package: str) -> None:
    translated = merged()
    missing = {where: msgid for msgid, where in used().items() if not translated.get(msgid) and where.startswith(package)}
    assert missing == {}


def test_the_service_reads_what_the_library_of_translators_reads() -> None:
    assert messages.catalogue("vi") == merged()


def test_every_translation_fills_the_same_blanks() -> None:
    assert {en: vi for en, vi in merged().items() if blanks(en) != blanks(vi)} == {}


def test_no_catalogue_keeps_what_nobody_says() -> None:
    stale = {str(path.relative_to(ROOT)): sorted(set(said) - set(used())) for path, said in translations().items()}
    assert {path: entries for path, entries in stale.items() if entries} == {}


def test_one_template_has_one_translation_and_one_place() -> None:
    seen: dict[str, Path] = {}
    twice = []
    for path, catalogue in translations().items():
        twice += [(msgid, seen[msgid].name, path.name) for msgid in catalogue if msgid in seen]
        seen |= dict.fromkeys(catalogue, path)
    assert twice == []

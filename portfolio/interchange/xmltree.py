"""XML from strangers as an ElementTree: no document types, no entities of its own, not too deep, each element with its line."""

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

from governance.messages import _
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.foreign import MOST_BYTES

DEEPEST = 40
LINE = "{}line"
"""The attribute that holds the line on which an element begins; no file can write one of this name."""


def parse(data: bytes, *, namespaces: bool = False) -> Element:
    """The root element; names are without their namespace, or as ``{namespace}name``.

    Raises
    ------
    InvalidError
        If the file is too large or too deep, declares a document type, or is no XML.
    """
    if len(data) > MOST_BYTES:
        raise InvalidError([Problem("file", _("the file is larger than {most} bytes", most=MOST_BYTES))])
    builder, parser = TreeBuilder(), ParserCreate(namespace_separator="}" if namespaces else None)
    parser.buffer_text = True
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _refusal(parser, _("elements lie more than {most} deep in each other", most=DEEPEST))
        builder.start(_name(tag), {**attributes, LINE: str(parser.CurrentLineNumber)})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(tag))

    def doctype(*_declared: Any) -> None:
        raise _refusal(parser, _NO_DOCTYPE)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, builder.data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (ExpatError, LookupError, ValueError) as error:
        raise _refusal(parser, _("this is not well-formed XML: {reason}", reason=str(error)[:120])) from error
    return builder.close()


def _name(tag: str) -> str:
    """A name as the parser has it, ``prefix:name`` or ``namespace}name``."""
    return "{" + tag if "}" in tag else tag.rpartition(":")[2]


_NO_DOCTYPE = _("a document type with entities of its own is not accepted; export the plan again without it")


def _refusal(parser: Any, message: Any) -> InvalidError:
    return InvalidError([Problem(f"line {parser.CurrentLineNumber}", message)])


def line(element: Element) -> str:
    """The line of an element, as a place."""
    return f"line {element.get(LINE, '?')}"


def text(element: Element | None, name: str) -> str:
    """The trimmed text of a child; empty if there is none."""
    found = None if element is None else element.find(name)
    return (found.text or "").strip() if found is not None else ""

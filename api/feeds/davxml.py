"""What WebDAV says in XML: names, the questions that clients send, and the answers (RFC 4918, 4791, 6578). Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, register_namespace, tostring

from governance.errors import InvalidError, Problem
from governance.messages import _
from portfolio.interchange import xmltree

LARGEST = 256 * 1024
"""Bytes that a question may have: a thousand addresses of entries and more."""
DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
for _prefix, _space in (("D", DAV), ("C", CALDAV), ("S", SERVER)):
    register_namespace(_prefix, _space[1:-1])

DATA = f"{CALDAV}calendar-data"
"""What an entry says; told only where it is asked for by name."""

Properties = Mapping[str, Element]
"""Name → the element that says the value."""


def element(name: str, /, *parts: "Element | str", **attributes: str) -> Element:
    """An element with what stands in it."""
    made = Element(name, attributes)
    for part in parts:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made


def read(body: bytes) -> Element:
    """What was asked.

    Raises
    ------
    InvalidError
        When it is too large, too deep, no XML, or declares a document type.
    """
    if len(body) > LARGEST:
        raise InvalidError([Problem("body", _("it is larger than {most} bytes", most=LARGEST))])
    return xmltree.parse(body, namespaces=True)


class Wanted(NamedTuple):
    """Which properties are asked for: these, or all that are cheap (``None``); perhaps only what they are called."""

    names: tuple[str, ...] | None = None
    only_names: bool = False

    def of(self, properties: Properties) -> list[Element]:
        """The properties of a thing as they were asked for, and those that it has not."""
        names = tuple(properties) if self.names is None else self.names
        known = [element(name) if self.only_names else properties[name] for name in names if name in properties]
        unknown = [element(name) for name in names if name not in properties]
        return [propstat(known, "200 OK"), *([propstat(unknown, "404 Not Found")] if unknown else [])]


def wanted(asked: Element | None) -> Wanted:
    """Which properties a question is after; one without a body is after all."""
    if asked is None or (named := asked.find(f"{DAV}prop")) is None:
        return Wanted(only_names=asked is not None and asked.find(f"{DAV}propname") is not None)
    return Wanted(tuple(dict.fromkeys(str(part.tag) for part in named)))


def propstat(properties: Iterable[Element], status: str) -> Element:
    """Properties with what became of asking for them."""
    return element(f"{DAV}propstat", element(f"{DAV}prop", *properties), element(f"{DAV}status", f"HTTP/1.1 {status}"))


def answered(href: str, properties: Properties, asked: Wanted) -> Element:
    """What is told of one address."""
    return element(f"{DAV}response", element(f"{DAV}href", href), *asked.of(properties))


def gone(href: str) -> Element:
    """That nothing is at an address, or nothing more."""
    return element(f"{DAV}response", element(f"{DAV}href", href), element(f"{DAV}status", "HTTP/1.1 404 Not Found"))


def multistatus(parts: Iterable[Element]) -> bytes:
    """The answer about several addresses."""
    return written(element(f"{DAV}multistatus", *parts))


def error(condition: str) -> bytes:
    """The condition that a question did not meet, by its name."""
    return written(element(f"{DAV}error", element(condition)))


def written(root: Element) -> bytes:
    """As a document. Line ends of calendar data are kept as they are: a plain one would reach the reader without its return."""
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)).replace(b"\r", b"&#13;")

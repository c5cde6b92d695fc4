"""Plans as files: what other tools write, read into one value, and written back.

One module a format, each with ``read(data: bytes) -> PlanFile`` and ``write(plan: PlanFile) -> bytes``; what a file is in is told
from its content. :mod:`portfolio.interchange.planfile` is the value between them.
"""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Literal, Protocol, cast

from governance.messages import _
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.planfile import PlanFile

PlanFormat = Literal["json", "mspdi", "xer", "csv"]

_MODULES: Mapping[PlanFormat, str] = {"json": "planjson", "mspdi": "mspdi", "xer": "xer", "csv": "plancsv"}
_MARKS = (("json", rb"[\[{]"), ("mspdi", rb"<"), ("xer", rb"ERMHDR\b"), ("csv", rb"[^\x00-\x08\n]*[,;\t\n]"))


class Format(Protocol):
    """What the module of a format offers."""

    def read(self, data: bytes) -> PlanFile:
        """The plan of a file; raises :class:`InvalidError` with every problem and its place."""

    def write(self, plan: PlanFile) -> bytes:
        """A file of a plan."""


def detect(data: bytes) -> PlanFormat:
    """What a file is in, from how it begins.

    Raises
    ------
    InvalidError
        If it begins like none of the formats.

    Examples
    --------
    >>> detect(b'{"start": "2026-06-01"}'), detect(b"<?xml version='1.0'?><Project/>"), detect(b"code,duration")
    ('json', 'mspdi', 'csv')
    """
    head = data[:4000]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for name, mark in _MARKS:
        if re.match(mark, head):
            return cast("PlanFormat", name)
    raise InvalidError(
        [
            Problem(
                "file",
                _("this begins like no plan file; there are plan JSON, MSPDI XML, Primavera XER and CSV with a heading line"),
            )
        ]
    )


def module(name: PlanFormat) -> Format:
    """The reader and writer of a format."""
    return cast("Format", import_module(f"portfolio.interchange.{_MODULES[name]}"))


def read(data: bytes | str) -> PlanFile:
    """The plan of a file in any of the formats.

    Raises
    ------
    InvalidError
        With every problem, each with its place in the file.
    """
    raw = data.encode() if isinstance(data, str) else data
    return module(detect(raw)).read(raw)

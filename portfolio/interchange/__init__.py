"""Plans as files: what other tools write, read into one value, and written back.

One module a format, each with ``read(data: bytes) -> PlanFile`` and ``write(plan: PlanFile) -> bytes``; what a file is in is told
from its content. :mod:`portfolio.interchange.planfile` is the value between them.
"""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, cast, get_args

from governance.messages import Message, _
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.planfile import PlanFile

if TYPE_CHECKING:
    from portfolio.schedule import Schedule

PlanFormat = Literal["json", "mspdi", "xer", "csv"]
PlanTarget = Literal["json", "csv", "mspdi", "xer", "graphml", "dot"]
TARGETS: tuple[PlanTarget, ...] = get_args(PlanTarget)
MEDIA: Mapping[PlanTarget, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "mspdi": "application/xml",
    "xer": "application/octet-stream",
    "graphml": "application/graphml+xml",
    "dot": "text/vnd.graphviz",
}
SUFFIXES: Mapping[PlanTarget, str] = {name: ".xml" if name == "mspdi" else f".{name}" for name in TARGETS}

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
    if not head:
        raise InvalidError([Problem("file", _("this is empty"))])
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


class Written(NamedTuple):
    """A file, and what of the plan it does not hold."""

    data: bytes
    unwritten: tuple[Message, ...]


def written(plan: PlanFile, target: PlanTarget, schedule: "Schedule | None" = None) -> Written:
    """The plan as a file of this format. Of a schedule it holds what its format has a place for.

    Examples
    --------
    >>> from portfolio.interchange.planfile import PlanTask
    >>> from portfolio.network import TaskSpec
    >>> made = written(PlanFile((PlanTask(TaskSpec("A", 2), estimate=(1, 2, 5)),)), "mspdi")
    >>> made.data[:5], [str(message) for message in made.unwritten]
    (b'<?xml', ['optimistic and pessimistic estimates are not written: A'])
    """
    said = _written(plan, target, schedule)
    if any(task.stated for task in plan.tasks) and (schedule is None or target in ("json", "csv", "dot")):
        return Written(said.data, (*said.unwritten, _("the dates that the file states are not written: they are computed anew")))
    return said


def _written(plan: PlanFile, target: PlanTarget, schedule: "Schedule | None") -> Written:
    match target:
        case "mspdi" | "xer":
            tool = import_module(f"portfolio.interchange.{_MODULES[target]}")
            return Written(tool.write(plan, schedule), tool.unwritten(plan))
        case "graphml":
            from portfolio.interchange.graphs import graphml, unwritten  # noqa: PLC0415 - each answer loads what it needs

            return Written(graphml(plan, schedule), unwritten(plan))
        case "dot":
            from portfolio.interchange.graphs import dot, unwritten  # noqa: PLC0415

            return Written(f"{dot(plan, schedule)}\n".encode(), unwritten(plan, drawn=True))
    return Written(module(target).write(plan), ())

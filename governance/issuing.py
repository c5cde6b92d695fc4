"""A document that was awaited is issued: it gets its number and its days, and keeps its code, so that every link to it holds."""

from collections.abc import Mapping
from typing import Any

import msgspec

from governance.errors import InvalidError, Problem, StaleVersionError
from governance.messages import _
from governance.model import Document, DocumentStatus
from governance.rulebook import broken
from governance.rules import RULES
from governance.work import Stored, Work

GIVEN = (
    "number", "signed_on", "in_force_from", "in_force_until", "title_vi", "title_en",
    "source", "source_ref", "note_vi", "note_en",
)  # fmt: skip
"""What may be said of a document that is issued."""
NEEDED = ("number", "signed_on")
_FRESH = {name: None for name in GIVEN if name not in {"title_vi", "title_en"}}
"""What was said while it was awaited, and says nothing of the document that is issued."""


def issue(work: Work, code: str, version: int | None, given: Mapping[str, Any]) -> Stored[Document]:
    """Turn an awaited document into the issued one that ``given`` describes.

    What its number rests on is what is given as its source, else this entry of the ledger: the source that let it be awaited
    says nothing of that. The day for which it was expected stays on record.

    Raises
    ------
    UnknownCodeError, StaleVersionError
        When there is no such document, or it is at another version.
    InvalidError
        With every problem: of the fields, that it is issued already, and of the rules that the issued document would break.
    """
    before, now, _seq = work.get(Document, code)
    if version is not None and version != now:
        raise StaleVersionError(Document.kind, code, version, now)
    faults = [Problem(name, _("is required")) for name in NEEDED if given.get(name) is None]
    faults += (
        Problem(name, _("there is no field {name}; the fields are {fields}", name=name, fields=GIVEN))
        for name in given
        if name not in GIVEN
    )
    if before.status is not DocumentStatus.AWAITED:
        already = _("{document} is issued already, as {number}: amend it instead", document=code, number=before.number or code)
        faults.append(Problem("code", already))
    values, wrong = _read(given)
    issued = msgspec.structs.replace(before, **(_FRESH | values), status=DocumentStatus.ISSUED, assumed=False)
    faults += [*wrong, *issued.rules()]
    faults += broken(work.records.apply([(Document, code, issued)]), RULES, {Document: None})
    if faults:
        raise InvalidError(list(dict.fromkeys(faults)))
    return work.replace(issued, now)


def _read(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The values that can be read, and every problem with the others."""
    values: dict[str, Any] = {}
    faults: list[Problem] = []
    for name in GIVEN:
        if given.get(name) is None:
            continue
        try:
            values[name] = getattr(Document.parse(_SPECIMEN | {name: given[name]}), name)
        except InvalidError as refused:
            faults += refused.problems
    return values, faults


_SPECIMEN = {"code": "X", "type": "decision", "title_vi": "x", "title_en": "x", "status": "issued"}
"""A document with which one field at a time is tried."""

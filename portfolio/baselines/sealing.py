"""The seal of a baseline: a digest of all that it holds, and the rules that it stays whole and that what approves is issued."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from governance.errors import Problem
from governance.ledger import canonical
from governance.messages import _
from governance.model import Document, DocumentStatus
from governance.records import Records
from governance.rulebook import Rule, place
from portfolio.baselines.model import PARTS, Baseline, BaselinePart


def sealed(baseline: Baseline, parts: Iterable[BaselinePart]) -> Baseline:
    """The baseline with the digest of all that it holds."""
    values = {name: getattr(baseline, name) for name in baseline.__struct_fields__}
    return Baseline(**(values | {"digest": digest(baseline, parts)}))


def digest(baseline: Baseline, parts: Iterable[BaselinePart]) -> str:
    """SHA-256 over those fields of a baseline that never change, and over its rows by number."""
    assert Baseline.changeable is not None
    names = sorted(set(baseline.__struct_fields__) - Baseline.changeable - {"digest"})
    total = sha256("\n".join(f"{name}={getattr(baseline, name)}" for name in names).encode())
    for part in sorted(parts, key=lambda part: (part.ordinal, part.kind)):
        total.update(f"\n{part.kind} {canonical(part)}".encode())
    return total.hexdigest()


def _sealed(records: Records) -> Iterator[Problem]:
    """A baseline holds what it held when it was taken."""
    for baseline in records.all(Baseline):
        parts = (part for kind in PARTS for part in records.by(kind, "baseline", baseline.code))
        if digest(baseline, parts) != baseline.digest:
            why = _(
                "a baseline holds for good what it held when it was taken: take another instead of changing {code}",
                code=baseline.code,
            )
            yield Problem(place(baseline, "digest"), why)


def _approved(records: Records) -> Iterator[Problem]:
    """A document that approves is issued."""
    for baseline in records.all(Baseline):
        document = records.find(Document, baseline.document)
        if document is not None and document.status is not DocumentStatus.ISSUED:
            why = _(
                "{document} is not issued yet, so it cannot have approved anything: leave it out until it is",
                document=document.code,
            )
            yield Problem(place(baseline, "document"), why)


RULES: tuple[Rule, ...] = (
    Rule(frozenset({Baseline, *PARTS}), _sealed),
    Rule(frozenset({Baseline, Document}), _approved),
)
"""What holds over baselines, with the rules of the portfolio."""

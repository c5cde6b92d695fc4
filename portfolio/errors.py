"""Refusals of the portfolio package; the tree is drawn in :mod:`governance.errors`, whose classes serve here too."""

from collections.abc import Sequence

from governance.errors import (
    CycleError,
    DomainError,
    DuplicateCodeError,
    InvalidError,
    Problem,
    StaleVersionError,
    UnknownCodeError,
)
from governance.messages import Message, _

__all__ = [
    "ConflictError",
    "CycleError",
    "DomainError",
    "DuplicateCodeError",
    "InvalidError",
    "NotYoursError",
    "Problem",
    "StaleVersionError",
    "UnknownCodeError",
    "leads_already",
]


def leads_already(body: str) -> Message:
    """What is said where the body that leads a task is to coordinate in it too."""
    return _("{body} leads this task, and nobody coordinates with itself: leave it out here", body=body)


class ConflictError(DomainError):
    """A scenario would overwrite what others changed since; names every such thing, and nothing was changed."""

    slug = "conflict"

    def __init__(self, problems: Sequence[Problem]) -> None:
        message = _(
            "{count} thing(s) [was|were] changed since the scenario was written; nothing was applied", count=len(problems)
        )
        super().__init__(message, problems)


class NotYoursError(DomainError):
    """Somebody else acts here; names who. Nothing was changed."""

    slug = "not-yours"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("this is for somebody else to do; nothing was changed"), problems)

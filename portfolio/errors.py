"""Refusals of the portfolio package; the tree is drawn in :mod:`governance.errors`, whose classes serve here too."""

from governance.errors import (
    CycleError,
    DomainError,
    DuplicateCodeError,
    InvalidError,
    Problem,
    StaleVersionError,
    UnknownCodeError,
)

__all__ = [
    "CycleError",
    "DomainError",
    "DuplicateCodeError",
    "InvalidError",
    "Problem",
    "StaleVersionError",
    "UnknownCodeError",
]

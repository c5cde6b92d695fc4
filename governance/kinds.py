"""Every kind of thing that the governance package declares."""

from governance.consents import KINDS as CONSENTS
from governance.instruments import KINDS as INSTRUMENTS
from governance.meetings import KINDS as MEETINGS
from governance.model import KINDS as MODEL
from governance.redaction import KINDS as REDACTION
from governance.terms import KINDS as TERMS
from governance.values import Entity

KINDS: tuple[type[Entity], ...] = (
    *MODEL,
    *CONSENTS,
    *INSTRUMENTS,
    *TERMS,
    *MEETINGS,
    *REDACTION,
)
"""Each after what it refers to (an organization's and a post's own kind apart)."""

"""Every kind of thing that the governance package declares."""

from governance.model import KINDS as MODEL
from governance.values import Entity

KINDS: tuple[type[Entity], ...] = (*MODEL,)
"""Each after what it refers to (an organization's and a post's own kind apart)."""

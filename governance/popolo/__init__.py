"""Bodies, posts, persons and memberships as Popolo JSON, and back (popoloproject.com/specs).

Each of our fields that Popolo has no property for stands in the object's ``egov``, which other tools pass over; so what is
written is read again as it was. Popolo has no place for delegations, successions and the rest: :data:`NO_PLACE` names them.
"""

from governance.popolo.reading import Read, read
from governance.popolo.writing import NO_PLACE, written

__all__ = ["NO_PLACE", "Read", "read", "written"]

"""Which property of Popolo holds which of our fields, and how ids and sources are written."""

from collections.abc import Mapping

from governance.model import Appointment, Membership, Organization, Person, Post
from governance.values import Entity

OURS = "egov"
"""The property of each object that holds what Popolo has no property for."""

SOURCE = "urn:egov-portfolio:source:"
"""What the address of one of our sources begins with."""

PLAIN: Mapping[type[Entity], Mapping[str, str]] = {
    Organization: {
        "name": "name_vi",
        "classification": "classification",
        "parent_id": "parent",
        "founding_date": "founded_on",
        "dissolution_date": "dissolved_on",
    },
    Post: {"label": "title_vi", "organization_id": "organization", "start_date": "start", "end_date": "end"},
    Person: {"name": "name"},
    Appointment: {"person_id": "person", "post_id": "post", "start_date": "start", "end_date": "end"},
    Membership: {
        "role": "role_vi",
        "person_id": "person",
        "organization_id": "body",
        "on_behalf_of_id": "on_behalf_of",
        "start_date": "start",
        "end_date": "end",
    },
}
"""Kind → property → our field, where the two hold the same."""

NAMED: Mapping[type[Entity], frozenset[str]] = {
    Organization: frozenset({"name_en", "short_vi", "short_en"}),
    Post: frozenset({"title_en"}),
    Person: frozenset(),
    Appointment: frozenset(),
    Membership: frozenset({"organization"}),
}
"""Fields that stand in other names, other labels or the member, and so neither in a plain property nor among ours."""

LISTS: Mapping[str, type[Entity] | None] = {"organizations": Organization, "posts": Post, "persons": Person, "memberships": None}
"""The lists of a file and the kind of what each holds; a membership is an appointment where a person holds a post by it."""


def own(kind: type[Entity]) -> tuple[str, ...]:
    """The fields of a kind that stand in ``egov``."""
    elsewhere = {*PLAIN[kind].values(), *NAMED[kind], "code", "source", "source_ref"}
    return tuple(name for name in kind.__struct_fields__ if name not in elsewhere)

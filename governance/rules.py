"""What must hold over a whole state of the records, beyond what each thing can check in itself.

A rule takes the records and yields every problem it finds, each at a place such as ``task 1755.1 parent``. Rules need no
database: the seed's loader runs them over files, the store runs those that a change touches before it is committed.
"""

from collections.abc import Iterator

from governance.effects import RULES as INSTRUMENT_RULES
from governance.errors import Problem
from governance.kinds import KINDS
from governance.meetings import RULES as MEETING_RULES
from governance.messages import _
from governance.model import DocumentRelation, Organization, Post, Succession
from governance.officerules import RULES as OFFICE_RULES
from governance.records import Records
from governance.rulebook import Rule, loop_rule, place, reference_rules

MOST_LEVELS = 50


def _levels(records: Records) -> Iterator[Problem]:
    """A body stands at most :data:`MOST_LEVELS` below the top, so that every tree of bodies can be built as nested values."""
    bodies = records.by(Organization, "parent", None)
    for _level in range(MOST_LEVELS + 1):
        bodies = tuple(child for body in bodies for child in records.by(Organization, "parent", body.code))
    for body in bodies:
        why = _("a body stands at most {most} levels below the top: place {body} higher up", body=body.code, most=MOST_LEVELS)
        yield Problem(place(body, "parent"), why)


RULES: tuple[Rule, ...] = (
    *reference_rules(KINDS, KINDS),
    loop_rule(Organization, "parent"),
    Rule(frozenset({Organization}), _levels, {Organization: frozenset({"parent"})}),
    loop_rule(Post, "seat_of"),
    loop_rule(Succession, "successor", "predecessor"),
    loop_rule(DocumentRelation, "target", "document"),
    *OFFICE_RULES,
    *INSTRUMENT_RULES,
    *MEETING_RULES,
)
"""What must hold over everything in this package."""

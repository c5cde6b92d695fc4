"""Where in the portfolio a thing belongs: the programme that it is part of, and the bodies whose business it is.

It is what roles at a place and the two-person rule ask: who may write it, and whose second person it needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from governance.hierarchy import ancestors
from governance.kinds import KINDS as GOVERNANCE
from governance.model import Organization
from governance.records import Records
from governance.values import Entity, references
from portfolio.kinds import KINDS as PORTFOLIO
from portfolio.model import Assignment, Programme, Role, Task

OWNING = (
    "task", "deadline", "successor", "baseline", "programme", "indicator", "risk", "survey", "question", "conclusion",
    "agenda_item", "meeting", "step", "request", "body", "organization", "post", "from_post",
)  # fmt: skip
"""The fields by which a thing belongs to another, the first that it has counts: a link belongs to the task that it dates, an
assignment to its task and not to the body that it names."""

_BY_NAME: Mapping[str, type[Entity]] = {kind.kind: kind for kind in (*GOVERNANCE, *PORTFOLIO)}


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The programmes that a thing is part of, and the bodies whose business it is, each with those above it."""

    programmes: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.programmes or self.bodies)


def ancestry_of(records: Records, entity: Entity) -> Ancestry | None:
    """Where a thing belongs; empty if nowhere in particular, None if what it belongs to is not in these records.

    A task is the business of the body that leads it, and of the owner of its programme; what is below a body is its business too.

    >>> from portfolio.model import Estimate, ProgrammeKind
    >>> task = Task(code="P.1", programme="P", title_vi="x", title_en="x")
    >>> plan = Programme(code="P", portfolio="E", type=ProgrammeKind.PLAN, title_vi="x", title_en="x")
    >>> estimate = Estimate(task="P.1", optimistic=1, most_likely=2, pessimistic=3)
    >>> ancestry_of(Records([plan, task]), estimate).programmes
    frozenset({'P'})
    >>> ancestry_of(Records([plan]), estimate) is None
    True
    """
    match entity:
        case Task():
            programme = records.find(Programme, entity.programme)
            return None if programme is None else _task(records, entity, programme)
        case Programme():
            return Ancestry(frozenset({entity.code}), with_ancestors(records, [entity.owner]))
        case Organization():
            return Ancestry(frozenset(), with_ancestors(records, [entity.code, entity.parent]))
    own = references(type(entity))
    field = next((name for name in OWNING if getattr(entity, name, None) is not None and name in own), None)
    if field is None:
        return Ancestry()
    owner = records.find(_BY_NAME[own[field]], getattr(entity, field))
    return None if owner is None else ancestry_of(records, owner)


def _task(records: Records, task: Task, programme: Programme) -> Ancestry:
    leads = (a.organization for a in records.by(Assignment, "task", task.code) if a.role is Role.LEAD)
    return Ancestry(frozenset({programme.code}), with_ancestors(records, [*leads, programme.owner]))


def with_ancestors(records: Records, bodies: Iterable[str | None]) -> frozenset[str]:
    """Bodies, and all those above each."""
    known = frozenset(body for body in bodies if body is not None)
    return known.union(above.code for body in known for above in ancestors(records, body))

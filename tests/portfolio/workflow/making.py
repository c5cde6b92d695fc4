"""What tests of the workflow speak of: a task that MIC leads, the offices around it, and short ways to take steps."""

from datetime import date
from typing import Any

import pytest

from governance.errors import DomainError
from governance.ledger import Head
from governance.model import DocumentKind, DocumentStatus
from governance.records import Records
from governance.rulebook import enforce
from governance.values import Entity
from governance.work import State, Work
from portfolio.model import Deadline, DeadlineKind, Frame, Role
from portfolio.whatif.scenario import EVERY_RULE
from portfolio.workflow.offices import Actor
from portfolio.workflow.steps import StepName
from portfolio.workflow.taking import Asked, Proof, take
from tests.governance.making import document, holds
from tests.portfolio.charts import july
from tests.portfolio.making import PORTFOLIO, given, link, takes, task
from tests.support import AUTHOR

DAY = july(5)
"""A Thursday."""
DUE = july(31)


def deadline(what: str = "P.1", day: date | None = DUE, **more: Any) -> Deadline:
    fields = {"type": DeadlineKind.INSTRUMENT, "written_vi": "tháng 7", "written_en": "July", "document": "QD"}
    return Deadline(code=f"{what}-due", task=what, not_after=day, **(fields | more))


OFFICES: tuple[Entity, ...] = (
    *PORTFOLIO,
    holds("phuc", "GOV.pm", "2016"),
    holds("phuc", "OLD.chair", "2016"),
    holds("tuan", "MIC.minister", "2016"),
    holds("dam", "GO.chief", "2016"),
    holds("hong", "DEPT.director", "2016"),
    holds("hung", "MIC.deputy", "2016"),
    document("QD", issuer="GOV"),
    document("BC", type=DocumentKind.REPORT),
    document("DRAFT", status=DocumentStatus.AWAITED),
)
WORLD: tuple[Entity, ...] = (
    *OFFICES,
    Frame(programme="P", start=july(2)),
    task("P.1", basis="QD"),
    task("P.2", basis="QD"),
    takes("P.1", 10),
    takes("P.2", 5),
    link("P.1", "P.2"),
    given("P.1", "MIC"),
    given("P.1", "DEPT", Role.COORDINATING),
    given("P.1", "GO", Role.MONITORING),
    given("P.1", "GOV", Role.APPROVING),
    given("P.2", "MIC"),
    deadline(),
)
"""P.1 of ten days, then P.2 of five; MIC leads both, GO monitors P.1 and GOV approves it."""

SECRETARIAT = Actor("secretariat", None, secretariat=True)
LEAD = Actor("mic", "tuan")
MONITOR = Actor("go", "dam")
CHAIR = Actor("pm", "phuc")
NOBODY = Actor("guest")
PAPER = {"reason": "theo văn bản", "document": "QD"}
PROOF = {"proofs": (Proof(document="BC"),)}


def state(entities: Any = WORLD) -> State:
    """Things as a store holds them, each last changed by the first entry of the ledger."""
    records = entities if isinstance(entities, Records) else Records(entities)
    kinds = {type(entity) for entity in records}
    return State(Head(), records, {kind: {each.code: (1, 1) for each in records.all(kind)} for kind in kinds})


def step(name: str, **said: Any) -> Asked:
    """What somebody asks for; what the step needs on paper or as proof is given with it."""
    return Asked(StepName(name), **said)


def walk(*steps: tuple[str, Actor, dict[str, Any]], entities: Any = WORLD, code: str = "P.1") -> Records:
    """The records after these steps, each in a unit of work of its own that every rule allows."""
    records = state(entities).records
    for name, actor, said in steps:
        records = taken(records, name, actor, code=code, **said)
    return records


def taken(records: Records, name: str, actor: Actor, *, code: str = "P.1", day: date = DAY, **said: Any) -> Records:
    work = Work(state(records), AUTHOR)
    take(work, code, step(name, **said), actor, day)
    enforce(work.records, EVERY_RULE)
    return work.records


def refused(records: Any, name: str, actor: Actor, *, code: str = "P.1", day: date = DAY, **said: Any) -> dict[str, str]:
    """What stands in the way of a step, by place; nothing is written."""
    work = Work(state(records), AUTHOR)
    with pytest.raises(DomainError) as why:
        take(work, code, step(name, **said), actor, day)
    assert work.changes == []
    assert all(problem.message.render("vi") != problem.message.render("en") for problem in why.value.problems)
    return {problem.place: problem.message.render("en") for problem in why.value.problems}


LIFE: tuple[tuple[str, Actor, dict[str, Any]], ...] = (
    ("accept", LEAD, {}),
    ("start", LEAD, {}),
    ("report", LEAD, {"percent": 40, **PROOF}),
    ("complete", LEAD, PROOF),
    ("verify", MONITOR, {}),
    ("close", CHAIR, {}),
)
"""From being assigned to being closed."""

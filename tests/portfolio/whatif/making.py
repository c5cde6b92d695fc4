"""What tests of what-ifs speak of: a small plan, changes to it, and sets of them as Hypothesis draws them."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import strategies as st

from governance.errors import InvalidError
from governance.records import Records
from governance.values import Entity
from portfolio.cpm import schedule
from portfolio.model import Dependency, Frame, Relation, Task
from portfolio.plan import network
from portfolio.whatif.comparison import Dated
from portfolio.whatif.model import ScenarioChange
from tests.portfolio.charts import july
from tests.portfolio.making import PORTFOLIO, link, programme, takes, task

DAY = july(2)
PLAN: tuple[Entity, ...] = (
    *PORTFOLIO,
    programme("Q"),
    Frame(programme="P", start=july(2)),
    *(task(code) for code in ("P.1", "P.2", "P.3", "Q.1")),
    takes("P.1", 3),
    takes("P.2", 2),
    takes("P.3", 1),
    takes("Q.1", 4),
    link("P.1", "P.2"),
    link("P.2", "Q.1"),
)
LIVE = Records(PLAN)


def change(number: int, action: str, kind: str, subject: str, **fields: Any) -> ScenarioChange:
    """A change of the scenario S."""
    raw: dict[str, Any] = {"scenario": "S", "ordinal": number, "action": action, "type": kind, "subject": subject}
    if action != "create":
        raw["base_seq"] = 1
    return ScenarioChange.parse(raw | ({"fields": fields} if fields else {}))


def dated(records: Records) -> Dated:
    return Dated(records, schedule(network(records, DAY).network))


def held(records: Records) -> set[Entity]:
    return set(records)


def problems(refused: pytest.ExceptionInfo[InvalidError]) -> dict[str, str]:
    return {problem.place: problem.message.render("en") for problem in refused.value.problems}


def raw_change(**changed: Any) -> Mapping[str, Any]:
    raw = {"scenario": "S", "ordinal": 1, "action": "amend", "type": "estimate", "subject": "P.1", "base_seq": 1}
    return {name: value for name, value in (raw | changed).items() if value is not None}


TASKS = tuple(e.code for e in PLAN if isinstance(e, Task))
PAIRS = [(one, other) for i, one in enumerate(TASKS) for other in TASKS[i + 1 :]]


@st.composite
def what_ifs(draw: st.DrawFn) -> list[ScenarioChange]:
    """Changes of distinct things that keep every rule: lengths, links added, dropped and lagged, new tasks, constraints."""
    made: list[tuple[str, str, str, dict[str, Any]]] = []
    for code in draw(st.sets(st.sampled_from(TASKS))):
        days = draw(st.integers(0, 9))
        made.append(("amend", "estimate", code, {"optimistic": days, "most_likely": days, "pessimistic": days}))
    for pair in draw(st.sets(st.sampled_from(PAIRS))):
        code = "~".join([*pair, Relation.FS])
        if LIVE.find(Dependency, code) is None:
            made.append(("create", "dependency", code, {"predecessor": pair[0], "successor": pair[1]}))
        elif draw(st.booleans()):
            made.append(("delete", "dependency", code, {}))
        else:
            made.append(("amend", "dependency", code, {"lag": draw(st.integers(-2, 5))}))
    new = {"programme": "P", "title_vi": "x", "title_en": "x"}
    made += [("create", "task", f"P.new{number}", new) for number in range(draw(st.integers(0, 2)))]
    for code in draw(st.sets(st.sampled_from(TASKS), max_size=2)):
        day = july(draw(st.integers(1, 28))).isoformat()
        made.append(("create", "constraint", f"{code}~SNET", {"task": code, "type": "SNET", "day": day}))
        made.append(("create", "deadline", f"{code}-d", {"task": code, "type": "instrument", "not_after": day,
                                                         "written_vi": "x", "written_en": "x"}))  # fmt: skip
    return [change(n, action, kind, code, **fields) for n, (action, kind, code, fields) in enumerate(made)]

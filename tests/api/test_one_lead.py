"""Exactly one body leads a task, by whatever way a change comes in: every way goes through the store, which holds the rule."""

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.registry import store_for
from governance.errors import InvalidError
from governance.ledger import Head
from governance.records import Records
from governance.work import Author, State, Work
from portfolio.model import Assignment, Role
from seed.load import FOLDER, read
from tests.api.conftest import Served
from tests.api.test_conventions import problem
from tests.api.world import NOW, entities


def lead(organization: str, role: Role = Role.LEAD) -> Assignment:
    return Assignment(task="P.1", organization=organization, role=role)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda work: work.create(lead("OLD")), "task P.1 would have several leads, MIC, OLD"),
        (lambda work: work.delete(Assignment, "P.1~MIC~lead", None), "task P.1 is assigned, but no body leads it"),
    ],
)
def test_the_store_refuses_a_second_lead_and_the_loss_of_the_only_one(change: Any, said: str) -> None:
    start = Work(State(Head(), Records(), {}), Author("a", NOW))
    for entity in entities():
        start.create(entity)
    work = Work(start.outcome(), Author("a", NOW))
    change(work)
    with pytest.raises(InvalidError, match=said):
        store_for(_NoEngine()).check(work)  # type: ignore[arg-type]


class _NoEngine:
    """The rules are asked of values; no database is."""

    engine_type = "sqlite"


def test_a_seed_with_two_leads_is_refused(tmp_path: Path) -> None:
    for name in ("sources", "reference", "assumptions"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    file = tmp_path / "assumptions" / "assignments.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    first = next(row for row in rows if row["role"] == "lead")
    with file.open("a", encoding="utf-8", newline="") as out:
        csv.DictWriter(out, rows[0].keys()).writerow(first | {"organization": "VSS" if first["organization"] != "VSS" else "MIC"})
    with pytest.raises(InvalidError, match=f"task {re.escape(first['task'])} would have several leads"):
        read(tmp_path)


def test_over_http_it_is_refused_in_one_request_and_within_a_scenario(served: Served) -> None:
    before = served.head()
    second = served.secretariat.post("assignments", {"task": "P.1", "organization": "OLD", "role": "lead"})
    assert problem(second)["errors"][0]["place"] == "task P.1 lead"
    lost = served.secretariat("DELETE", "assignments/P.1~MIC~lead", {"If-Match": '"1"'})
    assert problem(lost)["status"] == 422
    assert served.head() == before
    supposed = {"scenario": "S", "ordinal": 2, "action": "create", "type": "assignment", "subject": "P.1~OLD~lead",
                "fields": {"task": "P.1", "organization": "OLD", "role": "lead"}}  # fmt: skip
    taken = served.secretariat.post("scenario-changes", supposed)
    looked = served.secretariat.get("schedule?scenario=S")
    assert taken.status_code == 422 or looked.status_code == 422

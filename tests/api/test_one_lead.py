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


def leads(served: Served, task: str) -> list[str]:
    found = served.secretariat.get(f"assignments?task={task}&role=lead").json()["items"]
    return [each["organization"] for each in found]


def test_an_annex_leaves_each_task_exactly_one_lead(served: Served) -> None:
    def send(lead: str, coordinating: str) -> Any:
        table = "Mã nhiệm vụ,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp\n"
        data = f"{table}P.1,Draft the decree,{lead},{coordinating}\n".encode()
        octets = {"Content-Type": "application/octet-stream"}
        return served.secretariat("POST", "programmes/P/annex", octets, content=data)

    before = served.head()
    for lead, coordinating, said in (
        ("MIC; OLD", "NCEG", "only one body leads"),
        ("", "MIC; NCEG", "none leads"),
        ("", "", "no body leads"),
    ):
        refused = problem(send(lead, coordinating))
        assert said in refused["errors"][0]["message_en"], refused
        assert (refused["status"], refused["errors"][0]["place"], served.head()) == (422, "2:3", before)
    assert send("OLD", "MIC").status_code == 200
    assert leads(served, "P.1") == ["OLD"]
    beside = served.secretariat.get("assignments?task=P.1&role=coordinating").json()["items"]
    assert [each["organization"] for each in beside] == ["MIC"]


def test_a_conclusion_gives_each_task_exactly_one_lead(served: Served) -> None:
    def order(**who: Any) -> Any:
        task = {"code": "P.9", "programme": "P", "title_vi": "Việc", "title_en": "Task", **who}
        said = {"text_vi": "Giao.", "text_en": "Charged.", "tasks": [task]}
        return served.secretariat.post("meetings/M1/conclusions/1/tasks", said)

    before = served.head()
    for who in ({}, {"lead": None}, {"lead": ["MIC", "OLD"]}, {"coordinating": ["MIC"]}):
        refused = problem(order(**who))
        assert ([each["place"] for each in refused["errors"]], served.head()) == (["tasks[0].lead"], before), who
    assert order(lead="MIC", coordinating=["OLD"]).status_code == 201
    assert leads(served, "P.9") == ["MIC"]
    again = served.secretariat.post("assignments", {"task": "P.9", "organization": "OLD", "role": "lead"})
    assert problem(again)["errors"][0]["place"] == "task P.9 lead"


def test_a_batch_may_change_who_leads_and_leaves_exactly_one(served: Served) -> None:
    gains = {"action": "create", "kind": "assignments", "value": {"task": "P.1", "organization": "OLD", "role": "lead"}}
    loses = {"action": "delete", "kind": "assignments", "code": "P.1~MIC~lead", "version": 1}
    for changes in ([gains], [loses]):
        assert (
            problem(served.secretariat.post("batch", {"changes": changes}))["errors"][0]["place"] == "changes[0] (task P.1 lead)"
        )
    assert served.secretariat.post("batch", {"changes": [gains, loses]}).status_code == 200
    assert leads(served, "P.1") == ["OLD"]

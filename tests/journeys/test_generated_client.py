"""Somebody else's program makes a client from the OpenAPI document alone, and the whole journey goes through it by its types."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.reliability.service import Service, services
from tests.support import Place

SETTINGS = {
    "post_hooks": [],  # style
    "content_type_overrides": {"image/svg+xml": "application/octet-stream", "application/jsonl": "application/octet-stream"},
}
"""What the generator is told: nothing of ours, only that pictures and lines are files."""


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as a process of its own."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "egov.sqlite").write_bytes(sqlite_template.read_bytes())
    with services(Place("sqlite", str(folder / "egov.sqlite")), folder) as [found]:
        yield found


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    """The document that it serves."""
    with service.client() as client:
        found: dict[str, Any] = client.get(f"{service.url}/docs/openapi.json").json()
        return found


class Generated:
    """The generated package: its models, and its functions by the name of their operation."""

    def __init__(self, folder: Path, operations: dict[str, str]) -> None:
        self.folder = folder
        self.operations = operations
        self.models: ModuleType = importlib.import_module("egov_client.models")
        self.client = importlib.import_module("egov_client").AuthenticatedClient

    def function(self, name: str) -> ModuleType:
        """The module of an operation."""
        return importlib.import_module(f"egov_client.api.{self.operations[name]}.{name}")


@pytest.fixture(scope="module")
def generated(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """The client, made anew and taken as it comes."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "document.json").write_text(json.dumps(document))
    (folder / "settings.json").write_text(json.dumps(SETTINGS))
    words = "generate --path document.json --config settings.json --meta none --output-path egov_client"
    done = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", *words.split()],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "Generating egov_client")
    found = [operation for item in document["paths"].values() for operation in item.values()]
    sys.path.insert(0, str(folder))
    yield Generated(folder, {each["operationId"]: each["tags"][0].replace("-", "_") for each in found})
    sys.path.remove(str(folder))


def test_every_operation_becomes_a_function(generated: Generated) -> None:
    made = {path.stem for path in (generated.folder / "egov_client" / "api").glob("*/*.py")} - {"__init__"}
    assert made == set(generated.operations)
    assert len(made) > 400


class Caller:
    """Somebody of the secretariat, who calls the generated functions and gets their types."""

    def __init__(self, generated: Generated, service: Service, role: str = "secretariat") -> None:
        self.generated = generated
        self.client = generated.client(base_url=service.url, token=service.opened.tokens[role])

    def __call__(self, operation: str, *path: object, **given: object) -> Any:
        """The parsed answer of an operation; its response with headers is kept in ``last``."""
        self.last = self.generated.function(operation).sync_detailed(*path, client=self.client, **given)
        return self.last.parsed


@pytest.fixture
def ask(generated: Generated, service: Service) -> Iterator[Caller]:
    """Somebody of the secretariat, who hangs up in the end."""
    caller = Caller(generated, service)
    with caller.client:
        yield caller


def test_from_a_meeting_to_a_report_by_types_alone(generated: Generated, service: Service, ask: Caller) -> None:
    models = generated.models
    two = lambda name: {"title_vi": f"{name} (vi)", "title_en": name}  # noqa: E731

    meeting = models.MeetingInput(code="M9", type_=models.MeetingKind.MEETING, body="NCEG", held_on="2018-07-04", **two("Ninth"))
    made = ask("create_meeting", body=meeting, idempotency_key="m9")
    assert isinstance(made, models.Meeting)
    assert (made.code, made.version, made.type_) == ("M9", 1, models.MeetingKind.MEETING)
    assert ask("create_meeting", body=meeting, idempotency_key="m9") == made

    due = models.DeadlineOrdered(written_vi="tháng 12/2018", written_en="December 2018", not_after=date(2018, 12, 31))
    ordered = [
        models.TaskOrdered(code="P.8", programme="P", lead="MIC", coordinating=["NCEG"], **two("Draft")),
        models.TaskOrdered(code="P.9", programme="P", lead="MIC", deadline=due, **two("Issue")),
    ]
    orders = models.ConclusionOrders(tasks=ordered, text_vi="Bộ soạn thảo.", text_en="The ministry drafts.")
    assert not ask("conclude", "M9", "1", body=orders, dry_run=True).written
    concluded = ask("conclude", "M9", "1", body=orders)
    assert isinstance(concluded, models.ConcludedOut)
    assert [each.code for each in concluded.made if each.kind == "task"] == ["P.8", "P.9"]

    task = ask("get_task", "P.8")
    assert (task.meeting, task.type_) == ("M9", models.TaskKind.TASK)
    amended = ask("amend_task", "P.8", body=models.TaskPatch(clause="Điều 2"), if_match=ask.last.headers["etag"])
    assert isinstance(amended, models.Task)
    assert (amended.clause, amended.version, amended.title_en) == ("Điều 2", 2, "Draft")
    stale = ask("amend_task", "P.8", body=models.TaskPatch(clause="Điều 3"), if_match='"1"')
    assert isinstance(stale, models.ProblemDetails)
    assert (stale.type_, stale.current_version) == ("urn:egov-portfolio:problem:stale-version", 2)

    for code, days in (("P.8", 5), ("P.9", 3)):
        ask("create_estimate", body=models.EstimateInput(task=code, optimistic=days, most_likely=days, pessimistic=days))
        assert ask.last.status_code == 201
    linked = ask("create_dependency", body=models.DependencyInput(predecessor="P.8", successor="P.9", lag=1))
    assert (linked.code, linked.relation) == ("P.8~P.9~FS", models.Relation.FS)
    loop = ask("create_dependency", body=models.DependencyInput(predecessor="P.9", successor="P.8"))
    assert isinstance(loop, models.ProblemDetails)
    assert loop.cycle == ["P.8", "P.9", "P.8"]

    begun = models.ProgressInput(
        task="P.8", as_of=date(2018, 7, 5), state=models.ProgressState.IN_PROGRESS, actual_start=date(2018, 7, 4), remaining=3
    )
    reported = ask("create_progress", body=begun)
    assert (reported.actual_start, reported.remaining) == (date(2018, 7, 4), 3)

    page = ask("list_task", programme="P", limit=500)
    assert {"P.8", "P.9"} <= {each.code for each in page.items}
    dated = ask("get_programme_schedule", "P")
    dates = {each.task: each for each in dated.tasks}
    assert dates["P.8"].early_finish < dates["P.9"].early_start
    assert isinstance(dates["P.9"].early_start, date)
    assert ask("get_responsibility", "P.9").answer.post == "MIC.minister"

    report = ask("get_report", "deadlines", programme="P", lang=models.GetReportLang.EN)
    assert report.report == "deadlines"
    rows = {row["task"]: row for row in report.rows}
    assert rows["P.9"]["written"] == "December 2018"
    assert service.complaints() == ""

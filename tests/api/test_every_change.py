"""Every address that changes things leaves exactly the entries in the ledger that it must; drawn from the table of routes.

**A new route** that may change something stands in ``LEAVES`` with what it leaves, in the order of the ledger; what is sent to it
is said in ``matrixworlds.py``. A kind's own four routes need nothing here: each leaves one entry about its thing.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from governance import statements as sql
from governance.ledger import Entry
from governance.statements import entry_of
from tests.api.matrix import Operation, Rehearsal, Row, asked, of_kinds, operations, world
from tests.api.matrixworlds import OF_COMMITTEE, OF_KINDS, fill_committee, fill_kinds

READING = {"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"}
NOTHING: tuple[str, ...] = ()

LEAVES: Mapping[str, tuple[str, ...]] = {
    # of what is computed
    "schedule_plan": NOTHING,
    "report_plan": NOTHING,
    "convert_plan": NOTHING,
    # of plans and programmes
    "batch": ("replace estimate P.1",),
    "import_plan": ("create task P.ownx", "create estimate P.ownx"),
    "import_annex": ("replace task P.1", "replace deadline P.1-d"),
    "apply_scenario": ("replace estimate P.1", "replace scenario S"),
    "drop_scenario": ("replace scenario S",),
    "take_baseline": (
        "create baseline NEW", "create baseline_programme NEW~1", "create baseline_calendar NEW~2",
        *(f"create baseline_task NEW~{number}" for number in range(3, 8)),
        *(f"create baseline_link NEW~{number}" for number in range(8, 10)),
    ),
    "amend_baseline": ("replace baseline BP",),
    "discard_baseline": (
        *(f"delete baseline_link BP~{number}" for number in range(8, 10)),
        *(f"delete baseline_task BP~{number}" for number in range(3, 8)),
        "delete baseline_calendar BP~2", "delete baseline_programme BP~1", "delete baseline BP",
    ),
    "confirm_consent": ("replace baseline BP", "replace consent consent-own"),
    "decline_consent": ("replace consent consent-own",),
    # of tasks, meetings, documents and people
    "take_task_step": ("create task_step P.1~1", "create progress P.1~2018-07-05"),
    "ask_for_extension": ("create extension_request P.1~1",),
    "decide_extension": ("create extension_decision P.2~1",),
    "conclude": (
        "create meeting_conclusion M4~1", "create task new-own", "create assignment new-own~MIC~lead",
        "create conclusion_task M4~1~new-own",
    ),
    "draw_up_invitations": ("create invitation M4~post~MIC.minister",),
    "issue_document": ("replace document QD3",),
    "import_popolo": ("create person xown",),
    "redact": ("replace person tuan", "create redaction …"),
    # of accounts and what opens the service
    "issue_credential": ("create credential …",),
    "rotate_feed": ("replace credential feed-own", "create credential …"),
    "revoke_credential": ("replace credential api-own",),
    "end_my_session": ("replace credential …",),
    "change_my_password": ("replace account secretariat",),
    "POST /sign-in": ("create credential …",),
    "POST /sign-in/{token:str}": ("replace credential link-own", "create credential …"),
    "POST /sign-out": ("replace credential …",),
    "POST /account/sessions/{code:str}/end": ("replace credential …",),
    "POST /account/password": ("replace account secretariat", "create credential …"),
    "POST /calendars": ("create credential …",),
    "POST /calendars/{code:str}/address": ("replace credential feed-own", "create credential …"),
    "POST /calendars/{code:str}/end": ("replace credential feed-own",),
    # of webhooks; letters are traces, which stand in no ledger
    "make_webhook_secret": ("replace webhook hook-own",),
    "ping_webhook": NOTHING,
    "resend_webhook_letter": NOTHING,
    "drop_webhook_letter": NOTHING,
}  # fmt: skip
"""Operation, or method and route → action, kind and code of each entry; … is a code that nobody knows before."""

STAYS = {"delete_programme", "delete_succession", "delete_document_relation"}
"""What the only example of is referred to, so that it cannot go."""


class Recording(Rehearsal):
    """A store that takes everything back, and tells what stood in the ledger before it did."""

    left: list[Entry]

    async def _run(self, unit: Any, *more: Any) -> Any:
        [(begun,)] = await unit.rows("SELECT COALESCE(MAX(seq), 0) FROM ledger_entry")
        done = await super()._run(unit, *more)
        statement, arguments = sql.sought(sql.ALL, newest=False)
        self.left += [entry_of(row) for row in await unit.rows(*self._say(statement, begun, *arguments, 1_000))]
        return done


class Walked(NamedTuple):
    """An operation that was asked for by the secretariat with what is right for it, its status, and the entries that it left."""

    operation: Operation
    status: int
    left: list[Entry]

    @property
    def name(self) -> str:
        return self.operation.name or f"{self.operation.method} {self.operation.route}"


async def walk(folder: Path) -> list[Walked]:
    found = []
    async with (
        world(folder, "kinds", fill_kinds, OF_KINDS, Recording) as kinds,
        world(folder, "committee", fill_committee, OF_COMMITTEE, Recording) as committee,
    ):
        for operation in operations(committee.app):
            if operation.method not in READING:
                served = kinds if of_kinds(operation) else committee
                assert isinstance(served.store, Recording)
                served.store.left = []
                status = await asked(served, operation, Row(operation.method, operation.route, "own"), "secretariat")
                found.append(Walked(operation, status, served.store.left))
    return found


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> list[Walked]:
    """Every operation that may change something."""
    return asyncio.run(walk(tmp_path_factory.mktemp("every-change")))


def test_every_such_address_is_carried_out_here(walked: list[Walked]) -> None:
    refused = {each.name: each.status for each in walked if each.status >= 400}
    assert refused == dict.fromkeys(STAYS, 409), "say in matrixworlds.py what is right to send"
    assert len(walked) > 250


def test_each_request_about_a_thing_leaves_one_entry_about_it(walked: list[Walked]) -> None:
    actions = {"create": "create", "replace": "replace", "amend": "replace", "delete": "delete"}
    for each in walked:
        kind, verb = each.operation.kind, each.operation.verb
        if kind is not None and each.name not in LEAVES:
            wanted = [] if each.name in STAYS else [(actions[verb], kind.kind, "secretariat")]
            assert [(entry.action, entry.kind, entry.account) for entry in each.left] == wanted, each.name


def test_every_other_address_leaves_what_it_must_and_none_is_left_out(walked: list[Walked]) -> None:
    others = {each.name: each for each in walked if each.operation.kind is None or each.name in LEAVES}
    assert others.keys() == LEAVES.keys(), "a route without what it leaves, or the other way round: see LEAVES"
    for name, wanted in LEAVES.items():
        left = [f"{entry.action} {entry.kind} {entry.code}" for entry in others[name].left]
        known = [said if not want.endswith("…") else f"{said.rpartition(' ')[0]} …" for said, want in zip(left, wanted)]
        assert (*known, *left[len(known) :]) == wanted, name
        assert {entry.account for entry in others[name].left} <= {"secretariat"}

"""Bars 16 and 17: every field of every kind in every role, and that nobody comes past the guard, whatever they send.

A role that may not write a kind is refused before its body is read, so that all fields go in one request; what must not be
written by anybody is sent by who may write the rest, one field at a time.
"""

from typing import Any

import pytest
from litestar.routes import HTTPRoute

from api.access import EVERYBODY, Access, writers
from api.app import create_app
from api.registry import KINDS
from api.settings import Settings
from api.tables import Account, AccountRole, Credential, Grant, Webhook
from governance.columns import fields, secrets
from governance.kinds import KINDS as GOVERNANCE
from governance.values import Entity
from portfolio.kinds import KINDS as PORTFOLIO
from portfolio.kinds import MADE_HERE
from portfolio.model import Task
from portfolio.whatif.model import KINDS as SCENARIOS
from tests.api.conftest import Served
from tests.api.test_resources import NEW

WRITTEN = [kind for kind in (*GOVERNANCE, *PORTFOLIO, *SCENARIOS) if kind.kind in NEW and kind not in MADE_HERE]
BEYOND = (
    "version",
    "seq",
    "id",
    "kind",
    "hash",
    "password_hash",
    "secret",
    "role_of_account",
    "changed_seq",
    "sort_key",
    "__class__",
)
"""Names that some tables or programs have for what nobody sets by hand."""


def first(served: Served, kind: type[Entity]) -> dict[str, Any] | None:
    items: list[dict[str, Any]] = served.secretariat.get(f"{kind.path}?limit=1").json()["items"]
    return items[0] if items else None


def access_of(kind: type[Entity]) -> frozenset[AccountRole]:
    return writers(kind).roles


@pytest.mark.parametrize("kind", WRITTEN, ids=[kind.kind for kind in WRITTEN])
def test_no_field_is_written_by_a_role_that_does_not_write_the_kind_nor_one_that_nobody_writes(
    shared: Served, kind: type[Entity]
) -> None:
    """Bar 17, written: each field of a kind in each role."""
    thing, head = first(shared, kind), shared.head()
    code = thing["code"] if thing else "none"
    everything = {**NEW[kind.kind], **{field.name: None for field in fields(kind)}}
    for role in AccountRole:
        if role in access_of(kind):
            continue
        for method, path in (("POST", kind.path), ("PUT", f"{kind.path}/{code}"), ("PATCH", f"{kind.path}/{code}")):
            assert shared.by(role)(method, path, {"If-Match": "*"}, json=everything).status_code == 403, (role, method)
    for name in BEYOND:
        if name in {field.name for field in fields(kind)} - secrets(kind):
            continue
        for answer in (
            shared.secretariat.post(kind.path, NEW[kind.kind] | {name: "x"}),
            *([shared.secretariat("PATCH", f"{kind.path}/{code}", {"If-Match": "*"}, json={name: "x"})] if thing else []),
        ):
            assert answer.status_code == 422, (name, answer.text)
            assert name in [error["place"] for error in answer.json()["errors"]]
    assert shared.head() == head
    assert first(shared, kind) == thing


def test_the_walk_covers_every_kind_that_is_written() -> None:
    cells = sum(len(fields(kind)) * len(AccountRole) for kind in WRITTEN)
    assert len(WRITTEN) > 50
    assert cells > 2_500


@pytest.mark.parametrize("role", list(AccountRole))
def test_no_field_is_read_beyond_those_of_the_kind_and_no_secret_in_any_role(shared: Served, role: AccountRole) -> None:
    """Bar 17, read: what is answered has the fields of its kind, its version and its entry, and none that is secret."""
    seen = 0
    for kind in KINDS:
        answer = shared.by(role).get(f"{kind.path}?limit=5")
        if answer.status_code != 200:
            assert answer.status_code in (403, 404), kind.kind  # of whom it is none of their business, or what is read otherwise
            continue
        allowed = {field.name for field in fields(kind)} - secrets(kind) | {"version", "seq"}
        for item in answer.json()["items"]:
            assert set(item) <= allowed, kind.kind
            seen += 1
    assert seen > 40
    for kind in (Account, Credential, Grant, Webhook):
        asked = shared.by(role).get(kind.path)
        assert (asked.status_code == 200) == (role is AccountRole.SECRETARIAT), (kind.kind, role)
        assert not any(name in item for name in secrets(kind) for item in asked.json().get("items", []))


@pytest.mark.parametrize("kind", [Account, Grant, Webhook, Task])
def test_a_field_that_is_not_there_is_refused_with_those_that_one_can_set(shared: Served, kind: type[Entity]) -> None:
    said = shared.secretariat.post(kind.path, {"colour": "red", **dict.fromkeys(secrets(kind), "x")}).json()["errors"]
    why = {error["place"]: error["message_en"] for error in said}
    assert set(why["colour"].partition("the fields are ")[2].split(", ")) == {field.name for field in fields(kind)} - secrets(
        kind
    )
    assert all("neither read nor written" in why[name] for name in secrets(kind))


# ---- no way around the guard


LATER = {"caldav", ".well-known"}
"""What may be open too: it is opened by a secret in its address, or leads to what is not open."""


def test_every_route_of_the_service_has_a_guard_the_documents_and_files_too() -> None:
    """Bar 16: nothing is open but what says so, and that is a list to read."""
    open_ = set()
    for route in create_app(Settings.read({})).routes:
        handlers = route.route_handlers if isinstance(route, HTTPRoute) else [route.route_handler]  # type: ignore[union-attr]
        for handler in handlers:
            if getattr(handler, "http_methods", set()) == {"OPTIONS"}:
                continue
            access = handler.opt.get("access")
            assert isinstance(access, Access), route.path
            assert access.roles <= EVERYBODY
            if access.by == "nothing":
                open_.add(route.path.split("/")[1])
    assert {"docs", "feeds", "sign-in", "static"} <= open_ <= {"docs", "feeds", "sign-in", "static", *LATER}


def test_who_may_not_come_in_is_told_so_before_the_body_is_read(shared: Served) -> None:
    """Bar 16: 401 and 403 for what cannot even be parsed, is too large or has no type."""
    bodies = [b"{broken", b"\xff\xfe", b"[" * 100_000, b"x" * 999_999]
    for path in ("tasks", "batch", "schedule", "ledger/redactions", "credentials"):
        for body in bodies:
            for headers in ({"Content-Type": "application/json"}, {}):
                assert shared.nobody("POST", path, headers, content=body).status_code == 401, path
                member = shared.by("member")("POST", path, headers, content=body).status_code
                assert member == 403 or path in ("schedule", "batch"), (path, member)

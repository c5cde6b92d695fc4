"""Every address that changes things leaves one entry in the ledger for each thing changed; drawn from the table of routes."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from api.credentials import add_account, issue_token
from api.registry import KINDS
from api.settings import Settings
from governance.columns import secrets
from governance.ledger import Entry
from governance.store import Store
from governance.values import Entity, references
from tests.api.conftest import URL
from tests.api.services import addresses, service
from tests.api.world import AUTHOR, CLOCK
from tests.conftest import Place, Run
from tests.support import example, one_of_each

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
BY_PATH = {f"/api/v1/{kind.path}": kind for kind in KINDS}


def resources() -> list[tuple[str, type[Entity]]]:
    """The methods and kinds of every address of a kind of thing that changes it, as the application has them."""
    found = []
    for route in addresses().routes:
        kind = BY_PATH.get(route.path.removesuffix("/{code:str}"))
        found += [(method, kind) for method in sorted(CHANGING & set(getattr(route, "methods", ()))) if kind is not None]
    return found


ROUTES = resources()


@pytest.fixture
def world(on_sqlite: Place, run: Run[Any]) -> Iterator[tuple[TestClient[Any], str]]:
    """A service over one thing of every kind, without rules over the whole, which examples do not keep; and a token."""
    engine = on_sqlite.engine()
    filling = Store(engine, KINDS)
    run(filling.commit(lambda work: one_of_each(work, (1, 2)), AUTHOR))
    run(add_account(filling, AUTHOR, code="us", name="us", role="secretariat"))
    token = run(issue_token(filling, AUTHOR, account="us", label="test", days=30))
    run(engine.aclose())
    settings, store = Settings.read({"EGOV_PUBLIC_URL": URL}), Store(on_sqlite.engine(), KINDS)
    with (
        service(settings, clock=CLOCK, store=store) as app,
        TestClient(app, base_url=URL, raise_server_exceptions=False) as client,
    ):
        yield client, token
        with client.portal() as portal:
            portal.call(store.engine.aclose)


def sent(kind: type[Entity], number: int) -> dict[str, Any]:
    """An example as it is sent."""
    values: dict[str, Any] = msgspec.to_builtins(example(kind, number))
    return {name: value for name, value in values.items() if name not in secrets(kind) and not (kind.key and name == "code")}


def test_each_request_that_changes_a_thing_leaves_one_entry_about_it(world: tuple[TestClient[Any], str]) -> None:
    client, token = world
    done: dict[str, int] = dict.fromkeys(CHANGING, 0)
    silent: list[tuple[str, str, str]] = []
    own = {"Authorization": f"Bearer {token}", "If-Match": "*"}

    def request(method: str, kind: type[Entity], code: str, body: dict[str, Any] | None) -> None:
        address = f"/api/v1/{kind.path}" + ("" if method == "POST" else f"/{code}")
        with client.portal() as portal:
            store: Store = client.app.state.store
            before = portal.call(store.head)
            answer = client.request(method, address, headers=own, json=body)
            entries: list[Entry] = portal.call(store.entries, before.seq)
        if answer.status_code == 202:  # it waits for a second person; what changed is the request for it
            assert [entry.kind for entry in entries] == ["consent"]
        elif answer.status_code < 300:
            assert [(e.kind, e.code, e.account) for e in entries] == [(kind.kind, code, "us")], (method, address)
            assert entries[0].action in {"POST": {"create"}, "DELETE": {"delete", "replace"}}.get(
                method, {"replace"}
            )  # or revoked
            done[method] += 1
        else:
            assert entries == [], (method, address)
            silent.append((method, kind.kind, answer.text[:200]))

    referred = {target for kind in KINDS for target in references(kind).values()}
    for method, kind in sorted(ROUTES, key=lambda each: ("PATCH", "PUT", "DELETE", "POST").index(each[0])):
        if kind.kind in {"account", "scenario_change"}:  # who calls; what is made of other things
            continue
        free = kind.kind not in referred
        number = 1 if free else 3
        code = example(kind, number if method in {"POST", "DELETE"} else 1).code
        match method:
            case "PATCH":
                request(method, kind, code, {"note_en": "amended"})
            case "PUT":
                request(method, kind, code, {**sent(kind, 1), "note_en": "replaced"})
            case "DELETE" if free:
                request(method, kind, code, None)
            case "POST":
                request(method, kind, code, sent(kind, number))
    with client.portal() as portal:
        assert portal.call(client.app.state.store.verify) is None
    assert len(ROUTES) > 150
    assert min(done["PATCH"], done["PUT"]) > 35, silent
    assert min(done["POST"], done["DELETE"]) > 15, (done, silent)

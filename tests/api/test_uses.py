"""When credentials were last used: written now and then, and forgotten long after they ended."""

from datetime import timedelta
from typing import Any

from api.credentials import add_account
from api.database import SafeEngine
from api.tables import Credential, Purpose
from api.traces import REMEMBERED, SWEPT, Uses
from governance.store import Store
from governance.work import Work, instant
from tests.api.world import AUTHOR, NOW
from tests.conftest import Run

SHORT, LONG = NOW - REMEMBERED + timedelta(days=1), NOW - REMEMBERED - timedelta(days=1)
CREDENTIALS: dict[str, dict[str, Any]] = {
    "live": {},
    "expires": {"expires_at": instant(NOW + timedelta(days=1))},
    "ended": {"expires_at": instant(SHORT)},
    "ended-long-ago": {"expires_at": instant(LONG)},
    "revoked": {"expires_at": instant(NOW), "revoked_at": instant(SHORT)},
    "revoked-long-ago": {"expires_at": instant(NOW), "revoked_at": instant(LONG)},
}


def issued(work: Work) -> None:
    for number, (code, more) in enumerate(CREDENTIALS.items()):
        said = {"code": code, "account": "an", "purpose": Purpose.SESSION, "hash": f"{number:064x}", "created_at": instant(LONG)}
        work.create(Credential(**said, **more))


def test_what_ended_long_ago_is_forgotten_and_the_rest_is_known_by_another_process(
    engine: SafeEngine, store: Store, run: Run[Any]
) -> None:
    run(add_account(store, AUTHOR, code="an", name="An", role="planner"))
    run(store.commit(issued, AUTHOR))
    then, soon, later = NOW - SWEPT, NOW - timedelta(minutes=1), NOW
    uses = Uses(engine)
    for code in CREDENTIALS:
        uses.note(code, LONG)
    run(uses.write())
    assert run(Uses(engine).all()) == dict.fromkeys(CREDENTIALS, instant(LONG))
    uses.note("live", then)
    run(uses.write())
    uses.note("live", soon)
    run(uses.write())
    kept = {"live", "expires", "ended", "revoked"}
    assert run(Uses(engine).all()).keys() == kept
    assert run(Uses(engine).last("live")) == soon
    run(store.commit(lambda work: work.delete(Credential, "ended", None), AUTHOR))
    uses.note("live", soon)
    run(uses.write())
    assert "ended" in run(Uses(engine).all())  # it was looked at less than an hour ago
    uses.note("live", later)
    run(uses.write())
    assert run(Uses(engine).all()).keys() == kept - {"ended"}
    assert run(uses.last("expires")) == LONG  # in the table, when it is in memory no more


def test_what_is_called_like_no_credential_is_not_kept(store: Store, run: Run[Any]) -> None:
    uses = Uses(store.engine)
    uses.note("gone", NOW)
    run(uses.write())
    assert run(Uses(store.engine).all()) == {}  # no credential is called so
    assert run(uses.last("gone")) == NOW

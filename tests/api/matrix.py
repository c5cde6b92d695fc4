"""Who is answered what: role × route × own, foreign and missing object, asked of the service itself, and kept in ``matrix.csv``.

A row is an address with one object, a cell the status that one caller gets. ``own`` belongs to the programme or the body that the
narrowed callers act for, ``foreign`` to another, ``missing`` is not there; ``-`` where the address names no object. To allow and
to refuse must both show: what is sent is right for whoever may send it, and everything that it changes is taken back.

**A new route**: ``.venv/bin/python -m tests.api.matrix`` asks every cell anew, prints the rows that came, went or changed, and
writes the table. Read what it prints: that is the review. A kind's own six routes need nothing more. For other routes that name
an object, say in ``OBJECTS`` of ``matrixworlds.py`` which is whose; for those that take a body, say it in ``BODIES`` there, or
the cells only show how an empty one is refused.
"""

import asyncio
import csv
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from litestar.routes import HTTPRoute

from api.app import Service
from api.credentials import hashed, issue_token
from api.database import engine_for, migrate
from api.passwords import Hashing
from api.registry import KINDS
from api.sessions import BY_PASSWORD, form_token, opened
from api.settings import Settings
from api.tables import Credential
from governance.store import Around, Store
from governance.values import Entity
from governance.work import Author, Stored, Work, instant
from tests.api.matrixworlds import (
    BODIES,
    CALDAV,
    CALLERS,
    CHEAP,
    ELSEWHERE,
    FORMS,
    OBJECTS,
    OF_COMMITTEE,
    OF_KINDS,
    PARTS,
    QUERIES,
    SAME_ACCOUNT,
    TWO_BODIES,
    accounts,
    fill_committee,
    fill_kinds,
    fresh,
    spare,
    thing,
)
from tests.api.services import service
from tests.api.world import AUTHOR, CLOCK, NOW
from tests.support import past

TABLE = Path(__file__).with_name("matrix.csv")
HOST = "127.0.0.1:8000"


class Row(NamedTuple):
    """An address, and whose object is asked for."""

    method: str
    route: str
    object: str


class Answered(NamedTuple):
    """What was asked, and the status that each caller got."""

    row: Row
    cells: tuple[int, ...]


# ---- the routes


class Operation(NamedTuple):
    """A handler of a route: what it is called, and the kind and verb if it is one of the six of a kind."""

    method: str
    route: str
    name: str
    kind: type[Entity] | None
    verb: str
    session: bool


_BY_NAME = {kind.kind: kind for kind in KINDS}
_VERBS = {"create", "list", "get", "replace", "amend", "delete"}


def operations(app: Service) -> Iterator[Operation]:
    """Every handler of every route."""
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                name = str(handler.operation_id) if isinstance(handler.operation_id, str) else ""
                verb, _, what = name.partition("_")
                kind = _BY_NAME.get(what) if verb in _VERBS else None
                yield Operation(method, route.path, name, kind, verb, handler.opt["access"].by == "session")


def rows(operation: Operation) -> Iterator[Row]:
    """The rows of a handler: one for each object that it may be asked for."""
    named = re.search(r"\{(code|token|name|number|after|kind):", operation.route)
    if named:
        sides: tuple[str, ...] = ("own", "foreign", "missing")
    else:
        sides = ("own", "foreign") if operation.name in TWO_BODIES or operation.verb == "create" else ("-",)
    for side in sides:
        yield Row(operation.method, operation.route, side)


# ---- asking


LETTERS = {"resend_webhook_letter", "drop_webhook_letter"}
"""What is no governed thing, and so not taken back, is laid down anew."""
LETTERS_LAID_ASIDE = (
    "DELETE FROM webhook_letter",
    *(
        f"INSERT INTO webhook_letter VALUES ('hook-{side}~9000', 'hook-{side}', 9000, 9000, '503', '{instant(NOW)}')"
        for side in ("own", "foreign")
    ),
)


class _TakenBackError(Exception):
    """Ends a unit of work whose outcome is known, so that nothing of it stays."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class Rehearsal(Store):
    """A store that writes everything and takes it all back: each request finds the same world."""

    async def _attempt(self, fn: Any, by: Author, around: Around | None, _upon: Stored[Any] | None) -> Any:
        try:
            async with self.engine.unit() as unit:
                _outcome, result = await self._run(unit, fn, by, around)
                raise _TakenBackError(result)
        except _TakenBackError as done:
            return done.result


class Secrets(NamedTuple):
    """What a caller shows: a token to the API, a session to the pages; ``other`` is the code of somebody else's session."""

    account: str
    token: str
    session: str
    own: str
    other: str


class World(NamedTuple):
    """A service over a world, its store, and what each caller shows."""

    app: Service
    store: Rehearsal
    secrets: Mapping[str, Secrets | None]


@asynccontextmanager
async def world(
    folder: Path,
    name: str,
    fill: Callable[[Work], None],
    own: Mapping[str, tuple[str, ...]],
    kept_by: type[Rehearsal] = Rehearsal,
) -> AsyncIterator[World]:
    """A service over a database with this in it; what it is asked to change is taken back."""
    engine = engine_for(folder / f"{name}.sqlite")
    try:
        await migrate(engine)
        store = Store(engine, KINDS)
        await store.commit(fill, AUTHOR)
        await store.commit(lambda work: accounts(work, own), AUTHOR)
        tokens, sessions = {}, {}
        for caller, said in CALLERS.items():
            if said is None:
                continue
            account = SAME_ACCOUNT.get(caller, caller)
            bound, scope = own["programme"][0] if caller == "bound" else None, "read" if caller == "reader" else "write"
            tokens[caller] = await issue_token(
                store, AUTHOR, account=account, label=caller, days=30, scope=scope, programme=bound
            )
            author = Author(account, CLOCK.now(), action="test")
            sessions[caller] = await store.commit(lambda work: opened(work, author, account, BY_PASSWORD), author)  # noqa: B023
        state = await store.state()
        codes = {c: _code(state.records, s) for c, s in sessions.items()}
        names = {c: SAME_ACCOUNT.get(c, c) for c in tokens}
        secrets = {
            c: Secrets(names[c], tokens[c], sessions[c], codes[c], codes["member" if c != "member" else "planner"])
            for c in tokens
        }
        environ = {"EGOV_PUBLIC_URL": f"http://{HOST}", "EGOV_HOME": str(folder), "EGOV_WEBHOOK_HOSTS": "example.vn,127.0.0.1"}
        settings = Settings.read(environ)
        rehearsal = kept_by(engine, KINDS)
        with service(settings, clock=CLOCK, store=rehearsal) as app:
            async with app.lifespan():
                app.state.hashing = Hashing(CHEAP)
                yield World(app, rehearsal, {"nobody": None, **secrets})
    finally:
        await engine.aclose()


def _code(records: Any, secret: str) -> str:
    [found] = records.by(Credential, "hash", hashed(secret))
    return str(found.code)


def _request(operation: Operation, row: Row, secrets: Secrets | None) -> tuple[str, str, list[tuple[bytes, bytes]], bytes]:
    path = row.route
    query = QUERIES.get(operation.name, "")
    for part, value in PARTS.items():
        path = path.replace(part, value)
    path = re.sub(r"\{\w+:\w+\}", lambda _found: _object(operation, row, secrets), path)
    headers = [(b"host", HOST.encode()), (b"accept-language", b"en"), (b"if-match", b"*"), (b"sec-fetch-site", b"same-origin")]
    body, media = b"", b"application/json"
    if operation.method in CALDAV:
        body = CALDAV[operation.method]
        headers += [(b"depth", b"0"), (b"content-type", b"application/xml"), (b"content-length", str(len(body)).encode())]
    if operation.method in ("POST", "PUT", "PATCH"):
        sent = _body(operation, row)
        body, media = (sent, b"application/octet-stream") if isinstance(sent, bytes) else (json.dumps(sent).encode(), media)
        if not operation.route.startswith("/api/"):
            form = {"form_token": form_token(secrets.session), "account": secrets.account} if secrets else {"account": "nobody"}
            form |= FORMS.get(row.route, {})
            body, media = urlencode(form).encode(), b"application/x-www-form-urlencoded"
        headers += [(b"content-type", media), (b"content-length", str(len(body)).encode())]
    if secrets is not None and operation.session:
        headers.append((b"cookie", f"egov={secrets.session}".encode()))
    elif secrets is not None:
        headers.append((b"authorization", f"Bearer {secrets.token}".encode()))
    return path, query, headers, body


def _object(operation: Operation, row: Row, secrets: Secrets | None) -> str:
    if row.object == "missing":
        return "not-there"
    if "/sessions/" in row.route:
        return (secrets.own if row.object == "own" else secrets.other) if secrets else "not-there"
    if operation.kind is not None and of_kinds(operation):
        return (spare if operation.verb == "delete" else thing)(operation.kind, row.object).code
    start = max((each for each in OBJECTS if row.route.startswith(each)), key=len, default="")
    own, foreign = OBJECTS.get(start, ("not-known", "not-known"))
    return own if row.object == "own" else foreign


def _body(operation: Operation, row: Row) -> Any:
    if operation.name in BODIES:
        return BODIES[operation.name](row.object)
    if operation.verb == "amend":
        return {"note_en": "changed"}
    if operation.kind is None or not of_kinds(operation) or row.object == "missing":
        return {}
    entity = fresh(operation.kind, row.object) if operation.verb == "create" else thing(operation.kind, row.object)
    raw = msgspec.to_builtins(entity)
    hidden = {"hash", "password_hash", "secret"}
    kept = {name: value for name, value in raw.items() if name not in hidden and not (name == "code" and operation.kind.key)}
    return {**kept, "note_en": "changed"}


def of_kinds(operation: Operation) -> bool:
    """Whether it is asked in the world of the kinds: the six routes of a kind, but for those made by functions of their own."""
    return operation.kind is not None and operation.kind.kind not in ELSEWHERE


async def asked(served: World, operation: Operation, row: Row, caller: str) -> int:
    """The status that a caller gets."""
    if operation.name in LETTERS:
        await past(served.app.state.store.engine, *LETTERS_LAID_ASIDE)
    path, query, headers, body = _request(operation, row, served.secrets[caller])
    status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": operation.method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {}, "extensions": {},
    }  # fmt: skip
    sent = False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            await asyncio.sleep(60)
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start" and not status.done():
            status.set_result(message["status"])

    running = asyncio.ensure_future(served.app(scope, receive, send))  # type: ignore[arg-type]
    await asyncio.wait({running, status}, return_when=asyncio.FIRST_COMPLETED)
    if not status.done():
        running.result()
    if row.route.endswith("/stream"):
        running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return status.result()


async def everything(folder: Path) -> list[Answered]:
    """Every cell of every route, asked of the service."""
    answers: list[Answered] = []
    async with (
        world(folder, "kinds", fill_kinds, OF_KINDS) as kinds,
        world(folder, "committee", fill_committee, OF_COMMITTEE) as committee,
    ):
        for operation in sorted(operations(committee.app), key=lambda o: (o.route, o.method)):
            served = kinds if of_kinds(operation) else committee
            for row in rows(operation):
                cells = [await asked(served, operation, row, caller) for caller in CALLERS]
                answers.append(Answered(row, tuple(cells)))
    return answers


# ---- the table


def kept() -> dict[Row, tuple[int, ...]]:
    """The table as it is reviewed and kept."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(line for line in file if not line.startswith("#")))
    assert lines[0] == ["method", "route", "object", *CALLERS], "the callers of the table are others"
    return {Row(*line[:3]): tuple(map(int, line[3:])) for line in lines[1:]}


def write(answers: list[Answered]) -> None:
    """Keep the table; say what is other than before."""
    before = kept() if TABLE.exists() else {}
    now = {each.row: each.cells for each in answers}
    for row in sorted(before.keys() | now.keys()):
        if before.get(row) != now.get(row):
            print(*row, before.get(row), "→", now.get(row))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        for line in (__doc__ or "").strip().splitlines():
            file.write(f"# {line}".rstrip() + "\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["method", "route", "object", *CALLERS])
        writer.writerows([*row, *cells] for row, cells in now.items())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write(asyncio.run(everything(Path(folder))))
    sys.exit(0)

"""Who is answered what: role × route × own, foreign and missing object, asked of the service itself, and kept in ``matrix.csv``.

A row is an address with one object, a cell the status that one caller gets. ``own`` belongs to the programme or the body that the
narrowed callers act for, ``foreign`` to another, ``missing`` is not there; ``-`` where the address names no object. To allow and
to refuse must both show: what is sent is right for whoever may send it, and everything that it changes is taken back.

**A new route**: ``.venv/bin/python -m tests.api.matrix`` asks every cell anew, prints the rows that came, went or changed, and
writes the table. Read what it prints: that is the review. A kind's own six routes need nothing more. For other routes that name
an object, say in ``OBJECTS`` which is whose; for those that take a body, say it in ``BODIES``, or the cells only show how an
empty one is refused.
"""

import asyncio
import csv
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from litestar.routes import HTTPRoute

from api.app import Service, create_app
from api.credentials import hashed, issue_token
from api.database import engine_for, migrate
from api.registry import KINDS
from api.sessions import BY_PASSWORD, form_token, opened
from api.settings import Settings
from api.tables import Credential
from governance.consents import json_text
from governance.messages import Text
from governance.store import Store
from governance.values import Entity, references
from governance.work import Author, Work, instant
from portfolio.baselines.baseline import Taking, lay_down
from tests.api.world import AUTHOR, CLOCK, DAY, NOW, entities
from tests.support import example

TABLE = Path(__file__).with_name("matrix.csv")
CALLERS = {
    "nobody": None,
    "secretariat": ("secretariat", ()),
    "planner": ("planner", ()),
    "member": ("member", ()),
    "auditor": ("auditor", ()),
    "reader": ("secretariat", ()),  # with a token that only reads
    "bound": ("secretariat", ()),  # with a token for the own programme
    "secretariat-own": ("secretariat", ("secretariat", "programme")),  # narrowed to the own programme
    "planner-own": ("planner", ("planner", "programme")),
    "assistant": ("member", ("member", "body")),  # a member's, granted the own body
}
"""Caller → its role, and the grant that it has: a role, for the own programme or the own body."""
SAME_ACCOUNT = {"reader": "secretariat", "bound": "secretariat"}
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


# ---- the world of the kinds: one own and one foreign thing of each, whatever rules hold over the whole


def _shifted(entity: Entity, turn: Mapping[str, str], **more: Any) -> Entity:
    """A thing that refers to other examples: those whose number ends as ``turn`` says."""
    kind = type(entity)
    raw = msgspec.to_builtins(entity)
    for name in {*references(kind), *_EXTRA}:
        if isinstance(raw.get(name), str):
            raw[name] = re.sub(r"(?<=[a-z_]-)([12])(?=~|$)", lambda found: turn[found[1]], raw[name])
    if kind.key:
        raw.pop("code")
    return msgspec.convert({**raw, **more}, kind)


_EXTRA = ("subject",)
OWN, FOREIGN = {"1": "1", "2": "2"}, {"1": "3", "2": "4"}
NEW_OWN, NEW_FOREIGN = {"1": "2", "2": "1"}, {"1": "4", "2": "3"}


@cache
def thing(kind: type[Entity], side: str, *, second: bool = False) -> Entity:
    """The own or the foreign example of a kind; of kinds with a code of their own there is a second one, to refer to."""
    if kind.key:
        return _shifted(example(kind, 1), OWN if side == "own" else FOREIGN)
    number = (2 if second else 1) + (0 if side == "own" else 2)
    return _shifted(example(kind, number), OWN if side == "own" else FOREIGN)


@cache
def fresh(kind: type[Entity], side: str) -> Entity:
    """One that is not there yet, and belongs to the same: about the same things, or if that is there already about the others."""
    same, others = (OWN, NEW_OWN) if side == "own" else (FOREIGN, NEW_FOREIGN)
    made = _shifted(example(kind, 5), same)
    return made if made.code != thing(kind, side).code else _shifted(example(kind, 5), others)


def fill_kinds(work: Work) -> None:
    """Own and foreign examples of every kind."""
    for kind in KINDS:
        for side in ("own", "foreign") if kind.kind != "webhook" else ():
            for second in (False, True) if not kind.key else (False,):
                work.create(thing(kind, side, second=second))


# ---- the world of the other routes: a small committee that obeys every rule

OBJECTS: dict[str, tuple[str, str]] = {
    "/api/v1/tasks": ("P.1", "Q.1"),
    "/api/v1/programmes": ("P", "Q"),
    "/api/v1/posts": ("MIC.minister", "NCEG.chair"),
    "/api/v1/organizations": ("MIC", "NCEG"),
    "/api/v1/persons": ("tuan", "phuc"),
    "/api/v1/baselines": ("BP", "BQ"),
    "/api/v1/scenarios": ("S", "T"),
    "/api/v1/consents": ("consent-own", "consent-foreign"),
    "/api/v1/meetings": ("M4", "M1"),
    "/api/v1/documents": ("QD1", "QD2"),
    "/api/v1/documents/{code:str}/issue": ("QD3", "QD4"),
    "/api/v1/instruments": ("QD1", "QD2"),
    "/api/v1/credentials": ("api-own", "api-foreign"),
    "/api/v1/authority": ("P.1", "Q.1"),
    "/api/v1/webhooks": ("hook-own", "hook-foreign"),
    "/api/v1/reports": ("programmes", "schedule"),
    "/api/v1/schedule/reports": ("health", "float-paths"),
    "/static": ("pages.css", "notice.css"),
}
"""Where an address begins → the code of the own and of the foreign object; sessions are each caller's own and another's."""
PARTS = {"{kind:str}": "task", "{number:int}": "1", "{after:int}": "1"}
TWO_BODIES = {"take_baseline"}
"""Operations that name no object in the address, and an own or a foreign one in the body."""


def _said(side: str) -> str:
    return "P" if side == "own" else "Q"


BODIES: dict[str, Callable[[str], Any]] = {
    "take_baseline": lambda side: {"code": "NEW", "title_vi": "mới", "title_en": "new", "programme": _said(side)},
    "import_plan": lambda side: {"start": "2018-07-02", "tasks": [{"code": f"{side}x", "title": "x", "duration": 5}]},
    "import_popolo": lambda side: {"persons": [{"id": f"x{side}", "name": "x"}]},
    "schedule_plan": lambda side: {"title": "x", "tasks": []},
    "report_plan": lambda side: {"title": "x", "tasks": []},
    "convert_plan": lambda side: {"title": "x", "tasks": []},
    "decline_consent": lambda side: {"reason": "x"},
    "take_task_step": lambda side: {"step": "cancel", "reason": "x", "document": "QD1"},
    "ask_for_extension": lambda side: {
        "written_vi": "x", "written_en": "x", "not_after": "2019-12-31", "reason": "x", "document": "QD1"
    },
    "create_webhook": lambda side: {"code": f"new-{side}", "account": "member", "address": "https://example.vn/new"},
    "import_annex": lambda side: "TT,Nhiệm vụ,Cơ quan chủ trì,Thời hạn\n1,Khảo sát,MIC,tháng 12/2019\n".encode(),
    "issue_document": lambda side: {"number": "9/QĐ", "signed_on": "2018-07-01"},
    "decide_extension": lambda side: {"outcome": "refused", "document": "QD1", "reason": "x"},
    "issue_credential": lambda side: {"account": "member", "purpose": "sign-in", "label": "x"},
    "change_my_password": lambda side: {"current": "x", "new": "y"},
}  # fmt: skip
"""Operation → what is sent, for the own and the foreign object."""
QUERIES = {"get_timeline": "start=2018-07-01&end=2018-07-31", "convert_plan": "to=json", "list_change": "after=0"}


def fill_committee(work: Work) -> None:
    """The small committee, with own and foreign things that only some routes need."""
    make = {kind.kind: kind for kind in KINDS}

    def add(kind: str, **said: Any) -> None:
        work.create(make[kind].parse(said))

    for entity in entities():
        work.create(entity)
    task = work.find(make["task"], "Q.1")
    assert task is not None
    add("meeting", code="M4", type="meeting", body="MIC", title_vi="Họp", title_en="Meeting")
    for code in ("QD3", "QD4"):
        add("document", code=code, type="decision", status="awaited", title_vi="chờ ban hành", title_en="awaited")
    add("estimate", task="Q.1", optimistic=1, most_likely=2, pessimistic=3)
    add("scenario", code="T", portfolio="EGOV", title_vi="T", title_en="T")
    seq = work.get(make["estimate"], "Q.1").changed_seq
    add("scenario_change", scenario="T", ordinal=1, action="amend", type="estimate", subject="Q.1", base_seq=seq,
        fields={"most_likely": 3})  # fmt: skip
    own = work.get(make["scenario_change"], "S~1")
    base = work.get(make["estimate"], "P.1").changed_seq
    work.replace(msgspec.structs.replace(own.entity, base_seq=base), own.version)  # type: ignore[call-arg]
    for code in ("P", "Q"):
        lay_down(work, DAY, Taking(f"B{code}", Text("cơ sở", "baseline"), programme=code), lambda records, day: ())
    add("two_person_rule", code="once", body="NCEG", action="baseline", start="2000", end="2001")
    for side, code in (("own", "BP"), ("foreign", "BQ")):
        seen = json_text({f"baseline {code}": 1})
        add("consent", code=f"consent-{side}", asked_by="once", operation="amend-baseline", subject=f"baseline {code}",
            arguments=json_text({"code": code, "fields": {"title_en": "x"}}), seen=seen, what_vi="x", what_en="x",
            requested_by="somebody", requested_at=instant(NOW), expires_at=instant(NOW + timedelta(days=3)))  # fmt: skip


def _accounts(work: Work, own: Mapping[str, tuple[str, ...]]) -> None:
    make = {kind.kind: kind for kind in KINDS}
    for caller, said in CALLERS.items():
        if said is None or caller in SAME_ACCOUNT:
            continue
        role, grant = said
        work.create(make["account"].parse({"code": caller, "name": caller, "role": role}))
        for number, place in enumerate(own[grant[1]] if grant else ()):
            given = {"code": f"{caller}-{number}", "account": caller, "role": grant[0], grant[1]: place}
            work.create(make["grant"].parse(given))
    for side in ("own", "foreign"):
        account = {"own": "secretariat", "foreign": "member"}[side]
        work.create(make["webhook"].parse({"code": f"hook-{side}", "account": account, "address": "https://example.vn/hook"}))
        said = {"code": f"api-{side}", "account": account, "purpose": "api", "hash": hashed(side), "created_at": instant(NOW)}
        work.create(make["credential"].parse(said))


# ---- asking


class _TakenBackError(Exception):
    """Ends a unit of work whose outcome is known, so that nothing of it stays."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class Rehearsal(Store):
    """A store that writes everything and takes it all back: each request finds the same world."""

    async def _attempt(self, fn: Any, by: Author, *more: Any) -> Any:
        try:
            async with self.engine.unit() as unit:
                _outcome, result = await self._run(unit, fn, by, *more)
                raise _TakenBackError(result)
        except _TakenBackError as done:
            return done.result


class Secrets(NamedTuple):
    """What a caller shows: a token to the API, a session to the pages; ``other`` is the code of somebody else's session."""

    token: str
    session: str
    own: str
    other: str


class World(NamedTuple):
    """A service over a world, and what each caller shows."""

    app: Service
    secrets: Mapping[str, Secrets | None]


@asynccontextmanager
async def world(
    folder: Path, name: str, fill: Callable[[Work], None], own: Mapping[str, tuple[str, ...]]
) -> AsyncIterator[World]:
    """A service over a database with this in it; what it is asked to change is taken back."""
    engine = engine_for(folder / f"{name}.sqlite")
    try:
        await migrate(engine)
        store = Store(engine, KINDS)
        await store.commit(fill, AUTHOR)
        await store.commit(lambda work: _accounts(work, own), AUTHOR)
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
        secrets = {c: Secrets(tokens[c], sessions[c], codes[c], codes["member" if c != "member" else "planner"]) for c in tokens}
        environ = {"EGOV_PUBLIC_URL": f"http://{HOST}", "EGOV_HOME": str(folder), "EGOV_WEBHOOK_HOSTS": "example.vn"}
        settings = Settings.read(environ)
        app = create_app(settings, clock=CLOCK, store=Rehearsal(engine, KINDS))
        async with app.lifespan():
            yield World(app, {"nobody": None, **secrets})
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
    if operation.method in ("POST", "PUT", "PATCH"):
        sent = _body(operation, row)
        body, media = (sent, b"application/octet-stream") if isinstance(sent, bytes) else (json.dumps(sent).encode(), media)
        if not operation.route.startswith("/api/"):
            form = {"form_token": form_token(secrets.session), "account": secrets.own} if secrets else {"account": "nobody"}
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
    if operation.kind is not None and _of_kinds(operation):
        return thing(operation.kind, row.object).code
    start = max((each for each in OBJECTS if row.route.startswith(each)), key=len, default="")
    own, foreign = OBJECTS.get(start, ("not-known", "not-known"))
    return own if row.object == "own" else foreign


def _body(operation: Operation, row: Row) -> Any:
    if operation.name in BODIES:
        return BODIES[operation.name](row.object)
    if operation.verb == "amend":
        return {"note_en": "changed"}
    if operation.kind is None or not _of_kinds(operation) or row.object == "missing":
        return {}
    entity = fresh(operation.kind, row.object) if operation.verb == "create" else thing(operation.kind, row.object)
    raw = msgspec.to_builtins(entity)
    hidden = {"hash", "password_hash", "secret"}
    kept = {name: value for name, value in raw.items() if name not in hidden and not (name == "code" and operation.kind.key)}
    return {**kept, "note_en": "changed"}


def _of_kinds(operation: Operation) -> bool:
    """Whether it is asked in the world of the kinds: the six routes of a kind, but for those made by functions of their own."""
    return operation.kind is not None and operation.kind.kind not in ELSEWHERE


ELSEWHERE = {"baseline", "consent", "credential", "webhook"}
"""Kinds whose own routes are asked in the world of the committee."""


async def asked(served: World, operation: Operation, row: Row, caller: str) -> int:
    """The status that a caller gets."""
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


OF_KINDS = {"programme": ("programme-1", "programme-2"), "body": ("organization-1", "organization-2")}
OF_COMMITTEE = {"programme": ("P",), "body": ("MIC",)}
"""What is the narrowed callers' own in each world."""


async def everything(folder: Path) -> list[Answered]:
    """Every cell of every route, asked of the service."""
    answers: list[Answered] = []
    async with (
        world(folder, "kinds", fill_kinds, OF_KINDS) as kinds,
        world(folder, "committee", fill_committee, OF_COMMITTEE) as committee,
    ):
        for operation in sorted(operations(committee.app), key=lambda o: (o.route, o.method)):
            served = kinds if _of_kinds(operation) else committee
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

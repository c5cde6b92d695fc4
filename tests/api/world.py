"""A small committee to serve: two bodies, three people, one programme of six tasks on a day in July 2018."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]

from api.app import Clock
from api.credentials import add_account, issue_feed, issue_sign_in, issue_token
from api.database import engine_for
from api.piccolo_app import APPS
from api.registry import KINDS, store_for
from api.tables import AccountRole
from governance.values import Entity
from governance.work import Author

NOW = datetime(2018, 7, 6, 2, 30, tzinfo=UTC)
TODAY = date(2018, 7, 6)
DAY = date(2018, 7, 5)
CLOCK = Clock(lambda: NOW, lambda: TODAY)
AUTHOR = Author("tester", NOW - timedelta(hours=3), action="test")

_BY_KIND = {kind.kind: kind for kind in KINDS}


def two(name: str) -> dict[str, str]:
    """Titles in both languages."""
    return {"title_vi": f"{name} (vi)", "title_en": name}


def named(vi: str, en: str) -> dict[str, str]:
    """A name in both languages."""
    return {"name_vi": vi, "name_en": en}


def written(vi: str, en: str) -> dict[str, str]:
    """A deadline as its document has it, in both languages."""
    return {"written_vi": vi, "written_en": en}


WORLD: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("source", {"code": "001", **two("An article")}),
    ("organization", {"code": "NCEG", **named("Ủy ban", "Committee"), "classification": "committee", "source": "001"}),
    ("organization", {"code": "MIC", **named("Bộ TT&TT", "Ministry"), "classification": "ministry"}),
    ("organization", {"code": "OLD", **named("Ủy ban cũ", "Old committee"), "classification": "committee"}),
    ("document", {"code": "QD1", "type": "decision", "number": "1/QĐ", "status": "issued", **two("Decision 1")}),
    ("document", {"code": "QD2", "type": "decision", "status": "issued", **two("Decision 2")}),
    ("post", {"code": "MIC.minister", "organization": "MIC", "head": True, "rank": 1, **two("Minister")}),
    ("post", {"code": "NCEG.chair", "organization": "NCEG", "head": True, "rank": 1, **two("Chair")}),
    ("post", {"code": "NCEG.mic", "organization": "NCEG", "seat_of": "MIC.minister", **two("Member")}),
    ("person", {"code": "tuan", "name": "Trương Minh Tuấn"}),
    ("person", {"code": "phuc", "name": "Nguyễn Xuân Phúc"}),
    ("appointment", {"code": "tuan-minister", "person": "tuan", "post": "MIC.minister", "start": "2016", "source": "001"}),
    ("appointment", {"code": "phuc-chair", "person": "phuc", "post": "NCEG.chair", "start": "2018"}),
    ("meeting", {"code": "M1", "type": "meeting", "body": "NCEG", "held_on": "2018-08-28", **two("First session"),
                 "starts_at": "08:00", "ends_at": "11:00", "place_vi": "Hà Nội", "place_en": "Hanoi"}),
    ("meeting", {"code": "M2", "type": "meeting", "body": "NCEG", "held_on": "2018-12-24", **two("Morning"),
                 "part_of_day": "morning"}),
    ("meeting", {"code": "M3", "type": "forum", "body": "NCEG", "held_on": "2018-11", **two("Some time in November")}),
    ("calendar", {"code": "VN", **two("National")}),
    ("portfolio", {"code": "EGOV", "committee": "NCEG", "calendar": "VN", "status_day": "2018-07-05", **two("Portfolio")}),
    ("programme", {"code": "P", "portfolio": "EGOV", "type": "plan", "owner": "NCEG", "basis": "QD1", **two("Plan")}),
    ("programme", {"code": "Q", "portfolio": "EGOV", "type": "plan", **two("Other plan")}),
    ("frame", {"programme": "P", "start": "2018-07-02", "assumed": True, "note_vi": "giả định", "note_en": "assumed"}),
    ("task", {"code": "P.1", "programme": "P", "clause": "Điều 2", "basis": "QD1", **two("Draft the decree")}),
    ("task", {"code": "P.2", "programme": "P", **two("Ask the ministries")}),
    ("task", {"code": "P.3", "programme": "P", "type": "milestone", **two("Decree handed in")}),
    ("task", {"code": "P.4", "programme": "P", **two("Without an estimate")}),
    ("task", {"code": "P.5", "programme": "P", **two("Free")}),
    ("task", {"code": "Q.1", "programme": "Q", **two("Elsewhere")}),
    ("estimate", {"task": "P.1", "optimistic": 3, "most_likely": 5, "pessimistic": 30, "assumed": True}),
    ("estimate", {"task": "P.2", "optimistic": 3, "most_likely": 10, "pessimistic": 30, "assumed": True}),
    ("estimate", {"task": "P.5", "optimistic": 1, "most_likely": 2, "pessimistic": 3}),
    ("dependency", {"predecessor": "P.1", "successor": "P.2"}),
    ("dependency", {"predecessor": "P.2", "successor": "P.3", "lag": 1}),
    *(("assignment", {"task": t, "organization": "MIC", "role": "lead"}) for t in ("P.1", "P.2", "P.3", "P.5")),
    ("assignment", {"task": "P.1", "organization": "NCEG", "role": "coordinating"}),
    ("deadline", {"code": "P.1-d", "task": "P.1", "type": "instrument", **written("quý III/2018", "third quarter of 2018"),
                  "not_before": "2018-07-01", "not_after": "2018-09-30", "document": "QD1"}),
    ("deadline", {"code": "P.2-d", "task": "P.2", "type": "instrument", **written("tháng 10/2018", "October 2018"),
                  "not_after": "2018-10-31"}),
    ("agency_class", {"code": "ministries", "name_vi": "bộ", "name_en": "ministries"}),
    ("agency_class", {"code": "all", "name_vi": "tất cả", "name_en": "all"}),
    ("indicator", {"code": "I1", "unit_vi": "%", "unit_en": "%", **two("Online services")}),
    ("survey", {"code": "S1", "respondents": 100, **two("Survey")}),
    ("survey_question", {"code": "S1.1", "survey": "S1", "text_vi": "hỏi", "text_en": "asked"}),
    ("risk", {"code": "R1", **two("Late data")}),
    ("scenario", {"code": "S", "portfolio": "EGOV", **two("Faster")}),
    ("scenario_change", {"scenario": "S", "ordinal": 1, "action": "amend", "type": "estimate", "subject": "P.1", "base_seq": 28,
                         "fields": {"most_likely": 3}}),
    ("document_relation", {"document": "QD2", "relation": "based_on", "target": "QD1"}),
    ("meeting_conclusion", {"meeting": "M2", "ordinal": 1, "text_vi": "giao Bộ", "text_en": "the ministry is charged"}),
    ("organization", {"code": "IT", **named("Cục", "Department"), "classification": "department"}),
    ("succession", {"predecessor": "IT", "successor": "MIC", "manner": "merges", "effective_on": "2030"}),
)  # fmt: skip
"""Each after what it refers to."""


def entities() -> list[Entity]:
    """The small committee as values."""
    return [_BY_KIND[kind].parse(dict(raw)) for kind, raw in WORLD]


class Secrets(NamedTuple):
    """What opens the service to each role, and a calendar."""

    tokens: Mapping[str, str]
    reader: str
    sign_in: str
    feed: str
    feed_of_person: str


_SETTLED: dict[str, tuple[Secrets, Any]] = {}


def settle(url: str) -> Secrets:
    """Put the small committee, an account of each role and its secrets into a database that is migrated and empty.

    The first one of each kind is filled through the store; the others take what it then held.
    """
    kind, kept, taken = ("postgres", _rows, _fill) if "://" in url else ("sqlite", _bytes, _overwrite)
    if kind in _SETTLED:
        secrets, held = _SETTLED[kind]
        taken(url, held)
    else:
        secrets = _settled(url)
        _SETTLED[kind] = secrets, kept(url)
    return secrets


def _bytes(path: str) -> bytes:
    assert not Path(f"{path}-wal").exists(), "all is in the file once it is closed"
    return Path(path).read_bytes()


def _overwrite(path: str, held: bytes) -> None:
    assert not Path(f"{path}-wal").exists(), "nobody has it open"
    Path(path).write_bytes(held)


def _rows(url: str) -> dict[str, bytes]:
    """What each table holds, those first that others refer to."""

    async def read() -> dict[str, bytes]:
        connection = await asyncpg.connect(url)
        try:
            found = {}
            for table in (table._meta.tablename for app in APPS for table in app.table_classes):
                out = BytesIO()
                ordered = f'SELECT * FROM "{table}" ORDER BY 1'  # the ledger takes its entries in their order only
                if int((await connection.copy_from_query(ordered, output=out, format="binary")).split()[-1]):
                    found[table] = out.getvalue()
            return found
        finally:
            await connection.close()

    return asyncio.run(read())


def _fill(url: str, held: Mapping[str, bytes]) -> None:
    async def write() -> None:
        connection = await asyncpg.connect(url)
        try:
            async with connection.transaction():
                for table, rows in held.items():
                    await connection.copy_to_table(table, source=BytesIO(rows), format="binary")
        finally:
            await connection.close()

    asyncio.run(write())


def _settled(url: str) -> Secrets:
    async def whole() -> Secrets:
        engine = engine_for(url)
        try:
            store = store_for(engine)

            def fill(work: Any) -> None:
                for entity in entities():
                    work.create(entity)

            await store.commit(fill, AUTHOR)
            tokens = {}
            for role in AccountRole:
                await add_account(store, AUTHOR, code=role.value, name=role.value, role=role.value)
                tokens[role.value] = await issue_token(store, AUTHOR, account=role.value, label="test", days=30)
            return Secrets(
                tokens,
                await issue_token(store, AUTHOR, account="secretariat", label="reads", days=30, scope="read"),
                await issue_sign_in(store, AUTHOR, account="member"),
                await issue_feed(store, AUTHOR, account="member", subject="MIC.minister", label="feed"),
                await issue_feed(store, AUTHOR, account="member", subject="tuan", label="feed"),
            )
        finally:
            await engine.aclose()

    return asyncio.run(whole())

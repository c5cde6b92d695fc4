"""What the service is timed beside, in an environment of its own (``.lock/bench.txt``); nothing of ours is imported here.

``/orm`` is FastAPI with SQLAlchemy's objects as their documentation has it; ``/bare`` is the driver alone, aiosqlite or asyncpg,
with msgspec, under no framework; ``/constant`` is the bytes of a file. ``PEER`` says where the database is and what its rows are:
``{"url": …, "fields": [[name, type, may be null], …], "constant": path}``. The page is asked for once more than it shows, as
ours does to know whether another follows.

Run: ``python peer_service.py PORT``.
"""

import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
import msgspec
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from pydantic import ConfigDict, create_model
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

SAID = json.loads(os.environ["PEER"])
SQLITE = not SAID["url"].startswith("postgresql")
TYPES: dict[str, tuple[type, Any]] = {
    "str": (str, sa.String),
    "int": (int, sa.Integer),
    "bool": (bool, sa.Boolean),
    "date": (date, sa.Date),
}
FIELDS: list[tuple[str, str, bool]] = [tuple(each) for each in SAID["fields"]]
COLUMN = {"seq": "changed_seq"}
LIMIT = 100
POOL = 10

# ---- FastAPI + SQLAlchemy

engine = (
    create_async_engine(f"sqlite+aiosqlite:///{SAID['url']}")
    if SQLITE
    else create_async_engine(SAID["url"].replace("postgresql://", "postgresql+asyncpg://"), pool_size=POOL, max_overflow=0)
)
session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """What SQLAlchemy's objects derive from."""


class Task(Base):
    """A row of the table of tasks."""

    __table__ = sa.Table(
        "task",
        Base.metadata,
        *(
            sa.Column(COLUMN.get(name, name), TYPES[kind][1], key=name, primary_key=name == "code", nullable=null)
            for name, kind, null in FIELDS
        ),
    )


def _annotated(kind: str, null: bool) -> Any:
    return TYPES[kind][0] | None if null else TYPES[kind][0]


TaskOut = create_model(
    "TaskOut", __config__=ConfigDict(from_attributes=True), **{name: (_annotated(kind, null), ...) for name, kind, null in FIELDS}
)
PageOut = create_model(
    "PageOut", __config__=ConfigDict(from_attributes=True), items=(list[TaskOut], ...), next=(str | None, None)
)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Open what the bare driver uses."""
    global bare  # noqa: PLW0603 - one of a process
    bare = await _bare()
    yield
    await bare.close()
    await engine.dispose()


fast = FastAPI(openapi_url=None, lifespan=lifespan)


@fast.get("/orm", response_model=PageOut)
async def orm() -> Any:
    """A page of tasks as objects."""
    async with session() as opened:
        found = (await opened.scalars(sa.select(Task).order_by(Task.code).limit(LIMIT + 1))).all()
    return {"items": found[:LIMIT], "next": found[LIMIT - 1].code if len(found) > LIMIT else None}


# ---- the driver alone

Row = msgspec.defstruct("Row", [(name, _annotated(kind, null)) for name, kind, null in FIELDS])
BOOLS = [at for at, (_name, kind, _null) in enumerate(FIELDS) if kind == "bool"]
SELECT = f"SELECT {', '.join(COLUMN.get(name, name) for name, *_rest in FIELDS)} FROM task ORDER BY code LIMIT {LIMIT + 1}"
CONSTANT = Path(SAID["constant"]).read_bytes() if SAID.get("constant") else b"{}"
bare: Any = None


async def _bare() -> Any:
    if SQLITE:
        return await aiosqlite.connect(SAID["url"])
    return await asyncpg.create_pool(SAID["url"], min_size=POOL, max_size=POOL)


def _row(values: Any) -> Any:
    if SQLITE:  # SQLite's truth is a number
        values = list(values)
        for at in BOOLS:
            values[at] = bool(values[at])
    return Row(*values)


async def listed() -> bytes:
    """A page of tasks by the driver."""
    found = await (bare.execute_fetchall(SELECT) if SQLITE else bare.fetch(SELECT))
    items = [_row(values) for values in found]
    return msgspec.json.encode({"items": items[:LIMIT], "next": items[LIMIT - 1].code if len(items) > LIMIT else None})


async def app(scope: Any, receive: Any, send: Any) -> None:
    """The three of them under one server."""
    if scope["type"] != "http" or scope["path"] not in ("/bare", "/constant"):
        return await fast(scope, receive, send)
    body = await listed() if scope["path"] == "/bare" else CONSTANT
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    return None


if __name__ == "__main__":
    listening = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # as ours: else asyncio leaves TCP_NODELAY off
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", int(sys.argv[1])))
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, lifespan="on")
    uvicorn.Server(config).run(sockets=[listening])

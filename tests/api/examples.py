"""Examples of the OpenAPI document: recorded from a service over the seed, never made up.

**A new route, or another answer**: ``.venv/bin/python -m tests.api.examples`` asks every operation and writes
``api/examples.json``; say in ``exampleworld.py`` what a new one is asked for, and with which body.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import msgspec

from api.examples import FILE
from api.registry import KINDS
from api.schemas import shown
from governance.records import Records
from tests.api.exampleworld import BODIES, OBJECTS, OWN, QUERIES, REACHED, SHOWN, fill, things
from tests.api.matrix import HOST, LETTERS, LETTERS_LAID_ASIDE, PARTS, Operation, Secrets, World, operations, world
from tests.api.matrixworlds import ELSEWHERE
from tests.support import past

FEW, LONG = 2, 240
"""How many things of a list are shown, and how many characters of a text."""
_WORD = r"[A-Za-z0-9_-]"
CHANCE = (
    (rf"http://{re.escape(HOST)}", "https://egov.example.vn"),
    (r"whsec_\S+", "whsec_c2VjcmV0IHRoYXQgb25seSB5b3Uga25vdyE="),
    (rf"(?<!{_WORD}){_WORD}{{43}}(?!{_WORD})", "SHOWN-ONCE-AND-NEVER-AGAIN-SHOWN-ONCE-AND-N"),
    (r"(?<=[a-z]-)[0-9a-f]{12}\b", "5d0f2a9c41be"),
)
"""What is other each time, and what is shown instead."""
SIX = {"list", "get", "create", "replace", "amend", "delete"}


def special(app: Any) -> Iterator[Operation]:
    """The operations of the API that are not among the six of every kind."""
    for operation in operations(app):
        common = operation.kind is not None and operation.kind.kind not in ELSEWHERE and operation.verb in SIX
        if operation.route.startswith("/api/") and not common and not operation.route.endswith("/stream"):
            yield operation


def request(operation: Operation, served: World) -> httpx.Request:
    """What an operation is asked."""
    caller = served.secrets["secretariat"]
    assert caller is not None
    path, code = operation.route, about(operation, caller)
    for part, value in PARTS.items():
        path = path.replace(part, value)
    path = re.sub(r"\{\w+:\w+\}", code, path)
    who = {"cookie": f"egov={caller.session}"} if operation.session else {"authorization": f"Bearer {caller.token}"}
    headers = {**who, "if-match": "*", "sec-fetch-site": "same-origin", "accept-language": "en", "accept": "application/json"}
    sent = BODIES.get(operation.name, {}) if operation.method in ("POST", "PUT", "PATCH") else None
    url = f"http://{HOST}{path}?{QUERIES.get(operation.name, '')}"
    if isinstance(sent, bytes):
        return httpx.Request(operation.method, url, headers=headers, content=sent)
    return httpx.Request(operation.method, url, headers=headers, json=sent)


def about(operation: Operation, caller: Secrets) -> str:
    """The thing that an operation is asked about."""
    if "/sessions/" in operation.route:
        return caller.own
    start = max((each for each in OBJECTS if operation.route.startswith(each)), key=len, default="")
    return OBJECTS.get(start, "")


async def recorded(served: World) -> dict[str, Any]:
    """Operation → what it is asked about, what it is sent and what it answers, as far as both are JSON."""
    found: dict[str, Any] = {}
    us = served.secrets["secretariat"]
    assert us is not None
    transport = httpx.ASGITransport(served.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport) as client:
        for operation in sorted(special(served.app), key=lambda o: o.name):
            if operation.name in LETTERS:
                await past(served.app.state.store.engine, *LETTERS_LAID_ASIDE)
            answer = await client.send(request(operation, served))
            sent = BODIES.get(operation.name)
            told: dict[str, Any] = {"body": sent} if isinstance(sent, dict) else {}
            if "{code:" in operation.route or "{name:" in operation.route:
                told["of"] = _hidden(about(operation, us))
            media = answer.headers.get("content-type", "").partition(";")[0]
            if answer.is_success and media == "application/json" and answer.content:
                told |= {"answer": short(answer.json()), "status": str(answer.status_code)}
            if not answer.is_success:
                print(operation.name, answer.status_code, answer.text[:3000])
            found[operation.name] = told
    return {name: told for name, told in found.items() if told}


def short(value: Any) -> Any:
    """An answer that can be read at a glance: the first things of each list, and no long prose."""
    if isinstance(value, Mapping):
        return {name: short(each) for name, each in value.items()}
    if isinstance(value, list):
        return [short(each) for each in value[:FEW]]
    return _hidden(value) if isinstance(value, str) else value


def _hidden(text: str) -> str:
    """A text without what nobody may know or what chance made, and not longer than it can be read."""
    for pattern, instead in CHANCE:
        text = re.sub(pattern, instead, text)
    return text[: LONG - 1] + "…" if len(text) > LONG else text


async def shared(served: World) -> dict[str, Any]:
    """Schema → what operations of every kind answer alike: what a change would do, and why one is refused."""
    change = f"/api/v1/estimates/{REACHED}"
    by = {"authorization": f"Bearer {served.secrets['secretariat'].token}", "accept-language": "en"}  # type: ignore[union-attr]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served.app), base_url=f"http://{HOST}") as client:  # type: ignore[arg-type]
        tried = await client.patch(f"{change}?dry_run=1", json={"most_likely": 48}, headers={**by, "if-match": '"1"'})
        wrong = await client.patch(change, json={"most_likely": 4}, headers={**by, "if-match": '"1"'})
    return {"TriedOut": short(tried.json()), "ProblemDetails": short(wrong.json())}


async def missed(served: World, document: Mapping[str, Any]) -> dict[str, int]:
    """The addresses of the document, filled in with its own examples, that lead to nothing; and what is answered there.

    Of kinds of which the seed has nothing what is shown is made up.
    """
    found, made_up = {}, {f"/api/v1/{kind.path}/{{code}}" for kind in KINDS if kind.kind in dict(SHOWN)}
    by = {"authorization": f"Bearer {served.secrets['secretariat'].token}"}  # type: ignore[union-attr]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served.app), base_url=f"http://{HOST}") as client:  # type: ignore[arg-type]
        for path, item in document["paths"].items():
            if "get" in item and not path.endswith("/stream"):
                told = {each["name"]: each.get("example") for each in item["get"].get("parameters", ()) if each["in"] == "path"}
                status = (await client.get(path.format_map(told), headers=by)).status_code
                found |= {} if status == 200 else {path: status}
    return {path: status for path, status in found.items() if path not in made_up}


def kinds(there: Records) -> dict[str, Any]:
    """Kind → a thing of it, as it is read."""
    told = things(there)
    return {kind.kind: msgspec.to_builtins(shown(told[kind.kind], 1, 1202)) for kind in KINDS}


async def everything(served: World) -> dict[str, Any]:
    """All that the file holds."""
    state = await served.store.state()
    return {"kinds": kinds(state.records), "operations": await recorded(served), "schemas": await shared(served)}


async def anew(folder: Path) -> dict[str, Any]:
    """The same from a service of its own."""
    async with world(folder, "seed", fill, OWN) as served:
        return await everything(served)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(anew(Path(folder)))
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.exit(0)

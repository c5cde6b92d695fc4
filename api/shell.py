"""What stands around every answer, also around those that the router gives by itself: the outermost layer.

It numbers and logs each request with secrets masked, refuses foreign host names, adds the security headers, answers HEAD
and OPTIONS by the rules of HTTP, and turns a GET whose ETag the reader already has into 304.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from functools import lru_cache
from time import perf_counter
from typing import Any, NamedTuple, cast

from litestar.enums import ScopeType
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from api.errors import HEAD_TOO_LARGE
from api.http import BODILESS, mask, set_request_id, tag_of, told

Inner = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_NAME = re.compile(r"(\[[0-9a-f:.]+\]|[^:@/\[\]]*)(:[0-9]{1,5})?")
LARGEST_HEAD = 16 * 1024
"""Bytes of address and headers that are read."""

_SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
]
_OF_PAGES: Headers = [
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
"""What browsers heed for whole pages alone. JSON in a frame is refused by the policy above, too."""
_HSTS = (b"strict-transport-security", b"max-age=31536000")


class Rim(NamedTuple):
    """What a service is to those outside.

    ``secure`` says whether only HTTPS is used, ``hosts`` are the names it answers to, ``foreign`` is what other names get, and
    ``say`` takes the line of each request.
    """

    secure: bool
    hosts: frozenset[str]
    foreign: bytes
    say: Callable[[str], object]


async def shell(inner: Inner, rim: Rim, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one connection through ``inner``, numbered and logged, if it is to be heard at all."""
    if scope["type"] != ScopeType.HTTP:
        return await inner(scope, receive, send)
    started, method, status = perf_counter(), scope["method"], 0
    number = secrets.token_hex(8)
    set_request_id(scope, number)

    async def numbered(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            message = cast("Message", {**message, "headers": [*message["headers"], (b"x-request-id", number.encode())]})
        await send(message)

    try:
        if _size(scope) > LARGEST_HEAD:
            await _refused(_dressed(rim, scope, numbered), 431, HEAD_TOO_LARGE)
        elif _name(header(scope, b"host")) in rim.hosts:
            await inner(scope, receive, numbered)
        else:
            await _refused(_dressed(rim, scope, numbered), 421, rim.foreign)
    finally:
        took = (perf_counter() - started) * 1000
        rim.say(f"{number} {method} {mask(scope['path'])} {status} {took:.1f}ms")
    return None


async def by_rules(inner: Inner, rim: Rim, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Answer through ``inner``, which knows its own methods, as HTTP wants it, with the headers that every answer has."""
    await _by_method(inner, scope, receive, _dressed(rim, scope, send))


def dressed(rim: Rim, own: Headers, more: Headers) -> Headers:
    """The headers of an answer with those that every answer has, and what else it was told to say."""
    have = {name.lower(): value for name, value in own}
    fixed = [*_SECURITY, *([_HSTS] if rim.secure else [])]
    if have.get(b"content-type", b"").startswith(b"text/html"):
        fixed += _OF_PAGES
    return [*own, *(each for each in fixed if each[0] not in have), *more]


def _dressed(rim: Rim, scope: HTTPScope, send: Send) -> Send:
    more = told(scope)

    async def dressing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dressed(rim, cast("Headers", message["headers"]), more)
            message = cast("Message", {**message, "headers": headers})
        await send(message)

    return dressing


def _size(scope: HTTPScope) -> int:
    """The bytes of address and headers."""
    return (
        len(scope["raw_path"]) + len(scope["query_string"]) + sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    )


async def _refused(send: Send, status: int, problem: bytes) -> None:
    """Answer what is not even read."""
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(problem)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": problem, "more_body": False})


async def _by_method(inner: Inner, scope: HTTPScope, receive: Receive, send: Send) -> None:
    match scope["method"]:
        case "HEAD":
            asked = cast("Scope", {**scope, "method": "GET", BODILESS: True})
            return await inner(asked, receive, _conditional(scope, _bodiless(send)))
        case "GET":
            return await inner(scope, receive, _conditional(scope, send))
        case "OPTIONS":
            return await inner(cast("Scope", {**scope, "method": "X-PROBE"}), receive, _allow(send))
        case _:
            return await inner(scope, receive, send)


def header(scope: HTTPScope, name: bytes) -> bytes:
    """A header of a request, all of it where it is given in parts."""
    return b",".join(value for key, value in scope["headers"] if key.lower() == name)


@lru_cache(64)
def _name(host: bytes) -> str:
    """The name that is asked for, without its port; nothing where it is no name.

    >>> _name(b"Egov.Example:8000"), _name(b"[::1]:80"), _name(b"a@b")
    ('egov.example', '[::1]', '')
    """
    found = _NAME.fullmatch(host.decode("latin-1").lower())
    return found.group(1) if found else ""


def _bodiless(send: Send) -> Send:
    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = cast("Message", {**message, "body": b""})
        await send(message)

    return headers_only


def _allow(send: Send) -> Send:
    """Turn the router's 405, which knows every method of an address, into the answer to OPTIONS."""
    probed = False

    async def allowed(message: Message) -> None:
        nonlocal probed
        if message["type"] == "http.response.start" and message["status"] == 405:
            probed = True
            methods = next((v.decode() for k, v in message["headers"] if k.lower() == b"allow"), "")
            more = [(b"dav", b"1, calendar-access")] if "PROPFIND" in methods else []
            message = {"type": "http.response.start", "status": 204, "headers": [(b"allow", full_allow(methods).encode()), *more]}
        elif probed and message["type"] == "http.response.body":
            message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
        await send(message)

    return allowed


def full_allow(methods: str) -> str:
    """An Allow header that also names what this layer adds.

    >>> full_allow("GET, POST")
    'GET, HEAD, OPTIONS, POST'
    """
    found = {m.strip() for m in methods.split(",") if m.strip()} | {"OPTIONS"}
    return ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set())))


def _conditional(scope: HTTPScope, send: Send) -> Send:
    """Give every complete GET answer an ETag, and answer 304 to those who have it already."""
    wanted = header(scope, b"if-none-match").decode("latin-1")
    start: dict[str, Any] | None = None
    body = bytearray()

    async def checked(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and message["status"] == 200 and not _is_stream(message):
            start = cast("dict[str, Any]", message)
            return
        if start is None or message["type"] != "http.response.body":
            await send(message)
            return
        if message.get("more_body") or body:
            body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        whole = bytes(body) or message.get("body", b"")
        headers = cast("Headers", start["headers"])
        tag = next((v.decode() for k, v in headers if k.lower() == b"etag"), "")
        if not tag:
            tag = tag_of(whole)
            headers = [*headers, (b"etag", tag.encode())]
        if wanted and matches(wanted, tag):
            await send(unchanged(headers))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await send(cast("Message", {**start, "headers": headers}))
        await send({"type": "http.response.body", "body": whole, "more_body": False})

    return checked


def unchanged(headers: Headers) -> Message:
    """The beginning of an answer to whoever has it already."""
    kept = [(k, v) for k, v in headers if k.lower() not in (b"content-length", b"content-type")]
    return {"type": "http.response.start", "status": 304, "headers": kept}


def _is_stream(message: Message) -> bool:
    """Whether an answer goes on for as long as somebody listens, so that nothing may wait for its end."""
    headers = cast("Headers", cast("dict[str, Any]", message)["headers"])
    return any(k.lower() == b"content-type" and v.startswith(b"text/event-stream") for k, v in headers)


def matches(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match header names this ETag, by weak comparison.

    >>> matches('W/"a", "b"', '"a"'), matches("*", '"a"'), matches('"c"', '"a"'), matches("", '"a"')
    (True, True, False, False)
    """
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in {part.strip().removeprefix("W/") for part in if_none_match.split(",")}

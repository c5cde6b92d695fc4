"""Bar 14: what no well-behaved client sends, byte by byte."""

import gzip
import json
import socket
import time
from contextlib import suppress
from typing import NamedTuple

from tests.api.test_resources import NEW

PATIENCE = 20.0
"""Seconds after which a service that has not answered is given up."""
JSON = "Content-Type: application/json"
TASK = json.dumps(NEW["task"] | {"code": "PROBE"}).encode()


class Probe(NamedTuple):
    """A request as it goes over the line; ``AUTH`` in it becomes the line that says who asks, or nothing."""

    what: str
    sent: bytes
    cap: bool = False
    """Whether it is too large rather than wrong."""


class Got(NamedTuple):
    """The answer: 0 where the line was closed without one."""

    status: int
    head: str
    body: bytes
    seconds: float


def told(port: int, probe: Probe, token: str | None) -> Got:
    """Send a probe on a line of its own, and read what comes back until the line is closed."""
    auth = f"Authorization: Bearer {token}\r\n".encode() if token else b""
    began = time.perf_counter()
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have refused already
            line.sendall(probe.sent.replace(b"AUTH\r\n", auth))
        with suppress(ConnectionResetError, TimeoutError):
            while some := line.recv(65536):
                received += some
    took = time.perf_counter() - began
    head, _blank, body = received.partition(b"\r\n\r\n")
    first = head.split(b" ", 2)
    return Got(int(first[1]) if len(first) > 1 and first[1].isdigit() else 0, head.decode("latin-1"), body, took)


def request(what: str, first: str, *lines: str, body: bytes = b"", cap: bool = False, length: bool = True) -> Probe:
    """A probe that is HTTP as far as its lines go."""
    sized = [f"Content-Length: {len(body)}"] if length and (body or first.startswith(("POST", "PUT", "PATCH"))) else []
    head = "\r\n".join([f"{first} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *sized, *lines])
    return Probe(what, head.encode("latin-1") + b"\r\nAUTH\r\n\r\n" + body, cap)


def post(what: str, body: bytes, *lines: str, path: str = "tasks", cap: bool = False) -> Probe:
    """A probe that sends a body."""
    return request(what, f"POST /api/v1/{path}", *(lines or (JSON,)), body=body, cap=cap)


def field(what: str, **more: str) -> Probe:
    """A probe that sends a new task with something wrong in it; values are JSON."""
    members = {**{name: json.dumps(value) for name, value in NEW["task"].items()}, **more}
    return post(
        what, ("{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}").encode("utf-8", "surrogatepass")
    )


def get(what: str, path: str, *lines: str, cap: bool = False) -> Probe:
    """A probe that only asks."""
    return request(what, f"GET {path}", *lines, cap=cap)


def change(what: str, *lines: str) -> Probe:
    """A probe that amends a task under a header that cannot be."""
    return request(what, "PATCH /api/v1/tasks/P.5", JSON, *lines, body=b'{"ordinal": 9}')


TASKS = "/api/v1/tasks"
PLAN = json.dumps({"start": "2018-07-02", "tasks": [{"code": f"T{n}", "duration": 1} for n in range(20_001)]}).encode()
BODIES = [
    post("no JSON", b"{broken"),
    post("an empty body", b""),
    post("an array", b"[]"),
    post("a string", b'"x"'),
    post("a null", b"null"),
    post("100,000 arrays", b"[" * 100_000, cap=True),
    post("100,000 objects", b'{"a":' * 100_000, cap=True),
    post("100,000 arrays, closed", b"[" * 100_000 + b"]" * 100_000, cap=True),
    post("nested in a field", b'{"code":' + b"[" * 100_000 + b"]" * 100_000 + b"}", cap=True),
    post("60,000 fields", json.dumps({f"f{n}": n for n in range(60_000)}).encode(), cap=True),
    post("5,000 fields", json.dumps({f"f{n}": n for n in range(5_000)}).encode(), cap=True),
    post("a number of 900,000 digits", b'{"ordinal":' + b"9" * 900_000 + b"}", cap=True),
    post("a text of 900,000 letters", b'{"code":"' + b"x" * 900_000 + b'"}', cap=True),
    post("invalid UTF-8", b'{"code":"\xff\xfe"}'),
    post("overlong UTF-8", b'{"code":"\xc0\xaf"}'),
    post("UTF-16", TASK.decode().encode("utf-16")),
    post("a byte order mark", b"\xef\xbb\xbf" + TASK),
    post("bytes behind the end", TASK + b"\x00"),
    post("two documents", TASK + TASK),
    field("ordinal 2^63", ordinal="9223372036854775808"),
    field("ordinal 10^40", ordinal="1" + "0" * 40),
    field("1e999", ordinal="1e999"),
    field("NaN", ordinal="NaN"),
    field("minus infinity", ordinal="-Infinity"),
    field("minus nought", ordinal="-0.0"),
    field("NUL in a title", title_en='"a\\u0000b"'),
    field("a lone surrogate", title_en='"\\ud800"'),
    field("raw control characters", title_en='"a\nb"'),
    field("a line separator", title_en='"a\\u2028b"'),
    field("turned text", title_en='"\\u202e\\u0000"'),
    field("a field twice", ordinal='1,"ordinal":2'),
    field("a task of nowhere", programme='"nowhere"'),
    field("a code that climbs", code='"../../etc/passwd"'),
    field("SQL", code='"\'; DROP TABLE task; --"'),
    field("a prototype", __proto__='{"admin":true}'),
    field("a class", __class__='"x"'),
    field("a version", version="7"),
]
TYPES = [
    post("text", TASK, "Content-Type: text/plain"),
    post("no type", TASK, "X-None: 1"),
    post("a form", b"code=x", "Content-Type: application/x-www-form-urlencoded"),
    post("parts without end", b"--x\r\n" * 50_000, "Content-Type: multipart/form-data; boundary=x", cap=True),
    post("XML", b"<a/>", "Content-Type: application/xml"),
    post("a type that is no type", TASK, "Content-Type: ;;;/"),
    post("gzip that nobody asked for", gzip.compress(TASK), JSON, "Content-Encoding: gzip"),
    post("a zip bomb", gzip.compress(b" " * 50_000_000), JSON, "Content-Encoding: gzip", cap=True),
    post("another charset", "é".encode("latin-1"), "Content-Type: application/json; charset=latin-1"),
]
SIZES = [
    post("two megabytes", b" " * 2_000_000, cap=True),
    request("a body that is said to be endless", f"POST {TASKS}", JSON, "Content-Length: 99999999999", length=False, cap=True),
    request(
        "an endless body in pieces",
        f"POST {TASKS}",
        JSON,
        "Transfer-Encoding: chunked",
        length=False,
        cap=True,
        body=b"10000\r\n" + b" " * 65536 + b"\r\n" * 1 + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 20 + b"0\r\n\r\n",
    ),
    post("a plan of 20,001 tasks", PLAN, path="schedule", cap=True),
    post("the same as a file", PLAN, "Content-Type: application/octet-stream", path="plan/conversion?to=mspdi", cap=True),
    post("a batch of 501 changes", json.dumps({"changes": [{}] * 501}).encode(), path="batch", cap=True),
    get("a header of 200 kB", TASKS, "X-Long: " + "x" * 200_000, cap=True),
    get("3,000 headers", TASKS, *(f"X-{n}: 1" for n in range(3_000)), cap=True),
    get("an address of 200 kB", f"{TASKS}?q=" + "x" * 200_000, cap=True),
    get("2,000 parameters", TASKS + "?" + "&".join(f"a{n}=1" for n in range(2_000)), cap=True),
    get("a token of 15 kB", TASKS, "Authorization: Bearer " + "x" * 15_000, cap=True),
    get("1,000 languages", TASKS, "Accept-Language: " + "vi;q=0.1," * 1_000),
    get("1,000 tags", f"{TASKS}/P.1", "If-None-Match: " + '"1",' * 3_000),
]
ADDRESSES = [
    get("pages without end", f"{TASKS}?limit=501", cap=True),
    get("limit -1", f"{TASKS}?limit=-1"),
    get("limit 10^30", f"{TASKS}?limit=1{'0' * 30}", cap=True),
    get("limit of other digits", f"{TASKS}?limit=%D9%A1"),
    get("limit 1_0", f"{TASKS}?limit=1_0"),
    get("a NUL to look for", f"{TASKS}?programme=%00"),
    get("half a letter", f"{TASKS}?programme=%ff"),
    get("half an escape", f"{TASKS}?programme=%"),
    get("half an escape in a code", f"{TASKS}/%zz"),
    get("escaped twice", f"{TASKS}/%2525%2530%2530"),
    get("a surrogate in a code", f"{TASKS}/%ed%a0%80"),
    get("a code of 4,000 letters", f"{TASKS}/{'x' * 4_000}"),
    get("a parameter twice", f"{TASKS}?limit=1&limit=2"),
    get("a parameter as a list", f"{TASKS}?limit[]=1"),
    get("an unknown parameter", f"{TASKS}?x%0d%0aSet-Cookie:a=1"),
    get("a cursor of nowhere", f"{TASKS}?cursor=%2e%2e"),
    get("up and up", "/static/../../etc/passwd"),
    get("up, escaped", "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
    get("a backslash", "/static/..\\..\\etc"),
    get("a code with a line end", f"{TASKS}/P.1%0d%0aX-Evil:%201"),
    get("a code with a NUL", f"{TASKS}/P.1%00"),
    get("a raw letter", f"{TASKS}/\xe9"),
    get("a code of other digits", "/api/v1/meetings/M1/conclusions/%D9%A1"),
    get("an empty code", f"{TASKS}//"),
    get("a number too large", "/api/v1/ledger/99999999999999999999"),
    get("a year too far", "/api/v1/schedule?as_of=99999-01-01"),
    get("the year nought", "/api/v1/schedule?as_of=0000-01-01"),
    get("the last day", "/api/v1/schedule?as_of=9999-12-31"),
    get("the first day", "/api/v1/schedule?as_of=0001-01-01"),
    get("a report of nowhere", "/api/v1/reports/..%2f..%2fetc"),
    get("a feed of nowhere", "/feeds/%00.ics"),
    get("a link of nowhere", "/sign-in/%0d%0a"),
]
HEADERS = [
    change("a tag that is none", "If-Match: x"),
    change("an old tag", 'If-Match: "0"'),
    change("a tag too large", f'If-Match: "{"9" * 40}"'),
    change("a weak tag", 'If-Match: W/"1"'),
    change("an empty tag", "If-Match: "),
    change("raw bytes as a tag", "If-Match: \xff\xfe"),
    post("a key with blanks", TASK, JSON, "Idempotency-Key: a b"),
    post("a key too long", TASK, JSON, "Idempotency-Key: " + "k" * 201),
    post("a key of raw bytes", TASK, JSON, "Idempotency-Key: \xff"),
    get("another scheme", TASKS, "Authorization: Basic eDp4"),
    get("bytes as a token", TASKS, "Authorization: Bearer \xff\xfe"),
    get("a cookie that is none", TASKS, "Cookie: =;;=;egov=\xff"),
    get("a range", TASKS, "Range: bytes=0-0,1-1,2-2"),
    get("a range beyond all ends", TASKS, f"Range: bytes={'9' * 20}-"),
    get("half a tag", TASKS, 'If-None-Match: W/"'),
    get("a day that no calendar has", TASKS, "If-Modified-Since: Fri, 31 Dec 99999999 23:59:59 GMT"),
    get("a zone out of this world", TASKS, "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 +9999999999"),
    get("nothing that may be sent", TASKS, "Accept-Encoding: *;q=0"),
    get("an event that never was", "/api/v1/changes/stream?seconds=0", f"Last-Event-ID: {'9' * 20}"),
    request("a depth that is none", "PROPFIND /caldav/x/", "Depth: \xff"),
    get("a language that is none", TASKS, "Accept-Language: \xff;q=9,*"),
    get("no type that we have", TASKS, "Accept: image/png"),
    get("another host", TASKS, "X-Forwarded-Host: evil.example", "X-Forwarded-For: 1.2.3.4"),
    get("a web socket", TASKS, "Upgrade: websocket", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13"),
    get("an upgrade", TASKS, "Upgrade: h2c", "HTTP2-Settings: x"),
    post("a body that waits to be asked for", b"{broken", JSON, "Expect: 100-continue"),
    get("a method hidden in a header", TASKS, "X-HTTP-Method-Override: DELETE"),
    request("a method that there is not", f"FOO {TASKS}"),
    request("TRACE", f"TRACE {TASKS}"),
    request("a small letter", f"get {TASKS}"),
    request("CONNECT", "CONNECT evil.example:443"),
    request("everything", "OPTIONS *"),
    get("a whole address", "http://127.0.0.1/api/v1/tasks"),
    get("the whole address of another", "http://evil.example/api/v1/tasks"),
]
LINES = [
    Probe("no HTTP", b"hello\r\n\r\n"),
    Probe("HTTP 0.9", b"GET /\r\n\r\n"),
    Probe("HTTP 2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Probe("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500),
    Probe("no host", b"GET /api/v1/tasks HTTP/1.1\r\nConnection: close\r\n\r\n"),
    Probe("two hosts", b"GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
    Probe("a host that deceives", b"GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:80@evil.example\r\nConnection: close\r\n\r\n"),
    Probe("an empty host", b"GET / HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n"),
    request("two lengths", f"POST {TASKS}", JSON, "Content-Length: 2", "Content-Length: 3", length=False, body=b"{}"),
    request("a length below nought", f"POST {TASKS}", JSON, "Content-Length: -1", length=False),
    request(
        "a length and pieces",
        f"POST {TASKS}",
        JSON,
        "Content-Length: 2",
        "Transfer-Encoding: chunked",
        length=False,
        body=b"0\r\n\r\n",
    ),
    request("a piece of no size", f"POST {TASKS}", JSON, "Transfer-Encoding: chunked", length=False, body=b"zz\r\n{}"),
    request("another encoding", f"POST {TASKS}", JSON, "Transfer-Encoding: gzip, chunked", length=False, body=b"0\r\n\r\n"),
    request("a folded header", f"GET {TASKS}", "X-A: 1\r\n  2"),
    request("a header with a NUL", f"GET {TASKS}", "X-A: 1\x002"),
    request("a header without a name", f"GET {TASKS}", ": 1"),
    request("a blank before the colon", f"GET {TASKS}", "Host : evil.example"),
    request(
        "a request that hides another", f"POST {TASKS}", JSON, length=False, body=b"GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    ),
]
PROBES = [*BODIES, *TYPES, *SIZES, *ADDRESSES, *HEADERS, *LINES]

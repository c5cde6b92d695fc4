"""Small facts of HTTP that several parts of the service share."""

import json
import re
from hashlib import blake2b, sha256
from typing import Any, NamedTuple, cast

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope
from litestar.typing import FieldDefinition

from governance.messages import LANGS, Lang, Message, _

_SECRET_PATH = re.compile(r"^(/feeds/|/caldav/|/sign-in/)[^/]+")
_SECRET = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])")
"""What every secret of ours looks like, wherever it was put by mistake."""
_REQUEST_ID = "egov_request_id"
_TOLD = "egov_told"
MOST_MEMBERS = 5_000
"""Members that an object may have: no thing has a hundredth as many."""
BODILESS = "egov_bodiless"
"""In the scope of a request that wants no body: what would go on for long need not begin."""


def mask(path: str) -> str:
    r"""A path fit for logs and answers: secrets hidden, control characters shown as escapes.

    >>> mask("/feeds/s3cret.ics"), mask("/api/v1/tasks/A\n1")
    ('/feeds/…', '/api/v1/tasks/A\\n1')
    """
    shown = _SECRET.sub("…", _SECRET_PATH.sub(r"\1…", path))[:500]
    if shown.isprintable():
        return shown
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)


def tag_of(body: bytes | bytearray) -> str:
    """The ETag of an answer that has no version: it goes by its bytes.

    >>> tag_of(b"")
    '"b8e1dda3ac0aa3820ad2990b"'
    """
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def set_request_id(scope: Scope, value: str) -> None:
    """Number a request, so that an answer and a log line can be brought together."""
    cast("dict[str, Any]", scope)[_REQUEST_ID] = value


def tell(scope: Scope, name: str, value: str) -> None:
    """Have the answer to a request say something in a header, whatever it is made of; what is said last stands."""
    headers, said = told(scope), name.lower().encode()
    headers[:] = [(other, text) for other, text in headers if other != said] + [(said, value.encode())]


def told(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers that the answer to a request is to have. One list for all who hold the scope, copies of it too."""
    found: list[tuple[bytes, bytes]] = cast("dict[str, Any]", scope).setdefault(_TOLD, [])
    return found


def declared(handler: BaseRouteHandler) -> dict[str, FieldDefinition]:
    """The parameters of a handler: its own, and those of what it depends on."""
    found = dict(handler.parsed_fn_signature.parameters)
    for name, dependency in handler.resolve_dependencies().items():
        if name in found:
            found |= dependency.parsed_fn_signature.parameters
    return found


def request_id(scope: Scope) -> str:
    """The number of a request."""
    return str(cast("dict[str, Any]", scope).get(_REQUEST_ID, ""))


def wanted_language(connection: ASGIConnection[Any, Any, Any, Any]) -> Lang:
    """The language for the reader of this answer: ``?lang=``, else Accept-Language, else the installation's."""
    asked = connection.query_params.get("lang")
    if asked in LANGS:
        return cast("Lang", asked)
    default = cast("Lang", connection.app.state.settings.lang)
    return preferred(connection.headers.get("accept-language", ""), default)


def preferred(accept_language: str, default: Lang) -> Lang:
    """The best of our languages by an Accept-Language header.

    >>> preferred("fr, en;q=0.7, vi;q=0.9", "en"), preferred("en-GB,vi;q=0.1", "vi"), preferred("*", "vi")
    ('vi', 'en', 'vi')
    """
    best: tuple[float, Lang] = (0.0, default)
    for part in accept_language.lower().split(","):
        name, _semicolon, q = part.partition(";")
        found = name.strip().split("-")[0]
        weight = _weight(q)
        if found in LANGS and weight > best[0]:
            best = (weight, found)
    return best[1]


def _weight(q: str) -> float:
    match = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", q)
    return float(match.group(1)) if match else 1.0


class UnreadableError(ValueError):
    """What was sent is not the JSON that can be taken."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Body(NamedTuple):
    """A JSON object that was read, and the digest by which a repeated request is known."""

    raw: dict[str, Any]
    digest: str


def read_json(body: bytes) -> Body:
    r"""Read an untrusted JSON object strictly: no repeated names, no NaN, no lone surrogates, no numbers beyond 64 bits.

    Raises
    ------
    UnreadableError
        Saying what is wrong.
    RecursionError
        When it is nested beyond reason.

    Examples
    --------
    >>> read_json(b'{"b": 1, "a": 2}').digest == read_json(b'{"a":2,"b":1}').digest
    True
    >>> read_json(b'{"a": "\xff"}')
    Traceback (most recent call last):
    api.http.UnreadableError: it is no JSON in UTF-8 with numbers of at most 64 bits
    >>> read_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    api.http.UnreadableError: "a" stands there twice
    """
    try:
        raw = msgspec.json.decode(body)
        json.loads(body, object_pairs_hook=_once)
    except (msgspec.MsgspecError, UnicodeDecodeError) as unreadable:
        raise UnreadableError(_why(str(unreadable))) from None
    if not isinstance(raw, dict):
        raise UnreadableError(_("send an object, {form}", form="{…}"))
    canonical = json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Body(raw, sha256(canonical.encode()).hexdigest())


def _why(said: str) -> Message:
    """What the parser found, in words of ours: it speaks English only.

    >>> _why("JSON is malformed: invalid character (byte 3)").render("en"), _why("Input data was truncated").render("en")
    ('it is no JSON from byte 3 on', 'it ends before it is complete')
    """
    if found := re.search(r"\(byte (\d+)\)", said):
        return _("it is no JSON from byte {byte} on", byte=found.group(1))
    if "truncated" in said:
        return _("it ends before it is complete")
    return _("it is no JSON in UTF-8 with numbers of at most 64 bits")


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) > MOST_MEMBERS:
        raise UnreadableError(_("an object in it has {count} members: {most} at most", count=len(pairs), most=MOST_MEMBERS))
    seen: set[str] = set()
    for name, _value in pairs:
        if name in seen:
            raise UnreadableError(_("{name} stands there twice", name=f'"{name[:80]}"'))
        seen.add(name)

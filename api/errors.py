"""Every refusal as an RFC 9457 problem: one table from what went wrong to a status, a stable type and a title.

Words come in the language that the reader asked for; the other language stands beside them in ``…_vi`` and ``…_en``.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple, get_args

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from msgspec import UNSET, Struct, UnsetType

from api.http import declared, mask, request_id, wanted_language
from api.notice import notice
from governance.errors import CycleError, DomainError, StaleVersionError, UnknownCodeError
from governance.errors import Problem as Fault
from governance.messages import LANGS, Lang, Message, _
from governance.values import Code, refusal

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger("egov.api")
_CODE = get_args(Code)[1].pattern


class Kind(NamedTuple):
    """A kind of refusal: its HTTP status and its title."""

    status: int
    title: Message


KINDS: Mapping[str, Kind] = {
    # the domain's refusals, by DomainError.slug
    "refused": Kind(422, _("Refused")),
    "invalid": Kind(422, _("What was sent breaks rules")),
    "unknown-code": Kind(404, _("Nothing has this code")),
    "duplicate-code": Kind(409, _("The code is taken")),
    "stale-version": Kind(412, _("It changed since it was read")),
    "in-use": Kind(409, _("Other things refer to it")),
    "cycle": Kind(409, _("The links would form a loop")),
    "not-yours": Kind(403, _("Somebody else acts here")),
    "conflict": Kind(409, _("Others changed the same things")),
    "consent": Kind(409, _("A second person decides this, and cannot do so now")),
    "unavailable": Kind(503, _("The database cannot take the change now")),
    # those of HTTP
    "malformed": Kind(400, _("The request cannot be read")),
    "unauthenticated": Kind(401, _("Sign in first")),
    "forbidden": Kind(403, _("Your role does not allow this")),
    "no-such-address": Kind(404, _("Nothing is at this address")),
    "method-not-allowed": Kind(405, _("This address does not take this method")),
    "too-slow": Kind(408, _("The request came too slowly")),
    "too-large": Kind(413, _("The request is too large")),
    "head-too-large": Kind(431, _("The headers are too large")),
    "not-json": Kind(415, _("Send application/json")),
    "precondition-required": Kind(428, _("Say which version you are changing")),
    "too-many-tries": Kind(429, _("Too many attempts")),
    "too-many-readers": Kind(503, _("As many follow already as can be served")),
    "foreign-host": Kind(421, _("This service does not answer to that name")),
    "internal": Kind(500, _("Something broke on our side")),
}
_BY_STATUS = {
    404: "no-such-address",
    405: "method-not-allowed",
    413: "too-large",
    401: "unauthenticated",
    403: "forbidden",
    415: "not-json",
}


_GONE = "client disconnected prematurely"
"""What the framework says, as a fault of ours, when somebody hangs up in the middle of a request."""
MOST_TOLD = 200
"""Things wrong that one answer lists; it says how many more there are."""


class HttpError(Exception):
    """A refusal that only HTTP knows, such as a missing token; its slug is a key of ``KINDS``."""

    def __init__(
        self, slug: str, message: Message, problems: Sequence[Fault] = (), *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.slug, self.message, self.problems, self.headers = slug, message, tuple(problems), dict(headers or {})


class ErrorItem(Struct):
    """One thing wrong: where, and what, in the reader's language and in both."""

    place: str
    message: str
    message_vi: str
    message_en: str


class ProblemDetails(Struct):
    """An RFC 9457 problem. ``type`` is stable: branch on it, and show ``title``, ``detail`` and ``errors`` to people."""

    type: str
    title: str
    status: int
    detail: str
    detail_vi: str
    detail_en: str
    instance: str
    request_id: str
    errors: list[ErrorItem] = []
    cycle: list[str] | UnsetType = UNSET
    current_version: int | UnsetType = UNSET


def problem_type(slug: str) -> str:
    """The stable name of a kind of refusal."""
    return f"urn:egov-portfolio:problem:{slug}"


def details(request: Request[Any, Any, Any], slug: str, message: Message, problems: Sequence[Fault] = ()) -> ProblemDetails:
    """The problem as the reader of this request wants it."""
    lang: Lang = wanted_language(request)
    kind = KINDS[slug]
    return ProblemDetails(
        type=problem_type(slug),
        title=kind.title.render(lang),
        status=kind.status,
        detail=message.render(lang),
        detail_vi=message.render("vi"),
        detail_en=message.render("en"),
        instance=mask(request.url.path),
        request_id=request_id(request.scope),
        errors=[
            ErrorItem(p.place, p.message.render(lang), p.message.render("vi"), p.message.render("en")) for p in _told(problems)
        ],
    )


def _told(problems: Sequence[Fault]) -> list[Fault]:
    """As many of the problems as an answer lists, and how many it does not."""
    more = len(problems) - MOST_TOLD
    rest = [Fault("", _("there are {count} more problems of this request, which are not listed", count=more))] if more > 0 else []
    return [*problems[:MOST_TOLD], *rest]


def _answer(request: Request[Any, Any, Any], body: ProblemDetails, headers: Mapping[str, str]) -> Response[bytes]:
    """The problem as JSON; as a page where a person's browser asked for one."""
    lang = wanted_language(request)
    common = {"Content-Language": lang, "Vary": "Accept-Language, Accept", "Cache-Control": "no-store", **headers}
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
        lines = [body.detail[:1].upper() + body.detail[1:], *(f"{e.place}: {e.message}" for e in body.errors)]
        content = notice(body.title, lines, lang, more=_door(body.status, lang), again=request.method == "GET").encode()
        return Response(content, status_code=body.status, media_type="text/html", headers=common)
    return Response(msgspec.json.encode(body), status_code=body.status, media_type=PROBLEM_JSON, headers=common)


def _door(status: int, lang: Lang) -> str:
    """The way on: in, for whoever has to sign in first; else to the first page."""
    to, said = ("/sign-in", _("Sign in")) if status == HTTPStatus.UNAUTHORIZED else ("/", _("To the portfolio"))
    return f'<p><a href="{to}?lang={lang}">{said.render(lang)}</a></p>\n'


def foreign_host(public_url: str) -> bytes:
    """The problem for a request under a name that is not ours."""
    return unread(
        "foreign-host", _("this service answers at {url}; set EGOV_PUBLIC_URL to the address that people use", url=public_url)
    )


def unread(slug: str, message: Message) -> bytes:
    """A problem that is written before any request is read, and so knows no reader."""
    texts = {lang: message.render(lang) for lang in LANGS}
    body = ProblemDetails(
        type=problem_type(slug),
        title=KINDS[slug].title.render("en"),
        status=KINDS[slug].status,
        detail=texts["en"],
        detail_vi=texts["vi"],
        detail_en=texts["en"],
        instance="",
        request_id="",
    )
    return msgspec.json.encode(body)


HEAD_TOO_LARGE = unread("head-too-large", _("send at most 16 kB of address and headers"))


def domain_refusal(request: Request[Any, Any, Any], refused: DomainError) -> Response[bytes]:
    """A refusal of the domain as a problem."""
    slug = refused.slug if refused.slug in KINDS else "refused"
    message, then = refused.message, request.query_params.get("known_on")
    if then and isinstance(refused, UnknownCodeError):
        message = _(
            "{what}, as far as was known at {then}; leave known_on out to ask what is known now", what=message, then=then[:40]
        )
    body = details(request, slug, message, refused.problems or _parameter(request, refused))
    if isinstance(refused, CycleError):
        body.cycle = list(refused.cycle)
    if isinstance(refused, StaleVersionError):
        body.current_version = refused.current
    return _answer(request, body, {"Retry-After": "1"} if slug == "unavailable" else {})


def _parameter(request: Request[Any, Any, Any], refused: DomainError) -> list[Fault]:
    """The parameter that names what is not there, where it is not the path that does."""
    if not isinstance(refused, UnknownCodeError) or refused.code in request.path_params.values():
        return []
    return [Fault(name, refused.message) for name, said in request.query_params.multi_items() if said == refused.code]


def http_refusal(request: Request[Any, Any, Any], refused: HttpError) -> Response[bytes]:
    """One of our own HTTP refusals as a problem."""
    return _answer(request, details(request, refused.slug, refused.message, refused.problems), refused.headers)


def framework_refusal(request: Request[Any, Any, Any], refused: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself: unknown addresses and methods, parameters of the wrong type, bodies too large."""
    if refused.detail == _GONE:
        return http_refusal(request, HttpError("malformed", _("the request ended before it was complete")))
    if refused.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return unexpected(request, refused)
    slug = _BY_STATUS.get(refused.status_code, "malformed")
    headers = {k: v for k, v in (refused.headers or {}).items() if k.lower() in ("allow", "retry-after", "www-authenticate")}
    faults = [*_missing(refused.detail), *_faults(request, refused.extra)]
    return _answer(request, details(request, slug, _explain(slug), faults), headers)


def _explain(slug: str) -> Message:
    match slug:
        case "no-such-address":
            return _("there is nothing here; the addresses are listed at /docs")
        case "method-not-allowed":
            return _("the Allow header lists the methods that this address takes")
        case "too-large":
            return _("send at most 1 MB")
        case _:
            return _("the request does not have the form that is documented at /docs")


def _missing(detail: str) -> list[Fault]:
    """The parameter that the framework misses; it names it only in its English sentence."""
    found = re.match(r"Missing required \w+ parameter '([^']+)'", detail)
    return [Fault(found.group(1), _("is required"))] if found else []


def _faults(request: Request[Any, Any, Any], extra: object) -> list[Fault]:
    """What is wrong with each parameter, as the rule that it breaks; the framework's own words are English only."""
    items = extra if isinstance(extra, list) else []
    keys = [str(item.get("key", "")).partition(".")[0] for item in items if isinstance(item, dict)]
    return [_fault(request, key) for key in keys]


def _fault(request: Request[Any, Any, Any], key: str) -> Fault:
    field = declared(request.route_handler).get(key)
    if field is None:
        return Fault(key, _("is not what is documented at /docs"))
    wanted: Any = field.annotation
    limits = field.kwarg_definition
    name = str(getattr(limits, "header", None) or getattr(limits, "name", None) or key)
    given = request.query_params.get(key, request.path_params.get(key, request.headers.get(name, "")))
    if getattr(limits, "pattern", None) == _CODE:
        wanted = Code
    elif getattr(limits, "ge", None) is not None or getattr(limits, "le", None) is not None:
        wanted = Annotated[int, msgspec.Meta(ge=limits.ge, le=limits.le)]  # type: ignore[union-attr]
    return Fault(name, refusal(wanted, given))


def unexpected(request: Request[Any, Any, Any], broken: Exception) -> Response[bytes]:
    """Our own fault: logged once with its request id, and told without any detail."""
    _log.error("request %s failed at %s", request_id(request.scope), mask(request.url.path), exc_info=broken)
    message = _("the failure is recorded; give the number {id} when you report it", id=request_id(request.scope))
    return _answer(request, details(request, "internal", message), {})


HANDLERS: Mapping[int | type[Exception], Any] = {
    DomainError: domain_refusal,
    HttpError: http_refusal,
    HTTPException: framework_refusal,
    RecursionError: lambda request, _: http_refusal(request, too_deep()),
    Exception: unexpected,
}


def too_deep() -> HttpError:
    """The refusal of JSON nested beyond reason."""
    return HttpError("malformed", _("the JSON is nested too deeply"))

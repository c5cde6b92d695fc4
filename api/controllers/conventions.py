"""What every address under /api/v1 keeps to: known parameters, strict JSON, versions, cursors, repeatable POSTs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from re import fullmatch
from typing import Annotated, Any, TypeVar, get_origin

from litestar import Request
from litestar.params import HeaderParameter, PathParameter, QueryParameter
from litestar.typing import FieldDefinition
from msgspec import Meta

from api.access import Principal
from api.errors import PROBLEM_JSON, HttpError, ProblemDetails, too_deep
from api.http import Body, UnreadableError, declared, read_json
from api.routing import Constant
from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from governance.model import Document, Meeting
from governance.past import Known, written_known
from governance.values import refusal, rule
from governance.work import Author, Work

T = TypeVar("T")
API = "/api/v1"
CODE = r"^[A-Za-z0-9][A-Za-z0-9._~-]*$"
CodePath = Annotated[str, PathParameter(pattern=CODE, max_length=160, description="The thing's code.")]
CodeQuery = Annotated[str | None, QueryParameter(pattern=CODE, max_length=160, required=False)]
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", required=False, max_length=200, description='The ETag that you read, such as "3". Required.'
    ),
]
IdempotencyKey = Annotated[
    Annotated[str, Meta(extra=rule(_("a key is written in letters, digits and signs of ASCII, without blanks")))] | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of your own; for a week the same request sent again with it changes nothing and gets the same "
        "answer, and another request with it is refused.",
    ),
]
InScenario = Annotated[
    str | None,
    QueryParameter(
        pattern=CODE,
        max_length=160,
        required=False,
        description="Of the plan as this scenario would have it, not of the live one.",
    ),
]
OnDocument = Annotated[
    str | None, QueryParameter(pattern=CODE, max_length=160, required=False, description="The document that the change rests on.")
]
OnMeeting = Annotated[
    str | None, QueryParameter(pattern=CODE, max_length=160, required=False, description="The meeting that the change rests on.")
]

_DESCRIPTIONS: Mapping[int, str] = {
    400: "The request cannot be read.",
    401: "No token, or one that is unknown, expired or revoked.",
    403: "The role or the token does not allow this.",
    404: "There is no such thing.",
    408: "The rest of the request did not come in time.",
    409: "It conflicts with what is there: a code that is taken, a loop of links, something that refers to it.",
    412: "It changed since it was read.",
    413: "More than 1 MB; of a plan file, more than 20 MB.",
    415: "Not application/json.",
    422: "Rules are broken; errors[] names every one. Nothing was changed.",
    428: "If-Match is missing.",
    429: "Too many attempts failed; Retry-After says how long to wait.",
    431: "More than 16 kB of address and headers.",
    503: "The database cannot take the change now; nothing was changed.",
}


_REFUSALS: Mapping[int, Constant] = {
    status: Constant(ProblemDetails, description=said, media_type=PROBLEM_JSON, generate_examples=False)
    for status, said in _DESCRIPTIONS.items()
}


def problems(*statuses: int) -> dict[int, Constant]:
    """The refusals of an address, for its documentation. Every one may answer 400, 401, 403, 431 and 503.

    What can be too large can come too slowly.
    """
    slow = {408} if 413 in statuses else set()
    return {status: _REFUSALS[status] for status in sorted({400, 401, 403, 431, 503, *slow, *statuses})}


async def before_api(request: Request[Any, Any, Any]) -> None:
    """Refuse parameters that the address does not know, and bodies that are not JSON where one is taken and no file.

    Raises
    ------
    HttpError
        Naming every unknown parameter, or the media type to send.
    """
    if "lists" not in request.route_handler.opt:  # a list tells of all its parameters at once
        _known_parameters(request)
    _plain_parameters(request)
    handler = request.route_handler
    if "file" not in handler.opt and not {"body", "data"}.isdisjoint(handler.parsed_fn_signature.parameters):
        sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        wanted = {"application/json"} | ({"application/merge-patch+json"} if request.method == "PATCH" else set())
        if sent not in wanted:
            raise HttpError(
                "not-json", _("send the header Content-Type: application/json"), headers={"Accept": "application/json"}
            )


_NOT_IN_QUERY = {"self", "request", "state", "look", "change", "search", "body", "if_match", "idempotency_key"}


def _known_parameters(request: Request[Any, Any, Any]) -> None:
    if not request.query_params:
        return
    handler = request.route_handler
    own = {_called(each) for each in declared(handler).values()} - _NOT_IN_QUERY - set(request.path_params)
    known = own | {"lang"}
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        listed = tuple(sorted(known))
        faults = [
            Problem(name[:80], _("there is no parameter {name}; there are {known}", name=name[:80], known=listed))
            for name in unknown
        ]
        raise malformed(_("the address has parameters that mean nothing here"), faults)


def _plain_parameters(request: Request[Any, Any, Any]) -> None:
    """Refuse a parameter that is given again where one value is meant, and null, which nothing in an address is."""
    faults = []
    for parameter in declared(request.route_handler).values() if request.query_params else ():
        name, types = _called(parameter), (parameter.annotation, *parameter.args)
        said = request.query_params.getall(name, [])
        if len(said) > 1 and not any(get_origin(each) is list for each in types):
            faults.append(Problem(name, _("is given {count} times: give it once", count=len(said))))
        elif any(each.casefold() == "null" for each in said) and str not in types:
            faults.append(Problem(name, refusal(parameter.annotation, said[0])))
    if faults:
        raise malformed(_("the address cannot be read"), faults)


def _called(parameter: FieldDefinition) -> str:
    """What a parameter is called in the address: some names are words of the language."""
    return getattr(parameter.kwarg_definition, "name", None) or parameter.name


def malformed(message: Message, faults: Iterable[Problem] = ()) -> HttpError:
    """The refusal of a request that cannot be read."""
    return HttpError("malformed", message, tuple(faults))


def known_at(text: str | None) -> Known | None:
    """What ``known_on`` asks for.

    Raises
    ------
    HttpError
        When there is no such day or moment.
    """
    try:
        return None if text is None else written_known("known_on", text)
    except InvalidError as refused:
        raise malformed(_("the address cannot be read"), refused.problems) from None


def json_body(body: bytes) -> Body:
    """The JSON object of a request.

    Raises
    ------
    HttpError
        When it cannot be read.
    """
    try:
        return read_json(body)
    except RecursionError:
        raise too_deep() from None
    except UnreadableError as unreadable:
        raise malformed(_("the body is not a JSON object that can be taken: {why}", why=unreadable.message)) from None


def etag(version: int) -> str:
    """The ETag of a version.

    >>> etag(3)
    '"3"'
    """
    return f'"{version}"'


def expected_version(if_match: str | None, current: int) -> int:
    """The version that a change is meant for; ``*`` means whichever there is.

    Tags are compared strongly (RFC 9110, 13.1.1): a weak one never matches, so it is refused by name.

    Raises
    ------
    HttpError
        When the header is missing, is no ETag, or is that of no version.
    """
    if if_match is None:
        message = _("send the header If-Match with the ETag that you read, such as If-Match: {etag}", etag=etag(current))
        raise HttpError("precondition-required", message)
    tags = [tag.strip() for tag in if_match.split(",")]
    if "*" in tags or etag(current) in tags:
        return current
    if weak := [tag for tag in tags if tag.startswith("W/")]:
        why = _("{tag} is a weak ETag, which never matches here: send it without W/, as it was read", tag=weak[0][:40])
        raise malformed(
            _("If-Match takes an ETag as it was read, such as {etag}", etag=etag(current)), [Problem("If-Match", why)]
        )
    if not all(fullmatch(r'"[!#-~]*"', tag) for tag in tags):
        raise malformed(_("If-Match takes an ETag as it was read, such as {etag}", etag=etag(current)))
    for tag in tags:
        if version := fullmatch(r'"([0-9]{1,18})"', tag):
            return int(version.group(1))
    raise HttpError(
        "stale-version",
        _("{tag} is the ETag of something else, such as a past state; what is there now has {etag}: read it again and repeat the "
          "change on what it says now", tag=tags[0][:40], etag=etag(current)),
    )  # fmt: skip


def author(request: Request[Principal, Any, Any], action: str, document: str | None = None, meeting: str | None = None) -> Author:
    """Who makes the change that this request asks for, when, on what it rests, and within which bounds."""
    now: datetime = request.app.state.clock.now()
    who, bounds = request.user.account.code, request.user.bounds
    may = None if bounds.everywhere else bounds.enforce
    return Author(account=who, at=now.astimezone(UTC), document=document, meeting=meeting, action=action, may=may)


def resting(fn: Callable[[Work], T], by: Author) -> Callable[[Work], T]:
    """``fn``, refused when the document or the meeting that the change is said to rest on is not there.

    Raises
    ------
    InvalidError
        Naming what is not there.
    """

    def checked(work: Work) -> T:
        faults = []
        if by.document is not None and work.records.find(Document, by.document) is None:
            faults.append(Problem("document", _("there is no document with the code {code}", code=by.document)))
        if by.meeting is not None and work.records.find(Meeting, by.meeting) is None:
            faults.append(Problem("meeting", _("there is no meeting with the code {code}", code=by.meeting)))
        if faults:
            raise InvalidError(faults)
        return fn(work)

    return checked


def request_digest(request: Request[Any, Any, Any], body: Body) -> str:
    """What makes two requests the same: address, parameters and body."""
    parts = (request.method, request.url.path, str(sorted(request.query_params.multi_items())), body.digest)
    return sha256("\n".join(parts).encode()).hexdigest()

"""Scenarios as a whole: compared with the live plan, applied to it, or dropped. Their parts are resources like all others."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import QueryParameter, RawBody
from msgspec import Struct

from api.access import PLAN, READ, Principal, called, writers
from api.controllers.carrying import carried
from api.controllers.conventions import (
    CODE,
    CodePath,
    CodeQuery,
    IdempotencyKey,
    IfMatch,
    OnDocument,
    OnMeeting,
    author,
    etag,
    expected_version,
    json_body,
    problems,
    resting,
)
from api.controllers.looking import Looking
from api.controllers.schedules import Against, Critical
from api.errors import HttpError
from api.scenarios import ComparisonOut, compared, comparison_out, standing_in_the_way, told
from api.schemas import shown, wire
from api.tables import AccountRole
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.rulebook import place
from governance.store import Answer, Store
from governance.values import Code, rule
from governance.work import Stored, Work
from portfolio.reports.views import View
from portfolio.whatif.model import Scenario
from portfolio.whatif.scenario import apply, changes_of, drop

Beside = Annotated[
    list[Code] | None,
    QueryParameter(
        name="with",
        max_items=9,
        required=False,
        schema_extra={"items": Schema(type=OpenAPIType.STRING, max_length=160, pattern=CODE)},
        description="Other scenarios to set beside it.",
    ),
]
Seen = Annotated[
    Annotated[str, msgspec.Meta(extra=rule(_("a digest is taken as it is from the comparison that was looked at")))] | None,
    QueryParameter(
        pattern=r"^[0-9a-f]{64}$", max_length=64, required=False, description="The digest of the comparison that was looked at."
    ),
]
Closes = Callable[[Work, str, int], Stored[Scenario]]


class NothingIn(Struct, forbid_unknown_fields=True):
    """An empty object: there is nothing to say."""


def closing(verb: str, summary: str) -> dict[str, Any]:
    """What the decorator of an address that closes a scenario is given."""
    return {
        "status_code": 200,
        "opt": {"access": PLAN, "body": NothingIn, "out": wire(Scenario).out},
        "responses": problems(404, 409, 412, 413, 415, 422, 428),
        "operation_id": f"{verb}_scenario",
        "summary": summary,
    }


class Scenarios(Controller):
    """What-ifs beside the live plan."""

    path = "/scenarios"
    tags = ["scenarios"]  # noqa: RUF012 - the framework's way

    @get(
        "/{code:str}/comparison",
        opt={"access": READ},
        responses=problems(404, 409, 422),
        operation_id="compare_scenario",
        summary="What a scenario makes of the live plan",
    )
    async def comparison(
        self,
        state: State,
        look: Looking,
        code: CodePath,
        beside: Beside = None,
        programme: CodeQuery = None,
        against: Against = "programme",
        critical: Critical = "float",
    ) -> ComparisonOut:
        """Finishes, tasks and links that differ, one entry for each scenario; and what others changed in the meantime."""
        views: list[View] = []
        scenarios = []
        for each in dict.fromkeys([code, *(beside or [])]):
            view = await look.view(programme, against=against, critical=critical, scenario=each)
            stored = await state.store.get(Scenario, each)
            conflicts = await standing_in_the_way(state.store, each)
            views.append(view)
            scenarios.append(await run_sync(compared, view, stored.version, conflicts))
        return comparison_out(views, scenarios)

    @post("/{code:str}/apply", **closing("apply", "Make the changes of a scenario in the live plan"))
    async def applied(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        body: RawBody,
        code: CodePath,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
        digest: Seen = None,
    ) -> Response[Any]:
        """All of its changes or none, in one unit of work, by an account that may make each of them by itself."""
        user = request.user

        def make(work: Work, code: str, version: int) -> Stored[Scenario]:
            _check_may(user, work, code)
            stored = apply(work, code, version, digest)
            for change in work.changes:
                if (bounds := user.under(writers(change.kind))) is not None:
                    bounds.enforce_on(work, [change])
            return stored

        return await _closed(request, state, body, code, make, if_match, idempotency_key, (document, meeting))

    @post("/{code:str}/drop", **closing("drop", "Throw a scenario away"))
    async def dropped(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        body: RawBody,
        code: CodePath,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> Response[Any]:
        """It is marked dropped and stays on record; nothing else changes."""
        return await _closed(request, state, body, code, drop, if_match, idempotency_key, (document, meeting))


async def _closed(
    request: Request[Principal, Any, Any],
    state: State,
    body: bytes,
    code: str,
    close: Closes,
    if_match: str | None,
    idempotency_key: str | None,
    rests_on: tuple[str | None, str | None],
) -> Response[Any]:
    """Close a scenario in one unit of work; the version is checked inside, so that a repeated request gets its answer again."""
    sent = json_body(body)
    if sent.raw:
        raise InvalidError([Problem(name, _("there is nothing to say here: send {form}", form="{}")) for name in sent.raw])
    by = author(request, f"scenario {code}", *rests_on)

    def close_it(work: Work) -> Answer:
        version = expected_version(if_match, work.get(Scenario, code).version)
        stored = close(work, code, version)
        return Answer(200, (("ETag", etag(stored.version)),), msgspec.json.encode(shown(*stored)).decode())

    store: Store = state.store
    done = resting(close_it, by)
    return await told(store, carried(request, sent, done, by, idempotency_key))


def _check_may(user: Principal, work: Work, code: str) -> None:
    """Refuse to apply what no role of the account may write itself.

    Raises
    ------
    HttpError
        Naming every such change.
    """
    faults = []
    for change in changes_of(work.records, code):
        needed = writers(change.type.entity)
        if user.under(needed) is None:
            who = tuple(called(each) for each in AccountRole if each in needed.roles)
            faults.append(Problem(place(change), _("only the role {needed} writes this; let it apply the scenario", needed=who)))
    if faults:
        message = _("your role, {role}, may not make each change of this scenario", role=called(user.role))
        raise HttpError("forbidden", message, faults)

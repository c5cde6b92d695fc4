"""What waits for a second person: read by everybody, confirmed or declined by whoever may do the same."""

from typing import Any

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.params import RawBody
from msgspec import Struct

from api.access import EVERYBODY, READ, Access, Principal, needed
from api.consents import OPERATIONS, Asker, carry_out
from api.controllers.conventions import CodePath, IfMatch, author, json_body, problems
from api.controllers.resources import answered, current, readable
from api.errors import HttpError
from api.routing import Constant
from api.schemas import wire
from governance.consenting import confirm, decline
from governance.consents import Consent
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.values import Prose, refusal
from governance.work import Author, Stored, Work

DECIDE = Access("token", EVERYBODY)
WAITS = {
    202: Constant(
        wire(Consent).out,
        description="A body wants a second person for this: nothing was changed; the consent says what waits, and until when.",
        generate_examples=False,
    )
}
"""The answer of an address that may leave a request to a second person, for its documentation."""


class Declining(Struct, forbid_unknown_fields=True):
    """Why it is not to be."""

    reason: Prose


class Confirming(Struct, forbid_unknown_fields=True):
    """An empty object: there is nothing to say."""


def asker(request: Request[Principal, Any, Any], by: Author) -> Asker:
    """Who asks for something that may have to wait."""
    return Asker(by, request.user.person, request.app.state.store.check)


def deciding(verb: str, body: type[Struct], summary: str) -> dict[str, Any]:
    """What the decorator of an address that decides is given."""
    return {
        "status_code": 200,
        "opt": {"access": DECIDE, "body": body, "out": wire(Consent).out},
        "responses": problems(404, 409, 412, 413, 415, 422, 428),
        "operation_id": f"{verb}_consent",
        "summary": summary,
    }


class Consents(readable(Consent, READ)):  # type: ignore[misc]
    """Requests that wait for a second person, and what became of earlier ones."""

    @post("/{code:str}/confirm", **deciding("confirm", Confirming, "Confirm what another account asked for"))
    async def confirmed(
        self, request: Request[Principal, Any, Any], state: State, body: RawBody, code: CodePath, if_match: IfMatch = None
    ) -> Response[Any]:
        """It is carried out in the same unit of work, if it still does what it was seen to do."""
        sent = json_body(body)
        if sent.raw:
            raise InvalidError([Problem(name, _("there is nothing to say here: send {form}", form="{}")) for name in sent.raw])
        found = await current(state, Consent, code, if_match)
        by = _within(request, found.entity)

        def act(work: Work) -> Stored[Consent]:
            return confirm(work, code, found.version, lambda work: carry_out(work, found.entity), by, request.user.person)

        return answered(await state.store.commit(act, by))

    @post("/{code:str}/decline", **deciding("decline", Declining, "Decline what was asked for, or take it back"))
    async def declined(
        self, request: Request[Principal, Any, Any], state: State, body: RawBody, code: CodePath, if_match: IfMatch = None
    ) -> Response[Any]:
        """It is never carried out; the reason stays on record. Whoever asked may take it back like this."""
        reason = _reason(json_body(body).raw)
        found = await current(state, Consent, code, if_match)
        by = _within(request, found.entity)
        asked_it = found.entity.requested_by == by.account

        def act(work: Work) -> Stored[Consent]:
            if by.may is not None and not asked_it:  # whoever may not do it there may not decline it either
                trial = work.trial()
                carry_out(trial, found.entity)
                by.may(trial)
            return decline(work, code, found.version, reason, by)

        return answered(await state.store.commit(act, by))


def _within(request: Request[Principal, Any, Any], consent: Consent) -> Author:
    """Whoever decides, within the bounds of those who may do the same.

    Raises
    ------
    HttpError
        When the account may not do it.
    """
    operation = OPERATIONS.get(consent.operation)
    access = operation.access if operation else DECIDE
    bounds = request.user.under(access)
    if bounds is None:
        raise HttpError("forbidden", needed(access, request.user))
    by = author(request, f"consent {consent.code}", consent.rests_on_document, consent.rests_on_meeting)
    return by._replace(may=None if bounds.everywhere else bounds.enforce)


def _reason(raw: dict[str, Any]) -> str:
    """Why something is declined.

    Raises
    ------
    InvalidError
        With every problem.
    """
    faults = [
        Problem(name[:80], _("there is no field {name}; the fields are {fields}", name=name[:80], fields=("reason",)))
        for name in raw
        if name != "reason"
    ]
    reason = raw.get("reason")
    try:
        reason = Consent.parse({"reason": reason}).reason
    except InvalidError as refused:
        faults += [problem for problem in refused.problems if problem.place == "reason"]
    if not isinstance(reason, str) or not reason.strip():
        faults = [fault for fault in faults if fault.place != "reason"] + [Problem("reason", refusal(Prose, reason))]
    if faults:
        raise InvalidError(faults)
    return str(reason)

"""What a webhook needs beside being a thing like others: its secret, how it fares, and the letters that were laid aside."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.params import PathParameter
from msgspec import Struct
from msgspec.structs import replace

from api.access import ADMINISTER, Principal
from api.controllers.conventions import CodePath, IfMatch, author, etag, problems
from api.controllers.resources import current
from api.errors import HttpError
from api.letters import body, new_secret
from api.postman import Letter, Postman, Told
from api.tables import Webhook
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.store import Store

After = Annotated[int, PathParameter(ge=0, le=2**53, description="Where the letter begins: its `after`.")]


class SecretOut(Struct):
    """The new secret of a webhook, shown this once."""

    secret: str


class LetterOut(Struct):
    """A letter that was laid aside: of what changed behind ``after`` up to ``upto``; ``said`` is what the receiver said last."""

    after: int
    upto: int
    said: str
    at: str


class DeliveriesOut(Struct):
    """How a webhook fares: the ledger entry up to which it was told, how many follow, and what waits or was laid aside."""

    told_up_to: int | None
    behind: int
    tries: int
    due_at: str | None
    said: str | None
    at: str | None
    laid_aside: list[LetterOut]


class OutcomeOut(Struct):
    """Whether the receiver took a letter, and the status that it answered, or why there was no answer."""

    taken: bool
    said: str


class Webhooks(Controller):
    """The secret of a webhook, and what became of its letters."""

    path = "/webhooks/{code:str}"
    tags = ["webhooks"]  # noqa: RUF012 - the framework's way
    opt = {"access": ADMINISTER}  # noqa: RUF012

    @post(
        "/secret",
        status_code=200,
        responses=problems(404, 412, 415, 428),
        operation_id="make_webhook_secret",
        summary="Make the secret of a webhook",
    )
    async def secret(
        self, request: Request[Principal, Any, Any], state: State, code: CodePath, if_match: IfMatch = None
    ) -> Response[SecretOut]:
        """Make a new secret, with which letters are signed from now on; it is shown this once. Without one nothing is sent."""
        made, stored = new_secret(), await current(state, Webhook, code, if_match)
        signed = replace(stored.entity, secret=made)
        now = await state.store.commit(lambda work: work.replace(signed, stored.version), author(request, "secret"))
        return Response(SecretOut(made), headers={"ETag": etag(now.version), "Cache-Control": "no-store"})

    @get("/deliveries", responses=problems(404), operation_id="get_webhook_deliveries", summary="How a webhook fares")
    async def deliveries(self, state: State, code: CodePath) -> DeliveriesOut:
        """How far the receiver was told, what waits for another try, and the letters that were laid aside after the last."""
        await state.store.get(Webhook, code)
        place, head = await state.postman.place(code), await state.store.head()
        letters = [LetterOut(*letter) for letter in await state.postman.letters(code)]
        if place is None:
            return DeliveriesOut(None, 0, 0, None, None, None, letters)
        return DeliveriesOut(place.seq, head.seq - place.seq, place.tries, place.due_at, place.said, place.at, letters)

    @post("/ping", status_code=200, responses=problems(404, 415, 422), operation_id="ping_webhook", summary="Try a webhook")
    async def pinged(self, state: State, code: CodePath) -> OutcomeOut:
        """Send a letter without changes now."""
        hook, head = await _signed(state.store, code), await state.store.head()
        told: Told = await state.postman.send(hook, f"{code}-ping-{head.seq}", body(code, [], head.seq))
        return OutcomeOut(*told)

    @post(
        "/deliveries/{after:int}/resend",
        status_code=200,
        responses=problems(404, 415, 422),
        operation_id="resend_webhook_letter",
        summary="Send a letter again that was laid aside",
    )
    async def resent(self, state: State, code: CodePath, after: After) -> OutcomeOut:
        """Send a letter that was laid aside once more; if it is taken, it is forgotten here."""
        hook, letter = await _signed(state.store, code), await _letter(state, code, after)
        told: Told = await state.postman.letter(hook, letter.after, letter.upto)
        if told.taken:
            await state.postman.drop(code, after)
        return OutcomeOut(*told)

    @delete(
        "/deliveries/{after:int}",
        responses=problems(404),
        operation_id="drop_webhook_letter",
        summary="Drop a letter that was laid aside",
    )
    async def dropped(self, state: State, code: CodePath, after: After) -> None:
        """Forget a letter that was laid aside."""
        await _letter(state, code, after)
        await state.postman.drop(code, after)


async def _signed(store: Store, code: str) -> Webhook:
    hook: Webhook = (await store.get(Webhook, code)).entity
    if not hook.secret:
        why = _("the webhook {code} has no secret to sign with: make one by POST /api/v1/webhooks/{code}/secret", code=code)
        raise InvalidError([Problem("secret", why)])
    return hook


async def _letter(state: State, code: str, after: int) -> Letter:
    await state.store.get(Webhook, code)
    postman: Postman = state.postman
    letters = {letter.after: letter for letter in await postman.letters(code)}
    if after not in letters:
        raise HttpError("unknown-code", _("no letter of {code} that begins at {after} was laid aside", code=code, after=after))
    return letters[after]

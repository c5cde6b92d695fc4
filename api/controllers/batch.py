"""Several changes in one request: all of them are made, or none."""

from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Controller, Request, Response, post
from litestar.params import RawBody

from api.access import REPORT, Principal, passing
from api.batch import BatchIn, read
from api.batchwork import Batch, BatchOut
from api.controllers.carrying import DryRun, carried, tried
from api.controllers.conventions import IdempotencyKey, OnDocument, OnMeeting, author, json_body, problems, resting
from api.writing import Writable
from governance.errors import DomainError
from governance.store import Answer
from governance.work import Work


def batches(kinds: Iterable[Writable]) -> type[Controller]:
    """The controller of batches of changes of some kinds."""
    known = tuple(kinds)

    class Batches(Controller):
        path = "/batch"
        tags = ["batch"]  # noqa: RUF012 - the framework's way

        @post(
            "/",
            status_code=200,
            opt={"access": REPORT, "body": BatchIn, "out": BatchOut, "tried": True},
            responses=problems(404, 409, 412, 413, 415, 422, 428),
            operation_id="batch",
            summary="Make several changes, or none of them",
        )
        async def made(
            self,
            request: Request[Principal, Any, Any],
            body: RawBody,
            idempotency_key: IdempotencyKey = None,
            document: OnDocument = None,
            meeting: OnMeeting = None,
            dry_run: DryRun = False,
        ) -> Response[Any]:
            """Create, replace, amend and delete things of any kind that may be written at an address of its own.

            A change says the version that was read where the request to the thing's own address would say it in `If-Match`, and
            its author must be allowed that request. Each thing stands in a batch once, in any order: a link may come before the
            task that it leads to. What must hold is looked at once, when all changes are made, so that two that are refused one
            by one may pass together. Each change leaves its own ledger entry, all in one transaction.

            Everything that is wrong is told at once, at `changes[3].value.title_vi`: first what is wrong with single changes
            (form, code, version, rights), and if nothing is, what they would break together. The refusal has the status that all
            problems share, else 422. What is taken, confirmed or stepped by a function of its own, and what waits for a second
            person, is refused here with its address.
            """
            sent = json_body(body)
            batch = Batch(read(sent.raw, known), lambda access: passing(access, request.user))
            by = author(request, "batch", document, meeting)._replace(may=None)  # each change has bounds of its own

            def make(work: Work) -> Answer:
                return Answer(200, (), msgspec.json.encode(batch.carry_out(work)).decode())

            done = resting(make, by)
            try:
                return await (tried(request, done, by) if dry_run else carried(request, sent, done, by, idempotency_key))
            except DomainError as refused:
                raise batch.placed(refused) from None

    return Batches

"""A task's life: where it stands, who may take which step, taking it, and more time asked for and decided."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.params import PathParameter, RawBody
from msgspec import Struct

from api.access import EVERYBODY, READ, Access, Principal
from api.consents import accepted, closing_of, waiting
from api.controllers.carrying import carried, trial
from api.controllers.consents import WAITS, asker
from api.controllers.conventions import (
    API,
    CodePath,
    IdempotencyKey,
    IfMatch,
    author,
    etag,
    expected_version,
    json_body,
    problems,
)
from api.controllers.imports import DryRun
from api.controllers.looking import Looking
from api.effects import moved, written_out
from api.http import Body
from api.status import status_day
from api.tables import AccountRole
from api.workflow import (
    DoneOut,
    ExtensionAsking,
    ExtensionDeciding,
    StepsOut,
    StepTaking,
    acting,
    extension_decided,
    extension_wanted,
    step_asked,
    steps_out,
)
from governance.errors import DomainError, InvalidError, Problem, StaleVersionError
from governance.records import Records
from governance.store import Answer, Store
from governance.values import Entity
from governance.work import Author, Stored, Work
from portfolio.model import Task
from portfolio.workflow.extensions import Decided, Wanted, ask, decide
from portfolio.workflow.model import TaskStep
from portfolio.workflow.offices import Actor
from portfolio.workflow.places import position, steps_of
from portfolio.workflow.steps import StepName
from portfolio.workflow.taking import Asked, take

T = TypeVar("T")
Carried = Callable[[Work], Stored[Any]]

ACT = Access("token", EVERYBODY - {AccountRole.AUDITOR}, tries=EVERYBODY)
"""Whoever may act on anything; on which task, in what capacity, follows from the records of the day."""
Number = Annotated[int, PathParameter(ge=1, le=1_000_000, description="The number of the request among those of its task.")]


def doing(verb: str, body: type[Struct], summary: str, *refusals: int, waits: bool = False) -> dict[str, Any]:
    """What the decorator of an address that changes a task's life is given."""
    return {
        "opt": {"access": ACT, "body": body, "out": DoneOut},
        "responses": problems(404, 409, 413, 415, 422, *refusals) | trial(DoneOut) | (WAITS if waits else {}),
        "operation_id": verb,
        "summary": summary,
    }


class Workflow(Controller):
    """A task's life, step by step."""

    path = "/tasks/{code:str}"
    tags = ["workflow"]  # noqa: RUF012 - the framework's way

    @get(
        "/steps",
        opt={"access": READ},
        responses=problems(404, 409, 422),
        operation_id="get_task_steps",
        summary="Where a task stands, how it came there, and what may be done next",
    )
    async def steps(
        self,
        request: Request[Principal, Any, Any],
        look: Looking,
        code: CodePath,
    ) -> Response[StepsOut]:
        """Its history with what each step rests on, requests for more time, and each legal step with who may take it.

        The ETag counts its steps: send it as If-Match to take the next one.
        """
        view = await look.view()
        actor = _actor(request, view.records, code)
        found = await run_sync(steps_out, view, code, actor)
        return Response(found, headers={"ETag": etag(len(steps_of(view.records, code)))})

    @post("/steps", **doing("take_task_step", StepTaking, "Take a step of a task's life", 412, 428, waits=True))
    async def taken(
        self,
        request: Request[Principal, Any, Any],
        body: RawBody,
        code: CodePath,
        dry_run: DryRun = False,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[Any]:
        """The step, its evidence and the progress that the schedule goes by, in one unit of work; or why not, all at once.

        An illegal step is refused with the legal ones named, one that is somebody else's with who that is. A dry run needs no
        If-Match and tells what would be written and what would move. Where a body wants two people for closing, the closing
        waits for the second one.
        """
        sent = json_body(body)

        def taking(wanted: Asked) -> Carried:
            return lambda work: take(work, code, wanted, _actor(request, work.records, code), _today(request, work.records))

        wanted = await _understood(request, sent.raw, step_asked, taking)

        def step(work: Work) -> Stored[TaskStep] | Answer:
            number = len(steps_of(work.records, code))
            task = work.get(Task, code).entity
            if not dry_run and (given := expected_version(if_match, number)) != number:
                raise StaleVersionError(TaskStep.kind, code, given, number)
            actor, today = _actor(request, work.records, code), _today(request, work.records)
            if wanted.step is StepName.CLOSE and not dry_run:
                order = closing_of(task, wanted, actor, today)
                if waits := waiting(work, order, asker(request, by)):
                    return accepted(waits)
            return take(work, code, wanted, actor, today)

        by = author(request, f"{wanted.step.value} {code}", wanted.document)
        return await _done(request, sent, code, step, by, idempotency_key, dry=dry_run)

    @post("/extensions", **doing("ask_for_extension", ExtensionAsking, "Ask for more time"))
    async def asked(
        self,
        request: Request[Principal, Any, Any],
        body: RawBody,
        code: CodePath,
        dry_run: DryRun = False,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[Any]:
        """By the lead, with its reason and the new deadline as written. The schedule stays as it is until it is decided."""
        sent = json_body(body)

        def asking(wanted: Wanted) -> Carried:
            return lambda work: ask(work, code, wanted, _actor(request, work.records, code), _today(request, work.records))

        wanted = await _understood(request, sent.raw, extension_wanted, asking)
        by = author(request, f"extend {code}", wanted.document)
        return await _done(request, sent, code, asking(wanted), by, idempotency_key, dry=dry_run)

    @post(
        "/extensions/{number:int}/decision", **doing("decide_extension", ExtensionDeciding, "Decide on a request for more time")
    )
    async def decided(
        self,
        request: Request[Principal, Any, Any],
        body: RawBody,
        code: CodePath,
        number: Number,
        dry_run: DryRun = False,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[Any]:
        """Granted, it is a deadline of the task by the document that decides; refused or withdrawn, it says why.

        A dry run tells the effect: whose float grows, and which deadline is kept then.
        """
        sent = json_body(body)

        def deciding(said: Decided) -> Carried:
            asked = f"{code}~{number}"
            return lambda work: decide(work, asked, said, _actor(request, work.records, code), _today(request, work.records))

        said = await _understood(request, sent.raw, extension_decided, deciding)
        by = author(request, f"{said.outcome.value} {code}~{number}", said.document)
        return await _done(request, sent, code, deciding(said), by, idempotency_key, dry=dry_run)


async def _understood(
    request: Request[Principal, Any, Any],
    raw: Mapping[str, Any],
    form: Callable[[Mapping[str, Any]], T],
    put: Callable[[T], Carried],
) -> T:
    """What was sent.

    Raises
    ------
    InvalidError
        With all that is wrong: with its fields, and with what those that are sound ask for, which is tried by itself.
    """
    try:
        return form(raw)
    except InvalidError as refused:
        wrong = {_field(each) for each in refused.problems}
        also: Sequence[Problem] = ()
        try:
            rest = form({name: value for name, value in raw.items() if name not in wrong})
            await request.app.state.store.tried(put(rest), author(request, "try"))
        except DomainError as more:
            also = more.problems
        raise InvalidError([*refused.problems, *(each for each in also if _field(each) not in wrong)]) from None


def _field(problem: Problem) -> str:
    """The field that a problem is with: ``evidence 2 text`` is one of ``evidence``."""
    return problem.place.partition(" ")[0]


def _actor(request: Request[Principal, Any, Any], records: Records, task: str) -> Actor:
    user = request.user
    return acting(records, task, user.account.code, user.person, user.rights)


def _today(request: Request[Any, Any, Any], records: Records) -> date:
    today: date = request.app.state.clock.today()
    return status_day(records, today)


async def _done(
    request: Request[Principal, Any, Any],
    sent: Body,
    code: str,
    put: Callable[[Work], Stored[Any] | Answer],
    by: Author,
    idempotency_key: str | None,
    *,
    dry: bool,
) -> Response[Any]:
    """Carry something out in one unit of work, once for a key; or only try it, and tell what it would do."""
    store: Store = request.app.state.store

    def answer(work: Work) -> Answer:
        done = put(work)
        if isinstance(done, Answer):
            return done
        made: Entity = done.entity
        headers = (("ETag", etag(len(steps_of(work.records, code)))), ("Location", f"{API}/{made.path}/{made.code}"))
        return Answer(201, headers, msgspec.json.encode(_told(work, code, made, written=True)).decode())

    if not dry:
        return await carried(request, sent, answer, by, idempotency_key)
    work, done = await store.tried(put, by)
    assert isinstance(done, Stored), "a dry run waits for nobody"
    told = _told(work, code, done.entity, written=False)
    told.effect = await run_sync(moved, work.before, work.records, _today(request, work.records))
    return Response(told, status_code=200)


def _told(work: Work, code: str, made: Entity, *, written: bool) -> DoneOut:
    place = position(work.records, code, date.max).place
    return DoneOut(
        task=code,
        code=made.code,
        written=written,
        state=place.state.value,
        vi=place.label.vi,
        en=place.label.en,
        changes=written_out(work.changes),
        effect=None,
    )

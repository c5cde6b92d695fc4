"""Baselines: taken of the live plan in one step, approved by a document, compared with the plan and with each other."""

from dataclasses import replace
from typing import Annotated, Any

import msgspec
from anyio.to_thread import run_sync
from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import State
from litestar.params import QueryParameter, RawBody

from api.access import PLAN, READ, Principal
from api.baselines import BaselineAmendment, BaselineTaking, ChangesOut, VarianceOut, changes_out, taking, variance_out
from api.consents import accepted, amending_of, discarding_of, taking_of, waiting
from api.controllers.carrying import carried, created
from api.controllers.consents import WAITS, asker
from api.controllers.conventions import (
    API,
    CODE,
    CodePath,
    CodeQuery,
    IdempotencyKey,
    IfMatch,
    OnDocument,
    OnMeeting,
    author,
    etag,
    json_body,
    problems,
    resting,
)
from api.controllers.looking import Looking
from api.controllers.reports import Lang
from api.controllers.resources import current, readable
from api.http import wanted_language
from api.schemas import shown, wire
from api.status import status_day
from api.writing import kept, whole
from governance.store import Answer
from governance.work import Work
from portfolio.baselines.baseline import discard, lay_down
from portfolio.baselines.model import Baseline
from portfolio.reports.assumptions import surmised
from portfolio.reports.baselines import LIVE
from portfolio.reports.gantt import svg
from portfolio.reports.pictures import gantt_chart

To = Annotated[str, QueryParameter(pattern=CODE, max_length=160, description="Another baseline, or live: the plan as it is now.")]


def writing(verb: str, body: type[msgspec.Struct] | None, summary: str, *refusals: int) -> dict[str, Any]:
    """What the decorator of an address that changes a baseline is given."""
    return {
        "opt": {"access": PLAN, "body": body, "out": wire(Baseline).out if body else None},
        "responses": problems(*refusals) | WAITS,
        "operation_id": f"{verb}_baseline",
        "summary": summary,
    }


class Baselines(readable(Baseline, READ)):  # type: ignore[misc]
    """What is kept of the plan for good. The rows of one are read at the addresses of their own kinds."""

    @post("/", **writing("take", BaselineTaking, "Take a baseline of the live plan", 404, 409, 413, 415, 422))
    async def take(
        self,
        request: Request[Principal, Any, Any],
        body: RawBody,
        idempotency_key: IdempotencyKey = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> Response[Any]:
        """The whole plan with its dates as of a day, in one unit of work: all of it, or nothing."""
        sent = json_body(body)
        by = author(request, "take", document, meeting)
        what, day = taking(sent.raw)
        today = request.app.state.clock.today()

        def lay(work: Work) -> Answer:
            if waits := waiting(work, taking_of(work, sent.raw, day or status_day(work.records, today)), asker(request, by)):
                return accepted(waits)
            made = lay_down(work, day or status_day(work.records, today), what, surmised)
            headers = (("ETag", etag(made.version)), ("Location", f"{API}/baselines/{what.code}"))
            return Answer(201, headers, msgspec.json.encode(shown(*made)).decode())

        done = resting(lay, by)
        return await carried(request, sent, done, by, idempotency_key)

    @patch(
        "/{code:str}",
        **writing("amend", BaselineAmendment, "Approve a baseline, or rename it", 404, 409, 412, 413, 415, 422, 428),
    )
    async def amended(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        body: RawBody,
        code: CodePath,
        if_match: IfMatch = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> Response[Any]:
        """Its titles, its note and the document that approved it may change; what it holds never does."""
        sent = json_body(body)
        stored = await current(state, Baseline, code, if_match)
        entity = whole(Baseline, {**kept(stored.entity), **sent.raw}, stored.entity)
        assert isinstance(entity, Baseline)
        by = author(request, "amend", document, meeting)

        def amend(work: Work) -> Answer:
            if entity != stored.entity and (waits := waiting(work, amending_of(stored.entity, entity), asker(request, by))):
                return accepted(waits)
            made = work.replace(entity, stored.version)
            return Answer(200, (("ETag", etag(made.version)),), msgspec.json.encode(shown(*made)).decode())

        return created(await state.store.commit(resting(amend, by), by))

    @delete("/{code:str}", **writing("discard", None, "Discard a baseline that nobody approved", 404, 409, 412, 422, 428))
    async def discarded(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        code: CodePath,
        if_match: IfMatch = None,
        document: OnDocument = None,
        meeting: OnMeeting = None,
    ) -> Response[None]:
        """With all that it holds. One that a document approved stays."""
        stored = await current(state, Baseline, code, if_match)
        by = author(request, "discard", document, meeting)

        def remove(work: Work) -> Answer | None:
            if waits := waiting(work, discarding_of(stored.entity), asker(request, by)):
                return accepted(waits)
            discard(work, code, stored.version)
            return None

        done = await state.store.commit(resting(remove, by), by)
        return created(done) if done else Response(None, status_code=204)

    @get(
        "/{code:str}/variance",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_baseline_variance",
        summary="How far the plan has drifted from a baseline",
    )
    async def variance(
        self,
        look: Looking,
        code: CodePath,
        programme: CodeQuery = None,
    ) -> VarianceOut:
        """Start, finish, duration and float of every task, and the finish of every programme, against what was promised."""
        view = await look.view(programme)
        view.records.get(Baseline, code)
        return await run_sync(variance_out, view, code)

    @get(
        "/{code:str}/gantt",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_baseline_gantt",
        summary="The plan as a Gantt chart, with the baseline below its bars",
        media_type="image/svg+xml",
    )
    async def gantt(
        self,
        request: Request[Principal, Any, Any],
        look: Looking,
        code: CodePath,
        programme: CodeQuery = None,
        lang: Lang = None,
    ) -> Response[str]:
        """A picture as SVG: the bars of the live plan, and thin ones where the baseline has them."""
        chosen = lang or wanted_language(request)
        view = await look.view(programme)
        view.records.get(Baseline, code)
        picture = await run_sync(lambda: svg(gantt_chart(replace(view, baseline=code)), chosen))
        return Response(picture, media_type="image/svg+xml", headers={"Content-Language": chosen, "Vary": "Accept-Language"})

    @get(
        "/{code:str}/changes",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_baseline_changes",
        summary="What changed since a baseline, and why",
    )
    async def changes(
        self,
        look: Looking,
        code: CodePath,
        to: To = LIVE,
        programme: CodeQuery = None,
    ) -> ChangesOut:
        """Tasks added, dropped and moved, and the causes of each move, proved where one can be taken back by itself."""
        view = await look.view(programme)
        for each in (code, to) if to != LIVE else (code,):
            view.records.get(Baseline, each)
        return await run_sync(changes_out, view, code, to)

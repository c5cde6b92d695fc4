"""Meetings as a whole: quorum, agenda and notice computed; invitations drawn up and conclusions made into tasks in one step."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from anyio.to_thread import run_sync
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import PathParameter, QueryParameter, RawBody

from api.access import READ, TRIED_OR_WRITTEN, Principal
from api.controllers.carrying import carried, created, trial
from api.controllers.conventions import (
    API,
    CodePath,
    IdempotencyKey,
    OnDocument,
    author,
    json_body,
    problems,
    resting,
)
from api.controllers.imports import DryRun
from api.controllers.looking import Looking
from api.controllers.reports import Lang
from api.controllers.scenarios import NothingIn
from api.http import Body, wanted_language
from api.meetings import AgendaOut, ConcludedOut, ConclusionOrders, InvitedOut, MadeOut, QuorumOut, agenda_out, quorum_out
from api.schemas import shown
from governance.convening import invitations
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.quorum import quorum
from governance.store import Answer, Store
from governance.values import rule
from governance.work import Author, Work
from portfolio.conclusions import conclude
from portfolio.notices.notice import notice, paper

Number = Annotated[
    Annotated[str, msgspec.Meta(extra=rule(_("a conclusion has a number in its meeting, such as 1")))],
    PathParameter(pattern="^(0|[1-9][0-9]{0,6})$", max_length=7, description="The number of the conclusion in its meeting."),
]
PaperForm = Annotated[Literal["html", "docx"], QueryParameter(description="A page that prints on A4, or a Word document.")]
NOBODY_LEFT = "Of a dry run: what it would do. Else nobody was left to invite."
MEDIA = {"html": "text/html", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


class Meetings(Controller):
    """What comes before a meeting, what counts in it, and what comes out of it."""

    path = "/meetings"
    tags = ["meetings"]  # noqa: RUF012 - the framework's way

    @get(
        "/{code:str}/quorum",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_quorum",
        summary="Whether enough members were at a meeting, and why",
    )
    async def quorum(self, look: Looking, code: CodePath) -> QuorumOut:
        """Every member of the body on the meeting's day, and whether it was there. Substitutes are told and never counted."""
        view = await look.view()
        return await run_sync(lambda: quorum_out(view, quorum(view.records, code)))

    @get(
        "/{code:str}/agenda",
        opt={"access": READ},
        responses=problems(404, 422),
        operation_id="get_agenda",
        summary="The agenda of a meeting, with what was ordered before and where it stands",
    )
    async def agenda(self, look: Looking, code: CodePath) -> AgendaOut:
        """Of the meeting before everything is told, of earlier ones what is still open."""
        view = await look.view()
        return await run_sync(agenda_out, view, code)

    @get(
        "/{code:str}/notice",
        opt={"access": READ, "whole_files": tuple(MEDIA.values())},
        responses=problems(404, 422),
        operation_id="render_conclusion_notice",
        summary="The notice of a meeting's conclusions as a document",
    )
    async def notice(
        self,
        request: Request[Any, Any, Any],
        look: Looking,
        code: CodePath,
        format: PaperForm = "html",
        lang: Lang = None,
    ) -> Response[bytes]:
        """Laid out as Decree 30/2020/NĐ-CP has it. What is not issued yet is a draft; what is assumed says so."""
        chosen = lang or wanted_language(request)
        view = await look.view()

        def drawn() -> bytes:
            from api.papers.docx import docx  # noqa: PLC0415 - only who asks for a paper waits for its libraries
            from api.papers.html import html  # noqa: PLC0415

            sheet = paper(notice(view.records, code), chosen)
            return docx(sheet) if format == "docx" else html(sheet).encode()

        headers = {"Content-Language": chosen, "Vary": "Accept-Language"}
        if format == "docx":
            headers["Content-Disposition"] = f'attachment; filename="{code}-{chosen}.docx"'
        return Response(await run_sync(drawn), media_type=MEDIA[format], headers=headers)

    @post(
        "/{code:str}/invitations",
        opt={"access": TRIED_OR_WRITTEN, "body": NothingIn, "out": InvitedOut},
        responses=problems(404, 409, 413, 415, 422) | trial(InvitedOut, NOBODY_LEFT),
        operation_id="draw_up_invitations",
        summary="Invite the members of the body on the meeting's day",
    )
    async def invited(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        body: RawBody,
        code: CodePath,
        dry_run: DryRun = False,
        idempotency_key: IdempotencyKey = None,
        document: OnDocument = None,
    ) -> Response[Any]:
        """One invitation for each seat and each member by name that has none yet; a second time there is nothing to do."""
        sent = json_body(body)
        if sent.raw:
            raise InvalidError([Problem(name, _("there is nothing to say here: send {form}", form="{}")) for name in sent.raw])

        def invite(work: Work) -> Answer:
            made = [work.create(each) for each in invitations(work.records, code)]
            said = InvitedOut(code, not dry_run, [shown(*each) for each in made])
            return _answer(said, f"invitations?meeting={code}" if made and not dry_run else None)

        by = author(request, f"invite {code}", document, code)
        return await _done(request, state.store, sent, invite, by, idempotency_key, dry=dry_run)

    @post(
        "/{code:str}/conclusions/{number:str}/tasks",
        opt={"access": TRIED_OR_WRITTEN, "body": ConclusionOrders, "out": ConcludedOut},
        responses=problems(404, 409, 413, 415, 422) | trial(ConcludedOut),
        operation_id="conclude",
        summary="Make a conclusion into tasks",
    )
    async def concluded(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        body: RawBody,
        code: CodePath,
        number: Number,
        dry_run: DryRun = False,
        idempotency_key: IdempotencyKey = None,
        document: OnDocument = None,
    ) -> Response[Any]:
        """Tasks with lead, coordinating bodies, deadline and deliverable, linked to the conclusion: all of it or nothing.

        With a text the conclusion itself is written too, if it is not on record yet.
        """
        sent = json_body(body)

        def order(work: Work) -> Answer:
            made = [MadeOut(each.kind, each.code) for each in conclude(work, code, int(number), sent.raw)]
            point = f"{code}~{number}"
            return _answer(ConcludedOut(point, not dry_run, made), None if dry_run else f"conclusions/{point}")

        by = author(request, f"conclude {code}~{number}", document, code)
        return await _done(request, state.store, sent, order, by, idempotency_key, dry=dry_run)


def _answer(said: msgspec.Struct, made: str | None) -> Answer:
    """The answer, and where what was made is; None where nothing was."""
    headers = (("Location", f"{API}/{made}"),) if made else ()
    return Answer(201 if made else 200, headers, msgspec.json.encode(said).decode())


async def _done(
    request: Request[Any, Any, Any],
    store: Store,
    sent: Body,
    change: Callable[[Work], Answer],
    by: Author,
    idempotency_key: str | None,
    *,
    dry: bool,
) -> Response[Any]:
    """Carry a change out in one unit of work, once for a key; or only try it, with everything that would refuse it."""
    checked = resting(change, by._replace(meeting=None))  # a meeting of the address that is not there is told as that
    if not dry:
        return await carried(request, sent, checked, by, idempotency_key)
    _work, answer = await store.tried(checked, by)
    return created(answer)

"""Who sits where, who holds what, and what lies with whom: each for a day, and as known on another."""

from typing import Annotated

from anyio.to_thread import run_sync
from litestar import Controller, get
from litestar.params import QueryParameter

from api.access import READ
from api.controllers.conventions import CODE, CodePath, CodeQuery, problems
from api.controllers.looking import Looking
from api.offices import (
    EscalationOut,
    HierarchyOut,
    HolderOut,
    LoadOut,
    MembersOut,
    PartiesOut,
    escalation_out,
    hierarchy_out,
    holder_out,
    load_of_person,
    load_of_post,
    members_out,
    parties_out,
)
from governance.model import Matter

Subject = Annotated[
    str | None,
    QueryParameter(
        pattern=CODE, max_length=160, required=False, description="A task or programme that delegations may be limited to."
    ),
]
InMatter = Annotated[Matter | None, QueryParameter(required=False, description="The part in a task that is asked for.")]


class Offices(Controller):
    """Everything here is computed for the day that is asked."""

    path = "/"
    opt = {"access": READ}  # noqa: RUF012 - the framework's way
    tags = ["offices"]  # noqa: RUF012

    @get(
        "/posts/{code:str}/holder",
        responses=problems(404, 409, 422),
        operation_id="get_holder",
        summary="Who holds a post on a day",
    )
    async def held(
        self,
        look: Looking,
        code: CodePath,
        subject: Subject = None,
        organization: CodeQuery = None,
        matter: InMatter = None,
    ) -> HolderOut:
        """The holder, else who acts, else the delegate in force, else nobody: then the post is vacant, or not there at all.

        Delegations that are limited to a task, a programme, an organization or a matter count where these are given.
        """
        view = await look.view()
        subjects = (subject,) if subject is not None else ()
        return await run_sync(holder_out, view, code, subjects, organization, matter)

    @get(
        "/organizations/{code:str}/members",
        responses=problems(404, 409, 422),
        operation_id="get_members",
        summary="Who the members of a body are on a day, and how many",
    )
    async def members(self, look: Looking, code: CodePath) -> MembersOut:
        """Its seats with those who hold them, and its members by name, each counted once; substitutes apart, never counted."""
        view = await look.view()
        return await run_sync(members_out, view, code)

    @get(
        "/organizations/{code:str}/hierarchy",
        responses=problems(404, 409, 422),
        operation_id="get_hierarchy",
        summary="Where a body stands on a day",
    )
    async def stands(self, look: Looking, code: CodePath) -> HierarchyOut:
        """The bodies above and below it as they are on that day, its head, and who is in charge of what it was given."""
        view = await look.view()
        return await run_sync(hierarchy_out, view, code)

    @get(
        "/tasks/{code:str}/parties",
        responses=problems(404, 409, 422),
        operation_id="get_parties",
        summary="Who answers for each body's part in a task",
    )
    async def parties(self, look: Looking, code: CodePath) -> PartiesOut:
        """The office and the person for the lead and for whoever coordinates, monitors and approves."""
        view = await look.view()
        return await run_sync(parties_out, view, code)

    @get(
        "/tasks/{code:str}/escalation",
        responses=problems(404, 409, 422),
        operation_id="get_escalation",
        summary="The path that a matter of a task climbs",
    )
    async def climbs(self, look: Looking, code: CodePath) -> EscalationOut:
        """From the lead to the chair: how many working days each has it, from when until when, and where it stands on the day."""
        view = await look.view()
        return await run_sync(escalation_out, view, code)

    @get(
        "/persons/{code:str}/load",
        responses=problems(404, 409, 422),
        operation_id="get_load_of_person",
        summary="What lies with a person on a day",
    )
    async def load_of_person(self, look: Looking, code: CodePath) -> LoadOut:
        """Every open task in every role, in whatever capacity, with deadline, float and working days left, and the sums."""
        view = await look.view()
        return await run_sync(load_of_person, view, code)

    @get(
        "/posts/{code:str}/load",
        responses=problems(404, 409, 422),
        operation_id="get_load_of_post",
        summary="What lies with an office on a day",
    )
    async def load_of_post(self, look: Looking, code: CodePath) -> LoadOut:
        """The same for a post, whoever holds it; a seat has what the office has that it goes with."""
        view = await look.view()
        return await run_sync(load_of_post, view, code)

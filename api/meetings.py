"""Meetings over the wire: quorum, agenda, the invitations drawn up, and a conclusion made into tasks."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from api.answers import Asked, ReasonOut, asked, reason_out
from api.schemas import wire
from governance.convening import Chair
from governance.holders import Reason
from governance.meetings import AgendaItem, Invitation, MeetingPaper
from governance.members import name_of
from governance.messages import shown
from governance.model import DocumentCode, OrganizationCode, PostCode
from governance.quorum import Counted, Quorum, said
from governance.records import Records
from governance.values import Code, Entity, Line, Ordinal, Prose
from portfolio.agenda import Agenda, Order, agenda
from portfolio.conclusions import MOST
from portfolio.model import ProgrammeCode, TaskCode, TaskKind
from portfolio.reports.agenda import heard
from portfolio.reports.views import View

Bodies = Annotated[list[OrganizationCode], Meta(max_length=MOST)]


class DeadlineOrdered(Struct, forbid_unknown_fields=True, kw_only=True):
    """When an ordered task is due, as the conclusion has it, and the days that it means; a last day that is null is open.

    Where neither of its days is given they are read from ``written_vi``, as in an annex: quý II/2019, tháng 12/2019, 2019–2020,
    thường xuyên. What is not understood so is refused.
    """

    written_vi: Line
    written_en: Line
    not_before: date | None = None
    not_after: date | None = None
    document: DocumentCode | None = None


class TaskOrdered(Struct, forbid_unknown_fields=True, kw_only=True):
    """A task that a conclusion orders. ``post`` names the office of the lead that answers, where it is not its head.

    Without ``ordinal`` it comes last in what it is part of.
    """

    code: Code
    programme: ProgrammeCode
    title_vi: Line
    title_en: Line
    lead: OrganizationCode
    post: PostCode | None = None
    coordinating: Bodies = []
    monitoring: Bodies = []
    approving: Bodies = []
    deliverable_vi: Line | None = None
    deliverable_en: Line | None = None
    deadline: DeadlineOrdered | None = None
    parent: TaskCode | None = None
    type: TaskKind = TaskKind.TASK
    basis: DocumentCode | None = None
    clause: Line | None = None
    ordinal: Ordinal | None = None
    note_vi: Prose | None = None
    note_en: Prose | None = None


class ConclusionOrders(Struct, forbid_unknown_fields=True, kw_only=True):
    """What a conclusion orders. Text and point of the agenda are for a conclusion that is not on record yet."""

    tasks: Annotated[list[TaskOrdered], Meta(min_length=1, max_length=MOST)]
    text_vi: Prose | None = None
    text_en: Prose | None = None
    agenda_item: Code | None = None


class MadeOut(Struct):
    """One thing that was made, or would be."""

    kind: str
    code: str


class ConcludedOut(Struct):
    """What came out of a conclusion, in the order in which it was written; nothing is written by a dry run."""

    conclusion: str
    written: bool
    made: list[MadeOut]


class InvitedOut(Struct):
    """The invitations that members of the body on the meeting's day had not got yet."""

    meeting: str
    written: bool
    items: list[wire(Invitation).out]  # type: ignore[valid-type]


class CountedMemberOut(Struct, kw_only=True):
    """A member on the meeting's day, by seat or by name; ``substitutes`` stood in and are not counted."""

    title_vi: str
    title_en: str
    seats: list[str]
    person: str | None
    name: str | None
    organization: str | None
    via: str
    present: bool
    substitutes_vi: list[str]
    substitutes_en: list[str]
    reasons: list[ReasonOut]


class QuorumOut(Asked, kw_only=True):
    """How many members were there, and whether that is enough: ``met`` and ``needed`` are null where no rule is on record."""

    meeting: str
    body: str
    day: date
    rule: str | None
    rule_vi: str | None
    rule_en: str | None
    present: int
    of: int
    needed: int | None
    met: bool | None
    assumed: bool
    members: list[CountedMemberOut]
    reasons: list[ReasonOut]


class ChairOut(Struct):
    """Who chairs: the person and the post, where they are known, and why."""

    person: str | None
    name: str | None
    post: str | None
    reasons: list[ReasonOut]


class OrderOut(Struct, kw_only=True):
    """What an earlier meeting ordered, and where it stands; overdue by so many working days of the task's calendar."""

    meeting: str
    conclusion: str
    number: int
    text_vi: str
    text_en: str
    task: str | None
    title_vi: str | None
    title_en: str | None
    lead: str | None
    deadline_vi: str | None
    deadline_en: str | None
    until: date | None
    state: str
    state_vi: str
    state_en: str
    days_overdue: int | None
    assumed: bool


class AgendaOut(Asked, kw_only=True):
    """The agenda of a meeting: its points and papers, and what earlier meetings ordered that it has to hear."""

    meeting: str
    body: str | None
    chair: ChairOut | None
    items: list[wire(AgendaItem).whole]  # type: ignore[valid-type]
    papers: list[wire(MeetingPaper).whole]  # type: ignore[valid-type]
    orders: list[OrderOut]


def quorum_out(view: View, found: Quorum) -> QuorumOut:
    """A quorum with its members and reasons."""
    rule = said(found.rule) if found.rule else None
    return QuorumOut(
        **asked(view),
        meeting=found.meeting,
        body=found.body,
        day=found.day,
        rule=found.rule.code if found.rule else None,
        rule_vi=rule.render("vi") if rule else None,
        rule_en=rule.render("en") if rule else None,
        present=found.present,
        of=found.of,
        needed=found.needed,
        met=found.met,
        assumed=found.assumed,
        members=[_member(view.records, each) for each in found.counted],
        reasons=_reasons(found.reasons),
    )


def _member(records: Records, counted: Counted) -> CountedMemberOut:
    member = counted.member
    return CountedMemberOut(
        title_vi=member.title.vi,
        title_en=member.title.en,
        seats=list(member.seats),
        person=member.person,
        name=name_of(records, member.person),
        organization=member.organization,
        via=member.via.value,
        present=counted.present,
        substitutes_vi=[shown(each, "vi") for each in counted.substitutes],
        substitutes_en=[shown(each, "en") for each in counted.substitutes],
        reasons=_reasons(counted.reasons),
    )


def _reasons(reasons: tuple[Reason, ...]) -> list[ReasonOut]:
    return [reason_out(each) for each in reasons]


def agenda_out(view: View, meeting: str) -> AgendaOut:
    """The agenda of a meeting as it stands on the view's day."""
    found = agenda(view.records, meeting, view.day)
    return AgendaOut(
        **asked(view),
        meeting=meeting,
        body=found.body,
        chair=_chair(view.records, found),
        items=[_plain(each) for each in found.items],
        papers=[_plain(each) for each in found.papers],
        orders=[_order(view, each) for each in found.orders],
    )


def _plain(entity: Entity) -> Any:
    return msgspec.convert(msgspec.to_builtins(entity), wire(type(entity)).whole)


def _chair(records: Records, found: Agenda) -> ChairOut | None:
    chair: Chair | None = found.chair
    return chair and ChairOut(chair.person, name_of(records, chair.person), chair.post, _reasons(chair.reasons))


def _order(view: View, order: Order) -> OrderOut:
    said, task, point = heard(view, order), order.task, order.conclusion
    due = said.deadline
    return OrderOut(
        meeting=order.meeting.code,
        conclusion=point.code,
        number=point.ordinal,
        text_vi=point.text_vi,
        text_en=point.text_en,
        task=task.code if task else None,
        title_vi=task.title_vi if task else None,
        title_en=task.title_en if task else None,
        lead=said.lead.code if said.lead else None,
        deadline_vi=due.written_vi if due else None,
        deadline_en=due.written_en if due else None,
        until=due.not_after if due else None,
        state=said.state,
        state_vi=said.words.render("vi"),
        state_en=said.words.render("en"),
        days_overdue=said.days_overdue,
        assumed=said.assumed,
    )

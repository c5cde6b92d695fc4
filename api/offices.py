"""Who sits where, who holds what and what lies with whom on a day, as it travels."""

from datetime import date
from typing import Any

from msgspec import Struct

from api.answers import AnswerOut, Asked, ReasonOut, answer_out, asked, reason_out
from governance.hierarchy import head_post, office_of, there
from governance.holders import Holding, Reason, absent, because, holder
from governance.members import Member, composition, name_of
from governance.messages import Text, _
from governance.model import Matter, Organization, Person, Post
from governance.responsibility import Answer
from governance.succession import in_being, in_charge, parent_on, parents_on
from portfolio.escalation import Stage, escalation
from portfolio.model import Programme, Task
from portfolio.parties import parties
from portfolio.reports.load import Duty, Load, duties, load
from portfolio.reports.views import View


class HolderOut(Asked, kw_only=True):
    """Who holds a post on a day, in what capacity, and why; ``there`` says whether the post exists on that day at all."""

    post: str
    person: str | None
    person_name: str | None
    via: str
    there: bool
    assumed: bool
    reasons: list[ReasonOut]


class MemberOut(Struct, kw_only=True):
    """A member of a body, counted once whatever seats it has. Without a person or organization the seat is vacant."""

    person: str | None
    person_name: str | None
    organization: str | None
    title_vi: str
    title_en: str
    seats: list[str]
    via: str
    assumed: bool
    reasons: list[ReasonOut]


class SubstituteOut(Struct, kw_only=True):
    """Somebody who only stands in, and is not counted."""

    membership: str
    person: str | None
    organization: str | None
    on_behalf_of: str | None
    role_vi: str
    role_en: str


class MembersOut(Asked, kw_only=True):
    """The members of a body on a day. ``count`` are the members, of them ``vacant`` seats that nobody is known to hold."""

    body: str
    count: int
    vacant: int
    members: list[MemberOut]
    substitutes: list[SubstituteOut]
    reasons: list[ReasonOut]


class HierarchyOut(Asked, kw_only=True):
    """Where a body stands on a day: under which, above which, with which head, and which bodies are in charge of what it had."""

    body: str
    in_being: bool
    parent: str | None
    above: list[str]
    below: list[str]
    head: str | None
    in_charge: list[str]
    successions: list[str]


class PartyOut(Struct, kw_only=True):
    """A body's part in a task, and the office and person who answer for it."""

    role: str
    organization: str | None
    answer: AnswerOut


class PartiesOut(Asked, kw_only=True):
    """Everybody's part in a task on a day: the lead first."""

    task: str
    parties: list[PartyOut]


class StageOut(Struct, kw_only=True):
    """One office on the path upward, and from when until when it has the matter; inclusive, by the working calendar."""

    step: int
    post: str
    post_title_vi: str
    post_title_en: str
    person: str | None
    person_name: str | None
    via: str
    working_days: int | None
    rule: str | None
    since: date | None
    until: date | None
    assumed: bool
    reasons: list[ReasonOut]


class EscalationOut(Asked, kw_only=True):
    """The path of a task's matters; ``at`` is the step where an overdue one stands, ``overdue`` for how many working days."""

    task: str
    due: date | None
    overdue: int
    at: int | None
    stages: list[StageOut]


class DutyOut(Struct, kw_only=True):
    """One part of a load: an open task in one role, how it stands to its deadline, its float, and the working days left."""

    task: str
    programme: str
    title_vi: str
    title_en: str
    role: str
    organization: str | None
    post: str | None
    via: str
    until: date | None
    state: str
    total_float: int | None
    working_days: int | None
    assumed: bool


class LoadOut(Asked, kw_only=True):
    """What lies with a person, or with an office, on a day, and its sums; a task in two roles is one task."""

    subject: str
    roles: dict[str, int]
    tasks: int
    overdue: int
    late: int
    working_days: int
    undated: int
    duties: list[DutyOut]


def holder_out(view: View, post: str, subjects: tuple[str, ...], body: str | None, matter: Matter | None) -> HolderOut:
    """Who holds a post on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such post, nor one of these subjects, nor such a body.
    """
    found = view.records.get(Post, post)
    for subject in subjects:
        if view.records.find(Programme, subject) is None:
            view.records.get(Task, subject)
    if body is not None:
        view.records.get(Organization, body)
    bodies = (body,) if body is not None else ()
    held = holder(view.records, post, view.day, subjects, bodies=bodies, matter=matter)
    return HolderOut(
        **asked(view),
        post=post,
        person=held.person,
        person_name=_name(view, held.person),
        via=held.via.value,
        there=absent(view.records, found, view.day) is None,
        **_why(held),
    )


def members_out(view: View, body: str) -> MembersOut:
    """The members of a body on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such body.
    """
    found = composition(view.records, body, view.day)
    return MembersOut(
        **asked(view),
        body=body,
        count=len(found.members),
        vacant=sum(member.person is None and member.organization is None for member in found.members),
        members=[_member(view, member) for member in found.members],
        substitutes=[
            SubstituteOut(
                membership=each.code,
                person=each.person,
                organization=each.organization,
                on_behalf_of=each.on_behalf_of,
                role_vi=each.role_vi,
                role_en=each.role_en,
            )
            for each in found.substitutes
        ],
        reasons=[reason_out(reason) for reason in found.reasons],
    )


def hierarchy_out(view: View, body: str) -> HierarchyOut:
    """Where a body stands on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such body.
    CycleError
        When the hierarchy loops.
    """
    records, day = view.records, view.day
    records.get(Organization, body)
    parents = parents_on(records, day)
    above: list[str] = []
    code = parent_on(records, body, day)
    while code is not None and code not in above:
        above.append(code)
        code = parents.get(code)
    head = head_post(records, body, day)
    charge = in_charge(records, body, day)
    return HierarchyOut(
        **asked(view),
        body=body,
        in_being=in_being(records, body, day),
        parent=parents[body],
        above=above,
        below=[code for code, parent in parents.items() if parent == body and in_being(records, code, day)],
        head=head.code if head is not None and there(head, day) else None,
        in_charge=list(charge.bodies),
        successions=[step.code for step in charge.steps],
    )


def parties_out(view: View, task: str) -> PartiesOut:
    """Everybody's part in a task on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    found = parties(view.records, task, view.day)
    rows = [PartyOut(role=p.role.value, organization=p.organization, answer=answer_out(view, p.answer)) for p in found]
    return PartiesOut(**asked(view), task=task, parties=rows)


def escalation_out(view: View, task: str) -> EscalationOut:
    """The path upward of a task's matters on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    found = escalation(view.records, task, view.day)
    stages = [_stage(view, stage) for stage in found.stages]
    return EscalationOut(**asked(view), task=task, due=found.due, overdue=found.overdue, at=found.at, stages=stages)


def load_of_person(view: View, person: str) -> LoadOut:
    """What lies with a person on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such person.
    """
    view.records.get(Person, person)
    return _load(view, person, [duty for duty in duties(view) if duty.answer.person == person])


def load_of_post(view: View, post: str) -> LoadOut:
    """What lies with a post, or with the office that a seat goes with, on the view's day.

    Raises
    ------
    UnknownCodeError
        When there is no such post.
    """
    office = office_of(view.records, view.records.get(Post, post).code, view.day)
    mine = [
        duty
        for duty in duties(view)
        if duty.answer.post is not None and office_of(view.records, duty.answer.post, view.day) == office
    ]
    return _load(view, post, mine)


def _load(view: View, subject: str, found: list[Duty]) -> LoadOut:
    total: Load = load(found)
    return LoadOut(
        **asked(view),
        subject=subject,
        roles={role.value: count for role, count in total.roles},
        tasks=total.tasks,
        overdue=total.overdue,
        late=total.late,
        working_days=total.working_days,
        undated=total.undated,
        duties=[_duty(duty) for duty in found],
    )


def _duty(duty: Duty) -> DutyOut:
    answer: Answer = duty.answer
    return DutyOut(
        task=duty.task.code,
        programme=duty.task.programme,
        title_vi=duty.task.title_vi,
        title_en=duty.task.title_en,
        role=duty.role.value,
        organization=duty.organization,
        post=answer.post,
        via=answer.via.value,
        until=duty.until,
        state=str(duty.state.value),
        total_float=duty.total_float,
        working_days=duty.working_days,
        assumed=duty.assumed,
    )


def _stage(view: View, stage: Stage) -> StageOut:
    return StageOut(
        step=stage.number,
        post=stage.post.code,
        post_title_vi=stage.post.title_vi,
        post_title_en=stage.post.title_en,
        person=stage.holding.person,
        person_name=_name(view, stage.holding.person),
        via=stage.holding.via.value,
        working_days=stage.rule.working_days if stage.rule else None,
        rule=stage.rule.code if stage.rule else None,
        since=stage.since,
        until=stage.until,
        **_why(stage.holding, *((_by_rule(stage),) if stage.rule else ())),
    )


def _by_rule(stage: Stage) -> Reason:
    assert stage.rule is not None, "asked only where there is one"
    clause = Text(stage.rule.clause or stage.rule.code, stage.rule.clause or stage.rule.code)
    return because(
        _("by {rule} it has the matter for {days} working day(s)", rule=clause, days=stage.rule.working_days), stage.rule
    )


def _member(view: View, member: Member) -> MemberOut:
    return MemberOut(
        person=member.person,
        person_name=name_of(view.records, member.person),
        organization=member.organization,
        title_vi=member.title.vi,
        title_en=member.title.en,
        seats=list(member.seats),
        via=member.via.value,
        assumed=member.assumed,
        reasons=[reason_out(reason) for reason in member.reasons],
    )


def _why(holding: Holding, *more: Reason) -> dict[str, Any]:
    reasons = (*holding.reasons, *more)
    return {"assumed": any(r.assumed for r in reasons), "reasons": [reason_out(reason) for reason in reasons]}


def _name(view: View, person: str | None) -> str | None:
    return name_of(view.records, person)

"""A task's life over the wire: what is sent to take a step, to ask for more time and to decide; where it stands, and who may."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar
from unicodedata import normalize

import msgspec
from msgspec import Meta, Struct

from api.answers import Asked as AskedOut
from api.answers import ReasonOut, asked, reason_out
from api.effects import MovedOut, WrittenOut
from api.rights import Rights
from api.schemas import wire
from api.tables import AccountRole
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.model import DocumentCode, OrganizationCode, Person, PostCode
from governance.records import Records
from governance.values import Code, Entity, Line, Prose, refusal
from portfolio.baselines.model import Digest
from portfolio.model import Days, Percent, Task
from portfolio.reach import ancestry_of
from portfolio.reports.views import View
from portfolio.workflow.extensions import Decided, Wanted, requests_of
from portfolio.workflow.model import Evidence, ExtensionDecision, ExtensionRequest, Outcome, TaskStep
from portfolio.workflow.offices import Actor, Office, authority, offices
from portfolio.workflow.places import needed, steps_of
from portfolio.workflow.steps import NEXT, STEPS, Place, StepName, legal
from portfolio.workflow.taking import Asked, Proof
from portfolio.workflow.waits import pending

F = TypeVar("F", bound=Struct)
MOST_PROOFS = 50


class ProofGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a report rests on: a document, an address with the SHA-256 of what stands there, or a text."""

    document: DocumentCode | None = None
    address: Line | None = None
    text: Prose | None = None
    digest: Digest | None = None


class StepTaking(Struct, kw_only=True, forbid_unknown_fields=True):
    """A step to take. ``on`` is today if left out; ``actual`` is the day on which the work began or ended, if another.

    ``percent`` or ``remaining`` are the figures of a progress report; ``organization`` and ``post`` the lead that is assigned.
    """

    step: StepName
    on: date | None = None
    reason: Prose | None = None
    document: DocumentCode | None = None
    evidence: Annotated[list[ProofGiven], Meta(max_length=MOST_PROOFS)] = []
    percent: Percent | None = None
    remaining: Days | None = None
    actual: date | None = None
    organization: OrganizationCode | None = None
    post: PostCode | None = None


class ExtensionAsking(Struct, kw_only=True, forbid_unknown_fields=True):
    """More time that the lead asks for: the new deadline as written and as an interval of days, and why."""

    written_vi: Line
    written_en: Line
    not_before: date | None = None
    not_after: date
    reason: Prose
    document: DocumentCode | None = None
    on: date | None = None


class ExtensionDeciding(Struct, kw_only=True, forbid_unknown_fields=True):
    """What becomes of a request for more time, and by which document."""

    outcome: Outcome
    reason: Prose | None = None
    document: DocumentCode | None = None
    on: date | None = None


class OfficeOut(Struct, kw_only=True):
    """Who may act in a capacity: the office and its holder, acting holder or delegate on the day; null where it is vacant."""

    capacity: str
    post: Code
    post_vi: str
    post_en: str
    person: Code | None
    name: str | None
    by: str
    on_behalf_of: Code | None
    reasons: list[ReasonOut]


class NextStepOut(Struct, kw_only=True):
    """A step that is legal where the task stands. ``awaited`` is the one that it waits for, ``yours`` that you may take it.

    ``on_paper`` says that you may enter it for the office with the document on which it did.
    """

    step: str
    vi: str
    en: str
    leads_to: str
    needs: list[str]
    capacities: list[str]
    offices: list[OfficeOut]
    awaited: bool
    yours: bool
    on_paper: bool


class StepRow(Struct):
    """A step that was taken, with what it rests on."""

    step: wire(TaskStep).whole  # type: ignore[valid-type]
    evidence: list[wire(Evidence).whole]  # type: ignore[valid-type]


class ExtensionRow(Struct):
    """A request for more time, and its decision once there is one."""

    request: wire(ExtensionRequest).whole  # type: ignore[valid-type]
    decision: wire(ExtensionDecision).whole | None  # type: ignore[valid-type]


class StepsOut(AskedOut, kw_only=True):
    """Where a task stands on the day, how it came there, and what may be done next.

    ``of`` is the state that it was returned or suspended in; ``by_steps`` is false where it is read from its assignment and
    progress. ``waited`` counts working days since the last step.
    """

    task: str
    state: str
    of: str | None
    vi: str
    en: str
    since: date | None
    by_steps: bool
    waited: int | None
    history: list[StepRow]
    extensions: list[ExtensionRow]
    next: list[NextStepOut]


class DoneOut(Struct, kw_only=True):
    """What was done, with everything that was written in the same unit of work; a dry run writes nothing and tells the effect."""

    task: str
    code: str
    written: bool
    state: str
    vi: str
    en: str
    changes: list[WrittenOut]
    effect: list[MovedOut] | None


# ---- what is sent


def step_asked(raw: Mapping[str, Any]) -> Asked:
    """The step that is asked for.

    Raises
    ------
    InvalidError
        With every problem of the fields.
    """
    given = raw.get("evidence", [])
    listed = given if isinstance(given, list) else []
    faults: list[Problem] = []
    proofs: list[ProofGiven] = []
    if listed is not given or len(listed) > MOST_PROOFS:
        faults.append(Problem("evidence", _("give a list of {most} pieces of evidence at most", most=MOST_PROOFS)))
    for number, each in enumerate(listed[:MOST_PROOFS], 1):
        try:
            proofs.append(formed(ProofGiven, each if isinstance(each, Mapping) else {"": each}, f"evidence {number} "))
        except InvalidError as refused:
            faults += refused.problems
    try:
        form = formed(StepTaking, {name: value for name, value in raw.items() if name != "evidence"})
    except InvalidError as refused:
        raise InvalidError([*faults, *refused.problems]) from None
    if faults:
        raise InvalidError(faults)
    said = {name: getattr(form, name) for name in Asked._fields if name != "proofs"}
    return Asked(**said, proofs=tuple(Proof(**msgspec.structs.asdict(proof)) for proof in proofs))


def extension_wanted(raw: Mapping[str, Any]) -> Wanted:
    """The extension that is asked for; the same errors as :func:`step_asked`."""
    return Wanted(**msgspec.structs.asdict(formed(ExtensionAsking, raw)))


def extension_decided(raw: Mapping[str, Any]) -> Decided:
    """The decision; the same errors as :func:`step_asked`."""
    return Decided(**msgspec.structs.asdict(formed(ExtensionDeciding, raw)))


def formed(form: type[F], raw: Mapping[str, Any], where: str = "") -> F:
    """A form out of what was sent; texts are composed and without blanks around them.

    Raises
    ------
    InvalidError
        Naming every field that is unknown, missing or not what it must be.

    >>> formed(ExtensionDeciding, {"outcome": "granted", "document": " QD1 "}).document
    'QD1'
    """
    known = {field.name: field for field in msgspec.structs.fields(form)}
    faults = [
        Problem(
            f"{where}{name}"[:80], _("there is no field {name}; the fields are {fields}", name=name[:80], fields=tuple(known))
        )
        for name in raw
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in raw:
            if field.required:
                faults.append(Problem(where + name, _("is required")))
            continue
        value = raw[name]
        text = normalize("NFC", value).strip() if isinstance(value, str) else value
        try:
            values[name] = msgspec.convert(text, field.type, strict=True)
        except (msgspec.ValidationError, UnicodeEncodeError):
            faults.append(Problem(where + name, refusal(field.type, value)))
    if faults:
        raise InvalidError(faults)
    return form(**values)


# ---- who asks


def acting(records: Records, task: str, account: str, person: str | None, rights: Rights) -> Actor:
    """Whoever asks, as an actor on a task: the secretariat's where the account holds that role at the task's place."""
    found = records.get(Task, task)
    reach, at = rights.get(AccountRole.SECRETARIAT), ancestry_of(records, found)
    return Actor(account, person, secretariat=reach is not None and at is not None and reach.covers(at))


# ---- what is answered


def steps_out(view: View, code: str, actor: Actor) -> StepsOut:
    """The life of a task so far, and what may be done next.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    """
    records = view.records
    found = pending(records, code, view.day)
    place = found.at.place
    return StepsOut(
        **asked(view),
        task=code,
        state=place.state.value,
        of=place.of.value if place.of else None,
        vi=place.label.vi,
        en=place.label.en,
        since=found.at.since,
        by_steps=found.at.step is not None,
        waited=found.days,
        history=[_step_row(records, step) for step in steps_of(records, code) if step.on <= view.day],
        extensions=[
            ExtensionRow(_whole(request), _whole(decision) if decision else None)
            for request, decision in requests_of(records, code)
            if request.on <= view.day
        ],
        next=[_next(view, code, name, actor, place) for name in legal(place)],
    )


def _whole(entity: Entity) -> Any:
    """A thing as it is sent and read whole."""
    return wire(type(entity)).whole(**msgspec.structs.asdict(entity))


def _step_row(records: Records, step: TaskStep) -> StepRow:
    proofs = sorted(records.by(Evidence, "step", step.code), key=lambda proof: proof.ordinal)
    return StepRow(_whole(step), [_whole(proof) for proof in proofs])


def _next(view: View, code: str, name: StepName, actor: Actor, at: Place) -> NextStepOut:
    row, records = STEPS[name], view.records
    who = offices(records, code, view.day, row.who)
    own = authority(actor, who, row.who, on_paper=False)
    return NextStepOut(
        step=name.value,
        vi=row.title.vi,
        en=row.title.en,
        leads_to=row.moves[at].state.value,
        needs=[need.value for need in needed(records, records.get(Task, code), name)],
        capacities=[capacity.value for capacity in row.who],
        offices=[office_out(records, office) for office in who],
        awaited=name is NEXT.get(at),
        yours=own is not None,
        on_paper=own is None and authority(actor, who, row.who, on_paper=True) is not None,
    )


def office_out(records: Records, office: Office) -> OfficeOut:
    """An office with its holder and the reasons."""
    person = records.find(Person, office.person)
    return OfficeOut(
        capacity=office.capacity.value,
        post=office.post.code,
        post_vi=office.post.title.vi,
        post_en=office.post.title.en,
        person=office.person,
        name=person.name if person else None,
        by=office.by.value,
        on_behalf_of=office.on_behalf_of,
        reasons=[reason_out(reason) for reason in office.reasons],
    )

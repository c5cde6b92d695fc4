"""The steps of a task's life as one table: from where to where each leads, who may take it, and what it needs.

A task stands at a place: a state, and of what was sent back or suspended the state that it was in. All that is legal
follows from :data:`STEPS`; nothing else decides it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from governance.messages import Text
from portfolio.model import ProgressState


class TaskState(StrEnum):
    """How far a task has come in its life."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    REPORTED = "reported"
    VERIFIED = "verified"
    CLOSED = "closed"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class StepName(StrEnum):
    """What may be done with a task on its way."""

    PROPOSE = "propose"
    APPROVE = "approve"
    SEND_BACK = "send-back"
    ASSIGN = "assign"
    DECLINE = "decline"
    ACCEPT = "accept"
    START = "start"
    REPORT = "report"
    COMPLETE = "complete"
    RETURN = "return"
    VERIFY = "verify"
    CLOSE = "close"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Capacity(StrEnum):
    """In what capacity somebody acts on a task."""

    SECRETARIAT = "secretariat"
    LEAD = "lead"
    COORDINATING = "coordinating"
    MONITORING = "monitoring"
    APPROVING = "approving"
    ISSUING = "issuing"
    CHAIR = "chair"


class Need(StrEnum):
    """What a step cannot be taken without."""

    REASON = "reason"
    DOCUMENT = "document"
    EVIDENCE = "evidence"
    FIGURES = "figures"
    LEAD = "lead"
    PARTS_OVER = "parts-over"


class Place(NamedTuple):
    """Where a task stands: its state; ``of`` is the state that it was in when it was returned or suspended."""

    state: TaskState
    of: TaskState | None = None

    @property
    def label(self) -> Text:
        """The state in words.

        >>> Place(TaskState.RETURNED, TaskState.REPORTED).label.en
        'returned (was: reported as complete)'
        """
        said = STATES[self.state]
        if self.of is None:
            return said
        before = STATES[self.of]
        return Text(f"{said.vi} (trước đó: {before.vi})", f"{said.en} (was: {before.en})")


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table: where the step leads from each place that it may be taken at, who may take it, what it needs."""

    title: Text
    moves: Mapping[Place, Place]
    who: tuple[Capacity, ...]
    needs: frozenset[Need] = frozenset()


STATES: Mapping[TaskState, Text] = {
    TaskState.PROPOSED: Text("đã đề xuất", "proposed"),
    TaskState.APPROVED: Text("đã phê duyệt", "approved"),
    TaskState.ASSIGNED: Text("đã giao", "assigned"),
    TaskState.ACCEPTED: Text("đã tiếp nhận", "accepted"),
    TaskState.IN_PROGRESS: Text("đang thực hiện", "in progress"),
    TaskState.REPORTED: Text("đã báo cáo hoàn thành", "reported as complete"),
    TaskState.VERIFIED: Text("đã xác nhận kết quả", "verified"),
    TaskState.CLOSED: Text("đã kết thúc", "closed"),
    TaskState.RETURNED: Text("bị trả lại", "returned"),
    TaskState.SUSPENDED: Text("tạm dừng", "suspended"),
    TaskState.CANCELLED: Text("đã hủy", "cancelled"),
}
CAPACITIES: Mapping[Capacity, Text] = {
    Capacity.SECRETARIAT: Text("Ban Thư ký", "the secretariat"),
    Capacity.LEAD: Text("cơ quan chủ trì", "the lead office"),
    Capacity.COORDINATING: Text("cơ quan phối hợp", "a coordinating office"),
    Capacity.MONITORING: Text("cơ quan theo dõi, đôn đốc", "the monitoring office"),
    Capacity.APPROVING: Text("cơ quan phê duyệt", "the approving office"),
    Capacity.ISSUING: Text("cơ quan ban hành văn bản", "the office that issued the document"),
    Capacity.CHAIR: Text("người đứng đầu Ủy ban", "the committee's chair"),
}
NEEDS: Mapping[Need, Text] = {
    Need.REASON: Text("lý do", "a reason"),
    Need.DOCUMENT: Text("văn bản", "a document"),
    Need.EVIDENCE: Text("tài liệu chứng minh", "evidence"),
    Need.FIGURES: Text("số liệu tiến độ: tỷ lệ hoàn thành hoặc số ngày còn lại", "figures: per cent done, or days remaining"),
    Need.LEAD: Text("cơ quan chủ trì", "a lead body"),
    Need.PARTS_OVER: Text("mọi nhiệm vụ thành phần đã hoàn thành hoặc đã hủy", "every part of it done or cancelled"),
}

_P, _A, _G, _C, _I = (Place(TaskState(s)) for s in ("proposed", "approved", "assigned", "accepted", "in-progress"))
_R, _V, _X, _Z = (Place(TaskState(s)) for s in ("reported", "verified", "closed", "cancelled"))
_BACK = {place: Place(TaskState.RETURNED, place.state) for place in (_P, _G, _R)}
_HELD = {place: Place(TaskState.SUSPENDED, place.state) for place in (_A, _G, _C, _I)}
_UNDONE = (_P, _A, _G, _C, _I, *_BACK.values(), *_HELD.values())
_OVERSEERS = (Capacity.APPROVING, Capacity.ISSUING, Capacity.CHAIR)
_ON_PAPER = frozenset({Need.REASON, Need.DOCUMENT})


def _to(target: Place, *sources: Place) -> dict[Place, Place]:
    return dict.fromkeys(sources, target)


STEPS: Mapping[StepName, Step] = {
    StepName.PROPOSE: Step(
        Text("đề xuất", "propose"), _to(_P, _P, _BACK[_P]),
        (Capacity.SECRETARIAT, Capacity.LEAD, Capacity.COORDINATING, Capacity.MONITORING, Capacity.APPROVING, Capacity.CHAIR),
    ),
    StepName.APPROVE: Step(
        Text("phê duyệt", "approve"), _to(_A, _P), _OVERSEERS, frozenset({Need.DOCUMENT}),
    ),
    StepName.SEND_BACK: Step(
        Text("trả lại đề xuất", "send the proposal back"), _to(_BACK[_P], _P), _OVERSEERS, _ON_PAPER,
    ),
    StepName.ASSIGN: Step(
        Text("giao nhiệm vụ", "assign"), _to(_G, _A, _BACK[_G]),
        (Capacity.SECRETARIAT, *_OVERSEERS), frozenset({Need.LEAD}),
    ),
    StepName.DECLINE: Step(
        Text("trả lại nhiệm vụ được giao", "decline the assignment"), _to(_BACK[_G], _G), (Capacity.LEAD,), _ON_PAPER,
    ),
    StepName.ACCEPT: Step(
        Text("tiếp nhận", "accept"), _to(_C, _G), (Capacity.LEAD,),
    ),
    StepName.START: Step(
        Text("bắt đầu thực hiện", "start the work"), _to(_I, _C), (Capacity.LEAD,),
    ),
    StepName.REPORT: Step(
        Text("báo cáo tiến độ", "report progress"), _to(_I, _I, _BACK[_R]), (Capacity.LEAD,),
        frozenset({Need.FIGURES, Need.EVIDENCE}),
    ),
    StepName.COMPLETE: Step(
        Text("báo cáo hoàn thành", "report completion"), _to(_R, _I, _BACK[_R]), (Capacity.LEAD,),
        frozenset({Need.EVIDENCE, Need.PARTS_OVER}),
    ),
    StepName.RETURN: Step(
        Text("trả lại báo cáo để thực hiện tiếp", "return the report"), _to(_BACK[_R], _R, _V),
        (Capacity.MONITORING, *_OVERSEERS), _ON_PAPER,
    ),
    StepName.VERIFY: Step(
        Text("xác nhận kết quả", "verify the result"), _to(_V, _R),
        (Capacity.MONITORING, Capacity.SECRETARIAT, Capacity.APPROVING, Capacity.CHAIR), frozenset({Need.PARTS_OVER}),
    ),
    StepName.CLOSE: Step(
        Text("kết thúc nhiệm vụ", "close"), _to(_X, _V), (Capacity.APPROVING, Capacity.CHAIR),
        frozenset({Need.PARTS_OVER}),
    ),
    StepName.SUSPEND: Step(
        Text("tạm dừng", "suspend"), _HELD, _OVERSEERS, _ON_PAPER,
    ),
    StepName.RESUME: Step(
        Text("cho tiếp tục", "resume"), {held: place for place, held in _HELD.items()}, _OVERSEERS,
        frozenset({Need.DOCUMENT}),
    ),
    StepName.CANCEL: Step(
        Text("hủy", "cancel"), _to(_Z, *_UNDONE), _OVERSEERS, _ON_PAPER | {Need.PARTS_OVER},
    ),
    StepName.REOPEN: Step(
        Text("mở lại", "reopen"), {_X: _BACK[_R], _Z: _A}, _OVERSEERS, _ON_PAPER,
    ),
}  # fmt: skip
"""Every step. What ends may be reopened on paper: closed work goes back to its lead, what was cancelled is assigned anew."""

PLACES: frozenset[Place] = frozenset((*_UNDONE, _R, _V, _X, _Z))
"""Every place where a task can stand: the laws of the table are proved over them."""
OVER: frozenset[Place] = frozenset({_X, _Z})
"""Where nothing is to be done any more."""

NEXT: Mapping[Place, StepName] = {
    _P: StepName.APPROVE,
    _BACK[_P]: StepName.PROPOSE,
    _A: StepName.ASSIGN,
    _G: StepName.ACCEPT,
    _BACK[_G]: StepName.ASSIGN,
    _C: StepName.START,
    _I: StepName.COMPLETE,
    _R: StepName.VERIFY,
    _BACK[_R]: StepName.COMPLETE,
    _V: StepName.CLOSE,
    **dict.fromkeys(_HELD.values(), StepName.RESUME),
}
"""The step that a task waits for, of those that are legal where it stands."""

EXTENDABLE: frozenset[Place] = frozenset({_G, _C, _I, _BACK[_R], *_HELD.values()} - {_HELD[_A]})
"""Where its lead may ask for more time: the task is given to it, and not yet handed in."""
ASKS: tuple[Capacity, ...] = (Capacity.LEAD,)
"""Who may ask for more time, and take the request back."""
DECIDES: tuple[Capacity, ...] = _OVERSEERS
"""Who decides on it."""

_PROGRESS: Mapping[TaskState, ProgressState] = {
    TaskState.IN_PROGRESS: ProgressState.IN_PROGRESS,
    TaskState.REPORTED: ProgressState.DONE,
    TaskState.VERIFIED: ProgressState.DONE,
    TaskState.CLOSED: ProgressState.DONE,
    TaskState.SUSPENDED: ProgressState.SUSPENDED,
    TaskState.CANCELLED: ProgressState.CANCELLED,
}


def progress_at(place: Place) -> ProgressState:
    """What the schedule must know of a task that stands here: the one correspondence between the two.

    >>> progress_at(Place(TaskState.RETURNED, TaskState.REPORTED)).value, progress_at(Place(TaskState.ACCEPTED)).value
    ('in-progress', 'not-started')
    """
    if place.of is TaskState.REPORTED:
        return ProgressState.IN_PROGRESS
    return _PROGRESS.get(place.state, ProgressState.NOT_STARTED)


def legal(place: Place) -> tuple[StepName, ...]:
    """The steps that may be taken here, the one that is waited for first.

    >>> [name.value for name in legal(Place(TaskState.ASSIGNED))]
    ['accept', 'decline', 'suspend', 'cancel']
    """
    found = [name for name, step in STEPS.items() if place in step.moves]
    return tuple(sorted(found, key=lambda name: name is not NEXT.get(place)))

"""What is kept of a task's life: each step with what it rests on, requests for more time and their decisions, lead times.

Steps, evidence, requests and decisions are written for good: what was wrong is put right by another step.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, OrganizationCode, PersonCode, PostCode, _ref
from governance.terms import WorkingDays
from governance.values import Code, Entity, Line, Ordinal, Prose, before_its_start
from portfolio.baselines.model import Digest
from portfolio.model import Days, Percent, ProgrammeCode, TaskCode
from portfolio.workflow.steps import NEEDS, STEPS, Capacity, Need, Place, StepName, TaskState

TaskStepCode = Annotated[str, _ref("task_step")]
ExtensionRequestCode = Annotated[str, _ref("extension_request")]
DeadlineCode = Annotated[str, _ref("deadline")]


class By(StrEnum):
    """How somebody comes to act: as holder, acting holder or delegate of the office, or as the secretariat.

    ``paper`` is what an office did on paper and the secretariat entered.
    """

    HOLDER = "holder"
    ACTING = "acting"
    DELEGATE = "delegate"
    SECRETARIAT = "secretariat"
    PAPER = "paper"


class Acted(Entity, frozen=True, kw_only=True):
    """Who did something: the account that entered it, and the office and the person that acted, in what capacity.

    ``on_behalf_of`` is the holder for whom a delegate acted.
    """

    kind = "act"
    path = "acts"
    changeable = frozenset()
    account: Code
    capacity: Capacity
    by: By
    organization: OrganizationCode | None = None
    post: PostCode | None = None
    person: PersonCode | None = None
    on_behalf_of: PersonCode | None = None

    def rules(self) -> Iterator[Problem]:
        """Only a delegate acts on behalf of somebody."""
        if self.on_behalf_of is not None and self.by is not By.DELEGATE:
            yield Problem("on_behalf_of", _("only a delegate acts on behalf of the holder: leave it out"))


class TaskStep(Acted, frozen=True, kw_only=True):
    """A step of a task's life: from where to where it led, on what day, by whom, and what it rests on.

    Of the first one, ``before`` is how the task was read from its assignment and progress. ``percent`` and ``remaining`` are
    the figures of a progress report; the schedule reads them in the progress that was written with the step.
    """

    kind = "task_step"
    path = "task-steps"
    key = ("task", "ordinal")
    task: TaskCode
    ordinal: Ordinal
    step: StepName
    on: date
    before: TaskState
    before_of: TaskState | None = None
    state: TaskState
    state_of: TaskState | None = None
    reason: Prose | None = None
    document: DocumentCode | None = None
    percent: Percent | None = None
    remaining: Days | None = None

    @property
    def came_from(self) -> Place:
        """Where the task stood before."""
        return Place(self.before, self.before_of)

    @property
    def place(self) -> Place:
        """Where the task stands after it."""
        return Place(self.state, self.state_of)

    def rules(self) -> Iterator[Problem]:
        """It leads where the table says, with what it needs, and who acts may."""
        yield from super().rules()
        row = STEPS[self.step]
        if row.moves.get(self.came_from) != self.place:
            why = _("this step does not lead from “{before}” to “{after}”", before=self.came_from.label, after=self.place.label)
            yield Problem("step", why)
        for need, field in ((Need.REASON, "reason"), (Need.DOCUMENT, "document")):
            if need in row.needs and getattr(self, field) is None:
                yield Problem(field, _("the step “{step}” needs {need}", step=row.title, need=NEEDS[need]))
        if self.capacity not in row.who:
            yield Problem("capacity", _("this capacity does not take the step “{step}”", step=row.title))
        if self.by is By.PAPER and self.document is None:
            yield Problem("document", _("what is entered for an office rests on its paper: name the document"))


class Evidence(Entity, frozen=True, kw_only=True):
    """What a report rests on: a document, or an address or a text with the SHA-256 of what was seen there."""

    kind = "evidence"
    path = "evidence"
    key = ("step", "ordinal")
    changeable = frozenset()
    step: TaskStepCode
    ordinal: Ordinal
    document: DocumentCode | None = None
    address: Line | None = None
    text: Prose | None = None
    digest: Digest | None = None

    def rules(self) -> Iterator[Problem]:
        """It is one thing, and what is no document has its digest."""
        named = [name for name in ("document", "address", "text") if getattr(self, name) is not None]
        if len(named) != 1:
            yield Problem("document", _("name one: a document, an address with its digest, or a text"))
        elif self.document is not None and self.digest is not None:
            yield Problem("digest", _("a document is named by its code: leave the digest out"))
        elif self.address is not None and self.digest is None:
            yield Problem("digest", _("give the SHA-256 of what stands at the address, so that it can be checked later"))
        elif self.text is not None and self.digest != digest_of(self.text):
            yield Problem("digest", _("the SHA-256 of the text is {digest}", digest=digest_of(self.text)))


def digest_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8.

    >>> digest_of("x")[:8]
    '2d711642'
    """
    return sha256(text.encode()).hexdigest()


class ExtensionRequest(Acted, frozen=True, kw_only=True):
    """The lead of a task asks for a later deadline, in its own words and as an interval of days."""

    kind = "extension_request"
    path = "extension-requests"
    key = ("task", "ordinal")
    task: TaskCode
    ordinal: Ordinal
    on: date
    written_vi: Line
    written_en: Line
    not_before: date | None = None
    not_after: date
    reason: Prose
    document: DocumentCode | None = None

    def rules(self) -> Iterator[Problem]:
        """Its interval runs forward; what is entered for an office rests on paper."""
        yield from super().rules()
        if self.not_before is not None and self.not_after < self.not_before:
            yield Problem("not_after", before_its_start(self.not_after, self.not_before))
        if self.by is By.PAPER and self.document is None:
            yield Problem("document", _("what is entered for an office rests on its paper: name the document"))


class Outcome(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExtensionDecision(Acted, frozen=True, kw_only=True):
    """The end of a request. What is granted rests on a document, and is a deadline of the task from then on."""

    kind = "extension_decision"
    path = "extension-decisions"
    key = ("request",)
    request: ExtensionRequestCode
    outcome: Outcome
    on: date
    reason: Prose | None = None
    document: DocumentCode | None = None
    deadline: DeadlineCode | None = None

    def rules(self) -> Iterator[Problem]:
        """A grant has its document and its deadline; a refusal its document and its reason; a withdrawal its reason."""
        yield from super().rules()
        granted = self.outcome is Outcome.GRANTED
        if self.document is None and (self.outcome is not Outcome.WITHDRAWN or self.by is By.PAPER):
            yield Problem("document", _("say by which document it was decided"))
        if self.reason is None and not granted:
            yield Problem("reason", _("say why"))
        if granted != (self.deadline is not None):
            yield Problem("deadline", _("what is granted is a deadline of the task, and nothing else is"))


class Moment(StrEnum):
    """Whether somebody is reminded before the deadline, or when it has passed."""

    BEFORE = "before"
    OVERDUE = "overdue"


class ReminderRule(Entity, frozen=True, kw_only=True):
    """A lead time: who is reminded how many working days before a deadline, or every so many while it has passed.

    The rules of a programme take the place of those that name none. What is overdue is told to the office, too, to which the
    rules of escalation have passed it.
    """

    kind = "reminder_rule"
    path = "reminder-rules"
    programme: ProgrammeCode | None = None
    moment: Moment = Moment.BEFORE
    days: WorkingDays
    to: Capacity = Capacity.LEAD

    def rules(self) -> Iterator[Problem]:
        """Who is reminded is an office; what is overdue is told again after a day at the earliest."""
        if self.to is Capacity.SECRETARIAT:
            yield Problem("to", _("the secretariat reminds: name an office of the task"))
        if self.moment is Moment.OVERDUE and not self.days:
            yield Problem("days", _("what is overdue is told again after one working day or more"))


KINDS: tuple[type[Entity], ...] = (TaskStep, Evidence, ExtensionRequest, ExtensionDecision, ReminderRule)
"""Every kind of thing here, each after what it refers to."""
WRITTEN: tuple[type[Entity], ...] = (TaskStep, Evidence, ExtensionRequest, ExtensionDecision)
"""Those that only steps write."""

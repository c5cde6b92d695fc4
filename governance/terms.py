"""By what terms a matter passes on: from a body to the one that follows it, and upward when it is not settled in time."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, OrganizationCode, PostCode, SuccessionCode
from governance.values import Code, Entity, Line, PartialDate, in_order

Step = Annotated[int, Meta(ge=1, le=100)]
WorkingDays = Annotated[int, Meta(ge=0, le=2_000)]


class TermKind(StrEnum):
    """What a term of a succession names: one thing of the predecessor's, or the rest."""

    TASK = "task"
    PROGRAMME = "programme"
    POST = "post"
    BODY = "body"
    REMAINDER = "remainder"


class SuccessionTerm(Entity, frozen=True, kw_only=True):
    """What of a body goes to the successor of one succession, as the document has it.

    ``subject`` is the code of the task, programme, post or body under it; with ``remainder`` it is whatever no term names.
    ``heir`` is the successor's post that takes it; its head does where none is named.
    """

    kind = "succession_term"
    path = "succession-terms"
    succession: SuccessionCode
    type: TermKind
    subject: Code | None = None
    heir: PostCode | None = None
    clause: Line | None = None

    def rules(self) -> Iterator[Problem]:
        """A term names a thing, unless it is about the rest."""
        if (self.subject is None) != (self.type is TermKind.REMAINDER):
            yield Problem("subject", _("name what passes on by its code; only with remainder leave it out"))


class EscalationRule(Entity, frozen=True, kw_only=True):
    """For how many working days an office has a matter before it goes on to the next one.

    ``body`` limits it to what that body and those under it lead, ``step`` to one step of the path, the first being 1. The nearest
    body counts first, then the one that names the step.
    """

    kind = "escalation_rule"
    path = "escalation-rules"
    working_days: WorkingDays
    body: OrganizationCode | None = None
    step: Step | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    document: DocumentCode | None = None
    clause: Line | None = None

    def rules(self) -> Iterator[Problem]:
        """It ends no earlier than it begins."""
        yield from in_order(self, "start", "end")


KINDS: tuple[type[Entity], ...] = (SuccessionTerm, EscalationRule)
"""The kinds of terms, to stand after bodies, posts, documents and successions."""

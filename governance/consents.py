"""Where a body wants two people for a change: the rule that says so, and the request that waits for the second one.

How a request is made, confirmed and declined stands in :mod:`governance.consenting`.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, MeetingCode, OrganizationCode, PersonCode, _ref
from governance.values import Code, Entity, Instant, Line, PartialDate, Prose, in_order, rule

TwoPersonRuleCode = Annotated[str, _ref("two_person_rule")]
DaysOpen = Annotated[int, Meta(ge=1, le=365)]
_FIELDS_RULE = _("this is a JSON object of names and values")
JsonText = Annotated[str, Meta(max_length=20_000, extra={"json": True, **rule(_FIELDS_RULE)})]
"""Names and values as canonical JSON: sorted names, no blanks. Over the wire it is the object itself."""


class TwoPersonAction(StrEnum):
    """What a body may want a second person for."""

    BASELINE = "baseline"  # to take, approve, rename or discard one
    CLOSE = "close"  # to close a task


class TwoPersonRule(Entity, frozen=True, kw_only=True):
    """A body wants a second person for an action on what is its own, or on what a body below it has.

    What was asked for waits ``days`` for the second person. ``document`` orders it.
    """

    kind = "two_person_rule"
    path = "two-person-rules"
    body: OrganizationCode
    action: TwoPersonAction
    days: DaysOpen = 7
    start: PartialDate | None = None
    end: PartialDate | None = None
    document: DocumentCode | None = None

    def rules(self) -> Iterator[Problem]:
        """It does not end before it begins."""
        yield from in_order(self, "start", "end")


class ConsentState(StrEnum):
    """A request waits, or a second person has decided. One whose time is over still says pending: nobody decided it."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Consent(Entity, frozen=True, kw_only=True):
    """What one account asked for and a second one is to confirm: an operation with its arguments, and what it was seen to do.

    ``seen`` are the versions of the things that it would change, by kind and code. ``requested_by`` and ``decided_by`` are
    accounts, or the name of a terminal, as in the ledger. ``rests_on_document`` and ``rests_on_meeting`` are what the change is
    to rest on.
    """

    kind = "consent"
    path = "consents"
    changeable = frozenset({"state", "decided_by", "decided_at", "reason"})
    asked_by: TwoPersonRuleCode
    operation: Line
    subject: Line
    arguments: JsonText = "{}"
    seen: JsonText = "{}"
    what_vi: Prose
    what_en: Prose
    requested_by: Code
    requested_person: PersonCode | None = None
    requested_at: Instant
    expires_at: Instant
    state: ConsentState = ConsentState.PENDING
    decided_by: Code | None = None
    decided_at: Instant | None = None
    reason: Prose | None = None
    rests_on_document: DocumentCode | None = None
    rests_on_meeting: MeetingCode | None = None

    def rules(self) -> Iterator[Problem]:
        """Who decided and when goes with the decision, and whoever declines says why."""
        open_still = self.state is ConsentState.PENDING
        for name in ("decided_by", "decided_at"):
            if (getattr(self, name) is None) != open_still:
                yield Problem(name, _("who decided and when is said of what is decided, and only of that"))
        if self.state is ConsentState.DECLINED and self.reason is None:
            yield Problem("reason", _("say why it is declined"))


def json_text(values: Mapping[str, Any]) -> str:
    """Names and values as the JSON text that is stored.

    >>> json_text({"version": 2, "code": "V1"})
    '{"code":"V1","version":2}'
    """
    return msgspec.json.encode(values, order="sorted").decode()


KINDS: tuple[type[Entity], ...] = (TwoPersonRule, Consent)
"""Every kind of thing here, each after what it refers to."""

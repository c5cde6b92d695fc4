"""The two-person rule at work: a request is tried and waits, a second person confirms it, and only then it is carried out.

What is confirmed is what was seen: if the operation would by then change other things, or other versions of them, it is refused.
What operations there are, and who may do them, is said by whoever calls :func:`ask` and :func:`confirm`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from governance.consents import Consent, ConsentState, TwoPersonRule, json_text
from governance.errors import ConsentError
from governance.messages import Message, _
from governance.work import Author, Change, Stored, Work, instant


class Asking(NamedTuple):
    """An operation that is to wait for a second person.

    ``do`` carries it out and answers with its arguments as they are to be kept; ``check`` refuses an outcome that breaks a rule.
    """

    code: str
    rule: TwoPersonRule
    operation: str
    subject: str
    what: Message
    do: Callable[[Work], Mapping[str, Any]]
    check: Callable[[Work], None]
    person: str | None = None


def ask(work: Work, asking: Asking, by: Author) -> Stored[Consent]:
    """Try an operation, and keep the request for a second person to confirm; nothing else is changed.

    Raises
    ------
    ConsentError
        When the same is asked for already and waits.
    DomainError
        As the operation does.
    """
    for other in work.records.by(Consent, "subject", asking.subject):
        if other.operation == asking.operation and is_open(other, instant(by.at)):
            who, code = other.requested_by, other.code
            raise ConsentError(_("{who} asked for this already: confirm or decline {consent} first", who=who, consent=code))
    trial = work.trial()
    arguments = asking.do(trial)
    trial.allow()
    asking.check(trial)
    consent = Consent(
        code=asking.code,
        asked_by=asking.rule.code,
        operation=asking.operation,
        subject=asking.subject,
        arguments=json_text(arguments),
        seen=json_text(seen(trial.changes)),
        what_vi=asking.what.render("vi"),
        what_en=asking.what.render("en"),
        requested_by=by.account,
        requested_person=asking.person,
        requested_at=instant(by.at),
        expires_at=instant(by.at + timedelta(days=asking.rule.days)),
        rests_on_document=by.document,
        rests_on_meeting=by.meeting,
    )
    return work.create(consent)


def confirm(
    work: Work, code: str, version: int | None, do: Callable[[Work], object], by: Author, person: str | None = None
) -> Stored[Consent]:
    """Carry out what was asked for, and say who confirmed it: all in this unit of work. ``do`` is the operation.

    Raises
    ------
    ConsentError
        When the same account, or the same person by another account, asked for it; when it is decided, or its time is over; when
        it would do something else than it was seen to do.
    DomainError
        As the operation does.
    """
    stored = work.get(Consent, code)
    consent = stored.entity
    _refuse_decided(consent, instant(by.at))
    if by.account == consent.requested_by or (person is not None and person == consent.requested_person):
        why = _("{who} asked for this: a second person has to confirm it", who=consent.requested_by)
        raise ConsentError(why)
    already = len(work.changes)
    do(work)
    if json_text(seen(work.changes[already:])) != consent.seen:
        raise ConsentError(CHANGED)
    return _decided(work, stored, version, ConsentState.CONFIRMED, by, None)


def decline(work: Work, code: str, version: int | None, reason: str, by: Author) -> Stored[Consent]:
    """Refuse what was asked for, and say why; whoever asked for it may take it back in the same way.

    Raises
    ------
    ConsentError
        When it is decided, or its time is over.
    """
    stored = work.get(Consent, code)
    _refuse_decided(stored.entity, instant(by.at))
    return _decided(work, stored, version, ConsentState.DECLINED, by, reason)


CHANGED = _("what it would change was changed since it was asked for: decline it, look again, and ask anew")


def is_open(consent: Consent, now: str) -> bool:
    """Whether a consent still waits at a moment."""
    return consent.state is ConsentState.PENDING and now < consent.expires_at


def _refuse_decided(consent: Consent, now: str) -> None:
    if consent.state is not ConsentState.PENDING:
        done = {
            ConsentState.CONFIRMED: _("{who} confirmed it already", who=consent.decided_by or ""),
            ConsentState.DECLINED: _("{who} declined it already: ask anew", who=consent.decided_by or ""),
        }
        raise ConsentError(done[consent.state])
    if not is_open(consent, now):
        raise ConsentError(_("its time is over: ask anew"))


def _decided(
    work: Work, stored: Stored[Consent], version: int | None, state: ConsentState, by: Author, reason: str | None
) -> Stored[Consent]:
    after = msgspec.structs.replace(stored.entity, state=state, decided_by=by.account, decided_at=instant(by.at), reason=reason)
    return work.replace(after, stored.version if version is None else version)


MOST_NAMED = 40
"""Up to so many things are named with their versions; of more, a digest says the same."""


def seen(changes: Sequence[Change]) -> dict[str, object]:
    """The things that are there and would be changed, with the versions that they have: what a consent is given on.

    >>> seen([])
    {}
    """
    there = sorted((f"{c.kind.kind} {c.code}", c.version - (c.after is not None)) for c in changes if c.before is not None)
    if len(there) <= MOST_NAMED:
        return dict(there)
    return {"things": len(there), "digest": sha256(msgspec.json.encode(there)).hexdigest()}

"""The state as it was known: at an entry of the ledger, at a moment, or at the end of a day in Hà Nội.

What was known then is what there is now, with every change since taken back. Of each thing that changed, the first entry since
says what stood before it; so the cost follows what changed, not how long the ledger is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from governance.columns import secrets
from governance.errors import InvalidError, Problem
from governance.ledger import Entry, Head
from governance.messages import _
from governance.records import Records
from governance.values import Entity, rule

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_LEAP = "((19|21)(0[48]|[2468][048]|[13579][26])|20([02468][048]|[13579][26]))-02-29"
_TIME = "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
KNOWN = rf"^(((19|2[01])[0-9]{{2}}-{_DAY}|{_LEAP})({_TIME})?|[0-9]{{1,15}})$"
"""What the words for a past look like: a day, a moment in Hà Nội, or the number of a ledger entry."""
_KNOWN_RULE = _("give a day such as 2018-07-05, a moment in Hà Nội such as 2018-07-05T09:30, or the number of a ledger entry")
KnownText = Annotated[str, msgspec.Meta(extra=rule(_KNOWN_RULE))]
"""Words for a past, as they are given; which of them mean one is for :data:`KNOWN` to say."""


def in_hanoi(moment: str) -> str:
    """A moment of the ledger as people in Hà Nội write it.

    >>> in_hanoi("2018-07-05T20:30:00.000000Z")
    '06/07/2018 03:30'
    """
    return datetime.fromisoformat(moment).astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


Known = int | date | datetime
"""What was known at a ledger entry, at the end of a day in Hà Nội, or at a moment (aware, that moment included)."""


def written_known(place: str, text: str) -> Known:
    """What somebody means by the words of ``known_on``: a day, a moment, or the number of a ledger entry.

    A moment without a zone is meant in Hà Nội.

    Raises
    ------
    InvalidError
        When it is none of these; ``place`` is what the reader calls it.

    >>> written_known("known_on", "2018-07-05"), written_known("known_on", "412")
    (datetime.date(2018, 7, 5), 412)
    >>> written_known("known_on", "2018-07-05T09:30").isoformat()
    '2018-07-05T09:30:00+07:00'
    """
    try:
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
        day = date.fromisoformat(text[:10])
        if not 1900 <= day.year < 2200:  # further days have no moment in every zone
            raise ValueError(text)
        if len(text) == 10:
            return day
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
    except ValueError:
        raise InvalidError([Problem(place, _KNOWN_RULE)]) from None


def first_unknown(known: date | datetime) -> datetime:
    """The first moment that no longer counts: the microsecond after a moment, or the midnight in Hà Nội that ends a day.

    >>> first_unknown(date(2018, 7, 5)).isoformat()
    '2018-07-06T00:00:00+07:00'
    """
    if isinstance(known, datetime):
        return known + timedelta(microseconds=1)
    return datetime.combine(known, time(), HANOI) + timedelta(days=1)


def day_known(known: Known, head: Head) -> date | None:
    """The day in Hà Nội on which something was known; of a ledger entry, the day on which it was written.

    >>> day_known(1, Head(1, "0" * 64, "2018-07-05T18:00:00.000000Z"))
    datetime.date(2018, 7, 6)
    """
    match known:
        case datetime():
            return known.astimezone(HANOI).date()
        case date():
            return known
        case _:
            return datetime.fromisoformat(head.at).astimezone(HANOI).date() if head.at else None


def as_known(present: Records, kinds: Mapping[str, type[Entity]], since: Iterable[Entry]) -> Records:
    """The state before some entries, from the state after them. Of each thing only its first entry is given.

    Accounts and credentials are in no past state: the ledger does not keep their secrets.
    """
    return present.apply(_undone(present, kinds, since))


def _undone(
    present: Records, kinds: Mapping[str, type[Entity]], since: Iterable[Entry]
) -> Iterator[tuple[type[Entity], str, Entity | None]]:
    for kind in kinds.values():
        if secrets(kind):
            yield from ((kind, thing.code, None) for thing in present.all(kind))
    for entry in since:
        changed = kinds.get(entry.kind)
        if changed is not None and not secrets(changed):
            yield changed, entry.code, None if (was := entry.was) is None else msgspec.json.decode(was, type=changed)

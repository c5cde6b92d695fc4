"""The record of every change: each entry is hashed together with the hash of the one before it.

A change to any entry, a missing entry or two entries swapped break the chain, and :func:`verify` names the first that does
not fit. The chain alone cannot tell a cut tail, a rewritten whole or an old copy put back: for that, keep a :class:`Head`
somewhere else and give it as the anchor.

The hash of an entry is the letter h and the first 63 hexadecimal digits of the SHA-256 of a JSON array without blanks, in UTF-8
(only the quotation mark, the backslash and control characters are escaped): seq, at, account, action, kind, code, before, after,
purpose, document, meeting, previous. Its ``before`` and ``after`` are texts that are JSON themselves: objects with sorted names,
without blanks. In them a personal value stands as a commitment (:mod:`governance.personal`); ``personal`` holds what opens it,
outside the hash, so that a redaction can take it out. Entries whose hash has no h, but all 64 digits, come from before there
were commitments and say all plainly; the hash itself tells the two apart, so none can pass for the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from operator import attrgetter

import msgspec
from msgspec import Struct

from governance import personal
from governance.messages import Message, _
from governance.values import Entity

GENESIS = "0" * 64
"""What the first entry names as its previous hash."""

HIDDEN = "…"
"""What stands in an entry for a secret."""

_COMMITTED = "h"
"""What the hash of an entry begins with that commits to personal values; one that says them plainly has digits only."""
REDACTION = "redaction"
"""The kind of thing that says what was taken out of entries before it."""


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One change of one thing. ``before`` and ``after`` are canonical JSON; None is "was not there" and "is gone"."""

    seq: int
    at: str
    account: str
    action: str  # create, replace or delete
    kind: str
    code: str
    before: str | None
    after: str | None
    purpose: str | None = None
    document: str | None = None
    meeting: str | None = None
    previous: str = GENESIS
    hash: str = ""
    personal: str | None = None

    @property
    def plain(self) -> bool:
        """Whether it comes from before there were commitments."""
        return not self.hash.startswith(_COMMITTED)

    @property
    def was(self) -> str | None:
        """``before`` with its personal values, as far as they are still told."""
        return self._plain("before", self.before)

    @property
    def now(self) -> str | None:
        """``after`` with its personal values, as far as they are still told."""
        return self._plain("after", self.after)

    def _plain(self, side: str, text: str | None) -> str | None:
        if text is None or not personal.has_commitments(text):
            return text
        return personal.uncovered(text, personal.unpacked(self.personal).get(side, {}))


class Head(Struct, frozen=True):
    """The last entry of a ledger: it stands for the whole of it. Empty ledger: 0 and the genesis hash.

    Of a head that was written down, the hash may be its first 32 digits.
    """

    seq: int = 0
    hash: str = GENESIS
    at: str | None = None


class Broken(Struct, frozen=True):
    """The first entry that does not fit, and why."""

    seq: int
    message: Message


class Redacted(Struct, frozen=True):
    """What an entry says was taken out of those before it; ``rests`` are ``seq:digest`` of entries that were plain."""

    type: str
    subject: str
    fields: str
    rests: str | None = None


def canonical(entity: Entity, hidden: frozenset[str] = frozenset()) -> str:
    """An entity as JSON that is the same for equal entities: sorted names, no spaces, secrets replaced.

    Examples
    --------
    >>> from governance.model import Person
    >>> canonical(Person(code="A", name="Trương Minh Tuấn", source="001"))
    '{"assumed":false,"code":"A","name":"Trương Minh Tuấn","note_en":null,"note_vi":null,"source":"001","source_ref":null}'
    """
    if hidden:
        return msgspec.json.encode(shown(entity, hidden), order="sorted").decode()
    return msgspec.json.encode(entity, order="sorted").decode()


def shown(entity: Entity, hidden: frozenset[str]) -> dict[str, object]:
    """The fields of an entity, secrets replaced."""
    values = {name: getattr(entity, name) for name in entity.__struct_fields__}
    return values | {name: HIDDEN for name in hidden if values[name] is not None}


_covered = attrgetter(*(name for name in Entry.__struct_fields__ if name not in {"hash", "personal"}))


def digest(entry: Entry) -> str:
    """SHA-256 over what the chain covers of an entry, in 64 hexadecimal digits."""
    return sha256(msgspec.json.encode(_covered(entry))).hexdigest()


def sealed(entry: Entry, previous: Head) -> Entry:
    """The entry as the next of a ledger whose head this is."""
    linked = msgspec.structs.replace(entry, seq=previous.seq + 1, previous=previous.hash, hash="")
    return msgspec.structs.replace(linked, hash=_COMMITTED + digest(linked)[:63])


def head_of(entry: Entry) -> Head:
    """The head of a ledger that ends with this entry."""
    return Head(entry.seq, entry.hash, entry.at)


def verify(entries: Iterable[Entry], *anchors: Head | None) -> Broken | None:
    """Walk a whole ledger; the first entry that is broken, or None.

    Parameters
    ----------
    entries
        All entries from the first on, by ``seq``.
    anchors
        Heads kept outside the database. The ledger must still contain each.

    Examples
    --------
    >>> draft = Entry(seq=0, at="", account="a", action="create", kind="person", code="A", before=None, after="{}")
    >>> first = sealed(draft, Head())
    >>> second = sealed(draft, head_of(first))
    >>> verify([first, second]), verify([second]).seq, verify([first], head_of(second)).seq
    (None, 1, 2)
    """
    whole = list(entries)
    noted = defaultdict[int, list[str]](list)
    for anchor in anchors:
        if anchor is not None:
            noted[anchor.seq].append(anchor.hash)
    return _unchained(whole, noted) or _untrue_of_people(whole)


def _unchained(whole: Sequence[Entry], noted: Mapping[int, Sequence[str]]) -> Broken | None:
    """The first entry that does not follow, is not as it was written, or not as it was noted."""
    seq, previous = 0, GENESIS
    for entry in whole:
        seq += 1
        if entry.seq != seq:
            return Broken(seq, _("entry {seq} is missing", seq=seq))
        if entry.previous != previous:
            return Broken(seq, _("entry {seq} does not follow the entry before it", seq=seq))
        if not _as_written(entry):
            return _changed(seq)
        if seq in noted and not all(entry.hash.startswith(each) for each in noted[seq]):
            return Broken(seq, _("entry {seq} is not the one that was noted outside: the ledger was rewritten", seq=seq))
        previous = entry.hash
    last = max(noted, default=0)
    if seq >= last:
        return None
    why = _(
        "the ledger ends at {seq}, but {noted} was noted outside: its end was cut off, or an old copy put back",
        seq=seq,
        noted=last,
    )
    return Broken(seq + 1, why)


def _as_written(entry: Entry) -> bool:
    """Whether the hash of an entry is its own; of a plain one that was blanked only a redaction can tell, so that comes later."""
    try:
        found = digest(entry)
        if entry.plain:
            return not entry.previous.startswith(_COMMITTED) and (found == entry.hash or _speaks_of_people(entry))
        return entry.hash == _COMMITTED + found[:63]
    except (ValueError, TypeError, AttributeError):  # not even text
        return False


def _changed(seq: int) -> Broken:
    return Broken(seq, _("entry {seq} was changed after it was written", seq=seq))


def _speaks_of_people(entry: Entry) -> bool:
    return entry.personal is not None or personal.has_commitments(entry.before) or personal.has_commitments(entry.after)


def _untrue_of_people(whole: Sequence[Entry]) -> Broken | None:
    """The first entry that says other personal values than it was written with, or not what redactions left of them."""
    taken = _Taken(whole)
    for entry in whole:
        gone = taken.fields(entry) if taken else frozenset()
        if not gone and not _speaks_of_people(entry):
            continue
        try:
            if entry.plain and digest(entry) not in (entry.hash, taken.rests.get(entry.seq)):
                return _changed(entry.seq)
            if wrong := _unproved(entry, gone):
                return wrong
        except (ValueError, TypeError, AttributeError):  # not as we write it
            return _changed(entry.seq)
    return None


def _unproved(entry: Entry, taken: frozenset[str]) -> Broken | None:
    """Why the personal values of an entry are not as they were written, or not taken out as a redaction says."""
    openings = personal.unpacked(entry.personal)
    for side in ("before", "after"):
        there = openings.pop(side, {})
        for field, _value in personal.told(getattr(entry, side), there, taken) if taken else ():
            why = _("entry {seq} still says {field}, which a redaction took out: an old copy was put back", **_at(entry, field))
            return Broken(entry.seq, why)
        for field, commitment in personal.commitments(getattr(entry, side)).items():
            opening = there.pop(field, None)
            if opening is None and field not in taken:
                return Broken(entry.seq, _("{field} was taken out of entry {seq}, and no redaction says so", **_at(entry, field)))
            if opening is not None and not personal.opens(opening, commitment):
                return Broken(entry.seq, _("{field} of entry {seq} was changed after it was written", **_at(entry, field)))
        if there:
            return Broken(entry.seq, _("{field} was slipped into entry {seq}", **_at(entry, min(there))))
    if openings:
        return Broken(entry.seq, _("{field} was slipped into entry {seq}", **_at(entry, min(openings))))
    return None


def _at(entry: Entry, field: str) -> dict[str, object]:
    return {"seq": entry.seq, "field": field}


class _Taken:
    """What the redactions of a ledger say was taken out."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.rests: dict[int, str] = {}
        self._fields = defaultdict[tuple[str, str], list[tuple[int, frozenset[str]]]](list)
        for entry in entries:
            if entry.kind == REDACTION and entry.before is None and (found := _redacted(entry)) is not None:
                said, rests = found
                self._fields[said.type, said.subject].append((entry.seq, frozenset(said.fields.split())))
                self.rests |= rests

    def __bool__(self) -> bool:
        return bool(self._fields)

    def fields(self, entry: Entry) -> frozenset[str]:
        """The fields that a later redaction took out of an entry."""
        found = self._fields.get((entry.kind, entry.code), ())
        return frozenset().union(*(fields for seq, fields in found if seq > entry.seq))


def _redacted(entry: Entry) -> tuple[Redacted, dict[int, str]] | None:
    """A redaction, and the digests of what it left of entries that were plain."""
    try:
        said = msgspec.json.decode(entry.after or "", type=Redacted)
        return said, {int(seq): left for seq, _colon, left in (rest.partition(":") for rest in (said.rests or "").split())}
    except (ValueError, TypeError):
        return None  # if it was a redaction, the chain shows that it was changed


def fold(entries: Iterable[Entry]) -> Mapping[tuple[str, str], str]:
    """(kind, code) → canonical JSON of what there is after all entries: what the tables must hold."""
    state: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.after is None:
            state.pop((entry.kind, entry.code), None)
        else:
            state[entry.kind, entry.code] = entry
    return {key: text for key, entry in state.items() if (text := entry.now) is not None}

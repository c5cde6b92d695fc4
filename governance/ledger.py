"""The record of every change: each entry is hashed together with the hash of the one before it.

A change to any entry, a missing entry or two entries swapped break the chain, and :func:`verify` names the first that does
not fit. The chain alone cannot tell a cut tail, a rewritten whole or an old copy put back: for that, keep a :class:`Head`
somewhere else and give it as the anchor.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from msgspec import Struct

from governance.messages import Message, _
from governance.values import Entity

GENESIS = "0" * 64
"""What the first entry names as its previous hash."""

HIDDEN = "…"
"""What stands in an entry for a secret."""


class Entry(Struct, frozen=True, kw_only=True):
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


class Head(Struct, frozen=True):
    """The last entry of a ledger: it stands for the whole of it. Empty ledger: 0 and the genesis hash."""

    seq: int = 0
    hash: str = GENESIS
    at: str | None = None


class Broken(Struct, frozen=True):
    """The first entry that does not fit, and why."""

    seq: int
    message: Message


def canonical(entity: Entity, hidden: frozenset[str] = frozenset()) -> str:
    """An entity as JSON that is the same for equal entities: sorted names, no spaces, secrets replaced.

    Examples
    --------
    >>> from governance.model import Person
    >>> canonical(Person(code="A", name="Trương Minh Tuấn", source="001"))
    '{"assumed":false,"code":"A","name":"Trương Minh Tuấn","note_en":null,"note_vi":null,"source":"001","source_ref":null}'
    """
    if hidden:
        values = {name: getattr(entity, name) for name in entity.__struct_fields__}
        values |= {name: HIDDEN for name in hidden if values[name] is not None}
        return msgspec.json.encode(values, order="sorted").decode()
    return msgspec.json.encode(entity, order="sorted").decode()


def digest(entry: Entry) -> str:
    """SHA-256 over everything in the entry but its own hash, in the order of its declaration."""
    values = [getattr(entry, name) for name in entry.__struct_fields__ if name != "hash"]
    return sha256(msgspec.json.encode(values)).hexdigest()


def sealed(entry: Entry, previous: Head) -> Entry:
    """The entry as the next of a ledger whose head this is."""
    linked = msgspec.structs.replace(entry, seq=previous.seq + 1, previous=previous.hash, hash="")
    return msgspec.structs.replace(linked, hash=digest(linked))


def head_of(entry: Entry) -> Head:
    """The head of a ledger that ends with this entry."""
    return Head(entry.seq, entry.hash, entry.at)


def verify(entries: Iterable[Entry], anchor: Head | None = None) -> Broken | None:
    """Walk a whole ledger; the first entry that is broken, or None.

    Parameters
    ----------
    entries
        All entries from the first on, by ``seq``.
    anchor
        A head kept outside the database. The ledger must still contain it.

    Examples
    --------
    >>> draft = Entry(seq=0, at="", account="a", action="create", kind="person", code="A", before=None, after="{}")
    >>> first = sealed(draft, Head())
    >>> second = sealed(draft, head_of(first))
    >>> verify([first, second]), verify([second]).seq, verify([first], anchor=head_of(second)).seq
    (None, 1, 2)
    """
    head = Head()
    for entry in entries:
        if entry.seq != head.seq + 1:
            return Broken(head.seq + 1, _("entry {seq} is missing", seq=head.seq + 1))
        if entry.previous != head.hash:
            return Broken(entry.seq, _("entry {seq} does not follow the entry before it", seq=entry.seq))
        if digest(entry) != entry.hash:
            return Broken(entry.seq, _("entry {seq} was changed after it was written", seq=entry.seq))
        if anchor is not None and entry.seq == anchor.seq and entry.hash != anchor.hash:
            return Broken(
                entry.seq, _("entry {seq} is not the one that was noted outside: the ledger was rewritten", seq=entry.seq)
            )
        head = head_of(entry)
    if anchor is not None and head.seq < anchor.seq:
        return Broken(
            head.seq + 1,
            _(
                "the ledger ends at {seq}, but {noted} was noted outside: its end was cut off, or an old copy put back",
                seq=head.seq,
                noted=anchor.seq,
            ),
        )
    return None


def fold(entries: Iterable[Entry]) -> Mapping[tuple[str, str], str]:
    """(kind, code) → canonical JSON of what there is after all entries: what the tables must hold."""
    state: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.after is None:
            state.pop((entry.kind, entry.code), None)
        else:
            state[entry.kind, entry.code] = entry.after
    return state

"""The ledger as it travels and as it is read: entries with what they changed, redactions that are asked for, heads to keep."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from api.tables import Account
from governance.anchors import short
from governance.differences import ACTIONS, differences, said
from governance.errors import InvalidError, Problem, kind_name
from governance.ledger import Broken, Entry, Head
from governance.messages import Message, Text, _
from governance.model import Document
from governance.past import HANOI
from governance.past import in_hanoi as at
from governance.redacting import Touched
from governance.redaction import Asked, asked_for
from governance.statements import Sought
from governance.store import Store
from governance.values import Code, Entity, Prose, refusal
from governance.work import instant
from portfolio.reports.table import Column, Table, Term


class FieldDifferenceOut(Struct):
    """A field with its value before and after; null: there was, or is, none. █ stands for what was taken out."""

    field: str
    before: Any
    after: Any


class EntryOut(Struct, kw_only=True):
    """An entry as it is kept, so that its hash can be computed again, and what it changed."""

    seq: int
    at: str
    account: str
    action: str
    kind: str
    code: str
    before: str | None
    after: str | None
    purpose: str | None
    document: str | None
    meeting: str | None
    previous: str
    hash: str
    personal: str | None
    differences: list[FieldDifferenceOut]


class HeadOut(Struct):
    """The head of the ledger; ``text`` is enough to print or read aloud, and to check later."""

    seq: int
    hash: str
    at: str | None
    text: str


class Verdict(Struct):
    """Whether the ledger is whole; where not, the first entry that does not fit and why."""

    intact: bool
    head: Head
    broken_at: int | None = None
    reason_vi: str | None = None
    reason_en: str | None = None


class RedactionAsked(Struct, kw_only=True, forbid_unknown_fields=True):
    """Personal data to take out for good. One reason in either language stands for both."""

    type: Annotated[str, Meta(max_length=40, examples=["person"])]
    subject: Annotated[Code, Meta(examples=["A.Nguyen"])]
    fields: Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(min_length=1, max_length=20, examples=[["name"]])]
    reason_vi: Prose | None = None
    reason_en: Prose | None = None


class ElsewhereOut(Struct):
    """Another place that says the same words, and the last entry that does."""

    kind: str
    code: str
    field: str
    seq: int


class TouchedEntry(Struct):
    """An entry that loses what it says in some fields."""

    seq: int
    fields: list[str]


class RedactionOut(Struct, kw_only=True):
    """What a redaction takes out; ``redaction`` is its code once it is made. What is elsewhere stays there."""

    redaction: str | None
    type: str
    subject: str
    fields: list[str]
    entries: list[TouchedEntry]
    live: bool
    answers: int
    elsewhere: list[ElsewhereOut]


def entry_out(entry: Entry) -> EntryOut:
    """An entry with what it changed."""
    return EntryOut(**msgspec.structs.asdict(entry), differences=[FieldDifferenceOut(*each) for each in differences(entry)])


def head_out(head: Head) -> HeadOut:
    """A head to keep."""
    return HeadOut(head.seq, head.hash, head.at, short(head))


def verdict(head: Head, broken: Broken | None) -> Verdict:
    """What a verification found."""
    if broken is None:
        return Verdict(True, head)
    return Verdict(False, head, broken.seq, broken.message.render("vi"), broken.message.render("en"))


def redaction_out(touched: Touched, redaction: str | None = None) -> RedactionOut:
    """What a redaction takes out, or took out."""
    return RedactionOut(
        redaction=redaction,
        type=touched.type,
        subject=touched.subject,
        fields=touched.fields,
        entries=[TouchedEntry(seq, names) for seq, names in touched.entries.items()],
        live=touched.live,
        answers=touched.answers,
        elsewhere=[ElsewhereOut(*each) for each in touched.elsewhere],
    )


_SAID = RedactionAsked.__struct_fields__


def redaction_asked(kinds: Iterable[type[Entity]], raw: Mapping[str, Any], document: str | None) -> Asked:
    """What is to be taken out, from what was sent.

    Raises
    ------
    InvalidError
        With every problem.
    """
    problems = [
        Problem(name[:80], _("there is no field {name}; the fields are {fields}", name=name[:80], fields=_SAID))
        for name in raw
        if name not in _SAID
    ]
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(RedactionAsked):
        try:
            values[field.name] = msgspec.convert(raw.get(field.name), field.type)
        except msgspec.ValidationError:
            problems.append(Problem(field.name, refusal(field.type, raw.get(field.name))))
    if problems:
        raise InvalidError(problems)
    vi, en = values["reason_vi"], values["reason_en"]
    reason = Text(vi or en or "", en or vi or "")
    return asked_for(kinds, values["type"], values["subject"], values["fields"], reason, document)


def sought(
    kind: str | None = None,
    code: str | None = None,
    account: str | None = None,
    document: str | None = None,
    since: date | None = None,
    until: date | None = None,
    about: str | None = None,
) -> Sought:
    """Which entries are wanted; days are days in Hà Nội, both included."""
    after = until + timedelta(days=1) if until is not None and until < date.max else None
    return Sought(kind, code, account, document, _midnight(since), _midnight(after), about)


async def entries(store: Store, wanted: Sought, after: int, limit: int, *, newest: bool = False) -> list[Entry]:
    """The entries that are wanted, as :meth:`governance.store.Store.entries` gives them.

    Raises
    ------
    InvalidError
        When there are none, for what is asked about is not there and never was.
    """
    found = await store.entries(after, limit, wanted, newest=newest)
    if not found and (faults := [fault async for fault in _nowhere(store, wanted)]):
        raise InvalidError(faults)
    return found


async def _nowhere(store: Store, wanted: Sought) -> AsyncIterator[Problem]:
    """What a question names that the ledger does not know."""
    kinds = sorted(kind.kind for kind in store.kinds)
    if wanted.kind is not None and wanted.kind not in kinds:
        why = _("no kind of thing is called {names}; there are {known}", names=(wanted.kind,), known=tuple(kinds))
        yield Problem("kind", why)
    for name, ways in _KNOWN.items():
        code = getattr(wanted, name)
        if code is not None and not [way for way in ways(code) if await store.entries(0, 1, way)]:
            why = _("nothing in the ledger has the code {code}, nor ever had: leave it out to see what there is", code=code)
            yield Problem(name, why)


_KNOWN: Mapping[str, Callable[[str], tuple[Sought, ...]]] = {
    "code": lambda code: (Sought(code=code),),
    "account": lambda code: (Sought(account=code), Sought(kind=Account.kind, code=code)),
    "document": lambda code: (Sought(document=code), Sought(kind=Document.kind, code=code)),
    "about": lambda code: (Sought(about=code),),
}
"""What a question may name → where the ledger would know it: the work of an account, say, or the account itself."""


def _midnight(day: date | None) -> str | None:
    if day is None or day.year < 2:
        return None
    return instant(datetime.combine(day, time(), HANOI))


COLUMNS = (
    Column("seq", _("Entry")),
    Column("at", _("When"), under="seq"),
    Column("account", _("Account")),
    Column("action", _("Action"), under="account"),
    Column("kind", _("What"), wide=1),
    Column("code", _("Code"), under="kind"),
    Column("differences", _("Changed"), wide=4),
    Column("document", _("Document"), wide=1),
    Column("meeting", _("Meeting"), under="document"),
    Column("purpose", _("Part of"), under="document"),
)


def changes(entries: Sequence[Entry], day: date, head: Head, *, more: bool = False) -> Table:
    """Who changed what, when, and on what it rests; ``more`` says that others fit the question too."""
    notes: list[Message] = [_("Moments are those of Hà Nội. █ stands for personal data that a redaction took out.")]
    notes += [_("State of the data: ledger entry {number}.", number=head.seq)]
    notes += [_("There are more changes than these: narrow the question, or ask for more entries.")] if more else []
    title = _("Who changed what")
    empty = _("Nothing was changed that fits the question.")
    return Table("ledger", title, COLUMNS, tuple(_row(entry) for entry in entries), tuple(notes), day, empty=empty)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "seq": str(entry.seq),
        "at": Term(entry.at, Text(at(entry.at), at(entry.at))),
        "account": entry.account,
        "action": Term(entry.action, ACTIONS[entry.action]),
        "kind": Term(entry.kind, kind_name(entry.kind)),
        "code": entry.code,
        "differences": tuple(said(each) for each in differences(entry)),
        "document": entry.document,
        "meeting": entry.meeting,
        "purpose": entry.purpose,
    }

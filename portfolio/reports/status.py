"""Status with denominators: how many tasks are done on time, done late, not yet due and overdue, and what each share is of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from governance.messages import Message, Text, _
from governance.model import Document, Organization
from portfolio.model import Programme
from portfolio.outline import natural
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import View
from portfolio.statuses import COUNTED, Asking, Duty, Status, duties, group_of

_HEADS = {"agency": _("Lead agency"), "programme": _("Programme"), "document": _("Document")}
_ALL = _("All")
_NOBODY = {
    "agency": _("no lead on record"),
    "programme": _("no programme"),
    "document": _("no document on record"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share as a rule: the classes that are counted, and those that they are counted among.

    ``among`` says the latter in words, ``cell`` the share in a table. ``passed`` counts only tasks whose last day is before the
    day of the report.
    """

    key: str
    label: Message
    rule: Message
    cell: str
    among: Message
    of: tuple[Status, ...]
    whole: tuple[Status, ...]
    passed: bool = False

    def fraction(self, counts: Mapping[tuple[Status, bool], int]) -> tuple[int, int]:
        """How many, among how many, of tasks counted by class and by whether their last day has passed."""
        counted = [(status, count) for (status, passed), count in counts.items() if passed or not self.passed]
        part, whole = (sum(count for status, count in counted if status in among) for among in (self.of, self.whole))
        return part, whole


_DONE = (Status.DONE_ON_TIME, Status.DONE_LATE)
_ENDED = (*_DONE, Status.OVERDUE)
_OPEN = (Status.NOT_DUE, Status.OVERDUE)
_LATE = (Status.OVERDUE,)
_IN_CELL = {
    "done": _("done {percent} % ({part}/{whole})"),
    "on time": _("on time {percent} % ({part}/{whole})"),
    "overdue": _("overdue {percent} % ({part}/{whole})"),
}
OVERDUE_SHARES = (
    Share("overdue_of_ended", _("Overdue, of done or overdue"), _("overdue ÷ (done on time + done late + overdue)"),
          "overdue", _("done or overdue"), _LATE, _ENDED),
    Share("overdue_of_assigned", _("Overdue, of assigned"), _("overdue ÷ assigned"),
          "overdue", _("assigned with a deadline"), _LATE, COUNTED),
    Share("overdue_of_open", _("Overdue, of not done"), _("overdue ÷ (not yet due + overdue)"),
          "overdue", _("not done"), _LATE, _OPEN),
    Share("overdue_of_passed", _("Overdue, of last day passed"), _("overdue ÷ tasks whose last day is before the status day"),
          "overdue", _("whose last day has passed"), _LATE, COUNTED, passed=True),
)  # fmt: skip
SHARES = (
    Share("done_of_assigned", _("Done, of assigned"), _("(done on time + done late) ÷ assigned"),
          "done", _("assigned with a deadline"), _DONE, COUNTED),
    Share("on_time_of_done", _("On time, of done"), _("done on time ÷ (done on time + done late)"),
          "on time", _("done"), _DONE[:1], _DONE),
    *OVERDUE_SHARES,
)  # fmt: skip


def status_report(view: View) -> Table:
    """Tasks by agency, programme or document in the four classes, those apart, and each share with what it is of."""
    asked = view.asking or Asking()
    found = duties(view.records, view.day, view.tasks, asked)
    groups: dict[str | None, list[Duty]] = defaultdict(list)
    for duty in found:
        groups[group_of(view.records, duty, asked.by, view.day)].append(duty)
    order = sorted(groups, key=lambda code: (code is None, natural(code or "")))
    rows = [_row(view, _called(view, asked, code), groups[code]) for code in order]
    if len(rows) > 1:
        rows.append(_row(view, Term(None, _ALL), found))
    return Table(
        "status",
        _title(view, asked),
        (Column("group", _HEADS[asked.by], wide=2), *_COLUMNS),
        tuple(rows),
        tuple(_notes(view, asked, found)),
        view.day,
        view.programme,
        answer=tuple(_answer(view, found)) if found else (),
        groups=("all",),
        empty=_("No task is counted here."),
    )


_COLUMNS = (
    Column("assigned", _("Assigned")),
    Column("done_on_time", _("Done on time")),
    Column("done_late", _("Done late")),
    Column("not_due", _("Not yet due")),
    Column("overdue", _("Overdue")),
    *(Column(share.key, share.label, wide=2, under=SHARES[0].key if share is not SHARES[0] else None) for share in SHARES),
    Column("no_deadline", _("Apart: without a deadline"), wide=1),
    Column("extended", _("Extended"), under="no_deadline"),
    Column("on_time_by_instrument", _("On time by the first deadline"), under="no_deadline"),
    Column("suspended", _("Suspended"), under="no_deadline"),
    Column("cancelled", _("Cancelled"), under="no_deadline"),
    Column("done_undated", _("Done, day unknown"), under="no_deadline"),
)
_APART = {
    Status.NO_DEADLINE: _("without a deadline: {count}"),
    Status.SUSPENDED: _("suspended: {count}"),
    Status.CANCELLED: _("cancelled: {count}"),
    Status.DONE_UNDATED: _("done, day unknown: {count}"),
}


def _title(view: View, asked: Asking) -> Message:
    if asked.written is None:
        return _("Status of tasks: {scope}", scope=view.scope)
    if asked.within == "assignment":
        return _("Status of tasks assigned within {period}: {scope}", period=asked.written, scope=view.scope)
    return _("Status of tasks due within {period}: {scope}", period=asked.written, scope=view.scope)


def _called(view: View, asked: Asking, code: str | None) -> Term:
    """A group by what people call it; programs read its code."""
    if code is None:
        return Term(None, _NOBODY[asked.by])
    kinds: Mapping[str, type[Organization | Programme | Document]] = {
        "agency": Organization, "programme": Programme, "document": Document,
    }  # fmt: skip
    thing = view.records.find(kinds[asked.by], code)
    if isinstance(thing, Document) and thing.number:
        return Term(code, Text(thing.number, thing.number))
    return Term(code, thing.title if thing else Text(code, code))


def _counts(view: View, found: Sequence[Duty]) -> Mapping[tuple[Status, bool], int]:
    return Counter((duty.status, duty.until is not None and duty.until < view.day) for duty in found)


def _row(view: View, group: Term, found: Sequence[Duty]) -> dict[str, object]:
    counts, shared = Counter(duty.status for duty in found), _counts(view, found)
    return {
        "all": group.value is None and group.label == _ALL,
        "group": group,
        "assigned": sum(counts[status] for status in COUNTED),
        **{status.value.replace("-", "_"): counts[status] for status in COUNTED},
        **{status.value.replace("-", "_"): _apart(said, counts[status]) for status, said in _APART.items()},
        **{share.key: _share(share, shared) for share in SHARES},
        **_extended(found),
    }


def _extended(found: Sequence[Duty]) -> dict[str, Term]:
    """How many deadlines were extended, and how many tasks were done on time by the instrument's own."""
    count = sum(duty.extended for duty in found)
    on_time = sum(duty.against_instrument is Status.DONE_ON_TIME for duty in found)
    by_first = _("on time by the first deadline: {count}", count=on_time) if count else Text("", "")
    return {"extended": _apart(_("extended: {count}"), count), "on_time_by_instrument": Term(on_time, by_first)}


def _apart(said: Message, count: int) -> Term:
    """A count with its words; people need not read of none."""
    return Term(count, Message(said.msgid, (("count", count),)) if count else Text("", ""))


def _share(share: Share, counts: Mapping[tuple[Status, bool], int]) -> Term | None:
    """A share with what it is of; that none is overdue people need read once only."""
    part, whole = share.fraction(counts)
    if not whole:
        return None
    value = {"numerator": part, "denominator": whole, "percent": percent(part, whole)}
    said = Message(_IN_CELL[share.cell].msgid, tuple({"percent": percent(part, whole), "part": part, "whole": whole}.items()))
    return Term(value, said if part or share not in OVERDUE_SHARES[1:] else Text("", ""))


def percent(part: int, whole: int) -> float:
    """A share in percent, to two digits, halves up.

    >>> percent(223, 16_274), percent(223, 21_914)
    (1.37, 1.02)
    """
    return float((Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP))


# -------------------------------------------------------------------------------------------------------------- in words
def _answer(view: View, found: Sequence[Duty]) -> Iterator[Message]:
    counts = Counter(duty.status for duty in found)
    yield _(
        "{assigned} assigned tasks have a deadline: {on_time} done on time, {late} done late, {not_due} not yet due, "
        "{overdue} overdue.",
        assigned=sum(counts[status] for status in COUNTED),
        on_time=counts[Status.DONE_ON_TIME],
        late=counts[Status.DONE_LATE],
        not_due=counts[Status.NOT_DUE],
        overdue=counts[Status.OVERDUE],
    )
    apart = {status: counts[status] for status in Status if status not in COUNTED}
    if any(apart.values()):
        yield _(
            "Apart from these: {open} without a deadline ({done} of them done), {suspended} suspended, {cancelled} cancelled, "
            "{undated} done on a day that is not on record and may have been late.",
            open=apart[Status.NO_DEADLINE],
            done=sum(duty.done for duty in found if duty.status is Status.NO_DEADLINE),
            suspended=apart[Status.SUSPENDED],
            cancelled=apart[Status.CANCELLED],
            undated=apart[Status.DONE_UNDATED],
        )
    shared = _counts(view, found)
    fractions = [(share, *share.fraction(shared)) for share in OVERDUE_SHARES]
    if said := [_fraction(share, part, whole) for share, part, whole in fractions if whole]:
        shares = reduce(lambda one, other: _("{one}; {other}", one=one, other=other), said)
        yield _("The share that is overdue depends on what it is of: {shares}.", shares=shares)
    if any(duty.extended for duty in found):
        yield _by_the_instrument(found)


def _fraction(share: Share, part: int, whole: int) -> Message:
    return _("{part} of {whole} {among} is {percent} %", part=part, whole=whole, among=share.among, percent=percent(part, whole))


def _by_the_instrument(found: Iterable[Duty]) -> Message:
    """The same tasks held against the deadlines that were set first."""
    every = list(found)
    counts = Counter(duty.against_instrument for duty in every)
    return _(
        "Tasks with an extended deadline, which is the one counted: {extended}. Against the instrument's own deadlines: "
        "{on_time} done on time, {late} done late, {not_due} not yet due, {overdue} overdue, {open} without one.",
        extended=sum(duty.extended for duty in every),
        on_time=counts[Status.DONE_ON_TIME],
        late=counts[Status.DONE_LATE],
        not_due=counts[Status.NOT_DUE],
        overdue=counts[Status.OVERDUE],
        open=counts[Status.NO_DEADLINE],
    )


def _notes(view: View, asked: Asking, found: Sequence[Duty]) -> Iterator[Message]:
    yield _("Status day: {day}.", day=view.day)
    yield _(
        "Counted is each task that has no parts; one with parts stands as they do, and a part without a deadline has that of "
        "what it is part of. Assigned = done on time + done late + not yet due + overdue; tasks apart are in no share."
    )
    yield _("A task is due on the last day of its deadline and overdue from the next day on; done on that day is on time.")
    yield from (_("{share}: {rule}.", share=share.label, rule=share.rule) for share in SHARES)
    if asked.by == "agency":
        yield _(
            "Work that is not done counts for the body in charge on the status day; work that is done, for the one that led it."
        )
    if asked.period is not None and asked.within == "assignment":
        yield _("A task is assigned on the day of its meeting, else on the day on which its document was signed; "
                "one without such a day on record is in no period.")  # fmt: skip
    elif asked.period is not None:
        yield _("A task is in the period when the last day of the deadline that binds it is.")
    if view.facts_only:
        yield _("Assumptions are left out.")
    else:
        yield _("{marked} of {all} tasks counted rest on something that planners assumed and no source states.",
                marked=sum(duty.assumed for duty in found), all=len(found))  # fmt: skip
    if view.ledger_seq is not None:
        yield _("State of the data: ledger entry {number}.", number=view.ledger_seq)

"""Baselines as a table, and what the reports that hold a plan against one have in common."""

from collections.abc import Iterable, Iterator

from governance.messages import Message, Text, _
from governance.model import Document
from governance.records import Records
from portfolio.baselines.model import Baseline
from portfolio.baselines.sides import Known, Side, Span, of_baseline, of_plan
from portfolio.outline import natural
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import View, remarks

LIVE = "live"
"""What the plan as it is now is called where baselines are named."""
NO_BASELINE = _("No baseline was taken yet: egov baseline take CODE keeps the plan as it is now.")
_UNAPPROVED = _("not approved yet")
ASSUMED = Column("assumed", _("Assumed"), yes=_("assumed"))
TASK = (Column("programme", _("Programme")), Column("task", _("Task"), under="programme"), Column("title", _("Title"), wide=2))
THEN = (Column("baseline_start", _("Start then")), Column("baseline_finish", _("Finish then"), under="baseline_start"))
NOW = (Column("start", _("Start")), Column("finish", _("Finish"), under="start"))

BASELINE_COLUMNS = (
    Column("baseline", _("Baseline")),
    Column("title", _("Title"), wide=2),
    Column("as_of", _("Status day")),
    Column("programme", _("Programme"), under="as_of"),
    Column("approved_by", _("Approved by"), wide=1),
    Column("finish", _("Finish")),
    Column("tasks", _("Tasks")),
    Column("links", _("Links"), under="tasks"),
    Column("ledger_seq", _("Ledger entry")),
    Column("digest", _("Digest"), wide=1),
)


def latest(records: Records, programme: str | None = None) -> Baseline | None:
    """The baseline that a plan is held against when none is named: the latest that was approved, else the latest."""
    known = [b for b in records.all(Baseline) if programme is None or b.programme in (None, programme)]
    return max(known, key=lambda b: (b.document is not None, b.as_of, b.ledger_seq, b.code), default=None)


def approval(records: Records, baseline: Baseline) -> Term:
    """Which document approved a baseline, for programs and for people."""
    document = records.find(Document, baseline.document)
    return Term(baseline.document, document.title if document else _UNAPPROVED)


def side_of(view: View, code: str) -> Side:
    """A baseline, or the plan that is looked at, as one side of a comparison.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    if code == LIVE:
        return of_plan(view.records, view.planned, view.schedule, view.surmised)
    return of_baseline(view.records, code)


def told(view: View, known: Known | None) -> bool:
    """Whether a task is one that is looked at, and may be told of."""
    if known is None or (view.programme is not None and known.programme != view.programme):
        return False
    return not (view.facts_only and known.surmised)


def baselines_table(view: View) -> Table:
    """Every baseline, the latest first."""
    found = sorted(view.records.all(Baseline), key=lambda b: (b.as_of, b.ledger_seq, b.code), reverse=True)
    rows = tuple(
        {
            "baseline": baseline.code,
            "title": baseline.title,
            "as_of": baseline.as_of,
            "programme": baseline.programme,
            "approved_by": approval(view.records, baseline),
            "finish": baseline.finish,
            "tasks": baseline.tasks,
            "links": baseline.links,
            "ledger_seq": baseline.ledger_seq,
            "digest": Term(baseline.digest, Text(baseline.digest[:12], baseline.digest[:12])),
        }
        for baseline in found
        if view.programme in (None, baseline.programme) or baseline.programme is None
    )
    return Table("baselines", _("Baselines"), BASELINE_COLUMNS, rows, (), view.day, view.programme, empty=NO_BASELINE)


def chosen(view: View) -> str | None:
    """The baseline that a view is held against: the one it names, else the latest."""
    found = latest(view.records, view.programme)
    return view.baseline or (found.code if found else None)


def no_baseline(view: View, name: str, columns: tuple[Column, ...]) -> Table:
    """The report of a plan of which no baseline was taken."""
    return Table(name, _("Baselines"), columns, (), remarks(view, (), dated=False), view.day, view.programme, empty=NO_BASELINE)


def signed(days: int | None) -> Term | None:
    """So many days with their sign, for people."""
    if days is None:
        return None
    said = f"{days:+d}".replace("-", "−") if days else "0"
    return Term(days, Text(said, said))


def called(code: str) -> Message | str:
    """A side of a comparison, for a heading."""
    return _("the live plan") if code == LIVE else code


def about(view: View, side: Side) -> Iterator[Message]:
    """Which baseline this is, and who approved it."""
    baseline = side.baseline
    if baseline is None:
        return
    said = {"code": baseline.code, "title": baseline.title, "day": baseline.as_of, "seq": baseline.ledger_seq}
    document = view.records.find(Document, baseline.document)
    if document is None:
        yield _("Baseline {code} “{title}”: the plan as of {day}, at ledger entry {seq}; nobody has approved it yet.", **said)
    else:
        approval = _("{document} “{title}”", document=document.code, title=document.title)
        yield _(
            "Baseline {code} “{title}”: the plan as of {day}, at ledger entry {seq}; approved by {approval}.",
            approval=approval,
            **said,
        )


def in_order(view: View, rows: Iterable[dict[str, object]]) -> tuple[dict[str, object], ...]:
    """Rows by programme in their stated order, then as people count."""
    place = {programme.code: i for i, programme in enumerate(view.programmes)}
    return tuple(sorted(rows, key=lambda row: (place.get(str(row["programme"]), len(place)), natural(str(row["task"])))))


def cells(programme: str, task: str, title: Text, before: Span | None, after: Span | None) -> dict[str, object]:
    """The cells of a task in the columns :data:`TASK`, :data:`THEN` and :data:`NOW`."""
    return {
        "programme": programme,
        "task": task,
        "title": title,
        "baseline_start": before and before.start,
        "baseline_finish": before and before.finish,
        "start": after and after.start,
        "finish": after and after.finish,
    }

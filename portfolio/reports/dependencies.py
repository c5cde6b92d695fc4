"""The links between tasks: what waits for what, by which ends and lag, which links fix dates, and how much slack they have."""

from governance.messages import _
from portfolio.model import Dependency, Task
from portfolio.outline import natural
from portfolio.reports.table import Column, Table
from portfolio.reports.views import ORIGIN, View, remarks
from portfolio.reports.words import lag_term, word

COLUMNS = (
    Column("predecessor", _("Predecessor")),
    Column("predecessor_title", _("Predecessor's title"), wide=1, under="predecessor"),
    Column("successor", _("Successor")),
    Column("successor_title", _("Successor's title"), wide=1, under="successor"),
    Column("relation", _("Relation")),
    Column("type", _("Effect"), under="relation"),
    Column("lag", _("Lag"), under="relation"),
    Column("lag_calendar", _("Lag counts on"), under="relation"),
    Column("driving", _("Driving"), yes=_("driving")),
    Column("float", _("Link float"), under="driving"),
    *ORIGIN,
)


def dependencies_report(view: View) -> Table:
    """Every link that begins or ends in the programmes looked at. Lags and floats are working days of the calendars named."""
    shown = {task.code for task in view.tasks}
    links = [d for d in view.records.all(Dependency) if d.predecessor in shown or d.successor in shown]
    links.sort(key=lambda d: (natural(d.predecessor), natural(d.successor), d.relation))
    rows = tuple(_row(view, link) for link in links)
    notes = (
        *remarks(view, rows, dated=False),
        _("FS, SS, FF, SF: which end of the predecessor binds which end of the successor, F for finish and S for start."),
        _("A driving link fixes its successor's early date; a link's float is how far it could slip before it did."),
        _("Links marked “influence only” do not date their successor and may form loops."),
    )
    title = _("Dependencies: {scope}", scope=view.scope)
    return Table("dependencies", title, COLUMNS, rows, notes, view.day, view.programme)


def _row(view: View, link: Dependency) -> dict[str, object]:
    computed = view.links.get((link.predecessor, link.successor, link.relation))
    first, second = (view.records.find(Task, code) for code in (link.predecessor, link.successor))
    return {
        "predecessor": link.predecessor,
        "predecessor_title": first and first.title,
        "successor": link.successor,
        "successor_title": second and second.title,
        "relation": link.relation,
        "lag": lag_term(link.lag, link.lag_calendar) if link.lag else 0,
        "lag_calendar": word(link.lag_calendar) if link.lag else None,
        "type": word(link.type),
        "driving": computed and computed.driving,
        "float": computed and computed.float,
        "source": link.source,
        "assumed": link.assumed,
    }

"""Who sits where on the day: the posts of the committee, then of every other body, and what is vacant."""

from collections.abc import Iterator

from governance.messages import _
from portfolio.reports.responsibility import reason
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.tree import Body, Seat, committee_tree
from portfolio.reports.views import ORIGIN, View, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("body", _("Body"), wide=2),
    Column("post", _("Post"), wide=2),
    Column("office", _("Ex officio"), under="post"),
    Column("person", _("Person"), wide=2),
    Column("via", _("Capacity"), under="person"),
    Column("reasons", _("Why"), wide=4),
    *ORIGIN,
)


def committee_report(view: View) -> Table:
    """Every post with its holder on the status day, or that no source names one. The whole hierarchy, whatever the programme."""
    tree = committee_tree(view.records, view.day)
    bodies = [*_walk(tree.committee), *(found for body in tree.bodies for found in _walk(body))]
    rows = tuple(_row(body, seat) for body in bodies for seat in body.seats)
    notes = (*remarks(view, rows, dated=False), _("Vacant: no source names the holder."))
    return Table(
        "committee", _("Who sits in the committee and in the bodies around it"), COLUMNS, rows, notes, view.day, view.programme
    )


def _walk(body: Body | None) -> Iterator[Body]:
    if body is not None:
        yield body
        for child in body.children:
            yield from _walk(child)


def _row(body: Body, seat: Seat) -> dict[str, object]:
    return {
        "body": Term(body.code, body.name),
        "post": Term(seat.code, seat.title),
        "office": seat.office,
        "person": seat.person,
        "via": word(seat.via),
        "reasons": tuple(reason(step) for step in seat.reasons),
        "source": seat.source,
        "assumed": seat.assumed,
    }

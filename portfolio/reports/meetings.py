"""A meeting as tables: who of the body's members was there and whether that is enough, and the points of its agenda."""

from decimal import ROUND_HALF_UP, Decimal

from governance.members import name_of
from governance.messages import Message, _
from governance.model import Meeting, Organization
from governance.quorum import Quorum, said
from governance.records import Records
from portfolio.agenda import Agenda
from portfolio.reports.table import Column, Table
from portfolio.reports.views import View, called
from portfolio.reports.words import word

MEMBERS = (
    Column("member", _("Member"), wide=3),
    Column("person", _("Person"), wide=2),
    Column("via", _("Capacity"), under="person"),
    Column("present", _("Present"), yes=_("present")),
    Column("substitutes", _("Stood in, not counted"), wide=2),
    Column("reasons", _("Why"), wide=4),
    Column("assumed", _("Assumed"), yes=_("assumed")),
)
POINTS = (
    Column("number", _("No.")),
    Column("title", _("Point of the agenda"), wide=4),
    Column("presenter", _("Presents"), wide=2),
    Column("starts_at", _("From")),
    Column("minutes", _("Minutes")),
    Column("papers", _("Papers"), wide=3),
)


def quorum_table(records: Records, found: Quorum) -> Table:
    """The members of a body at a meeting, one a row, with the sentence that says whether they were enough."""
    rows = tuple(
        {
            "member": each.member.title,
            "person": name_of(records, each.member.person),
            "via": word(each.member.via) if each.member.seats else None,
            "present": each.present,
            "substitutes": each.substitutes,
            "reasons": tuple(reason.line for reason in each.reasons),
            "assumed": any(reason.assumed for reason in each.reasons),
        }
        for each in found.counted
    )
    meeting = records.get(Meeting, found.meeting)
    title = _("Quorum: {meeting}, {day}", meeting=meeting.title, day=found.day)
    notes = (*(reason.line for reason in found.reasons), _("Members are those of the body on the day of the meeting."))
    return Table("quorum", title, MEMBERS, rows, notes, found.day, None, (verdict(found),))


def verdict(found: Quorum) -> Message:
    """How many were there of how many, how many are needed by which rule, and whether that is enough."""
    if not found.of:
        return _("No member is on record: nobody can be counted.")
    share = (Decimal(found.present * 100) / found.of).quantize(Decimal("0.1"), ROUND_HALF_UP)
    there = _("{present} of {all} members present ({share} %)", present=found.present, all=found.of, share=float(share))
    if found.rule is None or found.needed is None:
        return _("{there}; no rule is on record that says whether that is enough.", there=there)
    if found.met:
        return _("{there}; {needed} needed, {rule}: there is a quorum.", there=there, needed=found.needed, rule=said(found.rule))
    return _("{there}; {needed} needed, {rule}: there is no quorum.", there=there, needed=found.needed, rule=said(found.rule))


def points_table(view: View, found: Agenda) -> Table:
    """The points of a meeting's agenda, each with its papers; the papers for the whole meeting come last."""
    assert found.meeting is not None, "only a meeting that is called has points"
    rows: list[dict[str, object]] = [
        {
            "number": item.ordinal,
            "title": item.title,
            "presenter": called(view.records.find(Organization, item.presenter)),
            "starts_at": item.starts_at,
            "minutes": item.minutes,
            "papers": tuple(paper.title for paper in found.papers if paper.agenda_item == item.code),
        }
        for item in found.items
    ]
    whole = tuple(paper.title for paper in found.papers if paper.agenda_item is None)
    if whole:
        rows.append({"title": _("for the whole meeting"), "papers": whole})
    title = _("Agenda: {meeting}", meeting=found.meeting.title)
    why = tuple(reason.line for reason in found.chair.reasons) if found.chair else ()
    person = found.chair and name_of(view.records, found.chair.person)
    answer = (_("Chaired by {person}.", person=person),) if person else (_("Who chairs it is not on record."),)
    empty = _("No point of the agenda is on record.")
    return Table("agenda-points", title, POINTS, tuple(rows), why, view.day, None, answer, (), empty)

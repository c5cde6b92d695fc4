"""Who are the members of each body on a day, and how many: counted once, seats that nobody holds told, substitutes never."""

from collections.abc import Iterator

from governance.holders import Reason, Via, because
from governance.members import Member, composition, name_of
from governance.messages import Text, _
from governance.model import Membership, Organization, OrganizationClass, Post
from portfolio.reports.responsibility import reason
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("body", _("Body"), wide=2),
    Column("member", _("Member"), wide=2),
    Column("seats", _("Seats"), wide=2, under="member"),
    Column("via", _("Capacity")),
    Column("counted", _("Counted"), yes=_("counted"), under="via"),
    Column("reasons", _("Why"), wide=4),
    *ORIGIN,
)


COLLEGIAL = frozenset({OrganizationClass.COMMITTEE, OrganizationClass.BOARD, OrganizationClass.TEAM})
"""The classes of bodies that are made of members; of others only those that have members on record are told."""


def members_report(view: View) -> Table:
    """Body by body: its members on the day, then those who only stand in for one. Whatever the programme."""
    rows: list[dict[str, object]] = []
    answer = []
    for body in view.records.all(Organization):
        if body.classification not in COLLEGIAL and not view.records.by(Membership, "body", body.code):
            continue
        found = composition(view.records, body.code, view.day)
        if found.members or found.substitutes:
            rows += (_row(view, body, member) for member in found.members)
            rows += (_substitute(view, body, each) for each in found.substitutes)
            vacant = sum(member.via is Via.VACANT for member in found.members)
            answer.append(_("{body}: {count} member(s), of which {vacant} seat(s) that no source names the holder of",
                            body=called(body), count=len(found.members), vacant=vacant))  # fmt: skip
    notes = (
        *remarks(view, rows, dated=False),
        _("Whoever sits in several seats is one member. A substitute, and a delegate, is none."),
    )
    title = _("The members of each body")
    return Table("members", title, COLUMNS, tuple(rows), notes, view.day, view.programme, tuple(answer), groups=("body",))


def _row(view: View, body: Organization, member: Member) -> dict[str, object]:
    who = name_of(view.records, member.person)
    organization = view.records.find(Organization, member.organization)
    name = Text(who, who) if who else organization.title if organization else _("vacant")
    return {
        "body": Term(body.code, called(body) or body.title),
        "member": Term(member.person or member.organization, name),
        "seats": tuple(_seats(view, member)) or ((Term(None, member.title),) if member.person else ()),
        "via": word(member.via) if member.seats else Term("member", _("member by name")),
        "counted": True,
        "reasons": tuple(reason(step) for step in member.reasons),
        "source": next((step.source for step in member.reasons if step.source), None),
        "assumed": member.assumed,
    }


def _seats(view: View, member: Member) -> Iterator[Term]:
    for code in member.seats:
        post = view.records.find(Post, code)
        yield Term(code, post.title if post else Text(code, code))


def _substitute(view: View, body: Organization, each: Membership) -> dict[str, object]:
    code = each.person or each.organization or each.code
    organization = view.records.find(Organization, each.organization)
    name = name_of(view.records, each.person)
    why: Reason = because(_("stands in and is not counted: {role}", role=Text(each.role_vi, each.role_en)), each)
    return {
        "body": Term(body.code, called(body) or body.title),
        "member": Term(code, organization.title if organization else Text(name or code, name or code)),
        "seats": (),
        "via": Term("substitute", _("substitute")),
        "counted": False,
        "reasons": (reason(why),),
        "source": each.source,
        "assumed": each.assumed,
    }

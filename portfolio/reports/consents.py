"""What waits for a second person, and what became of earlier requests."""

from datetime import date, datetime, timedelta

from governance.consents import Consent, ConsentState, TwoPersonAction, TwoPersonRule
from governance.messages import Message, Text, _
from governance.model import Organization
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import View

COLUMNS = (
    Column("consent", _("Request")),
    Column("state", _("State")),
    Column("what", _("What is to be done"), wide=3),
    Column("requested_by", _("Asked for by")),
    Column("requested_on", _("Asked on"), under="requested_by"),
    Column("expires_on", _("Waits until")),
    Column("body", _("At the wish of"), wide=1),
    Column("decided_by", _("Decided by")),
    Column("reason", _("Reason"), wide=2),
)


def consents_report(view: View) -> Table:
    """Every request, those that wait first and of them the first to run out first."""
    found = sorted(view.records.all(Consent), key=lambda c: (_state(view, c)[0], c.expires_at, c.code))
    rows = tuple(_row(view, consent) for consent in found)
    waiting = sum(1 for consent in found if _state(view, consent)[0] == 0)
    rules = tuple(_rule(view, rule) for rule in view.records.all(TwoPersonRule)) or (_("No body wants a second person."),)
    answer = (
        _(
            "{all} request(s), of which {waiting} [waits|wait] for a second person on {day}.",
            waiting=waiting,
            all=len(found),
            day=view.day,
        ),
    )
    title, empty = _("Requests that wait for a second person"), _("Nothing was asked for that needs a second person.")
    return Table("consents", title, COLUMNS, rows, rules, view.day, view.programme, answer, empty=empty)


_ACTIONS = {TwoPersonAction.BASELINE: _("changing a baseline"), TwoPersonAction.CLOSE: _("closing a task")}


def _rule(view: View, rule: TwoPersonRule) -> Message:
    return _("{body} wants a second person for {action}.", body=_body(view, rule.body), action=_ACTIONS[rule.action])


def _day(moment: str) -> date:
    """The day of a moment in Hà Nội, which is seven hours ahead of UTC all the year."""
    return (datetime.fromisoformat(moment) + timedelta(hours=7)).date()


def _row(view: View, consent: Consent) -> dict[str, object]:
    rule = view.records.find(TwoPersonRule, consent.asked_by)
    return {
        "consent": consent.code,
        "state": _state(view, consent)[1],
        "what": Text(consent.what_vi, consent.what_en),
        "requested_by": consent.requested_by,
        "requested_on": _day(consent.requested_at),
        "expires_on": _day(consent.expires_at),
        "body": _body(view, rule.body) if rule else None,
        "decided_by": consent.decided_by,
        "reason": consent.reason,
    }


def _body(view: View, code: str) -> Text | str:
    body = view.records.find(Organization, code)
    return body.title if body else code


def _state(view: View, consent: Consent) -> tuple[int, Term]:
    """Where a request stands on the day that is looked at, and its place in the order."""
    match consent.state:
        case ConsentState.PENDING if _day(consent.expires_at) >= view.day:
            return 0, Term("pending", _("waits"))
        case ConsentState.PENDING:
            return 1, Term("expired", _("its time is over"))
        case ConsentState.CONFIRMED:
            return 2, Term("confirmed", _("confirmed"))
        case _:
            return 2, Term("declined", _("declined"))

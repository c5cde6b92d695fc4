"""Which rule, if any, wants a second person for an action: that of a body whose business the thing is."""

from datetime import date

from governance.consents import TwoPersonAction, TwoPersonRule
from governance.records import Records
from governance.values import Entity, holds
from portfolio.model import Portfolio, Programme
from portfolio.reach import Ancestry, ancestry_of, with_ancestors


def needs_second(records: Records, action: TwoPersonAction, about: Entity, day: date) -> TwoPersonRule | None:
    """The rule that wants a second person for an action on a thing on a day, or None.

    ``about`` is what the action is done to, such as a task; taking a baseline is done to the programme or the portfolio that
    it is taken of. Rules of every body whose business that is count, those of the committee too; of several rules the one
    that waits for the fewest days.
    """
    bodies = _concerned(records, about)
    rules = [
        rule for rule in records.by(TwoPersonRule, "action", action) if rule.body in bodies and holds(rule.start, rule.end, day)
    ]
    return min(rules, key=lambda rule: (rule.days, rule.code), default=None)


def _concerned(records: Records, about: Entity) -> frozenset[str]:
    """The bodies whose business a thing is: its own, and the committee of its portfolio; each with those above it."""
    of = ancestry_of(records, about) or Ancestry()
    portfolios = {getattr(about, "portfolio", None), about.code if isinstance(about, Portfolio) else None}
    portfolios |= {found.portfolio for code in of.programmes if (found := records.find(Programme, code))}
    committees = [portfolio.committee for portfolio in records.all(Portfolio) if portfolio.code in portfolios]
    return of.bodies | with_ancestors(records, committees)

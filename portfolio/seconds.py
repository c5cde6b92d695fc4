"""Whose second person an action needs: the bodies that a thing is the business of, and the rules that they made."""

from collections.abc import Iterator
from datetime import date

from governance.consents import TwoPersonAction, TwoPersonRule
from governance.hierarchy import ancestors
from governance.model import Organization
from governance.records import Records
from governance.values import Entity, holds
from portfolio.model import Portfolio, Programme
from portfolio.reach import place_of


def needs_second(records: Records, action: TwoPersonAction, about: Entity, day: date) -> TwoPersonRule | None:
    """The rule that wants a second person for an action on a thing on a day, or None.

    ``about`` is what it is done to: a task; for a baseline itself, or the programme or portfolio that it is taken of. The rule of
    any body whose business it is counts, also of the committee; of several the one that waits the shortest.
    """
    bodies = set(_concerned(records, about))
    rules = [
        rule for rule in records.by(TwoPersonRule, "action", action) if rule.body in bodies and holds(rule.start, rule.end, day)
    ]
    return min(rules, key=lambda rule: (rule.days, rule.code), default=None)


def _concerned(records: Records, about: Entity) -> Iterator[str]:
    """The bodies whose business a thing is: its own, and the committee of its portfolio; each with those above it."""
    place = place_of(records, about)
    programmes = place.programmes if place else ()
    yield from place.bodies if place else ()
    portfolios = {getattr(about, "portfolio", None), about.code if isinstance(about, Portfolio) else None}
    portfolios |= {found.portfolio for code in programmes if (found := records.find(Programme, code))}
    for code in portfolios:
        portfolio = records.find(Portfolio, code)
        if portfolio is not None:
            yield portfolio.committee
            if records.find(Organization, portfolio.committee):
                yield from (body.code for body in ancestors(records, portfolio.committee))

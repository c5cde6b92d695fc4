"""Everything that an installation keeps, and the rules that hold over all of it."""

from api.tables import KINDS as ACCESS
from governance.database import Database
from governance.kinds import KINDS as GOVERNANCE
from governance.rules import RULES as GOVERNANCE_RULES
from governance.store import Store
from governance.values import Entity
from portfolio.kinds import KINDS as PORTFOLIO
from portfolio.rules import RULES as PORTFOLIO_RULES

KINDS: tuple[type[Entity], ...] = (*GOVERNANCE, *PORTFOLIO, *ACCESS)
"""Every kind of thing, each after what it refers to."""
BY_NAME = {kind.kind: kind for kind in KINDS}


def store_for(engine: Database) -> Store:
    """The store of an installation over an engine."""
    return Store(engine, KINDS, (*GOVERNANCE_RULES, *PORTFOLIO_RULES))

"""Every kind of thing that the portfolio package declares: what is planned, measured, promised and tried."""

from governance.consents import Consent
from governance.redaction import Redaction
from governance.values import Entity
from portfolio.baselines.model import KINDS as KEPT
from portfolio.citing import KINDS as CITING
from portfolio.measures import KINDS as MEASURED
from portfolio.model import KINDS as PLANNED
from portfolio.ordered import KINDS as ORDERED
from portfolio.whatif.model import KINDS as SCENARIOS
from portfolio.workflow.model import KINDS as WORKFLOW
from portfolio.workflow.model import WRITTEN

KINDS: tuple[type[Entity], ...] = (*PLANNED, *CITING, *MEASURED, *ORDERED, *KEPT, *SCENARIOS, *WORKFLOW)
"""Each after what it refers to (a task's own kind apart)."""

MADE_HERE: frozenset[type[Entity]] = frozenset((*KEPT, *SCENARIOS, Consent, Redaction, *WRITTEN))
"""What no source states and no form fills in: it is made out of the rest, by functions of its own."""

"""The tables of the portfolio's things, derived from their declarations as :mod:`governance.tables` says."""

from governance import tables as governance
from portfolio.kinds import KINDS

TABLES = governance.derive(KINDS, governance.TABLES)

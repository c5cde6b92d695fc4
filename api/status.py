"""The day that answers are given for when nobody names one."""

from datetime import date

from governance.records import Records
from portfolio.model import Portfolio


def status_day(records: Records, today: date) -> date:
    """The status day that the portfolio fixes, else today.

    >>> status_day(Records(), date(2026, 11, 21))
    datetime.date(2026, 11, 21)
    """
    return fixed_day(records) or today


def fixed_day(records: Records) -> date | None:
    """The status day that the portfolio fixes, if it fixes one: the earliest, where several portfolios do."""
    return min((p.status_day for p in records.all(Portfolio) if p.status_day), default=None)

"""What a change would do to the schedule: the plan before and after it, compared."""

from datetime import date

from governance.records import Records
from portfolio.cpm import schedule
from portfolio.plan import network
from portfolio.whatif.comparison import Comparison, Dated, compare


def effect(before: Records, after: Records, day: date) -> Comparison:
    """Every task whose dates, floats or kept deadlines differ on a day between two states.

    Raises
    ------
    InvalidError, CycleError
        When one of them cannot be scheduled.
    """
    one, other = (Dated(records, schedule(network(records, day).network)) for records in (before, after))
    return compare(one, other)

"""The words for a past."""

import re
from calendar import monthrange
from itertools import product

from governance.past import KNOWN


def test_the_days_that_the_document_allows_are_those_that_there_are() -> None:
    for year, month in product(range(1899, 2201), range(14)):
        allowed = [day for day in range(33) if re.search(KNOWN, f"{year}-{month:02}-{day:02}T09:30")]
        there = 1900 <= year < 2200 and 1 <= month <= 12
        assert allowed == (list(range(1, monthrange(year, month)[1] + 1)) if there else []), (year, month)

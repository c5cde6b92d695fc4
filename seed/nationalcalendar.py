"""The snapshot of the national calendar, made again from the library ``holidays``.

The rows stand in ``reference/calendar-days.csv`` so that an upgrade of the library cannot move old deadlines.
Days that a dispatch in the seed orders stand beside them with that dispatch and are left out here.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import holidays

SOURCE = "national-calendar"
ORDERED = frozenset({date(2018, 12, 31), date(2019, 1, 5), date(2019, 4, 29), date(2019, 5, 4)})
"""Days ordered by dispatch 6519/VPCP-KGVX."""


def snapshot(years: Iterable[int]) -> Iterator[dict[str, str]]:
    """The days that the library closes or opens in these years, as rows of ``calendar-days.csv``, by day.

    >>> [row["day"] for row in snapshot([2018]) if row["day"] > "2018-05"]
    ['2018-05-01', '2018-09-02', '2018-09-03']
    """
    wanted = sorted(years)
    vi = holidays.country_holidays("VN", years=wanted, language="vi")
    en = holidays.country_holidays("VN", years=wanted, language="en_US")
    reasons = {day: (vi[day], en[day]) for day in vi}
    made_up = dict.fromkeys(vi.weekend_workdays, ("Làm bù", "Make-up working day"))
    for day, (reason_vi, reason_en) in sorted((reasons | made_up).items()):
        if day.year in wanted and day not in ORDERED:
            yield {
                "calendar": "VN",
                "day": day.isoformat(),
                "working": str(day in made_up).lower(),
                "reason_vi": reason_vi,
                "reason_en": reason_en,
                "source": SOURCE,
                "source_ref": f"holidays.VN({day.year})",
            }

"""What standards, textbooks and the manuals of other schedulers say, as plans and the charts that follow from it.

Each test names its source. The wording is ours, and the plans are the source's own only where the test says so. Published plans
with a table of all their dates stand in ``tests/cases``.
"""

import pytest

from portfolio.cpm import Schedule, schedule
from portfolio.dates import Miss
from portfolio.model import ConstraintKind
from portfolio.network import Network
from tests.portfolio.charts import chart, drawn, july, plan


class TestOutOfSequence:
    """Trauner Consulting Services, "How Retained Logic, Actual Dates, and Progress Override Deal with Out-of-Sequence Progress",
    figure 1: of four activities in a row the third begins before the second is finished. The names are Oracle Primavera P6's.
    """

    FOUR = """
        A 3 began=2 ended=4
        B 4 A began=5 left=2
        C 3 B began=6 left=2
        D 2 C
    """

    def test_retained_logic_leaves_the_rest_until_the_predecessor_is_finished(self) -> None:
        assert chart(schedule(plan(self.FOUR, data_date=9))) == drawn("""
               MTWTFssMTWTFssMTWTFss
            A  XXX
            B     XX--XX
            C      X--XXXX
            D             X--X
        """)

    def test_progress_override_goes_on_at_the_data_date_as_if_there_were_no_such_link(self) -> None:
        assert chart(schedule(plan(self.FOUR, data_date=9), progress="override")) == drawn("""
               MTWTFssMTWTFss
            A  XXX
            B     XX--XX
            C      X--XX
            D           XX
        """)


def test_float_is_counted_to_the_end_of_ones_own_project_or_of_the_latest_one() -> None:
    """Oracle, P6 EPPM Web Services Reference, ScheduleOptions, CalculateFloatBasedOnFinishDate: to the finish of each project, or
    to the latest finish of all that are scheduled together.
    """
    network = plan("""
        own  2 of=P1
        long 5 of=P2
    """)  # fmt: skip
    assert chart(schedule(network), late=True) == drawn("""
              MTWTFss
        long  XXXXX
        own   XX
    """)
    assert chart(schedule(network, against="portfolio"), late=True) == drawn("""
              MTWTFss
        long  XXXXX
        own      XX
    """)


class TestTheLongestPathIsNotTheLeastFloat:
    """AACE International, Recommended Practice 49R-06, Identifying the Critical Path (2010), and GAO, Schedule Assessment Guide
    (GAO-16-89G, 2015), best practice 6: where dates are imposed or calendars differ, the least total float and the longest path
    are two answers. P6 offers both (ScheduleOptions, CriticalActivityPathType).
    """

    def test_an_imposed_date_makes_a_side_branch_the_least_float(self) -> None:
        network = plan("""
            side 3 due=3
            a    3
            b    2 a
        """)  # fmt: skip
        assert chart(schedule(network), critical=True) == drawn("""
                  MTWTFss
            a     XXX
            b        XX
            side  XXX
        """)
        assert chart(schedule(network, critical="longest-path"), critical=True) == drawn("""
                  MTWTFss
            a     XXX
            b        XX
            side  xxx
        """)

    def test_a_calendar_with_more_days_than_its_followers_has_float_on_the_longest_path(self) -> None:
        network = plan("""
            a 5 on=every
            b 2 a
        """)  # fmt: skip
        made = schedule(network, critical="longest-path")
        assert chart(made, critical=True) == drawn("""
               MTWTFssMTWTFss
            a  XXXXX
            b         XX
        """)
        assert made.tasks["a"].total_float == 2
        assert chart(schedule(network), critical=True) == drawn("""
               MTWTFssMTWTFss
            a  xxxxx
            b         XX
        """)


class TestMicrosoftProject:
    """Microsoft Support, the pages of the task fields, and the knowledge base."""

    def test_total_slack_is_what_must_be_saved_where_it_is_negative(self) -> None:
        """Total Slack (task field): the smaller of late finish less early finish and late start less early start; a negative one
        is the time that must be saved, and comes of constraints.
        """
        made = schedule(plan("""
            a 3
            b 2 a FNLT=4
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFss
            a  XXX
            b     XX
        """)
        assert chart(made, late=True).splitlines()[2] == "b   XX"
        weeks = made.network.calendars["vn"]
        for dates in made.tasks.values():
            starts = weeks.index(dates.late_start) - weeks.index(dates.early_start)
            finishes = weeks.index(dates.late_finish) - weeks.index(dates.early_finish)
            assert dates.total_float == min(starts, finishes) == -2

    def test_a_deadline_shows_and_does_not_schedule(self) -> None:
        """Deadline (task field): unlike a constraint it does not affect scheduling; an indicator tells that it is missed."""
        made = schedule(plan("a 3 due=3"))
        assert chart(made) == drawn("""
               MTWTFss
            a  XXX
        """)
        assert [miss.day for miss in made.tasks["a"].violates] == [july(3)]

    def test_where_it_keeps_the_date_we_keep_the_logic(self) -> None:
        """T. Boyle, Boyle Project Consulting (December 2016), on total slack under Must Start On: with the option that tasks
        honour their constraint dates, which is the usual one, a task stands on its date whatever it waits for. Here logic wins.
        """
        made = schedule(plan("""
            a 4
            b 2 a MSO=4
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFssMTWTFss
            a  XXXX
            b      X--X
        """)
        assert made.tasks["b"].violates == (Miss(ConstraintKind.MSO, july(4), 2),)

    def test_a_last_day_after_the_end_leaves_the_end_what_bounds(self) -> None:
        """Knowledge base Q182899: there an FNLT date becomes the late finish even if it is after the finish of the project, which
        then has no critical path. Here what bounds first, bounds.
        """
        made = schedule(plan("a 1 FNLT=6"))
        assert chart(made, late=True, critical=True) == drawn("""
               MTWTFss
            a  X
        """)


def test_work_is_not_stretched_between_a_start_and_a_finish_that_bind_it() -> None:
    """The ladder of SS and FF. J. D. Wiest, "Precedence Diagramming Method: Some Unusual Characteristics and Their Implications
    for Project Managers", Journal of Operations Management 1 (1981) 121-130: work that may not be split begins later than its
    start link allows, so that it ends as its finish link demands.
    """
    assert chart(schedule(plan("""
        a 6
        b 3 a:SS+2 a:FF+1
    """))) == drawn("""
           MTWTFssMTWTFss
        a  XXXXX--X
        b      X--XX
    """)  # fmt: skip


class TestReverseCritical:
    """J. D. Wiest (1981), as above, and J. R. Meredith and S. J. Mantel, Project Management, on precedence diagramming: where the
    critical path comes in by the finish of an activity and leaves by its start, more time for the activity ends the project
    sooner.
    """

    def test_more_days_for_it_end_the_plan_sooner(self) -> None:
        """The plan is that of planlab.ai, "Reverse Critical Paths: Definition, Examples, and Solutions" (2024), figure 1."""
        three = """
            A 10
            B {days} A:SS A:FF
            C 10 B:SS
        """
        assert chart(schedule(plan(three.format(days=5))), critical=True) == drawn("""
               MTWTFssMTWTFssMTWTFss
            A  XXXXX--XXXXX
            B         XXXXX
            C         XXXXX--XXXXX
        """)
        assert chart(schedule(plan(three.format(days=7))), critical=True) == drawn("""
               MTWTFssMTWTFssMTWTFss
            A  XXXXX--XXXXX
            B     XX--XXXXX
            C     XX--XXXXX--XXX
        """)

    @pytest.mark.parametrize(
        ("text", "less", "more"),
        [
            pytest.param("a 2\nx 3 a\nb 2 x", -1, 1, id="normal"),
            pytest.param("p 4\nx 3 p:FF\ns 9 x:SS", 1, -1, id="reverse"),
            pytest.param("a 2\nx 3 a\ns 9 x:SS", 0, 0, id="neutral"),
            pytest.param("q 1\np 4\nx 3 q p:FF\nr 6 x\ns 9 x:SS", 1, 1, id="bicritical"),
            pytest.param("q 1\nx 3 q\nr 6 x\ns 9 x:SS", 0, 1, id="increasing normal"),
            pytest.param("p 4\nx 3 p:FF\nr 6 x\ns 9 x:SS", 1, 0, id="decreasing reverse"),
        ],
    )
    def test_there_are_six_ways_to_be_critical(self, text: str, less: int, more: int) -> None:
        """V. Valls and P. Lino, "Criticality Analysis in Activity-on-Node Networks with Minimal Time Lags", Annals of Operations
        Research 102 (2001) 17-37, names the six classes; each is told here by what a day less and a day more do to the end.
        """
        made = schedule(plan(text))
        assert made.tasks["x"].critical
        assert [lasts(schedule(plan(text.replace("x 3", f"x {days}")))) - lasts(made) for days in (2, 4)] == [less, more]


def lasts(made: Schedule) -> int:
    """The working days from the first day of a plan to its last."""
    assert made.start
    assert made.finish
    return made.network.calendars["vn"].working_days(made.start, made.finish)


@pytest.mark.parametrize("code", ["a", "b", "end"])
def test_six_hundred_days_more_on_the_critical_path_end_the_plan_as_much_later(code: str) -> None:
    """U.S. Defense Contract Management Agency, 14-Point Assessment, point 12, the critical path test: it shows that no imposed
    date stops the logic. Here none can, not even one that must be kept.
    """

    def with_days(more: int) -> Network:
        days = {"a": 3, "b": 2, "end": 1}
        days[code] += more
        return plan(f"""
            a    {days["a"]}
            side 1
            b    {days["b"]} a MSO=5
            end  {days["end"]} b side FNLT=9
        """)

    assert lasts(schedule(with_days(600))) == lasts(schedule(with_days(0))) + 600

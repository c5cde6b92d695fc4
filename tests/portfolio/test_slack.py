"""Why is this not critical? The chain on to what its float counts to."""

from typing import Any

import pytest
from hypothesis import given, settings

from governance.messages import Text
from portfolio.cpm import schedule
from portfolio.errors import CycleError, UnknownCodeError
from portfolio.slack import NotCritical, not_critical
from tests.portfolio.charts import plan
from tests.strategies import lived_plans, network

CHART = """
    a 3
    b 4 a SNET=6
    c 2 a
    d 1 b c+1
"""


def why(text: str, code: str, *, against: Any = "programme", critical: Any = "float", **given: Any) -> NotCritical:
    return not_critical(schedule(plan(text, **given), against=against, critical=critical), {}, code)


def test_the_chain_goes_on_link_by_link_to_the_end() -> None:
    told = why(CHART, "a")
    assert [(step.task, step.hold.limit, step.hold.spare) for step in told.steps] == [
        ("a", "link", 1),
        ("b", "link", 0),
        ("d", "end", None),
    ]
    assert told.sentence.render("en") == (
        "a is not critical: it finishes on 04/07/2018 and may finish as late as 05/07/2018, a total float of 1 working day; "
        "a may finish as late as 05/07/2018: by the link a → b (FS), b waits for it and may start as late as 06/07/2018, "
        "with 1 working day to spare, because b starts on 06/07/2018: it may not start before 06/07/2018; "
        "b may finish as late as 11/07/2018: by the link b → d (FS), d waits for it and may start as late as 12/07/2018; "
        "d may last until its programme ends, on 12/07/2018."
    )
    assert told.sentence.render("vi").startswith("a không găng: hoàn thành ngày 04/07/2018")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t 1\nz 5", "t may last until its programme ends, on 06/07/2018"),
        ("t 1 due=4\nz 5", "t is due by 04/07/2018"),
        ("t 1 extended=4\nz 5", "t is due by 04/07/2018, as extended"),
        ("t 1 SNLT=4\nz 5", "t may not start after 04/07/2018"),
        ("S - FNLT=4\nt 1 in=S\nz 5", "S may not finish after 04/07/2018"),
        ("t 1\nb 1 t:SS\nz 5", "t may start as late as 06/07/2018: by the link t → b (SS), b waits for it and may start"),
        ("t 1\nb 1 t:FF+1\nz 5", "b waits for it and may finish as late as 06/07/2018"),
    ],
)
def test_each_hold_has_its_words(text: str, said: str) -> None:
    assert said in why(text, "t").sentence.render("en")


def test_what_is_critical_or_finished_is_told_to_be() -> None:
    assert "b is critical: its total float is 0 working days, no more than 0" in str(why(CHART, "b").sentence)
    assert str(why("a 1 began=2 ended=2", "a", data_date=3).sentence) == "a is finished, and finished work is never critical."
    assert "b is critical: it is on the longest path" in str(why(CHART, "b", critical="longest-path").verdict)
    assert "a is not critical: it is not on the longest path" in str(why(CHART, "a", critical="longest-path").verdict)


def test_a_summary_is_told_by_its_part_with_the_least_float() -> None:
    assert [step.task for step in why("S -\na 1 in=S\nb 3 in=S\nz 5", "S").steps] == ["b"]


def test_the_end_may_be_that_of_the_whole_portfolio() -> None:
    assert "until the portfolio ends, on 06/07/2018" in str(why("a 1 of=P\nz 5 of=Q", "a", against="portfolio").sentence)


def test_titles_are_told_where_they_are_known() -> None:
    told = not_critical(schedule(plan("a 1\nz 5")), {"a": Text("Soạn", "Draft")}, "a")
    assert str(told.sentence).startswith("a “Draft” is not critical")


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="choose from a"):
        why("a 1", "x")


def test_of_a_long_chain_the_sentence_tells_the_beginning_and_the_end() -> None:
    text = "\n".join(["t0 1", *(f"t{i} 1 t{i - 1}" for i in range(1, 9))])
    said = str(why(text, "t0").sentence)
    assert "further steps lead on to this; t8 may last until its programme ends" in said


@settings(deadline=None, max_examples=100)
@given(lived_plans())
def test_every_chain_ends_at_a_date_or_an_end(drawn: dict[str, Any]) -> None:
    try:
        made = schedule(network(drawn))
    except CycleError:
        return
    for code, dates in made.tasks.items():
        told = not_critical(made, {}, code)
        assert bool(told.steps) == (dates.state != "finished")
        assert all(step.hold.link is not None for step in told.steps[:-1])
        assert not told.steps or told.steps[-1].hold.link is None
        assert told.sentence.render("vi").endswith(".")

"""The tasks that somebody means by who answers for them: an office, with the seats that go with it, or a person."""

from datetime import date

from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st

from governance.hierarchy import office_of
from governance.model import Person, Post
from governance.records import Records
from governance.values import Entity
from portfolio.answers import answers
from portfolio.choosing import Choice
from portfolio.reports import view
from portfolio.reports.tasks import chosen
from tests.governance.making import holds
from tests.portfolio.making import PORTFOLIO, given, portfolios, task

DAY = date(2018, 10, 1)
STATE = (
    *PORTFOLIO,
    *(task(f"P.{i}") for i in range(1, 5)),
    given("P.1", "MIC"),
    given("P.2", "DEPT"),
    given("P.3", "GO", post="GO.chief"),
    given("P.4", "OLD"),
    holds("hung", "MIC.minister"),
    holds("hung", "GO.chief", acting=True),
    holds("phuc", "GOV.pm"),
)


def lie_with(member: str, day: date = DAY) -> list[str]:
    return sorted(chosen(view(Records(STATE), day), Choice(member=member)))


def test_what_an_office_answers_for_its_seats_answer_for_too() -> None:
    assert lie_with("MIC.minister") == lie_with("NEW.mic") == ["P.1", "P.2"]
    assert lie_with("NEW.chair") == lie_with("GOV.pm") == ["P.4"]


def test_a_person_answers_for_tasks_in_every_capacity() -> None:
    assert lie_with("hung") == ["P.1", "P.2", "P.3"]


def test_tasks_go_to_the_successors_office() -> None:
    assert lie_with("OLD.chair", date(2018, 7, 5)) == ["P.4"]
    assert lie_with("OLD.chair") == []


@law(portfolios(), st.dates(date(2013, 1, 1), date(2021, 12, 31)))
@settings(max_examples=40)
def test_every_task_lies_with_one_office_and_at_most_one_person(entities: list[Entity], day: date) -> None:
    records = Records(entities)
    looked, given_to = view(records, day), answers(records, day)

    def lying_with(members: set[str]) -> list[str]:
        return sorted(code for member in members for code in chosen(looked, Choice(member=member)))

    offices = {office_of(records, post.code, day) for post in records.all(Post)}
    assert lying_with(offices) == sorted(code for code, answer in given_to.items() if answer.post)
    assert lying_with({each.code for each in records.all(Person)}) == sorted(c for c, a in given_to.items() if a.person)

"""Input becomes values or is refused with every problem, the rule that each breaks, and the way out."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import model as governance
from governance.errors import InvalidError, Problem
from governance.model import Appointment, DocumentRelation, Meeting, Organization, Person, Source
from governance.values import Entity, first_day, holds, in_order, last_day, reference, references, written
from portfolio import model as portfolio
from portfolio.measures import SurveyAnswer, Target
from portfolio.model import Assignment, Calendar, CalendarDay, Dependency, Estimate, Progress
from portfolio.workflow.model import ExtensionDecision
from tests.governance.making import partial_dates

KINDS = (*governance.KINDS, *portfolio.KINDS)
GOOD = {"code": "MIC", "name_vi": "Bộ TT&TT", "name_en": "MIC", "classification": "ministry"}


def refused(kind: type[Entity], raw: object, *, text: bool = False) -> dict[str, str]:
    with pytest.raises(InvalidError) as caught:
        kind.parse(raw, text=text)
    return {problem.place: problem.message.render("en") for problem in caught.value.problems}


def test_good_input_becomes_a_value() -> None:
    body = Organization.parse(GOOD)
    assert body.name_vi == "Bộ TT&TT"
    assert Organization.parse(msgspec.to_builtins(body)) == body


def test_letters_are_composed_and_blanks_around_are_dropped() -> None:
    assert Person.parse({"code": "p", "name": "  Nguye\u0302\u0303n  "}).name == "Nguyễn"


def test_every_problem_is_found_at_once_and_under_its_field() -> None:
    raw = {"name_vi": " ", "classification": "club", "founded_on": "2018-02-30", "ordinal": -1, "colour": "red"}
    assert sorted(refused(Organization, raw)) == [
        "classification",
        "code",
        "colour",
        "founded_on",
        "name_en",
        "name_vi",
        "ordinal",
    ]


def test_what_sound_fields_contradict_is_told_beside_what_is_wrong_with_others() -> None:
    raw = {"task": "t", "as_of": "2018-01-01", "state": "done", "actual_start": "2019-01-01", "remaining": 3, "percent": 101}
    assert sorted(refused(Progress, raw)) == ["actual_start", "percent", "remaining"]
    made = {"request": "t~1", "outcome": "refused", "account": "a", "by": "holder", "on_behalf_of": "p", "capacity": "x"}
    assert sorted(refused(ExtensionDecision, made)) == ["capacity", "document", "on", "on_behalf_of", "reason"]


@pytest.mark.parametrize(
    ("kind", "field", "value", "said"),
    [
        (Organization, "code", "a b", '"a b" is not allowed: a code starts with a letter or digit'),
        (Organization, "parent", "Bộ", '"Bộ" is not allowed: a code starts with a letter or digit'),
        (Organization, "source", "-", '"-" is not allowed: a code starts with a letter or digit'),
        (Organization, "name_vi", "a\nb", '"a\\nb" is not allowed: this is one line'),
        (Organization, "name_vi", "\ud800", "is not allowed: this is one line"),
        (Organization, "name_vi", "", "is empty: write something, or leave it out"),
        (Organization, "name_vi", None, "is required"),
        (Organization, "name_vi", 5, "5 is not allowed: give text, in quotation marks"),
        (Organization, "name_vi", "x" * 501, "has 501 characters: 500 at most"),
        (Organization, "note_vi", "a\tb", "take out tabs"),
        (Organization, "classification", "club", '"club" is not allowed: give one of government, committee, ministry,'),
        (Organization, "classification", 3, "3 is not allowed: give one of government"),
        (Organization, "founded_on", "2018-13", "a day is written 2018, 2018-08 or 2018-08-28"),
        (Organization, "founded_on", "2018-02-30", "and is one that exists"),
        (Organization, "founded_on", "0000", "and is one that exists"),
        (Organization, "founded_on", "28/08/2018", "a day is written 2018, 2018-08 or 2018-08-28"),
        (Organization, "ordinal", True, "true is not allowed: give a whole number from 0 to 1000000"),
        (Organization, "ordinal", 1.5, "1.5 is not allowed: give a whole number"),
        (Organization, "ordinal", "1", '"1" is not allowed: give a whole number'),
        (Organization, "assumed", 1, "1 is not allowed: give true or false"),
        (Meeting, "starts_at", "25:00", "a time is written hours:minutes, from 00:00 to 23:59"),
        (Calendar, "week", "11111", "a working week is seven digits"),
        (CalendarDay, "day", "2018-02-30", '"2018-02-30" is not allowed: give a day that exists'),
        (CalendarDay, "day", 20180705, "20180705 is not allowed: give a day that exists"),
        (SurveyAnswer, "share", "57,8", "a number is written in digits with a point"),
        (SurveyAnswer, "share", 57.8, "57.8 is not allowed: give text, in quotation marks"),
        (SurveyAnswer, "share", "1e3", "a number is written in digits with a point"),
        (Target, "year", 20180, "20180 is not allowed: give a whole number from 1900 to 2200"),
        (Dependency, "lag", -20_001, "-20001 is not allowed: give a whole number from -20000 to 20000"),
    ],
)
def test_a_refusal_names_the_value_the_rule_and_the_way_out(kind: type[Entity], field: str, value: object, said: str) -> None:
    assert said in refused(kind, {field: value})[field]


def test_an_unknown_field_is_refused_with_those_that_there_are() -> None:
    assert refused(Person, {"code": "p", "name": "n", "nam": "x"})["nam"].startswith(
        "there is no field nam; the fields are code,"
    )


@pytest.mark.parametrize("raw", [None, 5, "text", [], [GOOD]])
def test_anything_but_an_object_is_refused(raw: object) -> None:
    assert "give an object with these fields: code, source" in refused(Organization, raw)[""]


class TestCellsOfATable:
    def test_they_are_read_by_what_the_field_is(self) -> None:
        row = {
            "task": "T",
            "optimistic": "1",
            "most_likely": "2",
            "pessimistic": "3",
            "assumed": "true",
            "calendar": "",
            "source": "",
        }
        estimate = Estimate.parse(row, text=True)
        assert (estimate.most_likely, estimate.assumed, estimate.calendar) == (2, True, None)

    def test_an_empty_cell_is_no_value(self) -> None:
        assert refused(Estimate, {"task": "", "optimistic": "1", "most_likely": "", "pessimistic": "3"}, text=True) == {
            "task": "is required",
            "most_likely": "is required",
        }

    def test_the_word_null_is_no_empty_cell(self) -> None:
        row = {"task": "T", "type": "instrument", "code": "D", "written_vi": "a", "written_en": "a", "not_after": "null"}
        assert "give a day that exists" in refused(portfolio.Deadline, row, text=True)["not_after"]

    def test_cells_beyond_the_last_column_are_refused(self) -> None:
        assert "None" in refused(Person, {"code": "p", "name": "n", None: ["x"]}, text=True)


class TestCodes:
    def test_a_link_takes_its_code_from_what_it_joins(self) -> None:
        assert Assignment.parse({"task": "1755.1", "organization": "MIC", "role": "lead"}).code == "1755.1~MIC~lead"
        relation = {"document": "A", "relation": "amends", "target": "B"}
        assert DocumentRelation.parse(relation).code == "A~amends~B"

    def test_a_code_that_says_something_else_is_refused(self) -> None:
        raw = {"code": "zzz", "task": "T", "organization": "MIC", "role": "lead"}
        assert refused(Assignment, raw) == {"code": "the code of this follows from its fields: leave it out, or give T~MIC~lead"}
        assert Assignment.parse(raw | {"code": "T~MIC~lead"}).code == "T~MIC~lead"

    def test_codes_too_long_to_be_joined_are_refused(self) -> None:
        assert (
            "160 characters at most" in refused(Assignment, {"task": "T" * 99, "organization": "O" * 99, "role": "lead"})["code"]
        )


class TestPartialDates:
    @given(partial_dates)
    def test_they_mean_the_days_between_their_first_and_last(self, partial: str) -> None:
        first, last = first_day(partial), last_day(partial)
        assert first <= last
        assert holds(partial, partial, first)
        assert holds(partial, partial, last)
        assert not holds(partial, partial, date.fromordinal(last.toordinal() + 1))
        assert not holds(partial, partial, date.fromordinal(first.toordinal() - 1))

    @given(partial_dates, partial_dates, st.dates(date(2013, 1, 1), date(2021, 1, 1)))
    def test_an_unknown_end_is_open(self, start: str, end: str, day: date) -> None:
        assert holds(None, None, day)
        assert holds(start, end, day) is (holds(start, None, day) and holds(None, end, day))

    def test_they_read_as_exactly_as_they_are_known(self) -> None:
        assert [written(p) for p in ("2018", "2018-08", "2018-08-28")] == ["2018", "08/2018", "28/08/2018"]

    @given(st.none() | partial_dates, st.none() | partial_dates)
    def test_an_interval_does_not_end_before_it_begins(self, start: str | None, end: str | None) -> None:
        appointment = Appointment(code="a", person="p", post="q", start=start, end=end)
        wrong = bool(start and end and first_day(start) > last_day(end))
        assert bool(list(in_order(appointment, "start", "end"))) is wrong


def test_references_are_read_from_the_types() -> None:
    assert references(Assignment) == {"source": "source", "task": "task", "organization": "organization", "post": "post"}
    names = {kind.kind for kind in KINDS}
    for kind in KINDS:
        assert set(references(kind).values()) <= names
        assert references(kind)["source"] == Source.kind
    assert reference(int) is None


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.just("2018-07-05")


@given(st.sampled_from(KINDS), st.data(), st.booleans())
def test_whatever_comes_in_is_a_value_or_is_refused_in_both_languages(
    kind: type[Entity], data: st.DataObject, text: bool
) -> None:
    raw = data.draw(st.dictionaries(st.sampled_from(kind.__struct_fields__), st.text(max_size=20) if text else scalars))
    problems: tuple[Problem, ...] = ()
    try:
        made = kind.parse(raw, text=text)
    except InvalidError as refusal:
        problems = refusal.problems
    else:
        assert kind.parse(msgspec.to_builtins(made)) == made
        return
    assert problems
    for problem in problems:
        assert "regex" not in problem.message.render("en")
        assert problem.message.render("vi") != problem.message.render("en")

"""Every figure that the sources state, asserted by value."""

from decimal import Decimal

from governance.records import Records
from portfolio.measures import (
    AgencyClass,
    AgencyClassPart,
    Indicator,
    Observation,
    Risk,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    Target,
)

CENTRAL_AND_CITIES = "CENTRAL-AND-CITIES"


def test_ten_series_with_eighteen_values_for_2009_and_2010(seed: Records) -> None:
    series: dict[tuple[str, str], dict[int, str]] = {}
    for target in seed.all(Target):
        if target.source == "001" and target.value is not None:
            series.setdefault((target.indicator, target.agency_class), {})[target.year] = target.value
    assert series == {
        ("DIRECTIONS-ONLINE", "CENTRAL-PROVINCES-CITIES"): {2009: "30", 2010: "60"},
        ("E-MAIL", CENTRAL_AND_CITIES): {2009: "70", 2010: "80"},
        ("E-MAIL", "PROVINCES"): {2009: "50", 2010: "60"},
        ("E-MAIL", "MOUNTAIN-PROVINCES"): {2009: "20", 2010: "30"},
        ("DOCUMENT-SOFTWARE", CENTRAL_AND_CITIES): {2009: "80", 2010: "90"},
        ("DOCUMENT-SOFTWARE", "PROVINCIAL-OFFICES"): {2009: "70", 2010: "90"},
        ("DOCUMENT-SOFTWARE", "DISTRICT-OFFICES"): {2009: "30", 2010: "50"},
        ("PORTAL-ARTICLE-28", "CENTRAL-PROVINCES-CITIES"): {2010: "100"},
        ("SERVICES-LEVEL-2", "CENTRAL-AND-PROVINCIAL-COMMITTEES"): {2009: "60", 2010: "80"},
        ("SERVICES-LEVEL-2", "CITIES"): {2010: "100"},
    }
    assert sum(map(len, series.values())) == 18


def test_level_3_services_are_to_be_promoted_without_a_number(seed: Records) -> None:
    (target,) = seed.by(Target, "indicator", "SERVICES-LEVEL-3")
    assert (target.value, target.year, target.agency_class) == (None, 2010, "PROVINCES-CITIES")


def test_four_targets_for_2020_of_which_one_is_a_number(seed: Records) -> None:
    targets = {t.indicator: (t.agency_class, t.year, t.value) for t in seed.all(Target) if t.source == "000"}
    assert targets == {
        "EGOV-LEVEL": ("NATION", 2020, None),
        "UN-READINESS": ("NATION", 2020, None),
        "SERVICES-LEVEL-4": ("NATION", 2020, None),
        "IT-USE": ("ECONOMY-AND-SOCIETY", 2020, "100"),
    }


def test_every_class_that_a_target_is_set_for_is_there_with_its_parts(seed: Records) -> None:
    stated = {
        "CENTRAL-AGENCIES", "CITIES", "PROVINCES", "MOUNTAIN-PROVINCES", "PROVINCIAL-OFFICES", "DISTRICT-OFFICES"
    }  # fmt: skip
    assert stated <= {c.code for c in seed.all(AgencyClass)}
    parts: dict[str, set[str]] = {}
    for link in seed.all(AgencyClassPart):
        parts.setdefault(link.whole, set()).add(link.part)
    assert parts["CENTRAL-AGENCIES"] == {"MINISTRIES", "MINISTERIAL-AGENCIES", "GOVERNMENT-AGENCIES"}
    assert parts["CENTRAL-AND-CITIES"] == {"CENTRAL-AGENCIES", "CITIES"}
    assert parts["CENTRAL-PROVINCES-CITIES"] == {"CENTRAL-AGENCIES", "PROVINCES", "CITIES"}
    assert parts["PROVINCES"] == {"MOUNTAIN-PROVINCES"}
    assert parts["ECONOMY-AND-SOCIETY"] == {"KEY-INDUSTRIES", "ENTERPRISES", "SOCIAL-ORGANISATIONS"}


def test_observations_are_the_figures_of_003_and_004(seed: Records) -> None:
    seen = {(o.indicator, o.organization or o.agency_class): (o.value, o.source) for o in seed.all(Observation)}
    assert seen == {
        ("SERVICES-ADDED", "MINISTRIES-AND-LOCALITIES"): ("13909", "003"),
        ("SERVICES-ONLINE", "MINISTRIES-AND-VSS"): ("1551", "003"),
        ("SERVICES-ONLINE", "LOCALITIES"): ("45374", "003"),
        ("INTERNET-USERS", "NATION"): ("54.2", "003"),
        ("FIXED-LINES", "NATION"): ("4.9", "003"),
        ("MOBILE", "NATION"): ("129", "003"),
        ("FIXED-BROADBAND", "NATION"): ("12", "003"),
        ("MOBILE-BROADBAND", "NATION"): ("48.4", "003"),
        ("FILES-ONLINE", "MPS"): ("8800000", "003"),
        ("FILES-ONLINE", "MOIT"): ("772000", "003"),
        ("FILES-ONLINE", "MOET"): ("270000", "003"),
        ("FILES-ONLINE", "MOT"): ("144000", "003"),
        ("FILES-ONLINE", "HANOI"): ("225173", "003"),
        ("FILES-ONLINE", "LAMDONG"): ("110000", "003"),
        ("UN-RISE", "NATION"): ("10", "004"),
        ("ASEAN-RANK", "NATION"): ("6", "004"),
    }


def test_no_day_is_guessed_for_an_observation(seed: Records) -> None:
    assert {o.observed_on for o in seed.all(Observation)} == {None}


def test_every_indicator_is_aimed_at_or_observed(seed: Records) -> None:
    used = {t.indicator for t in seed.all(Target)} | {o.indicator for o in seed.all(Observation)}
    assert used == {i.code for i in seed.all(Indicator)}


def test_the_survey_asked_180_organisations_four_questions(seed: Records) -> None:
    (survey,) = seed.all(Survey)
    assert (survey.respondents, survey.meeting) == (180, "DIEN-DAN-004")
    answers = {
        question.code: [(a.votes, a.share) for a in seed.by(SurveyAnswer, "question", question.code)]
        for question in seed.all(SurveyQuestion)
    }
    assert answers == {
        "KS180.1": [(137, "76.1"), (104, "57"), (90, "50")],
        "KS180.2": [(162, "90"), (123, "68.3"), (93, "51.7")],
        "KS180.3": [(133, "73.9"), (88, "48.9"), (69, "38.3")],
        "KS180.4": [(None, "34.4"), (None, "32.2"), (None, "28.9"), (0, None)],
    }


def test_figures_that_do_not_compute_are_kept_as_stated_and_say_so(seed: Records) -> None:
    off = [a for a in seed.all(SurveyAnswer) if not a.computes]
    assert [(a.votes, a.share) for a in off] == [(104, "57")]
    assert "57,8%" in (off[0].note_vi or "")
    (question,) = [q for q in seed.all(SurveyQuestion) if not q.computes]
    shares = [Decimal(a.share) for a in seed.by(SurveyAnswer, "question", question.code) if a.share]
    assert sum(shares) == Decimal("95.5")
    assert "95,5%" in (question.note_vi or "")


def test_nine_shortcomings_are_risks(seed: Records) -> None:
    risks = seed.all(Risk)
    assert len(risks) == 9
    assert {risk.source for risk in risks} == {"004"}
    assert risks[0].title_vi == "Cơ sở pháp lý chưa toàn diện"

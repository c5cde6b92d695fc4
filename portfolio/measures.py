"""What is measured and what is feared: indicators with their targets and observations, surveys, risks.

Figures are kept as stated, and say so where they do not compute.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from governance.errors import Problem
from governance.messages import Message, _
from governance.model import MeetingCode, OrganizationCode, _ref
from governance.records import Records
from governance.rulebook import Rule, place
from governance.values import Count, DecimalText, Entity, Line, Ordinal, PartialDate, Year
from portfolio.model import ProgrammeCode, TaskCode

AgencyClassCode = Annotated[str, _ref("agency_class")]
IndicatorCode = Annotated[str, _ref("indicator")]
SurveyCode = Annotated[str, _ref("survey")]
QuestionCode = Annotated[str, _ref("survey_question")]
RiskCode = Annotated[str, _ref("risk")]


class AgencyClass(Entity, frozen=True, kw_only=True):
    """A class of agencies that a target is set for."""

    kind = "agency_class"
    path = "agency-classes"
    name_vi: Line
    name_en: Line
    ordinal: Ordinal = 0


class AgencyClassPart(Entity, frozen=True, kw_only=True):
    """One class of agencies is part of a wider one."""

    kind = "agency_class_part"
    path = "agency-class-parts"
    key = ("whole", "part")
    whole: AgencyClassCode
    part: AgencyClassCode


class Indicator(Entity, frozen=True, kw_only=True):
    """Something measured."""

    kind = "indicator"
    path = "indicators"
    title_vi: Line
    title_en: Line
    unit_vi: Line
    unit_en: Line
    programme: ProgrammeCode | None = None
    ordinal: Ordinal = 0


class Target(Entity, frozen=True, kw_only=True):
    """The value that an indicator is to reach for a class of agencies in a year; ``value`` is absent where none is stated."""

    kind = "target"
    path = "targets"
    key = ("indicator", "agency_class", "year")
    indicator: IndicatorCode
    agency_class: AgencyClassCode
    year: Year
    value: DecimalText | None = None
    stated_vi: Line
    stated_en: Line


class Observation(Entity, frozen=True, kw_only=True):
    """A measured value, as stated. ``computes`` is false where the stated figures do not add up."""

    kind = "observation"
    path = "observations"
    indicator: IndicatorCode
    organization: OrganizationCode | None = None
    agency_class: AgencyClassCode | None = None
    observed_on: PartialDate | None = None
    value: DecimalText
    stated_vi: Line
    stated_en: Line
    computes: bool = True


class Survey(Entity, frozen=True, kw_only=True):
    """A survey and how many answered it."""

    kind = "survey"
    path = "surveys"
    title_vi: Line
    title_en: Line
    respondents: Count
    meeting: MeetingCode | None = None


class SurveyQuestion(Entity, frozen=True, kw_only=True):
    """A question of a survey; ``computes`` is false where the shares of a single choice do not add up to 100."""

    kind = "survey_question"
    path = "survey-questions"
    survey: SurveyCode
    text_vi: Line
    text_en: Line
    single_choice: bool = False
    computes: bool = True
    ordinal: Ordinal = 0


class SurveyAnswer(Entity, frozen=True, kw_only=True):
    """An answer with its votes and its share as stated; ``computes`` is false where votes ÷ respondents is another share."""

    kind = "survey_answer"
    path = "survey-answers"
    question: QuestionCode
    text_vi: Line
    text_en: Line
    votes: Count | None = None
    share: DecimalText | None = None
    computes: bool = True
    ordinal: Ordinal = 0


class Risk(Entity, frozen=True, kw_only=True):
    """A shortcoming that tasks answer."""

    kind = "risk"
    path = "risks"
    title_vi: Line
    title_en: Line
    programme: ProgrammeCode | None = None
    ordinal: Ordinal = 0


class RiskResponse(Entity, frozen=True, kw_only=True):
    """A task answers a risk."""

    kind = "risk_response"
    path = "risk-responses"
    key = ("risk", "task")
    risk: RiskCode
    task: TaskCode


KINDS: tuple[type[Entity], ...] = (
    AgencyClass, AgencyClassPart, Indicator, Target, Observation,
    Survey, SurveyQuestion, SurveyAnswer, Risk, RiskResponse,
)  # fmt: skip
"""What is measured and what is feared, each kind after what it refers to."""


# ---- whether stated figures compute


def _shares(records: Records) -> Iterator[Problem]:
    """Whether a stated share computes is what arithmetic says: votes ÷ respondents, to the digits stated."""
    for answer in records.all(SurveyAnswer):
        question = records.find(SurveyQuestion, answer.question)
        survey = records.find(Survey, question.survey) if question else None
        if survey is None or not survey.respondents:
            continue
        computes, exact = True, ""
        if answer.votes is not None and answer.share is not None:
            share = Decimal(answer.votes) * 100 / Decimal(survey.respondents)
            computes = abs(share - Decimal(answer.share)) <= _half_unit(answer.share)
            exact = f"{share:.2f}"
        if answer.computes is not computes:
            yield Problem(place(answer, "computes"), _flag(answer, survey, computes, exact))


def _flag(answer: SurveyAnswer, survey: Survey, computes: bool, exact: str) -> Message:
    if not exact:
        return _("votes or share are missing, so nothing contradicts the share: set computes to true")
    if computes:
        return _(
            "{votes} of {respondents} is {exact} %, which {share} states rightly: set computes to true",
            votes=answer.votes,
            respondents=survey.respondents,
            exact=exact,
            share=answer.share,
        )
    return _(
        "{votes} of {respondents} is {exact} %, not {share}: keep the figure as stated and set computes to false",
        votes=answer.votes,
        respondents=survey.respondents,
        exact=exact,
        share=answer.share,
    )


def _half_unit(stated: str) -> Decimal:
    """Half of the last digit that a stated figure shows: 0.05 for "57.8"."""
    return Decimal(1).scaleb(int(Decimal(stated).as_tuple().exponent)) / 2


def _single_choices(records: Records) -> Iterator[Problem]:
    """Whether the shares of a single choice add up to 100, to the digits stated, is what its flag says."""
    for question in records.all(SurveyQuestion):
        shares = [a.share for a in records.by(SurveyAnswer, "question", question.code) if a.share is not None]
        total = sum((Decimal(share) for share in shares), Decimal(0))
        slack = sum((_half_unit(share) for share in shares), Decimal(0))
        adds_up = not question.single_choice or not shares or abs(total - 100) <= slack
        if question.computes is not adds_up:
            fine = _("nothing contradicts the stated shares: set computes to true")
            not_fine = _("the shares of this single choice add up to {total} %, not 100: set computes to false", total=str(total))
            yield Problem(place(question, "computes"), fine if adds_up else not_fine)


RULES: tuple[Rule, ...] = (
    Rule(frozenset({Survey, SurveyQuestion, SurveyAnswer}), _shares),
    Rule(frozenset({SurveyQuestion, SurveyAnswer}), _single_choices),
)
"""What must hold over everything here."""

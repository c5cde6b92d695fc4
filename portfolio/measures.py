"""What is measured and what is feared: indicators with their targets and observations, surveys, risks.

Figures are kept as stated, and say so where they do not compute.
"""

from typing import Annotated

from governance.model import MeetingCode, OrganizationCode, _ref
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

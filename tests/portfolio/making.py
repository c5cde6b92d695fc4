"""Short ways to make the things that tests of the portfolio speak of, over the committee of the tests of governance."""

from datetime import date

from hypothesis import strategies as st

from governance.values import Entity
from portfolio.measures import Survey, SurveyAnswer, SurveyQuestion
from portfolio.model import (
    Assignment,
    Calendar,
    Dependency,
    DependencyKind,
    Estimate,
    Portfolio,
    Programme,
    ProgrammeKind,
    Progress,
    ProgressState,
    Relation,
    Role,
    Task,
)
from tests.governance.making import COMMITTEE, governments


def programme(code: str = "P", **more: object) -> Programme:
    fields = {"portfolio": "EGOV", "type": ProgrammeKind.PLAN, "title_vi": f"kế hoạch {code}", "title_en": code}
    return Programme(code=code, **(fields | more))


def task(code: str, parent: str | None = None, **more: object) -> Task:
    """A task of the programme that its code begins with."""
    fields = {"programme": code.split(".", maxsplit=1)[0], "title_vi": f"nhiệm vụ {code}", "title_en": code}
    return Task(code=code, parent=parent, **(fields | more))


def given(what: str, to: str, role: Role = Role.LEAD, **more: object) -> Assignment:
    return Assignment(task=what, organization=to, role=role, **more)


def link(before: str, after: str, relation: str = "FS", *, influence: bool = False) -> Dependency:
    kind = DependencyKind.INFLUENCE if influence else DependencyKind.SCHEDULING
    return Dependency(predecessor=before, successor=after, relation=Relation(relation), type=kind)


def takes(what: str, days: int = 5) -> Estimate:
    return Estimate(task=what, optimistic=days, most_likely=days, pessimistic=days)


def reported(what: str, as_of: date, state: ProgressState, **more: object) -> Progress:
    return Progress(task=what, as_of=as_of, state=state, **more)


def survey(respondents: int = 180, *, single_choice: bool = False, computes: bool = True) -> list[Entity]:
    question = SurveyQuestion(
        code="Q", survey="S", text_vi="hỏi", text_en="question", single_choice=single_choice, computes=computes
    )
    return [Survey(code="S", title_vi="khảo sát", title_en="survey", respondents=respondents), question]


def vote(code: str, votes: int | None, share: str | None, *, computes: bool = True) -> SurveyAnswer:
    return SurveyAnswer(code=code, question="Q", text_vi="đáp", text_en="answer", votes=votes, share=share, computes=computes)


PORTFOLIO = [
    *COMMITTEE,
    Calendar(code="vn", title_vi="lịch", title_en="calendar"),
    Portfolio(code="EGOV", title_vi="danh mục", title_en="portfolio", committee="NEW", calendar="vn"),
    programme("P"),
]
"""A portfolio of the committee with one programme and no tasks yet."""


@st.composite
def portfolios(draw: st.DrawFn) -> list[Entity]:
    """A government in any constellation with a programme of tasks that are led, reported and named in delegations."""
    made = draw(governments())
    bodies = sorted(e.code for e in made if e.kind == "organization")
    posts = sorted(e.code for e in made if e.kind == "post")
    some = st.none() | st.sampled_from(bodies)
    made += [
        Portfolio(code="EGOV", title_vi="danh mục", title_en="portfolio", committee=draw(st.sampled_from(bodies)), calendar="vn"),
        programme("P", owner=draw(some)),
        task("P.1"),
        task("P.1.1", "P.1"),
        task("P.2"),
    ]
    for code in ("P.1", "P.1.1", "P.2"):
        if (lead := draw(some)) is not None:
            made.append(given(code, lead, post=draw(st.none() | st.sampled_from(posts)) if posts else None))
    for code in draw(st.sets(st.sampled_from(["P.1", "P.2"]))):
        day = draw(st.dates(date(2014, 1, 1), date(2020, 12, 31)))
        made.append(reported(code, day, draw(st.sampled_from([ProgressState.DONE, ProgressState.IN_PROGRESS]))))
    return made

"""What offices, successions and terms must obey in time."""

import pytest

from governance.model import Membership, SuccessionKind
from governance.records import Records
from governance.rulebook import broken
from governance.rules import RULES
from governance.terms import EscalationRule, SuccessionTerm, TermKind
from governance.values import Entity
from tests.governance.making import COMMITTEE, body, delegates, follows, holds, post


def term(kind: str, subject: str | None, heir: str | None = None, of: str = "OLD~NEW", **more: object) -> SuccessionTerm:
    return SuccessionTerm(code=f"t.{kind}.{subject}.{of}", succession=of, type=TermKind(kind), subject=subject, heir=heir, **more)


def wrong(*entities: Entity) -> list[str]:
    return [problem.place for problem in broken(Records([*COMMITTEE, *entities]), RULES)]


def member(start: str | None, end: str | None = None) -> Membership:
    return Membership(code="m", body="OLD", person="phuc", role_vi="ủy viên", role_en="member", start=start, end=end)


def escalates(code: str, days: int = 5, **more: object) -> EscalationRule:
    return EscalationRule(code=code, working_days=days, **more)


@pytest.mark.parametrize(
    ("entities", "places"),
    [
        pytest.param(
            [holds("tuan", "MIC.minister", "2016", "2018-07"), holds("hung", "MIC.minister", "2018-06")],
            ["appointment tuan_MIC.minister_2016 post"],
            id="two holders at once",
        ),
        pytest.param(
            [holds(who, "MIC.minister", since) for who, since in (("phuc", "2016"), ("tuan", "2017"), ("hung", "2018"))],
            ["appointment phuc_MIC.minister_2016 post", *["appointment tuan_MIC.minister_2017 post"] * 2],
            id="three at once: every pair has its place",
        ),
        pytest.param(
            [holds("tuan", "MIC.minister", "2016", "2018-07"), holds("hung", "MIC.minister", "2018-07")],
            [],
            id="a hand-over may share its month",
        ),
        pytest.param(
            [holds("tuan", "MIC.minister", "2016"), holds("hung", "MIC.minister", "2018", acting=True)],
            [],
            id="acting beside a holder",
        ),
        pytest.param(
            [holds("tuan", "MIC.minister", "2016", acting=True), holds("hung", "MIC.minister", "2018", acting=True)],
            ["appointment tuan_MIC.minister_2016 post"],
            id="two acting at once",
        ),
        pytest.param([holds("tuan", "MIC.deputy", "2016"), holds("hung", "MIC.deputy", "2016")], [], id="a post of many"),
        pytest.param(
            [post("MIC.first", head=True)],
            ["post MIC.minister head"],
            id="two heads at once",
        ),
        pytest.param(
            [body("X"), post("X.a", head=True, end="2018-06"), post("X.b", head=True, start="2018-07")],
            [],
            id="one head after the other",
        ),
        pytest.param(
            [body("X"), post("X.a", end="2016"), holds("tuan", "X.a", "2017")],
            ["appointment tuan_X.a_2017 post"],
            id="appointed to a post that has ended",
        ),
        pytest.param(
            [body("X", founded_on="2019"), post("X.a", end="2018")],
            ["post X.a organization"],
            id="a post before its body",
        ),
        pytest.param(
            [body("X"), post("X.a", end="2016"), post("X.b", seat_of="X.a", start="2017")],
            ["post X.b seat_of"],
            id="a seat after its office",
        ),
        pytest.param(
            [body("X"), post("X.a", end="2016"), delegates("X.a", "MIC.deputy", "2017")],
            ["delegation X.a_MIC.deputy_2017_None from_post"],
            id="delegated by a post that has ended",
        ),
        pytest.param([follows("MIC", "OLD", None, partial=True)], [], id="a part besides the whole"),
        pytest.param(
            [follows("MIC", "OLD", None)],
            ["succession OLD~MIC manner", "succession OLD~NEW manner"],
            id="two wholes that are no split",
        ),
        pytest.param(
            [term("post", "OLD.mic", "NEW.mic"), term("post", "OLD.chair", "MIC.minister"), term("post", "GO.chief")],
            ["succession_term t.post.GO.chief.OLD~NEW subject", "succession_term t.post.OLD.chair.OLD~NEW heir"],
            id="terms between posts",
        ),
        pytest.param(
            [
                follows("GO", "OLD", None, partial=True),
                term("task", "P.1"),
                term("task", "P.1", of="OLD~GO"),
                term("remainder", None, of="OLD~GO"),
            ],
            ["succession_term t.task.P.1.OLD~NEW subject", "succession_term t.remainder.None.OLD~GO type"],
            id="one heir for each thing, and no remainder of a part",
        ),
        pytest.param(
            [term("body", "NOWHERE")], ["succession_term t.body.NOWHERE.OLD~NEW subject"], id="a body that is not there"
        ),
        pytest.param(
            [escalates("a", end="2019"), escalates("b", start="2018-06"), escalates("c", step=1), escalates("d", body="MIC")],
            ["escalation_rule b start"],
            id="two rules at once",
        ),
        pytest.param([escalates("a", end="2018"), escalates("b", start="2018")], [], id="one rule after the other"),
    ],
)
def test_every_place_that_breaks_a_rule_is_named_and_no_other(entities: list[Entity], places: list[str]) -> None:
    assert sorted(wrong(*entities)) == sorted(places)


def test_a_membership_lies_in_the_time_of_its_body() -> None:
    there = body("X", dissolved_on="2016")
    late = Membership(code="m", body="X", person="phuc", role_vi="ủy viên", role_en="member", start="2017")
    assert wrong(there, late) == ["membership m body"]


def test_a_split_may_have_several_successors_and_one_rest() -> None:
    parts = [body("X"), body("Y"), body("Z"), *(follows(new, "X", "2018", SuccessionKind.SPLITS) for new in ("Y", "Z"))]
    assert wrong(*parts, term("remainder", None, of="X~Y"), term("body", "DEPT", of="X~Z")) == []
    assert wrong(*parts, term("remainder", None, of="X~Y"), term("remainder", None, of="X~Z")) == [
        "succession_term t.remainder.None.X~Z subject"
    ]

"""Laws of any sequence of steps, whoever tries them, held against a walk through the drawing of the states below."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import DomainError
from governance.records import Records
from governance.rulebook import enforce
from governance.work import Work
from portfolio.cpm import schedule
from portfolio.model import Progress, Task
from portfolio.plan import actuals, network
from portfolio.whatif.effects import effect
from portfolio.whatif.scenario import EVERY_RULE
from portfolio.workflow.model import Evidence, TaskStep
from portfolio.workflow.offices import Actor
from portfolio.workflow.places import expected, position, steps_of
from portfolio.workflow.steps import PLACES, Place, StepName, TaskState
from portfolio.workflow.taking import Asked, Proof, take
from tests.portfolio.workflow.making import CHAIR, DAY, LEAD, MONITOR, NOBODY, SECRETARIAT, WORLD, state
from tests.support import AUTHOR

DRAWING = """
    proposed    propose > proposed, approve > approved, send-back > returned:proposed, cancel > cancelled
    approved    assign > assigned, suspend > suspended:approved, cancel > cancelled
    assigned    accept > accepted, decline > returned:assigned, suspend > suspended:assigned, cancel > cancelled
    accepted    start > in-progress, suspend > suspended:accepted, cancel > cancelled
    in-progress report > in-progress, complete > reported, suspend > suspended:in-progress, cancel > cancelled
    reported    verify > verified, return > returned:reported
    verified    close > closed, return > returned:reported
    closed      reopen > returned:reported
    cancelled   reopen > approved
    returned:proposed      propose > proposed, cancel > cancelled
    returned:assigned      assign > assigned, cancel > cancelled
    returned:reported      report > in-progress, complete > reported, cancel > cancelled
    suspended:approved     resume > approved, cancel > cancelled
    suspended:assigned     resume > assigned, cancel > cancelled
    suspended:accepted     resume > accepted, cancel > cancelled
    suspended:in-progress  resume > in-progress, cancel > cancelled
"""
"""What the table must say, drawn by hand from the rules of the secretariat."""
ARROWS: dict[str, dict[str, str]] = {}
for line in DRAWING.strip().splitlines():
    place, arrows = line.split(maxsplit=1)
    ARROWS[place] = dict(arrow.split(" > ") for arrow in arrows.split(", "))
ACTORS = (LEAD, MONITOR, CHAIR, SECRETARIAT, NOBODY)
MAY: dict[str, set[Actor]] = {
    "propose": {SECRETARIAT, LEAD, MONITOR, CHAIR},
    "assign": {SECRETARIAT, CHAIR},
    "verify": {SECRETARIAT, MONITOR, CHAIR},
    "return": {MONITOR, CHAIR},
    **{name: {LEAD} for name in ("decline", "accept", "start", "report", "complete")},
    **{name: {CHAIR} for name in ("approve", "send-back", "close", "suspend", "resume", "cancel", "reopen")},
}
"""Who takes each step of P.1 in their own right."""


def drawn(place: Place) -> str:
    return place.state.value + (f":{place.of.value}" if place.of else "")


class Attempt(NamedTuple):
    """What somebody tries: by the drawing, or anything at all."""

    aimed: bool
    pick: int
    step: StepName
    actor: Actor
    later: int
    percent: int | None
    paper: bool

    def at(self, place: str) -> "Attempt":
        """The same; where it is aimed, an arrow of the drawing with all that it needs."""
        if not self.aimed:
            return self
        name = sorted(ARROWS[place])[self.pick % len(ARROWS[place])]
        who = sorted(MAY[name], key=lambda actor: actor.account)
        return self._replace(step=StepName(name), actor=who[self.pick % len(who)], percent=self.pick, paper=True)


tries = st.lists(
    st.builds(
        Attempt,
        st.sampled_from([True, True, True, False]),
        st.integers(0, 60),
        st.sampled_from(list(StepName)),
        st.sampled_from(ACTORS),
        st.integers(0, 2),
        st.none() | st.integers(0, 99),
        st.booleans(),
    ),
    max_size=25,
)
ON_PAPER = {"approve", "send-back", "decline", "return", "suspend", "resume", "cancel", "reopen"}


def allowed(tried: Attempt, place: str) -> bool:
    """Whether the drawing allows what is tried."""
    own = tried.actor in MAY[tried.step.value] or (tried.actor is SECRETARIAT and tried.paper)
    papers = tried.paper or tried.step.value not in ON_PAPER
    figures = tried.percent is not None or tried.step is not StepName.REPORT
    return own and papers and figures and tried.step.value in ARROWS[place]


def said(tried: Attempt) -> Asked:
    proofs = (Proof(document="BC"),) if tried.step in (StepName.REPORT, StepName.COMPLETE) else ()
    figures = tried.percent if tried.step is StepName.REPORT else None
    rests: dict[str, Any] = {"reason": "vì", "document": "QD"} if tried.paper else {}
    return Asked(tried.step, percent=figures, proofs=proofs, **rests)


def outcome(records: Records, tried: Attempt, day: date) -> tuple[Records, DomainError | None]:
    """The records afterwards, and why nothing was changed."""
    work = Work(state(records), AUTHOR)
    try:
        take(work, "P.1", said(tried), tried.actor, day)
    except DomainError as why:
        return records if work.changes == [] else Records(), why
    return work.records, None


def dates(records: Records) -> Any:
    return schedule(network(records, DAY + timedelta(days=60)).network).tasks


@settings(max_examples=150)
@given(tries)
def test_whatever_is_tried_only_arrows_of_the_drawing_are_taken_and_the_schedule_knows_where_it_led(attempts: Any) -> None:
    records, at, day = Records(WORLD), "assigned", DAY
    written = []
    for attempt in attempts:
        tried, day = attempt.at(at), day + timedelta(days=attempt.later)
        before, (records, refused) = records, outcome(records, tried, day)
        assert (refused is None) == allowed(tried, at), refused
        if refused is not None:
            assert records is before
            told = [p.message.render("en") for p in refused.problems if p.place == "step"]
            assert bool(told) == (tried.step.value not in ARROWS[at])
            assert all(f"{legal} (" in words for legal in ARROWS[at] for words in told)
            continue
        at = ARROWS[at][tried.step.value]
        written.append(tried.step)
        enforce(records, EVERY_RULE)
        place = position(records, "P.1", day).place
        assert drawn(place) == at
        assert actuals(records, "P.1", day).state is expected(records, records.get(Task, "P.1"), place)
        if before.all(Progress) == records.all(Progress):
            assert dates(before) == dates(records)
            assert effect(before, records, DAY).same
    assert [step.step for step in steps_of(records, "P.1")] == written
    assert set(ARROWS) == {drawn(place) for place in PLACES}


@settings(max_examples=60)
@given(tries)
def test_history_replays_to_every_state_that_there_was(attempts: Any) -> None:
    records, day = Records(WORLD), DAY
    seen = {DAY - timedelta(days=1): Place(TaskState.ASSIGNED)}
    for attempt in attempts:
        day += timedelta(days=attempt.later)
        records, _why = outcome(records, attempt.at(drawn(position(records, "P.1", day).place)), day)
        seen[day] = position(records, "P.1", day).place
    for when, place in seen.items():
        assert position(records, "P.1", when).place == place
    replayed = Records(WORLD)
    for step in steps_of(records, "P.1"):
        proofs = tuple(Proof(e.document) for e in records.by(Evidence, "step", step.code))
        work = Work(state(replayed), AUTHOR)
        asked = Asked(step.step, step.on, step.reason, step.document, proofs, step.percent)
        take(work, "P.1", asked, next(actor for actor in ACTORS if actor.account == step.account), step.on)
        replayed = work.records
    assert replayed.all(TaskStep) == records.all(TaskStep)
    assert replayed.all(Progress) == records.all(Progress)

"""The law of a feed's revisions: what changed rises, what did not stays to the byte, and nothing ever falls."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from api.feeds.calendar import Entry
from api.feeds.member import entries, subject
from api.feeds.revisions import Trail
from governance.errors import DomainError
from governance.ledger import Head
from governance.model import (
    Appointment,
    Delegation,
    Document,
    Matter,
    Meeting,
    Organization,
    Person,
    Post,
    Succession,
    SuccessionKind,
)
from governance.records import Records
from governance.terms import SuccessionTerm, TermKind
from governance.work import Author, State, Work
from portfolio.measures import Risk
from portfolio.model import Assignment, Deadline, Estimate, Portfolio, Progress, ProgressState, Role, Task
from portfolio.reports.views import view
from tests.api.world import NOW, TODAY, entities

Edit = Callable[[Work, int], object]


def amend(kind: Any, code: str, **fields: Any) -> Edit:
    """Change fields of a thing; ``{n}`` in a text is the number of the step, so that it differs each time."""

    def do(work: Work, step: int) -> None:
        said = {name: value.format(n=step) if isinstance(value, str) else value for name, value in fields.items()}
        work.replace(msgspec.structs.replace(work.get(kind, code).entity, **said), None)

    return do


def put(entity: Any) -> Edit:
    """Add a thing, or take it away where it is there."""

    def do(work: Work, _step: int) -> None:
        if work.find(type(entity), entity.code) is None:
            work.create(entity)
        else:
            work.delete(type(entity), entity.code, None)

    return do


def add(make: Callable[[int], Any]) -> Edit:
    """Add another thing at each step."""
    return lambda work, step: work.create(make(step))


ELSEWHERE: tuple[Edit, ...] = (
    add(lambda n: Person(code=f"other{n}", name="Người khác")),
    amend(Risk, "R1", title_en="Risk {n}"),
    amend(Document, "QD2", title_en="Other decision {n}"),
    amend(Organization, "OLD", name_en="Old {n}"),
    put(Post(code="OLD.clerk", organization="OLD", title_vi="Thư ký", title_en="Clerk")),
)
TOUCHING: tuple[Edit, ...] = (
    amend(Task, "P.1", title_en="Draft {n}"),
    amend(Deadline, "P.2-d", not_after=date(2018, 11, 30)),
    amend(Deadline, "P.2-d", not_after=date(2018, 10, 31)),
    amend(Estimate, "P.1", most_likely=9),
    amend(Estimate, "P.1", most_likely=5),
    amend(Document, "QD1", title_en="Decision {n}"),
    amend(Person, "tuan", name="Tuấn {n}"),
    amend(Post, "MIC.minister", title_en="Minister {n}"),
    amend(Organization, "MIC", name_en="Ministry {n}"),
    amend(Organization, "NCEG", name_en="Committee {n}"),
    amend(Meeting, "M1", title_en="Session {n}"),
    amend(Appointment, "tuan-minister", end="2018-07-07"),
    amend(Appointment, "tuan-minister", end=None),
    amend(Portfolio, "EGOV", status_day=None),
    amend(Portfolio, "EGOV", status_day=date(2018, 7, 9)),
    put(Appointment(code="acting", person="phuc", post="MIC.minister", start="2018-07-08", acting=True)),
    put(Delegation(code="d", from_post="MIC.minister", to_post="NCEG.chair", start="2018-07-07", subject="P.1")),
    put(Succession(predecessor="MIC", successor="OLD", manner=SuccessionKind.REPLACES, effective_on="2018-07-09")),
    put(Post(code="OLD.head", organization="OLD", title_vi="Trưởng", title_en="Head", head=True, start="2018-07-07")),
    put(Appointment(code="head", person="phuc", post="OLD.head")),
    put(SuccessionTerm(code="t", succession="MIC~OLD", type=TermKind.TASK, subject="P.1")),
    put(SuccessionTerm(code="u", succession="MIC~OLD", type=TermKind.POST, subject="MIC.minister", heir="OLD.head")),
    amend(Succession, "MIC~OLD", partial=True),
    amend(Post, "MIC.minister", end="2018-07-08"),
    amend(Organization, "MIC", dissolved_on="2018-07-07"),
    put(Delegation(code="e", from_post="MIC.minister", to_post="NCEG.chair", start="2018-07-07", body="MIC", matter=Matter.LEAD)),
    put(Assignment(task="P.1", organization="MIC", role=Role.LEAD)),
    put(Assignment(task="P.1", organization="NCEG", role=Role.LEAD)),
    put(Assignment(task="P.2", organization="OLD", role=Role.COORDINATING)),
    put(Progress(task="P.1", as_of=date(2018, 7, 5), state=ProgressState.DONE, actual_start=date(2018, 7, 2),
                 actual_finish=date(2018, 7, 5))),
)  # fmt: skip


class Feed:
    """A feed over a ledger in memory."""

    def __init__(self) -> None:
        self.state, self.trail, self.steps = State(Head(), Records(), {}), Trail(), 0
        self.edit(lambda work, _n: [work.create(entity) for entity in entities()])

    def edit(self, change: Edit, days: int = 0) -> None:
        """Commit a change, unless it is refused."""
        self.steps += 1
        work = Work(self.state, Author("a", NOW + timedelta(days=days, seconds=self.steps)))
        try:
            change(work, self.steps)
        except DomainError:
            return
        self.state = work.outcome()
        self.trail = self.trail.advanced([made.entry for made in work.changes])

    def events(self, days: int = 0) -> Mapping[str, Entry]:
        """Whose calendar and uid → event on a day so much later."""
        fixed = self.state.records.get(Portfolio, "EGOV").status_day
        seen = view(self.state.records, fixed or TODAY + timedelta(days=days))
        found: dict[str, Entry] = {}
        for code in ("MIC.minister", "NCEG.chair", "tuan"):
            found |= {f"{code} {event.uid}": event for event in entries(seen, self.trail, subject(seen, code), "en", "")}
        return found


def said(event: Entry) -> Entry:
    """An event without its revision."""
    return replace(event, revision=FIRST)


FIRST = Trail().revision(())
STEPS = st.lists(st.tuples(st.sampled_from((*TOUCHING, *ELSEWHERE)), st.integers(0, 2)), max_size=7)


@settings(max_examples=40)
@given(STEPS)
def test_what_changed_rises_and_nothing_falls(steps: list[tuple[Edit, int]]) -> None:
    feed, days = Feed(), 0
    last = dict(feed.events())
    for change, later in steps:
        days += later
        feed.edit(change, days)
        for uid, event in feed.events(days).items():
            if (before := last.get(uid)) is not None:
                assert event.revision.sequence >= before.revision.sequence
                assert event.revision.at >= before.revision.at
                if said(event) != said(before):
                    assert event.revision.sequence > before.revision.sequence
            last[uid] = event


def test_what_is_handed_over_is_cancelled_in_the_one_calendar_and_stands_in_the_other_under_the_same_uid() -> None:
    feed = Feed()
    before = feed.events()["tuan deadline-P.1@EGOV.egov-portfolio"]
    feed.edit(amend(Appointment, "tuan-minister", end="2018-07-07"))
    feed.edit(put(Appointment(code="next", person="phuc", post="MIC.minister", start="2018-07-08")))
    feed.edit(amend(Portfolio, "EGOV", status_day=date(2018, 7, 9)))
    seen = view(feed.state.records, date(2018, 7, 9))
    after, gained = (
        next(e for e in entries(seen, feed.trail, subject(seen, who), "en", "") if e.uid == before.uid)
        for who in ("tuan", "phuc")
    )
    assert (before.cancelled, after.cancelled, gained.cancelled) == (False, True, False)
    assert after.revision.sequence > before.revision.sequence
    assert after.summary == "Handed over: Due: Draft the decree"
    assert after.lines[0] == "Handed over on 08/07/2018; answers now: Nguyễn Xuân Phúc, Minister"
    feed.edit(amend(Portfolio, "EGOV", status_day=date(2019, 12, 31)))
    later = view(feed.state.records, date(2019, 12, 31))
    assert entries(later, feed.trail, subject(later, "tuan")._replace(bodies=frozenset()), "en", "") == ()


def test_a_lead_that_is_changed_without_a_date_is_handed_over_on_the_day_of_the_change() -> None:
    feed = Feed()
    feed.edit(amend(Portfolio, "EGOV", status_day=None))
    feed.edit(put(Assignment(task="P.1", organization="MIC", role=Role.LEAD)))
    feed.edit(put(Assignment(task="P.1", organization="NCEG", role=Role.LEAD)))
    lost = feed.events()["MIC.minister deadline-P.1@EGOV.egov-portfolio"]
    assert lost.cancelled
    assert lost.lines[0] == "Handed over on 06/07/2018; answers now: Nguyễn Xuân Phúc, Chair"
    assert not feed.events()["NCEG.chair deadline-P.1@EGOV.egov-portfolio"].cancelled
    feed.edit(put(Assignment(task="P.1", organization="NCEG", role=Role.LEAD)))
    feed.edit(put(Assignment(task="P.1", organization="MIC", role=Role.LEAD)))
    assert not feed.events()["MIC.minister deadline-P.1@EGOV.egov-portfolio"].cancelled


@given(st.lists(st.sampled_from(ELSEWHERE), min_size=1, max_size=5))
@settings(max_examples=20)
def test_a_change_elsewhere_touches_no_event(changes: list[Edit]) -> None:
    feed = Feed()
    before = feed.events()
    for change in changes:
        feed.edit(change)
    assert feed.events() == before


def test_a_trail_read_in_pieces_is_the_trail_read_at_once() -> None:
    work = Work(State(Head(), Records(), {}), Author("a", datetime(2018, 7, 5).astimezone()))
    for entity in entities():
        work.create(entity)
    all_of_it = [made.entry for made in work.changes]
    assert Trail().advanced(all_of_it[:20]).advanced(all_of_it[20:]) == Trail().advanced(all_of_it)


def test_a_summary_whose_parts_are_done_is_said_to_be_closed() -> None:
    feed = Feed()
    feed.edit(amend(Task, "P.5", parent="P.2"))
    began, ended = date(2018, 7, 2), date(2018, 7, 5)
    feed.edit(put(Progress(task="P.5", as_of=ended, state=ProgressState.DONE, actual_start=began, actual_finish=ended)))
    lines = feed.events()["MIC.minister deadline-P.2@EGOV.egov-portfolio"].lines
    assert "Closed on 05/07/2018" in lines
    assert not any(line.startswith("Forecast") for line in lines)

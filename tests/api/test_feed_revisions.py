"""The law of a feed's revisions: what changed rises, what did not stays to the byte, and nothing ever falls."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.feeds.alike import Alike
from api.feeds.book import Book
from api.feeds.calendar import Revision, component
from api.feeds.choice import chosen
from api.feeds.noting import Note, noted
from api.feeds.pressing import about, pressed, variant, variants, voice
from api.feeds.revisions import Trail
from api.feeds.scope import Options, Scope
from api.feeds.words import Manner, of_task
from api.tables import FeedKind
from governance.errors import DomainError
from governance.ledger import Head
from governance.messages import Lang
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
from portfolio.answers import who_answers
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


SCOPES = (
    Scope(FeedKind.POST, "MIC.minister"),
    Scope(FeedKind.POST, "NCEG.chair"),
    Scope(FeedKind.PERSON, "tuan"),
    Scope(FeedKind.ORGANIZATION, "MIC"),
    Scope(FeedKind.PROGRAMME, "P"),
    Scope(FeedKind.BODY, "NCEG"),
    Scope(FeedKind.ORGANIZATION, "NCEG"),
)
HELPING = (Scope(FeedKind.ORGANIZATION, "NCEG"), Scope(FeedKind.POST, "NCEG.chair"))
VOICES = [*((scope, False) for scope in SCOPES), *((scope, True) for scope in HELPING)]
"""Whose calendars there are, and whether with what is only coordinated."""
EVERYTHING = Manner("en", Options(components="both", spans=1), "http://x")
_REVISION = re.compile(rb"^(SEQUENCE:\d+|DTSTAMP:\w+|LAST-MODIFIED:\w+)\r\n", re.MULTILINE)


class Feeds:
    """The feeds of a ledger in memory, as a service keeps them while it goes on."""

    def __init__(self) -> None:
        self.state, self.trail, self.steps = State(Head(), Records(), {}), Trail(), 0
        self.notes: dict[str, Note] = {}
        self.book: Book | None = None
        self.kept: Any = {}
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

    def turned(self, days: int = 0) -> Book:
        """What there is to say on a day so much later, and its notes."""
        fixed = self.state.records.get(Portfolio, "EGOV").status_day
        seen = view(self.state.records, fixed or TODAY + timedelta(days=days))
        if self.book is None:
            self.book = Book(seen, self.trail)
        else:
            self.book.turn(seen, self.trail)
        for name, digest in self.book.digests.items():
            self.notes[name] = noted(self.notes.get(name), digest, self.book.bound(name))
        return self.book

    def shown(self, days: int = 0, lost: bool = False) -> Mapping[str, bytes]:
        """Whose calendar and uid → entry on a day so much later; ``lost`` as if all notes had been lost just now."""
        book, found = self.turned(days), dict[str, bytes]()
        notes = {name: noted(None, digest, book.bound(name)) for name, digest in book.digests.items()} if lost else self.notes
        for scope, more in VOICES:
            choice, whose = chosen(book, scope, coordinating=more), voice(scope.code, coordinating=more)
            there = (facts.code for facts in (*choice.tasks, *choice.helping))
            apart = {code: variant(whose, code) for code in (*choice.passed, *there)}
            former = {code for code, name in apart.items() if name in notes}
            of = variants(book, choice, former)
            notes |= {apart[code]: noted(notes.get(apart[code]), of[code], book.bound(f"task {code}")) for code in of}
            kept = {} if lost else {name: made for name, (note, made) in self.kept.items() if notes.get(name) is note}
            own = {code: apart[code] for code in of}
            pieces = pressed(book, choice, notes, own, EVERYTHING, kept)
            self.kept |= {} if lost else {name: (notes[name], made) for name, made in kept.items()}
            found |= {f"{scope.kind} {whose} {piece.uid}": piece.body for piece in pieces}
        return found


def said(entry: bytes) -> bytes:
    """An entry without its revision."""
    return _REVISION.sub(b"", entry)


def sequence(entry: bytes) -> int:
    found = re.search(rb"SEQUENCE:(\d+)", entry)
    assert found
    return int(found.group(1))


def modified(entry: bytes) -> bytes:
    found = re.search(rb"LAST-MODIFIED:(\w+)", entry)
    assert found
    return found.group(1)


STEPS = st.lists(st.tuples(st.sampled_from((*TOUCHING, *ELSEWHERE)), st.integers(0, 2)), max_size=7)


@settings(max_examples=20)
@given(STEPS)
def test_what_changed_rises_what_did_not_stays_to_the_byte_and_nothing_falls(steps: list[tuple[Edit, int]]) -> None:
    feeds, days = Feeds(), 0
    last = dict(feeds.shown())
    for change, later in steps:
        days += later
        feeds.edit(change, days)
        for uid, entry in feeds.shown(days).items():
            if (before := last.get(uid)) is not None:
                if said(entry) == said(before):
                    assert sequence(entry) >= sequence(before)
                else:
                    assert sequence(entry) > sequence(before)
                assert modified(entry) >= modified(before)
            last[uid] = entry


@settings(max_examples=12)
@given(STEPS)
def test_what_has_the_same_facts_at_the_next_step_is_the_same_to_the_byte(steps: list[tuple[Edit, int]]) -> None:
    feeds, days = Feeds(), 0
    now, facts = feeds.shown(), dict(feeds.turned().digests)
    for change, later in steps:
        before, then, days = now, facts, days + later
        feeds.edit(change, days)
        now, facts = feeds.shown(days), dict(feeds.turned(days).digests)
        same = {f"-{name.partition(' ')[2]}@" for name in facts if facts[name] == then.get(name)}
        for uid in before.keys() & now.keys():
            if any(code in uid for code in same) and said(before[uid]) == said(now[uid]):
                assert before[uid] == now[uid]


@settings(max_examples=12)
@given(STEPS)
def test_were_all_notes_lost_no_sequence_would_fall(steps: list[tuple[Edit, int]]) -> None:
    feeds, days = Feeds(), 0
    for change, later in steps:
        days += later
        feeds.edit(change, days)
        kept, anew = feeds.shown(days), feeds.shown(days, lost=True)
        assert kept.keys() == anew.keys()
        for uid, entry in kept.items():
            assert said(anew[uid]) == said(entry)
            assert sequence(anew[uid]) >= sequence(entry)


@settings(max_examples=20)
@given(STEPS)
def test_a_book_that_is_turned_is_the_book_that_is_opened_there(steps: list[tuple[Edit, int]]) -> None:
    feeds, days = Feeds(), 0
    feeds.shown()
    for change, later in steps:
        days += later
        feeds.edit(change, days)
        turned = feeds.turned(days)
        opened = Book(turned.view, feeds.trail)
        assert (turned.tasks, turned.meetings, turned.digests) == (opened.tasks, opened.meetings, opened.digests)
        assert ([*turned.tasks], [*turned.meetings]) == ([*opened.tasks], [*opened.meetings])
        for scope in SCOPES:
            assert {**turned.handed(scope.code)} == {**opened.handed(scope.code)}


@settings(max_examples=12)
@given(STEPS, st.integers(-400, 400))
def test_tasks_that_are_alike_have_the_same_answer(steps: list[tuple[Edit, int]], days: int) -> None:
    feeds = Feeds()
    for change, _later in steps:
        feeds.edit(change)
    records, day = feeds.state.records, TODAY + timedelta(days)
    alike = Alike(records)
    for task in records.all(Task):
        assert alike(task.code, day).who == who_answers(records, task.code, day).who


def test_a_date_that_moves_restamps_what_says_it_and_nothing_else() -> None:
    feeds = Feeds()
    before = feeds.shown()
    feeds.edit(amend(Deadline, "P.2-d", not_after=date(2018, 11, 30)))
    after = feeds.shown()
    moved = {uid.split()[-1] for uid in before if before[uid] != after[uid]}
    assert moved == {"deadline-P.2@EGOV.egov-portfolio", "task-P.2@EGOV.egov-portfolio", "span-P.2@EGOV.egov-portfolio"}


def test_what_is_handed_over_is_cancelled_in_the_one_calendar_and_stands_in_the_other_under_the_same_uid() -> None:
    feeds = Feeds()
    uid = "deadline-P.1@EGOV.egov-portfolio"
    before = feeds.shown()[f"person tuan {uid}"]
    feeds.edit(amend(Appointment, "tuan-minister", end="2018-07-07"))
    feeds.edit(put(Appointment(code="next", person="phuc", post="MIC.minister", start="2018-07-08")))
    feeds.edit(amend(Portfolio, "EGOV", status_day=date(2018, 7, 9)))
    book = feeds.turned()
    assert uid not in {entry.split()[-1] for entry in feeds.shown() if entry.startswith("person phuc")}  # not asked for here
    after = feeds.shown()[f"person tuan {uid}"]
    assert {facts.code for facts in chosen(book, Scope(FeedKind.PERSON, "phuc")).tasks} >= {"P.1"}
    assert (b"STATUS:CONFIRMED" in before, b"STATUS:CANCELLED" in after) == (True, True)
    assert sequence(after) > sequence(before)
    assert "SUMMARY:Handed over: Due: Draft the decree\r\n" in after.decode()
    assert "DESCRIPTION:Handed over on 08/07/2018\\; answers now: Nguy" in after.decode()
    feeds.edit(amend(Portfolio, "EGOV", status_day=date(2019, 12, 31)))
    assert not [entry for entry in feeds.shown() if entry.startswith("person tuan") and "meeting" not in entry]


def test_what_a_body_coordinates_stands_in_its_calendar_if_asked_for_and_goes_with_its_succession() -> None:
    def titles(whose: str) -> dict[str, str]:
        shown = {entry.split()[-1]: body.decode() for entry, body in feeds.shown().items() if entry.startswith(f"{whose} ")}
        found = {uid.partition("@")[0]: re.search("SUMMARY:(.+)\r\n", body) for uid, body in shown.items() if "P.1@" in uid}
        return {uid: title[1] for uid, title in found.items() if title}

    feeds = Feeds()
    assert titles("organization NCEG") == {}
    says = [str(line) for line in about(chosen(feeds.turned(), SCOPES[-1]), 0, EVERYTHING.options)]
    assert "Coordinated only, and so without an entry here: 1 (?coordinating=1 shows them)." in says
    for whose in ("organization NCEG+", "post NCEG.chair+"):
        assert titles(whose)["deadline-P.1"] == "Coordinating: Due: Draft the decree"
    assert chosen(feeds.turned(), Scope(FeedKind.PERSON, "phuc")).beside == 1
    before = feeds.shown()["organization NCEG+ deadline-P.1@EGOV.egov-portfolio"]
    feeds.edit(put(Assignment(task="P.1", organization="MIC", role=Role.LEAD)))
    feeds.edit(put(Assignment(task="P.1", organization="NCEG", role=Role.LEAD)))
    after = feeds.shown()["organization NCEG+ deadline-P.1@EGOV.egov-portfolio"]
    assert b"SUMMARY:Due: Draft the decree" in after
    assert sequence(after) > sequence(before)
    feeds.edit(put(Assignment(task="P.2", organization="MIC", role=Role.LEAD)))
    feeds.edit(put(Assignment(task="P.2", organization="NCEG", role=Role.LEAD)))
    feeds.edit(put(Assignment(task="P.2", organization="MIC", role=Role.COORDINATING)))
    feeds.edit(put(Succession(predecessor="MIC", successor="OLD", manner=SuccessionKind.REPLACES, effective_on="2018-07-04")))
    assert {facts.code for facts in chosen(feeds.turned(), Scope(FeedKind.ORGANIZATION, "OLD"), coordinating=True).helping} == {
        "P.2"
    }


def test_a_lead_that_is_changed_without_a_date_is_handed_over_on_the_day_of_the_change() -> None:
    feeds = Feeds()
    feeds.edit(amend(Portfolio, "EGOV", status_day=None))
    feeds.shown()
    feeds.edit(put(Assignment(task="P.1", organization="MIC", role=Role.LEAD)))
    feeds.edit(put(Assignment(task="P.1", organization="NCEG", role=Role.LEAD)))
    uid = "deadline-P.1@EGOV.egov-portfolio"
    shown = feeds.shown()
    lost, gained = shown[f"post MIC.minister {uid}"], shown[f"post NCEG.chair {uid}"]
    assert b"STATUS:CANCELLED" in lost
    assert "Handed over on 06/07/2018\\; answers now: Nguy" in lost.decode()
    assert b"STATUS:CONFIRMED" in gained
    feeds.edit(put(Assignment(task="P.1", organization="NCEG", role=Role.LEAD)))
    feeds.edit(put(Assignment(task="P.1", organization="MIC", role=Role.LEAD)))
    again = feeds.shown()[f"post MIC.minister {uid}"]
    assert b"STATUS:CONFIRMED" in again
    assert sequence(again) > sequence(lost)


@given(st.lists(st.sampled_from(ELSEWHERE), min_size=1, max_size=5))
@settings(max_examples=20)
def test_a_change_elsewhere_touches_no_entry(changes: list[Edit]) -> None:
    feeds = Feeds()
    before = feeds.shown()
    for change in changes:
        feeds.edit(change)
    assert feeds.shown() == before


def test_a_trail_read_in_pieces_is_the_trail_read_at_once() -> None:
    work = Work(State(Head(), Records(), {}), Author("a", datetime(2018, 7, 5).astimezone()))
    for entity in entities():
        work.create(entity)
    all_of_it = [made.entry for made in work.changes]
    assert Trail().advanced(all_of_it[:20]).advanced(all_of_it[20:]) == Trail().advanced(all_of_it)


def test_a_summary_whose_parts_are_done_is_said_to_be_closed() -> None:
    feeds = Feeds()
    feeds.edit(amend(Task, "P.5", parent="P.2"))
    began, ended = date(2018, 7, 2), date(2018, 7, 5)
    feeds.edit(put(Progress(task="P.5", as_of=ended, state=ProgressState.DONE, actual_start=began, actual_finish=ended)))
    lines = [line.render("en") for line in feeds.turned().tasks["P.2"].lines]
    assert "Closed on 05/07/2018" in lines
    assert not any(line.startswith("Forecast") for line in lines)


@pytest.mark.parametrize(
    ("lag", "elapsed", "gap", "vi", "en"),
    [
        (0, False, None, "(dự kiến 25/07/2018)", "(forecast 25/07/2018)"),
        (1, False, b"P1D", "(dự kiến 25/07/2018), cộng thêm 1 ngày làm việc", "(forecast 25/07/2018), and 1 working day more"),
        (3, True, b"P3D", "cộng thêm 3 ngày (kể cả ngày nghỉ)", "and 3 days more"),
        (-2, False, b"-P2D", "gối trước 2 ngày làm việc", "less 2 working days"),
        (-2, True, b"-P2D", "gối trước 2 ngày (kể cả ngày nghỉ)", "less 2 days"),
    ],
)
def test_beside_the_gap_of_a_to_do_stands_which_days_it_counts(
    lag: int, elapsed: bool, gap: bytes | None, vi: str, en: str
) -> None:
    facts = Feeds().turned().tasks["P.3"]
    [wait] = facts.waits
    facts = msgspec.structs.replace(facts, waits=(msgspec.structs.replace(wait, lag=lag, elapsed=elapsed),))
    says: dict[Lang, str] = {"vi": vi, "en": en}
    for lang, said in says.items():
        [todo] = of_task(facts, Revision(1, NOW), Manner(lang, Options(components="vtodo"), "http://x"))
        [line] = [line for line in todo.lines if "P.2" in line]
        assert line.endswith(said), line
        body = component(todo)
        assert (b"GAP=" + gap in body) if gap else (b"GAP" not in body)

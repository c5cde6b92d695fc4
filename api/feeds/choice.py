"""Which tasks and meetings stand in a feed, and which have gone from it to another."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from api.feeds.book import Book
from api.feeds.facts import MeetingFacts, TaskFacts
from api.feeds.scope import Query, Scope
from api.feeds.words import Passed
from api.tables import FeedKind
from governance.hierarchy import head_post, office_of
from governance.model import Appointment, Membership, Organization, Post
from governance.records import Records
from governance.succession import in_charge
from governance.values import holds
from portfolio.choosing import under
from portfolio.folding import fold
from portfolio.model import Portfolio
from portfolio.reports.views import named

Fits = Callable[[TaskFacts], bool]


class Choice(NamedTuple):
    """What a feed holds: its tasks and meetings, and what was handed over; ``of_tasks`` where it is to have tasks at all.

    ``helping`` are tasks that others answer for and the body of the feed coordinates; ``beside`` is how many are left out.
    """

    tasks: tuple[TaskFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    passed: Mapping[str, Passed] = {}
    of_tasks: bool = True
    helping: tuple[TaskFacts, ...] = ()
    beside: int = 0


def chosen(book: Book, scope: Scope, *, coordinating: bool = False) -> Choice:
    """What a feed of this scope holds.

    A person, a post or a body has what they answer for on the day, what they handed over within the last year, and the meetings
    that concern them. A body also has what it leads. What the body, or one that they head, is only ``coordinating`` is added if
    that is asked for. The feed of a programme has its tasks, that of the meetings of a body these.
    """
    records, day = book.view.records, book.view.day
    every = book.tasks.values()
    match scope.kind:
        case FeedKind.QUERY:
            return Choice(tuple(filter(fitting(records, scope.query, day), every)))
        case FeedKind.PROGRAMME:
            return Choice(tuple([facts for facts in every if facts.programme == scope.code]))
        case FeedKind.BODY:
            held = tuple(meeting for meeting in book.meetings.values() if meeting.body == scope.code)
            return Choice(meetings=held, of_tasks=False)
    return _answered_for(book, scope, coordinating=coordinating)


def _answered_for(book: Book, scope: Scope, *, coordinating: bool) -> Choice:
    records, code = book.view.records, scope.code
    tasks = tuple(filter(_mine(records, scope, book.view.day), book.tasks.values()))
    meant = _concerned(records, scope, book.view.day)
    meetings = tuple(m for m in book.meetings.values() if m.body in meant or not meant.isdisjoint(m.invited))
    there = {facts.code for facts in tasks}
    helped = tuple(facts for facts in _helped(book, scope) if facts.code not in there)
    helping = helped if coordinating else ()
    there |= {facts.code for facts in helping}
    passed = {
        task: Passed(handed.on, named(records, handed.to)) for task, handed in book.handed(code).items() if task not in there
    }
    return Choice(tasks, meetings, passed, helping=helping, beside=len(helped) - len(helping))


def _helped(book: Book, scope: Scope) -> Iterator[TaskFacts]:
    """What the body of a feed coordinates. What is open goes with a succession; what is done stays where it was."""
    records, day = book.view.records, book.view.day
    own = _headed(records, scope, day)
    every = records.all(Organization) if own else ()
    now = frozenset(body.code for body in every if not own.isdisjoint(in_charge(records, body.code, day).bodies))
    for facts in book.tasks.values():
        if not (own if facts.done else now).isdisjoint(facts.coordinating):
            yield facts


def _headed(records: Records, scope: Scope, day: date) -> frozenset[str]:
    """The body that a feed is of, or those that its post or its person heads."""
    if scope.kind is FeedKind.ORGANIZATION:
        return frozenset({scope.code})
    posts = _posts_of(records, scope.code, day) if scope.kind is FeedKind.PERSON else (records.get(Post, scope.code),)
    heads = ((post, head_post(records, post.organization, day)) for post in posts)
    return frozenset(post.organization for post, head in heads if head is not None and head.code == post.code)


def _posts_of(records: Records, person: str, day: date) -> tuple[Post, ...]:
    held = dict.fromkeys(a.post for a in records.by(Appointment, "person", person) if holds(a.since, a.end, day))
    return tuple(post for code in held if (post := records.find(Post, code)) is not None)


def _mine(records: Records, scope: Scope, day: date) -> Fits:
    code = scope.code
    match scope.kind:
        case FeedKind.PERSON:
            return lambda facts: facts.person == code
        case FeedKind.ORGANIZATION:
            posts = frozenset(post.code for post in records.by(Post, "organization", code))
            return lambda facts: facts.leading == code or facts.post in posts
    office = office_of(records, code, day)
    seats: dict[str | None, bool] = {None: False}

    def mine(facts: TaskFacts) -> bool:
        if facts.post not in seats:
            seats[facts.post] = office_of(records, facts.post or "", day) == office
        return seats[facts.post]

    return mine


def _concerned(records: Records, scope: Scope, day: date) -> frozenset[str]:
    """The bodies, posts and persons whose meetings, or whose invitations, concern the subject of a feed."""
    code = scope.code
    committees = {p.committee for p in records.all(Portfolio)}
    if scope.kind is FeedKind.ORGANIZATION:
        of = {m.body for m in records.by(Membership, "organization", code) if holds(m.start, m.end, day)}
        return frozenset({code, *of})
    if scope.kind is FeedKind.POST:
        return frozenset({code, records.get(Post, code).organization, *committees})
    posts = _posts_of(records, code, day)
    return frozenset({code, *(post.code for post in posts), *(post.organization for post in posts), *committees})


def fitting(records: Records, asked: Query, day: date) -> Fits:
    """Whether a task is one that a query asks for."""
    words = fold(asked.q or "").split()
    tests: list[Fits] = []
    if asked.programme is not None:
        tests.append(lambda facts: facts.programme == asked.programme)
    if asked.agency is not None:
        bodies = under(records, asked.agency, day)
        tests.append(lambda facts: facts.leading in bodies)
    if (member := asked.member) is not None:
        post = records.find(Post, member)
        tests.append(_mine(records, Scope(FeedKind.POST if post else FeedKind.PERSON, member), day))
    if asked.status is not None:
        tests.append(lambda facts: facts.status is asked.status)
    if (most := asked.max_float) is not None:
        tests.append(lambda facts: facts.float is not None and not facts.done and facts.float <= most)
    if (first := asked.deadline_from) is not None:
        tests.append(lambda facts: facts.due is not None and facts.due >= first)
    if (last := asked.deadline_to) is not None:
        tests.append(lambda facts: facts.due is not None and facts.due <= last)
    if words:
        tests.append(lambda facts: all(word in fold(f"{facts.code} {facts.title.vi} {facts.title.en}") for word in words))
    return lambda facts: all(test(facts) for test in tests)

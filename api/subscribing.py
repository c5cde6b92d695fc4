"""Which calendars there can be, what each of an account's own is of, and what a form orders."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from api.credentials import is_live
from api.feeds.scope import Options, Query, options, query, scope_of
from api.feeds.titles import name_of, office, subject_of
from api.pages.calendars import COMPONENTS, Group
from api.pages.overview import Choice
from api.tables import Account, Credential, FeedKind, Purpose
from governance.errors import InvalidError, Problem
from governance.messages import Lang, Message, Text, _
from governance.model import Appointment, Meeting, Organization, Person, Post
from governance.records import Records
from governance.values import holds
from portfolio.model import Programme

MOST = 100
"""Calendars that an account may have at a time."""


class Order(NamedTuple):
    """What a form orders: what the calendar is of, how it says it, and its name, if it is given one."""

    kind: FeedKind
    subject: str | None
    options: str | None
    label: str | None


def own_feeds(records: Records, account: str, now: datetime) -> list[Credential]:
    """The calendars of an account whose address opens something, the latest first."""
    mine = (each for each in records.by(Credential, "account", account) if each.purpose is Purpose.FEED and is_live(each, now))
    return sorted(mine, key=lambda each: each.created_at, reverse=True)


# ---- what there can be a calendar of


def groups(records: Records, account: Account, day: date) -> list[Group]:
    """Everything on record that there can be a calendar of, what is the reader's own first."""
    appointments = records.by(Appointment, "person", account.person) if account.person else ()
    held = {each.post for each in appointments if holds(each.since, each.end, day)}
    posts = sorted(records.all(Post), key=lambda post: (post.organization, post.rank or 99, post.code))
    me = records.find(Person, account.person)
    meeting = {meeting.body for meeting in records.all(Meeting)}
    bodies, people = _sorted(records.all(Organization)), _sorted(records.all(Person))
    return [
        Group(_("Yours"), [
            *([_choice(FeedKind.PERSON, me)] if me else []),
            *(_post(records, post) for post in posts if post.code in held),
        ]),
        Group(_("An office, whoever holds it"), [_post(records, post) for post in posts if post.code not in held]),
        Group(_("A body: what it leads"), [_choice(FeedKind.ORGANIZATION, body) for body in bodies]),
        Group(_("Meetings of a body"), [_choice(FeedKind.BODY, body) for body in bodies if body.code in meeting]),
        Group(_("A programme"), [_choice(FeedKind.PROGRAMME, each) for each in _sorted(records.all(Programme))]),
        Group(_("A person, in whatever office"), [_choice(FeedKind.PERSON, each) for each in people if each != me]),
    ]  # fmt: skip


def named(things: Iterable[Any]) -> list[Choice]:
    """Things by their codes, for a filter."""
    return [Choice(each.code, each.title) for each in _sorted(things)]


def _sorted(things: Iterable[Any]) -> list[Any]:
    return sorted(things, key=lambda each: (each.title.vi.casefold(), each.code))


def _choice(kind: FeedKind, thing: Any) -> Choice:
    return Choice(f"{kind.value}:{thing.code}", thing.title)


def _post(records: Records, post: Post) -> Choice:
    return Choice(f"{FeedKind.POST.value}:{post.code}", office(records, post))


# ---- what a calendar is


def called(records: Records, feed: Credential, lang: Lang) -> str:
    """What programs call a calendar that show it; ``lang`` where it asks for no language itself."""
    scope = scope_of(records, feed)
    if scope is None:
        return feed.label or feed.subject or feed.code
    return name_of(records, scope, feed.label, options(feed.options, {}).language(lang))


def of_what(records: Records, feed: Credential) -> Text | Message:
    """What a calendar is of, in words."""
    scope = scope_of(records, feed)
    return subject_of(records, scope) if scope else _("{code}, which is on record no more", code=feed.subject or "")


def manner_of(feed: Credential) -> Iterator[Message]:
    """How a calendar shows what it is of, one line each; of meetings there is nothing to choose."""
    if feed.feed is FeedKind.BODY:
        return
    kept = options(feed.options, {})
    yield next(choice.said for choice in COMPONENTS if choice.value == kept.components and isinstance(choice.said, Message))
    if kept.spans:
        yield _("each task from its first day to its last")
    if kept.coordinating:
        yield _("also what the body only coordinates")
    yield _("a reminder {days} working day(s) before a deadline", days=kept.alarm) if kept.alarm else _("no reminders")


# ---- what is ordered


def order(sent: Mapping[str, str]) -> Order:
    """What a form of the page orders.

    Raises
    ------
    InvalidError
        With every problem.
    """
    kind, _colon, code = sent.get("of", "").partition(":")
    faults: list[Problem] = []
    if kind not in set(FeedKind):
        faults.append(Problem("of", _("choose what the calendar is of")))
    said = {name: sent[name] for name in ("lang", "components", "spans", "coordinating", "alarm") if sent.get(name)}
    subject, wanted = code, Options()
    try:
        wanted = options(None, said)
        if kind == FeedKind.QUERY:
            subject = str(query(urlencode({name: sent[name] for name in Query.__struct_fields__ if sent.get(name)})))
    except InvalidError as refused:
        faults += refused.problems
    if faults:
        raise InvalidError(faults)
    return Order(FeedKind(kind), subject or None, str(wanted) or None, " ".join(sent.get("label", "").split()) or None)


def checked_number(records: Records, account: str, now: datetime) -> None:
    """Refuse one calendar more than an account may have.

    Raises
    ------
    InvalidError
    """
    if len(own_feeds(records, account, now)) >= MOST:
        raise InvalidError([Problem("of", _("you have {most} calendars already: end one that nobody reads", most=MOST))])

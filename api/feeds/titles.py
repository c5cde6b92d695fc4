"""What a calendar is of, in words, and what programs call it that show it. Pure."""

from collections.abc import Iterator
from datetime import date

from api.feeds.scope import Query, Scope
from api.tables import FeedKind
from governance.messages import Lang, Message, Text, _, shown
from governance.model import Organization, Person, Post
from governance.records import Records
from portfolio.model import Programme
from portfolio.reports.views import called
from portfolio.reports.words import word

HOUSE = _("e-Government")


def name_of(records: Records, scope: Scope, label: str | None, lang: Lang) -> str:
    """What programs call a calendar: as its owner labelled it, else by what it is of.

    Among the other calendars of a reader it says that it is of e-government, unless what it is of says so itself.
    """
    if label:
        return label
    said, house = shown(subject_of(records, scope), lang), HOUSE.render(lang)
    return said if house.casefold() in said.casefold() else f"{said} – {house}"


def subject_of(records: Records, scope: Scope) -> Text | Message:
    """What a calendar is of."""
    match scope.kind:
        case FeedKind.QUERY:
            return asked_for(records, scope.query)
        case FeedKind.POST:
            return office(records, records.get(Post, scope.code))
        case FeedKind.PERSON:
            return records.get(Person, scope.code).title
        case FeedKind.PROGRAMME:
            return records.get(Programme, scope.code).title
    body = records.get(Organization, scope.code)
    return _("Meetings: {body}", body=body.title) if scope.kind is FeedKind.BODY else body.title


def office(records: Records, post: Post) -> Text:
    """An office by its title, with its body where the title names it in no language."""
    body, title = records.find(Organization, post.organization), post.title
    if body is None or any(of.casefold() in said.casefold() for said, of in zip(title, body.title)):
        return title
    return Text(*(f"{said}, {of}" for said, of in zip(title, body.title)))


def asked_for(records: Records, query: Query) -> Message:
    """Which tasks a filter is after."""
    conditions = tuple(_conditions(records, query))
    return _("Tasks: {conditions}", conditions=conditions) if conditions else _("All tasks")


def _conditions(records: Records, query: Query) -> Iterator[Message | Text]:
    if query.status is not None:
        yield word(query.status).label
    if query.agency is not None:
        yield _("led by {body}", body=called(records.find(Organization, query.agency)) or query.agency)
    if query.member is not None:
        post, person = records.find(Post, query.member), records.find(Person, query.member)
        who = office(records, post) if post else person.title if person else query.member
        yield _("answered for by {who}", who=who)
    if query.programme is not None:
        programme = records.find(Programme, query.programme)
        yield programme.title if programme else Text(query.programme, query.programme)
    if query.max_float is not None:
        yield _("float of {days} working day(s) at most", days=query.max_float)
    yield from _due(query.deadline_from, query.deadline_to)
    if query.q:
        yield _("with “{words}”", words=query.q)


def _due(first: date | None, last: date | None) -> Iterator[Message]:
    if first is not None and last is not None:
        yield _("due from {first} to {last}", first=first, last=last)
    elif first is not None:
        yield _("due from {first} on", first=first)
    elif last is not None:
        yield _("due until {last}", last=last)

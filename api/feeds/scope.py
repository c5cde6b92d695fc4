"""What a feed is of, and how it is to say it: read from its credential and from its address, checked, compared by value."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode

import msgspec
from msgspec import Meta, Struct

from api.tables import Credential, FeedKind
from governance.errors import InvalidError, Problem, kind_name
from governance.messages import Lang, Message, _
from governance.model import Organization, OrganizationCode, Person, Post
from governance.records import Records
from governance.values import Entity, Line, refusal
from portfolio.model import Programme, ProgrammeCode
from portfolio.statuses import Status

LONGEST_LEAD = 20
"""Working days before a deadline that an alarm may be asked for."""


class Query(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which tasks, in the words of the filters of a list: every one that is given has to fit. An empty query is all of them.

    ``agency`` leads the task, or a body below it does; ``member`` is a post or a person that answers for it; ``max_float``
    working days of total float at most; ``deadline_from`` and ``deadline_to`` are the days between which it is due, both
    included; ``q`` are words of its titles or its code, with or without accents.
    """

    programme: ProgrammeCode | None = None
    agency: OrganizationCode | None = None
    member: Annotated[str, Meta(max_length=160)] | None = None
    status: Status | None = None
    max_float: Annotated[int, Meta(ge=-20_000, le=20_000)] | None = None
    deadline_from: date | None = None
    deadline_to: date | None = None
    q: Line | None = None

    def __str__(self) -> str:
        return urlencode({name: str(value) for name, value in msgspec.to_builtins(self).items()})


class Scope(NamedTuple):
    """What a feed is of: a kind of thing and its code, or a query."""

    kind: FeedKind
    code: str = ""
    query: Query = Query()


Components = Literal["vevent", "vtodo", "both"]


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a feed says it. ``components`` are what tasks are: events of their deadlines and milestones, to-dos, or both.

    ``spans`` adds each task from its first day to its last. ``alarm`` is how many working days before a deadline the reader is
    told, 0 for never. ``back`` and ``ahead`` leave out what is further than so many days from the status day. ``coordinating``
    adds to the feed of a body, or of who heads it, what the body only coordinates, marked so.
    """

    lang: Literal["vi", "en"] | None = None
    spans: Annotated[int, Meta(ge=0, le=1)] = 0
    components: Components = "vevent"
    alarm: Annotated[int, Meta(ge=0, le=LONGEST_LEAD)] = 3
    back: Annotated[int, Meta(ge=0, le=20_000)] | None = None
    ahead: Annotated[int, Meta(ge=0, le=20_000)] | None = None
    coordinating: Annotated[int, Meta(ge=0, le=1)] = 0

    def __str__(self) -> str:
        return urlencode({name: str(value) for name, value in msgspec.to_builtins(self).items()})

    def language(self, default: Lang) -> Lang:
        """The language that is asked for, else the installation's."""
        return self.lang or default


def query(text: str) -> Query:
    """A query as it is kept: ``programme=1755&max_float=5``.

    Raises
    ------
    InvalidError
        Naming every word that is none of a query's, and every value that cannot be.

    >>> query("status=overdue&q=nghi%20dinh").q
    'nghi dinh'
    """
    made: Query = _read(Query, dict(_pairs(text)), place="subject")
    return made


def options(kept: str | None, asked: Mapping[str, str]) -> Options:
    """What the feed says of itself, overridden by what its address asks for; the address may hold words of others too.

    Raises
    ------
    InvalidError
        Naming every value that cannot be.

    >>> options("alarm=5&lang=vi", {"lang": "en", "utm": "x"})
    Options(lang='en', spans=0, components='vevent', alarm=5, back=None, ahead=None, coordinating=0)
    """
    known = {field.name for field in msgspec.structs.fields(Options)}
    said = dict(_pairs(kept or ""))
    made: Options = _read(Options, said | {name: value for name, value in asked.items() if name in known}, place="options")
    return made


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=40, errors="strict")
    except ValueError:
        why = _("{text} is not written name=value, with & between several", text=text[:80])
        raise InvalidError([Problem("", why)]) from None


def _read(kind: type[Struct], given: Mapping[str, str], place: str) -> Any:
    declared = {field.name: field.type for field in msgspec.structs.fields(kind)}
    values: dict[str, Any] = {}
    faults = []
    for name, value in given.items():
        if name not in declared:
            faults.append(
                Problem(place, _("there is no field {name}; the fields are {fields}", name=name, fields=tuple(declared)))
            )
            continue
        try:
            values[name] = msgspec.convert(value, declared[name], strict=False)
        except msgspec.ValidationError:
            faults.append(Problem(name, refusal(declared[name], value)))
    if faults:
        raise InvalidError(faults)
    return kind(**values)


# ---------------------------------------------------------------------------------------------------- of a credential
_KINDS: Mapping[FeedKind, type[Entity]] = {
    FeedKind.PERSON: Person,
    FeedKind.POST: Post,
    FeedKind.ORGANIZATION: Organization,
    FeedKind.PROGRAMME: Programme,
    FeedKind.BODY: Organization,
}


def scope_of(records: Records, feed: Credential) -> Scope | None:
    """What the feed of a credential is of; None where that is on record no more. One that does not say is of a post or person."""
    subject = feed.subject or ""
    if feed.feed is FeedKind.QUERY:
        return Scope(FeedKind.QUERY, query=query(subject))
    if feed.feed is not None:
        return Scope(feed.feed, subject) if records.find(_KINDS[feed.feed], subject) else None
    found = next((kind for kind in (FeedKind.POST, FeedKind.PERSON) if records.find(_KINDS[kind], subject)), None)
    return Scope(found, subject) if found else None


def problems_of(records: Records, feed: Credential) -> list[Problem]:
    """What is wrong with the subject and the options of a feed to be issued."""
    faults: list[Problem] = []
    subject = feed.subject or ""
    try:
        if feed.feed is FeedKind.QUERY:
            faults += _unknown(records, query(subject))
        elif scope_of(records, feed) is None:
            faults.append(Problem("subject", _missing(records, feed)))
    except InvalidError as refused:
        faults += [Problem("subject", problem.message) for problem in refused.problems]
    try:
        options(feed.options, {})
    except InvalidError as refused:
        faults += [Problem("options", problem.message) for problem in refused.problems]
    return faults


def _missing(records: Records, feed: Credential) -> Message:
    code = feed.subject or ""
    other = next((each for each, kind in _KINDS.items() if records.find(kind, code)), None)
    if feed.feed is None and other is not None:
        kind = kind_name(_KINDS[other].kind)
        return _(
            "{code} is no post and no person but {kind}: say so, by --of {feed} or in the API by feed",
            code=code,
            kind=kind,
            feed=other,
        )
    if feed.feed is None:
        return _("a feed is that of a post or a person, and none has the code {code}", code=code)
    return _absent((_KINDS[feed.feed],), code)


def _absent(kinds: Iterable[type[Entity]], code: str) -> Message:
    names = tuple(kind_name(kind.kind) for kind in kinds)
    return _("there is no {kind} with the code {code}: add it first, or name another", kind=names, code=code)


def _unknown(records: Records, asked: Query) -> Iterable[Problem]:
    named: tuple[tuple[str | None, tuple[type[Entity], ...]], ...] = (
        (asked.programme, (Programme,)),
        (asked.agency, (Organization,)),
        (asked.member, (Post, Person)),
    )
    for code, kinds in named:
        if code is not None and not any(records.find(kind, code) for kind in kinds):
            names = tuple(kind.kind for kind in kinds)
            yield Problem(
                "subject", _("there is no {kind} with the code {code}: add it first, or name another", kind=names, code=code)
            )

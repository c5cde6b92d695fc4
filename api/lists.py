"""What may be asked of the list of a kind, and the question as a value: which things, in which order, how much of each."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import blake2b
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta, inspect, structs

from api.schemas import filters
from governance.columns import secrets
from governance.errors import Problem
from governance.messages import Message, _
from governance.past import KNOWN, KnownText
from governance.values import Entity, holds_json, refusal, rule
from portfolio.folding import fold

MOST = 500
"""Things that a page may hold."""
SORTS = 3
"""Fields that a list may be sorted by."""
LONGEST_SORTED = 500
"""Characters of a text that lists can be sorted by: longer ones are prose."""
PROVENANCE = ("source", "source_ref", "assumed", "note_vi", "note_en")
_ALL_OF_IT = "provenance"
_ALWAYS = ("code", "version")

_Q_RULE = _("write what to look for, in one line: the words of it, with or without accents")
_CURSOR_RULE = _("a cursor is taken as it is from next, or from the Link header, of the page before")
Limit = Annotated[int, Meta(ge=1, le=MOST)]
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
SEARCHED = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
NAMES = r"^-?[a-z_]+(,-?[a-z_]+){0,19}$"
"""Names of columns, with - before those that fall or are left out."""
ColumnNames = Annotated[str, Meta(extra=rule(_("name columns, with a comma between them, as in task,-total_float")))]
Search = Annotated[str, Meta(min_length=1, max_length=200, pattern=SEARCHED, extra=rule(_Q_RULE))]
CursorText = Annotated[str, Meta(min_length=1, max_length=8_000, pattern=r"^[A-Za-z0-9_-]+$", extra=rule(_CURSOR_RULE))]


class Parameter(NamedTuple):
    """A parameter of a list: the type of its value, what it is for, and an example."""

    type: Any
    about: str
    example: Any = None


@dataclass(frozen=True, eq=False)
class Beyond:
    """What the lists of a kind can be asked beyond its fields, all of it computed.

    ``sorts`` are the values by which they can be sorted too, with their types; ``sorting`` says what these are, and
    ``sorted_like`` shows one.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    sorts: Mapping[str, Any] = field(default_factory=dict)
    sorting: str = (
        "The fields to sort by, with a comma between them and - before one that falls; what has none comes last, ties go "
        "by code. Without it by code."
    )
    sorted_like: str | None = None


NOTHING = Beyond()


class Sort(NamedTuple):
    """A field to sort by, from the least on or from the greatest down."""

    field: str
    down: bool = False


class Place(msgspec.Struct, array_like=True, frozen=True):
    """A place between two things of a list: behind the one with these sort values and this code, or before it.

    ``asked`` is the digest of the question under which it was made. The thing itself need not be there any more.
    """

    asked: str
    back: bool
    values: tuple[Any, ...]
    code: str


class Question(NamedTuple):
    """What is asked of a list. ``fields`` None is all of them; ``more`` are the parameters that are ``beyond`` the kind."""

    kind: type[Entity]
    where: tuple[tuple[str, object], ...] = ()
    words: tuple[str, ...] = ()
    sort: tuple[Sort, ...] = ()
    fields: tuple[str, ...] | None = None
    limit: int = 100
    place: Place | None = None
    known_on: str | None = None
    more: tuple[tuple[str, object], ...] = ()
    beyond: Beyond = NOTHING

    @property
    def orders(self) -> Mapping[str, Any]:
        """What it can be sorted by, with the type of each."""
        return {**sortable(self.kind), **self.beyond.sorts}

    @property
    def ranks(self) -> tuple[str, ...]:
        """What it is sorted by that has to be computed."""
        return tuple(sort.field for sort in self.sort if sort.field in self.beyond.sorts)

    @property
    def computed(self) -> bool:
        """Whether anything has to be computed for it."""
        return bool(self.more or self.ranks)

    @property
    def digest(self) -> str:
        """What makes two questions the same list in the same order."""
        said = (self.kind.kind, self.where, self.words, self.sort, self.more)
        return blake2b(msgspec.json.encode(said), digest_size=6).hexdigest()

    @property
    def plain(self) -> bool:
        """Whether it asks for everything of the kind, by code."""
        return not (self.where or self.words or self.sort or self.more)


def _string(declared: Any) -> inspect.StrType | None:
    """A field's type where it is text: apart from being optional and annotated."""
    info = inspect.type_info(declared)
    parts = info.types if isinstance(info, inspect.UnionType) else (info,)
    bare = (part.type if isinstance(part, inspect.Metadata) else part for part in parts)
    return next((part for part in bare if isinstance(part, inspect.StrType)), None)


@cache
def fields(kind: type[Entity]) -> dict[str, Any]:
    """Field → type, of all that is read of a kind; the version and the ledger entry are among them.

    >>> from portfolio.model import Estimate
    >>> list(fields(Estimate))[-2:]
    ['version', 'seq']
    """
    own = {f.name: f.type for f in structs.fields(kind) if f.name not in secrets(kind)}
    return {**own, "version": int, "seq": int}


@cache
def texts(kind: type[Entity]) -> tuple[str, ...]:
    """The fields that a search looks through: the code, and what is written in lines or in prose, provenance apart.

    >>> from portfolio.model import Task
    >>> texts(Task)
    ('code', 'title_vi', 'title_en', 'deliverable_vi', 'deliverable_en', 'clause')
    """
    found = ((name, _string(declared)) for name, declared in fields(kind).items() if name not in PROVENANCE)
    return tuple(name for name, text in found if text and (name == "code" or (text.pattern or "").startswith(r"^[^\x00-")))


def folded(entity: Entity) -> str:
    """The texts of a thing as a search looks through them."""
    return "\n".join(fold(str(text)) for name in texts(type(entity)) if (text := getattr(entity, name)) is not None)


def words(q: str) -> tuple[str, ...]:
    """The words that are looked for; what has none, such as a lone accent, stands for itself and is in no text."""
    return tuple(fold(q).split()) or (q,)


def searched(entity: Entity, q: str) -> bool:
    """Whether every word of ``q`` stands in the texts of a thing.

    >>> from portfolio.model import Programme
    >>> searched(Programme(code="P", portfolio="E", type="plan", title_vi="Đề án", title_en="Scheme"), "de scheme")
    True
    """
    text = folded(entity)
    return all(word in text for word in words(q))


@cache
def sortable(kind: type[Entity]) -> dict[str, Any]:
    """Field → type, of the fields that a list can be sorted by: all but prose and JSON.

    >>> from portfolio.model import Frame
    >>> list(sortable(Frame))
    ['code', 'source', 'source_ref', 'assumed', 'programme', 'start', 'calendar', 'version', 'seq']
    """
    return {name: declared for name, declared in fields(kind).items() if not _long(declared)}


def _long(declared: Any) -> bool:
    text = _string(declared)
    return holds_json(declared) or (text is not None and (text.max_length or 0) > LONGEST_SORTED)


def parameters(kind: type[Entity], beyond: Beyond = NOTHING) -> dict[str, Parameter]:
    """Every parameter of a kind's list."""
    narrowing, others = _every(kind, beyond)
    return {**narrowing, **beyond.parameters, **others}


_THEN = Parameter(
    Annotated[KnownText, Meta(pattern=KNOWN)],
    "The things as they were known at the end of this day in Hà Nội, at this moment there, or at this ledger entry, with the "
    "versions that they had: no change can be based on these.",
    "2018-07-06",
)


@cache
def _every(kind: type[Entity], beyond: Beyond) -> tuple[dict[str, Parameter], dict[str, Parameter]]:
    orders, shown = "|".join([*sortable(kind), *beyond.sorts]), "|".join([*fields(kind), _ALL_OF_IT])
    one_order, one_field = f"-?({orders})", f"-?({shown})"
    sort = Annotated[str, Meta(pattern=f"^{one_order}(,{one_order}){{0,{SORTS - 1}}}$", max_length=400)]
    sparse = Annotated[str, Meta(pattern=f"^{one_field}(,{one_field}){{0,60}}$", max_length=4_000)]
    by = next(name for name in (*texts(kind)[1:], "code") if name in sortable(kind))
    narrowing = {name: Parameter(declared, f"Only those with this {name}.") for name, declared in filters(kind).items()}
    return narrowing, {
        "q": Parameter(
            Search, "Only those in whose texts every one of these words stands, with or without accents.", "chinh phu"
        ),
        "sort": Parameter(sort, beyond.sorting, beyond.sorted_like or f"-{by},code"),
        "fields": Parameter(
            sparse,
            "The fields to answer, with a comma between them; with - before a name, all but that. provenance stands for "
            f"{', '.join(PROVENANCE)}. code and version are always there.",
            "-provenance",
        ),
        "limit": Parameter(Limit, f"How many at most; 100 without it, {MOST} at most.", 100),
        "cursor": Parameter(
            CursorText,
            "Where the page starts: next of the page before. limit and fields may change; the others stay as they were.",
        ),
        **({} if secrets(kind) else {"known_on": _THEN}),
    }


def asked(kind: type[Entity], given: Sequence[tuple[str, str]], beyond: Beyond = NOTHING) -> tuple[Question, list[Problem]]:
    """The question that the parameters of an address ask, and everything that is wrong with them.

    Examples
    --------
    >>> from portfolio.model import Task
    >>> question, faults = asked(Task, [("q", "Chính phủ"), ("sort", "-ordinal"), ("fields", "title_en")])
    >>> question.words, question.sort, question.fields, faults
    (('chinh', 'phu'), (Sort(field='ordinal', down=True),), ('code', 'title_en', 'version'), [])
    >>> [problem.place for problem in asked(Task, [("sort", "colour"), ("limit", "0"), ("agency", "MIC")])[1]]
    ['agency', 'sort', 'limit']
    """
    known = parameters(kind, beyond)
    faults = list(_unknown(known, given))
    values: dict[str, Any] = {}
    named: Mapping[str, Callable[[Sequence[str]], tuple[Sequence[Any], list[Problem]]]] = {
        "sort": partial(_sorts, (*sortable(kind), *beyond.sorts)),
        "fields": partial(_shown, kind),
    }
    for name, parameter in known.items():
        said = [text for each, text in given if each == name]
        if not said:
            continue
        if name in named:
            names = [part for text in said for part in text.split(",")]
            values[name], wrong = named[name](names)
            faults += wrong
        elif len(said) > 1:
            faults.append(Problem(name, _("is given {count} times: give it once", count=len(said))))
        else:
            try:
                values[name] = _value(said[0], parameter.type)
            except msgspec.ValidationError:
                faults.append(Problem(name, refusal(parameter.type, said[0])))
    question = _question(kind, beyond, values)
    if "cursor" in values:
        found = place(question, values["cursor"])
        if isinstance(found, Place):
            question = question._replace(place=found)
        elif found is _CURSOR_RULE or not faults:  # what was meant else is not known
            faults.append(Problem("cursor", found))
    return question, faults


def _value(text: str, declared: Any) -> Any:
    """What a parameter says: nothing where its text is empty, and only there, though the library takes null for it, too."""
    found = msgspec.convert(text or None, declared, strict=False)
    if text and found is None:
        raise msgspec.ValidationError(text)
    return found


def _question(kind: type[Entity], beyond: Beyond, values: Mapping[str, Any]) -> Question:
    where = tuple((name, values[name]) for name in filters(kind) if name in values)
    return Question(
        kind,
        where,
        words(values["q"]) if "q" in values else (),
        values.get("sort", ()),
        values.get("fields"),
        values.get("limit", 100),
        known_on=values.get("known_on"),
        more=tuple((name, values[name]) for name in beyond.parameters if name in values),
        beyond=beyond,
    )


def _unknown(known: Mapping[str, Parameter], given: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for name in sorted({each for each, _text in given} - known.keys() - {"lang"}):
        why = _("there is no parameter {name}; there are {known}", name=name[:80], known=tuple(sorted({*known, "lang"})))
        yield Problem(name[:80], why)


def _sorts(known: tuple[str, ...], names: Sequence[str]) -> tuple[tuple[Sort, ...], list[Problem]]:
    faults = [
        Problem("sort", _("there is no order by {name}; there are {known}", name=name.removeprefix("-")[:80], known=known))
        for name in names
        if name.removeprefix("-") not in known
    ]
    found = {name.removeprefix("-"): name.startswith("-") for name in reversed(names)}
    if len(found) > SORTS:
        faults.append(Problem("sort", _("has {count} fields: {most} at most", count=len(found), most=SORTS)))
    return tuple(Sort(name, down) for name, down in reversed(found.items())), faults


def _shown(kind: type[Entity], names: Sequence[str]) -> tuple[tuple[str, ...], list[Problem]]:
    known = fields(kind)
    faults = [
        Problem(
            "fields",
            _("there is no field {name}; the fields are {fields}", name=name.removeprefix("-")[:80], fields=(*known, _ALL_OF_IT)),
        )
        for name in names
        if name.removeprefix("-") not in (*known, _ALL_OF_IT)
    ]
    kept = {each for name in names if not name.startswith("-") for each in _meant(name)} or set(known)
    without = {each for name in names if name.startswith("-") for each in _meant(name[1:])}
    return tuple(name for name in known if name in _ALWAYS or name in kept - without), faults


def _meant(name: str) -> tuple[str, ...]:
    return PROVENANCE if name == _ALL_OF_IT else (name,)


# ---- cursors


def cursor(question: Question, values: Sequence[object], code: str, *, back: bool = False) -> str:
    """The cursor of a place, as it travels."""
    text = msgspec.json.encode(Place(question.digest, back, tuple(values), code))
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def place(question: Question, text: str) -> Place | Message:
    """The place that a cursor means in the list that is asked for, or why it means none."""
    try:
        found = msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Place)
        if found.asked != question.digest:
            return _(
                "this cursor is of a list in another order or with other filters: ask as for the page that gave it, or leave "
                "it out to begin anew"
            )
        types = tuple(question.orders[sort.field] for sort in question.sort)
        values = tuple(msgspec.convert(value, declared | None) for value, declared in zip(found.values, types, strict=True))
    except (ValueError, msgspec.MsgspecError):
        return _CURSOR_RULE
    return Place(found.asked, found.back, values, found.code)

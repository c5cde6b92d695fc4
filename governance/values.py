"""The vocabulary that every entity is made of: bounded strings, partial dates, references, provenance."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from types import FunctionType
from typing import Annotated, Any, ClassVar, Self
from unicodedata import normalize

import msgspec
from msgspec import Meta, Struct, inspect

from governance.errors import InvalidError, Problem
from governance.messages import Message, Text, _

_CODE = r"^[A-Za-z0-9][A-Za-z0-9._~-]*$"
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_PROSE = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]*$"
_PARTIAL = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def rule(message: Message) -> dict[str, object]:
    """What a pattern means, for ``Meta(extra=…)``: it is said to whoever breaks it."""
    return {"rule": message}


_CODE_RULE = _("a code starts with a letter or digit and goes on with letters without accents, digits, dots, dashes, _ and ~")
_LINE_RULE = _("this is one line: take out line breaks, tabs and characters that cannot be printed")
_PROSE_RULE = _("take out tabs and characters that cannot be printed; line breaks may stay")
_DECIMAL_RULE = _("a number is written in digits with a point, such as 57.8: up to 18 digits before the point and 9 after it")
_PARTIAL_RULE = _("a day is written 2018, 2018-08 or 2018-08-28, as exactly as it is known, and is one that exists")

Code = Annotated[str, Meta(max_length=160, pattern=_CODE, extra=rule(_CODE_RULE))]
Line = Annotated[str, Meta(min_length=1, max_length=500, pattern=_LINE, extra=rule(_LINE_RULE))]
Prose = Annotated[str, Meta(min_length=1, max_length=4000, pattern=_PROSE, extra=rule(_PROSE_RULE))]
_PERSONAL = Meta(extra={"personal": True})
Name = Annotated[Line, _PERSONAL]
"""The name of a natural person: like every personal value it can be taken out of the records (:mod:`governance.redaction`)."""
Note = Annotated[Prose, _PERSONAL]
"""What somebody writes beside the facts; it may speak of people."""
Count = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Ordinal = Annotated[int, Meta(ge=0, le=1_000_000)]
Year = Annotated[int, Meta(ge=1900, le=2200)]
DecimalText = Annotated[str, Meta(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,9})?$", max_length=30, extra=rule(_DECIMAL_RULE))]
"""An exact decimal kept as text, because SQLite would keep a number as a float."""
PartialDate = Annotated[str, Meta(pattern=_PARTIAL, max_length=10, extra={"partial_date": True, **rule(_PARTIAL_RULE)})]
"""A date known to the year, the month or the day: ``2018``, ``2018-08``, ``2018-08-28``."""
Instant = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$", max_length=27)]
"""A moment in UTC, as text, so that both databases keep and order it alike."""

SourceCode = Annotated[str, Meta(max_length=160, pattern=_CODE, extra={"ref": "source", **rule(_CODE_RULE)})]


def first_day(partial: str) -> date:
    """The first day that a partial date can mean.

    >>> first_day("2018"), first_day("2018-08")
    (datetime.date(2018, 1, 1), datetime.date(2018, 8, 1))
    """
    year, month, day = ([int(p) for p in partial.split("-")] + [1, 1])[:3]
    return date(year, month, day)


def last_day(partial: str) -> date:
    """The last day that a partial date can mean.

    >>> last_day("2018"), last_day("2018-02")
    (datetime.date(2018, 12, 31), datetime.date(2018, 2, 28))
    """
    parts = [int(p) for p in partial.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], monthrange(parts[0], parts[1])[1])
    return date(*parts)


def holds(start: str | None, end: str | None, day: date) -> bool:
    """Whether an interval of partial dates contains a day; an end that is not known is open.

    >>> holds("2018-08", None, date(2018, 8, 1)), holds(None, "2017", date(2018, 1, 1))
    (True, False)
    """
    return (start is None or first_day(start) <= day) and (end is None or day <= last_day(end))


def written(partial: str) -> str:
    """A partial date as people write it, as exact as it is known.

    >>> written("2018"), written("2018-08"), written("2018-08-28")
    ('2018', '08/2018', '28/08/2018')
    """
    return "/".join(reversed(partial.split("-")))


class Entity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One governed thing with its provenance. A frozen value; the row, the JSON and the form all follow its fields.

    ``key`` names the fields that identify a link-like thing, which then needs no code of its own: the code is theirs joined.
    A fact has ``source``; an assumption has ``assumed`` and says why in its note; an entry of the live service may have neither.
    ``changeable`` names the fields that may change once it is written; None is all of them.
    """

    kind: ClassVar[str]
    path: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ()
    changeable: ClassVar[frozenset[str] | None] = None

    code: Code = ""
    source: SourceCode | None = None
    source_ref: Line | None = None
    assumed: bool = False
    note_vi: Note | None = None
    note_en: Note | None = None

    def __post_init__(self) -> None:
        if not self.code and self.key:
            msgspec.structs.force_setattr(self, "code", "~".join(str(getattr(self, name)) for name in self.key))

    def rules(self) -> Iterator[Problem]:
        """Problems between fields; each field alone is already checked by its type."""
        yield from ()

    @property
    def title(self) -> Text:
        """What a reader calls it."""
        vi = getattr(self, "title_vi", None) or getattr(self, "name_vi", None) or getattr(self, "name", self.code)
        en = getattr(self, "title_en", None) or getattr(self, "name_en", None) or vi
        return Text(str(vi), str(en))

    @property
    def note(self) -> Text | None:
        """The note in both languages, where there is one."""
        vi, en = self.note_vi or self.note_en, self.note_en or self.note_vi
        return Text(vi, en) if vi and en else None

    @classmethod
    def parse(cls, raw: object, *, text: bool = False) -> Self:
        """Make one from untrusted input; ``text`` reads cells of a table, where "" means absent.

        Raises
        ------
        InvalidError
            With every problem of the input, each under its field's name.
        """
        if not isinstance(raw, Mapping):
            fields = tuple(cls.__struct_fields__)
            raise InvalidError([Problem("", _("give an object with these fields: {fields}", fields=fields))])
        known = {f.name: f for f in msgspec.structs.fields(cls)}
        problems = [
            Problem(str(name), _("there is no field {name}; the fields are {fields}", name=str(name), fields=tuple(known)))
            for name in raw
            if name not in known
        ]
        values: dict[str, Any] = {}
        for name, field in known.items():
            if name not in raw or (text and raw[name] == ""):
                if field.required or (name == "code" and not cls.key):
                    problems.append(Problem(name, _REQUIRED))
                continue
            try:
                values[name] = _converted(field.type, raw[name], text=text)
            except (msgspec.ValidationError, ValueError):
                problems.append(Problem(name, refusal(field.type, raw[name])))
        if problems:
            left_out = {name: field.default for name, field in known.items() if name not in raw and not field.required}
            raise InvalidError([*problems, *_Sound(cls, {**left_out, **values}).problems()])
        entity = cls(**values)
        problems += [*entity._code_follows_key(), *entity.rules()]
        if problems:
            raise InvalidError(problems)
        return entity

    def _code_follows_key(self) -> Iterator[Problem]:
        if not self.key:
            return
        code = "~".join(str(getattr(self, name)) for name in self.key)
        if self.code != code:
            yield Problem("code", _("the code of this follows from its fields: leave it out, or give {code}", code=code))
        elif len(code) > 160:
            yield Problem("code", _("the codes of {fields} are too long together: 160 characters at most", fields=self.key))


class _Unread(Exception):
    """A rule asked for a field that is missing or wrong."""


class _Sound:
    """Stands in for a thing of which some fields are wrong: its rules run on the others, and stop where they need one."""

    def __init__(self, kind: type[Entity], values: Mapping[str, Any]) -> None:
        self._kind, self._values = kind, values

    @property  # type: ignore[misc]  # so that rules find those that they inherit
    def __class__(self) -> Any:
        return self._kind

    def problems(self) -> Iterator[Problem]:
        """What is wrong between fields that are sound by themselves."""
        rules: Any = self._kind.rules
        with suppress(_Unread):
            yield from rules(self)

    def __getattr__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if name in self._kind.__struct_fields__:
            raise _Unread(name)
        told = getattr(self._kind, name)
        return told.__get__(self) if isinstance(told, FunctionType | property) else told


_REQUIRED = _("is required")


def _converted(declared: Any, value: object, *, text: bool) -> Any:
    """The value as its type declares it, in Unicode's composed form and without blanks around it."""
    value = normalize("NFC", value).strip() if isinstance(value, str) else value
    made = msgspec.convert(value, declared, strict=not text)
    if made is None and value is not None:
        raise ValueError(value)
    if isinstance(made, str):
        made.encode()
        if _extra(declared).get("partial_date"):
            last_day(made)
    return made


def refusal(declared: Any, value: object) -> Message:
    """Why a value is not one of a declared type, as the rule that it breaks and the way out.

    >>> refusal(Year, 20180).render("en")
    '20180 is not allowed: give a whole number from 1900 to 2200'
    """
    if value is None:
        return _REQUIRED
    match _bare(declared):
        case inspect.StrType(max_length=most) if isinstance(value, str):
            if not value.strip():
                return _("is empty: write something, or leave it out")
            if most is not None and len(value) > most:
                return _("has {length} characters: {most} at most", length=len(value), most=most)
            why = _extra(declared).get("rule", _("give text"))
        case inspect.StrType():
            why = _("give text, in quotation marks")
        case inspect.IntType(ge=least, le=most):
            why = _("give a whole number from {least} to {most}", least=str(least), most=str(most))
        case inspect.BoolType():
            why = _("give true or false")
        case inspect.DateType():
            why = _("give a day that exists, written year-month-day such as 2018-07-05")
        case inspect.EnumType() | inspect.LiteralType() as choice:
            values = choice.values if isinstance(choice, inspect.LiteralType) else [each.value for each in choice.cls]
            why = _("give one of {allowed}", allowed=tuple(map(str, values)))
        case _:
            why = _extra(declared).get("rule", _("give a value of the type that is documented"))
    return _("{value} is not allowed: {why}", value=_given(value), why=why)


def _given(value: object) -> str:
    try:
        return msgspec.json.encode(value).decode()[:80]
    except (TypeError, ValueError):
        return repr(value)[:80]


def _bare(declared: Any) -> inspect.Type:
    """What a field's type is apart from being optional and annotated."""
    info = inspect.type_info(declared)
    if isinstance(info, inspect.UnionType):
        info = next(part for part in info.types if not isinstance(part, inspect.NoneType))
    return info.type if isinstance(info, inspect.Metadata) else info


def _extra(declared: Any) -> dict[str, Any]:
    """What a field's type says beyond what msgspec checks: the rule in words, the kind that it refers to."""
    extra: dict[str, Any] = {}
    for part in (declared, *getattr(declared, "__args__", ())):
        for meta in getattr(part, "__metadata__", ()):
            extra |= meta.extra or {}
    return extra


def reference(declared: Any) -> str | None:
    """The kind that a field refers to, or None: read from the field's type."""
    kind = _extra(declared).get("ref")
    return None if kind is None else str(kind)


def holds_json(declared: Any) -> bool:
    """Whether a field keeps a JSON object as text."""
    return bool(_extra(declared).get("json"))


@cache
def references(kind: type[Entity]) -> dict[str, str]:
    """Field → kind referred to, for every reference of an entity type."""
    found = ((f.name, reference(f.type)) for f in msgspec.structs.fields(kind))
    return {name: target for name, target in found if target}


def differing(before: Entity, after: Entity) -> tuple[str, ...]:
    """The fields in which two versions of a thing differ: what it says, then what it rests on.

    >>> from governance.model import Person
    >>> differing(Person(code="an", name="An", source="001"), Person(code="an", name="Nguyễn Văn An", source="002"))
    ('name', 'source')
    """
    names = [name for name in after.__struct_fields__ if getattr(after, name) != getattr(before, name)]
    return tuple(sorted(names, key=Entity.__struct_fields__.__contains__))


def before_its_start(end: object, start: object) -> Message:
    """What is said of an interval that ends before it begins."""
    return _("{end} is before {start}: an end comes no earlier than the beginning", end=end, start=start)


def in_order(entity: Entity, start: str, end: str) -> Iterator[Problem]:
    """The rule that an interval of partial dates does not end before it begins."""
    a, b = getattr(entity, start), getattr(entity, end)
    if a and b and first_day(str(a)) > last_day(str(b)):
        yield Problem(end, before_its_start(str(b), str(a)))

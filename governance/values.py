"""The vocabulary that every entity is made of: bounded strings, partial dates, references, provenance."""

from collections.abc import Iterator, Mapping
from calendar import monthrange
from datetime import date
from typing import Annotated, Any, ClassVar, Self
from unicodedata import normalize

import msgspec
from msgspec import Meta, Struct

from governance.errors import InvalidError, Problem
from governance.messages import Text, _

_CODE = r"^[A-Za-z0-9][A-Za-z0-9._~-]*$"
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_PROSE = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]*$"

Code = Annotated[str, Meta(max_length=160, pattern=_CODE)]
Line = Annotated[str, Meta(min_length=1, max_length=500, pattern=_LINE)]
Prose = Annotated[str, Meta(min_length=1, max_length=4000, pattern=_PROSE)]
Count = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Ordinal = Annotated[int, Meta(ge=0, le=1_000_000)]
Year = Annotated[int, Meta(ge=1900, le=2200)]
DecimalText = Annotated[str, Meta(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,9})?$", max_length=30)]
"""An exact decimal kept as text, because SQLite would keep a number as a float."""
PartialDate = Annotated[str, Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$", max_length=10, extra={"partial_date": True})]
"""A date known to the year, the month or the day: ``2018``, ``2018-08``, ``2018-08-28``."""

SourceCode = Annotated[str, Meta(max_length=160, pattern=_CODE, extra={"ref": "source"})]


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
    """

    kind: ClassVar[str]
    path: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ()

    code: Code = ""
    source: SourceCode | None = None
    source_ref: Line | None = None
    assumed: bool = False
    note_vi: Prose | None = None
    note_en: Prose | None = None

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
    def parse(cls, raw: Mapping[str, Any], *, text: bool = False) -> Self:
        """Make one from untrusted input; ``text`` reads cells of a table, where "" means absent.

        Raises
        ------
        InvalidError
            With every problem of the input, each under its field's name.
        """
        fields = {f.name: f for f in msgspec.structs.fields(cls)}
        problems = [
            Problem(name, _("there is no field {name}; the fields are {fields}", name=name, fields=tuple(fields)))
            for name in raw
            if name not in fields
        ]
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name not in raw or (text and raw[name] == ""):
                if field.required:
                    problems.append(Problem(name, _("is required")))
                continue
            value = raw[name]
            value = normalize("NFC", value).strip() if isinstance(value, str) else value
            try:
                values[name] = msgspec.convert(value, field.type, strict=not text)
                _check_partial_date(field.type, values[name])
            except (msgspec.ValidationError, ValueError) as refused:
                problems.append(Problem(name, _("{value}: {why}", value=repr(value)[:80], why=str(refused))))
        if problems:
            raise InvalidError(problems)
        entity = cls(**values)
        if not entity.code:
            problems.append(Problem("code", _("is required")))
        problems += entity.rules()
        if problems:
            raise InvalidError(problems)
        return entity


def _check_partial_date(declared: object, value: object) -> None:
    if isinstance(value, str) and "partial_date" in str(declared):
        last_day(value)


def reference(declared: Any) -> str | None:
    """The kind that a field refers to, or None: read from the field's type."""
    for part in (declared, *getattr(declared, "__args__", ())):
        for meta in getattr(part, "__metadata__", ()):
            if isinstance(meta, Meta) and meta.extra and "ref" in meta.extra:
                return str(meta.extra["ref"])
    return None


def references(kind: type[Entity]) -> dict[str, str]:
    """field → kind referred to, for every reference of an entity type."""
    found = ((f.name, reference(f.type)) for f in msgspec.structs.fields(kind))
    return {name: target for name, target in found if target}


def in_order(entity: Entity, start: str, end: str) -> Iterator[Problem]:
    """The rule that an interval of partial dates does not end before it begins."""
    a, b = getattr(entity, start), getattr(entity, end)
    if a and b and first_day(str(a)) > last_day(str(b)):
        yield Problem(end, _("{end} is before {start}", end=str(b), start=str(a)))

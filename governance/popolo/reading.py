"""Popolo JSON read as our bodies, posts, persons, appointments and memberships; all that is wrong, all that is not kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from governance.model import Appointment, Membership, Organization, Person, Post
from governance.popolo.shape import LISTS, OURS, PLAIN, SOURCE, own
from governance.records import Records
from governance.values import Entity, references

_PASSED_OVER = frozenset({"id", "identifiers", "sources", OURS})


class Read(NamedTuple):
    """What a file holds: each thing as it would be, and what of the file is not kept."""

    things: tuple[Entity, ...]
    left_out: tuple[Message, ...]


class _Item(NamedTuple):
    """One object of the file, and where it stands."""

    place: str
    of: str
    raw: Mapping[str, Any]


def read(data: bytes, known: Records) -> Read:
    """What a Popolo document says. What it does not say of a thing that ``known`` has stays as it is there.

    Memberships and posts may stand in lists of their own or within the persons, organizations and posts that they belong to.
    Seats that were derived when the file was written are passed over.

    Raises
    ------
    InvalidError
        With every problem, each at its place in the file.
    """
    lists = _lists(data)
    left: Counter[str] = Counter(name for name in lists if name not in LISTS)
    problems: list[Problem] = []
    found: dict[tuple[type[Entity], str], tuple[str, Entity]] = {}
    for item in _items(lists, problems):
        if item.raw.get(OURS, {}) and item.raw[OURS].get("derived") is True:
            continue
        kind = _kind(item)
        left.update(_not_kept(item, kind))
        try:
            entity = _entity(item, kind, known)
        except InvalidError as wrong:
            problems += (Problem(_at(item, kind, problem.place), problem.message) for problem in wrong.problems)
            continue
        earlier = found.setdefault((kind, entity.code), (item.place, entity))
        if earlier[1] != entity:
            problems.append(Problem(f"{item.place}.id", _("{place} has this id already and says otherwise", place=earlier[0])))
    things = Records(entity for _place, entity in found.values())
    problems += (p for (kind, _code), (place, entity) in found.items() for p in _dangling(place, kind, entity, things, known))
    if problems:
        raise InvalidError(problems)
    return Read(tuple(things), tuple(_left_out(path, count) for path, count in sorted(left.items())))


def _left_out(path: str, count: int) -> Message:
    shown = path if path.isprintable() else ascii(path)
    return _("{path}: not kept ({count} time(s)), as there is no place for it here", path=shown, count=count)


def _lists(data: bytes) -> dict[str, Any]:
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise InvalidError([Problem("", _("this is no JSON: {why}", why=str(wrong)))]) from None
    if not isinstance(raw, dict) or not raw.keys() & LISTS.keys():
        raise InvalidError([Problem("", _("give an object with some of these lists: {lists}", lists=tuple(LISTS)))])
    return raw


def _items(lists: Mapping[str, Any], problems: list[Problem]) -> Iterator[_Item]:
    """Every object of the file, those within others too, each with what it is within."""
    for name in LISTS:
        yield from _within(lists.get(name, []), name, name, {}, problems)


_EMBEDDED: Mapping[str, Mapping[str, str]] = {
    "organizations": {"memberships": "organization_id", "posts": "organization_id"},
    "persons": {"memberships": "person_id"},
    "posts": {"memberships": "post_id"},
    "memberships": {},
}


def _within(rows: Any, of: str, place: str, given: Mapping[str, Any], problems: list[Problem]) -> Iterator[_Item]:
    if not isinstance(rows, list):
        problems.append(Problem(place, _("give a list of objects")))
        return
    for i, raw in enumerate(rows):
        here = f"{place}[{i}]"
        if not isinstance(raw, dict) or not isinstance(raw.get(OURS, {}), dict):
            problems.append(Problem(here, _("give an object")))
            continue
        embedded = _EMBEDDED[of]
        yield _Item(here, of, {**given, **{name: value for name, value in raw.items() if name not in embedded}})
        for name, field in embedded.items():
            if name in raw:
                yield from _within(raw[name], name, f"{here}.{name}", {field: raw.get("id")}, problems)


def _kind(item: _Item) -> type[Entity]:
    kind = LISTS[item.of]
    if kind is not None:
        return kind
    return Appointment if item.raw.get("post_id") else Membership


def _entity(item: _Item, kind: type[Entity], known: Records) -> Entity:
    """The thing that an object stands for; what is known of it already stays where the object is silent.

    An object with fields of ours was written here, and is silent of nothing.
    """
    raw = item.raw
    code = _code(raw)
    existing = known.find(kind, code) if isinstance(code, str) else None
    said: dict[str, Any] = msgspec.to_builtins(existing) if existing is not None else {}
    said |= {"code": code} if code is not None else {}
    said |= {field: raw[name] for name, field in PLAIN[kind].items() if name in raw}
    said |= _source(raw)
    said |= {name: raw[OURS][name] for name in (*own(kind), "source_ref") if name in raw.get(OURS, {})}
    said |= _names(kind, raw, said)
    return kind.parse({name: value for name, value in said.items() if value is not None or name not in _required(kind)})


def _required(kind: type[Entity]) -> frozenset[str]:
    return frozenset(field.name for field in msgspec.structs.fields(kind) if field.required)


def _code(raw: Mapping[str, Any]) -> Any:
    """The id without what says which kind of membership it is of."""
    code = raw.get("id")
    if isinstance(code, str):
        head, slash, rest = code.partition("/")
        return rest if slash and head in {"appointment", "membership"} else code
    return code


def _objects(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list within an object; what is none is passed over."""
    rows = raw.get(name)
    return [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []


def _source(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Our source and the words in it, if one of the sources is ours."""
    for each in _objects(raw, "sources"):
        if _is_ours(each):
            return {"source": each["url"].removeprefix(SOURCE), "source_ref": each.get("note")}
    return {"source": None} if OURS in raw else {}


def _is_ours(source: Mapping[str, Any]) -> bool:
    return isinstance(source.get("url"), str) and source["url"].startswith(SOURCE)


def _names(kind: type[Entity], raw: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in other names, other labels, or the member; where one language lacks, the other serves."""
    if kind is Organization:
        others = _objects(raw, "other_names")
        short = {"short_vi": None, "short_en": None} if OURS in raw else {}
        short |= {f"short_{each['lang']}": each.get("name") for each in others if _short(each)}
        english = next((each.get("name") for each in others if each.get("lang") == "en" and not _short(each)), None)
        return {**short, "name_en": english or said.get("name_en") or raw.get("name")}
    if kind is Post:
        labels = raw.get("other_label")
        labels = [label for label in labels if isinstance(label, str)] if isinstance(labels, list) else []
        title = raw.get("label") or raw.get("role") or said.get("title_vi")
        return {"title_vi": title, "title_en": next(iter(labels), None) or said.get("title_en") or title}
    if kind is Membership:
        member = raw.get("member")
        role = raw.get("role") or raw.get("label") or said.get("role_vi") or "Thành viên"
        fields = {"role_vi": role, "role_en": said.get("role_en") or (role if role != "Thành viên" else "Member")}
        whom = {"organization": member.get("id")} if isinstance(member, dict) else {}
        return fields | ({"organization": None} if OURS in raw else {}) | whom
    return {}


def _short(name: Mapping[str, Any]) -> bool:
    return name.get("note") == "short" and name.get("lang") in ("vi", "en")


_MORE: Mapping[type[Entity], frozenset[str]] = {
    Organization: frozenset({"other_names"}),
    Post: frozenset({"role", "other_label"}),
    Person: frozenset(),
    Appointment: frozenset({"role", "organization_id"}),
    Membership: frozenset({"label", "member"}),
}


def _not_kept(item: _Item, kind: type[Entity]) -> Iterator[str]:
    """Every property of an object that holds something and has no place here."""
    taken = {*PLAIN[kind], *_MORE[kind], *_PASSED_OVER}
    for name, value in item.raw.items():
        if name not in taken and value not in (None, "", [], {}):
            yield f"{item.of}.{name}"
    yield from (f"{item.of}.sources" for each in _objects(item.raw, "sources") if not _is_ours(each))
    foreign = (each for each in _objects(item.raw, "identifiers") if each.get("scheme") != "egov-portfolio")
    yield from (f"{item.of}.identifiers" for _each in foreign)
    if kind is Organization:
        others = (each for each in _objects(item.raw, "other_names") if not _short(each) and each.get("lang") != "en")
        yield from (f"{item.of}.other_names" for _each in others)
    yield from (f"{item.of}.{OURS}.{name}" for name in item.raw.get(OURS, {}) if name not in (*own(kind), "source_ref"))


def _at(item: _Item, kind: type[Entity], field: str) -> str:
    """Where a problem with one of our fields stands in the file."""
    names = {ours: name for name, ours in PLAIN[kind].items()} | {"code": "id"}
    inner = names.get(field) or (f"{OURS}.{field}" if field in own(kind) else field)
    return f"{item.place}.{inner}" if inner else item.place


def _dangling(place: str, kind: type[Entity], entity: Entity, things: Records, known: Records) -> Iterator[Problem]:
    """References to what neither the file nor the records have."""
    kinds: dict[str, type[Entity]] = {each.kind: each for each in (Organization, Post, Person)}
    names = {ours: name for name, ours in PLAIN[kind].items()}
    for field, target in references(kind).items():
        code, other = getattr(entity, field), kinds.get(target)
        if code is not None and other is not None and not (things.find(other, code) or known.find(other, code)):
            message = _("nothing has the id {code}, neither in this file nor on record: add it, or name another", code=code)
            yield Problem(f"{place}.{names.get(field, field)}", message)

"""Our bodies, posts, persons and memberships as Popolo JSON: as they hold on a day, or all of them with their intervals."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from governance.hierarchy import office_of, there
from governance.holders import absent
from governance.intervals import Interval
from governance.messages import Message, _
from governance.model import Appointment, Membership, Organization, Person, Post
from governance.popolo.shape import OURS, PLAIN, SOURCE, own
from governance.records import Records
from governance.succession import in_being, parent_on
from governance.values import Entity, first_day, holds, last_day

NO_PLACE: Message = _(
    "Popolo has no place for delegations, successions and their terms, documents and meetings: they are not in it"
)
"""What is told beside every file that is written."""


def written(records: Records, day: date | None = None) -> dict[str, list[dict[str, Any]]]:
    """A Popolo document: what holds on a day, or without one everything on record with its dates.

    Whoever sits ex officio has a membership of that seat too, made from the appointment to the office that it goes with and
    marked as ``derived``. On a day, a body stands under the one that is there on that day.

    >>> from governance.model import Person
    >>> written(Records([Person(code="A", name="An")]))["persons"][0]["name"]
    'An'
    """
    organizations = [body for body in records.all(Organization) if day is None or in_being(records, body.code, day)]
    posts = [post for post in records.all(Post) if day is None or (there(post, day) and absent(records, post, day) is None)]
    bodies, offices = {body.code for body in organizations}, {post.code for post in posts}
    held = [a for a in records.all(Appointment) if a.post in offices and (day is None or holds(a.since, a.end, day))]
    members = [m for m in records.all(Membership) if m.body in bodies and (day is None or holds(m.start, m.end, day))]
    known = {each.person for each in held} | {each.person for each in members}
    persons = [person for person in records.all(Person) if day is None or person.code in known]
    return {
        "organizations": [_organization(body if day is None else _placed(records, body, day, bodies)) for body in organizations],
        "posts": [_post(post) for post in posts],
        "persons": [_object(person, person.code) for person in persons],
        "memberships": [
            *(_appointment(records, each) for each in held),
            *_seats(records, posts, held),
            *(_membership(records, each) for each in members),
        ],
    }


def _object(entity: Entity, code: str) -> dict[str, Any]:
    """What every object has: id, plain properties, identifiers, sources, and our own fields."""
    raw = msgspec.to_builtins(entity)
    kind = type(entity)
    said = {"id": code, **{name: raw[field] for name, field in PLAIN[kind].items()}}
    said["identifiers"] = [{"scheme": "egov-portfolio", "identifier": entity.code}]
    ours = {name: raw[name] for name in own(kind)}
    if entity.source is not None:
        said["sources"] = [{"url": SOURCE + entity.source, **({"note": entity.source_ref} if entity.source_ref else {})}]
    else:
        ours["source_ref"] = entity.source_ref
    return {**said, OURS: ours}


def _placed(records: Records, body: Organization, day: date, bodies: Collection[str]) -> Organization:
    parent = parent_on(records, body.code, day)
    return msgspec.structs.replace(body, parent=parent if parent in bodies else None)


def _organization(body: Organization) -> dict[str, Any]:
    names = [{"name": body.name_en, "lang": "en", "note": "translation"}]
    names += [
        {"name": name, "lang": lang, "note": "short"} for lang, name in (("vi", body.short_vi), ("en", body.short_en)) if name
    ]
    return _object(body, body.code) | {"other_names": names}


def _post(post: Post) -> dict[str, Any]:
    return _object(post, post.code) | {"role": post.title_vi, "other_label": [post.title_en]}


def _appointment(records: Records, appointment: Appointment) -> dict[str, Any]:
    post = records.find(Post, appointment.post)
    said = _object(appointment, f"appointment/{appointment.code}")
    said.pop("identifiers")
    return said | {"organization_id": post.organization if post else None, "role": _role(post, acting=appointment.acting)}


def _role(post: Post | None, *, acting: bool) -> str | None:
    if post is None:
        return None
    return f"Quyền {post.title_vi}" if acting else post.title_vi


def _membership(records: Records, member: Membership) -> dict[str, Any]:
    said = _object(member, f"membership/{member.code}")
    said.pop("identifiers")
    body = records.find(Organization, member.organization)
    if member.organization is not None:
        name = body.name_vi if body else member.organization
        said["member"] = {"@type": "Organization", "id": member.organization, "name": name}
    return said


def _seats(records: Records, posts: Iterable[Post], held: Iterable[Appointment]) -> Iterator[dict[str, Any]]:
    """The seats that people have by virtue of their offices."""
    by_office: dict[str, list[Appointment]] = {}
    for appointment in held:
        by_office.setdefault(appointment.post, []).append(appointment)
    for seat in posts:
        office = records.find(Post, office_of(records, seat.code))
        if seat.seat_of is None or office is None:
            continue
        for appointment in by_office.get(office.code, ()):
            span = _both(Interval(seat.start, seat.end), Interval(appointment.start, appointment.end))
            if span is not None:
                yield {
                    "id": f"seat/{seat.code}/{appointment.code}",
                    "role": _role(seat, acting=appointment.acting),
                    "person_id": appointment.person,
                    "organization_id": seat.organization,
                    "post_id": seat.code,
                    "on_behalf_of_id": office.organization,
                    "start_date": span.start,
                    "end_date": span.end,
                    OURS: {"derived": True, "from": appointment.code},
                }


def _both(one: Interval, other: Interval) -> Interval | None:
    """What lies in two intervals, as exactly as they say; None where nothing can."""
    if one.apart(other):
        return None
    starts, ends = ([each for each in pair if each] for pair in ((one.start, other.start), (one.end, other.end)))
    return Interval(max(starts, key=first_day, default=None), min(ends, key=last_day, default=None))

"""The sentences of a notice: when and where a meeting was, who chaired and who came, what was ordered, to whom it goes.

Days are written out as Decree 30/2020/NĐ-CP has them; names of bodies are given in full.
"""

import re
from collections.abc import Iterable, Iterator
from functools import reduce

from governance.convening import Chair, post_of
from governance.meetings import Attendance, AttendanceState, ConclusionNotice, SigningAuthority
from governance.members import name_of
from governance.messages import Message, Text, _
from governance.model import Meeting, MeetingParty, MeetingRole, Organization, OrganizationClass, PartOfDay, Post
from governance.records import Records
from governance.values import Entity, first_day
from portfolio.model import Assignment, Deadline, DeadlineKind, Role, Task

Said = Message | Text | str

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_COMMON = re.compile(
    r"^(?!the ).*\b(academy|agency|association|authority|bank|board|commission|committee|council|department|government|"
    r"inspectorate|institute|ministry|office|secretariat|team|units?)\b",
    re.IGNORECASE,
)
_EVENTS = ("Phiên ", "Cuộc ", "Buổi ", "Hội ", "Diễn đàn")


def long_day(partial: str) -> Text:
    """A day, a month or a year written out, as exactly as it is known.

    >>> long_day("2009-09-17").vi, long_day("2018-02-05").vi, long_day("2018-11").en
    ('ngày 17 tháng 9 năm 2009', 'ngày 05 tháng 02 năm 2018', 'November 2018')
    """
    year, *rest = partial.split("-")
    if not rest:
        return Text(f"năm {year}", year)
    month = int(rest[0])
    vi, en = f"tháng {month:02}" if month < 3 else f"tháng {month}", f"{_MONTHS[month - 1]} {year}"
    if len(rest) == 1:
        return Text(f"{vi} năm {year}", en)
    return Text(f"ngày {rest[1]} {vi} năm {year}", f"{int(rest[1])} {en}")


def at_meeting(title: Text) -> Text:
    """A meeting's title inside a sentence.

    >>> at_meeting(Text("Họp Ban soạn thảo", "Meeting of the board"))
    Text(vi='cuộc họp Ban soạn thảo', en='“Meeting of the board”')
    """
    vi = title.vi
    if vi.startswith("Họp "):
        vi = f"cuộc họp {vi[4:]}"
    elif vi.startswith(_EVENTS):
        vi = vi[0].lower() + vi[1:]
    return Text(vi, f"“{title.en}”")


def the(name: Text, article: str = "the") -> Text:
    """A body's name inside a sentence: in English with its article, where the name is made of common words.

    >>> the(Text("Bộ Tài chính", "Ministry of Finance")).en, the(Text("BHXH Việt Nam", "Viet Nam Social Security")).en
    ('the Ministry of Finance', 'Viet Nam Social Security')
    """
    return Text(name.vi, f"{article} {name.en}") if _COMMON.search(name.en) else name


def marked(said: Said, *rests_on: Entity | None) -> Said:
    """What is said, marked where a thing that it rests on is assumed."""
    return _("{step} (assumed)", step=said) if any(each is not None and each.assumed for each in rests_on) else said


def chaired_by(records: Records, chair: Chair) -> Said | None:
    """The chair by post and name, as far as they are known."""
    post, name = records.find(Post, chair.post), name_of(records, chair.person)
    said: Said | None = post.title if post else name
    if post is not None and name is not None:
        said = Text(f"{post.title.vi} {name}", f"{name}, {post.title.en}")
    return _("{step} (assumed)", step=said) if said is not None and chair.assumed else said


def opening(records: Records, meeting: Meeting, chair: Chair, *, concluded: bool) -> Iterator[Message]:
    """When and where it was and who chaired; who came; and, where something was concluded, that it follows."""
    body, who = records.find(Organization, meeting.body), chaired_by(records, chair)
    place = Text(meeting.place_vi or meeting.place_en or "", meeting.place_en or meeting.place_vi or "")
    head = _when(meeting)
    if head is not None and place.vi:
        head = _("{when}, at {place}", when=head, place=place)
    if body is not None:
        met = _("{when}, {body} met", when=head, body=the(body.title)) if head else _("{body} met", body=the(body.title, "The"))
    else:
        what = at_meeting(meeting.title)
        met = _("{when}, {meeting} was held", when=head, meeting=what) if head else _("{meeting} was held", meeting=what)
    yield _("{met}, chaired by {chair}.", met=met, chair=who) if who else _("{met}.", met=met)
    if came := tuple(present(records, meeting, chair)):
        yield _("Present: {who}.", who=reduce(lambda one, more: _("{one}; {more}", one=one, more=more), came))
    if concluded:
        yield _("{chair} concluded as follows:", chair=who) if who else _("The meeting concluded as follows:")


def _when(meeting: Meeting) -> Message | None:
    if meeting.held_on is None:
        return None
    day = long_day(meeting.held_on)
    if len(meeting.held_on) < len("2018-07-05"):
        return _("In {month}", month=day)
    if meeting.starts_at is not None:
        hour, minute = meeting.starts_at.split(":")
        return _("At {hour} on {day}", hour=Text(f"{hour} giờ {minute}", meeting.starts_at), day=day)
    match meeting.part_of_day:
        case PartOfDay.MORNING:
            return _("On the morning of {day}", day=day)
        case PartOfDay.AFTERNOON:
            return _("On the afternoon of {day}", day=day)
        case PartOfDay.EVENING:
            return _("On the evening of {day}", day=day)
    return _("On {day}", day=day)


def present(records: Records, meeting: Meeting, chair: Chair) -> Iterator[Said]:
    """Who came beside the chair, by the attendance list; where none is kept, who is on record as an attendee."""
    kept = records.by(Attendance, "meeting", meeting.code)
    day = first_day(meeting.held_on) if meeting.held_on else None
    for line in kept:
        chairs = line.person == chair.person if line.person else line.post is not None and line.post == chair.post
        if line.state is AttendanceState.PRESENT and not chairs:
            known = line.post or line.organization or line.person is None
            post = line.post if known else post_of(records, line.person or "", meeting.body, day)
            who = _guest(records, line.person, post, line.organization)
            other = _guest(records, line.substitute_for_person, line.substitute_for_post, None) if line.substitutes else None
            yield marked(_("{who} (in place of {other})", who=who, other=other) if other else who, line)
    if not kept:
        for party in records.by(MeetingParty, "meeting", meeting.code):
            if party.role is MeetingRole.ATTENDEE:
                yield marked(_guest(records, party.person, None, party.organization), party)


def _guest(records: Records, person: str | None, post: str | None, organization: str | None) -> Said:
    """Somebody at a meeting: by name and post, by name and body, by post, or as those whom a body sent."""
    office, body = records.find(Post, post), records.find(Organization, organization)
    where = office.title if office else body.title if body else None
    name = name_of(records, person)
    if name is not None:
        return Text(f"{name}, {where.vi}", f"{name}, {where.en}") if where else name
    if office is not None:
        return office.title
    return _("representatives of {body}", body=the(body.title) if body else organization or "")


def order(records: Records, task: Task) -> tuple[Said, ...]:
    """What a conclusion orders, sentence by sentence: who leads with whom what, the deliverable, the deadline."""
    of = {role: [a for a in records.by(Assignment, "task", task.code) if a.role is role] for role in Role}
    title = marked(task.title, task)
    leads, others = _bodies(records, of[Role.LEAD], "The"), _bodies(records, of[Role.COORDINATING], "the")
    if leads and others:
        sentences: list[Said] = [_("{lead} leads, with {others}: {title}.", lead=leads, others=others, title=title)]
    elif leads:
        sentences = [_("{lead} leads: {title}.", lead=leads, title=title)]
    else:
        sentences = [_("No lead is named yet: {title}.", title=title)]
    if task.deliverable_vi or task.deliverable_en:
        made = Text(task.deliverable_vi or task.deliverable_en or "", task.deliverable_en or task.deliverable_vi or "")
        sentences.append(_("Deliverable: {what}.", what=marked(made, task)))
    for due in records.by(Deadline, "task", task.code):
        if due.type is DeadlineKind.INSTRUMENT:
            sentences.append(_("Deadline: {when}.", when=marked(Text(due.written_vi, due.written_en), due)))
    return tuple(sentences)


def resting_on(records: Records, task: Task) -> tuple[Entity, ...]:
    """Everything that :func:`order` says of a task."""
    shown = [a for a in records.by(Assignment, "task", task.code) if a.role in (Role.LEAD, Role.COORDINATING)]
    due = [d for d in records.by(Deadline, "task", task.code) if d.type is DeadlineKind.INSTRUMENT]
    return (task, *shown, *due)


def _bodies(records: Records, assignments: Iterable[Assignment], article: str) -> tuple[Said, ...]:
    found = ((records.find(Organization, each.organization), each) for each in assignments)
    return tuple(marked(the(body.title, article) if body else each.organization, each) for body, each in found)


def recipients(
    records: Records, how: ConclusionNotice, meeting: Meeting, tasks: Iterable[Task], issuer: Organization | None
) -> tuple[Said, ...]:
    """To whom it goes: as is stated; else those with a part in a task but for the issuer, the body's members, and the archive."""
    if how.recipients_vi and how.recipients_en:
        vi, en = how.recipients_vi.split("\n"), how.recipients_en.split("\n")
        lines = [Text(vi[i] if i < len(vi) else "", en[i] if i < len(en) else "") for i in range(max(len(vi), len(en)))]
        return tuple(lines)
    part = (Role.LEAD, Role.COORDINATING)
    named = [a for task in tasks for a in records.by(Assignment, "task", task.code) if a.role in part]
    bodies: dict[str, list[Assignment]] = {}
    for each in sorted(named, key=lambda a: (part.index(a.role), a.organization)):
        if issuer is None or each.organization != issuer.code:
            bodies.setdefault(each.organization, []).append(each)
    to: list[Said] = []
    for code, why in bodies.items():
        body = records.find(Organization, code)
        to.append(marked(body.title if body else code, *(() if any(not each.assumed for each in why) else why)))
    body = records.find(Organization, meeting.body)
    return (*to, *((_("Members of {body}", body=the(body.title)),) if body else ()), _("Archive"))


def superior(records: Records, issuer: Organization | None) -> Text | None:
    """The body above the issuing one, as letterheads name it; those directly under the Government name none."""
    above = records.find(Organization, issuer.parent) if issuer else None
    return None if above is None or above.classification is OrganizationClass.GOVERNMENT else above.title


def capacity(records: Records, how: ConclusionNotice, chair: Chair, issuer: Organization | None) -> tuple[Said, ...]:
    """What stands above the signature: in whose place, and the post of who signs."""
    post, place = records.find(Post, how.signed_by or chair.post), records.find(Post, how.in_place_of)
    own: tuple[Said, ...] = (post.title,) if post else ()
    named: Said = place.title if place else how.in_place_of or ""
    match how.authority:
        case SigningAuthority.ON_BEHALF:
            return (_("On behalf of {body}", body=the(issuer.title) if issuer else ""), *own)
        case SigningAuthority.FOR_SUPERIOR:
            return (_("For the {post}", post=named), *own)
        case SigningAuthority.BY_ORDER:
            return (_("By order of the {post}", post=named), *own)
        case SigningAuthority.BY_AUTHORIZATION:
            return (_("By authorization of the {post}", post=named), *own)
    return own

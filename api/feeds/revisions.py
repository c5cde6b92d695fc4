"""When what an event says last changed: the newest ledger entry among what the event is made of.

The law: an event's revision is at most the newest entry about a row that the event is made of, or about a row that refers (or,
before the entry, referred) to one of these. Which rows these are does not depend on the day, and an entry that takes a row out
of the set is about a link that leads to the set; so this bound never falls, and a change elsewhere leaves it as it was.
What is computed (forecast, float, milestone day) is made of every row of the kinds that a schedule reads. Of a thing that says
what it said before, :mod:`api.feeds.noting` keeps the revision below this bound.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

import msgspec

from api.feeds.calendar import Revision
from governance.hierarchy import seat_chain
from governance.kinds import KINDS as GOVERNANCE
from governance.ledger import Entry
from governance.meetings import AgendaItem, Invitation
from governance.model import Appointment, Delegation, Meeting, MeetingParty, Organization, Post, Succession
from governance.past import HANOI
from governance.records import Records
from governance.terms import SuccessionTerm
from governance.values import references
from portfolio.model import (
    KINDS,
    Assignment,
    Calendar,
    CalendarDay,
    Constraint,
    Deadline,
    Dependency,
    Estimate,
    Frame,
    Portfolio,
    Programme,
    Progress,
    Role,
    Task,
)

SCHEDULED = (Task, Estimate, Dependency, Constraint, Deadline, Progress, Frame, Calendar, CalendarDay, Portfolio)
"""The kinds that a schedule reads, and the one that fixes its status day."""


class Atom(NamedTuple):
    """Rows of a kind: all, or those whose field has a value. ``code`` is a field like the references."""

    kind: str
    field: str = ""
    value: str = ""


class Moment(NamedTuple):
    """A ledger entry's number and time."""

    seq: int = 0
    at: str = "2000-01-01T00:00:00.000000Z"


RECENT = 1_000
"""Ledger entries whose atoms a trail remembers one by one."""


@dataclass(frozen=True)
class Trail:
    """The newest ledger entry of every atom, up to entry ``seq``, and the leads that were taken off the record, with the day.

    ``recent`` are the atoms of the last entries.
    """

    seq: int = 0
    newest: Mapping[Atom, Moment] = field(default_factory=dict)
    former: tuple[tuple[Assignment, date], ...] = ()
    recent: tuple[tuple[int, frozenset[Atom]], ...] = ()

    def advanced(self, entries: Iterable[Entry]) -> "Trail":
        """The trail after further entries, oldest first."""
        newest, seq, former, recent = dict(self.newest), self.seq, list(self.former), list(self.recent)
        for entry in entries:
            seq, atoms = entry.seq, frozenset(_atoms_of(entry))
            newest |= dict.fromkeys(atoms, Moment(entry.seq, entry.at))
            former += _lead_before(entry)
            recent.append((seq, atoms))
        return Trail(seq, newest, tuple(former), tuple(recent[-RECENT:]))

    def touched_since(self, seq: int) -> frozenset[Atom] | None:
        """The atoms of the entries behind one; None where these are too many to be remembered."""
        if self.seq - seq > len(self.recent):
            return None
        return frozenset().union(*(atoms for number, atoms in self.recent if number > seq))


def revision_of(moment: Moment, today: date | None) -> Revision:
    """The revision that begins with a ledger entry; ``today`` where what is said can change with the day alone."""
    return Revision.of(moment.seq, datetime.fromisoformat(moment.at), today)


def _lead_before(entry: Entry) -> Iterator[tuple[Assignment, date]]:
    """The lead of a task that an entry takes away or changes, and the day in Hà Nội on which it does."""
    if entry.kind == Assignment.kind and entry.before is not None:
        before = msgspec.json.decode(entry.before, type=Assignment)
        if before.role is Role.LEAD:
            yield before, datetime.fromisoformat(entry.at).astimezone(HANOI).date()


def _atoms_of(entry: Entry) -> Iterator[Atom]:
    yield Atom(entry.kind)
    yield Atom(entry.kind, "code", entry.code)
    for said in (entry.before, entry.after):
        if said is not None:
            row = msgspec.json.decode(said)
            yield from (Atom(entry.kind, name, row[name]) for name in _links(entry.kind) if row.get(name))


@cache
def _links(kind: str) -> tuple[str, ...]:
    found = next((each for each in (*GOVERNANCE, *KINDS) if each.kind == kind), None)
    if found is None:
        return ()
    return (*references(found), *(("subject",) if found is Delegation else ()))


Deciding = Callable[[tuple[str, ...], tuple[str, ...]], frozenset[Atom]]


def deciding(records: Records) -> Deciding:
    """What decides who answers where these bodies lead and these posts are named, kept for the tasks that have both alike."""
    return cache(lambda bodies, posts: frozenset(_of_answer(records, bodies, posts)))


def near_task(records: Records, task: Task, decided: Deciding | None = None) -> frozenset[Atom]:
    """What the entries of a task are made of, apart from its computed dates and those of others."""
    programme = records.find(Programme, task.programme)
    line = _lineage(records, task)
    atoms = {Atom(kind.kind) for kind in (Frame, Calendar, CalendarDay, Portfolio)}
    atoms |= {Atom(Programme.kind, "code", task.programme)}
    atoms |= {Atom(Delegation.kind, "subject", code) for code in (*line, task.programme)}
    atoms |= {Atom(kind.kind, "task", code) for code in line for kind in (Assignment, Deadline, Progress, Estimate)}
    atoms |= {Atom(Task.kind, "code", code) for code in line} | {Atom(Task.kind, "parent", task.code)}
    links = records.by(Dependency, "successor", task.code)
    atoms |= {Atom(Dependency.kind, "successor", task.code), *(Atom(Task.kind, "code", link.predecessor) for link in links)}
    atoms |= {Atom(Progress.kind, "task", link.predecessor) for link in links}
    bases = [task.basis, programme.basis if programme else None, *(d.document for d in records.by(Deadline, "task", task.code))]
    atoms |= {Atom("document", "code", code) for code in bases if code}
    assigned = [a for code in line for a in records.by(Assignment, "task", code)]
    atoms |= {Atom(Organization.kind, "code", a.organization) for a in assigned}
    leads = [a for a in assigned if a.role is Role.LEAD]
    portfolio = records.find(Portfolio, programme.portfolio) if programme else None
    bodies = [a.organization for a in leads]
    bodies += [post.organization for a in leads if (post := records.find(Post, a.post))]
    bodies += [code for code in (programme and programme.owner, portfolio and portfolio.committee) if code]
    decides = decided or deciding(records)
    return frozenset(atoms | decides(tuple(dict.fromkeys(bodies)), tuple(dict.fromkeys(a.post for a in leads if a.post))))


def of_meeting(meeting: Meeting) -> frozenset[Atom]:
    """What the event of a meeting is made of."""
    told = {Atom(kind.kind, "meeting", meeting.code) for kind in (AgendaItem, Invitation, MeetingParty)}
    return frozenset({Atom(Meeting.kind, "code", meeting.code), *told, Atom(Organization.kind, "code", meeting.body or "")})


def _lineage(records: Records, task: Task) -> tuple[str, ...]:
    line = [task.code]
    while (above := records.find(Task, task.parent)) is not None and above.code not in line:
        line.append(above.code)
        task = above
    return tuple(line)


def _of_answer(records: Records, bodies: Iterable[str], posts: Iterable[str]) -> set[Atom]:
    """What decides who answers, on whatever day: bodies with those before, after and above them, their heads, whoever holds."""
    atoms: set[Atom] = set()
    known = dict.fromkeys(bodies)
    waiting = dict.fromkeys(posts)
    for code in (every := list(known)):
        atoms |= {Atom(Organization.kind, "code", code), Atom(Post.kind, "organization", code)}
        atoms |= _of_succession(records, code)
        waiting |= dict.fromkeys((*_heads(records, code), *_heirs(records, code)))
        steps = [*records.by(Succession, "predecessor", code), *records.by(Succession, "successor", code)]
        body = records.find(Organization, code)
        near = [*(s.predecessor for s in steps), *(s.successor for s in steps), *([body.parent] if body and body.parent else [])]
        every += [other for other in dict.fromkeys(near) if other not in known]
        known |= dict.fromkeys(near)
    return atoms | _of_posts(records, waiting)


def _of_succession(records: Records, body: str) -> set[Atom]:
    """What says which bodies a body follows and is followed by, from when, and by what terms."""
    steps = [*records.by(Succession, "predecessor", body), *records.by(Succession, "successor", body)]
    atoms = {Atom(Succession.kind, name, body) for name in ("predecessor", "successor")}
    atoms |= {Atom("document", "code", step.document) for step in steps if step.document}
    return atoms | {Atom(SuccessionTerm.kind, "succession", step.code) for step in steps}


def _heads(records: Records, body: str) -> tuple[str, ...]:
    return tuple(post.code for post in records.by(Post, "organization", body) if post.head)


def _heirs(records: Records, body: str) -> tuple[str, ...]:
    """The posts that terms give a place in a body to."""
    terms = (t for s in records.by(Succession, "successor", body) for t in records.by(SuccessionTerm, "succession", s.code))
    return tuple(term.heir for term in terms if term.heir)


def _of_posts(records: Records, posts: Iterable[str]) -> set[Atom]:
    """What decides who holds these posts, on whatever day."""
    atoms: set[Atom] = set()
    known = dict.fromkeys(posts)
    links = [name for name, target in references(Delegation).items() if target == Post.kind]
    for code in (every := list(known)):
        atoms |= {Atom(Post.kind, "code", code), Atom(Post.kind, "seat_of", code), Atom(Appointment.kind, "post", code)}
        atoms |= {Atom(Delegation.kind, name, code) for name in links}
        chain = seat_chain(records, code)
        atoms |= {Atom("person", "code", a.person) for a in records.by(Appointment, "post", code)}
        given = [d for name in links for d in records.by(Delegation, name, code)]
        near = [*(p.code for p in chain), *(seat.code for seat in records.by(Post, "seat_of", code))]
        near += [getattr(d, name) for d in given for name in links if getattr(d, name)]
        for body in dict.fromkeys(post.organization for post in chain):
            heirs = [step.successor for step in records.by(Succession, "predecessor", body)]
            atoms |= {Atom(Organization.kind, "code", body), *_of_succession(records, body)}
            atoms |= {Atom(Post.kind, "organization", heir) for heir in heirs}
            near += [post for heir in heirs for post in (*_heads(records, heir), *_heirs(records, heir))]
        every += [other for other in dict.fromkeys(near) if other not in known]
        known |= dict.fromkeys(near)
    return atoms

"""When what an event says last changed: the newest ledger entry among what the event is made of.

The law: an event's revision is the newest entry about a row that the event is made of, or about a row that refers (or, before
the entry, referred) to one of these. Which rows these are does not depend on the day, and an entry that takes a row out of
the set is about a link that leads to the set; so a revision never falls, and a change elsewhere leaves it as it was.
What is computed (forecast, float, milestone day) is made of every row of the kinds that a schedule reads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

import msgspec

from api.feeds.calendar import HANOI, Revision
from governance.hierarchy import seat_chain
from governance.kinds import KINDS as GOVERNANCE
from governance.ledger import Entry
from governance.model import Appointment, Delegation, Organization, Post, Succession
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


@dataclass(frozen=True)
class Trail:
    """The newest ledger entry of every atom, up to entry ``seq``, and the leads that were taken off the record, with the day."""

    seq: int = 0
    newest: Mapping[Atom, Moment] = field(default_factory=dict)
    former: tuple[tuple[Assignment, date], ...] = ()

    def advanced(self, entries: Iterable[Entry]) -> "Trail":
        """The trail after further entries, oldest first."""
        newest, seq, former = dict(self.newest), self.seq, list(self.former)
        for entry in entries:
            seq = entry.seq
            newest |= dict.fromkeys(_atoms_of(entry), Moment(entry.seq, entry.at))
            former += _lead_before(entry)
        return Trail(seq, newest, tuple(former))

    def revision(self, atoms: Iterable[Atom], today: date | None = None) -> Revision:
        """The revision of what is made of these; ``today`` where what it says can change with the day alone."""
        moment = max((self.newest[atom] for atom in atoms if atom in self.newest), default=Moment())
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


def of_task(records: Records, task: Task) -> frozenset[Atom]:
    """What the events of a task are made of."""
    programme = records.find(Programme, task.programme)
    line = _lineage(records, task)
    atoms = {Atom(kind.kind) for kind in SCHEDULED}
    atoms |= {Atom(Programme.kind, "code", task.programme)}
    atoms |= {Atom(Delegation.kind, "subject", code) for code in (*line, task.programme)}
    atoms |= {Atom(Assignment.kind, "task", code) for code in line}
    bases = [task.basis, programme.basis if programme else None, *(d.document for d in records.by(Deadline, "task", task.code))]
    atoms |= {Atom("document", "code", code) for code in bases if code}
    assigned = [a for code in line for a in records.by(Assignment, "task", code)]
    atoms |= {Atom(Organization.kind, "code", a.organization) for a in assigned}
    leads = [a for a in assigned if a.role is Role.LEAD]
    portfolio = records.find(Portfolio, programme.portfolio) if programme else None
    bodies = [a.organization for a in leads]
    bodies += [post.organization for a in leads if (post := records.find(Post, a.post))]
    bodies += [code for code in (programme and programme.owner, portfolio and portfolio.committee) if code]
    return frozenset(atoms | _of_answer(records, bodies, [a.post for a in leads if a.post]))


def of_meeting(code: str) -> frozenset[Atom]:
    """What the event of a meeting is made of."""
    return frozenset({Atom("meeting", "code", code)})


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

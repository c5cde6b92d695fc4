"""All that calendars can say at one state of the data, kept while the data changes: only what a change reaches is asked anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from api.feeds.alike import Alike
from api.feeds.calendar import Revision
from api.feeds.facts import MeetingFacts, TaskFacts, Telling, digest
from api.feeds.revisions import Atom, Trail, deciding, near_task, of_meeting, of_task
from api.status import fixed_day
from governance.meetings import Invitation
from governance.model import Appointment, Delegation, Meeting, MeetingParty, Organization, Post, Succession
from governance.responsibility import Answer
from governance.terms import SuccessionTerm
from portfolio.handing import HandedOver, handed_over
from portfolio.model import Dependency, Task
from portfolio.reports.views import View

_OFFICES = frozenset(kind.kind for kind in (Appointment, Delegation, Organization, Post, Succession, SuccessionTerm))
"""What decides who answered on some day in the past, of any task."""
_TASK, _MEETING = "task ", "meeting "

Dated = Mapping[str, tuple[object, ...]]


class _On(Mapping[str, Answer]):
    """Who answers for each task on a day, asked when first needed."""

    def __init__(self, alike: Alike, codes: Collection[str], day: date) -> None:
        self._alike, self._codes, self._day = alike, codes, day

    def __getitem__(self, code: str) -> Answer:
        return self._alike(code, self._day)

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


class Book:
    """The facts of every task and meeting of a view, with the digest of each under the name that it is noted by.

    It is turned to later states in place, and then equals one that is opened there; whoever shares it keeps others out meanwhile.
    """

    def __init__(self, view: View, trail: Trail) -> None:
        self.tasks: dict[str, TaskFacts] = {}
        self.meetings: dict[str, MeetingFacts] = {}
        self.digests: dict[str, str] = {}
        self._index = defaultdict[Atom, set[str]](set)
        self._atoms: dict[str, frozenset[Atom]] = {}
        self._handed: dict[str, dict[str, HandedOver]] = {}
        self._look(view, trail)
        self._tell(self._every())

    def _look(self, view: View, trail: Trail) -> None:
        self.view, self.trail = view, trail
        self.today = None if fixed_day(view.records) else view.day
        self._alike, self._dated = Alike(view.records), _dated(view)
        self._surmised = view.surmised

    def _every(self) -> frozenset[str]:
        records = self.view.records
        tasks = [_TASK + task.code for task in records.all(Task)]
        return frozenset([*tasks, *(_MEETING + meeting.code for meeting in records.all(Meeting)), *self._atoms])

    def turn(self, view: View, trail: Trail) -> None:
        """Go on to a later state of the same ledger, or to another day."""
        touched = trail.touched_since(self.trail.seq) if view.day == self.view.day else None
        before, surmised, today = self._dated, self._surmised, self.today
        self._look(view, trail)
        if touched is None or self.today != today:
            self._handed.clear()
            self._tell(self._every())
            return
        reached = set[str]().union(*(self._index[atom] for atom in touched if atom in self._index))
        reached |= {f"{atom.kind} {atom.value}" for atom in touched if atom.field == "code" and atom.kind in ("task", "meeting")}
        moved = {code for code in before.keys() | self._dated.keys() if before.get(code) != self._dated.get(code)}
        supposed = (surmised ^ self._surmised) | ((before.keys() ^ self._dated.keys()) & (surmised | self._surmised))
        moved |= self._in_programmes_of(supposed)
        reached |= {_TASK + code for code in self._with_others({*moved, *_tasks_in(reached)})}
        if any(atom.kind in _OFFICES for atom in touched):
            self._handed.clear()
        self._tell(reached)

    def _in_programmes_of(self, codes: Collection[str]) -> set[str]:
        """Every task of the programmes of these: on whether one is assumed rests what is said of all late dates there."""
        records = self.view.records
        programmes = {task.programme for code in codes if (task := records.find(Task, code)) is not None}
        return {task.code for programme in programmes for task in records.by(Task, "programme", programme)}.union(codes)

    def _with_others(self, codes: Collection[str]) -> set[str]:
        """These tasks, what they are part of, and what waits for one of them."""
        records = self.view.records
        found = set(codes)
        for code in codes:
            task = records.find(Task, code)
            while task is not None and (task := records.find(Task, task.parent)) is not None and task.code not in found:
                found.add(task.code)
        found |= {link.successor for code in list(found) for link in records.by(Dependency, "predecessor", code)}
        return found

    def _tell(self, names: Collection[str]) -> None:
        """Say anew what there is to say of these."""
        records, decided = self.view.records, deciding(self.view.records)
        telling = Telling(self.view, lambda code: self._alike(code, self.view.day))
        for name in names:
            what, _blank, code = name.partition(" ")
            atoms = frozenset[Atom]()
            if what == "task" and (task := records.find(Task, code)) is not None:
                self.tasks[code] = told = telling.task(task)
                self.digests[name], atoms = digest(told), near_task(records, task, decided)
            elif what == "meeting" and (meeting := records.find(Meeting, code)) is not None:
                self.meetings[code] = of = telling.meeting(meeting, tuple(sorted(self._invited(meeting))))
                self.digests[name], atoms = digest(of), of_meeting(meeting)
            else:
                (self.tasks if what == "task" else self.meetings).pop(code, None)
                self.digests.pop(name, None)
            self._place(name, atoms)
        again = _tasks_in(names)
        for whose, handed in self._handed.items():
            for code in again:
                handed.pop(code, None)
            handed.update(self._handed_over(whose, again))

    def handed(self, whose: str) -> Mapping[str, HandedOver]:
        """What a post, a person or a body answered for within the last year and has handed over, by task."""
        if whose not in self._handed:
            self._handed[whose] = self._handed_over(whose, self.tasks)
        return self._handed[whose]

    def _handed_over(self, whose: str, among: Collection[str]) -> dict[str, HandedOver]:
        codes = [code for code in among if code in self.tasks]
        found = handed_over(self.view.records, whose, self.view.day, self.trail.former, lambda day: _On(self._alike, codes, day))
        return {passed.task.code: passed for passed in found}

    def _place(self, name: str, atoms: frozenset[Atom]) -> None:
        for atom in self._atoms.pop(name, frozenset()) - atoms:
            self._index[atom].discard(name)
        for atom in atoms:
            self._index[atom].add(name)
        if atoms:
            self._atoms[name] = atoms

    def _invited(self, meeting: Meeting) -> Iterator[str]:
        records = self.view.records
        for party in records.by(MeetingParty, "meeting", meeting.code):
            yield from filter(None, (party.organization, party.person))
        for invitation in records.by(Invitation, "meeting", meeting.code):
            yield from filter(None, (invitation.organization, invitation.person, invitation.post))

    def bound(self, name: str) -> Revision:
        """The newest revision that a thing can be of."""
        what, _blank, code = name.partition(" ")
        records = self.view.records
        if what == "meeting":
            return self.trail.revision(of_meeting(records.get(Meeting, code)))
        return self.trail.revision(of_task(records, records.get(Task, code)), self.today)


def _tasks_in(names: Iterable[str]) -> set[str]:
    return {name.removeprefix(_TASK) for name in names if name.startswith(_TASK)}


def _dated(view: View) -> Dated:
    """What the schedule says of each task that has no parts, as numbers."""
    columns, wiring = view.schedule.columns, view.schedule.network.wiring
    said = zip(columns.start, columns.finish, columns.totals, columns.bounds.state, columns.critical, strict=True)
    return dict(zip(wiring.codes, said, strict=True))

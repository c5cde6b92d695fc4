"""All that calendars can say at one state of the data, kept while the data changes: only what a change reaches is asked anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from api.feeds.alike import Alike
from api.feeds.calendar import Revision
from api.feeds.facts import MeetingFacts, TaskFacts, Telling, digest, meeting_name, task_name
from api.feeds.revisions import SCHEDULED, Atom, Moment, Trail, deciding, near_task, of_meeting, revision_of
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
_SCHEDULED = tuple(Atom(kind.kind) for kind in SCHEDULED)

Dated = tuple[Sequence[str], tuple[Sequence[object], ...]]
"""The codes of the tasks that a schedule places, and columns of what it says of them."""


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
    """The facts of every task and meeting of a view, by code, with the digest of each under the name that it is noted by.

    It is turned to later states in place, and then equals one that is opened there; whoever shares it keeps others out meanwhile.
    Facts that say the same stay the same object. ``fresh`` are the names of what was told anew; whoever notes them empties it.
    """

    def __init__(self, view: View, trail: Trail) -> None:
        self.tasks: dict[str, TaskFacts] = {}
        self.meetings: dict[str, MeetingFacts] = {}
        self.digests: dict[str, str] = {}
        self.fresh = set[str]()
        self._index = defaultdict[Atom, set[str]](set)
        self._atoms: dict[str, frozenset[Atom]] = {}
        self._handed: dict[str, dict[str, HandedOver]] = {}
        self._stale: dict[str, set[str]] = {}
        self._look(view, trail)
        self._tell(self._every())

    def _look(self, view: View, trail: Trail) -> None:
        self.view, self.trail = view, trail
        self.today = None if fixed_day(view.records) else view.day
        self._alike, self._dated = Alike(view.records), _dated(view)
        self._surmised = view.surmised
        self._computed = max((trail.newest[atom] for atom in _SCHEDULED if atom in trail.newest), default=Moment())

    def _every(self) -> frozenset[str]:
        records = self.view.records
        tasks = [task_name(task.code) for task in records.all(Task)]
        return frozenset([*tasks, *(meeting_name(meeting.code) for meeting in records.all(Meeting)), *self._atoms])

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
        moved, placed = _moved(before, self._dated)
        moved |= self._in_programmes_of((surmised ^ self._surmised) | (placed & (surmised | self._surmised)))
        reached |= {task_name(code) for code in self._with_others({*moved, *_tasks_in(reached)})}
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
        records, decided, before = self.view.records, deciding(self.view.records), len(self.tasks)
        telling = Telling(self.view, lambda code: self._alike(code, self.view.day))
        for name in sorted(names):
            what, _blank, code = name.partition(" ")
            if what == "task":
                task = records.find(Task, code)
                self._put(self.tasks, code, name, telling.task(task) if task else None)
                self._place(name, near_task(records, task, decided) if task else frozenset())
            else:
                meeting = records.find(Meeting, code)
                told = telling.meeting(meeting, tuple(sorted(self._invited(meeting)))) if meeting else None
                self._put(self.meetings, code, name, told)
                self._place(name, of_meeting(meeting) if meeting else frozenset())
        if len(self.tasks) != before:
            self.tasks = dict(sorted(self.tasks.items()))
        self.meetings = dict(sorted(self.meetings.items()))
        again = _tasks_in(names)
        for whose in self._handed:
            self._stale.setdefault(whose, set()).update(again)

    def _put(self, table: dict[str, Any], code: str, name: str, facts: TaskFacts | MeetingFacts | None) -> None:
        self.fresh.add(name)
        if facts is None:
            table.pop(code, None)
            self.digests.pop(name, None)
        elif (told := digest(facts)) != self.digests.get(name):
            table[code], self.digests[name] = facts, told

    def handed(self, whose: str) -> Mapping[str, HandedOver]:
        """What a post, a person or a body answered for within the last year and has handed over, by task."""
        if whose not in self._handed:
            self._handed[whose] = self._handed_over(whose, self.tasks)
            self._stale.pop(whose, None)
        handed = self._handed[whose]
        if again := self._stale.pop(whose, None):
            for code in again:
                handed.pop(code, None)
            handed.update(self._handed_over(whose, again))
        return handed

    def _handed_over(self, whose: str, among: Collection[str]) -> dict[str, HandedOver]:
        codes = [code for code in among if code in self.tasks]
        view = self.view
        found = handed_over(view.records, whose, view.day, self.trail.former, lambda day: _On(self._alike, codes, day))
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
        atoms, newest = self._atoms[name], self.trail.newest
        moment = max((newest[atom] for atom in atoms if atom in newest), default=Moment())
        if name.startswith(_TASK):
            return revision_of(max(moment, self._computed), self.today)
        return revision_of(moment, None)


_TASK = task_name("")


def _tasks_in(names: Iterable[str]) -> set[str]:
    return {name.removeprefix(_TASK) for name in names if name.startswith(_TASK)}


def _dated(view: View) -> Dated:
    columns, wiring = view.schedule.columns, view.schedule.network.wiring
    fields = (columns.start, columns.finish, columns.totals, columns.bounds.state, columns.critical)
    return wiring.codes, tuple([*field] for field in fields)


def _moved(before: Dated, now: Dated) -> tuple[set[str], set[str]]:
    """The tasks that are dated otherwise than before, and those of them that are placed for the first time or no more."""
    (was, old), (codes, new) = before, now
    if was == codes:
        return {codes[i] for a, b in zip(old, new) if a != b for i in range(len(codes)) if a[i] != b[i]}, set()
    then, since = dict(zip(was, zip(*old))), dict(zip(codes, zip(*new)))
    return {code for code in then.keys() | since.keys() if then.get(code) != since.get(code)}, then.keys() ^ since.keys()

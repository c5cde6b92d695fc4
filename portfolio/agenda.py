"""What the next meeting of a body has to hear: what the meetings before it ordered.

Of the last meeting everything is told; of earlier ones what is still open. A body that has followed another hears also what that
one ordered.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from governance.convening import Chair, chair_of
from governance.meetings import AgendaItem, Conclusion, MeetingPaper
from governance.model import Meeting, PartOfDay
from governance.records import Records
from governance.succession import in_charge
from governance.values import first_day, last_day
from portfolio.model import ProgressState, Task
from portfolio.ordered import ConclusionTask
from portfolio.plan import actuals

CLOSED = (ProgressState.DONE, ProgressState.CANCELLED)
_HOURS = {PartOfDay.MORNING: "00:00", PartOfDay.AFTERNOON: "12:00", PartOfDay.EVENING: "18:00"}


class Order(NamedTuple):
    """A conclusion of an earlier meeting and a task that came out of it; None where none has yet."""

    meeting: Meeting
    conclusion: Conclusion
    task: Task | None
    link: ConclusionTask | None

    @property
    def assumed(self) -> bool:
        """Whether the conclusion, or that the task came out of it, is assumed."""
        return self.conclusion.assumed or (self.link is not None and self.link.assumed)


class Agenda(NamedTuple):
    """The agenda of a body's meeting; ``meeting`` is None where the next one is not called yet."""

    body: str | None
    meeting: Meeting | None
    chair: Chair | None
    items: tuple[AgendaItem, ...]
    papers: tuple[MeetingPaper, ...]
    orders: tuple[Order, ...]


def agenda(records: Records, meeting: str, day: date) -> Agenda:
    """The agenda of a meeting: its points and papers, and what earlier meetings ordered that it has to hear, as known on a day.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting.
    """
    found = records.get(Meeting, meeting)
    items = tuple(sorted(records.by(AgendaItem, "meeting", meeting), key=lambda item: item.ordinal))
    papers = tuple(sorted(records.by(MeetingPaper, "meeting", meeting), key=lambda paper: (paper.ordinal, paper.code)))
    held = tuple(_before(records, found, day))
    return Agenda(found.body, found, chair_of(records, meeting), items, papers, tuple(_to_hear(records, held, day)))


def next_agendas(records: Records, day: date) -> tuple[Agenda, ...]:
    """For each body that meets, the agenda of its next meeting from a day on; where none is called, what waits to be heard.

    Bodies whose meetings another body goes on with come under that one.
    """
    meeting_bodies = sorted({m.body for m in records.all(Meeting) if m.body is not None})
    bodies = dict.fromkeys(heir for body in meeting_bodies for heir in in_charge(records, body, day).bodies)
    return tuple(found for body in bodies if (found := _next(records, body, day)) is not None)


def _next(records: Records, body: str, day: date) -> Agenda | None:
    dated = [m for m in records.by(Meeting, "body", body) if m.held_on is not None]
    coming = min((m for m in dated if last_day(m.held_on or "") >= day), key=_when, default=None)
    if coming is not None:
        return agenda(records, coming.code, day)
    held = tuple(_of_series(records, body, day, (m for m in records.all(Meeting) if m.held_on and last_day(m.held_on) < day)))
    orders = tuple(_to_hear(records, held, day))
    return Agenda(body, None, None, (), (), orders) if orders else None


def _before(records: Records, meeting: Meeting, day: date) -> Iterator[Meeting]:
    """The meetings of the series before this one, the latest first; before a day, where it has none itself."""
    if meeting.body is None:
        return
    on = first_day(meeting.held_on) if meeting.held_on else day
    limit = _when(meeting) if meeting.held_on else (day, "", "")
    earlier = (m for m in records.all(Meeting) if m.held_on is not None and m.code != meeting.code and _when(m) < limit)
    yield from _of_series(records, meeting.body, on, earlier)


def _of_series(records: Records, body: str, day: date, meetings: Iterable[Meeting]) -> Iterator[Meeting]:
    """Those of the meetings that a body goes on with on a day: its own, and of bodies that it has followed; the latest first."""
    every = sorted(meetings, key=_when, reverse=True)
    heirs = {code: in_charge(records, code, day).bodies for code in {each.body for each in every} if code is not None}
    yield from (each for each in every if each.body == body or (each.body is not None and body in heirs[each.body]))


def _when(meeting: Meeting) -> tuple[date, str, str]:
    """A key that orders meetings by when they are, as far as that is known."""
    hour = meeting.starts_at or (_HOURS[meeting.part_of_day] if meeting.part_of_day else "")
    return first_day(meeting.held_on) if meeting.held_on else date.max, hour, meeting.code


def _to_hear(records: Records, held: tuple[Meeting, ...], day: date) -> Iterator[Order]:
    for place, meeting in enumerate(held):
        for order in _orders(records, meeting):
            state = actuals(records, order.task.code, day).state if order.task else None
            if place == 0 or (state is not None and state not in CLOSED):
                yield order


def _orders(records: Records, meeting: Meeting) -> Iterator[Order]:
    for conclusion in sorted(records.by(Conclusion, "meeting", meeting.code), key=lambda c: c.ordinal):
        links = records.by(ConclusionTask, "conclusion", conclusion.code)
        for link in links:
            yield Order(meeting, conclusion, records.find(Task, link.task), link)
        if not links:
            yield Order(meeting, conclusion, None, None)

"""The questions that only the list of tasks can be asked: whose they are, when they are due, how they stand, how much float.

What needs no schedule is answered without one; floats and who answers come from the computed view that all answers share.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

from anyio.to_thread import run_sync
from msgspec import UNSET, Meta, Struct, UnsetType

from api.computed import Computed, Kept
from api.listpages import ALL, Found
from api.lists import Beyond, Parameter, Question
from api.schemas import wire
from api.status import status_day
from governance.errors import Problem
from governance.past import Known, day_known
from governance.store import Store
from governance.values import Code
from governance.work import State
from portfolio import choosing
from portfolio.choosing import Choice
from portfolio.model import Task
from portfolio.reports.tasks import chosen, computed
from portfolio.reports.views import View
from portfolio.statuses import Status

PARAMETERS: Mapping[str, Parameter] = {
    "agency": Parameter(
        Code, "Only those that this organization leads on the day, or one below it, as succeeded by then.", "MIC"
    ),
    "member": Parameter(
        Code, "Only those for which this person, or whoever holds this post, answers on the day.", "MIC.minister"
    ),
    "status": Parameter(Status, "Only those that stand like this to the deadline that binds; tasks without parts have a status."),
    "max_float": Parameter(
        Annotated[int, Meta(ge=-20_000, le=20_000)],
        "Only unfinished ones with at most so many working days of total float.",
        5,
    ),
    "deadline_from": Parameter(date, "Only those whose deadline, the one that binds, is on this day or later.", "2018-07-01"),
    "deadline_to": Parameter(date, "Only those whose deadline, the one that binds, is on this day or earlier.", "2018-12-31"),
    "as_of": Parameter(date, "The day for which whose they are and how they stand is told; the status day.", "2018-07-05"),
    "data_date": Parameter(date, "The day up to which progress counts for floats; that of as_of.", "2018-07-05"),
    "facts_only": Parameter(bool, "Leave out everything that is assumed, and what rests on it.", True),
}
"""What a list of tasks can be narrowed by beyond the fields of a task."""
SORTS: Mapping[str, Any] = {
    "lead": str, "responsible": str, "until": date, "forecast": date, "status": Status, "total_float": int
}  # fmt: skip
"""What it can be sorted by beyond them, as the report on tasks computes it."""
_SORTING = (
    "The fields to sort by, with a comma between them and - before one that falls; what has none comes last, ties go by code. "
    "Without it by code. Also by what is computed for the day: lead and responsible, the codes of the body that leads and of "
    "who answers, or of the office where it is vacant; until, the last day of the deadline that binds; forecast, the early "
    "finish; status; total_float, in working days, of what is not finished."
)
BEYOND = Beyond(PARAMETERS, SORTS, _SORTING, "total_float,-until")
"""What a list of tasks can be asked beyond the fields of a task."""

_CHOICE = frozenset(Choice.__dataclass_fields__)


class TaskPage(wire(Task).page):  # type: ignore[misc]
    """One page of a list; ``next`` is the cursor of the following one. A computed list says what it holds for."""

    as_of: date | UnsetType = UNSET
    data_date: date | UnsetType = UNSET
    ledger_seq: int | UnsetType = UNSET
    facts_only: bool | UnsetType = UNSET


class Holds(Struct):
    """What a computed list holds for."""

    as_of: date
    data_date: date
    ledger_seq: int
    facts_only: bool


class Chosen(NamedTuple):
    """What was computed of the tasks for a question, of which state, and what that holds for."""

    state: State
    found: Found
    holds: Holds
    problems: tuple[Problem, ...] = ()


class TaskLists:
    """Answers the computed parameters of the list of tasks, each once a state. ``today`` counts where no status day is fixed."""

    def __init__(self, store: Store, computed: Computed, today: Callable[[], date]) -> None:
        self._store, self._computed, self._today = store, computed, today
        self._kept = Kept[Hashable, Found](32)

    async def chosen(self, question: Question) -> Chosen:
        """What a question leaves of the tasks, on its day."""
        while True:
            state = await self._store.state()
            chosen = await self._of(state, question)
            if chosen.holds.ledger_seq == state.head.seq:
                return chosen

    async def remembered(self, question: Question, state: State, known_on: Known) -> Chosen:
        """What a question leaves of the tasks of a past state, on its day or on that on which it was known."""
        return await self._of(state, question, known_on)

    async def _of(self, state: State, question: Question, known_on: Known | None = None) -> Chosen:
        records, ranks = state.records, question.ranks
        asked: dict[str, Any] = dict(question.more)
        today = (None if known_on is None else day_known(known_on, state.head)) or self._today()
        day = asked.get("as_of") or status_day(records, today)
        facts_only = bool(asked.get("facts_only"))
        holds = Holds(day, asked.get("data_date") or day, state.head.seq, facts_only)
        choice = Choice(**{name: value for name, value in asked.items() if name in _CHOICE})
        if problems := tuple(choice.problems(records)):
            return Chosen(state, ALL, holds, problems)
        key = (state.head.hash, day, question.more, ranks)
        if ranks or choice.max_float is not None or choice.member is not None:
            view = await self._computed.view(day, data_date=holds.data_date, facts_only=facts_only, known_on=known_on)
            holds = Holds(day, view.data_date, view.ledger_seq or 0, facts_only)
            return Chosen(state, await self._once(key, lambda: _seen(view, choice, ranks)), holds)
        if choice == Choice() and not facts_only:
            return Chosen(state, ALL, holds)

        def by_records() -> Found:
            return Found(choosing.chosen(records.facts_only() if facts_only else records, day, choice))

        return Chosen(state, await self._once(key, by_records), holds)

    async def _once(self, key: Hashable, find: Callable[[], Found]) -> Found:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = await run_sync(find)
        return found


def _seen(view: View, choice: Choice, ranks: Sequence[str]) -> Found:
    return Found(chosen(view, choice), {name: computed(view, name) for name in ranks})

"""Choosing tasks by who leads them and when they are due: from the records of a day, without any schedule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from governance.errors import Problem, kind_name, unknown
from governance.hierarchy import Branch, tree
from governance.messages import _
from governance.model import Organization, Person, Post
from governance.records import Records
from governance.values import before_its_start
from portfolio.model import ProgressState, Task
from portfolio.statuses import Status, due_of, duties, leading
from portfolio.workflow.places import progressed


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tasks are asked for; a field that is None asks for nothing.

    ``agency`` leads them, or a body below it. ``member`` is a post or a person that answers for them. ``max_float`` is in working
    days; the window of days is of the deadline that binds, both ends included.
    """

    agency: str | None = None
    member: str | None = None
    status: Status | None = None
    max_float: int | None = None
    deadline_from: date | None = None
    deadline_to: date | None = None

    def problems(self, records: Records) -> Iterator[Problem]:
        """What cannot be meant: codes that nothing has, and a window that ends before it begins."""
        for name, thing, kinds in (
            ("agency", kind_name(Organization.kind), (Organization,)),
            ("member", _("person or post"), (Person, Post)),
        ):
            code = getattr(self, name)
            if code is not None and not any(records.find(kind, code) for kind in kinds):
                yield Problem(name, unknown(thing, code, [each.code for kind in kinds for each in records.all(kind)]))
        if self.deadline_from and self.deadline_to and self.deadline_to < self.deadline_from:
            yield Problem("deadline_to", before_its_start(self.deadline_to, self.deadline_from))


def chosen(records: Records, day: date, choice: Choice) -> frozenset[str]:
    """The codes of the tasks chosen by agency, status and deadline; ``portfolio.reports.tasks`` looks at member and float.

    A status is of tasks without parts: a task that has parts stands as they do.
    """
    found: Iterable[Task] = records.all(Task)
    if choice.status is not None:
        found = (duty.task for duty in duties(records, day, found) if duty.status is choice.status)
    if choice.deadline_from or choice.deadline_to:
        found = (task for task in found if _within(due_of(records, task), choice))
    if choice.agency is not None:
        bodies = under(records, choice.agency, day)
        found = (task for task in found if leading(records, task, day, done=_done(records, task, day)) in bodies)
    return frozenset(task.code for task in found)


def under(records: Records, organization: str, day: date) -> frozenset[str]:
    """A body and all that stand below it on a day."""

    def codes(branch: Branch) -> Iterator[str]:
        yield branch.organization.code
        for child in branch.children:
            yield from codes(child)

    return frozenset({organization, *(code for branch in tree(records, organization, day) for code in codes(branch))})


def _within(until: date | None, choice: Choice) -> bool:
    if until is None:
        return False
    return (choice.deadline_from or date.min) <= until <= (choice.deadline_to or date.max)


def _done(records: Records, task: Task, day: date) -> bool:
    return progressed(records, task.code, day) is ProgressState.DONE

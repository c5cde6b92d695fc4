"""Which office and which person answer for each body's part in a task: lead, coordinating, monitoring and approving."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.holders import Reason, because, short
from governance.messages import Message, _
from governance.model import Matter, Post
from governance.records import Records
from governance.responsibility import Answer, Claim, answerable
from portfolio.answers import charged, committee_of, subjects_of, who_answers
from portfolio.finishing import over_on
from portfolio.model import Assignment, Role, Task
from portfolio.outline import lineage


class Party(NamedTuple):
    """A body's part in a task, and who answers for it on a day; no body where the lead is nobody's on record."""

    role: Role
    organization: str | None
    answer: Answer


def parties(records: Records, task: str, day: date) -> tuple[Party, ...]:
    """Everybody's part in a task on a day: the lead, then those who coordinate, monitor and approve.

    In each role the bodies count that are named for the task, else those named for what it is part of. For a part beside the
    lead answers the post that is named for it, else the head of the body, or where it has none the head above. A task that
    was finished before the day keeps the answers of that day.

    Raises
    ------
    UnknownCodeError
        When there is no such task.
    CycleError
        When tasks, bodies or seats loop.
    """
    found = records.get(Task, task)
    lead = Party(Role.LEAD, charged(records, found), who_answers(records, task, day))
    return (lead, *(party for role in Role if role is not Role.LEAD for party in _of_role(records, found, role, day)))


def _of_role(records: Records, task: Task, role: Role, day: date) -> Iterator[Party]:
    finished = over_on(records, task.code)
    on = finished if finished is not None and finished < day else day
    for given in given_to(records, task, role):
        reasons = [Claim(_named(records, given))]
        if on != day:
            closed = _("task {task} was finished on {day}; the answer of that day stands", task=task.code, day=on)
            reasons.insert(0, Claim(because(closed)))
        post = records.find(Post, given.post)
        reasons[-1] = reasons[-1]._replace(organization=given.organization, post=post.code if post else None)
        committee, subjects = committee_of(records, task.programme), subjects_of(records, task)
        yield Party(role, given.organization, answerable(records, reasons, on, committee, subjects, Matter(role.value), own=True))


def given_to(records: Records, task: Task, role: Role) -> tuple[Assignment, ...]:
    """The bodies that have a role in the task, or in the nearest that it is part of where any has."""
    for part in lineage(records, task):
        if found := tuple(a for a in records.by(Assignment, "task", part.code) if a.role is role):
            return found
    return ()


def _named(records: Records, given: Assignment) -> Reason:
    return because(_does(given.role, short(records, given.organization), given.task), given)


def _does(role: Role, body: object, task: str) -> Message:
    match role:
        case Role.COORDINATING:
            return _("{body} coordinates task {task}", body=body, task=task)
        case Role.MONITORING:
            return _("{body} monitors task {task}", body=body, task=task)
        case Role.APPROVING:
            return _("{body} approves task {task}", body=body, task=task)
    return _("{body} leads task {task}", body=body, task=task)

"""Which office and which person answer for each body's part in a task: lead, coordinating, monitoring and approving."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.holders import Reason, because, short
from governance.messages import Message, _
from governance.model import Matter, Post
from governance.records import Records
from governance.responsibility import Answer, Claim, answerable
from portfolio.answers import answering_day, charged, committee_of, given_to, subjects_of, who_answers
from portfolio.model import Assignment, Role, Task


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
    given_as = given_to(records, task, role)
    if not given_as:
        return
    on, closed = answering_day(records, task.code, day)
    committee, subjects = committee_of(records, task.programme), subjects_of(records, task)
    for given in given_as:
        post = records.find(Post, given.post)
        claims = [*closed, Claim(_named(records, given), given.organization, post.code if post else None)]
        yield Party(role, given.organization, answerable(records, claims, on, committee, subjects, Matter(role.value), own=True))


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

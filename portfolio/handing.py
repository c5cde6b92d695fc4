"""What a post or a person answered for and has handed over: the tasks, since when, and to whom."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from governance.hierarchy import office_of
from governance.holders import turning_days
from governance.model import Appointment, Delegation, Organization, Post
from governance.records import Records
from governance.responsibility import Answer
from portfolio.answers import answers, who_answers
from portfolio.model import Assignment, Task

REMEMBERED = timedelta(days=366)
"""How long what was handed over is told."""

Mine = Callable[[Answer, date], bool]


class HandedOver(NamedTuple):
    """A task that somebody answered for until the day before ``on``, and who answers for it now."""

    task: Task
    on: date
    to: Answer


def handed_over(
    records: Records,
    whose: str,
    day: date,
    former: Iterable[tuple[Assignment, date]] = (),
    answers_on: Callable[[date], Mapping[str, Answer]] | None = None,
) -> tuple[HandedOver, ...]:
    """The tasks that a post, a person or a body answered for within the last year and does not on the day, by code.

    A body answers for what its posts answer for.

    ``former`` are leads that were on record until a day and are no more: whoever answered by them has handed over too.
    ``answers_on`` gives the answers of every task on a day, where they are kept already, or of those that are asked about.
    """
    asked = answers_on or cache(lambda on: answers(records, on))
    post = records.find(Post, whose)
    body = records.find(Organization, whose)
    mine = _of_post(records, whose) if post else _of_body(records, whose) if body else _of_person(whose)
    known = None if body else frozenset[str]() if post else _reached(records, whose)
    start, former = date.fromordinal(max(1, day.toordinal() - REMEMBERED.days)), tuple(former)
    days = [start, *sorted(turn for turn in turning_days(records, known) if start < turn <= day)]
    now = asked(day)
    found = {}
    for code in sorted(now):
        if not mine(now[code], day):
            turns = reversed([*pairwise(days)])
            on = next((after for before, after in turns if mine(asked(before)[code], before)), None)
            on = on or _by_former(records, code, mine, [(lead, end) for lead, end in former if lead.task == code], start)
            if on is not None:
                found[code] = HandedOver(records.get(Task, code), on, now[code])
    return tuple(found.values())


def _by_former(records: Records, task: str, mine: Mine, former: Iterable[tuple[Assignment, date]], start: date) -> date | None:
    """The day on which a lead that made the task theirs was taken off the record, the latest first."""
    for lead, end in sorted(former, key=lambda each: each[1], reverse=True):
        current = [(Assignment, other.code, None) for other in records.by(Assignment, "task", task) if other.role is lead.role]
        then = records.apply([*current, (Assignment, lead.code, lead)])
        if end >= start and mine(who_answers(then, task, end), end):
            return end
    return None


def _of_post(records: Records, post: str) -> Mine:
    return lambda answer, day: bool(answer.post) and office_of(records, answer.post or "", day) == office_of(records, post, day)


def _of_body(records: Records, body: str) -> Mine:
    posts = frozenset(post.code for post in records.by(Post, "organization", body))
    return lambda answer, _day: answer.post in posts


def _of_person(person: str) -> Mine:
    return lambda answer, _day: answer.person == person


def _reached(records: Records, person: str) -> frozenset[str]:
    """The posts by which a person may come to answer: those held, the seats that go with them, those that delegate to them."""
    known = dict.fromkeys(a.post for a in records.by(Appointment, "person", person))
    for code in (every := list(known)):
        near = [seat.code for seat in records.by(Post, "seat_of", code)]
        near += [d.from_post for d in records.by(Delegation, "to_post", code)]
        seat_of = (found := records.find(Post, code)) and found.seat_of
        near += [seat_of] if seat_of else []
        every += [other for other in dict.fromkeys(near) if other not in known]
        known |= dict.fromkeys(near)
    return frozenset(known)

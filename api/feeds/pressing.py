"""What a feed holds, made into bytes: each task and meeting once for all feeds that show it alike, anew only when it moved."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from itertools import chain
from operator import attrgetter

import msgspec

from api.feeds.book import Book
from api.feeds.calendar import Entry, Revision
from api.feeds.choice import Choice
from api.feeds.facts import task_name
from api.feeds.noting import PASSED, Notes
from api.feeds.scope import Options
from api.feeds.shown import Piece, piece
from api.feeds.words import Manner, of_meeting, of_task
from governance.messages import Message, _
from portfolio.model import TaskKind

_NAME = attrgetter("name")

Pressed = dict[str, tuple[Piece, ...]]
"""What was made in one manner, by the name that it is noted by; of what is noted anew it is taken out."""


def voice(code: str, *, coordinating: bool) -> str:
    """Whose words it is noted under what the feed of a body, a post or a person says of tasks in its own way."""
    return f"{code}+" if coordinating else code


def variant(whose: str, task: str) -> str:
    """Under which name it is noted that in a feed a task was handed over, is coordinated only, or came back."""
    return f"{PASSED}{whose} {task}"


def of_variant(name: str) -> str:
    """Under which name that task itself is noted.

    >>> of_variant(variant("MIC.minister", "P.1"))
    'task P.1'
    """
    return task_name(name.rpartition(" ")[2])


def variants(book: Book, choice: Choice, former: Collection[str]) -> dict[str, str]:
    """Digests of what is said of tasks in one feed alone, by task: that they were handed over, are coordinated, or came back.

    ``former`` are the tasks of which that was noted before.
    """
    said = {code: _digest((book.digests[task_name(code)], passed.on, passed.to)) for code, passed in choice.passed.items()}
    said |= {facts.code: _digest((book.digests[facts.name], "coordinating")) for facts in choice.helping}
    there = {facts.code for facts in choice.tasks} if former else frozenset[str]()
    return said | {code: _digest((book.digests[task_name(code)],)) for code in former if code in there}


def _digest(said: object) -> str:
    return blake2b(msgspec.json.encode(said), digest_size=16).hexdigest()


def pressed(book: Book, choice: Choice, notes: Notes, apart: Mapping[str, str], manner: Manner, kept: Pressed) -> list[Piece]:
    """The pieces of a feed, always in the same order; ``kept`` is what was made in this manner before, and is added to.

    ``apart`` are the names under which the tasks are noted that this feed says something else of, by task.
    """

    def made(name: str, entries: Callable[[Revision], Iterator[Entry]]) -> tuple[Piece, ...]:
        pieces = kept[name] = kept.get(name) or tuple(piece(entry) for entry in entries(notes[name].revision))
        return pieces

    names = [apart.get(facts.code, facts.name) for facts in choice.tasks] if apart else [*map(_NAME, choice.tasks)]
    found = [
        pieces if pieces is not None else made(name, partial(of_task, facts, manner=manner))
        for pieces, name, facts in zip(map(kept.get, names), names, choice.tasks)
    ]
    found += [
        made(apart[code], partial(of_task, book.tasks[code], manner=manner, passed=passed))
        for code, passed in choice.passed.items()
    ]
    found += [made(apart[facts.code], partial(of_task, facts, manner=manner, helping=True)) for facts in choice.helping]
    found += [made(meeting.name, partial(of_meeting, meeting, manner=manner)) for meeting in choice.meetings]
    return [*chain.from_iterable(found)]


def about(choice: Choice, out_of_range: int, options: Options) -> Iterator[Message]:
    """What a calendar says of itself: what it holds, and all that it leaves out."""
    if choice.of_tasks:
        dated = sum(1 for facts in choice.tasks if facts.due is not None)
        yield _("{tasks} task(s), {dated} with a deadline on a known day.", tasks=len(choice.tasks), dated=dated)
    if choice.passed:
        yield _("Handed over within the last year, and shown as cancelled: {count}.", count=len(choice.passed))
    if choice.helping:
        yield _("Led by others and coordinated here: {count}.", count=len(choice.helping))
    if choice.beside:
        yield _("Coordinated only, and so without an entry here: {count} (?coordinating=1 shows them).", count=choice.beside)
    if options.components == "vevent" and not options.spans and (silent := _silent(choice)):
        yield _(
            "Without a deadline on a known day, and so without an entry here: {count} (?components=vtodo shows them).",
            count=silent,
        )
    if choice.meetings or not choice.of_tasks:
        yield _("Meetings: {count}.", count=sum(1 for meeting in choice.meetings if meeting.day is not None))
    if vague := sum(1 for meeting in choice.meetings if meeting.vague):
        yield _("Meetings without an exact day, left out: {count}.", count=vague)
    if out_of_range:
        yield _("Outside the span of days that was asked for, and left out: {count}.", count=out_of_range)


def _silent(choice: Choice) -> int:
    tasks = (*choice.tasks, *choice.helping)
    return sum(1 for facts in tasks if facts.due is None and (facts.type is not TaskKind.MILESTONE or facts.finish is None))

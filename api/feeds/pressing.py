"""What a feed holds, made into bytes: each task and meeting once for all feeds that show it alike, anew only when it moved."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

import msgspec

from api.feeds.book import Book
from api.feeds.calendar import Entry, Revision
from api.feeds.choice import Choice
from api.feeds.noting import Note, Notes
from api.feeds.scope import Options, Scope
from api.feeds.shown import Piece, piece
from api.feeds.words import Manner, of_meeting, of_task
from governance.messages import Message, _
from portfolio.model import TaskKind

Pressed = dict[str, tuple[Note, tuple[Piece, ...]]]
"""What was made in one manner, by the name that it is noted by."""


def variant(scope: Scope, task: str) -> str:
    """Under which name it is noted that a task was handed over in a feed, or came back."""
    return f"passed {scope.code} {task}"


def task_of(name: str) -> str:
    """The task of such a name, by the name that the task itself is noted by.

    >>> task_of("passed MIC.minister P.1")
    'task P.1'
    """
    return f"task {name.rpartition(' ')[2]}"


def variants(book: Book, scope: Scope, choice: Choice, notes: Notes) -> dict[str, str]:
    """Digests of what is said of tasks in this feed alone: that they were handed over, or came back afterwards."""
    said = {}
    for code, passed in choice.passed.items():
        said[variant(scope, code)] = _digest((book.digests[f"task {code}"], passed.on, passed.to))
    for facts in choice.tasks if scope.code else ():
        if (name := variant(scope, facts.code)) in notes:
            said[name] = _digest((book.digests[f"task {facts.code}"],))
    return said


def _digest(said: object) -> str:
    return blake2b(msgspec.json.encode(said), digest_size=16).hexdigest()


def pressed(book: Book, choice: Choice, scope: Scope, notes: Notes, manner: Manner, kept: Pressed) -> list[Piece]:
    """The pieces of a feed, in no order; ``kept`` is what was made in this manner before, and is added to."""
    found: list[Piece] = []

    def take(name: str, entries: Callable[[Revision], Iterator[Entry]]) -> None:
        note, hit = notes[name], kept.get(name)
        if hit is None or hit[0] is not note:
            hit = kept[name] = note, tuple(piece(entry) for entry in entries(note.revision))
        found.extend(hit[1])

    for facts in choice.tasks:
        own = variant(scope, facts.code)
        take(own if own in notes else f"task {facts.code}", lambda at, facts=facts: of_task(facts, at, manner))  # type: ignore[misc]
    for meeting in choice.meetings:
        take(f"meeting {meeting.code}", lambda at, meeting=meeting: of_meeting(meeting, at, manner))  # type: ignore[misc]
    for code, passed in choice.passed.items():
        facts = book.tasks[code]
        take(variant(scope, code), lambda at, facts=facts, passed=passed: of_task(facts, at, manner, passed))  # type: ignore[misc]
    return found


def about(choice: Choice, out_of_range: int, options: Options) -> Iterator[Message]:
    """What a calendar says of itself: what it holds, and all that it leaves out."""
    if choice.tasks or not choice.meetings:
        dated = sum(1 for facts in choice.tasks if facts.due is not None)
        yield _("{tasks} task(s), {dated} with a deadline on a known day.", tasks=len(choice.tasks), dated=dated)
    if choice.passed:
        yield _("Handed over within the last year, and shown as cancelled: {count}.", count=len(choice.passed))
    if options.components == "vevent" and not options.spans and (silent := _silent(choice)):
        yield _(
            "Without a deadline on a known day, and so without an entry here: {count} (?components=vtodo shows them).",
            count=silent,
        )
    if vague := sum(1 for meeting in choice.meetings if meeting.vague):
        yield _("Meetings without an exact day, left out: {count}.", count=vague)
    if out_of_range:
        yield _("Outside the span of days that was asked for, and left out: {count}.", count=out_of_range)


def _silent(choice: Choice) -> int:
    marked = (facts.type is TaskKind.MILESTONE and facts.finish is not None for facts in choice.tasks)
    return sum(1 for facts, milestone in zip(choice.tasks, marked, strict=True) if facts.due is None and not milestone)

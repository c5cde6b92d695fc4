"""Python's caldav library at a calendar, in the environment of the calendar programs; other tests ask it by lines of JSON.

Run as a program there, with the calendar's address: each line that it reads is a question, each that it writes the answer.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Said = dict[str, Any]


class Library:
    """The library at one calendar, in its process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, what: str, *more: str) -> Any:
        """``name``, ``events``, ``todos``, ``between`` two moments, ``changes`` since last asked, or ``write``."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([what, *more]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the library is gone"
        return json.loads(line)


@contextmanager
def library(programs: Path, url: str) -> Iterator[Library]:
    """Start it."""
    process = subprocess.Popen(
        [programs / "python", __file__, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    with process:
        yield Library(process)
        assert process.stdin
        process.stdin.close()


def _told(thing: Any) -> Said:
    part = thing.icalendar_component
    said = {name: part.decoded(name, None) for name in ("DTSTART", "DTEND", "DUE")}
    moments = {name: value.astimezone(UTC) if isinstance(value, datetime) else value for name, value in said.items()}
    days = {name: value and value.strftime("%Y-%m-%dT%H:%MZ" if isinstance(value, datetime) else "%Y-%m-%d")
            for name, value in moments.items()}  # fmt: skip
    related = part.get("RELATED-TO", [])
    links = [[str(each), dict(each.params)] for each in (related if isinstance(related, list) else [related])]
    texts = {name: str(part.get(name, "")) for name in ("UID", "SUMMARY", "STATUS")}
    return {**texts, **days, "related": links}


def main(url: str) -> None:
    """Answer until nobody asks."""
    import caldav  # noqa: PLC0415 - it is not in the environment of the tests

    calendar = caldav.DAVClient(url=url).calendar(url=url)
    kept: Any = None
    for line in sys.stdin:
        what, *more = json.loads(line)
        found: Any
        if what == "name":
            found = calendar.get_display_name()
        elif what == "between":
            start, end = (datetime.fromisoformat(each) for each in more)
            found = [_told(each) for each in calendar.search(start=start, end=end, event=True)]
        elif what == "changes":
            if kept is None:
                kept, found = calendar.objects_by_sync_token(load_objects=True), []
            else:
                updated, deleted = kept.sync()
                found = [sorted(_told(each)["UID"] for each in updated), len(list(deleted))]
        elif what == "write":
            try:
                calendar.add_event(more[0])
                found = "written"
            except caldav.lib.error.DAVError as refused:
                found = str(refused)
        else:
            found = [_told(each) for each in (calendar.events() if what == "events" else calendar.todos(include_completed=True))]
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])

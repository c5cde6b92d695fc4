"""Calendar feeds: a change of one task in a calendar of 10,000, the first build beside hand-written lines, and polling readers.

The change is told from computed views on, as every other report has them too. The hand-written side writes the same entries as
strings, escaped and folded; its calendar must hold the same lines. Readers poll over sockets, each with the ETag that it has.
"""

import asyncio
import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from msgspec.structs import replace

from api.credentials import credential
from api.database import engine_for, migrate
from api.feeds.book import Book
from api.feeds.calendar import ENDING, About, Entry, Revision, heading
from api.feeds.choice import chosen
from api.feeds.noting import Note, noted
from api.feeds.pressing import Pressed, pressed
from api.feeds.revisions import Trail
from api.feeds.scope import Options, Scope
from api.feeds.shown import Shown
from api.feeds.words import Manner, of_task
from api.registry import store_for
from api.tables import Account, AccountRole, FeedKind, Purpose
from governance.ledger import Entry as LedgerEntry
from governance.ledger import canonical
from governance.model import Organization, OrganizationClass, Post
from governance.records import Records
from governance.values import Entity
from governance.work import Author, Work
from portfolio.model import (
    Assignment,
    Calendar,
    Deadline,
    DeadlineKind,
    Dependency,
    Estimate,
    Frame,
    Portfolio,
    Programme,
    ProgrammeKind,
    Role,
    Task,
)
from portfolio.reports.views import View, view
from tests.benchmarks.calling import Line, free_port, lines, quantile, request, running
from tests.benchmarks.measuring import Report, await_quiet
from tests.support import ROOT

SIZE, READERS, TASKS = 10_000, 10_000, 1_000
DAY, NOON = date(2018, 7, 5), datetime(2018, 7, 5, 5, tzinfo=UTC)
QUARTER = 900.0
SCOPE, MANNER = Scope(FeedKind.PROGRAMME, "P"), Manner("vi", Options(lang="vi"), "http://127.0.0.1:8000")
MOST_OF_A_CHANGE, MOST_HAND, MOST_P99 = 0.010, 40.0, 0.100
AT = "2018-07-06T00:00:00.000000Z"


def things(size: int) -> Iterator[Entity]:
    """A programme of so many tasks, in chains of ten, each led and with a deadline."""
    both: dict[str, Any] = {"title_vi": "kế hoạch", "title_en": "plan"}
    named: dict[str, Any] = {"name_vi": "Bộ Thông tin", "name_en": "Ministry", "classification": OrganizationClass.MINISTRY}
    yield Organization(code="MIC", **named)
    yield Post(code="MIC.minister", organization="MIC", head=True, title_vi="Bộ trưởng", title_en="Minister")
    yield Calendar(code="VN", **both)
    yield Portfolio(code="EGOV", committee="MIC", calendar="VN", status_day=DAY, **both)
    yield Programme(code="P", portfolio="EGOV", type=ProgrammeKind.PLAN, **both)
    yield Frame(programme="P", start=DAY)
    for i in range(size):
        code = f"P.{i:05}"
        title: dict[str, Any] = {"title_vi": f"Hoàn thiện văn bản số {i}; trình, ký", "title_en": f"Text {i}; submit, sign"}
        yield Task(code=code, programme="P", **title)
        yield Estimate(task=code, optimistic=1, most_likely=1 + i % 5, pessimistic=9)
        yield Assignment(task=code, organization="MIC", role=Role.LEAD)
        until = DAY + timedelta(60 + i % 700)
        words: dict[str, Any] = {"written_vi": f"{until:%d/%m/%Y}", "written_en": f"{until:%d/%m/%Y}"}
        yield Deadline(code=f"{code}-d", task=code, type=DeadlineKind.INSTRUMENT, not_after=until, **words)
        if i % 10:
            yield Dependency(predecessor=f"P.{i - 1:05}", successor=code)


class Ledger:
    """Records that change, and the trail of the changes; no database."""

    def __init__(self, size: int) -> None:
        self.records, self.trail = Records(things(size)), Trail(seq=1)

    def rewritten(self, number: int) -> View:
        """The view after a deadline was written otherwise, looked at once, as any report would."""
        before = self.records.get(Deadline, "P.00123-d")
        after = replace(before, written_vi=f"lần {number}", written_en=f"time {number}")
        said = {"before": canonical(before), "after": canonical(after), "kind": "deadline", "code": before.code}
        entry = LedgerEntry(seq=self.trail.seq + 1, at=AT, account="a", action="replace", **said)
        self.records = self.records.apply([(Deadline, after.code, after)])
        self.trail = self.trail.advanced([entry])
        return looked_at(view(self.records, DAY))


def looked_at(seen: View) -> View:
    """A view of which a report has asked for the dates of one task, so that what all tasks share is there."""
    seen.dates("P.00005")
    seen.dates_assumed(seen.records.get(Task, "P.00005"))
    return seen


class Feed:
    """One calendar, as a service keeps it while the data changes; its notes in memory."""

    def __init__(self, seen: View, trail: Trail) -> None:
        self.book, self.notes, self.kept = Book(seen, trail), dict[str, Note](), Pressed()

    def shown(self) -> Shown:
        """What it shows at the state of its book."""
        book = self.book
        for name in book.fresh:
            note = noted(self.notes.get(name), book.digests[name], book.bound(name))
            if note is not self.notes.get(name):
                self.notes[name] = note
                self.kept.pop(name, None)
        book.fresh.clear()
        pieces = pressed(book, chosen(book, SCOPE), self.notes, {}, MANNER, self.kept)
        return Shown(About("Lịch", "", "vi", "http://x/"), tuple(pieces), Revision.of(1, NOON, None))


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    begun = process_time()
    made = what()
    return process_time() - begun, made


# ------------------------------------------------------------------------------------------------------------------ by hand
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def folded(line: str) -> str:
    """A line of a calendar in pieces of 75 bytes."""
    if len(line) <= 75 and line.isascii():
        return line
    raw, parts, most = line.encode(), [], 75
    while raw:
        end = min(len(raw), most)
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(raw[:end].decode())
        raw, most = raw[end:], 74
    return "\r\n ".join(parts)


def by_hand(entries: list[Entry]) -> bytes:
    """The same calendar written as strings."""
    lines = []
    for entry in entries:
        at = entry.revision.at.strftime("%Y%m%dT%H%M%SZ")
        assert entry.day
        lines += [
            "BEGIN:VEVENT",
            folded("SUMMARY:" + entry.summary.translate(_ESCAPED)),
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.day + timedelta(1):%Y%m%d}",
            f"DTSTAMP:{at}",
            folded(f"UID:{entry.uid}"),
            f"SEQUENCE:{entry.revision.sequence}",
            folded("CATEGORIES:" + ",".join(topic.translate(_ESCAPED) for topic in entry.categories)),
            folded("DESCRIPTION:" + "\n".join(entry.lines).translate(_ESCAPED)),
            f"LAST-MODIFIED:{at}",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            folded(f"URL:{entry.url}"),
            "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        ]
        for number, moment in enumerate(entry.alarms, 1):
            alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", folded("DESCRIPTION:" + entry.summary.translate(_ESCAPED))]
            alarm += [f"TRIGGER;VALUE=DATE-TIME:{moment:%Y%m%dT%H%M%SZ}", folded(f"UID:alarm-{number}-{entry.uid}"), "END:VALARM"]
            lines += alarm
        lines.append("END:VEVENT")
    return heading(About("Lịch", "", "vi", "http://x/")) + "".join(f"{line}\r\n" for line in lines).encode() + ENDING


def unfolded(body: bytes) -> list[bytes]:
    return body.replace(b"\r\n ", b"").split(b"\r\n")


def measure_build(report: Report) -> None:
    ledger = Ledger(SIZE)
    taken, book_of = timed(lambda: Feed(looked_at(view(ledger.records, DAY)), ledger.trail))
    report.within("facts of 10,000 tasks, with the schedule", taken, None)
    feed: Feed = book_of
    await_quiet()
    cold, first = timed(lambda: feed.shown().body)
    entries = [e for f in feed.book.tasks.values() for e in of_task(f, feed.notes[f.name].revision, MANNER)]
    hand, written = timed(lambda: by_hand(entries))
    assert unfolded(first) == unfolded(written)
    assert first.count(b"BEGIN:VEVENT") == SIZE
    report.within("10,000 entries for the first time; peer: the same as strings", cold, hand, MOST_HAND)
    best: dict[str, float] = defaultdict(lambda: 9.0)
    for number in range(6):
        seen = ledger.rewritten(number)
        warm, now = timed(partial(changed, feed, seen, ledger.trail))
        best["warm"] = min(best["warm"], warm)
        joined, body = timed(partial(getattr, now, "body"))
        best["body"] = min(best["body"], joined)
        assert sum(a != b for a, b in zip(first.split(b"BEGIN:VEVENT"), body.split(b"BEGIN:VEVENT"), strict=True)) == 1
        assert f"lần {number}".encode() in body
    report.within("one change of 10,000 entries to their new ETag; peer: 10 ms", best["warm"], MOST_OF_A_CHANGE, 1.0)
    report.within("… and as one body of 12 MB", best["body"], None)


def changed(feed: Feed, seen: View, trail: Trail) -> Shown:
    feed.book.turn(seen, trail)
    shown = feed.shown()
    assert shown.etag
    return shown


# ------------------------------------------------------------------------------------------------------------------- polling
async def subscribed(url: str) -> list[str]:
    """A database of a thousand tasks, and the secrets of 10,000 feeds in it, of 60 kinds."""
    engine = engine_for(url)
    await migrate(engine)
    store = store_for(engine)
    by, secrets = Author("bench", NOON), [f"reader-{number:05}" for number in range(READERS)]
    subjects = (("P", "programme"), ("MIC", "organization"), ("MIC.minister", "post"), ("deadline_to=2018-10-31", "query"))

    def fill(work: Work) -> None:
        for thing in things(TASKS):
            work.create(thing)
        work.create(Account(code="us", name="us", role=AccountRole.SECRETARIAT))
        for number, secret in enumerate(secrets):
            subject, kind = subjects[number % len(subjects)]
            options = f"alarm={number % 15}"
            made = credential(by, secret, "us", Purpose.FEED, None, subject=subject, feed=kind, options=options, scope="read")
            work.create(replace(made, code=secret))

    await store.commit(fill, by)
    await engine.aclose()
    return secrets


async def polled(port: int, secrets: list[str], tags: dict[str, str], connections: int = 4) -> tuple[float, list[float]]:
    """Every reader asks once, so many at a time, each with the ETag that it has; how long all took, and each."""
    opened, taken, waiting = await lines(port, connections), list[float](), iter(secrets)

    async def asking(line: Line) -> None:
        for secret in waiting:
            known = {"If-None-Match": tags[secret]} if secret in tags else {}
            begun = perf_counter()
            answer = await line.ask(request("GET", f"/feeds/{secret}.ics", known))
            taken.append(perf_counter() - begun)
            assert answer.status == (304 if answer.header("etag") == tags.get(secret) else 200), answer.head
            tags[secret] = answer.header("etag")

    begun = perf_counter()
    await asyncio.gather(*(asking(line) for line in opened))
    for line in opened:
        line.close()
    return perf_counter() - begun, taken


async def rewritten(url: str) -> None:
    """A deadline is written otherwise, by another process."""
    engine = engine_for(url)
    store = store_for(engine)
    told = replace((await store.get(Deadline, "P.00010-d")).entity, written_vi="lần khác")
    await store.commit(lambda work: work.replace(told, None), Author("bench", NOON))
    await engine.aclose()


def measure_polling(report: Report, home: Path) -> None:
    url, port = str(home / "egov.sqlite"), free_port()
    secrets = asyncio.run(subscribed(url))
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    environ = {"EGOV_HOME": str(home), "EGOV_DATABASE_URL": f"sqlite:///{url}", "PYTHONPATH": str(ROOT)}
    tags: dict[str, str] = {}
    with running(command, port, "/", environ, home):
        asyncio.run(polled(port, secrets, tags))
        await_quiet()
        whole, taken = asyncio.run(polled(port, secrets, tags))
        report.within("10,000 readers poll, nothing new; peer: 15 minutes", whole, QUARTER, 0.1)
        report.within("… each: the median", quantile(taken, 0.5), None)
        report.within("… each: the slowest of 100; peer: 100 ms", quantile(taken, 0.99), MOST_P99, 1.0)
        asyncio.run(rewritten(url))
        before = dict(tags)
        whole, taken = asyncio.run(polled(port, secrets, tags))
        assert 0 < sum(tags[secret] != before[secret] for secret in secrets) <= READERS
        report.within("10,000 readers poll after a change; peer: 15 minutes", whole, QUARTER, 0.2)
        report.within("… each: the median", quantile(taken, 0.5), None)
        report.within("… each: the slowest of 100", quantile(taken, 0.99), None)


def main() -> bool:
    """Measure, assert and print."""
    report = Report("peer")
    measure_build(report)
    with TemporaryDirectory() as home:
        measure_polling(report, Path(home))
    return report.printed()


if __name__ == "__main__":
    sys.exit(0 if main() else 1)

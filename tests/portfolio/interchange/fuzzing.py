"""Spoilt plan files of every format, and the judge of what becomes of each: a plan, or a clear error, and soon.

``python -m tests.portfolio.interchange.fuzzing --seconds 600 --seed 7`` goes on for as long as it is told and says what it found;
the tests run some thousands from a fixed seed.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

from governance.errors import DomainError
from governance.messages import LANGS
from portfolio.cpm import schedule
from portfolio.interchange import mspdi, plancsv, planjson, read, xer
from portfolio.interchange.planfile import PlanFile
from portfolio.interchange.planschema import EXAMPLES
from portfolio.interchange.scheduled import encoded
from tests.support import ROOT

PATIENCE = 10.0
"""Seconds of the processor that one small file may take: where nothing is wrong none takes a tenth of it."""

WORDS = [
    "", " ", "0", "-1", "1", "5", "20001", "999999999999999999999999", "-0", "1e999", "NaN", "Infinity", "1.5", "٣", "０", "50%",
    "-9999%", "99999%", "0001-01-01", "9999-12-31", "2026-02-30", "2026-06-01", "2026-06-01T08:00:00", "0001-01-01T00:00:00",
    "9999-12-31T23:59:59", "2026-06-01 08:00", "PT0H0M0S", "PT999999999H0M0S", "PT-8H0M0S", "null", "true", "[]", "{}", "\x00",
    "\ufeff", "\u202e", "\ud800", "é", "e\u0301", "A", "B", "S", "FS", "SF", "XX", "MSO", "elapsed", "vn", '"', "'", ";", ",",
    "\t", "\r", "\n", "<", "&", "&a;", "]]>", "<!--", "%T", "%R", "%F", "ERMHDR", "(", ")", "(0||1()())", "||", "=1+1", "x" * 300,
]  # fmt: skip

LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi"))
OUTSIDE = '<!ENTITY % p SYSTEM "http://localhost/x">%p;'
FIRST, LAST = '"start": "0001-01-01"', '"start": "9999-12-31"'
TWO = '"tasks": [{"code": "A", "duration": 1}, {"code": "B", "duration": 0}]'

BOMBS = [
    *[b"", b" ", b"\n" * 100_000, b"\x00" * 1000, b"[" * 200_000, b'{"a":' * 100_000, b"{" * 5, b"<a>" * 100_000],
    *[f"<!DOCTYPE a [{dtd}]><Project>&i;</Project>".encode() for dtd in (LAUGHS, OUTSIDE)],
    b"<!DOCTYPE Project SYSTEM 'file:///etc/passwd'><Project/>",
    b"<Project>" + b"<Tasks><Task/></Tasks>" * 5000,
    *[f"<?xml version='1.0' encoding='{name}'?><Project/>".encode() for name in ("utf-7", "klingon")],
    b"ERMHDR" + b"\t" * 100_000,
    b"ERMHDR\n%T\tTASK\n" * 5000,
    b"ERMHDR\n%T\tCALENDAR\n%F\tclndr_id\tclndr_data\n%R\t1\t" + b"(" * 90_000,
    b"code,duration\n" + b"A,1\n" * 5000,
    b"," * 200_000,
    b'"' * 99_999,
    b'code,duration\n"' + b"x" * 200_000,
    b'{"tasks": 1, "tasks": 2}',
    b'{"start": NaN}',
    *[f'{{"tasks": [{{"code": "A", "duration": {number}}}]}}'.encode() for number in ("1e400", "9" * 10_000, "-0", "1.5")],
    f'{{{FIRST}, {TWO}, "links": [{{"predecessor": "A", "successor": "B", "lag": -20000}}]}}'.encode(),
    f'{{{LAST}, "tasks": [{{"code": "A", "duration": 20000}}]}}'.encode(),
    f'{{{LAST}, {TWO}, "calendars": {{"vn": {{"week": [1], "closed": ["9999-12-27"]}}}}}}'.encode(),
    *[mark + b"\x00" * 60 for mark in (b"PK\x03\x04", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0", b"%PDF-1.7", b"\xff\xfe\x00\xd8")],
]
"""Files made to be hard."""


class Found(Exception):
    """What no file may cause."""


def judged(data: bytes) -> str:
    """What becomes of a file: ``plan``, or the kind of its error.

    Raises
    ------
    Found
        If it is not refused clearly, or takes too long.
    """
    began = time.process_time()
    try:
        plan = read(data)
        encoded(schedule(plan.network()))
        told = "plan"
    except DomainError as refused:
        if not refused.problems or not all(problem.place for problem in refused.problems):
            raise Found(f"a problem without a place: {refused}") from refused
        if not all(refused.render(lang).strip() for lang in LANGS):
            raise Found("an error without words") from refused
        told = type(refused).__name__
    except Exception as error:
        raise Found(f"{type(error).__name__}: {error}") from error
    if (took := time.process_time() - began) > PATIENCE:
        raise Found(f"{took:.1f} s")
    return told


def corpus() -> list[bytes]:
    """Whole plan files of every format, from the cases and the examples."""
    said = [json.loads(path.read_text(encoding="utf-8"))["plan"] for path in sorted((ROOT / "tests" / "cases").glob("*.json"))]
    plans = [planjson.plan_from(raw) for raw in [*said, *EXAMPLES]]
    return [file for plan in plans for file in _written(plan)]


def _written(plan: PlanFile) -> Iterator[bytes]:
    made = schedule(plan.network())
    yield planjson.write(plan)
    yield plancsv.write(plan)
    yield mspdi.write(plan, made)
    yield xer.write(plan, made)


TOKEN = re.compile(rb"[\w.:+%-]+")


def spoilt(data: bytes, others: list[bytes], random: Random) -> bytes:
    """A file with one to five things in it changed."""
    for _ in range(random.choice([1, 1, 1, 2, 3, 5])):
        data = random.choice(WAYS)(data, others, random)
    return data


def _token(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """One word or number replaced by a hard one."""
    found = list(TOKEN.finditer(data))
    if not found:
        return data
    chosen, word = random.choice(found), random.choice(WORDS).encode("utf-8", "surrogatepass")
    return data[: chosen.start()] + word + data[chosen.end() :]


def _bytes(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """Some bytes replaced by others."""
    at = random.randint(0, len(data))
    return data[:at] + random.randbytes(random.randint(0, 4)) + data[at + random.randint(0, 12) :]


def _moved(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """A line taken out, doubled, or put elsewhere."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    line = lines[random.randrange(len(lines))]
    if random.random() < 0.6:
        lines.remove(line)
    if random.random() < 0.6:
        lines.insert(random.randint(0, len(lines)), line)
    return b"".join(lines)


def _cut(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """Only the beginning, or without it."""
    at = random.randint(0, len(data))
    return data[:at] if random.random() < 0.7 else data[at:]


def _crossed(data: bytes, others: list[bytes], random: Random) -> bytes:
    """The beginning of one file and the end of another."""
    other = random.choice(others)
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def _repeated(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """A piece many times over."""
    at = random.randint(0, len(data))
    piece = data[at : at + random.randint(1, 40)]
    return data[:at] + piece * random.choice([2, 3, 100, 2000]) + data[at:]


def _encoded(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """The same text in another encoding."""
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice(["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp1258", "cp1252"]), "replace")


def _number(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """One number grown or turned round."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    chosen = random.choice(found)
    value = int(chosen[0][:300])
    grown = random.choice([-value, value * 10**6, value + 1, value - 1, 0, 2**31, 2**63, 10**40])
    return data[: chosen.start()] + str(grown).encode() + data[chosen.end() :]


def _dated(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """One date moved, up to the ends of time."""
    found = list(re.finditer(rb"\d{4}-\d\d-\d\d", data))
    if not found:
        return data
    chosen = random.choice(found)
    days = [1, 2, 365, date(2026, 2, 28).toordinal(), date.max.toordinal() - 1, date.max.toordinal()]
    day = date.fromordinal(random.choice([*days, random.randint(1, date.max.toordinal())])).isoformat()
    return data[: chosen.start()] + day.encode() + data[chosen.end() :]


WAYS: list[Callable[[bytes, list[bytes], Random], bytes]] = [
    *[_token] * 6, *[_bytes] * 3, *[_number] * 3, *[_dated] * 3, _moved, _moved, _cut, _crossed, _repeated, _encoded,
]  # fmt: skip


def files(seed: int) -> Iterator[bytes]:
    """Bombs, then spoilt files without end; the same for the same seed."""
    yield from BOMBS
    random, whole = Random(seed), corpus()
    while True:
        yield spoilt(random.choice(whole), whole, random)


def main() -> None:
    """Spoil files for as long as is asked, keep those that break something, and say how many came to what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the files that break something")
    asked = parser.parse_args()
    until, counted = time.monotonic() + asked.seconds, Counter[str]()
    for data in files(asked.seed):
        try:
            counted[judged(data)] += 1
        except Found as found:
            counted[f"FOUND {str(found)[:160]}"] += 1
            if asked.keep:
                asked.keep.mkdir(exist_ok=True)
                (asked.keep / f"{sum(counted.values())}.bin").write_bytes(data)
        if time.monotonic() > until:
            break
    print(sum(counted.values()), "files")
    for kind, count in counted.most_common():
        print(f"{count:9} {kind}")
    sys.exit(any(kind.startswith("FOUND") for kind in counted))


if __name__ == "__main__":
    main()

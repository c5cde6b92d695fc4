"""Spoilt workbooks and CSV files, bombs among them, and the judge of what becomes of each: a table, or a clear error, and soon.

``python -m tests.portfolio.annex.fuzzing --count 2000 --seed 7`` goes on for as long as it is told and says what it found.
"""

import argparse
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from governance.messages import LANGS
from governance.records import Records
from portfolio.annex import csvfile
from portfolio.annex.adopting import taken
from portfolio.annex.rows import read
from portfolio.annex.table import annex_of
from portfolio.annex.workbook_write import workbook
from portfolio.errors import DomainError
from tests.support import seeded

PATIENCE = 5.0
"""Seconds of the processor that one file may take."""
RECORDS = seeded()
INTO = "KH2008"
WORDS = [
    b"", b"0", b"-1", b"99999999999", b"1e999", b"NaN", b"A1", b"XFD1048576", b"AAAA1", b"A99999999", b"A1:XFD1048576", b"s",
    b"e", b"d", b"n", b"str", b"inlineStr", b"b", b"\xff", b"<", b">", b"&#0;", b"&lol;", b"]]>", b"true", b"TT", b"=1+1",
]  # fmt: skip


class Found(Exception):
    """What no file may cause."""


def judged(data: bytes, records: Records = RECORDS) -> str:
    """What becomes of a file: ``table``, or the kind of its error.

    Raises
    ------
    Found
        If it is not refused clearly, or takes too long.
    """
    began = time.process_time()
    try:
        taken(read(data), INTO, records)
        told = "table"
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


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def corpus() -> list[bytes]:
    """Whole files of a small programme of the seed."""
    annexes = [annex_of(RECORDS, INTO, lang) for lang in LANGS]
    return [file for annex in annexes for file in (workbook(annex), csvfile.written(annex.rows))]


def bombs() -> dict[str, Callable[[], bytes]]:
    """Workbooks made to be hard, when they are asked for: far cells, huge parts, many parts, wide merges, deep XML."""
    whole = unzipped(corpus()[0])
    sheet = "xl/worksheets/sheet1.xml"

    def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
        return zipped(whole | {sheet: change(whole[sheet])})

    def at_the_end(more: bytes) -> bytes:
        return with_sheet(lambda xml: xml.replace(b"</sheetData>", more + b"</sheetData>"))

    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'

    def cells() -> bytes:
        letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return b"".join(b'<c r="%s%d"><v>1</v></c>' % (letters[i % 26 :][:1], i // 26 + 1) for i in range(234_000))

    small = b"<mergeCells>" + b"".join(b'<mergeCell ref="A%d:B%d"/>' % (i, i + 3) for i in range(1, 90_000, 4)) + b"</mergeCells>"
    merged = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return {
        "a cell in the last corner": lambda: at_the_end(far),
        "a row beyond all rows": lambda: at_the_end(far.replace(b"1048576", b"999999999999")),
        "a sheet of hundreds of megabytes": lambda: at_the_end(b" " * 300_000_000),
        "very many cells": lambda: at_the_end(b"<row>" + cells() + b"</row>"),
        "very many merged cells": lambda: with_sheet(lambda xml: re.sub(rb"<mergeCells.*</mergeCells>", small, xml)),
        "everything merged": lambda: with_sheet(lambda xml: re.sub(rb"<mergeCells.*</mergeCells>", merged, xml)),
        "many parts": lambda: zipped(whole | {f"xl/media/{i}.xml": b"<a/>" for i in range(500)}),
        "deep XML": lambda: with_sheet(lambda _xml: b"<a>" * 150_000 + b"</a>" * 150_000),
        "entities": lambda: with_sheet(lambda xml: b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]>' + xml),
        "no parts": lambda: zipped({}),
        "half": lambda: corpus()[0][:3000],
        "nothing": lambda: b"PK",
        "an old workbook": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500,
        "zero bytes": lambda: b"\0" * 1000,
        "one long line": lambda: b"a," * 400_000,
        "quotation marks": lambda: b'"' * 100_000,
        "a path": lambda: b"/etc/passwd",
    }  # fmt: skip


def spoilt(data: bytes, random: Random) -> bytes:
    """A file with something in it changed: in its bytes, or in one of its parts."""
    if data[:2] != b"PK" or random.random() < 0.3:
        return random.choice(BYTES)(data, random)
    try:
        parts = unzipped(data)
    except (BadZipFile, zlib.error, OSError):
        return random.choice(BYTES)(data, random)
    name = random.choice([name for name in parts if name.startswith("xl/")] if random.random() < 0.8 else list(parts))
    if random.random() < 0.1:
        del parts[name]
    else:
        for _time in range(random.choice([1, 1, 2, 5])):
            parts[name] = random.choice([_word, _word, *BYTES])(parts[name], random)
    return zipped(parts)


def _word(data: bytes, random: Random) -> bytes:
    """What stands between two marks replaced."""
    marks = [i for i, byte in enumerate(data) if byte in b'"<>=,;']
    if len(marks) < 2:
        return data
    at = random.randrange(len(marks) - 1)
    return data[: marks[at] + 1] + random.choice(WORDS) + data[marks[at + 1] :]


def _bytes(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.randbytes(random.randint(0, 4)) + data[at + random.randint(0, 12) :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _repeated(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + data[at : at + random.randint(1, 200)] * random.choice([2, 3, 50]) + data[at:]


BYTES: list[Callable[[bytes, Random], bytes]] = [_bytes, _bytes, _cut, _repeated]


def files(seed: int) -> Iterator[bytes]:
    """Spoilt files without end; the same for the same seed. Workbooks are three of four."""
    random, whole = Random(seed), corpus()
    books, texts = [data for data in whole if data[:2] == b"PK"], [data for data in whole if data[:2] != b"PK"]
    while True:
        yield spoilt(random.choice(books if random.random() < 0.75 else texts), random)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    counted = Counter[str]()
    for _number, data in zip(range(asked.count), files(asked.seed), strict=False):
        try:
            counted[judged(data)] += 1
        except Found as found:
            counted[f"FOUND {str(found)[:160]}"] += 1
    print(counted)


if __name__ == "__main__":
    main()

"""The line of a request stands in the log like any other."""

import logging
from datetime import UTC, datetime, timedelta
from io import StringIO

from api.serving import FORMAT, Lines

AT = datetime(2018, 7, 5, 16, 59, 59, 7_654, UTC)


def test_a_line_looks_like_the_lines_of_logging() -> None:
    out, moments = StringIO(), [AT, AT + timedelta(milliseconds=30), AT + timedelta(seconds=1)]
    clock = iter(moments)
    lines = Lines(out, lambda: next(clock))
    for number in range(3):
        lines.say(f"{number} GET /%s 200 1.0ms")
    for number, (moment, line) in enumerate(zip(moments, out.getvalue().splitlines(), strict=True)):
        record = logging.LogRecord("egov.access", logging.INFO, "", 0, f"{number} GET /%s 200 1.0ms", None, None)
        record.created, record.msecs = moment.timestamp(), moment.microsecond // 1000
        assert line == logging.Formatter(FORMAT).format(record)


def test_that_nobody_reads_the_log_any_longer_hinders_no_answer() -> None:
    out = StringIO()
    lines = Lines(out, lambda: AT)
    out.close()
    lines.say("1 GET / 200 1.0ms")

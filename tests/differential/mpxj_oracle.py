"""MPXJ in one Java virtual machine: reads the files that we write, and schedules them with rules of its own."""

import gc
import os
import shutil
import warnings
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest

OPENS, CLOSES = 8, 17
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A machine that runs for seconds takes longer to compile well than compiling well saves."""


class Found(NamedTuple):
    """What MPXJ says of a task, in days; floats rounded down."""

    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int


@cache
def java() -> Any:
    """The package ``org.mpxj``, or a loud skip; a failure where ``EGOV_REQUIRE`` names ``mpxj``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jpype  # noqa: PLC0415
            import mpxj  # noqa: F401, PLC0415
    except ImportError:
        missing = "the Python packages mpxj and jpype1 are not installed"
    else:
        missing = None if shutil.which("java") or os.environ.get("JAVA_HOME") else "there is no Java"
    if missing and "mpxj" in os.environ.get("EGOV_REQUIRE", ""):
        pytest.fail(f"EGOV_REQUIRE asks for MPXJ: {missing}")
    if missing:
        pytest.skip(f"the comparison with MPXJ was NOT made: {missing}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not jpype.isJVMStarted():
            already = [*gc.callbacks]
            jpype.startJVM("-Xss64m", *BRIEF, convertStrings=True)
            gc.callbacks[:] = already  # or Java's rubbish is collected with ours too, 0.1 s for each of thousands of times
    return jpype.JPackage("org").mpxj


def _stream(data: bytes) -> Any:
    import jpype  # noqa: PLC0415

    return jpype.JClass("java.io.ByteArrayInputStream")(data)


def read_mspdi(data: bytes) -> Any:
    """The project that MPXJ reads from Microsoft Project's XML."""
    return java().mspdi.MSPDIReader().read(_stream(data))


def read_xer(data: bytes) -> Any:
    """The project that MPXJ reads from a Primavera exchange file."""
    return _xer_reader().read(_stream(data))


def read_xer_all(data: bytes) -> list[Any]:
    """The tasks of all projects that MPXJ reads from a Primavera exchange file."""
    return [task for project in _xer_reader().readAll(_stream(data)) for task in project.getTasks()]


def _xer_reader() -> Any:
    reader = java().primavera.PrimaveraXERFileReader()
    import jpype  # noqa: PLC0415

    reader.setCharset(jpype.JClass("java.nio.charset.StandardCharsets").UTF_8)
    return reader


def scheduled(project: Any, scheduler: str, start: date, code: str) -> Mapping[str, Found]:
    """The dates that a scheduler of MPXJ gives the tasks that have no parts, by the field that holds their code."""
    import jpype  # noqa: PLC0415

    begin = jpype.JClass("java.time.LocalDateTime").of(start.year, start.month, start.day, OPENS, 0)
    getattr(java().cpm, scheduler)().schedule(project, begin)
    return {str(getattr(task, code)()): _found(task) for task in project.getTasks() if not task.getSummary()}


def _found(task: Any) -> Found:
    moment = task.getDuration().getDuration() == 0 and task.getRemainingDuration().getDuration() == 0
    start, finish = moment_or(task.getEarlyStart(), moment, "start"), moment_or(task.getEarlyFinish(), moment, "finish")
    if task.getActualStart() is not None:
        start = moment_or(task.getStart(), moment, "start")
    if task.getActualFinish() is not None:
        finish = moment_or(task.getFinish(), moment, "finish")
    late = moment_or(task.getLateStart(), moment, "start"), moment_or(task.getLateFinish(), moment, "finish")
    return Found(start, finish, *late, days(task.getTotalSlack()), days(task.getFreeSlack()))


def moment_or(at: Any, moment: bool, end: str) -> date:
    """The day of an instant; that of work turns over at closing or opening time."""
    when = datetime(at.getYear(), at.getMonthValue(), at.getDayOfMonth(), at.getHour(), at.getMinute())
    if moment:
        return when.date()
    if end == "start" and when.hour >= CLOSES:
        return when.date() + timedelta(1)
    if end == "finish" and when.hour <= OPENS:
        return when.date() - timedelta(1)
    return when.date()


def days(duration: Any) -> int:
    """A length in days of eight hours."""
    hours = {"h": 1, "d": 8, "m": 1 / 60, "w": 40}[str(duration.getUnits())]
    return round(float(duration.getDuration()) * hours * 100) // 800


def works(calendar: Any, day: date) -> bool:
    """Whether a calendar of MPXJ works on a day."""
    import jpype  # noqa: PLC0415

    return bool(calendar.isWorkingDate(jpype.JClass("java.time.LocalDate").of(day.year, day.month, day.day)))

"""Plan files at the terminal: read, scheduled, and said in the format asked for. Nothing here needs a database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from governance.errors import DomainError, InvalidError, Problem
from governance.messages import Lang, _
from portfolio.cpm import Against, Criterion, Rule, Schedule, schedule
from portfolio.interchange import read
from portfolio.interchange.planfile import PlanFile
from portfolio.model import LagCalendar

if TYPE_CHECKING:
    from portfolio.reports.anyplan import Drawn

PlanOutput = Literal["table", "markdown", "csv", "json", "gantt", "svg"]
MOST_BYTES = 200_000_000
"""Of one file."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How to schedule: as :func:`portfolio.cpm.schedule`, and what lags count on where a file does not say."""

    critical: Criterion = "float"
    threshold: int = 0
    against: Against = "programme"
    progress: Rule = "retained"
    lag_calendar: LagCalendar | None = None


class Asked(NamedTuple):
    """In what form, language and width of the terminal to say it."""

    form: PlanOutput
    lang: Lang
    width: int = 100


class Said(NamedTuple):
    """The answer for one file, what a reader should know that is no data, and whether the file was refused."""

    name: str
    text: str
    notes: tuple[str, ...] = ()
    refused: bool = False


def schema() -> str:
    """The JSON Schema of the plan JSON, as text."""
    from portfolio.interchange.planschema import schema as declared  # noqa: PLC0415 - each answer starts with what it needs

    return json.dumps(declared(), ensure_ascii=False, indent=2) + "\n"


def scheduled(plan: PlanFile, terms: Terms) -> Schedule:
    """The schedule of a plan file.

    Raises
    ------
    DomainError
        With every problem and its place in the file.
    """
    counted = plan if terms.lag_calendar is None else plan.counting_lags_on(terms.lag_calendar)
    return schedule(
        counted.network(), critical=terms.critical, threshold=terms.threshold, against=terms.against, progress=terms.progress
    )


def answers(names: Sequence[str], stdin: BinaryIO, terms: Terms, asked: Asked) -> Iterator[Said]:
    """What there is to say of each file, in order; ``-`` is standard input. A refused file does not keep others from theirs.

    Of several files as JSON a refused one has a line too, so that lines and files stay together.
    """
    for name in names:
        try:
            data = stdin.read(MOST_BYTES + 1) if name == "-" else _bytes(name)
            yield answer(_within(data), name, terms, asked)
        except DomainError as refused:
            line = _refusal_line(name, refused, asked.lang) if asked.form == "json" and len(names) > 1 else ""
            yield Said(name, line, (refused.render(asked.lang),), refused=True)


def answer(data: bytes, name: str, terms: Terms, asked: Asked) -> Said:
    """What there is to say of one file; ``name`` heads it where the file has no title.

    Raises
    ------
    DomainError
        With every problem and its place in the file.
    """
    plan = read(data)
    made = scheduled(plan, terms)
    notes = tuple(note.render(asked.lang) for note in plan.left_out)
    if asked.form == "json":
        from portfolio.interchange.scheduled import encoded  # noqa: PLC0415

        return Said(name, encoded(made).decode() + "\n", notes)
    from portfolio.reports.anyplan import Drawn  # noqa: PLC0415

    text, more = _drawn(Drawn(plan, made, name), asked)
    return Said(name, text, (*more, *notes))


def _drawn(drawn: "Drawn", asked: Asked) -> tuple[str, tuple[str, ...]]:
    """A rendering for people, and notes that it has no place for."""
    if asked.form == "gantt":
        from portfolio.reports.textgantt import text_gantt  # noqa: PLC0415

        return text_gantt(drawn, asked.lang, asked.width), ()
    if asked.form == "svg":
        from portfolio.reports.anyplan import plan_chart  # noqa: PLC0415
        from portfolio.reports.gantt import svg  # noqa: PLC0415

        return svg(plan_chart(drawn), asked.lang) + "\n", ()
    from portfolio.reports.anyplan import plan_table  # noqa: PLC0415
    from portfolio.reports.table import notes, render  # noqa: PLC0415

    table = plan_table(drawn)
    more = (notes(table, asked.lang),) if asked.form == "csv" else ()
    return render(table, "table" if asked.form == "json" else asked.form, asked.lang, width=asked.width), more


def _refusal_line(name: str, refused: DomainError, lang: Lang) -> str:
    problems = [{"place": problem.place, "message": problem.message.render(lang)} for problem in refused.problems]
    said = {"file": name, "refused": refused.message.render(lang), "problems": problems}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _within(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise InvalidError([Problem("file", _("is larger than {most} MB, more than any plan", most=MOST_BYTES // 1_000_000))])
    return data


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as unreadable:
        why = unreadable.strerror if isinstance(unreadable, OSError) else None
        raise InvalidError([Problem("file", _("cannot be read: {why}", why=why or str(unreadable)))]) from None

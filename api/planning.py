"""Plan files at the terminal: read, scheduled, and said in the format asked for. Nothing here needs a database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from api.oswords import because
from governance.errors import DomainError, InvalidError, Problem
from governance.messages import Lang, Message, _
from portfolio.cpm import Against, Criterion, Rule, Schedule, schedule
from portfolio.interchange import read
from portfolio.interchange.planfile import PlanFile
from portfolio.model import LagCalendar

if TYPE_CHECKING:
    from portfolio.interchange.differences import Difference
    from portfolio.reports.anyplan import Drawn
    from portfolio.reports.table import Table
    from portfolio.reports.views import View

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
    differences: bool = False
    """Instead of the schedule, the dates that a file states otherwise."""
    report: str | None = None
    """Instead of the schedule, a report of the plan."""


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


class Computed(NamedTuple):
    """The schedule of a plan file, the plan as the terms understand it, and the dates that the file states otherwise."""

    plan: PlanFile
    schedule: Schedule
    differences: "tuple[Difference, ...]"

    @property
    def json(self) -> bytes:
        """As one line of JSON."""
        from portfolio.interchange.scheduled import encoded  # noqa: PLC0415 - each answer starts with what it needs

        return encoded(self.schedule, self.plan, self.differences)


def scheduled(plan: PlanFile, terms: Terms) -> Computed:
    """The schedule of a plan file, and the dates that it states otherwise.

    Raises
    ------
    DomainError
        With every problem and its place in the file.
    """
    counted = plan if terms.lag_calendar is None else plan.counting_lags_on(terms.lag_calendar)
    made = schedule(
        counted.network(), critical=terms.critical, threshold=terms.threshold, against=terms.against, progress=terms.progress
    )
    if not any(task.stated for task in plan.tasks):
        return Computed(counted, made, ())
    from portfolio.interchange.differences import differences  # noqa: PLC0415

    return Computed(counted, made, differences(counted, made))


def answers(names: Sequence[str], stdin: BinaryIO, terms: Terms, asked: Asked) -> Iterator[Said]:
    """What there is to say of each file, in order; ``-`` is standard input. A refused file does not keep others from theirs.

    Of several files as JSON a refused one has a line too, so that lines and files stay together.

    Raises
    ------
    InvalidError
        When standard input is named twice.
    """
    once(names)
    for name in names:
        try:
            headed = _("standard input").render(asked.lang) if name == "-" else name
            said = answer(contents(name, stdin), headed, terms, asked)
            yield said._replace(name=name, text=_one_line(said.text) if asked.form == "json" and len(names) > 1 else said.text)
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
    notes = tuple(note.render(asked.lang) for note in (*plan.left_out, *_told(made, asked)))
    if asked.form == "json" and asked.report is None:
        return Said(name, made.json.decode() + "\n", notes)
    from portfolio.reports.anyplan import Drawn  # noqa: PLC0415

    text, more = drawn(Drawn(plan, made.schedule, name, made.differences), asked)
    return Said(name, text, (*more, *notes))


def _told(made: Computed, asked: Asked) -> tuple[Message, ...]:
    """What to say of dates that the file states otherwise, unless they are what is asked for."""
    if not made.differences or asked.differences:
        return ()
    from portfolio.interchange.differences import summary  # noqa: PLC0415

    more = () if asked.form == "json" else (_("--differences lists the dates and floats that differ, one by one"),)
    return (*summary(made.differences), *more)


def drawn(plan: "Drawn", asked: Asked) -> tuple[str, tuple[str, ...]]:
    """A rendering for people, and notes that it has no place for."""
    if asked.form == "gantt":
        from portfolio.reports.textgantt import text_gantt  # noqa: PLC0415

        return text_gantt(plan, asked.lang, asked.width), ()
    if asked.form == "svg":
        from portfolio.reports.anyplan import plan_chart  # noqa: PLC0415
        from portfolio.reports.gantt import svg  # noqa: PLC0415

        return svg(plan_chart(plan), asked.lang) + "\n", ()
    from portfolio.reports.anyplan import differences_table, plan_table  # noqa: PLC0415
    from portfolio.reports.table import notes, render  # noqa: PLC0415

    table = differences_table(plan) if asked.differences else plan_table(plan)
    if asked.report is not None:
        from portfolio.reports.planview import plan_report  # noqa: PLC0415

        table = plan_report(asked.report, plan)
    more = (notes(table, asked.lang),) if asked.form == "csv" else ()
    return render(table, asked.form, asked.lang, width=asked.width), more


def reported(plan: PlanFile, terms: Terms, report: str) -> "Table":
    """A report of a plan that is named by nothing but its title. The same errors as :func:`scheduled`."""
    from portfolio.reports.anyplan import Drawn  # noqa: PLC0415
    from portfolio.reports.planview import plan_report  # noqa: PLC0415

    made = scheduled(plan, terms)
    return plan_report(report, Drawn(made.plan, made.schedule, ""))


def looked_at(data: bytes, name: str) -> "tuple[View, tuple[Message, ...]]":
    """A plan file as what explanations are made from, and what it holds beyond. The same errors as :func:`answer`."""
    from portfolio.reports.anyplan import Drawn  # noqa: PLC0415
    from portfolio.reports.planview import plan_view  # noqa: PLC0415

    made = scheduled(read(data), Terms())
    return plan_view(Drawn(made.plan, made.schedule, name)), made.plan.left_out


def once(names: Sequence[str]) -> None:
    """Refuse standard input where it is named twice: it can be read only once.

    Raises
    ------
    InvalidError
    """
    if list(names).count("-") > 1:
        raise InvalidError([Problem("-", _("standard input can be read only once: name - once"))])


def _one_line(text: str) -> str:
    """JSON on one line; the schedule of a plan is on one already."""
    return text if text.count("\n") <= 1 else json.dumps(json.loads(text), ensure_ascii=False) + "\n"


def _refusal_line(name: str, refused: DomainError, lang: Lang) -> str:
    problems = [{"place": problem.place, "message": problem.message.render(lang)} for problem in refused.problems]
    said = {"file": name, "refused": refused.message.render(lang), "problems": problems}
    return json.dumps(said, ensure_ascii=False) + "\n"


def contents(name: str, stdin: BinaryIO) -> bytes:
    """What a file holds; ``-`` is standard input.

    Raises
    ------
    InvalidError
        When it cannot be read, or is larger than any plan.
    """
    data = stdin.read(MOST_BYTES + 1) if name == "-" else _bytes(name)
    if len(data) > MOST_BYTES:
        raise InvalidError([Problem("file", _("is larger than {most} MB, more than any plan", most=MOST_BYTES // 1_000_000))])
    return data


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InvalidError([Problem(name, _("there is no such file"))]) from None
    except IsADirectoryError:
        raise InvalidError([Problem(name, _("this is a folder: name the files in it"))]) from None
    except PermissionError:
        raise InvalidError([Problem(name, _("you may not read this file"))]) from None
    except (OSError, ValueError) as unreadable:
        raise InvalidError([Problem(name, _("cannot be read: {why}", why=because(unreadable)))]) from None

"""The pages of the reports: a list of them by what they answer, and any table as a page. Pure; they need no script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from api.notice import LANGUAGES
from api.pages.overview import Choice, environment, frame
from api.pages.sources import cited, origins
from governance.messages import Lang, Message, _
from governance.model import Source
from portfolio.baselines.model import Baseline
from portfolio.model import Programme, Task
from portfolio.reports.catalogue import GROUPS, LISTED
from portfolio.reports.table import Column, Table, stacks, told
from portfolio.reports.views import View, supposed
from portfolio.whatif.model import Scenario, ScenarioState

DOWNLOADS: Mapping[str, str] = MappingProxyType({"xlsx": "Excel (XLSX)", "csv": "CSV", "markdown": "Markdown", "json": "JSON"})
"""The forms in which a report can be taken along."""
WIDER = ("scenario", "known_on", "data_date", "against", "critical")
"""What is asked for seldom, and stands folded away."""
MOST_ROWS = 1_000
"""Rows that a page shows; what is taken along has all."""
_KEPT = frozenset(("as_of", "facts_only", "programme", "baseline", "by", "period", "within", "q", "sort", *WIDER))


class Part(NamedTuple):
    """One value of a cell: what stands before it, its items, the page that it leads to, and whether it marks the row."""

    label: str
    items: tuple[str, ...]
    to: str | None
    mark: bool


def reports_page(lang: Lang) -> str:
    """The reports in groups, each with what it answers."""
    return environment(lang).get_template("reports.html").render(**frame(lang, "/reports"), said=(), groups=GROUPS)


def report_page(table: Table, view: View, lang: Lang, asked: Mapping[str, str] = MappingProxyType({})) -> str:
    """A report that is in the list, as it was ``asked`` for: its answer, its rows, its notes, and a form to ask otherwise."""
    place = _Place(f"/reports/{table.name}", lang, {name: value for name, value in asked.items() if name in _KEPT})
    listed = LISTED[table.name]
    return _page(
        table, view, place,
        listed=listed,
        choices=_choices(view, listed.asks),
        wider=any(name in place.asked for name in WIDER),
        downloads=[(place.to(format=form), name) for form, name in DOWNLOADS.items()],
    )  # fmt: skip


def table_page(table: Table, view: View, lang: Lang, here: str) -> str:
    """Any other table as a page, at an address of its own."""
    return _page(table, view, _Place(here, lang, {}), listed=None, choices={}, wider=False, downloads=[])


class _Place(NamedTuple):
    """Where a page stands, in which language, and what it was asked for."""

    here: str
    lang: Lang
    asked: Mapping[str, str]

    def to(self, **other: str) -> str:
        """The address of the page, asked for something besides."""
        return f"{self.here}?{urlencode({'lang': self.lang, **self.asked, **other})}"


def _page(whole: Table, view: View, place: _Place, **more: object) -> str:
    lang, asked, table = place.lang, place.asked, replace(whole, rows=whole.rows[:MOST_ROWS])
    return (
        environment(lang)
        .get_template("report.html")
        .render(
            **frame(lang, "/reports", {code: place.to(lang=code) for code in LANGUAGES}),
            table=table,
            count=len(whole.rows),
            asked=asked,
            data_date=date.fromisoformat(asked["data_date"]) if "data_date" in asked else "",
            day=view.day,
            heads=[_head(stack, place, table) for stack in stacks(table.columns)],
            bodies=list(_bodies(table, view, place)),
            plain=f"{place.here}?lang={lang}",
            sources=origins(view.records, cited(table)),
            known=view.ledger_seq if "known_on" in asked else None,
            supposed=supposed(view) if view.scenario else None,
            **more,
        )
    )


class Label(NamedTuple):
    """A label in a heading, and the address that sorts by it: once up, twice down."""

    said: Message
    to: str
    sorted: str | None


class Head(NamedTuple):
    """The heading of a cell, which may stand over several columns; whether it is of numbers, and whether it gives no way."""

    labels: tuple[Label, ...]
    numbers: bool
    narrow: bool

    @property
    def sorted(self) -> str | None:
        """How the rows are sorted by one of its labels, if they are."""
        return next((label.sorted for label in self.labels if label.sorted), None)


def _head(stack: Sequence[Column], place: _Place, table: Table) -> Head:
    values = [value for row in table.rows if (value := row.get(stack[0].key)) is not None]
    numbers = bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return Head(tuple(_label(column, place) for column in stack), numbers, not any(column.wide for column in stack))


def _label(column: Column, place: _Place) -> Label:
    key, now = column.key, place.asked.get("sort")
    state = {key: "ascending", f"-{key}": "descending"}.get(now or "")
    return Label(column.label, place.to(sort=f"-{key}" if now == key else key), state)


def _bodies(table: Table, view: View, place: _Place) -> Iterator[list[list[list[Part]]]]:
    """The rows, group by group; each a list of cells."""
    seen = stacks(table.columns)

    def group(row: Mapping[str, object]) -> tuple[object, ...]:
        return tuple(row.get(key) for key in table.groups)

    for _key, rows in groupby(table.rows, group):
        yield [[list(_parts(row, stack, view, place)) for stack in seen] for row in rows]


def _parts(row: Mapping[str, object], stack: Sequence[Column], view: View, place: _Place) -> Iterator[Part]:
    """What there is to read in a cell; values under another say what they are, unless their words do."""
    for n, column in enumerate(stack):
        value = row.get(column.key)
        items = told(value, column, place.lang)
        if items:
            label = "" if n == 0 or column.yes else column.label.render(place.lang)
            label = "" if label.casefold() in items[0].casefold() else label
            yield Part(label, items, _leads(column.key, value, view, place), column.key == "assumed")


def _leads(key: str, value: object, view: View, place: _Place) -> str | None:
    """Where a code leads: a source to what it is, a task to where it stands in its network, a programme to its own rows."""
    if not isinstance(value, str):
        return None
    if key == "source":
        return f"#source-{value}" if view.records.find(Source, value) else None
    if view.records.find(Task, value):
        return f"/tasks/{value}?lang={place.lang}"
    if view.programme is None and place.here.startswith("/reports/") and view.records.find(Programme, value):
        return place.to(programme=value)
    return None


def _choices(view: View, asks: Sequence[str]) -> dict[str, tuple[Choice, ...]]:
    """What each list of the form offers, of those that the report goes by."""
    records = (view.live or view).records
    offered = {
        "programme": (Choice("", _("all programmes")), *(_choice(p) for p in records.all(Programme))),
        "scenario": (
            Choice("", _("the plan itself")),
            *(_choice(s) for s in records.all(Scenario) if s.state is ScenarioState.OPEN),
        ),
        "baseline": (Choice("", _("the latest that was approved")), *(_choice(b) for b in records.all(Baseline))),
        "against": (Choice("", _("the end of each programme")), Choice("portfolio", _("the end of the whole portfolio"))),
        "critical": (Choice("", _("by total float")), Choice("longest-path", _("on the longest path to the finish"))),
        "by": (Choice("", _("agency")), Choice("programme", _("programme")), Choice("document", _("document"))),
        "within": (Choice("", _("by deadline")), Choice("assignment", _("by day of assignment"))),
    }
    return {name: choices for name, choices in offered.items() if name in asks}


def _choice(thing: Programme | Scenario | Baseline) -> Choice:
    return Choice(thing.code, _("{code} · {title}", code=thing.code, title=thing.title))

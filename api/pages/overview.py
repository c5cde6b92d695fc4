"""The overview page: the committee, its programmes, the whole portfolio as a chart, and what waits for what. A pure function."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from api.notice import LANGUAGES
from api.pages.sources import origins
from governance.holders import Via
from governance.messages import Lang, Message, Text, _, shown
from portfolio.answers import vacancies
from portfolio.reports import gantt, netgraph
from portfolio.reports.bottlenecks import NOTHING, SURE, bottlenecks
from portfolio.reports.due import due
from portfolio.reports.pictures import gantt_chart, network_graph
from portfolio.reports.programmes import ProgrammeStatus, programme_status
from portfolio.reports.tree import committee_tree
from portfolio.reports.views import View, remarks, supposed
from portfolio.reports.words import word

if TYPE_CHECKING:
    from jinja2 import Environment

STATIC = Path(__file__).parent / "static"
"""The folder of the style sheet, to be served as it is."""


def frame(lang: Lang, here: str, links: Mapping[Lang, str] | None = None) -> dict[str, object]:
    """What the frame of a page stands on: its language, where it is, and its address in each language."""
    found = links or {code: f"{here}?lang={code}" for code in LANGUAGES}
    return {"lang": lang, "languages": LANGUAGES, "here": here, "links": found}


class Choice(NamedTuple):
    """What a list of a form offers: what it sends, and what it is called."""

    value: str
    said: Text | Message | str


class Figure(NamedTuple):
    """One number at the top of the page."""

    label: Message
    value: Message | int
    small: Message | None = None
    warn: bool = False


class Sheet(NamedTuple):
    """A sheet of the chart, and how far right of the beginning of the bars a narrow window is to open it."""

    picture: Markup
    opening: int | None


def overview(
    view: View,
    lang: Lang,
    *,
    links: Mapping[Lang, str] | None = None,
    asked: date | None = None,
    known_on: str | None = None,
) -> str:
    """The page as HTML, in one language; ``links`` are the addresses of the page in each language.

    ``asked`` is the day that its reader asked for, None for the portfolio's own; ``known_on`` is how they asked for an earlier
    state of the data, None for the present one.

    It needs no script, and nothing but its style sheets.
    """
    standings = tuple(programme_status(view, programme) for programme in view.programmes)
    portfolio = view.portfolio
    chart = gantt_chart(view)
    charts = (*(gantt.sheets(gantt.glance(chart)) if view.several else ()), *gantt.sheets(chart))
    return (
        environment(lang)
        .get_template("overview.html")
        .render(
            **frame(lang, "/", links or {code: _address(view, code, asked, known_on) for code in LANGUAGES}),
            asked=asked,
            known_on=known_on,
            own_day=portfolio.status_day if portfolio else None,
            view=view,
            heading=_heading(view),
            supposed=supposed(view) if view.scenario else None,
            figures=_figures(view, standings),
            standings=standings,
            stands={s.programme.code: s for s in standings},
            held=bottlenecks(view),
            nothing=NOTHING,
            sure=SURE,
            vias={via: word(via).label for via in Via},
            tree=committee_tree(view.records, view.day),
            reading=_reading(view),
            gantt=[Sheet(Markup(gantt.svg(sheet, lang, f"gantt{n}")), gantt.opening(sheet)) for n, sheet in enumerate(charts)],  # noqa: S704
            networks=_networks(view, lang),
            notes=_notes(view),
            sources=origins(view.records),
        )
    )


def _address(view: View, lang: Lang, asked: date | None, known_on: str | None) -> str:
    """The page's address with what was asked for, in a language."""
    day = f"&as_of={asked.isoformat()}" if asked else ""
    scenario = f"&scenario={view.scenario.code}" if view.scenario else ""
    known = f"&known_on={known_on}" if known_on else ""
    return f"?lang={lang}{day}{'&facts_only=true' if view.facts_only else ''}{scenario}{known}"


def _heading(view: View) -> Message | Text:
    """What the page is of: the portfolio, or what a scenario would make of it."""
    title = view.portfolio.title if view.portfolio else _("Portfolio overview")
    return _("{title} · scenario {code}", title=title, code=view.scenario.code) if view.scenario else title


@cache
def environment(lang: Lang) -> "Environment":
    """The templates with their words in one language: ``_`` for sentences, the filter ``say`` for values."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only a page waits for the library

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["_"] = lambda msgid, **params: Message(msgid, tuple(params.items())).render(lang)
    made.filters["say"] = lambda value: shown(value, lang)
    return made


def _networks(view: View, lang: Lang) -> list[dict[str, object]]:
    """One picture a programme that has links."""
    graphs = [(programme, network_graph(view, programme.code)) for programme in view.programmes]
    return [
        {
            "code": p.code,
            "title": p.title,
            "sheets": [
                Markup(netgraph.svg(sheet, lang, f"net{n}-{k}"))  # noqa: S704
                for k, sheet in enumerate(netgraph.sheets(graph))
            ],
        }
        for n, (p, graph) in enumerate(graphs)
        if graph.nodes
    ]


def _figures(view: View, standings: tuple[ProgrammeStatus, ...]) -> tuple[Figure, ...]:
    tasks, done = sum(s.tasks for s in standings), sum(s.done for s in standings)
    stated, inputs = sum(s.stated for s in standings), sum(s.inputs for s in standings)
    set_ = [status for task in view.tasks if (status := due(view, task))]
    late = sum(1 for status in set_ if status.missed)
    vacant = vacancies(view.records, view.day)
    share = _("{percent} %", percent=round(100 * stated / inputs) if inputs else 0)
    sure = Figure(_("Inputs on record"), share, _("{stated} of {all}; the rest is assumed", stated=stated, all=inputs))
    if view.facts_only:
        sure = Figure(_("Inputs on record"), stated, _("assumptions are left out"))
    return (
        Figure(_("Programmes"), len(standings)),
        Figure(_("Tasks"), tasks, _("{done} of them done", done=done)),
        Figure(_("Critical tasks"), sum(s.critical for s in standings), _("on the critical paths of the programmes")),
        Figure(_("Deadlines missed or forecast late"), late, _("of {all} with their own deadline", all=len(set_)), warn=late > 0),
        Figure(_("Vacant offices"), len(vacant), _("no source names who holds them"), warn=bool(vacant)),
        sure,
    )


def _reading(view: View) -> Message:
    """How to read the chart."""
    if view.facts_only:
        return _("Assumptions are left out: what has no bar is not dated by any source.")
    return _("Red is critical. Hatched bars rest on something assumed; ° marks tasks that planners added and no source states.")


def _notes(view: View) -> tuple[Message, ...]:
    rows = [{"assumed": view.assumed(task)} for task in view.tasks]
    undated = sum(1 for task in view.tasks if view.dates(task.code) is None)
    return (
        *remarks(view, rows),
        _("{count} tasks have no dates, because no estimate of their length is on record.", count=undated),
        _("Durations, floats and lags are working days of the calendars on record, with their days off and make-up Saturdays."),
        _("A task is given to an office; the person is whoever holds it on the status day. Vacant: no source names the holder."),
    )

"""Baselines: the plan kept as it stood, held against the plan as it is."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.consents import say_waits
from api.cli.output import print_table, put
from api.cli.terminal import Told, author, given_day, known_option, lang_option, language, looked_up, note, run, today
from governance.errors import InvalidError, Problem
from governance.messages import _

if TYPE_CHECKING:
    from governance.consents import Consent
    from governance.store import Store
    from governance.work import Stored, Work
    from portfolio.baselines.model import Baseline
    from portfolio.reports.table import Format, Table
    from portfolio.reports.views import View

_format = click.option(
    "--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True
)
_programme = click.option("--programme", metavar="CODE", help="Chỉ một chương trình · one programme only.")
_as_of = click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
_facts_only = click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")


@click.group(cls=Told)
def baseline() -> None:
    """Kế hoạch cơ sở: giữ lại kế hoạch để so sánh về sau · baselines: the plan kept as it stood, to compare with."""


@baseline.command("take")
@click.argument("code")
@click.option("--title-vi", help="Tên · title in Vietnamese.")
@click.option("--title-en", help="Tên tiếng Anh · title in English.")
@click.option("--document", metavar="CODE", help="Văn bản phê duyệt · the document that approved it; may be said later.")
@click.option("--note", "remark", help="Ghi chú · a note.")
@click.option("--portfolio", metavar="CODE", help="Danh mục, nếu có nhiều · the portfolio, where there are several.")
@_programme
@_as_of
@lang_option
def take(code: str, as_of: str | None, lang: str | None, remark: str | None, **said: str | None) -> None:
    """Lập kế hoạch cơ sở từ kế hoạch hiện hành · keep the plan as it is now, with its dates; prints code and digest.

    CODE: mã mới, chưa dùng, như KH-2018-07 · a new code of your choice, such as KH-2018-07.
    """
    from api.baselines import taking
    from api.consents import Asker, taking_of, waiting
    from api.status import status_day
    from governance.consents import Consent
    from portfolio.baselines.baseline import lay_down
    from portfolio.reports.assumptions import surmised

    vi, en = said.pop("title_vi"), said.pop("title_en")
    titles = {"title_vi": vi or en or f"Kế hoạch cơ sở {code}", "title_en": en or vi or f"Baseline {code}"}
    sent = {"code": code, **titles, **said, "note_vi": remark, "note_en": remark}
    what, _day = taking(sent)
    asked = given_day("--as-of", as_of)

    async def whole(store: "Store") -> None:
        by = author("terminal", "take")

        def lay(work: "Work") -> "Stored[Baseline] | Stored[Consent]":
            on = asked or status_day(work.records, today())
            return waiting(work, taking_of(work, sent, on), Asker(by, None, store.check)) or lay_down(work, on, what, surmised)

        made = await store.commit(lay, by)
        if isinstance(made.entity, Consent):
            say_waits(made.entity, lang)
            return
        click.echo(f"{code}\t{made.entity.digest}")
        kept = {"code": code, "day": made.entity.as_of, "tasks": made.entity.tasks, "links": made.entity.links}
        note(_("baseline {code} keeps {tasks} task(s) and {links} link(s) as of {day}", **kept), language(lang))
        if made.entity.document is None:
            note(
                _("nobody has approved it yet; say which document does: egov baseline approve {code} DOCUMENT", code=code),
                language(lang),
            )

    run(whole)


@baseline.command("approve")
@click.argument("code")
@click.argument("document", metavar="DOCUMENT")
@lang_option
def approve(code: str, document: str, lang: str | None) -> None:
    """Ghi văn bản phê duyệt · say which document approved a baseline.

    CODE: mã kế hoạch cơ sở · the baseline. DOCUMENT: mã văn bản · the code of the document.
    """
    from msgspec.structs import replace

    from api.consents import Asker, amending_of, waiting
    from portfolio.baselines.model import Baseline

    async def whole(store: "Store") -> "Stored[Consent] | None":
        by = author("terminal", "approve")

        def approved(work: "Work") -> "Stored[Consent] | None":
            found = work.get(Baseline, code)
            after = replace(found.entity, document=document)
            waits = waiting(work, amending_of(found.entity, after), Asker(by, None, store.check))
            if waits is None:
                work.replace(after, found.version)
            return waits

        return await store.commit(approved, by)

    if waits := run(whole):
        say_waits(waits.entity, lang)
        return
    note(_("baseline {code} is approved by {document}", code=code, document=document), language(lang))


@baseline.command("discard")
@click.argument("code")
@lang_option
def discard(code: str, lang: str | None) -> None:
    """Bỏ kế hoạch cơ sở chưa được phê duyệt · take away a baseline that nobody approved.

    CODE: mã kế hoạch cơ sở · the baseline.
    """
    from api.consents import Asker, discarding_of, waiting
    from portfolio.baselines.baseline import discard as take_away
    from portfolio.baselines.model import Baseline

    async def whole(store: "Store") -> "Stored[Consent] | None":
        by = author("terminal", "discard")

        def discarded(work: "Work") -> "Stored[Consent] | None":
            found = work.get(Baseline, code).entity
            waits = waiting(work, discarding_of(found), Asker(by, None, store.check))
            if waits is None:
                take_away(work, code, None)
            return waits

        return await store.commit(discarded, by)

    if waits := run(whole):
        say_waits(waits.entity, lang)
        return
    note(_("baseline {code} is discarded; the ledger remembers it", code=code), language(lang))


@baseline.command("list")
@_programme
@_format
@lang_option
def listed(programme: str | None, form: "Format", lang: str | None) -> None:
    """Liệt kê · list the baselines, the latest first."""
    from portfolio.reports.baselines import baselines_table

    _print(baselines_table, form, lang, programme=programme)


@baseline.command("variance")
@click.argument("code", required=False)
@_programme
@_as_of
@_facts_only
@known_option
@_format
@lang_option
def variance(code: str | None, form: "Format", lang: str | None, **looked: Any) -> None:
    """Độ lệch so với kế hoạch cơ sở · how far the plan has drifted from a baseline.

    CODE: kế hoạch cơ sở; không ghi thì bản gần nhất đã phê duyệt · the baseline; the latest approved one, if left out.
    """
    from portfolio.reports.variance import variance_table

    _print(lambda view: variance_table(view, _chosen(view, code)), form, lang, **looked)


@baseline.command("changes")
@click.argument("code", required=False)
@click.option("--to", default="live", show_default=True, metavar="CODE", help="So với · another baseline, or live.")
@_programme
@_as_of
@_facts_only
@known_option
@_format
@lang_option
def changes(code: str | None, to: str, form: "Format", lang: str | None, **looked: Any) -> None:
    """Những gì đã thay đổi và vì sao · what changed since a baseline, and why each task moved.

    CODE: kế hoạch cơ sở; không ghi thì bản gần nhất đã phê duyệt · the baseline; the latest approved one, if left out.
    """
    from portfolio.reports.changes import changes_table

    _print(lambda view: changes_table(view, _chosen(view, code), to), form, lang, **looked)


@baseline.command("gantt")
@click.argument("code", required=False)
@_programme
@_as_of
@_facts_only
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Tệp để ghi · the file to write.")
@known_option
@lang_option
def gantt(code: str | None, out: Path | None, lang: str | None, **looked: Any) -> None:
    """Vẽ biểu đồ Gantt, kế hoạch cơ sở dưới mỗi thanh · draw the plan as SVG, with the baseline below its bars.

    CODE: kế hoạch cơ sở; không ghi thì bản gần nhất đã phê duyệt · the baseline; the latest approved one, if left out.
    """
    from dataclasses import replace

    from portfolio.reports.gantt import svg
    from portfolio.reports.pictures import gantt_chart

    def drawn(view: "View") -> None:
        put([svg(gantt_chart(replace(view, baseline=_chosen(view, code))), language(lang)).encode()], out)

    _look(drawn, **looked)


def _chosen(view: "View", code: str | None) -> str:
    """The baseline that was named, else the latest."""
    from portfolio.reports.baselines import NO_BASELINE, chosen

    found = code or chosen(view)
    if found is None:
        raise InvalidError([Problem("CODE", NO_BASELINE)])
    return found


def _print(make: "Callable[[View], Table]", form: "Format", lang: str | None, **looked: Any) -> None:
    """Print a table that is made of the plan on a day."""
    _look(lambda view: print_table(make(view), form, language(lang)), **looked)


def _look(
    tell: "Callable[[View], None]",
    programme: str | None = None,
    as_of: str | None = None,
    known_on: str | None = None,
    *,
    facts_only: bool = False,
) -> None:
    """Tell of the plan on a day."""
    from portfolio.reports import view

    async def whole(store: "Store") -> None:
        head, records, day = await looked_up(store, as_of, known_on)
        tell(view(records, day, programme, facts_only=facts_only, ledger_seq=head.seq))

    run(whole)

"""Plans in and out: any plan file as another, the portfolio's plan as a file, and a file as the plan of a programme."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.output import put
from api.cli.terminal import FOUND, REFUSED, author, known_option, lang_option, language, looked_up, note, run, today
from governance.errors import DomainError, InvalidError, Problem
from governance.messages import Lang, _

if TYPE_CHECKING:
    from api.exchange import Answer
    from api.importing import Imported
    from governance.store import Store
    from portfolio.interchange import PlanTarget

_TARGETS = click.Choice(["json", "csv", "mspdi", "xer", "graphml", "dot"])


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--to", "target", type=_TARGETS, required=True, help="Định dạng cần chuyển sang · the format to write.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH",
              help="Tệp ghi ra; nhiều tệp thì thư mục · the file to write; of several files the folder.")  # fmt: skip
@lang_option
def convert(files: tuple[str, ...], target: "PlanTarget", out: Path | None, lang: str | None) -> None:
    """Chuyển tệp kế hoạch sang định dạng khác · a plan file in another format, without a database.

    FILE: JSON kế hoạch, XML của Microsoft Project (MSPDI), XER của Primavera hoặc CSV, nhận biết theo nội dung; - là đầu vào
    chuẩn. Những gì định dạng đích không chứa được thì được báo trên luồng lỗi chuẩn.

    FILE: plan JSON, Microsoft Project XML (MSPDI), Primavera XER or CSV, told by content; - is standard input. What the
    format cannot hold is told on standard error.
    """
    from api.exchange import converted
    from api.planning import contents, once
    from portfolio.interchange import SUFFIXES, read

    once(files)
    chosen, several = language(lang), len(files) > 1
    if several and (out is None or not out.is_dir()):
        raise InvalidError([Problem("--out", _("name a folder that is there: each of several files becomes a file in it"))])
    refused = False
    for name in files:
        try:
            made = converted(read(contents(name, sys.stdin.buffer)), target)
            own = out / f"{Path(name).stem if name != '-' else 'plan'}{SUFFIXES[target]}" if several and out else out
            _put(made, own, f"{name}: " if several else "", chosen)
        except DomainError as wrong:
            click.echo(f"{name}: {wrong.render(chosen)}" if several else wrong.render(chosen), err=True)
            refused = True
    sys.exit(REFUSED if refused else 0)


@click.command()
@click.option("--format", "target", type=_TARGETS, default="json", show_default=True)
@click.option("--programme", metavar="CODE", help="Chỉ một chương trình · one programme only.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Tệp ghi ra · the file to write.")
@known_option
@lang_option
def export(
    target: "PlanTarget",
    programme: str | None,
    as_of: str | None,
    facts_only: bool,
    out: Path | None,
    known_on: str | None,
    lang: str | None,
) -> None:
    """Xuất kế hoạch của danh mục ra tệp · the plan of the portfolio as a file for other tools.

    Những gì tệp kế hoạch hoặc định dạng không chứa được thì được báo trên luồng lỗi chuẩn. Tên gọi theo ngôn ngữ của --lang
    · what a plan file, or the format, cannot hold is told on standard error. Titles are in the language of --lang.
    """
    from api.exchange import exported
    from portfolio.reports.views import view

    chosen = language(lang)

    async def whole(store: "Store") -> "Answer":
        _head, records, day = await looked_up(store, as_of, known_on)
        return exported(view(records, day, programme, facts_only=facts_only), target, chosen)

    _put(run(whole), out, "", chosen)


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--programme", required=True, metavar="CODE", help="Chương trình nhận kế hoạch · the programme that takes it.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không ghi · only show; exit code 1 where something would change.")
@click.option(
    "--frame", is_flag=True, help="Lấy cả ngày bắt đầu và lịch mặc định của tệp · take the file's start and calendar too."
)
@click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that the change rests on.")
@lang_option
def import_(file: str, programme: str, dry_run: bool, frame: bool, document: str | None, lang: str | None) -> None:
    """Nhập tệp kế hoạch vào một chương trình · take a plan file for the plan of a programme, all of it or nothing.

    FILE: JSON kế hoạch, XML của Microsoft Project (MSPDI), XER của Primavera hoặc CSV; - là đầu vào chuẩn. Lệnh cho biết
    những gì mới, những gì thay đổi và những gì chương trình có mà tệp không có (được giữ nguyên). Nhập lại cùng tệp thì
    không có gì thay đổi. Ngày bắt đầu và lịch mặc định đã có của chương trình được giữ nguyên, trừ khi dùng --frame; chỗ
    khác với tệp được báo rõ. Khi chạy thử, lệnh còn cho biết các nhiệm vụ hiện có sẽ xê dịch bao nhiêu.

    FILE: plan JSON, Microsoft Project XML (MSPDI), Primavera XER or CSV; - is standard input. Shows what is new, what
    changes, and what the programme has beyond the file, which stays. A second time the same file changes nothing. The start
    and the default calendar of a programme that has them stay, unless --frame is given; where they differ from the file's,
    that is told. A dry run also tells how far tasks that are there would move.
    """
    from api.importing import bring
    from api.planning import contents
    from api.status import status_day
    from portfolio.interchange import read
    from seed.load import show

    plan, chosen = read(contents(file, sys.stdin.buffer)), language(lang)
    by = author("terminal", f"import {Path(file).name}")._replace(document=document)

    async def whole(store: "Store") -> "Imported":
        _head, records = await store.records()
        return await bring(store, plan, programme, by, status_day(records, today()), dry=dry_run, frame=frame)

    answer = run(whole)
    click.echo(show(answer.found, chosen) if answer.found else _("The programme says what the file says.").render(chosen))
    for message in answer.notes:
        note(message, chosen)
    sys.exit(FOUND if dry_run and answer.changes else 0)


def _put(made: "Answer", out: Path | None, head: str, lang: Lang) -> None:
    """Write the data where it belongs, and tell what it does not hold."""
    put([made.data], out)
    for message in made.notes:
        click.echo(head + message.render(lang), err=True)

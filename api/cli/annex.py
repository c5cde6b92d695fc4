"""The annex table that resolutions carry: taken into a programme, and written from one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.output import put
from api.cli.terminal import FOUND, Told, author, known_option, lang_option, language, looked_up, note, run
from governance.errors import InvalidError, Problem
from governance.fieldnames import named
from governance.messages import Lang, _, shown

if TYPE_CHECKING:
    from api.annex import Brought, Changed
    from governance.store import Store


@click.group(cls=Told)
def annex() -> None:
    """Bảng phụ lục nhiệm vụ, vào và ra · the annex table of tasks, in and out.

    TT, nhiệm vụ, cơ quan chủ trì, cơ quan phối hợp, thời hạn, sản phẩm.
    """


@annex.command()
@click.argument("file", metavar="FILE")
@click.option("--programme", required=True, metavar="CODE", help="Chương trình nhận bảng · the programme that takes it.")
@click.option("--document", metavar="CODE", help="Văn bản có phụ lục này · the document that the annex belongs to.")
@click.option("--take", metavar="ROWS", help="Chỉ nhận các dòng này · only these rows, such as 3,5-7 or I.1-I.4.")
@click.option("--sheet", metavar="NAME", help="Trang tính, khi có nhiều bảng · the sheet, where several hold such a table.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không ghi · only show; exit code 1 where something would change.")
@lang_option
def read(
    file: str, programme: str, document: str | None, take: str | None, sheet: str | None, dry_run: bool, lang: str | None
) -> None:
    """Nhận bảng XLSX hoặc CSV vào một chương trình · take a table into a programme: all of it or nothing.

    FILE: XLSX hoặc CSV; - là đầu vào chuẩn. Mọi lỗi được nêu theo ô. Với --take, chỉ nhận các dòng được nêu và chỉ xét lỗi
    của các dòng đó. Nhận lại cùng bảng thì không có gì thay đổi.

    FILE: XLSX or CSV; - is standard input. Every problem is named by its cell. With --take only the rows named are taken,
    and only their problems count. The same table again changes nothing.
    """
    from api.annex import bring
    from api.planning import contents
    from portfolio.annex.rows import read as read_table

    chosen = language(lang)
    table = read_table(contents(file, sys.stdin.buffer), sheet)
    by = author("terminal", f"annex {Path(file).name}")._replace(document=document)

    async def whole(store: "Store") -> "Brought":
        return await bring(store, table, programme, by, take=take, dry=dry_run)

    answer = run(whole)
    for line in _told(answer, chosen):
        click.echo(line)
    for message in answer.notes:
        note(message, chosen)
    sys.exit(FOUND if dry_run and answer.changes else 0)


def _told(answer: "Brought", lang: Lang) -> list[str]:
    """How many rows say something new, then what, one thing a line."""
    tasks = {change.row: change.step for change in answer.changes if change.kind.kind == "task"}
    new = {row for row, step in tasks.items() if step == "create"}
    changed = {change.row for change in answer.changes} - new
    counts = _(
        "rows: {rows} · new tasks: {new} · changed: {changed} · beyond the table, kept: {kept}",
        rows=len(answer.rows),
        new=len(new),
        changed=len(changed),
        kept=len(answer.beyond),
    )
    return [counts.render(lang), *(_line(change, lang) for change in answer.changes)]


def _line(change: "Changed", lang: Lang) -> str:
    import msgspec

    from governance.errors import kind_name

    sign = {"create": "+", "replace": "≠", "delete": "−"}[change.step]
    head = f"  {sign} {change.row}  {kind_name(change.kind.kind).render(lang)} {change.code}"
    if change.there is None or change.wanted is None:
        return head

    def said(value: Any) -> str:
        return "–" if value is None else msgspec.json.encode(value).decode()

    both = ((name, getattr(change.there, name), getattr(change.wanted, name)) for name in change.fields)
    return f"{head}: " + "; ".join(f"{shown(named(name), lang)} {said(before)} → {said(after)}" for name, before, after in both)


@annex.command()
@click.option("--programme", required=True, metavar="CODE", help="Chương trình cần xuất · the programme.")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Tệp .xlsx hoặc .csv · the file to write, .xlsx or .csv.")  # fmt: skip
@known_option
@lang_option
def write(programme: str, out: Path, known_on: str | None, lang: str | None) -> None:
    """Xuất một chương trình thành bảng phụ lục · write a programme as an annex table, which reads back as it is."""
    from api.annex import FORMATS, written

    form = next((form for form in FORMATS if out.suffix.lower() == f".{form}"), None)
    if form is None:
        raise InvalidError([Problem(str(out), _("name a file that ends in .xlsx or .csv"))])

    async def whole(store: "Store") -> bytes:
        _head, records, _day = await looked_up(store, None, known_on)
        return written(records, programme, form, language(lang))

    put([run(whole)], out)

"""The offices as Popolo JSON, out and in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.output import put
from api.cli.terminal import FOUND, Told, author, known_option, lang_option, language, looked_up, note, run
from governance.messages import _

if TYPE_CHECKING:
    from api.importing import Imported
    from governance.store import Store


@click.group(cls=Told)
def popolo() -> None:
    """Cơ quan, chức vụ, người, tư cách thành viên dạng Popolo JSON · bodies, posts, persons, memberships as Popolo JSON."""


@popolo.command("export")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--whole", is_flag=True, help="Toàn bộ dữ liệu cùng thời hạn hiệu lực · everything on record with its dates.")
@click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Tệp ghi ra · the file to write.")
@known_option
@lang_option
def export(as_of: str | None, whole: bool, facts_only: bool, out: Path | None, known_on: str | None, lang: str | None) -> None:
    """Xuất những gì đang có hiệu lực trong ngày · what holds on the status day; with --whole all, to be read in again."""
    import msgspec

    from governance.popolo import NO_PLACE, written

    async def made(store: "Store") -> bytes:
        _head, records, day = await looked_up(store, as_of, known_on)
        said = written(records.facts_only() if facts_only else records, None if whole else day)
        return msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"

    put([run(made)], out)
    note(NO_PLACE, language(lang))


@popolo.command("import")
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không ghi · only show; exit code 1 where something would change.")
@click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that the change rests on.")
@lang_option
def import_(file: str, dry_run: bool, document: str | None, lang: str | None) -> None:
    """Nhập tệp Popolo, toàn bộ hoặc không gì cả · take in a Popolo file, all of it or nothing; - is standard input."""
    from api.planning import contents
    from api.popolo import bring
    from seed.load import show

    data, chosen = contents(file, sys.stdin.buffer), language(lang)
    by = author("terminal", f"import {Path(file).name}")._replace(document=document)

    async def whole(store: "Store") -> "Imported":
        return await bring(store, data, by, dry=dry_run)

    answer = run(whole)
    click.echo(show(answer.found, chosen) if answer.found else _("The records say what the file says.").render(chosen))
    for message in answer.notes:
        note(message, chosen)
    sys.exit(FOUND if dry_run and answer.changes else 0)

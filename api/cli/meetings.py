"""The secretary's commands: agenda, quorum, invitations, conclusions made into tasks, and the notice."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.output import print_table, put
from api.cli.terminal import Told, author, known_option, lang_option, language, looked_up, note, run
from governance.errors import InvalidError, Problem
from governance.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.store import Store
    from governance.values import Entity
    from governance.work import Work
    from portfolio.reports.table import Format

_format = click.option(
    "--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True
)
_facts = click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
_document = click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that the change rests on.")
_dry = click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không ghi · only show what would be written.")


@click.group(cls=Told)
def meeting() -> None:
    """Cuộc họp: chương trình, thành viên dự họp, kết luận, thông báo · meetings, and what comes out of them."""


@meeting.command("agenda")
@click.argument("code")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@_facts
@_format
@known_option
@lang_option
def agenda(code: str, as_of: str | None, facts_only: bool, form: "Format", known_on: str | None, lang: str | None) -> None:
    """Chương trình họp và việc đã giao trước · its points, and what was ordered before and where it stands.

    CSV chỉ gồm các việc đã giao. Lệnh egov report agenda cho biết điều tương tự về cuộc họp tới của mọi cơ quan · CSV holds
    what was ordered. egov report agenda tells the same of the next meeting of every body.
    """
    import msgspec

    from api.meetings import agenda_out
    from portfolio.agenda import agenda as the_agenda
    from portfolio.reports import view
    from portfolio.reports.agenda import agenda_of
    from portfolio.reports.meetings import points_table

    async def whole(store: "Store") -> None:
        head, records, day = await looked_up(store, as_of, known_on)
        looked = view(records, day, facts_only=facts_only, ledger_seq=head.seq)
        orders = agenda_of(looked, code)
        if form == "json":
            click.echo(msgspec.json.format(msgspec.json.encode(agenda_out(looked, code))))
            return
        if form != "csv":
            print_table(points_table(looked, the_agenda(looked.records, code, day)), form, language(lang))
            click.echo()
        print_table(orders, form, language(lang))

    run(whole)


@meeting.command("quorum")
@click.argument("code")
@_facts
@_format
@known_option
@lang_option
def quorum(code: str, facts_only: bool, form: "Format", known_on: str | None, lang: str | None) -> None:
    """Đủ thành viên dự họp hay không, và vì sao · whether enough members were there, and why.

    Mã thoát là 1 nếu không đủ số thành viên theo quy định của cơ quan · the exit code is 1 where they were too few by the
    body's rule.
    """
    import msgspec

    from api.cli.terminal import FOUND
    from api.meetings import quorum_out
    from governance.quorum import quorum as counted
    from portfolio.reports import view
    from portfolio.reports.meetings import quorum_table

    async def whole(store: "Store") -> bool | None:
        head, records, day = await looked_up(store, None, known_on)
        looked = view(records, day, facts_only=facts_only, ledger_seq=head.seq)
        found = counted(looked.records, code)
        if form == "json":
            click.echo(msgspec.json.format(msgspec.json.encode(quorum_out(looked, found))))
        else:
            print_table(quorum_table(looked.records, found), form, language(lang))
        return found.met

    sys.exit(FOUND if run(whole) is False else 0)


@meeting.command("notice")
@click.argument("code")
@click.option("--format", "form", type=click.Choice(["html", "docx"]), default="html", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Tệp ghi ra · the file to write.")
@_facts
@known_option
@lang_option
def notice(code: str, form: str, out: Path | None, facts_only: bool, known_on: str | None, lang: str | None) -> None:
    """Thông báo kết luận: HTML để in, hoặc DOCX · the notice of its conclusions, as a page that prints or a Word document.

    Thông báo chưa ban hành là dự thảo; nội dung giả định được ghi rõ · what is not issued yet is a draft; what is assumed
    says so.
    """
    from api.papers.docx import docx
    from api.papers.html import html
    from portfolio.notices.notice import notice as the_notice
    from portfolio.notices.notice import paper

    async def whole(store: "Store") -> bytes:
        _head, records, _day = await looked_up(store, None, known_on)
        sheet = paper(the_notice(records.facts_only() if facts_only else records, code), language(lang))
        return docx(sheet) if form == "docx" else html(sheet).encode()

    made = run(whole)
    if out is None and form == "docx" and sys.stdout.isatty():
        raise InvalidError([Problem("--out", _("a Word document is no text: name the file to write"))])
    put([made], out)


@meeting.command("invite")
@click.argument("code")
@_dry
@_document
@lang_option
def invite(code: str, dry_run: bool, document: str | None, lang: str | None) -> None:
    """Mời các thành viên vào ngày họp · invite the members of the body on the day of the meeting.

    Không mời lại người đã được mời · those who are invited already are left out.
    """
    from governance.convening import invitations

    def make(work: "Work") -> "list[Entity]":
        return [work.create(each).entity for each in invitations(work.records, code)]

    made = _changed(make, f"invite {code}", code, document, dry=dry_run)
    for each in made:
        click.echo(f"{each.kind}\t{each.code}")
    note(_said(len(made), dry=dry_run), language(lang))


@meeting.command("conclude")
@click.argument("code")
@click.argument("number", type=click.IntRange(0, 1_000_000))
@click.argument("file", metavar="FILE")
@_dry
@_document
@lang_option
def conclude(code: str, number: int, file: str, dry_run: bool, document: str | None, lang: str | None) -> None:
    """Lập nhiệm vụ từ một kết luận, tất cả hoặc không gì · make a conclusion into tasks, all of it or nothing.

    FILE là JSON; - là đầu vào chuẩn. text_vi và text_en dành cho kết luận chưa được ghi nhận · FILE is JSON; - is standard
    input. text_vi and text_en are for a conclusion that is not on record yet.

    \b
      {"text_vi": "…", "text_en": "…", "tasks": [{"code": "P.9", "programme": "P",
        "title_vi": "…", "title_en": "…", "lead": "MIC", "coordinating": ["MOF"],
        "deliverable_vi": "…", "deliverable_en": "…",
        "deadline": {"written_vi": "tháng 12/2018", "written_en": "December 2018"}}]}

    Các ngày của thời hạn được đọc từ cách ghi thời hạn, trừ khi nêu not_before và not_after; null là không ấn định · the
    days of a deadline are read from its words, unless not_before and not_after say them; null is open.
    """  # noqa: D301 - click keeps what follows as it is
    from api.http import UnreadableError, read_json
    from api.planning import contents
    from portfolio.conclusions import conclude as ordered

    try:
        raw = read_json(contents(file, sys.stdin.buffer)).raw
    except (UnreadableError, RecursionError) as wrong:
        why = wrong.message if isinstance(wrong, UnreadableError) else _("it is nested too deep")
        raise InvalidError([Problem(file, why)]) from None
    made = _changed(lambda work: list(ordered(work, code, number, raw)), f"conclude {code}~{number}", code, document, dry=dry_run)
    for each in made:
        click.echo(f"{each.kind}\t{each.code}")
    note(_said(len(made), dry=dry_run), language(lang))


def _said(count: int, *, dry: bool) -> Any:
    if dry:
        return _("{count} thing(s) would be written; nothing was", count=count)
    return _("{count} thing(s) written", count=count)


def _changed(
    make: "Callable[[Work], list[Entity]]", action: str, code: str, document: str | None, *, dry: bool
) -> "list[Entity]":
    """Carry a change out that rests on the meeting, in one unit of work; or try it with all that would refuse it."""
    from api.controllers.conventions import resting

    by = author("terminal", action)._replace(document=document, meeting=code)
    checked = resting(make, by)

    async def whole(store: "Store") -> "list[Entity]":
        return (await store.tried(checked, by))[1] if dry else await store.commit(checked, by)

    return run(whole)

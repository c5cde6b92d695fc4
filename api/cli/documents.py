"""Instruments: finding one by number, on what a thing rests, and saying that an awaited one was issued."""

from typing import TYPE_CHECKING

import click

from api.cli.terminal import FOUND, Told, author, known_option, lang_option, language, looked_up, note, run
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store


@click.group(cls=Told)
def document() -> None:
    """Văn bản: tra cứu, căn cứ pháp lý, ban hành · instruments: find one, tell what rests on what, issue what was awaited."""


@document.command("find")
@click.argument("number")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@known_option
@lang_option
def find(number: str, as_of: str | None, known_on: str | None, lang: str | None) -> None:
    """Tìm văn bản theo số hiệu, không phân biệt dấu và chữ hoa · find an instrument by its number, however it is written.

    NUMBER: như 1755/qd-ttg · such as 1755/qd-ttg. Exit code 1: there is none.
    """
    from governance.legal import force
    from governance.numbering import numbered

    chosen = language(lang)

    async def whole(store: "Store") -> int:
        _head, records, day = await looked_up(store, as_of, known_on)
        found = numbered(records, number)
        for each in found:
            where = force(records, each.code, day)
            title = each.title_vi if chosen == "vi" else each.title_en
            click.echo(f"{each.code}\t{each.number}\t{where.standing.value}\t{title}")
            note(where.reason.line, chosen)
        if not found:
            note(_("no instrument on record has the number {number}", number=number), chosen)
        return 0 if found else FOUND

    raise SystemExit(run(whole))


@document.command("basis")
@click.argument("subject")
@click.option("--kind", type=click.Choice(["task", "programme", "post", "document"]), help="Loại đối tượng · what SUBJECT is.")
@click.option("--format", "form", type=click.Choice(["tree", "json", "dot", "svg"]), default="tree", show_default=True)
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
@known_option
@lang_option
def basis(
    subject: str, kind: str | None, form: str, as_of: str | None, facts_only: bool, known_on: str | None, lang: str | None
) -> None:
    """Căn cứ pháp lý của một đối tượng · on what a thing rests, and what amends or replaces any of it.

    SUBJECT: mã nhiệm vụ, chương trình, chức vụ hoặc văn bản · the code of a task, a programme, a post or a document.
    """
    import msgspec

    from api.authority import authority_out, graph_of
    from portfolio.authority import subject_of
    from portfolio.legalgraph import dot, tree
    from portfolio.reports import view
    from portfolio.reports.legalpicture import legal_picture
    from portfolio.reports.netgraph import svg

    chosen = language(lang)

    async def whole(store: "Store") -> None:
        head, stored, day = await looked_up(store, as_of, known_on)
        records = stored.facts_only() if facts_only else stored
        of = subject_of(records, subject, kind)
        if form == "json":
            looked = view(stored, day, facts_only=facts_only, ledger_seq=head.seq)
            click.echo(msgspec.json.encode(authority_out(looked, of.kind.value, subject)))
            return
        graph = graph_of(records, day, of.kind.value, subject)
        if form == "tree":
            click.echo(tree(records, graph, chosen), nl=False)
        else:
            click.echo(dot(graph, chosen) if form == "dot" else svg(legal_picture(graph), chosen), nl=form == "svg")

    run(whole)


@document.command("issue")
@click.argument("code")
@click.option("--number", help="Số hiệu · the number, such as 17/NQ-CP.")
@click.option("--signed-on", metavar="DAY", help="Ngày ký · when it was signed, such as 2019-03-07, 2019-03 or 2019.")
@click.option("--in-force-from", metavar="DAY", help="Ngày có hiệu lực nếu khác ngày ký · if not from its signing on.")
@click.option("--in-force-until", metavar="DAY", help="Hết hiệu lực sau ngày này · its last day, if it states one.")
@click.option("--source", metavar="CODE", help="Nguồn của thông tin ban hành · the source that says so.")
@click.option("--source-ref", help="Trích nguồn · a few words of the source.")
@lang_option
def issued(code: str, lang: str | None, **given: str | None) -> None:
    """Ghi nhận văn bản đang chờ đã được ban hành · say that an awaited document was issued; its links stay.

    CODE: mã văn bản đang chờ ban hành · the code of the awaited document.
    """
    from governance.issuing import issue

    async def whole(store: "Store") -> None:
        made = await store.commit(lambda work: issue(work, code, None, given), author("terminal", "issue"))
        click.echo(f"{code}\t{made.entity.number}\t{made.entity.signed_on}")
        note(_("{document} is issued; everything that waited for it rests on it now", document=code), language(lang))

    run(whole)

"""The ledger: reading it, proving it, keeping its head elsewhere, exporting it, and taking personal data out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.output import print_table, put
from api.cli.terminal import FOUND, Told, author, given_day, lang_option, language, note, run, today
from api.oswords import because
from governance.errors import InvalidError, Problem
from governance.messages import _

if TYPE_CHECKING:
    from governance.ledger import Broken, Entry, Head
    from governance.messages import Lang
    from governance.store import Store

_out = click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="Tệp ghi ra · the file to write.")


@click.group(cls=Told)
def ledger() -> None:
    """Sổ cái của mọi thay đổi · the ledger of every change."""


@ledger.command("verify")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True), metavar="[FILE]")
@click.option("--head", "heads", multiple=True, metavar="HEAD",
              help="Đầu sổ đã ghi lại trước đây, một hay nhiều · a head noted earlier, or several.")  # fmt: skip
@click.option("--anchors", type=click.Path(path_type=Path), metavar="PATH",
              help="Tệp ghi các đầu sổ, mỗi dòng một · a file of heads, one a line.")  # fmt: skip
@lang_option
def ledger_verify(file: Path | None, heads: tuple[str, ...], anchors: Path | None, lang: str | None) -> None:
    """Kiểm chứng sổ cái · prove that no entry was changed, taken out or put in; prints the head to keep elsewhere.

    FILE: tệp đã xuất, kiểm chứng không cần cơ sở dữ liệu · an exported ledger, verified without a database; - is standard input.

    """
    from governance.anchors import anchor
    from governance.anchors import anchors as listed

    noted = [anchor(each, "--head") for each in heads]
    if anchors is not None:
        noted += listed(_lines_of(anchors))
    if file is not None:
        head, broken = _of_file(file, noted)
    else:

        async def whole(store: "Store") -> "tuple[Head, Broken | None]":
            return await store.head(), await store.verify(*noted)

        head, broken = run(whole)
    if broken:
        click.echo(broken.message.render(language(lang)))
        sys.exit(FOUND)
    said = _("the ledger is whole: {count} entries; keep this head elsewhere:", count=head.seq)
    if noted:
        said = _("the ledger is whole: {count} entries, with each of the {noted} noted head(s); keep this head elsewhere:",
                 count=head.seq, noted=len(noted))  # fmt: skip
    click.echo(said.render(language(lang)))
    click.echo(f"{head.seq}:{head.hash}")


def _of_file(file: Path, noted: "list[Head]") -> "tuple[Head, Broken | None]":
    from governance.export import verified

    if str(file) == "-":
        return verified(sys.stdin.buffer, *noted)
    try:
        with file.open("rb") as data:
            return verified(data, *noted)
    except OSError as refused:
        raise _unreadable(file, refused) from None


def _lines_of(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as refused:
        raise _unreadable(file, refused) from None


def _unreadable(file: Path, refused: Exception) -> InvalidError:
    return InvalidError([Problem(str(file), _("cannot be read: {why}", why=because(refused)))])


@ledger.command("head")
@click.option("--full", is_flag=True, help="Cả mã băm, cho máy đọc · the whole hash, for programs.")
@lang_option
def ledger_head(full: bool, lang: str | None) -> None:
    """In đầu sổ để ghi lại nơi khác · print the head, short enough to print or read aloud, to keep elsewhere.

    Về sau, egov ledger verify --head chứng minh rằng không có gì trước đó bị thay đổi · later, egov ledger verify --head
    proves that nothing before it was changed.
    """
    from governance.anchors import short
    from governance.past import in_hanoi as at

    head = run(lambda store: store.head())
    if full:
        click.echo(f"{head.seq}:{head.hash}")
        return
    click.echo(f"{short(head)}  # {at(head.at) if head.at else '-'}")
    note(_("keep this line elsewhere; later: egov ledger verify --head '{head}'", head=short(head)), language(lang))


@ledger.command("show")
@click.option(
    "--last", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Số mục cuối · how many of the last entries."
)
@click.option("--kind", metavar="KIND", help="Chỉ loại này, như task · only things of this kind, such as task.")
@click.option("--code", metavar="CODE", help="Chỉ mã này · only this thing.")
@click.option("--about", metavar="CODE",
              help="Đối tượng này và mọi thứ gắn với nó · this thing, and what refers to it.")  # fmt: skip
@click.option("--account", metavar="CODE", help="Chỉ thay đổi của tài khoản này · only changes by this account.")
@click.option("--document", metavar="CODE", help="Chỉ thay đổi căn cứ văn bản này · only what rests on this document.")
@click.option("--since", metavar="YYYY-MM-DD", help="Từ ngày này · from this day in Hà Nội on.")
@click.option("--until", metavar="YYYY-MM-DD", help="Đến hết ngày này · up to this day, itself included.")
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True,
              help="json: mỗi dòng một mục · json: an entry a line, as it is kept.")  # fmt: skip
@lang_option
def ledger_show(last: int, since: str | None, until: str | None, form: Any, lang: str | None, **sought: str | None) -> None:
    """Ai đã thay đổi gì · who changed what, when, and on what it rests."""
    from api.ledger import entries
    from api.ledger import sought as asked

    wanted = asked(**sought, since=given_day("--since", since), until=given_day("--until", until))

    async def whole(store: "Store") -> "tuple[list[Entry], Head]":
        return await entries(store, wanted, 0, last + 1, newest=True), await store.head()

    found, head = run(whole)
    if form == "json":
        import msgspec

        from api.ledger import entry_out

        for entry in found[-last:]:
            click.echo(msgspec.json.encode(entry_out(entry)))
        return
    _print(found, last, head, form, language(lang))


def _print(found: "list[Entry]", last: int, head: "Head", form: Any, lang: "Lang") -> None:
    from api.ledger import changes

    print_table(changes(found[-last:], today(), head, more=len(found) > last), form, lang)


@ledger.command("export")
@_out
@lang_option
def ledger_export(out: Path | None, lang: str | None) -> None:
    """Xuất cả sổ cái để ai cũng kiểm chứng được · the whole ledger as lines of JSON that anybody can verify.

    Ý nghĩa từng dòng và cách kiểm chứng không cần chương trình này: python -m pydoc governance.export · what the lines say,
    and how to verify them without this program: python -m pydoc governance.export
    """
    from governance.export import lines

    entries = run(lambda store: store.ledger())
    put(lines(entries), out)
    if out is not None:
        said = _("{count} entries written; to verify them: egov ledger verify {file}", count=len(entries), file=str(out))
        note(said, language(lang))


@ledger.command("redact")
@click.argument("kind")
@click.argument("code")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD…")
@click.option("--reason-vi", help="Lý do · the reason, in Vietnamese.")
@click.option("--reason-en", help="Lý do bằng tiếng Anh · the reason in English; one of the two may be left out.")
@click.option("--document", metavar="CODE", help="Văn bản làm căn cứ · the document that it rests on.")
@click.option(
    "--account", default="secretariat", show_default=True, help="Tài khoản của Ban Thư ký · an account of the secretariat."
)
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không ghi · only show what would be taken out.")
@lang_option
def ledger_redact(
    kind: str, code: str, fields: tuple[str, ...], account: str, dry_run: bool, lang: str | None, **said: Any
) -> None:
    """Xóa dữ liệu cá nhân, không lấy lại được · take personal data out, for good; the ledger still proves the rest.

    \b
      egov ledger redact person A.Nguyen name --reason-vi 'Theo yêu cầu của người được nêu' --dry-run

    Mã vẫn còn, và các bản sao bên ngoài cũng vậy: bản xuất, bản sao lưu, bản in · codes stay, and so do copies outside:
    exports, backups, printed papers.
    """  # noqa: D301 - click keeps what follows as it is
    from api.ledger import redaction_asked
    from governance.redacting import Redacting, touched, tried

    chosen = language(lang)
    raw = {"type": kind, "subject": code, "fields": list(fields), "reason_vi": said["reason_vi"], "reason_en": said["reason_en"]}

    async def whole(store: "Store") -> None:
        await _check_secretariat(store, account)
        asked = redaction_asked(store.kinds, raw, said["document"])
        by = author(account, "redact")._replace(document=said["document"])
        found = await touched(store, asked)
        if dry_run:
            await tried(store, asked, by)
        else:
            redacting = Redacting(store, asked)
            await store.commit(redacting.change, by, redacting)
        for seq, names in found.entries.items():
            click.echo(_("entry {seq}: {fields}", seq=str(seq), fields=tuple(names)).render(chosen))
        for place in found.elsewhere:
            click.echo(_("not touched: the same words in {kind} {code}, {field} (entry {seq})", **_shown(place)).render(chosen))
        count = {"entries": len(found.entries), "answers": found.answers}
        note(
            _("would be taken out of {entries} entries and {answers} kept answer(s); nothing was changed", **count)
            if dry_run
            else _("taken out of {entries} entries and {answers} kept answer(s), for good", **count),
            chosen,
        )

    run(whole)


def _shown(place: Any) -> dict[str, object]:
    from governance.errors import kind_name

    return {**place._asdict(), "kind": kind_name(place.kind), "seq": str(place.seq)}


async def _check_secretariat(store: "Store", account: str) -> None:
    """Refuse whoever is not of the secretariat: at the terminal one says who one is.

    Raises
    ------
    InvalidError
    """
    from api.tables import Account, AccountRole

    _head, records = await store.records()
    found = records.find(Account, account)
    if found is None or found.role is not AccountRole.SECRETARIAT or found.disabled:
        why = _("only an account of the secretariat takes personal data out: name one")
        raise InvalidError([Problem("--account", why)])

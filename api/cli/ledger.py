"""The ledger: proving it and reading it."""

import sys
from typing import TYPE_CHECKING

import click

from api.cli.terminal import FOUND, lang_option, language, run
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store


@click.group()
def ledger() -> None:
    """Sổ cái của mọi thay đổi · the ledger of every change."""


@ledger.command("verify")
@click.option("--head", "anchor", metavar="SEQ:HASH", help="Đầu sổ đã ghi lại trước đây · a head written down earlier.")
@lang_option
def ledger_verify(anchor: str | None, lang: str | None) -> None:
    """Kiểm chứng chuỗi · prove that no entry was changed, taken out or put in; prints the head to keep elsewhere."""
    from governance.ledger import Head

    noted = None
    if anchor:
        seq, _colon, digest = anchor.partition(":")
        if not seq.isdigit() or len(digest) != len(Head().hash):
            raise click.BadParameter("SEQ:HASH", param_hint="--head")
        noted = Head(int(seq), digest)

    async def whole(store: "Store") -> int:
        broken = await store.verify(noted)
        head = await store.head()
        said = broken.message if broken else _("the ledger is whole: {count} entries; keep this head elsewhere:", count=head.seq)
        click.echo(said.render(language(lang)))
        if not broken:
            click.echo(f"{head.seq}:{head.hash}")
        return FOUND if broken else 0

    sys.exit(run(whole))


@ledger.command("show")
@click.option(
    "--last", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Số mục cuối · how many of the last entries."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def ledger_show(last: int, form: str) -> None:
    """Xem các mục cuối · show the last entries."""
    import msgspec

    async def whole(store: "Store") -> None:
        head = await store.head()
        for entry in await store.entries(after=max(0, head.seq - last), limit=last):
            if form == "json":
                click.echo(msgspec.json.encode(entry))
            else:
                click.echo(
                    f"{entry.seq}\t{entry.at}\t{entry.account}\t{entry.action}\t{entry.kind}\t{entry.code}\t{entry.hash[:16]}"
                )

    run(whole)

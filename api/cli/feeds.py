"""Calendar feeds."""

from typing import TYPE_CHECKING

import click

from api.cli.credentials import list_credentials, revoke_credential
from api.cli.terminal import Told, author, lang_option, language, note, run, settings
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store

FEEDS = ("person", "post", "organization", "programme", "body", "query")


@click.group(cls=Told)
def feed() -> None:
    """Lịch đăng ký · calendar feeds."""


@feed.command("create")
@click.argument("subject", metavar="CODE|QUERY")
@click.option(
    "--of", "kind", type=click.Choice(FEEDS), help="Lịch của ai, của gì · what it is of; without it a post or a person."
)
@click.option("--options", help="Cách hiển thị · how it says it, such as lang=en&components=vtodo&alarm=5&coordinating=1.")
@click.option("--account", default="secretariat", show_default=True, help="Tài khoản chủ · the account that owns it.")
@click.option("--label", default="", help="Tên lịch · what calendar programs call it; without one, what it is of.")
@lang_option
def feed_create(subject: str, kind: str | None, options: str | None, account: str, label: str, lang: str | None) -> None:
    """Tạo địa chỉ lịch bí mật · make a secret feed address; it is shown once.

    CODE|QUERY: mã của người, chức vụ, cơ quan, chương trình, hoặc bộ lọc · a code, or a query such as status=overdue&agency=MIC.
    """
    from api.credentials import issue_feed

    async def whole(store: "Store") -> str:
        by = author("terminal")
        return await issue_feed(store, by, account=account, subject=subject, label=label or None, feed=kind, options=options)

    _tell_address(run(whole), lang)


@feed.command("rotate")
@click.argument("code")
@click.option(
    "--keep-days",
    type=click.IntRange(0, 90),
    default=0,
    show_default=True,
    help="Số ngày địa chỉ cũ còn dùng được · days that the old address lives on.",
)
@lang_option
def feed_rotate(code: str, keep_days: int, lang: str | None) -> None:
    """Đổi địa chỉ bí mật · give a feed a new secret address; its name and entries stay."""
    from api.credentials import rotate_feed

    async def whole(store: "Store") -> str:
        return (await rotate_feed(store, author("terminal"), code, keep_days=keep_days)).secret

    _tell_address(run(whole), lang)


def _tell_address(secret: str, lang: str | None) -> None:
    click.echo(f"{settings().public_url}/feeds/{secret}.ics")
    note(_("keep this address secret: whoever has it reads the calendar; it is not shown again"), language(lang))


@feed.command("list")
@lang_option
def feed_list(lang: str | None) -> None:
    """Liệt kê · list the feeds."""
    list_credentials("feed", lang=lang)


@feed.command("revoke")
@click.argument("code")
def feed_revoke(code: str) -> None:
    """Thu hồi một địa chỉ lịch · revoke a feed."""
    revoke_credential(code)

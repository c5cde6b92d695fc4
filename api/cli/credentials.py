"""Accounts, tokens and calendar feeds."""

from typing import TYPE_CHECKING

import click

from api.cli.terminal import author, lang_option, language, note, now, run, settings
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store


@click.group()
def feed() -> None:
    """Lịch đăng ký của thành viên · members' calendar feeds."""


@feed.command("create")
@click.argument("subject", metavar="POST|PERSON")
@click.option("--account", default="secretariat", show_default=True, help="Tài khoản chủ · the account that owns it.")
@click.option("--label", default="", help="Tên dễ nhớ · a name to know it by.")
@lang_option
def feed_create(subject: str, account: str, label: str, lang: str | None) -> None:
    """Tạo địa chỉ lịch bí mật · make a secret feed address for a post or a person; it is shown once."""
    from api.access import issue_feed

    async def whole(store: "Store") -> str:
        return await issue_feed(store, author("terminal"), account=account, subject=subject, label=label or subject)

    click.echo(f"{settings().public_url}/feeds/{run(whole)}.ics")
    note(_("keep this address secret: whoever has it reads the calendar; it is not shown again"), language(lang))


@feed.command("list")
@lang_option
def feed_list(lang: str | None) -> None:
    """Liệt kê · list the feeds."""
    _list_credentials("feed", lang=lang)


@feed.command("revoke")
@click.argument("code")
def feed_revoke(code: str) -> None:
    """Thu hồi một địa chỉ lịch · revoke a feed."""
    _revoke(code)


@click.group()
def account() -> None:
    """Tài khoản và mã truy cập · accounts and tokens."""


@account.command("add")
@click.argument("code")
@click.option("--name", required=True, help="Họ tên · name.")
@click.option("--role", type=click.Choice(["secretariat", "planner", "member", "auditor"]), required=True)
@lang_option
def account_add(code: str, name: str, role: str, lang: str | None) -> None:
    """Thêm tài khoản · add an account."""
    from api.access import add_account

    async def whole(store: "Store") -> None:
        await add_account(store, author("terminal"), code=code, name=name, role=role)

    run(whole)
    note(_("account {code} added; give it a token with: egov account token {code}", code=code), language(lang))


@account.command("list")
@lang_option
def account_list(lang: str | None) -> None:
    """Liệt kê · list the accounts."""
    from api.tables import Account

    async def whole(store: "Store") -> None:
        _head, records = await store.records()
        for each in records.all(Account):
            state = _("disabled").render(language(lang))
            click.echo(f"{each.code}\t{each.role}\t{each.name}" + (f"\t{state}" if each.disabled else ""))

    run(whole)


@account.command("token")
@click.argument("code")
@click.option("--label", default="terminal", show_default=True, help="Tên dễ nhớ · a name to know it by.")
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="Số ngày hiệu lực · days until it expires."
)
@lang_option
def account_token(code: str, label: str, days: int, lang: str | None) -> None:
    """Cấp mã API · issue an API token; it is shown once."""
    from api.access import issue_token

    async def whole(store: "Store") -> str:
        return await issue_token(store, author("terminal"), account=code, label=label, days=days)

    click.echo(run(whole))
    note(_("keep this token secret; it is not shown again"), language(lang))


@account.command("sign-in")
@click.argument("code")
@lang_option
def account_sign_in(code: str, lang: str | None) -> None:
    """Tạo liên kết đăng nhập một lần · make a one-time sign-in link."""
    from api.access import issue_sign_in

    async def whole(store: "Store") -> str:
        return await issue_sign_in(store, author("terminal"), account=code)

    click.echo(f"{settings().public_url}/sign-in/{run(whole)}")
    note(_("this link opens one session, within a day; it is not shown again"), language(lang))


@account.command("tokens")
@click.argument("code", required=False)
@lang_option
def account_tokens(code: str | None, lang: str | None) -> None:
    """Liệt kê mã truy cập · list tokens, never the secrets."""
    _list_credentials("api", code, lang)


@account.command("revoke")
@click.argument("code")
def account_revoke(code: str) -> None:
    """Thu hồi một mã truy cập · revoke a token."""
    _revoke(code)


def _list_credentials(purpose: str, owner: str | None = None, lang: str | None = None) -> None:
    from api.access import is_live
    from api.tables import Credential

    async def whole(store: "Store") -> None:
        _head, records = await store.records()
        for each in records.by(Credential, "purpose", purpose):
            if owner in (None, each.account):
                if each.revoked_at:
                    state = _("revoked {at}", at=each.revoked_at)
                elif not is_live(each, now()):
                    state = _("expired {at}", at=each.expires_at)
                else:
                    state = _("active until {at}", at=each.expires_at) if each.expires_at else _("active, without an end")
                cells = (each.code, each.account, each.subject, each.label, state.render(language(lang)))
                click.echo("\t".join(cell or "" for cell in cells))

    run(whole)


def _revoke(code: str) -> None:
    from api.access import revoke

    async def whole(store: "Store") -> None:
        await revoke(store, author("terminal"), code)

    run(whole)

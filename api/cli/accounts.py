"""Accounts: their roles and where these hold, tokens, passwords and sessions."""

from typing import TYPE_CHECKING

import click

from api.cli.credentials import list_credentials, revoke_credential
from api.cli.terminal import Told, author, lang_option, language, note, now, run, settings, today
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store

ROLES = ("secretariat", "planner", "member", "auditor")


@click.group(cls=Told)
def account() -> None:
    """Tài khoản và mã truy cập · accounts and tokens."""


@account.command("add")
@click.argument("code")
@click.option("--name", required=True, help="Họ tên · name.")
@click.option("--role", type=click.Choice(ROLES), required=True, help="Vai trò · role.")
@click.option("--person", metavar="CODE", help="Người trong hồ sơ · the person on record whom it is.")
@lang_option
def account_add(code: str, name: str, role: str, person: str | None, lang: str | None) -> None:
    """Thêm tài khoản · add an account."""
    from api.credentials import add_account

    async def whole(store: "Store") -> None:
        await add_account(store, author("terminal"), code=code, name=name, role=role, person=person)

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
@click.option(
    "--scope", type=click.Choice(["read", "write"]), default="write", show_default=True, help="Chỉ đọc hay cả ghi · its scope."
)
@click.option("--programme", metavar="CODE", help="Chỉ ghi trong một chương trình · writes in this programme only.")
@lang_option
def account_token(code: str, label: str, days: int, scope: str, programme: str | None, lang: str | None) -> None:
    """Cấp mã API · issue an API token; it is shown once."""
    from api.credentials import issue_token

    async def whole(store: "Store") -> str:
        return await issue_token(
            store, author("terminal"), account=code, label=label, days=days, scope=scope, programme=programme
        )

    click.echo(run(whole))
    note(_("keep this token secret; it is not shown again"), language(lang))


@account.command("sign-in")
@click.argument("code")
@lang_option
def account_sign_in(code: str, lang: str | None) -> None:
    """Tạo liên kết đăng nhập một lần · make a one-time sign-in link."""
    from api.credentials import issue_sign_in

    async def whole(store: "Store") -> str:
        return await issue_sign_in(store, author("terminal"), account=code)

    click.echo(f"{settings().public_url}/sign-in/{run(whole)}")
    note(_("this link opens one session, within a day; it is not shown again"), language(lang))


@account.command("password")
@click.argument("code")
@lang_option
def account_password(code: str, lang: str | None) -> None:
    """Đặt mật khẩu · set a password, typed twice at the prompt, or read as one line from a pipe. Its sessions end.

    CODE: mã tài khoản · the account.
    """
    import sys

    from api.passwords import accepted, encoded
    from api.signing import set_password
    from api.tables import Account

    if sys.stdin.isatty():
        given = _("New password for {code}", code=code).render(language(lang))
        password = click.prompt(given, hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")

    async def whole(store: "Store") -> None:
        found = (await store.get(Account, code)).entity
        kept = encoded(accepted(password, (found.code, found.name)))
        await set_password(store, author("terminal", "password"), account=code, password=password, kept=kept)

    run(whole)
    note(_("the password of {code} is set; its open sessions have ended", code=code), language(lang))


@account.command("grant")
@click.argument("code")
@click.option("--role", type=click.Choice(ROLES), required=True, help="Vai trò · role.")
@click.option("--body", metavar="CODE", help="Cho một cơ quan và các đơn vị trực thuộc · for a body and those below it.")
@click.option("--programme", metavar="CODE", help="Cho một chương trình · for a programme.")
@click.option("--from", "start", metavar="DATE", help="Từ ngày · from a day, month or year on.")
@click.option("--until", "end", metavar="DATE", help="Đến hết · until the end of a day, month or year.")
@click.option("--document", metavar="CODE", help="Căn cứ · the document that it rests on.")
def account_grant(code: str, role: str, **said: str | None) -> None:
    """Phân quyền tại một nơi · give an account a role at a place, or narrow its own role to it; prints the grant's code.

    CODE: mã tài khoản · the account.
    """
    from api.tables import Grant

    place = said["programme"] or said["body"] or "all"
    grant = Grant.parse({"code": f"{code}-{role}-{place}", "account": code, "role": role, **said})

    async def whole(store: "Store") -> None:
        await store.commit(lambda work: work.create(grant), author("terminal", "grant"))

    run(whole)
    click.echo(grant.code)


@account.command("ungrant")
@click.argument("grant")
def account_ungrant(grant: str) -> None:
    """Thôi phân quyền · take a grant away; see egov account rights.

    GRANT: mã phân quyền · the grant.
    """
    from api.tables import Grant

    async def whole(store: "Store") -> None:
        await store.commit(lambda work: work.delete(Grant, grant, None), author("terminal", "grant"))

    run(whole)


@account.command("rights")
@click.argument("code", required=False)
@lang_option
def account_rights(code: str | None, lang: str | None) -> None:
    """Ai được làm gì, ở đâu · which roles an account, or every one, holds today, and where; then its grants."""
    from api.access import called
    from api.rights import rights
    from api.tables import Account, Grant

    async def whole(store: "Store") -> None:
        _head, records = await store.records()
        for each in (records.get(Account, code),) if code else records.all(Account):
            for role, reach in rights(records, each, today()).items():
                said = _("{role} {where}", role=called(role), where=reach.said)
                click.echo(f"{each.code}\t{said.render(language(lang))}")
            for grant in records.by(Grant, "account", each.code):
                cells = (each.code, grant.code, grant.role.value, grant.programme or grant.body, grant.start, grant.end)
                click.echo("\t".join(cell or "" for cell in cells))

    run(whole)


@account.command("sessions")
@click.argument("code")
def account_sessions(code: str) -> None:
    """Liệt kê phiên đang mở · list the open sessions of an account; egov account revoke ends one.

    CODE: mã tài khoản · the account.
    """
    from api.sessions import own_sessions
    from api.tables import Account
    from api.traces import Uses

    async def whole(store: "Store") -> None:
        await store.get(Account, code)
        used = await Uses(store.engine).all()
        for each in own_sessions(await store.state(), code, now()):
            click.echo("\t".join((each.code, each.subject or "", each.created_at, used.get(each.code, ""))))

    run(whole)


@account.command("tokens")
@click.argument("code", required=False)
@lang_option
def account_tokens(code: str | None, lang: str | None) -> None:
    """Liệt kê mã truy cập · list tokens, never the secrets."""
    list_credentials("api", code, lang)


@account.command("revoke")
@click.argument("code")
def account_revoke(code: str) -> None:
    """Thu hồi một mã truy cập · revoke a token."""
    revoke_credential(code)

"""The command line. With ``api/app.py`` the only place that reads the clock and the environment.

Data goes to standard output, notes to standard error. Exit codes: 0 done, 1 something was found (a difference, a broken
ledger), 2 refused, 3 the database or the port cannot be used.
"""

import os
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

import click

from governance.errors import DomainError, InvalidError, Problem, UnavailableError
from governance.messages import LANGS, Lang, Message, _

if TYPE_CHECKING:
    from api.settings import Settings
    from governance.store import Store
    from governance.work import Author
    from portfolio.cpm import Against, Criterion
    from portfolio.reports.table import Format

T = TypeVar("T")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FOUND, REFUSED, UNUSABLE = 1, 2, 3


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Hà Nội, wherever the machine stands."""
    return datetime.now(HANOI).date()


def language(chosen: str | None = None) -> Lang:
    """The reader's language: asked for, else ``EGOV_LANG``, else that of the terminal, else Vietnamese.

    >>> language("en")
    'en'
    """
    for name in (chosen, os.environ.get("EGOV_LANG"), os.environ.get("LC_ALL"), os.environ.get("LANG")):
        if name and name[:2].lower() in LANGS:
            return cast("Lang", name[:2].lower())
    return "vi"


def given_day(option: str, text: str | None) -> date | None:
    """The day that was given as YYYY-MM-DD, or None; the terminal's own refusal of a wrong one would be English only.

    Raises
    ------
    InvalidError

    >>> given_day("--as-of", "2018-07-05")
    datetime.date(2018, 7, 5)
    """
    from governance.values import refusal

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InvalidError([Problem(option, refusal(date, text))]) from None


def settings() -> "Settings":
    """What the environment says."""
    from api.settings import Settings

    return Settings.read(os.environ)


def note(message: Message, lang: Lang) -> None:
    """Tell the reader something that is not data."""
    click.echo(message.render(lang), err=True)


def run(work: Callable[["Store"], Coroutine[Any, Any, T]]) -> T:
    """Do something with the store of this installation, and leave nothing open."""
    import asyncio

    from api.database import check_schema, engine_for
    from api.registry import store_for

    async def whole() -> T:
        engine = engine_for(settings().database_url)
        try:
            await check_schema(engine)
            return await work(store_for(engine))
        finally:
            await engine.aclose()

    return asyncio.run(whole())


def author(account: str, action: str | None = None) -> "Author":
    """Who makes a change from this terminal."""
    from governance.work import Author

    return Author(account=account, at=now(), action=action)


class Guarded(click.Group):
    """A group that tells every refusal, of the domain or of the command line, in the reader's language, with an exit code."""

    def main(self, args: Any = None, *rest: Any, **more: Any) -> Any:
        """Run the command line."""
        self.line = list(sys.argv[1:] if args is None else args)
        return super().main(args, *rest, **more)

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the first part of the line; turn a refusal into words."""
        try:
            return super().make_context(*args, **more)
        except click.UsageError as wrong:
            raise self.told(wrong) from None

    def told(self, wrong: click.UsageError) -> click.ClickException:
        """A wrong command line in the reader's language; help stays help."""
        from api.usage import ToldError, asked_language

        if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
            return wrong
        return ToldError(wrong, language(asked_language(self.line)))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn a refusal into words."""
        try:
            return super().invoke(ctx)
        except click.UsageError as wrong:
            raise self.told(wrong) from None
        except DomainError as refused:
            click.echo(refused.render(language(ctx.meta.get("lang"))), err=True)
            ctx.exit(UNUSABLE if isinstance(refused, UnavailableError) else REFUSED)


@click.group(cls=Guarded, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="egov-portfolio", prog_name="egov")
def main() -> None:
    """Danh mục chương trình của Ủy ban Quốc gia về Chính phủ điện tử · the committee's portfolio.

    What holds a programme up, who answers for it, on what authority, and how sure are we.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _known_to_all(ctx: click.Context, _option: click.Parameter, chosen: str | None) -> str | None:
    """Let refusals come in the language that was asked for, too."""
    ctx.meta["lang"] = chosen
    return chosen


lang_option = click.option("--lang", type=click.Choice(LANGS), callback=_known_to_all, help="Ngôn ngữ · language.")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng · port.")
@lang_option
def demo(port: int, lang: str | None) -> None:
    """Dựng bản trình diễn trên máy này · set up the demonstration on this machine and serve it."""
    from api.demo import demonstrate

    demonstrate(settings(), port, language(lang), now=now)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ · address.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng · port.")
def serve(host: str, port: int) -> None:
    """Chạy dịch vụ trên cơ sở dữ liệu hiện có · serve the database that there is."""
    from dataclasses import replace

    from api.serving import serve as serve_now
    from api.settings import keep_served

    chosen = settings()
    if not os.environ.get("EGOV_PUBLIC_URL"):
        name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - told apart
        chosen = replace(chosen, public_url=f"http://{name}:{port}")
    serve_now(chosen, host, port, ready=lambda: keep_served(chosen))


@main.command()
@lang_option
def migrate(lang: str | None) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu · create the database or bring it up to date."""
    import asyncio

    from api.database import engine_for, prepare_home
    from api.database import migrate as migrate_now

    async def whole() -> int:
        engine = engine_for(settings().database_url)
        try:
            return len(await migrate_now(engine))
        finally:
            await engine.aclose()

    prepare_home(settings())
    done = asyncio.run(whole())
    note(_("{count} migration(s) applied; the database is up to date", count=done), language(lang))


@main.command()
@click.option("--check", is_flag=True, help="Chỉ so sánh, không ghi · only compare; exit code 1 where they differ.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Thư mục dữ liệu · folder of data.")
@click.option("--replace", is_flag=True, help="Thay cả mục người khác đã sửa · replace also what others have changed.")
@lang_option
def seed(check: bool, folder: Path | None, replace: bool, lang: str | None) -> None:
    """Nạp dữ liệu của năm nguồn · load what the five sources say; shows the differences, then writes them."""
    from seed.load import apply, differences, read, show

    wanted = read(folder)

    async def compare(store: "Store") -> int:
        _head, current = await store.records()
        found = differences(current, wanted)
        click.echo(show(found, language(lang)))
        return FOUND if found else 0

    async def load(store: "Store") -> int:
        _head, current = await store.records()
        click.echo(show(differences(current, wanted), language(lang)))
        await apply(store, wanted, author("seed", "seed"), replace=replace)
        return 0

    sys.exit(run(compare if check else load))


@main.command()
@click.argument("name")
@click.option("--programme", metavar="CODE", help="Chỉ một chương trình · one programme only.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--format", "form", type=click.Choice(["table", "markdown", "csv", "json"]), default="table", show_default=True)
@click.option("--facts-only", is_flag=True, help="Bỏ mọi giả định · leave out what is assumed.")
@click.option("--against", type=click.Choice(["programme", "portfolio"]), default="programme", show_default=True,
              help="Ngày muộn tính theo · whose end late dates are counted from.")  # fmt: skip
@click.option("--critical", type=click.Choice(["float", "longest-path"]), default="float", show_default=True,
              help="Việc găng theo dự trữ hay theo đường dài nhất · critical by float, or on the longest path.")  # fmt: skip
@lang_option
def report(
    name: str,
    programme: str | None,
    as_of: str | None,
    form: "Format",
    facts_only: bool,
    against: "Against",
    critical: "Criterion",
    lang: str | None,
) -> None:
    """In một báo cáo · print a report.

    NAME: programmes, critical-path, float-paths, schedule, dependencies, responsibility, committee, deadlines,
    contradictions, health.
    """
    from shutil import get_terminal_size

    from api.status import status_day
    from portfolio.reports import report as make
    from portfolio.reports.table import notes, render

    chosen = language(lang)
    asked = given_day("--as-of", as_of)

    async def whole(store: "Store") -> None:
        head, records = await store.records()
        day = asked if asked else status_day(records, today())
        table = make(
            name,
            records,
            day,
            programme=programme,
            facts_only=facts_only,
            against=against,
            critical=critical,
            ledger_seq=head.seq,
        )
        width = get_terminal_size((100, 24)).columns
        click.echo(render(table, form, chosen, width=width), nl=False)
        if form == "csv":
            click.echo(notes(table, chosen), err=True)

    run(whole)


@main.command()
@click.argument("task", metavar="TASK")
@click.option("--not-critical", is_flag=True, help="Vì sao không găng · why it is not critical.")
@click.option("--finish-by", metavar="YYYY-MM-DD", help="Phải dịch chuyển gì để xong trước ngày này · what would have to move.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Ngày báo cáo · status day.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def explain(task: str, not_critical: bool, finish_by: str | None, as_of: str | None, form: str, lang: str | None) -> None:
    """Vì sao một nhiệm vụ có ngày như vậy · why a task is on its dates."""
    import msgspec

    from api.explanations import explanation_out
    from api.status import status_day
    from portfolio.reports import view

    asked, day = given_day("--as-of", as_of), given_day("--finish-by", finish_by)
    if not_critical and day:
        raise InvalidError([Problem("--not-critical", _("ask one thing: --not-critical or --finish-by"))])

    async def whole(store: "Store") -> None:
        head, records = await store.records()
        look = view(records, asked or status_day(records, today()), ledger_seq=head.seq)
        found = explanation_out(look, task, "not-critical" if not_critical else "finish-by" if day else "why", day)
        click.echo(msgspec.json.encode(found) if form == "json" else found.text_vi if language(lang) == "vi" else found.text_en)

    run(whole)


@main.command()
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "csv", "json", "gantt", "svg"]),
    help="Định dạng; nhiều tệp thì json, mỗi tệp một dòng · format; of several files json, one line each, else table.",
)
@click.option("--critical", type=click.Choice(["longest-path", "float"]), default="float", show_default=True)
@click.option("--threshold", type=int, default=0, show_default=True, help="Dự trữ tối đa của việc găng · most float of critical.")
@click.option("--against", type=click.Choice(["programme", "portfolio"]), default="programme", show_default=True)
@click.option(
    "--lag-calendar",
    type=click.Choice(["predecessor", "successor", "plan"]),
    help="Lịch của độ trễ khi tệp không nêu · whose days lags count where the file does not say.",
)
@click.option("--progress", type=click.Choice(["retained", "override"]), default="retained", show_default=True)
@click.option("--schema", is_flag=True, help="In JSON Schema của tệp kế hoạch · print the JSON Schema of plan files.")
@lang_option
def schedule(files: tuple[str, ...], form: Any, lag_calendar: str | None, schema: bool, lang: str | None, **terms: Any) -> None:
    """Tính tiến độ của tệp kế hoạch, không cần cơ sở dữ liệu · schedule plan files, without a database.

    FILE: plan JSON, Microsoft Project XML (MSPDI), Primavera XER or CSV, told by content; - is standard input.
    """
    from shutil import get_terminal_size

    from api import planning
    from portfolio.model import LagCalendar

    if schema:
        click.echo(planning.schema(), nl=False)
        return
    if not files:
        raise click.UsageError(_("give at least one plan file, or - for standard input").render(language(lang)))
    chosen = planning.Terms(**terms, lag_calendar=LagCalendar(lag_calendar) if lag_calendar else None)
    asked = planning.Asked(form or ("json" if len(files) > 1 else "table"), language(lang), get_terminal_size((100, 24)).columns)
    refused = False
    for said in planning.answers(files, sys.stdin.buffer, chosen, asked):
        click.echo(said.text, nl=False)
        for told in said.notes:
            click.echo(f"{said.name}: {told}" if len(files) > 1 else told, err=True)
        refused |= said.refused
    sys.exit(REFUSED if refused else 0)


@main.group()
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


@main.group()
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
def account_list() -> None:
    """Liệt kê · list the accounts."""
    from api.tables import Account

    async def whole(store: "Store") -> None:
        _head, records = await store.records()
        for each in records.all(Account):
            click.echo(f"{each.code}\t{each.role}\t{each.name}" + ("\tdisabled" if each.disabled else ""))

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
def account_sign_in(code: str) -> None:
    """Tạo liên kết đăng nhập một lần · make a one-time sign-in link."""
    from api.access import issue_sign_in

    async def whole(store: "Store") -> str:
        return await issue_sign_in(store, author("terminal"), account=code)

    click.echo(f"{settings().public_url}/sign-in/{run(whole)}")


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


@main.group()
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


if __name__ == "__main__":
    main()

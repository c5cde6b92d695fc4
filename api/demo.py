"""The demonstration: from nothing to a served committee, with every step told."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from api.credentials import add_account, feed_is_valid, issue_feed, issue_sign_in
from api.database import check_schema, engine_for, migrate, prepare_home
from api.registry import store_for
from api.serving import claim, serve
from api.settings import Settings, keep_served
from api.tables import Account
from governance.messages import Lang, Message, _
from governance.store import Store
from governance.work import Author
from seed.load import apply, read

SECRETARY = "secretariat"
MEMBER = "MIC.minister"
"""The office whose feed the demonstration shows: it leads most tasks."""
ACCOUNTS = (
    (SECRETARY, "Ban Thư ký", "secretariat"),
    ("planner", "Chuyên viên kế hoạch", "planner"),
    ("member", "Ủy viên", "member"),
    ("auditor", "Kiểm toán", "auditor"),
)


def demonstrate(settings: Settings, port: int, lang: Lang, *, now: Callable[[], datetime]) -> None:
    """Set up what is missing, serve, and say where to look.

    Raises
    ------
    DomainError
        When the folder, the database or the port cannot be used; nothing is half done then.
    """
    claim("127.0.0.1", port).close()
    settings = replace(settings, public_url=f"http://127.0.0.1:{port}", lang=lang)
    prepare_home(settings)
    keep_served(settings)
    say = _teller(lang)
    sign_in, feed = asyncio.run(_prepare(settings, say, now))
    say(_("[4/4] starting the service"))

    def ready() -> None:
        click.echo(_farewell(settings, sign_in, feed, lang))

    serve(settings, "127.0.0.1", port, ready=ready, access_log=False)


def _teller(lang: Lang) -> Callable[[Message], None]:
    return lambda message: click.echo(message.render(lang))


async def _prepare(settings: Settings, say: Callable[[Message], None], now: Callable[[], datetime]) -> tuple[str, str]:
    """Migrate and seed what is missing; answers a sign-in secret and a feed secret."""
    engine = engine_for(settings.database_url)
    try:
        say(_("[3/4] database {database}", database=_place(settings)))
        await migrate(engine)
        await check_schema(engine)
        store = store_for(engine)
        if (await store.head()).seq == 0:  # what somebody changed since is not put back
            wanted = read()
            say(_("      loading the five sources: {count} rows", count=sum(1 for _row in wanted)))
            await apply(store, wanted, Author(account="demo", at=now(), action="seed"))
        await _accounts(store, now())
        author = Author(account="demo", at=now(), action="demo")
        return await issue_sign_in(store, author, account=SECRETARY), await _feed(store, settings.home, author)
    finally:
        await engine.aclose()


def _place(settings: Settings) -> str:
    """The database as it may be shown: never with a password."""
    return settings.database_url.rpartition("@")[2] if "@" in settings.database_url else settings.database_url


async def _accounts(store: Store, at: datetime) -> None:
    _head, records = await store.records()
    for code, name, role in ACCOUNTS:
        if records.find(Account, code) is None:
            await add_account(store, Author(account="demo", at=at, action="demo"), code=code, name=name, role=role)


async def _feed(store: Store, home: Path, author: Author) -> str:
    """The member's feed secret: kept in the demonstration's folder, so that a subscribed calendar lives through a restart."""
    kept = home / "demo-feed"
    if kept.exists():
        secret = kept.read_text(encoding="ascii").strip()
        if await feed_is_valid(store, secret, author.at):
            return secret
    secret = await issue_feed(store, author, account="member", subject=MEMBER)
    kept.touch(mode=0o600)
    kept.write_text(secret + "\n", encoding="ascii")
    return secret


def _farewell(settings: Settings, sign_in: str, feed: str, lang: Lang) -> str:
    """What to do next."""
    url = settings.public_url
    home = "" if str(settings.home) == ".egov" else f"EGOV_HOME={settings.home} "
    egov = f"  {home}.venv/bin/egov report"
    lines = [
        "",
        _("The committee's page (one-time sign-in link, opens it as the secretariat):").render(lang),
        f"  {url}/sign-in/{sign_in}",
        _("A member's calendar feed (the Minister of Information and Communications), to paste into a calendar:").render(lang),
        f"  {url}/feeds/{feed}.ics",
        _("Three reports to try, in another terminal:").render(lang),
        f"{egov} bottlenecks --lang {lang}",
        f"{egov} critical-path --programme 1755 --lang {lang}",
        f"{egov} deadlines --as-of 2009-09-17 --lang {lang}",
        _("Stop with Ctrl+C.").render(lang),
    ]
    return "\n".join(lines)

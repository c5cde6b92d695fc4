"""What every command stands on: the clock, the environment, the reader's language, the store, and how a refusal is told.

With ``api/app.py`` the only place that reads the clock and the environment.
"""

import os
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

import click

from governance.errors import DomainError, InvalidError, Problem, UnavailableError
from governance.messages import LANGS, Lang, Message

if TYPE_CHECKING:
    from api.settings import Settings
    from governance.ledger import Head
    from governance.records import Records
    from governance.store import Store
    from governance.work import Author

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


async def looked_up(store: "Store", as_of: str | None, known_on: str | None = None) -> "tuple[Head, Records, date]":
    """The data, its head, and the status day: that of ``--as-of``, else the portfolio's own, else the day of the data.

    Raises
    ------
    InvalidError
        When an option is no such day, or the ledger has no such entry yet.
    """
    from api.status import status_day
    from governance.past import day_known, written_known

    asked = given_day("--as-of", as_of)
    if known_on is None:
        head, records = await store.records()
        return head, records, asked or status_day(records, today())
    known = written_known("--known-on", known_on)
    head, records = await store.records_at(known)
    return head, records, asked or status_day(records, day_known(known, head) or today())


def author(account: str, action: str | None = None) -> "Author":
    """Who makes a change from this terminal."""
    from governance.work import Author

    return Author(account=account, at=now(), action=action)


class Told(click.Group):
    """A group whose help says everything of each command: what is said in two languages does not fit on one line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with the whole of its first sentence."""
        found = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit=1_000)) for name, command in found])


class Guarded(Told):
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


def _known_to_all(ctx: click.Context, _option: click.Parameter, chosen: str | None) -> str | None:
    """Let refusals come in the language that was asked for, too."""
    ctx.meta["lang"] = chosen
    return chosen


known_option = click.option(
    "--known-on",
    metavar="DAY|ENTRY",
    help="Theo dữ liệu đã biết đến hết ngày (hoặc mục sổ cái) này · from the data as known at the end of this day in Hà Nội,"
    " or at this ledger entry.",
)
lang_option = click.option("--lang", type=click.Choice(LANGS), callback=_known_to_all, help="Ngôn ngữ · language.")

"""What Piccolo needs to know of this package and of those below it: their tables, and where their migrations are.

Nothing but Piccolo's own command line and the tests imports this: the program reads and writes by its own statements, and starts
sooner without.
"""

from pathlib import Path

from piccolo.columns import BigInt, Integer, Varchar
from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from api.tables import KINDS
from governance import tables as governance
from governance.piccolo_app import APP_CONFIG as GOVERNANCE
from portfolio import tables as portfolio
from portfolio.piccolo_app import APP_CONFIG as PORTFOLIO

TABLES = governance.derive(KINDS, {**governance.TABLES, **portfolio.TABLES})


class CredentialUse(Table, tablename="credential_use"):
    """When a credential was last used, to the minute; a trace, not a governed thing (:mod:`api.traces`)."""

    code = Varchar(length=160, primary_key=True, default=None)
    at = Varchar(length=27, default=None)


class SignInAttempt(Table, tablename="sign_in_attempt"):
    """How often in a row signing in failed for one account or from one address; ``code`` is the SHA-256 of which."""

    code = Varchar(length=64, primary_key=True, default=None)
    failures = Integer(default=None)
    at = Varchar(length=27, default=None, index=True)


class WebhookPlace(Table, tablename="webhook_place"):
    """How far the webhook of this code has been told, and the letter under way; see :mod:`api.postman`."""

    code = Varchar(length=160, primary_key=True, default=None)
    seq = BigInt(default=None)
    upto = BigInt(null=True, default=None)
    tries = Integer(default=None)
    due_at = Varchar(length=27, null=True, default=None)
    leased_until = Varchar(length=27, null=True, default=None)
    said = Varchar(length=200, null=True, default=None)
    at = Varchar(length=27, null=True, default=None)


class WebhookLetter(Table, tablename="webhook_letter"):
    """A letter that was laid aside after its last try; ``code`` is made of its webhook and where it begins."""

    code = Varchar(length=200, primary_key=True, default=None)
    webhook = Varchar(length=160, default=None, index=True)
    after = BigInt(default=None)
    upto = BigInt(default=None)
    said = Varchar(length=200, default=None)
    at = Varchar(length=27, default=None)


class FeedEntry(Table, tablename="feed_entry"):
    """What a thing said in calendars when it last changed there, and since which ledger entry; see :mod:`api.feeds.noting`."""

    code = Varchar(length=400, primary_key=True, default=None)
    digest = Varchar(length=32, default=None)
    noted = BigInt(default=None, index=True)
    seq = BigInt(default=None)
    at = Varchar(length=27, default=None)


class FeedMember(Table, tablename="feed_member"):
    """An entry of a calendar and when it last came, changed or went; ``code`` is made of both. See :mod:`api.feeds.following`."""

    code = Varchar(length=400, primary_key=True, default=None)
    feed = Varchar(length=32, default=None, index=True)
    etag = Varchar(length=24, null=True, default=None)
    number = BigInt(default=None)


TRACES: tuple[type[Table], ...] = (CredentialUse, SignInAttempt, WebhookPlace, WebhookLetter, FeedEntry, FeedMember)
"""What is remembered beside the governed things, and stands in no ledger."""

APP_CONFIG = AppConfig(
    app_name="api",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=[*TABLES.values(), *TRACES],
    migration_dependencies=["governance.piccolo_app", "portfolio.piccolo_app"],
)
APPS: tuple[AppConfig, ...] = (GOVERNANCE, PORTFOLIO, APP_CONFIG)
"""Each after those that it depends on."""

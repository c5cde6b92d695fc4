"""Who may come in, and with what: accounts and credentials, kept through the store like everything else.

Hashes never reach the ledger; a credential's own words are shown once and stored nowhere.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from governance import tables as governance
from governance.values import _CODE, Entity, Line

Secret = Annotated[str, Meta(max_length=300, extra={"secret": True})]
Instant = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$", max_length=27)]
"""A moment in UTC, as text, so that both databases keep and order it alike."""
AccountCode = Annotated[str, Meta(max_length=160, pattern=_CODE, extra={"ref": "account"})]


class AccountRole(StrEnum):
    """What an account may do."""

    SECRETARIAT = "secretariat"
    PLANNER = "planner"
    MEMBER = "member"
    AUDITOR = "auditor"


class Account(Entity, frozen=True, kw_only=True):
    """Somebody, or something, that acts on the service."""

    kind = "account"
    path = "accounts"
    name: Line
    role: AccountRole
    password_hash: Secret | None = None
    disabled: bool = False


class Purpose(StrEnum):
    """The one thing that a credential is good for."""

    API = "api"
    FEED = "feed"
    SIGN_IN = "sign-in"
    SESSION = "session"


class Credential(Entity, frozen=True, kw_only=True):
    """A token of an account, known by its SHA-256. ``subject`` of a feed is the post or person that it is the calendar of."""

    kind = "credential"
    path = "credentials"
    account: AccountCode
    purpose: Purpose
    hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", max_length=64, extra={"secret": True})]
    label: Line | None = None
    subject: Line | None = None
    scope: Line | None = None
    created_at: Instant
    expires_at: Instant | None = None
    used_at: Instant | None = None
    revoked_at: Instant | None = None


KINDS: tuple[type[Entity], ...] = (Account, Credential)
"""Every kind of thing here."""

TABLES = governance.derive(KINDS, governance.TABLES)

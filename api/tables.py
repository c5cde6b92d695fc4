"""Who may come in, and with what: accounts and credentials, kept through the store like everything else.

Hashes never reach the ledger; a credential's own words are shown once and stored nowhere.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, OrganizationCode, PersonCode
from governance.values import _CODE, Entity, Instant, Line, Name, PartialDate, in_order, rule
from portfolio.model import ProgrammeCode

Secret = Annotated[str, Meta(max_length=300, extra={"secret": True})]
AccountCode = Annotated[str, Meta(max_length=160, pattern=_CODE, extra={"ref": "account"})]


class AccountRole(StrEnum):
    """What an account may do."""

    SECRETARIAT = "secretariat"
    PLANNER = "planner"
    MEMBER = "member"
    AUDITOR = "auditor"


class Account(Entity, frozen=True, kw_only=True):
    """Somebody, or something, that acts on the service. ``person`` is who it is, where it is a person on record."""

    kind = "account"
    path = "accounts"
    name: Name
    role: AccountRole
    password_hash: Secret | None = None
    disabled: bool = False
    person: PersonCode | None = None


class Grant(Entity, frozen=True, kw_only=True):
    """An account holds a role at one place: for a body and those below it, or for a programme; without either, everywhere.

    A grant of the account's own role narrows it to the places that are granted; one of another role adds that role there.
    :mod:`api.rights` says what comes of it. ``document`` is what it rests on.
    """

    kind = "grant"
    path = "grants"
    account: AccountCode
    role: AccountRole
    body: OrganizationCode | None = None
    programme: ProgrammeCode | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    document: DocumentCode | None = None

    def rules(self) -> Iterator[Problem]:
        """It names one place at most."""
        yield from in_order(self, "start", "end")
        if self.body is not None and self.programme is not None:
            yield Problem("programme", _("a grant is for a body or for a programme: make two grants, or leave one of them out"))


class Purpose(StrEnum):
    """The one thing that a credential is good for."""

    API = "api"
    FEED = "feed"
    SIGN_IN = "sign-in"
    SESSION = "session"


class FeedKind(StrEnum):
    """What a calendar feed is of: a person, a post, an organization, a programme, the meetings of a body, or a query."""

    PERSON = "person"
    POST = "post"
    ORGANIZATION = "organization"
    PROGRAMME = "programme"
    BODY = "body"
    QUERY = "query"


class Credential(Entity, frozen=True, kw_only=True):
    """A token of an account, known by its SHA-256.

    ``subject`` of a feed is the code of what it is the calendar of, or its query; ``feed`` says which, and without it the subject
    is a post or a person. ``options`` is how it says it, in the words that its address takes (:mod:`api.feeds.scope`).
    """

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
    feed: FeedKind | None = None
    options: Line | None = None


_ADDRESS_RULE = _("an address to write to is https://host/path, or http:// on this machine alone")
Address = Annotated[
    str,
    Meta(
        pattern=r"^(https:[/]{2}[A-Za-z0-9.-]+|http:[/]{2}(localhost|127\.0\.0\.1))(:[0-9]{1,5})?(/[\x21-\x7e]*)?$",
        min_length=8,
        max_length=500,
        extra=rule(_ADDRESS_RULE),
    ),
]


class Webhook(Entity, frozen=True, kw_only=True):
    """An address that is told of changes by letters, signed with its secret; ``kinds`` are kinds of things, with blanks between.

    Without ``kinds`` it is told of all, without a secret of none. Letters go only to the hosts that whoever runs the service
    names in ``EGOV_WEBHOOK_HOSTS``.
    """

    kind = "webhook"
    path = "webhooks"
    account: AccountCode
    address: Address
    label: Line | None = None
    kinds: Line | None = None
    disabled: bool = False
    secret: Secret | None = None


KINDS: tuple[type[Entity], ...] = (Account, Credential, Grant, Webhook)
"""Every kind of thing here."""

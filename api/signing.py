"""Signing in by password, and changing it: slowly for whoever guesses, and the same for accounts that are there or not."""

from datetime import datetime, timedelta
from typing import NamedTuple

from api.errors import HttpError
from api.passwords import Hashing, accepted
from api.sessions import BY_LINK, BY_PASSWORD, changed_password, opened
from api.tables import Account, Credential
from api.traces import Attempts, Limit, limits
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.store import Store
from governance.work import Author, Work


class Door(NamedTuple):
    """What signing in stands on."""

    store: Store
    hashing: Hashing
    attempts: Attempts


class Attempt(NamedTuple):
    """Somebody at the door: the account that they name, the password, where they come from and when."""

    account: str
    password: str
    address: str
    at: datetime

    @property
    def keys(self) -> tuple[Limit, Limit]:
        """The limits that it counts against."""
        return limits(self.account, self.address)


async def by_password(door: Door, attempt: Attempt, *, instead_of: str | None = None) -> str | None:
    """Open a session: its secret, or None where account and password do not go together.

    An unknown account, a disabled one, one without a password and a wrong password look the same and take as long.

    Raises
    ------
    HttpError
        When there were too many failures, with how long to wait.
    """
    if await proved(door, attempt) is None:
        return None
    author = Author(account=attempt.account, at=attempt.at, action="sign-in")
    return await door.store.commit(lambda work: opened(work, author, attempt.account, BY_PASSWORD, instead_of=instead_of), author)


async def proved(door: Door, attempt: Attempt) -> Account | None:
    """The account whose password this is, or None.

    Raises
    ------
    HttpError
        When there were too many failures, with how long to wait.
    """
    wait = await door.attempts.begin(attempt.keys, attempt.at)
    if wait > timedelta():
        raise too_many(wait)
    _head, records = await door.store.records()
    account = records.find(Account, attempt.account)
    usable = account is not None and not account.disabled
    if not await door.hashing.matches(attempt.password, account.password_hash if account and usable else None):
        return None
    await door.attempts.succeeded(attempt.keys)
    return account


def too_many(wait: timedelta) -> HttpError:
    """The refusal of an attempt that comes too soon after so many failures."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    message = _("too many attempts failed; try again in {seconds} second(s), or ask the secretariat for a sign-in link",
                seconds=seconds)  # fmt: skip
    return HttpError("too-many-tries", message, headers={"Retry-After": str(seconds)})


class Change(NamedTuple):
    """A password to be kept instead of the current one, and the ``field`` of the form that it stands in.

    ``session`` is the secret of the session that asks, where one does.
    """

    current: str | None
    new: str
    session: str | None = None
    field: str = "new"


async def change_password(door: Door, attempt: Attempt, account: Account, change: Change) -> str | None:
    """Keep another password of an account. Its sessions end; a session that asked for it goes on as a new one: its secret.

    The current password is asked for, except of an account that has none, and of a session that a one-time link opened.

    Raises
    ------
    InvalidError
        With every problem of the current and the new password.
    HttpError
        When there were too many failures.
    """
    problems: list[Problem] = []
    if change.current is not None and await proved(door, attempt) is None:
        problems.append(Problem("current", _("is not the current password")))
    try:
        accepted(change.new, (account.code, account.name), field=change.field)
    except InvalidError as refused:
        problems += refused.problems
    if problems:
        raise InvalidError(problems)
    kept = await door.hashing.encoded(change.new)
    author = Author(account=account.code, at=attempt.at, action="password")

    def put(work: Work) -> str | None:
        changed_password(work, account.code, kept)
        return opened(work, author, account.code, BY_PASSWORD) if change.session is not None else None

    return await door.store.commit(put, author)


def asks_current(account: Account, session: Credential) -> bool:
    """Whether the current password is asked for: who came by a one-time link may have forgotten it."""
    return account.password_hash is not None and session.subject != BY_LINK


async def set_password(store: Store, author: Author, *, account: str, password: str, kept: str) -> None:
    """Keep a password that somebody at the terminal gives an account; its sessions end.

    Raises
    ------
    UnknownCodeError, InvalidError
        When there is no such account, or the password may not be used.
    """

    def put(work: Work) -> None:
        found = work.get(Account, account).entity
        accepted(password, (found.code, found.name))
        changed_password(work, account, kept)

    await store.commit(put, author)

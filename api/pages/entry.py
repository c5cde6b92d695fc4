"""The pages for coming in, and for one's own account. Pure functions; they need no script."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from api.pages.overview import environment, frame
from governance.messages import Lang, Message


class SessionLine(NamedTuple):
    """An open session: its code, and what is said of it."""

    code: str
    said: Message


class OwnAccount(NamedTuple):
    """What an account is shown of itself."""

    code: str
    name: str
    rights: Sequence[Message]
    sessions: Sequence[SessionLine]
    has_password: bool
    asks_current: bool
    form_token: str


def sign_in_page(lang: Lang, account: str = "", said: Iterable[Message] = ()) -> str:
    """The form for account and password; ``said`` is what the last attempt came to.

    >>> "a &lt; b" in sign_in_page("en", "a < b")
    True
    """
    return environment(lang).get_template("sign_in.html").render(
        **frame(lang, "/sign-in"), account=account, said=list(said)
    )  # fmt: skip


def account_page(lang: Lang, own: OwnAccount, said: Iterable[Message] = ()) -> str:
    """An account's own page: its rights, its sessions, its password."""
    return environment(lang).get_template("account.html").render(
        **frame(lang, "/account"), said=list(said), **own._asdict()
    )  # fmt: skip

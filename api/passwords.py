"""Passwords: what is refused, what is kept of one, and how one is tried without telling whether the account exists.

Kept is scrypt (RFC 7914) in the PHC form ``$scrypt$ln=15,r=8,p=3$SALT$HASH``, so that what was kept under other parameters is
still understood. The rules are those of NIST SP 800-63B: long, not commonly used, not the account's own name, and nothing else:
no kinds of characters that must be there, and no end.
"""

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from hashlib import scrypt
from typing import NamedTuple
from unicodedata import normalize

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from governance.columns import fold_case
from governance.errors import InvalidError, Problem
from governance.messages import Message, _

SHORTEST, LONGEST = 15, 200
DIFFERENT = 6
"""So many different characters must be left without what anybody would guess."""
AT_ONCE = 2
"""So many passwords are tried at once, each in a thread of its own with 32 MiB; the others wait for their turn."""

_COMMON = (
    "chinhphudientu", "chinhphu", "dientu", "vietnam", "hanoi", "saigon", "matkhau", "password", "passwort", "motdepasse",
    "admin", "administrator", "secretariat", "banthuky", "welcome", "letmein", "iloveyou", "anhyeuem", "emyeuanh",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "asdfgh", "zxcvbn", "qazwsxedc", "qazwsx", "monkey", "dragon",
    "football", "baseball", "superman", "princess", "sunshine", "michael", "charlie", "trustno", "whatever", "starwars",
    "computer", "internet", "default", "changeme", "secret", "master", "login", "egov", "portfolio", "test", "user", "root",
    "pass", "word", "love", "xinchao", "hello", "congacon",
)  # fmt: skip
"""Words that lists of stolen passwords are full of, without marks and blanks."""


class Cost(NamedTuple):
    """The parameters of scrypt: 2**ln blocks of r × 128 bytes, p times one after the other."""

    ln: int
    r: int
    p: int


COST = Cost(15, 8, 3)


def faults(password: str, names: Iterable[str] = ()) -> Iterator[Message]:
    """Why a password is refused; ``names`` are what the account is called, which anybody would try first.

    >>> [m.render("en")[:28] for m in faults("hoa mai vàng nở trước ngõ nhà")]
    []
    >>> len(list(faults("1234567890123456"))), len(list(faults("Nguyễn Văn An 123", ["Nguyễn Văn An"])))
    (1, 1)
    """
    text = normalize("NFKC", password)
    if len(text) < SHORTEST:
        yield _("has {length} characters: {least} at least, such as four or five words that do not belong together",
                length=len(text), least=SHORTEST)  # fmt: skip
    elif len(text) > LONGEST:
        yield _("has {length} characters: {most} at most", length=len(text), most=LONGEST)
    elif len(set(_unguessed(text, names))) < DIFFERENT:
        yield _("is easily guessed: common words, your own name, repetitions and rows of characters do not count; choose others")


def _unguessed(text: str, names: Iterable[str]) -> str:
    """What is left without common words, the account's names, and characters that repeat or continue the one before."""
    left = re.sub(r"[\W_]", "", fold_case(text))
    own = [part for name in names for part in (re.sub(r"[\W_]", "", fold_case(name)), *fold_case(name).split()) if len(part) > 2]
    for word in sorted({*own, *_COMMON}, key=len, reverse=True):
        left = left.replace(word, "")
    return "".join(b for a, b in zip(" " + left, left) if abs(ord(b) - ord(a)) > 1)


def accepted(password: str, names: Iterable[str] = (), *, field: str = "password") -> str:
    """A password that may be used.

    Raises
    ------
    InvalidError
        Saying why it may not.
    """
    found = [Problem(field, why) for why in faults(password, names)]
    if found:
        raise InvalidError(found)
    return password


def encoded(password: str, *, salt: bytes | None = None, cost: Cost = COST) -> str:
    """What is kept of a password. It takes about a quarter of a second and 32 MiB.

    >>> encoded("x", salt=bytes(16), cost=Cost(4, 8, 1))
    '$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$5/hQl16itK4tA+PdZzM9RjMorCfrw/L7Su41NiUfEzE'
    """
    salt = secrets.token_bytes(16) if salt is None else salt
    return f"$scrypt$ln={cost.ln},r={cost.r},p={cost.p}${_text(salt)}${_text(_derived(password, salt, cost))}"


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that is kept; it takes as long either way.

    >>> kept = encoded("mật khẩu", cost=Cost(4, 8, 1))
    >>> matches("mật khẩu", kept), matches("mat khau", kept)
    (True, False)
    """
    _empty, _scheme, terms, salt, key = kept.split("$")
    cost = Cost(*(int(term.partition("=")[2]) for term in terms.split(",")))
    return hmac.compare_digest(_derived(password, _bytes(salt), cost), _bytes(key))


def _derived(password: str, salt: bytes, cost: Cost) -> bytes:
    said = normalize("NFKC", password).encode("utf-8", "replace")
    return scrypt(said, salt=salt, n=2**cost.ln, r=cost.r, p=cost.p, maxmem=2**cost.ln * cost.r * 256, dklen=32)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4))


class Hashing:
    """Passwords off the event loop, a few at a time: neither the loop nor the memory suffers from many who sign in at once."""

    def __init__(self, cost: Cost = COST) -> None:
        self.cost = cost
        self._limit = CapacityLimiter(AT_ONCE)
        self._nobody = f"$scrypt$ln={cost.ln},r={cost.r},p={cost.p}${_text(bytes(16))}${_text(bytes(32))}"

    async def encoded(self, password: str) -> str:
        """What is kept of a password."""
        return await run_sync(lambda: encoded(password, cost=self.cost), limiter=self._limit)

    async def matches(self, password: str, kept: str | None) -> bool:
        """Whether it is the password that is kept. Without one it takes as long, and is not: nobody learns who has one."""
        return await run_sync(matches, password, kept or self._nobody, limiter=self._limit) and kept is not None

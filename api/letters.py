"""What is sent to those who are told of changes: the body of a letter, its signature, and when it is tried again.

The headers and the signature are those of the Standard Webhooks specification, so that its libraries check them:
``webhook-signature: v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``, keyed with what follows ``whsec_`` in the
secret, base64 decoded. The id stays the same however often a letter is sent.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import msgspec

from api.changes import Change

PREFIX = "whsec_"
TRIES = 10
"""How often a letter is sent before it is laid aside: over some seven hours."""


class Letter(msgspec.Struct):
    """Which things changed, oldest first, and up to which ledger entry nothing else did that the webhook is told of."""

    type: Literal["changes"]
    webhook: str
    upto: int
    changes: list[Change]


def new_secret() -> str:
    """A secret that nobody guesses: 256 bits, as the specification writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def body(webhook: str, changes: Iterable[Change], upto: int) -> bytes:
    """What a letter says: which things changed, oldest first, and up to which ledger entry nothing else did.

    >>> body("W", [], 7)
    b'{"type":"changes","webhook":"W","upto":7,"changes":[]}'
    """
    return msgspec.json.encode(Letter("changes", webhook, upto, list(changes)))


def signature(secret: str, number: str, timestamp: int, said: bytes) -> str:
    """The signature of a letter.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b"%b.%d.%b" % (number.encode(), timestamp, said)
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()


def headers(secret: str, number: str, at: datetime, said: bytes) -> Mapping[str, str]:
    """The headers that a letter is sent with at a moment."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "egov-portfolio",
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, number, timestamp, said),
    }


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: five seconds, then three times as long each time, three hours at most.

    >>> [int(pause(n).total_seconds()) for n in (1, 2, 3, 9)]
    [5, 15, 45, 10800]
    >>> int(sum(pause(n).total_seconds() for n in range(1, TRIES)) // 3600)
    7
    """
    return min(timedelta(seconds=5 * 3 ** (min(failures, 20) - 1)), timedelta(hours=3))

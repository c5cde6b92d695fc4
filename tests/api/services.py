"""Services for tests. Making the addresses of one takes a second, so a service that a test is done with is given to the next.

What it is given is what :func:`api.app.create_app` begins with, and its lifespan runs anew: nothing but the addresses stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from api.app import SYSTEM, Clock, Service, beginning, create_app
from api.settings import Settings
from governance.store import Store

_IDLE: dict[frozenset[str], list[Service]] = {}


@contextmanager
def service(settings: Settings, *, clock: Clock = SYSTEM, store: Store | None = None) -> Iterator[Service]:
    """A service as ``create_app`` makes it, which nobody else has meanwhile."""
    idle = _IDLE.setdefault(settings.webhook_hosts, [])
    found = idle.pop() if idle else create_app(settings)
    found.state = beginning(settings, clock, store)
    yield found
    idle.append(found)


def addresses() -> Service:
    """A service to ask for its addresses, which is not opened."""
    with service(Settings.read({})) as found:
        return found

"""The composition root: settings and a clock in, the service out. It and ``api.cli.terminal`` alone read the clock."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple

from litestar import Litestar
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from api import openapi
from api.access import AUDIT, READ, guard
from api.changes import Watch
from api.computed import Computed
from api.controllers.annex import Annexes
from api.controllers.baselines import Baselines
from api.controllers.batch import batches
from api.controllers.caldav import CalDav, CalDavHome
from api.controllers.calendars import Calendars
from api.controllers.carrying import CHANGE
from api.controllers.changes import Changes
from api.controllers.consents import Consents
from api.controllers.conventions import API, before_api
from api.controllers.credentials import Credentials
from api.controllers.feeds import Feeds
from api.controllers.imports import Imports
from api.controllers.instruments import Instruments
from api.controllers.ledger import LedgerController
from api.controllers.linked import Linked
from api.controllers.looking import LOOK
from api.controllers.me import Me
from api.controllers.meetings import Meetings
from api.controllers.offices import Offices
from api.controllers.pages import Pages
from api.controllers.plans import LivePlan, Plans
from api.controllers.popolo import Popolo
from api.controllers.reminders import Reminders
from api.controllers.reportpages import ReportPages
from api.controllers.reports import Reports
from api.controllers.resources import readable, resource
from api.controllers.scenarios import Scenarios
from api.controllers.schedules import Schedules
from api.controllers.signing import OwnPages, SignIn
from api.controllers.static import Assets
from api.controllers.webhooks import Webhooks
from api.controllers.workflow import Workflow
from api.database import check_schema, engine_for
from api.errors import HANDLERS, foreign_host
from api.feeddesk import Desk
from api.listpages import Shelves
from api.passwords import Hashing
from api.postman import Postman
from api.registry import store_for
from api.routing import Prompt, Whole
from api.settings import Settings
from api.shell import Rim, by_rules, dressed, shell
from api.steady import Steady
from api.tasklists import TaskLists
from api.traces import Attempts, Uses
from api.writing import writables
from governance.past import HANOI
from governance.redaction import Redaction
from governance.store import Store
from portfolio.baselines.model import PARTS
from portfolio.workflow.model import WRITTEN

LARGEST_BODY = 1_000_000
"""Bytes that a request may carry."""


class Clock(NamedTuple):
    """What time it is: ``now`` in UTC, ``today`` in Hà Nội."""

    now: Callable[[], datetime]
    today: Callable[[], date]


SYSTEM = Clock(lambda: datetime.now(UTC), lambda: datetime.now(HANOI).date())


class Service(Prompt):
    """The application inside its shell, which also dresses the answers that the router gives by itself."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        """Serve one connection."""
        await shell(self._served, self.state.rim, scope, receive, send)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await super().__call__(scope, receive, send)
            return
        steady: Steady = self.state.steady
        keeps = scope["method"] in ("GET", "HEAD") and scope["path"].startswith(API)
        if not (keeps and await steady.given(scope, send)):
            inner = steady.keeping(super().__call__) if keeps else super().__call__
            await by_rules(inner, self.state.rim, scope, receive, send)


CALENDARS = (Feeds, CalDav, CalDavHome)
"""What calendar programs ask, each with the secret of one calendar."""


def create_app(settings: Settings, *, clock: Clock = SYSTEM, store: Store | None = None) -> Service:
    """The service of one installation.

    Parameters
    ----------
    settings
        Where its data is and where people reach it.
    clock
        What time it is.
    store
        A store that is open already, and stays open; without one the database of the settings is opened and closed.
    """
    return Service(
        route_handlers=[
            _api(settings.webhook_hosts),
            SignIn,
            OwnPages,
            Pages,
            ReportPages,
            Calendars,
            Linked,
            *CALENDARS,
            Assets,
        ],
        lifespan=[_opened],
        state=beginning(settings, clock, store),
        guards=[guard],
        exception_handlers=dict(HANDLERS),
        openapi_config=openapi.config("1"),
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
    )


def beginning(settings: Settings, clock: Clock = SYSTEM, store: Store | None = None) -> State:
    """What a service knows before it is opened. Its addresses depend on the hosts of webhooks, and on nothing else of this."""
    say = logging.getLogger("egov.access").info
    rim = Rim(settings.secure, settings.hosts, foreign_host(settings.public_url), say)
    return State({"settings": settings, "clock": clock, "opened": store, "rim": rim})


@asynccontextmanager
async def _opened(app: Litestar) -> AsyncIterator[None]:
    settings, clock, store = app.state.settings, app.state.clock, app.state.opened
    if store is not None:
        async with _furnished(app, store, clock):
            yield
        return
    engine = engine_for(settings.database_url)
    try:
        await check_schema(engine)
        async with _furnished(app, store_for(engine), clock):
            yield
    finally:
        await engine.aclose()


@asynccontextmanager
async def _furnished(app: Litestar, store: Store, clock: Clock) -> AsyncIterator[None]:
    app.state.store = store
    app.state.computed, app.state.shelves = Computed(store, clock.today), Shelves()
    app.state.tasklists = TaskLists(store, app.state.computed, clock.today)
    app.state.feeds = Desk(store, app.state.computed, app.state.settings.lang, app.state.settings.public_url)
    app.state.hashing, app.state.attempts, app.state.uses = Hashing(), Attempts(store.engine), Uses(store.engine)
    app.state.steady = Steady(store, app.state.uses, clock.now, clock.today, partial(dressed, app.state.rim))
    app.state.watch = Watch(store.state)
    hosts = app.state.settings.webhook_hosts
    app.state.postman = Postman(store, clock.now, hosts, API)
    async with app.state.uses.kept(), app.state.postman.delivering(app.state.watch):
        yield


def _api(webhook_hosts: frozenset[str]) -> Whole:
    """Everything under /api/v1."""
    written = writables(webhook_hosts)
    kinds = [*(resource(*each) for each in written), batches(written)]
    kinds += [readable(kind, READ) for kind in (*PARTS, *WRITTEN)] + [readable(Redaction, AUDIT)]
    others = [
        Webhooks,
        Credentials,
        Me,
        Consents,
        Schedules,
        Offices,
        Popolo,
        Baselines,
        Scenarios,
        Plans,
        LivePlan,
        Imports,
        Annexes,
        Instruments,
        Meetings,
        Reports,
        Workflow,
        Reminders,
        LedgerController,
        Changes,
    ]
    return Whole(API, route_handlers=[*kinds, *others], before_request=before_api, dependencies={**LOOK, **CHANGE})

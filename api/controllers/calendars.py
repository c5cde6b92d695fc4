"""The page on which a person subscribes to calendars, and what its forms do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, RawBody

from api.access import PAGE, Principal
from api.controllers.signing import renewed
from api.credentials import READ_SCOPE, Issued, end, issue, rotate_feed
from api.forms import checked
from api.http import wanted_language
from api.pages.calendars import KEPT, Address, Desk, Subscription, calendars_page
from api.sessions import form_token
from api.subscribing import called, checked_number, groups, manner_of, named, of_what, order, own_feeds
from api.tables import Credential, Purpose
from governance.errors import InvalidError, UnknownCodeError
from governance.messages import Message, _
from governance.model import Organization
from governance.past import in_hanoi as at
from governance.records import Records
from governance.work import Author, Work
from portfolio.model import Programme

_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class Calendars(Controller):
    """One's own calendars. A new address is in the answer to the form that made it, and nowhere else."""

    path = "/calendars"
    opt = {"access": PAGE}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/")
    async def page(self, request: Request[Principal, Any, Any], state: State) -> Response[str]:
        """What the account is subscribed to, and the form for more."""
        return await _page(request, state)

    @post("/", status_code=200)
    async def made(self, request: Request[Principal, Any, Any], state: State, body: RawBody) -> Response[str]:
        """Make a calendar for the account that is signed in."""
        sent, account = checked(request, body), request.user.account.code
        records = (await state.store.state()).records
        by = Author(account, state.clock.now(), action="issue")
        try:
            checked_number(records, account, by.at)
            asked = order(sent)
            new = await issue(
                state.store, by, account=account, purpose=Purpose.FEED, scope=READ_SCOPE, label=asked.label,
                subject=asked.subject, feed=asked.kind.value, options=asked.options,
            )  # fmt: skip
        except InvalidError as refused:
            return await _page(request, state, said=refused, sent=sent)
        return await _page(request, state, new=new)

    @post("/{code:str}/address", status_code=200)
    async def rotated(
        self, request: Request[Principal, Any, Any], state: State, code: FromPath[str], body: RawBody
    ) -> Response[str]:
        """Give one of the account's own calendars another address; its name and its entries stay."""
        sent, account = checked(request, body), request.user.account.code
        await _own(state, account, code)
        days = sent.get("keep_days", "0")
        kept = int(days) if days in {choice.value for choice in KEPT} else 0
        try:
            new = await rotate_feed(state.store, Author(account, state.clock.now(), action="rotate"), code, keep_days=kept)
        except InvalidError as refused:
            return await _page(request, state, said=refused)
        return await _page(request, state, new=new)

    @post("/{code:str}/end", status_code=303)
    async def ended(
        self, request: Request[Principal, Any, Any], state: State, code: FromPath[str], body: RawBody
    ) -> Response[str]:
        """End one of the account's own calendars."""
        checked(request, body)
        account = request.user.account.code
        await _own(state, account, code)
        by = Author(account, state.clock.now(), action="revoke")

        def close(work: Work) -> None:
            end(work, code, by)

        await state.store.commit(close, by)
        return Response("", status_code=303, headers={"Location": f"/calendars?lang={wanted_language(request)}", **_HEADERS})


async def _own(state: State, account: str, code: str) -> None:
    """Make sure that a calendar is the account's; one of another account is not there.

    Raises
    ------
    UnknownCodeError
    """
    found = (await state.store.state()).records.find(Credential, code)
    if found is None or found.account != account or found.purpose is not Purpose.FEED:
        raise UnknownCodeError("credential", code)


async def _page(
    request: Request[Principal, Any, Any],
    state: State,
    *,
    said: InvalidError | None = None,
    new: Issued | None = None,
    sent: Mapping[str, str] = MappingProxyType({}),
) -> Response[str]:
    lang, user = wanted_language(request), request.user
    records = (await state.store.state()).records
    used = await state.uses.all()
    subscriptions = [
        Subscription(
            each.code,
            called(records, each, state.settings.lang),
            of_what(records, each),
            list(manner_of(each)),
            at(each.created_at),
            at(used[each.code]) if each.code in used else None,
            at(each.expires_at) if each.expires_at else None,
        )
        for each in own_feeds(records, user.account.code, state.clock.now())
    ]
    desk = Desk(
        groups(records, user.account, state.clock.today()),
        named(records.all(Programme)),
        named(records.all(Organization)),
        subscriptions,
        form_token(user.secret),
    )
    address = _address(state, records, new) if new else None
    problems = [_told(problem.place, problem.message) for problem in said.problems] if said else []
    page = calendars_page(lang, desk, problems, address, sent)
    headers = {**_HEADERS, "Content-Language": lang}
    answer = Response(page, status_code=422 if said else 200, media_type="text/html", headers=headers)
    return await renewed(request, state, answer)


def _address(state: State, records: Records, new: Issued) -> Address:
    name = called(records, new.stored.entity, state.settings.lang)
    return Address.of(name, state.settings.public_url, new.secret)


def _told(place: str, message: Message) -> Message:
    """What is wrong with a line of the form, by the name that the line has on the page."""
    return _("{place}: {why}", place=_PLACES.get(place, place), why=message)


_PLACES = {
    "of": _("Calendar of"),
    "subject": _("Calendar of"),
    "label": _("Name of the calendar"),
    "components": _("What it shows"),
    "alarm": _("Remind me so many working days before a deadline (0: never)"),
    "lang": _("Language of the calendar"),
    "programme": _("Programme"),
    "agency": _("Lead"),
    "status": _("Status"),
    "max_float": _("Float of so many working days at most"),
    "deadline_from": _("Due from"),
    "deadline_to": _("Due until"),
    "q": _("Words of the title or the code"),
}

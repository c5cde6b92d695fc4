"""The pages for coming in and going out, and for one's own account: its rights, its sessions, its password."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromPath, RawBody

from api.access import OPEN, PAGE, Principal, called, cookie_name
from api.credentials import end, held
from api.errors import HttpError
from api.forms import checked, fields, same_origin
from api.http import wanted_language
from api.notice import notice
from api.pages.entry import OwnAccount, SessionLine, account_page, sign_in_page
from api.sessions import LONGEST, form_token, own_sessions, sign_in, turned
from api.settings import Settings
from api.signing import Attempt, Change, Door, asks_current, by_password, change_password
from api.tables import Credential, Purpose
from governance.errors import InvalidError, Problem, UnknownCodeError
from governance.messages import Lang, Message, _
from governance.past import in_hanoi as at
from governance.work import Author, Work

_NO_STORE = {"Cache-Control": "no-store"}


class SignIn(Controller):
    """Coming in: by password, or by a one-time link."""

    path = "/sign-in"
    opt = {"access": OPEN}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/")
    async def asked(self, request: Request[Any, Any, Any]) -> Response[str]:
        """The form for account and password."""
        lang = wanted_language(request)
        return _page(sign_in_page(lang), lang, 200)

    @post("/", status_code=303)
    async def came(self, request: Request[Any, Any, Any], state: State, body: RawBody) -> Response[str]:
        """Open a session under a new number where account and password go together."""
        same_origin(request)
        sent, lang = fields(body), wanted_language(request)
        attempt = _attempt(request, sent.get("account", "").strip(), sent.get("password", ""))
        try:
            secret = await by_password(door(state), attempt, instead_of=_cookie_of(request))
        except HttpError as refused:
            if refused.slug != "too-many-tries":
                raise
            page = _page(sign_in_page(lang, attempt.account, [refused.message]), lang, 429)
            page.headers.update(refused.headers)
            return page
        if secret is None:
            wrong = _("Account and password do not go together, or the account is closed.")
            return _page(sign_in_page(lang, attempt.account, [wrong]), lang, 403)
        return _in(request, state.settings, secret)

    @get("/{token:str}")
    async def offered(self, request: Request[Any, Any, Any], state: State, token: FromPath[str]) -> Response[str]:
        """Ask for a click: programs that open links to look for harm must not use a one-time link up."""
        lang = wanted_language(request)
        if await held(state.store, token, Purpose.SIGN_IN, state.clock.now()) is None:
            return _useless(lang)
        button = f'<form method="post"><button>{_("Sign in").render(lang)}</button></form>\n'
        page = notice(
            _("National portfolio of e-Government").render(lang),
            [_("This link signs you in once.").render(lang)],
            lang,
            more=button,
            again=True,
        )
        return _page(page, lang, 200)

    @post("/{token:str}", status_code=303)
    async def signed_in(self, request: Request[Any, Any, Any], state: State, token: FromPath[str]) -> Response[str]:
        """Use the link up, and open a session under a new number."""
        same_origin(request)
        secret = await sign_in(state.store, token, state.clock.now(), instead_of=_cookie_of(request))
        if secret is None:
            return _useless(wanted_language(request))
        return _in(request, state.settings, secret)


class OwnPages(Controller):
    """What an account sees and changes of itself, and going out."""

    path = "/"
    opt = {"access": PAGE}  # noqa: RUF012
    include_in_schema = False

    @post("/sign-out", status_code=200)
    async def signed_out(self, request: Request[Principal, Any, Any], state: State, body: RawBody) -> Response[str]:
        """End the session, here and on the server."""
        checked(request, body)
        await _end(state, request.user.account.code, request.user.credential.code, "sign-out")
        lang = wanted_language(request)
        lines = [_("To come back, sign in again, or open a new sign-in link.").render(lang)]
        gone = cookie(state.settings, "")
        gone.max_age = 0
        again = f'<p><a href="/sign-in?lang={lang}">{_("Sign in").render(lang)}</a></p>\n'
        page = _page(notice(_("You are signed out").render(lang), lines, lang, more=again), lang, 200)
        page.set_cookie(gone)
        return page

    @get("/account")
    async def own(self, request: Request[Principal, Any, Any], state: State) -> Response[str]:
        """The account's own page."""
        return await _own(request, state)

    @post("/account/password", status_code=200)
    async def password(self, request: Request[Principal, Any, Any], state: State, body: RawBody) -> Response[str]:
        """Keep another password. Every session of the account ends; this one goes on under a new number."""
        sent, user = checked(request, body), request.user
        new = sent.get("password", "")
        try:
            if new != sent.get("again", ""):
                raise InvalidError([Problem("again", _("is not the same as the new password above"))])
            current = sent.get("current", "") if asks_current(user.account, user.credential) else None
            attempt = _attempt(request, user.account.code, current or "")
            secret = await change_password(door(state), attempt, user.account, Change(current, new, user.secret))
        except InvalidError as refused:
            said = [_("{place}: {why}", place=_PLACES.get(p.place, p.place), why=p.message) for p in refused.problems]
            return await _own(request, state, 422, said)
        assert secret is not None
        lang = wanted_language(request)
        lines = [_("Every other session of the account has ended.").render(lang)]
        page = _page(notice(_("The password is changed").render(lang), lines, lang, more=_back(lang)), lang, 200)
        page.set_cookie(cookie(state.settings, secret))
        return page

    @post("/account/sessions/{code:str}/end", status_code=303)
    async def ended(
        self, request: Request[Principal, Any, Any], state: State, code: FromPath[str], body: RawBody
    ) -> Response[str]:
        """End one of the account's own sessions."""
        checked(request, body)
        await end_own(state, request.user.account.code, code)
        return Response("", status_code=303, headers={"Location": onward(request, "/account"), **_NO_STORE})


_PLACES = {
    "current": _("Current password"),
    "new": _("New password"),
    "again": _("New password, once more"),
}


def door(state: State) -> Door:
    """What signing in stands on, in this service."""
    return Door(state.store, state.hashing, state.attempts)


async def end_own(state: State, account: str, code: str) -> None:
    """End a session of an account; one of another account is not there.

    Raises
    ------
    UnknownCodeError
    """
    found = (await state.store.state()).records.find(Credential, code)
    if found is None or found.account != account or found.purpose is not Purpose.SESSION:
        raise UnknownCodeError("session", code)
    await _end(state, account, code, "revoke")


async def _end(state: State, account: str, code: str, action: str) -> None:
    author = Author(account=account, at=state.clock.now(), action=action)

    def close(work: Work) -> None:
        end(work, code, author)

    await state.store.commit(close, author)


async def renewed(request: Request[Principal, Any, Any], state: State, answer: Response[str]) -> Response[str]:
    """An answer to a page's reader, with the session's new number where it is time for one."""
    kept = await state.store.get(Credential, request.user.credential.code)
    secret = await turned(state.store, kept, request.user.secret, state.clock.now())
    if secret is not None:
        answer.set_cookie(cookie(state.settings, secret))
    return answer


async def _own(
    request: Request[Principal, Any, Any], state: State, status: int = 200, said: list[Message] | None = None
) -> Response[str]:
    user, lang, now = request.user, wanted_language(request), state.clock.now()
    kept = await state.store.state()
    lines = [
        SessionLine(each.code, await _session_line(state, each, here=each.code == user.credential.code))
        for each in own_sessions(kept, user.account.code, now)
    ]
    own = OwnAccount(
        user.account.code,
        user.account.name,
        [_("{role} {where}", role=called(role), where=reach.said) for role, reach in user.rights.items()],
        lines,
        user.account.password_hash is not None,
        asks_current(user.account, user.credential),
        form_token(user.secret),
    )
    return await renewed(request, state, _page(account_page(lang, own, said or ()), lang, status))


async def _session_line(state: State, session: Credential, *, here: bool) -> Message:
    last: datetime | None = await state.uses.last(session.code)
    used = at(last.isoformat()) if last else at(session.created_at)
    opened, mark = at(session.created_at), _("this one") if here else _("another browser")
    return _("since {opened}, last used {used}: {which}", opened=opened, used=used, which=mark)


def _attempt(request: Request[Any, Any, Any], account: str, password: str) -> Attempt:
    """Who is at the door. The address is whoever connects, or what a trusted proxy says of it."""
    address = request.client.host if request.client else ""
    return Attempt(account, password, address, request.app.state.clock.now())


def _cookie_of(request: Request[Any, Any, Any]) -> str | None:
    return request.cookies.get(cookie_name(request.app.state.settings))


def _in(request: Request[Any, Any, Any], settings: Settings, secret: str) -> Response[str]:
    return Response(
        "", status_code=303, headers={"Location": onward(request, "/"), **_NO_STORE}, cookies=[cookie(settings, secret)]
    )


def onward(request: Request[Any, Any, Any], address: str) -> str:
    """The address of the page that comes next, in the language that was chosen for this one, if one was."""
    return f"{address}?lang={wanted_language(request)}" if "lang" in request.query_params else address


def cookie(settings: Settings, secret: str) -> Cookie:
    """The session cookie: sent to this host only, read by no script, over https only where the service has it."""
    return Cookie(
        key=cookie_name(settings),
        value=secret,
        path="/",
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure,
    )


def _useless(lang: Lang) -> Response[str]:
    lines = [
        _("It was used already, it is older than a day, or it is not complete.").render(lang),
        _("Ask the secretariat for a new one; on the machine of the service: egov account sign-in CODE").render(lang),
    ]
    return _page(notice(_("This sign-in link does not work").render(lang), lines, lang), lang, 404)


def _back(lang: Lang) -> str:
    return f'<p><a href="/account?lang={lang}">{_("Back to the account").render(lang)}</a></p>\n'


def _page(page: str, lang: Lang, status: int) -> Response[str]:
    return Response(page, status_code=status, media_type="text/html", headers={**_NO_STORE, "Content-Language": lang})

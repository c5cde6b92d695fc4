"""Requests that wait for a second person: listed, confirmed, declined."""

from typing import TYPE_CHECKING

import click

from api.cli.terminal import Told, author, lang_option, language, note, now, run
from governance.messages import _

if TYPE_CHECKING:
    from governance.consents import Consent
    from governance.store import Store
    from governance.work import Author


@click.group(cls=Told)
def consent() -> None:
    """Yêu cầu chờ người thứ hai đồng ý · requests that wait for a second person."""


@consent.command("list")
@click.option("--all", "every", is_flag=True, help="Cả những yêu cầu đã quyết định · those that are decided, too.")
@lang_option
def listed(every: bool, lang: str | None) -> None:
    """Liệt kê yêu cầu đang chờ · list what waits."""
    from governance.consenting import is_open
    from governance.consents import Consent
    from governance.past import in_hanoi
    from governance.work import instant

    async def whole(store: "Store") -> "list[Consent]":
        _head, records = await store.records()
        return [each for each in records.all(Consent) if every or is_open(each, instant(now()))]

    found = run(whole)
    for each in found:
        what = each.what_vi if language(lang) == "vi" else each.what_en
        click.echo("\t".join((each.code, each.state.value, each.requested_by, in_hanoi(each.expires_at), what)))
    if not found:
        note(_("nothing waits for a second person"), language(lang))


@consent.command("confirm")
@click.argument("code")
@lang_option
def confirmed(code: str, lang: str | None) -> None:
    """Đồng ý và thực hiện · confirm what an account asked for, and carry it out.

    Yêu cầu lập tại dòng lệnh được một tài khoản đồng ý qua API, không phải tại đây: cần có hai người · what was asked for at
    the terminal is confirmed by an account through the API, not here: it takes two.

    CODE: mã yêu cầu · the request.
    """
    from api.consents import carry_out
    from governance.consenting import confirm

    async def whole(store: "Store") -> None:
        found, by = await _found(store, code)
        await store.commit(lambda work: confirm(work, code, None, lambda work: carry_out(work, found), by), by)

    run(whole)
    note(_("{code} is confirmed and carried out", code=code), language(lang))


@consent.command("decline")
@click.argument("code")
@click.option("--reason", required=True, help="Lý do · why.")
@lang_option
def declined(code: str, reason: str, lang: str | None) -> None:
    """Không đồng ý, hoặc rút lại · decline what was asked for, or take it back.

    CODE: mã yêu cầu · the request.
    """
    from governance.consenting import decline

    async def whole(store: "Store") -> None:
        _request, by = await _found(store, code)
        await store.commit(lambda work: decline(work, code, None, reason, by), by)

    run(whole)
    note(_("{code} is declined", code=code), language(lang))


def say_waits(consent: "Consent", lang: str | None) -> None:
    """Tell that a body wants a second person, and what that person does."""
    click.echo(consent.code)
    said = {"rule": consent.asked_by, "code": consent.code, "until": consent.expires_at[:10]}
    note(_("nothing is changed yet: {rule} wants a second person; an account confirms {code} by {until} through the API", **said),
         language(lang))  # fmt: skip


async def _found(store: "Store", code: str) -> "tuple[Consent, Author]":
    """The request, and the terminal as whoever decides, on what the request is to rest on."""
    from governance.consents import Consent

    found = (await store.get(Consent, code)).entity
    by = author("terminal", f"consent {code}")
    return found, by._replace(document=found.rests_on_document, meeting=found.rests_on_meeting)

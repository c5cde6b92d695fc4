"""What the commands of accounts and of feeds share: listing credentials, and revoking one."""

from typing import TYPE_CHECKING

import click

from api.cli.terminal import author, language, now, run, settings
from governance.messages import _

if TYPE_CHECKING:
    from governance.store import Store


def list_credentials(purpose: str, owner: str | None = None, lang: str | None = None) -> None:
    """List what an account, or every one, has for a purpose; never the secrets."""
    from api.credentials import is_live
    from api.subscribing import called
    from api.tables import Credential
    from api.traces import Uses
    from governance.past import in_hanoi

    async def whole(store: "Store") -> None:
        _head, records = await store.records()
        used = await Uses(store.engine).all()
        for each in records.by(Credential, "purpose", purpose):
            if owner in (None, each.account):
                if each.revoked_at:
                    state = _("revoked {at}", at=in_hanoi(each.revoked_at))
                elif each.expires_at and not is_live(each, now()):
                    state = _("expired {at}", at=in_hanoi(each.expires_at))
                elif each.expires_at:
                    state = _("active until {at}", at=in_hanoi(each.expires_at))
                else:
                    state = _("active, without an end")
                last = _("last used {at}", at=in_hanoi(used[each.code])) if each.code in used else _("never used")
                name = called(records, each, settings().lang) if purpose == "feed" else each.label
                cells = (each.code, each.account, each.subject, name, *(m.render(language(lang)) for m in (state, last)))
                click.echo("\t".join(cell or "" for cell in cells))

    run(whole)


def revoke_credential(code: str) -> None:
    """Revoke a token or a feed."""
    from api.credentials import revoke

    async def whole(store: "Store") -> None:
        await revoke(store, author("terminal"), code)

    run(whole)

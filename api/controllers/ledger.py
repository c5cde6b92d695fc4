"""The ledger of every change, for those who audit."""

from typing import Annotated

from litestar import Controller, get
from litestar.datastructures import State
from litestar.params import QueryParameter
from msgspec import Struct

from api.access import AUDIT
from api.controllers.conventions import malformed, problems
from governance.errors import Problem
from governance.ledger import Entry, Head
from governance.messages import _

After = Annotated[int, QueryParameter(ge=0, le=2**53, description="Only entries behind this sequence number.")]
Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="How many at most.")]
Anchor = Annotated[
    str | None,
    QueryParameter(
        required=False, max_length=90, description="A head noted outside earlier, as SEQ:HASH; the ledger must still hold it."
    ),
]


class LedgerPage(Struct):
    """Entries, oldest first, and the head of the ledger."""

    items: list[Entry]
    head: Head
    next: int | None


class Verdict(Struct):
    """Whether the ledger is whole; where not, the first entry that does not fit and why."""

    intact: bool
    head: Head
    broken_at: int | None = None
    reason_vi: str | None = None
    reason_en: str | None = None


class LedgerController(Controller):
    """Read and prove the ledger."""

    path = "/ledger"
    tags = ["ledger"]  # noqa: RUF012 - the framework's way
    opt = {"access": AUDIT}  # noqa: RUF012

    @get("/", responses=problems(), operation_id="list_ledger", summary="List the changes")
    async def listed(self, state: State, after: After = 0, limit: Limit = 100) -> LedgerPage:
        """Every change, who made it, when, and on what it rests; ``before`` and ``after`` are canonical JSON."""
        entries = await state.store.entries(after, limit)
        following = entries[-1].seq if len(entries) == limit else None
        return LedgerPage(entries, await state.store.head(), following)

    @get("/verify", responses=problems(), operation_id="verify_ledger", summary="Prove the ledger")
    async def verified(self, state: State, anchor: Anchor = None) -> Verdict:
        """Walk the whole chain and compare it with the tables. Keep the head that this gives somewhere else."""
        broken = await state.store.verify(_anchor(anchor))
        head = await state.store.head()
        if broken is None:
            return Verdict(True, head)
        return Verdict(False, head, broken.seq, broken.message.render("vi"), broken.message.render("en"))


def _anchor(text: str | None) -> Head | None:
    if text is None:
        return None
    seq, _colon, digest = text.partition(":")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19 and len(digest) == 64):
        raise malformed(
            _("an anchor is a sequence number, a colon and a hash"), [Problem("anchor", _("is not of the form SEQ:HASH"))]
        )
    return Head(int(seq), digest)

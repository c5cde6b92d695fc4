"""Carrying out a redaction: in the thing itself, in every entry about it, and in the answers kept for repeated requests."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from governance import statements as sql
from governance.database import Unit
from governance.redaction import Asked, Elsewhere, Plan, Redaction, cleaned, elsewhere, planned, redact
from governance.statements import entry_of
from governance.store import Store
from governance.work import Author, Stored, Work


class Touched(Struct, kw_only=True):
    """What a redaction takes out: of which entries which fields, whether of the thing as it is now, of how many kept answers.

    ``elsewhere`` are other places where the ledger says the same words; they stay.
    """

    type: str
    subject: str
    fields: list[str]
    entries: dict[int, list[str]]
    live: bool
    answers: int
    elsewhere: list[Elsewhere]


class Redacting:
    """A redaction as a unit of work: :meth:`change` is what is committed, around it the entries are read and blanked."""

    def __init__(self, store: Store, asked: Asked) -> None:
        self._asked = asked
        self._engine_type = store.engine.engine_type
        self._plan = planned(asked, ())

    def _say(self, template: str) -> str:
        return sql.spoken(template, self._engine_type)

    async def _planned(self, unit: Unit) -> Plan:
        rows = await unit.rows(self._say(sql.HISTORY), (self._asked.kind.kind, self._asked.code))
        return planned(self._asked, map(entry_of, rows))

    async def before(self, unit: Unit) -> None:
        """Read what the ledger says of the thing."""
        self._plan = await self._planned(unit)

    def change(self, work: Work) -> Stored[Redaction]:
        """Blank the thing and write the redaction down."""
        return redact(work, self._asked, self._plan)

    async def after(self, unit: Unit) -> None:
        """Take it out of the entries, the one that was just written too, and out of kept answers."""
        plan = await self._planned(unit)
        await unit.many(self._say(sql.BLANK_ENTRY), [(left.before, left.after, left.personal, left.seq) for left in plan.entries])
        answers = _cleaned(await unit.rows(self._say(sql.KEPT_ANSWERS)), plan)
        await unit.many(self._say(sql.CLEAN_ANSWER), [(body, code) for code, body in answers])


class _Answer(NamedTuple):
    code: str
    body: str


def _cleaned(rows: Iterable[tuple[str, ...]], plan: Plan) -> list[_Answer]:
    answers = ((code, body, cleaned(body, plan.values)) for code, body in rows)
    return [_Answer(code, after) for code, before, after in answers if before != after]


async def touched(store: Store, asked: Asked) -> Touched:
    """What a redaction would touch; nothing is changed, and nothing is refused."""
    plan = planned(asked, await store.history(asked.kind, asked.code))
    state = await store.state()
    answers = await store.engine.rows(sql.KEPT_ANSWERS)
    return Touched(
        type=asked.kind.kind,
        subject=asked.code,
        fields=sorted(asked.fields),
        entries={seq: list(names) for seq, names in plan.fields.items()},
        live=state.stored(asked.kind, asked.code) is not None,
        answers=len(_cleaned(answers, plan)),
        elsewhere=list(elsewhere(asked, plan.values, await store.ledger())),
    )


async def tried(store: Store, asked: Asked, by: Author) -> None:
    """Refuse what the redaction itself would refuse; nothing is changed.

    Raises
    ------
    UnknownCodeError, InvalidError
    """
    work = Work(await store.state(), by)
    redact(work, asked, planned(asked, await store.history(asked.kind, asked.code)))
    store.check(work)

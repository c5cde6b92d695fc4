"""Keeps governed things in a database: reads the whole state fast, and changes it through one unit of work.

Every change appends exactly one ledger entry in the same transaction. The ledger's head is the revision of everything:
a process reads the head, and if it moved applies the entries it has not seen.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from governance import statements as sql
from governance.columns import from_row, plain, search_key, to_row
from governance.database import Database, Row, Trouble, Unit, translated
from governance.errors import CycleError, DomainError, InUseError, InvalidError, Problem, UnavailableError, found, kind_name
from governance.gathering import Gathered, Wanted, gathered
from governance.ledger import Broken, Entry, Head
from governance.messages import _
from governance.past import Known
from governance.reading import Reading
from governance.records import Records
from governance.rulebook import Rule, as_problem, enforce
from governance.sharing import Shared
from governance.statements import entry_of, head_of_rows, row_of
from governance.values import Entity, differing
from governance.work import Author, Change, State, Stored, Work, in_time, instant

E = TypeVar("E", bound=Entity)
T = TypeVar("T")

TRIES = 5
REMEMBERED = timedelta(days=7)
"""How long the answer to a request is repeated when the request comes again."""


class Answer(NamedTuple):
    """What a request was answered, kept so that the same request gets the same answer again."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


class Once(NamedTuple):
    """What makes a request the same request: the account's own key for it, and the SHA-256 of what was asked."""

    account: str
    key: str
    request: str

    @property
    def code(self) -> str:
        """Under which its answer is kept."""
        return sha256(f"{self.account}\0{self.key}".encode()).hexdigest()


class Around(Protocol):
    """What is read before a change and written after it, in the same unit of work."""

    async def before(self, unit: Unit) -> None:
        """Read, before the function runs."""
        ...

    async def after(self, unit: Unit) -> None:
        """Write, once the change and its ledger entries are written."""
        ...


class Store:
    """Governed things of some kinds in a database, under some rules.

    Parameters
    ----------
    engine
        Where they are kept.
    kinds
        Every kind, each after what it refers to.
    rules
        What must hold after every change.
    """

    def __init__(self, engine: Database, kinds: Sequence[type[Entity]], rules: Sequence[Rule] = ()) -> None:
        self.engine = engine
        self.kinds = tuple(kinds)
        self.rules = tuple(rules)
        self._reading = Reading(kinds, engine.engine_type)
        self._say = self._reading.say
        self._state: State | None = None
        self._look = Shared(self._looked)
        self._stamp: Hashable | None = None  # of the database, from before the state was read; None when that is not known

    # ---- reading

    async def head(self) -> Head:
        """The last entry of the ledger: the revision of everything."""
        with self._plainly():
            return head_of_rows(await self.engine.rows(sql.HEAD))

    async def state(self) -> State:
        """Everything there is now. Costs one query at most when nothing changed, and the changes when something did.

        However many ask at once, the database is asked for all of them together.
        """
        stamp = self.engine.stamp()
        if stamp is not None and stamp == self._stamp and self._state is not None:
            return self._state
        return await self._look.answer()

    async def _looked(self) -> State:
        stamp = self.engine.stamp()
        with self._plainly():
            found = await self._reading.current(self.engine, self._state)
        self._state, self._stamp = found, stamp
        return found

    async def records(self) -> tuple[Head, Records]:
        """The head and the state at it, as computations read it."""
        state = await self.state()
        return state.head, state.records

    async def records_at(self, known: Known) -> tuple[Head, Records]:
        """The head and the state as they were known at a ledger entry, at a moment, or at the end of a day in Hà Nội.

        Accounts and credentials are in no past state. The day that is not over yet, and any later, is the present.

        Raises
        ------
        InvalidError
            When the ledger has no such entry yet.
        """
        state = await self.state()
        with self._plainly():
            return await self._reading.past(self.engine, state, known)

    async def state_at(self, known: Known, kind: type[Entity]) -> State:
        """The state as it was known, as :meth:`records_at` says it, with the versions that things of one kind had."""
        state = await self.state()
        with self._plainly():
            head, records = await self._reading.past(self.engine, state, known)
            marks = await self._reading.past_marks(self.engine, state, head.seq, kind)
        return State(head, records, {kind: marks})

    async def gather(self, wanted: Sequence[Wanted], whole: Sequence[type[Entity]]) -> tuple[Head, list[Gathered], Records]:
        """Columns of some kinds, and all things of others, at one head. Nothing is made for the rows of the columns."""
        columns = [self._say(sql.gather(each), *(value for _name, value in each.where)) for each in wanted]
        with self._plainly():
            head, *found = await self.engine.snapshot([(sql.HEAD, ()), *columns, *((sql.select(kind), ()) for kind in whole)])
        texts = [gathered(each, rows[0]) for each, rows in zip(wanted, found)]
        things = zip(whole, found[len(texts) :])
        return head_of_rows(head), texts, Records(from_row(kind, row) for kind, rows in things for row in rows)

    async def get(self, kind: type[E], code: str) -> Stored[E]:
        """One thing with its version.

        Raises
        ------
        UnknownCodeError
        """
        state = await self.state()
        state.records.get(kind, code)
        stored = state.stored(kind, code)
        assert stored is not None
        return stored

    async def entries(
        self, after: int = 0, limit: int = 1_000, sought: sql.Sought = sql.ALL, *, newest: bool = False
    ) -> list[Entry]:
        """Ledger entries behind a sequence number, oldest first; so many of the oldest, or of the newest."""
        statement, arguments = sql.sought(sought, newest=newest)
        with self._plainly():
            found = [entry_of(row) for row in await self.engine.rows(*self._say(statement, after, *arguments, limit))]
        return found[::-1] if newest else found

    async def ledger(self) -> list[Entry]:
        """The whole ledger, as it is at one moment."""
        with self._plainly():
            return [entry_of(row) for row in await self.engine.rows(sql.ALL_ENTRIES)]

    async def history(self, kind: type[Entity], code: str) -> list[Entry]:
        """Every ledger entry of one thing, oldest first."""
        with self._plainly():
            return [entry_of(row) for row in await self.engine.rows(*self._say(sql.HISTORY, kind.kind, code))]

    async def verify(self, *anchors: Head | None) -> Broken | None:
        """Prove the ledger against heads kept elsewhere, and that the tables hold what it says; what does not fit, or None."""
        with self._plainly():
            return await self._reading.proved(self.engine, anchors)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except DomainError:
            raise
        except Exception as error:
            refusal = self.engine.refusal(error)
            if refusal is None:
                raise
            raise translated(refusal) from error

    # ---- changing

    async def commit(
        self, fn: Callable[[Work], T], by: Author, around: Around | None = None, *, upon: Stored[Any] | None = None
    ) -> T:
        """Run ``fn`` on the current state and write what it changed: all of it, or nothing.

        ``fn`` is given a :class:`Work`, does not wait for anything, and may be run again on a newer state. ``upon`` is the
        version that the change is based on: if that is known to be outdated, it is refused before a transaction begins.

        Raises
        ------
        DomainError
            Whatever ``fn`` or a rule raises; ``InvalidError`` with every broken rule; ``UnavailableError`` when the
            database cannot take the change now.
        """
        return await self._until_done(lambda: self._attempt(fn, by, around, upon))

    async def commit_once(self, fn: Callable[[Work], Answer], by: Author, once: Once, around: Around | None = None) -> Answer:
        """Like :meth:`commit`, but with one effect however often the same request comes: the first answer is kept and repeated.

        Raises
        ------
        InvalidError
            When the key was used for a different request.
        """
        return await self._until_done(lambda: self._attempt_once(fn, by, once, around))

    async def tried(self, fn: Callable[[Work], T], by: Author) -> tuple[Work, T]:
        """Run ``fn`` as :meth:`commit` would, with everything that would refuse it, and write nothing: the work, and its answer.

        Raises
        ------
        DomainError
        """
        state = await self.state()
        return await asyncio.to_thread(lambda: self._worked(state, fn, by))

    async def _until_done(self, attempt: Callable[[], Awaitable[T]]) -> T:
        for number in range(TRIES):
            try:
                return await attempt()
            except DomainError:
                raise
            except Exception as error:
                refusal = self.engine.refusal(error)
                if refusal is None:
                    raise
                if refusal.trouble is not Trouble.AGAIN:
                    raise translated(refusal) from error
            await asyncio.sleep(random.uniform(0, 0.02 * 2**number))  # noqa: S311 (jitter, not a secret)
        raise UnavailableError(_("other changes kept coming first; nothing was changed; try again in a moment"))

    async def _attempt(self, fn: Callable[[Work], T], by: Author, around: Around | None, upon: Stored[Any] | None) -> T:
        begun = self.engine.unit() if upon is None else self.engine.unit(lambda: in_time(self._state, upon))
        async with begun as unit:
            outcome, result = await self._run(unit, fn, by, around)
        self._state, self._stamp = outcome, None
        return result

    async def _attempt_once(self, fn: Callable[[Work], Answer], by: Author, once: Once, around: Around | None) -> Answer:
        async with self.engine.unit() as unit:
            known = await unit.rows(*self._say(sql.ANSWERED, once.code))
            if known:
                return _repeated(once, known[0])
            outcome, answer = await self._run(unit, fn, by, around)
            headers = msgspec.json.encode(answer.headers).decode()
            await unit.rows(*self._say(sql.FORGET, instant(by.at - REMEMBERED)))
            await unit.rows(
                *self._say(sql.ANSWER, once.code, once.account, once.request, answer.status, headers, answer.body, instant(by.at))
            )
        self._state, self._stamp = outcome, None
        return answer

    async def _run(self, unit: Unit, fn: Callable[[Work], T], by: Author, around: Around | None) -> tuple[State, T]:
        state = await self._reading.current(unit, self._state)
        self._state, self._stamp = state, None
        if around is not None:
            await around.before(unit)
        work, result = self._worked(state, fn, by)
        for _kind, changes in groupby(work.changes, key=_same_statement):
            await self._write(unit, list(changes))
        await unit.many(self._say(sql.APPEND)[0], [row_of(change.entry) for change in work.changes])
        if around is not None:
            await around.after(unit)
        return work.outcome(), result

    def _worked(self, state: State, fn: Callable[[Work], T], by: Author) -> tuple[Work, T]:
        """What ``fn`` does on a state, if nothing refuses it."""
        work = Work(state, by)
        result = fn(work)
        work.allow()
        self.check(work)
        return work, result

    def check(self, work: Work) -> None:
        """Refuse an outcome that breaks a rule, with all that is wrong at once.

        Raises
        ------
        InUseError
            When nothing is wrong but that what was deleted is still referred to; names by what.
        CycleError
            When a loop of links is the only thing wrong.
        InvalidError
            With every problem.
        """
        touched = work.touched()
        if not touched:
            return
        needed = tuple(work.needed(self.kinds))
        # What is still referred to stays for the other rules' sake: one problem for each thing that cannot go.
        whole = work.records.apply((kind, code, work.before.find(kind, code)) for kind, code, _why in needed)
        stays = [Problem(f"{kind.kind} {code}", why) for kind, code, why in needed]
        problems = [*stays, *work.dangling(self.kinds, whole)]
        try:
            enforce(whole, self.rules, touched)
        except InvalidError as refused:
            problems += refused.problems
        except CycleError as loop:
            if not problems:
                raise
            problems.append(as_problem(loop))
        if problems and len(problems) == len(stays):
            raise InUseError(stays[0].message if len(stays) == 1 else found(stays), stays)
        if problems:
            raise InvalidError(list(dict.fromkeys(problems)))

    async def _write(self, unit: Unit, changes: Sequence[Change]) -> None:
        first = changes[0]
        try:
            if first.before is None:
                await self._insert(unit, changes)
            else:
                for change in changes:
                    await self._alter(unit, change)
        except Exception as error:
            refusal = self.engine.refusal(error)
            if refusal is None or refusal.trouble is Trouble.AGAIN:
                raise
            places = ", ".join(f"{change.kind.kind} {change.code}" for change in changes[:3])
            raise translated(refusal, places, deleting=first.after is None) from error

    async def _insert(self, unit: Unit, changes: Sequence[Change]) -> None:
        rows = [to_row(change.after, change.version, change.entry.seq) for change in changes if change.after is not None]
        await unit.many(self._say(sql.insert(changes[0].kind))[0], rows)

    async def _alter(self, unit: Unit, change: Change) -> None:
        """Write the fields that differ, and only them, if the row is still at the version that the change is based on."""
        if change.after is None:
            found = await unit.rows(*self._say(sql.delete(change.kind), change.code, change.version))
        else:
            values = altered(change)
            statement = sql.update(change.kind, tuple(values))
            found = await unit.rows(*self._say(statement, *values.values(), change.code, change.version - 1))
        if len(found) != 1:
            raise UnavailableError(
                _("the table of {kind} does not agree with the ledger; run: egov ledger verify", kind=kind_name(change.kind.kind))
            )


def altered(change: Change) -> dict[str, object]:
    """Column → value of what a replacement changes, and of what the store keeps beside it."""
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    values = {name: plain(getattr(after, name)) for name in differing(before, after)}
    return values | {"version": change.version, "changed_seq": change.entry.seq, "search_key": search_key(after)}


def _same_statement(change: Change) -> tuple[type[Entity], bool]:
    return change.kind, change.before is None


def _repeated(once: Once, row: Row) -> Answer:
    request, status, headers, body = row
    if request != once.request:
        raise InvalidError(
            [
                Problem(
                    "Idempotency-Key",
                    _("the key {key} was used for another request; take a new key for a new request", key=once.key),
                )
            ]
        )
    return Answer(status, msgspec.json.decode(headers, type=tuple[tuple[str, str], ...]), body)

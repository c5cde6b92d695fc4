"""The store changes everything or nothing, and the ledger tells exactly what changed, on both databases."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import msgspec
import pytest

from api.database import SafeEngine
from api.registry import KINDS, store_for
from api.tables import Account, AccountRole, Credential
from governance.columns import from_row, secrets
from governance.errors import (
    CycleError,
    DomainError,
    DuplicateCodeError,
    InUseError,
    InvalidError,
    Problem,
    StaleVersionError,
    UnavailableError,
    UnknownCodeError,
)
from governance.ledger import HIDDEN, Head, canonical, fold
from governance.messages import _
from governance.records import Records
from governance.rulebook import Rule
from governance.store import TRIES, Answer, Once, Store
from governance.values import references
from governance.work import Author, Stored, Work
from portfolio.model import Assignment, Dependency, Estimate, Programme, Role, Task
from tests.conftest import Run
from tests.support import AUTHOR, Place, example, gathered, one_of_each, past, small_world, task

replaced = msgspec.structs.replace


def renamed(work: Work, code: str, title: str, version: int | None = None) -> Any:
    return work.replace(replaced(work.get(Task, code).entity, title_en=title), version)


def test_a_new_database_is_empty(store: Store, run: Run[Any]) -> None:
    head, records = run(store.records())
    assert head == Head()
    assert list(records) == []


def test_what_is_created_can_be_read_with_its_version_and_ledger_entry(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    stored = run(store.get(Task, "A"))
    assert (stored.entity, stored.version, stored.changed_seq) == (task("A"), 1, 5)
    assert run(store.head()).seq == 7


def test_every_change_appends_exactly_one_entry_that_says_who_when_what_and_on_what_authority(
    store: Store, run: Run[Any]
) -> None:
    by = Author("minister", AUTHOR.at, document="1755", meeting="m1", action="import")
    run(store.commit(small_world, AUTHOR))
    run(store.commit(lambda work: renamed(work, "A", "Renamed", 1), by))
    run(store.commit(lambda work: work.delete(Task, "A", 2), by))
    created, changed, deleted = run(store.history(Task, "A"))
    assert [e.action for e in (created, changed, deleted)] == ["create", "replace", "delete"]
    assert (changed.account, changed.at, changed.document, changed.meeting, changed.purpose) == (
        "minister", "2018-07-05T02:00:00.000000Z", "1755", "m1", "import",
    )  # fmt: skip
    assert created.before is None
    assert (changed.before, changed.after) == (canonical(task("A")), canonical(task("A", title_en="Renamed")))
    assert (deleted.before, deleted.after) == (changed.after, None)
    assert run(store.verify()) is None


def test_replacing_a_thing_by_its_equal_writes_nothing(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    stored = run(store.commit(lambda work: work.replace(task("A"), 1), AUTHOR))
    assert stored.version == 1
    assert run(store.head()).seq == 7


def test_of_many_that_refer_to_what_is_to_go_some_are_named_and_the_rest_counted(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    run(store.commit(lambda work: [work.create(task(f"N{number}")) for number in range(20)], AUTHOR))
    with pytest.raises(InUseError) as refused:
        run(store.commit(lambda work: work.delete(Programme, "P", 1), AUTHOR))
    assert " more; change or delete those first" in refused.value.render("en")
    assert "và 13 mục khác" in refused.value.render("vi")


def lead(organization: str) -> Assignment:
    return Assignment(task="A", organization=organization, role=Role.LEAD)


def refused_changes() -> Iterator[Any]:
    """One change for each way in which a change can be wrong."""
    yield "a taken code", DuplicateCodeError, lambda work: work.create(task("A"))
    yield "an unknown code", UnknownCodeError, lambda work: work.replace(task("Z"), 1)
    yield "a stale version", StaleVersionError, lambda work: work.replace(task("A", title_en="x"), 9)
    yield "a stale version of what goes", StaleVersionError, lambda work: work.delete(Task, "A", 9)
    yield "a dangling reference", InvalidError, lambda work: work.create(task("D", programme="Q"))
    yield "a reference left dangling", InUseError, lambda work: work.delete(Programme, "P", 1)
    yield "an empty title", InvalidError, lambda work: work.create(task("D", title_vi=""))
    yield "a rule between fields", InvalidError, lambda work: work.create(task("D", parent="D"))
    yield "a cycle", CycleError, lambda work: [work.create(Dependency(predecessor=p, successor=s)) for p, s in ("AB", "BC", "CA")]
    yield "two leads", InvalidError, lambda work: [work.create(lead(o)) for o in ("MIC", "MIC2")]


@pytest.mark.parametrize(("error", "change"), [pytest.param(e, c, id=name) for name, e, c in refused_changes()])
def test_a_refused_change_leaves_nothing_behind(store: Store, run: Run[Any], error: type[DomainError], change: Any) -> None:
    run(store.commit(small_world, AUTHOR))
    before = run(store.records())

    def good_then_bad(work: Work) -> None:
        renamed(work, "B", "this must not stay")
        change(work)

    with pytest.raises(error) as refused:
        run(store.commit(good_then_bad, AUTHOR))
    assert refused.value.render("vi") != refused.value.render("en")
    again = Store(store.engine, store.kinds)
    head, records = run(again.records())
    assert head == before[0]
    assert list(records) == list(before[1])
    assert run(store.verify()) is None


def test_an_error_of_the_function_itself_leaves_nothing_behind(store: Store, run: Run[Any]) -> None:
    def fails(work: Work) -> None:
        small_world(work)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(store.commit(fails, AUTHOR))
    assert run(store.head()).seq == 0


def test_every_problem_of_a_change_is_told_at_once(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    with pytest.raises(InvalidError) as refused:
        run(store.commit(lambda work: [work.create(task(c, programme="Q", basis="none")) for c in "DE"], AUTHOR))
    assert {p.place for p in refused.value.problems} == {f"task {c} {f}" for c in "DE" for f in ("programme", "basis")}


def test_things_that_refer_to_each_other_may_be_created_in_any_order(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    run(store.commit(lambda work: [work.create(task("X", parent="Y")), work.create(task("Y"))], AUTHOR))
    assert run(store.get(Task, "X")).entity.parent == "Y"


def test_what_refers_and_what_is_referred_to_may_go_together(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    run(store.commit(lambda work: work.create(Estimate(task="A", optimistic=1, most_likely=2, pessimistic=3)), AUTHOR))

    def both_go(work: Work) -> None:
        work.delete(Estimate, "A", 1)
        work.delete(Task, "A", 1)

    run(store.commit(both_go, AUTHOR))
    assert run(store.verify()) is None


def test_a_rule_sees_the_state_after_the_change_and_runs_only_when_its_kinds_change(engine: SafeEngine, run: Run[Any]) -> None:
    seen: list[int] = []

    def at_most_three(records: Records) -> Iterator[Problem]:
        seen.append(len(records.all(Task)))
        if seen[-1] > 3:
            yield Problem("task", _("is required"))

    store = Store(engine, KINDS, [Rule(frozenset({Task}), at_most_three)])
    run(store.commit(small_world, AUTHOR))
    with pytest.raises(InvalidError):
        run(store.commit(lambda work: work.create(task("D")), AUTHOR))
    run(store.commit(lambda work: work.create(example(Account)), AUTHOR))
    assert seen == [3, 4]


def test_an_update_writes_the_changed_columns_and_leaves_the_others(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    run(past(engine, 'UPDATE "task" SET "ordinal" = 99 WHERE "code" = \'A\''))
    run(store.commit(lambda work: renamed(work, "A", "Renamed"), AUTHOR))
    assert run(engine.rows('SELECT "title_en", "ordinal" FROM "task" WHERE "code" = \'A\'')) == [("Renamed", 99)]


def test_two_stores_see_each_others_changes_without_reading_everything_again(database: Place, run: Run[Any]) -> None:
    mine, theirs = (store_for(database.engine()) for _each in range(2))
    run(mine.commit(small_world, AUTHOR))
    run(theirs.records())
    run(mine.commit(lambda work: renamed(work, "A", "Renamed"), AUTHOR))
    run(mine.commit(lambda work: work.delete(Task, "B", None), AUTHOR))
    run(mine.commit(lambda work: [work.create(task("D")), renamed(work, "D", "Renamed at once")], AUTHOR))
    assert (run(theirs.state()).head, run(theirs.state()).marks) == (run(mine.state()).head, run(mine.state()).marks)
    assert list(run(theirs.records())[1]) == list(run(mine.records())[1])
    assert run(theirs.get(Task, "A")).version == 2
    for each in (mine, theirs):
        run(each.engine.aclose())  # type: ignore[attr-defined]


def test_whoever_looks_sees_what_anybody_was_acknowledged_before(database: Place, run: Run[Any]) -> None:
    stores = [store_for(database.engine()) for _ in range(2)]
    acknowledged = [0]

    async def write(store: Store, number: int) -> None:
        for turn in range(8):
            code = f"T{number}-{turn}"
            made = await store.commit(lambda work, code=code: work.create(task(code)), AUTHOR)  # type: ignore[misc]
            acknowledged.append(made.changed_seq)

    async def look(store: Store) -> None:
        while len(acknowledged) < 8 * 4:
            before = max(acknowledged)
            assert (await store.state()).head.seq >= before
            await asyncio.sleep(0)

    async def all_at_once() -> None:
        await stores[0].commit(small_world, AUTHOR)
        async with asyncio.TaskGroup() as group:
            for number in range(4):
                group.create_task(write(stores[number % 2], number))
                group.create_task(look(stores[number % 2]))
        for store in stores:
            assert (await store.state()).head == await store.head()
            await store.engine.aclose()  # type: ignore[attr-defined]

    run(all_at_once())


def test_a_secret_is_kept_in_its_table_and_never_reaches_the_ledger(database: Place, run: Run[Any]) -> None:
    mine, theirs = (store_for(database.engine()) for _each in range(2))
    run(theirs.records())
    secret = "scrypt$very-secret"
    account = Account(code="tester", name="Tester", role=AccountRole.AUDITOR, password_hash=secret)
    credential = replaced(example(Credential), account="tester", hash="ab" * 32)
    run(mine.commit(lambda work: [work.create(account), work.create(credential)], AUTHOR))
    run(mine.commit(lambda work: work.replace(replaced(account, password_hash="scrypt$other"), 1), AUTHOR))
    text = "".join(f"{e.before}{e.after}" for e in run(mine.entries()))
    assert HIDDEN in text
    assert "scrypt" not in text
    assert "ab" * 32 not in text
    _head, records = run(theirs.records())
    assert records.by(Credential, "hash", "ab" * 32) == (credential,)
    assert run(theirs.get(Account, "tester")).entity.password_hash == "scrypt$other"
    assert run(mine.verify()) is None
    for each in (mine, theirs):
        run(each.engine.aclose())  # type: ignore[attr-defined]


def test_the_fold_of_the_ledger_is_what_every_table_holds(engine: SafeEngine, run: Run[Any]) -> None:
    store = Store(engine, KINDS)

    def change_some(work: Work) -> None:
        for kind in KINDS:
            if kind.changeable is None or "note_en" in kind.changeable:
                work.replace(replaced(work.records.all(kind)[0], note_en="changed"), 1)
        for kind in reversed(KINDS):
            if not any(kind.kind == target for other in KINDS for target in references(other).values()):
                work.delete(kind, work.records.all(kind)[0].code, None)

    run(store.commit(one_of_each, AUTHOR))
    run(store.commit(change_some, AUTHOR))
    folded = fold(run(store.entries(limit=10_000)))
    held = {}
    for kind in KINDS:
        columns = ", ".join(f'"{name}"' for name in kind.__struct_fields__)
        for row in run(engine.rows(f'SELECT {columns} FROM "{kind.kind}"')):
            held[kind.kind, row[0]] = canonical(from_row(kind, row), secrets(kind))
    assert folded == held
    assert len({kind for kind, _code in held}) > 12


def test_a_row_changed_past_the_store_is_found(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))

    run(past(engine, 'UPDATE "task" SET "title_en" = \'forged\' WHERE "code" = \'B\''))
    broken = run(store.verify())
    assert broken.seq == 6
    assert "task B" in broken.message.render("en")


def test_the_same_request_has_one_effect_and_gets_the_same_answer_again(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    once = Once("tester", "key-1", "ab" * 32)

    def create(work: Work) -> Answer:
        work.create(task("D"))
        return Answer(201, (("Location", "/tasks/D"),), '{"code":"D"}')

    answers = run(gathered(*(store.commit_once(create, AUTHOR, once) for _each in range(5))))
    assert set(answers) == {Answer(201, (("Location", "/tasks/D"),), '{"code":"D"}')}
    assert len(run(store.history(Task, "D"))) == 1
    with pytest.raises(InvalidError, match="key-1"):
        run(store.commit_once(create, AUTHOR, Once("tester", "key-1", "cd" * 32)))
    with pytest.raises(DuplicateCodeError):  # another account's key is another key
        run(store.commit_once(create, AUTHOR, Once("other", "key-1", "ab" * 32)))
    later = AUTHOR._replace(at=AUTHOR.at + timedelta(days=8))
    run(store.commit_once(lambda work: Answer(200, (), ""), later, Once("tester", "key-2", "ab" * 32)))
    with pytest.raises(DuplicateCodeError):  # after a week answers are forgotten; the effect is not
        run(store.commit_once(create, later, once))


@pytest.mark.postgres
def test_a_lost_race_runs_the_whole_function_again_and_gives_up_in_the_end(run: Run[Any], on_postgres: Place) -> None:
    store = store_for(on_postgres.engine())
    run(store.commit(small_world, AUTHOR))
    tried: list[int] = []

    def loses(times: int) -> Any:
        def change(work: Work) -> None:
            tried.append(work.get(Task, "A").version)
            renamed(work, "A", f"after {len(tried)}")
            if len(tried) <= times:
                raise asyncpg.SerializationError("could not serialize access due to concurrent update")

        return change

    run(store.commit(loses(TRIES - 1), AUTHOR))
    assert tried == [1] * TRIES
    tried.clear()
    with pytest.raises(UnavailableError):
        run(store.commit(loses(99), AUTHOR))
    assert len(tried) == TRIES
    assert run(store.get(Task, "A")).version == 2
    assert run(store.verify()) is None
    run(store.engine.aclose())  # type: ignore[attr-defined]


def test_who_is_known_to_be_too_late_begins_nothing(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    asked: list[str] = []

    def amended(title: str) -> Callable[[Work], Stored[Task]]:
        def amend(work: Work) -> Stored[Task]:
            asked.append(title)
            found = work.get(Task, "A")
            return work.replace(replaced(found.entity, title_en=title), read.version)

        return amend

    run(store.commit(small_world, AUTHOR))
    read = run(store.get(Task, "A"))

    async def at_once() -> list[Any]:
        writers = (store.commit(amended(title), AUTHOR, upon=read) for title in ("first", "second", "third"))
        return await asyncio.gather(*writers, return_exceptions=True)

    one, *late = run(at_once())
    assert (one.entity.title_en, asked[0]) == ("first", "first")
    assert [(type(each), each.given, each.current) for each in late] == [(StaleVersionError, 1, 2)] * 2
    assert "third" not in asked
    assert run(store.verify()) is None

"""The portfolio of a database is scheduled from its columns, and so that it is the portfolio that the store tells."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.database import SafeEngine
from api.livescheduling import Read, answer, answer_of, read
from api.planning import Asked, Terms
from api.status import status_day
from governance.errors import InvalidError, UnavailableError
from governance.ledger import Head
from governance.records import Records
from governance.store import Store
from governance.work import Author, Work
from portfolio import plan
from portfolio.cpm import schedule
from portfolio.model import Estimate, LagCalendar, TaskKind
from portfolio.plancolumns import WANTED, WHOLE, Told, planned
from seed.load import apply
from tests.conftest import Run
from tests.journeys.served import egov
from tests.portfolio.telling import told
from tests.portfolio.test_plancolumns import everything
from tests.support import AUTHOR, past, seeded, small_world, task

DAY = date(2018, 7, 5)


def rows(found: Told) -> list[Any]:
    """What columns say, in one order of rows."""
    parts = (found.codes, found.tasks, found.estimates, found.links)
    return [sorted(zip(*(text.split("\n") for text in part.texts.values()), part.choices or "-" * part.count)) for part in parts]


def test_a_database_tells_in_columns_what_it_tells_in_things(store: Store, run: Run[Any]) -> None:
    run(apply(store, seeded(), Author("seed", AUTHOR.at, action="seed")))
    head, records = run(store.records())
    found_head, (codes, tasks, estimates, links), rest = run(store.gather(WANTED, WHOLE))
    found, right = Told(codes, tasks, estimates, links, rest), told(records)
    assert (found_head, rows(found), list(rest)) == (head, rows(right), list(right.rest))
    assert everything(planned(found, DAY)) == everything(plan.network(records, DAY))


def test_a_state_of_the_past_is_answered_as_it_was_read_then(store: Store, run: Run[Any]) -> None:
    run(apply(store, seeded(), Author("seed", AUTHOR.at, action="seed")))
    seq, shapes = run(store.head()).seq, ("table", "csv", "json", "gantt")
    asked = [Asked(shape, lang, 100, False, None) for shape in shapes for lang in ("vi", "en")]
    then = [answer(run(read(store, each.lang)), DAY, Terms(), each) for each in asked]
    run(store.commit(lambda work: [work.delete(each, code, None) for each, code in leaves(work)], AUTHOR))
    now = [answer(run(read(store, each.lang)), DAY, Terms(), each) for each in asked]
    _head, records = run(store.records_at(seq))
    assert [answer_of(records, DAY, Terms(), each) for each in asked] == then != now


def leaves(work: Work) -> list[tuple[type[Estimate], str]]:
    """Estimates that can go."""
    return [(Estimate, each.code) for each in work.records.all(Estimate)[::3]]


def test_an_empty_database_is_an_empty_portfolio(store: Store, run: Run[Any]) -> None:
    head, (codes, tasks, estimates, links), rest = run(store.gather(WANTED, WHOLE))
    assert (head, codes.count, list(rest)) == (Head(), 0, [])
    assert not planned(Told(codes, tasks, estimates, links, rest), DAY).network.tasks


def test_a_name_that_no_code_can_be_is_refused(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    run(past(engine, """UPDATE "task" SET "code" = 'A\nX' WHERE "code" = 'A'"""))
    _head, (codes, tasks, estimates, links), rest = run(store.gather(WANTED, WHOLE))
    with pytest.raises(UnavailableError, match="run: egov ledger verify"):
        planned(Told(codes, tasks, estimates, links, rest), DAY)


def test_all_is_of_one_moment_also_inside_a_unit(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    async def within() -> tuple[int, int]:
        await store.commit(small_world, AUTHOR)
        async with engine.unit():
            head, (codes, *_more), _rest = await store.gather(WANTED, WHOLE)
        return head.seq, codes.count

    assert run(within()) == (7, 3)


def asked(form: Any, **more: Any) -> Asked:
    return Asked(form, "en", 100, **more)


@pytest.fixture
def found(store: Store, run: Run[Any]) -> Read:
    def more(work: Work) -> None:
        small_world(work)
        work.create(task("D", type=TaskKind.MILESTONE))

    run(store.commit(more, AUTHOR))
    return run(read(store, "vi"))  # type: ignore[no-any-return]


def test_it_says_the_dates_the_titles_and_what_is_left_out(found: Read) -> None:
    said = answer(found, DAY, Terms(), asked("json"))
    assert (list(json.loads(said.text)["tasks"]), said.notes) == (
        ["D"],
        ("what has no estimate is not in the plan, nor are its links: A, B, C",),
    )
    table = answer(found, DAY, Terms(), asked("csv")).text
    assert "D,Việc D,2018-07-05,2018-07-05" in table
    assert "Danh mục" in answer(found, DAY, Terms(), asked("gantt")._replace(lang="vi")).text


@pytest.mark.parametrize(
    ("terms", "more", "option"),
    [(Terms(lag_calendar=LagCalendar.PLAN), {}, "--lag-calendar"), (Terms(), {"differences": True}, "--differences")],
)
def test_what_only_a_file_can_say_is_refused(found: Read, terms: Terms, more: dict[str, Any], option: str) -> None:
    with pytest.raises(InvalidError, match=option):
        answer(found, DAY, terms, asked("table", **more))


def test_at_the_terminal_no_file_means_the_portfolio(tmp_path: Path) -> None:
    nothing = egov("schedule", "--lang", "en", home=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (3, "")
    assert "egov demo" in nothing.stderr
    assert egov("migrate", home=tmp_path).returncode == egov("seed", home=tmp_path).returncode == 0
    done = egov("schedule", "--format", "json", "--lang", "en", home=tmp_path)
    right = critical_of(seeded())
    assert (done.returncode, json.loads(done.stdout)["critical"]) == (0, right)
    assert "1755.C1" in done.stderr
    moved = egov("schedule", "--format", "csv", "--as-of", "2009-09-17", home=tmp_path)
    assert moved.stdout.startswith("task,title,early_start")
    assert egov("schedule", "plan.json", "--as-of", "2009-09-17", home=tmp_path).returncode == 2


def critical_of(records: Records) -> list[str]:
    """The critical tasks on the status day."""
    return list(schedule(plan.network(records, status_day(records, DAY)).network).critical)

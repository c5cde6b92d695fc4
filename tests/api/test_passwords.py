"""Passwords: what is refused, what is kept, who guesses slowly, and what many who sign in at once cost."""

import asyncio
import gc
import os
import resource
import statistics
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.database import engine_for
from api.passwords import AT_ONCE, COST, Cost, Hashing, encoded, faults, matches
from api.registry import store_for
from api.signing import set_password
from api.traces import LONGEST_WAIT, OF_ACCOUNT, OF_ADDRESS, Attempts, limits, waiting
from governance.store import Store
from tests import warm
from tests.api.conftest import URL, Served, serving
from tests.api.test_conventions import problem
from tests.api.test_sign_in import cookie
from tests.api.world import NOW
from tests.conftest import Place, Run
from tests.support import AUTHOR, ROOT

GOOD = "hoa mai vàng nở trước ngõ"
CHEAP = Cost(4, 8, 1)


@pytest.mark.parametrize(
    "password",
    ["", "ngắn quá", "a" * 15, "0123456789012345", "passwordpassword1", "MậtKhẩu Mật Khẩu 123", "planner planner 2018",
     "qwertyuiopasdfgh", "abcabcabcabcabcabc", "x" * 201, "Chính phủ điện tử 2018"],
)  # fmt: skip
def test_what_anybody_would_guess_is_refused_with_one_reason(password: str) -> None:
    assert len(list(faults(password, ["planner", "Chuyên viên"]))) == 1


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery staple", "z9!kQ2#vR7$mX4&p", "蓝天白云下的小河与老桥边有三棵柳树", "ô" + GOOD * 5]
)
def test_long_ones_are_taken_whatever_characters_they_have(password: str) -> None:
    assert list(faults(password, ["planner", "Chuyên viên"])) == []


@given(st.text(min_size=1, max_size=80), st.text(max_size=80))
def test_only_the_password_itself_matches_in_whatever_form_it_is_typed(password: str, other: str) -> None:
    kept = encoded(password, cost=CHEAP)
    assert matches(normalize("NFD", password), kept)
    assert matches(other, kept) == (normalize("NFKC", other) == normalize("NFKC", password))


def test_what_is_kept_is_scrypt_as_its_standard_has_it() -> None:
    kept = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$"
    known = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"  # of 64 bytes the first 32: RFC 7914, section 12
    key = b64encode(bytes.fromhex(known)).decode().rstrip("=")
    assert encoded("pleaseletmein", salt=b"SodiumChloride", cost=Cost(14, 8, 1)) == kept + key
    assert encoded("x").startswith(f"$scrypt$ln={COST.ln},r={COST.r},p={COST.p}$")


def test_failures_are_free_at_first_and_then_each_wait_is_twice_as_long() -> None:
    waits = [waiting(n, 5) for n in range(40)]
    assert waits[:5] == [timedelta()] * 5
    assert all(b == min(2 * a, LONGEST_WAIT) for a, b in pairwise(waits[5:]))


def test_an_attempt_counts_from_its_beginning_for_every_process(store: Store, run: Run[Any]) -> None:
    keys, processes = limits("an", "10.0.0.7"), [Attempts(store.engine), Attempts(store.engine)]
    for n in range(OF_ACCOUNT):
        assert run(processes[n % 2].begin(keys, NOW)) == timedelta()
    assert run(processes[1].begin(keys, NOW)) == timedelta(seconds=1)
    assert run(processes[0].begin(keys, NOW + timedelta(seconds=1))) == timedelta()
    run(processes[0].succeeded(keys))
    assert run(processes[1].begin(keys, NOW + timedelta(seconds=1))) == timedelta()
    assert run(processes[1].begin(limits("an", "10.9.9.9"), NOW + timedelta(days=2))) == timedelta()


# ---- at the door


@pytest.fixture
def served(on_sqlite: Place) -> Iterator[Served]:
    """A service to change; the two databases differ in nothing that is asked here."""
    with serving(on_sqlite.url) as found:
        yield found


@pytest.fixture
def known(served: Served) -> Served:
    """A service in which the planner has a password."""
    state = served.client.app.state

    async def put() -> None:
        engine = engine_for(state.settings.database_url)
        try:
            kept = encoded(GOOD, cost=CHEAP)
            await set_password(store_for(engine), AUTHOR, account="planner", password=GOOD, kept=kept)
        finally:
            await engine.aclose()

    state.hashing = Hashing(CHEAP)
    asyncio.run(put())
    return served


def enter(served: Served, account: str, password: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return served.nobody("POST", "/sign-in", named, data={"account": account, "password": password})


def test_account_and_password_open_a_session_and_nothing_else_does(known: Served) -> None:
    assert '<input name="password" type="password"' in known.nobody.get("/sign-in", Accept_Language="vi").text
    answers = [enter(known, *pair) for pair in (("planner", "x"), ("nobody", GOOD), ("member", GOOD), ("member", ""), ("", ""))]
    assert {(answer.status_code, "set-cookie" in answer.headers) for answer in answers} == {(403, False)}
    texts = {
        answer.text.replace(f'value="{name}"', "") for answer, name in zip(answers, ("planner", "nobody", "member", "member", ""))
    }
    assert len(texts) == 1
    opened = enter(known, "planner", GOOD)
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    page = known.nobody("GET", "/account", {"Cookie": f"egov={cookie(opened).value}"})
    assert (page.status_code, "planner" in page.text) == (200, True)


def test_a_hundred_failures_slow_down_the_account_and_the_address_whatever_the_caller_says_of_where_it_is(known: Served) -> None:
    def guess(n: int, account: str) -> int:
        return int(enter(known, account, f"guess {n}", X_Forwarded_For=f"10.0.0.{n}", Forwarded=f"for=10.0.0.{n}").status_code)

    of_one = [guess(n, "planner") for n in range(100)]
    assert of_one == [403] * OF_ACCOUNT + [429] * (100 - OF_ACCOUNT)
    refused = enter(known, "planner", GOOD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= LONGEST_WAIT.total_seconds()
    of_many = [guess(n, f"account-{n}") for n in range(100)]
    assert of_many == [403] * (OF_ADDRESS - OF_ACCOUNT) + [429] * (100 - OF_ADDRESS + OF_ACCOUNT)


def test_one_s_own_password_is_changed_with_the_current_one_and_its_sessions_end(known: Served) -> None:
    session = cookie(enter(known, "planner", GOOD)).value
    planner = known.by("planner")
    assert [s["opened_by"] for s in planner.get("me/sessions").json()] == ["password"]
    new = "bốn con thuyền xanh dưới trăng"
    wrong = problem(planner("PUT", "me/password", json={"current": "x", "new": "ngắn"}))
    assert [error["place"] for error in wrong["errors"]] == ["current", "new"] or [e["place"] for e in wrong["errors"]] == [
        "current",
        "password",
    ]
    assert planner("PUT", "me/password", json={"current": GOOD, "new": new}).status_code == 204
    assert known.nobody("GET", "/account", {"Cookie": f"egov={session}"}).status_code == 401
    assert enter(known, "planner", GOOD).status_code == 403
    assert enter(known, "planner", new).status_code == 303
    everything = known.by("auditor").get("ledger?limit=1000").text
    assert new not in everything
    assert "$scrypt$" not in everything


def test_at_the_terminal_a_password_comes_from_a_prompt_or_a_pipe_and_never_from_the_line(tmp_path: Path) -> None:
    def egov(*line: str, said: str = "") -> Any:
        own = {"EGOV_HOME": str(tmp_path), "EGOV_LANG": "en", "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        return warm.run(*line, env=own, said=said)

    assert egov("migrate").returncode == 0
    assert egov("account", "add", "an", "--name", "An", "--role", "planner").returncode == 0
    short = egov("account", "password", "an", said="short\n")
    assert (short.returncode, "15 at least" in short.stderr) == (2, True)
    assert egov("account", "password", "an", GOOD).returncode == 2
    done = egov("account", "password", "an", said=GOOD + "\n")
    assert (done.returncode, done.stdout) == (0, "")
    assert "its open sessions have ended" in done.stderr


# ---- what it costs


def median(of: list[float]) -> float:
    return statistics.median(of)


def test_an_unknown_account_takes_as_long_as_a_known_one(run: Run[Any]) -> None:
    hashing, kept = Hashing(Cost(13, 8, 1)), encoded(GOOD, cost=Cost(13, 8, 1))

    async def took(known: str | None) -> float:
        started = time.process_time()
        assert not await hashing.matches("x" * 20, known)
        return time.process_time() - started

    pairs = [(run(took(kept)), run(took(None))) for _n in range(41)]
    a, b = (median([pair[side] for pair in pairs]) for side in (0, 1))
    assert abs(a - b) <= 0.1 * max(a, b), (a, b)


def crowded_out() -> float:
    """The seconds that this thread was ready to run and had no core, where the system counts them."""
    with suppress(OSError):
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    return 0.0


def test_twenty_at_once_hold_up_neither_the_loop_nor_the_memory(run: Run[Any]) -> None:
    """At full cost. What is bounded is the lag that the logins add, on a machine that others use too."""
    hashing, kept = Hashing(), encoded(GOOD)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    async def lag(until: asyncio.Event) -> list[float]:
        found = []
        while not until.is_set():
            started, waited = time.perf_counter(), crowded_out()
            await asyncio.sleep(0.005)
            found.append(time.perf_counter() - started - 0.005 - (crowded_out() - waited))
        return found

    async def whole() -> list[float]:
        done = asyncio.Event()
        watching = asyncio.create_task(lag(done))
        assert all(await asyncio.gather(*(hashing.matches(GOOD, kept) for _n in range(20))))
        done.set()
        return await watching

    lags = sorted(run(whole()))
    assert lags[int(len(lags) * 0.95)] <= 0.05, lags[-5:]
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 <= 200, "MiB"
    assert AT_ONCE * 2**COST.ln * COST.r * 128 <= 64 * 2**20


def test_a_mutant_without_the_limit_would_take_more_memory_than_is_allowed() -> None:
    assert 20 * 2**COST.ln * COST.r * 128 > 200 * 2**20


def test_links_are_made_from_the_public_address_and_no_page_tells_where_it_is(shared: Served) -> None:
    assert URL not in shared.nobody.get("/sign-in").text

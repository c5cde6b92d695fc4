"""Bars 6 and 7 on the whole service, over HTTP: two halves of a cycle, and two editors of one version."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.reliability.service import Service, clients, services
from tests.reliability.witness import everything, head, verified
from tests.support import Place

ROUNDS = 200
EDITS = 1_000
"""Of each database, half of them at one service and half at two."""
MUTANT_ROUNDS = 10


# ---- half a cycle each

CHAIN = (("P.5", "P.4"), ("Q.1", "P.6"))
HALVES = (("P.4", "Q.1"), ("P.6", "P.5"))
LOOP = ["P.4", "Q.1", "P.6", "P.5", "P.4"]


def linked(client: httpx.Client, predecessor: str, successor: str) -> httpx.Response:
    """Ask for one link."""
    return client.post("dependencies", json={"predecessor": predecessor, "successor": successor})


def at_once(*asks: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """The answers to requests that are sent at the same instant."""
    barrier = threading.Barrier(len(asks))

    def ask(one: Callable[[], httpx.Response]) -> httpx.Response:
        barrier.wait(30)
        return one()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(ask, asks))


def failed_races(two: list[httpx.Client], rounds: int) -> list[str]:
    """The rounds in which it was not so that one half was taken and the other was refused with the whole loop in order."""
    failed = []
    for number in range(rounds):
        sides = two if number % 2 else two[::-1]
        answers = at_once(*(partial(linked, side, *half) for side, half in zip(sides, HALVES)))
        refused = [answer for answer in answers if answer.status_code == 409]
        right = sorted(answer.status_code for answer in answers) == [201, 409] and refused[0].json().get("cycle") == LOOP
        stored = {each["code"]: each["version"] for each in everything(two[0], "dependencies")}
        halves = [code for half in HALVES if (code := "~".join((*half, "FS"))) in stored]
        if not right or len(halves) != 1:
            failed.append(f"{number}: {[answer.text for answer in answers]}, stored {halves}")
        undone = [two[1].delete(f"dependencies/{code}", headers={"If-Match": '"1"'}).status_code for code in halves]
        if undone != [204]:
            return [*failed, f"{number}: not taken back, {undone}"]
    return failed


@contextmanager
def racing(place: Place, folder: Path, processes: int, variant: str = "") -> Iterator[tuple[list[Service], list[httpx.Client]]]:
    """Services over two chains of tasks, and two clients who each want to join them the other way round."""
    with services(place, folder, count=processes, variant=variant) as found, clients(found) as two:
        new = {"code": "P.6", "programme": "P", "title_vi": "Mới", "title_en": "New"}
        assert two[0].post("tasks", json=new).status_code == 201
        assert [linked(two[0], *link).status_code for link in CHAIN] == [201, 201]
        yield found, two


@pytest.mark.parametrize("processes", [1, 2], ids=["one service", "two services"])
def test_of_two_halves_of_a_cycle_one_is_taken_and_one_is_told_the_loop_in_all_two_hundred_rounds(
    database: Place, tmp_path: Path, processes: int
) -> None:
    with racing(database, tmp_path, processes) as (found, two):
        before, began = head(found[0]), time.perf_counter()
        assert failed_races(two, ROUNDS) == []
        print(f"\n{database.kind}, {processes} service(s): {ROUNDS} rounds in {time.perf_counter() - began:.1f} s")
        assert head(found[0]) == before + 2 * ROUNDS  # taken and taken back; what was refused left nothing
        verified(found[-1])
        assert [service.complaints() for service in found] == [""] * processes


MUTANTS = [
    ("sqlite", "Deferred", 2),
    ("sqlite", "WithoutTurn", 1),
    pytest.param("postgres", "WithoutLock", 2, marks=pytest.mark.postgres),
    pytest.param("postgres", "OldSnapshot", 2, marks=pytest.mark.postgres),
]


@pytest.mark.parametrize(("kind", "variant", "processes"), MUTANTS)
def test_a_service_without_its_lock_is_noticed_within_ten_rounds(
    kind: str, variant: str, processes: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = request.getfixturevalue(f"on_{kind}")
    with racing(place, tmp_path, processes, variant) as (_found, two):
        assert failed_races(two, MUTANT_ROUNDS)


# ---- two editors


ORDERS = sorted(
    {order for order in permutations("rRwW") if order.index("r") < order.index("w") and order.index("R") < order.index("W")}
)
"""Every interleaving of two editors' reads (r, R) and writes (w, W)."""


class Editor:
    """Somebody who changes one field of a task that was read before."""

    def __init__(self, client: httpx.Client, name: str) -> None:
        self.client, self.name = client, name
        self.seen: dict[str, Any] = {}
        self.etag = ""
        self.sent: dict[str, Any] = {}

    def read(self) -> None:
        """Read the task as it is now."""
        answer = self.client.get("tasks/P.1")
        self.seen, self.etag = answer.json(), answer.headers["etag"]

    def write(self, number: int) -> httpx.Response:
        """Change the field on what was read."""
        self.sent = {self.name: number if self.name == "ordinal" else f"{self.name} {number}"}
        return self.client.patch("tasks/P.1", json=self.sent, headers={"If-Match": self.etag})


def harmed(before: dict[str, Any], after: dict[str, Any], *taken: dict[str, Any]) -> bool:
    """Whether a field is not as it was and not as those whose change was taken left it."""
    wanted = before
    for sent in taken:
        wanted = wanted | sent
    wanted = wanted | {"version": before["version"] + len(taken)}
    return any(after[name] != value for name, value in wanted.items() if name != "seq")


def failed_edits(editors: list[Editor], rounds: int) -> list[str]:
    """The rounds in which it was not so that of two writes at once one was taken whole and one was told."""
    failed = []
    editors[0].read()
    for number in range(1, rounds + 1):
        one, other = editors
        other.seen, other.etag = one.seen, one.etag
        answers = at_once(*(partial(editor.write, number) for editor in editors))
        taken = [editor.sent for editor, answer in zip(editors, answers) if answer.status_code == 200]
        told = [answer.json()["current_version"] for answer in answers if answer.status_code == 412]
        before = one.seen
        one.read()
        if len(taken) != 1 or told != [before["version"] + 1] or harmed(before, one.seen, *taken):
            failed.append(f"{number}: {[answer.text for answer in answers]}")
    return failed


@pytest.mark.parametrize("processes", [1, 2], ids=["one service", "two services"])
def test_of_two_edits_of_one_version_at_once_one_is_taken_and_one_is_told(
    database: Place, tmp_path: Path, processes: int
) -> None:
    rounds = EDITS // 2
    with services(database, tmp_path, count=processes) as found, clients(found) as two:
        before, began = head(found[0]), time.perf_counter()
        assert failed_edits([Editor(two[0], "title_en"), Editor(two[1], "ordinal")], rounds) == []
        print(f"\n{database.kind}, {processes} service(s): {rounds} pairs of edits in {time.perf_counter() - began:.1f} s")
        assert head(found[0]) == before + rounds
        verified(found[-1])


def test_in_every_order_of_two_editors_reads_and_writes_only_a_write_on_something_old_is_refused(
    database: Place, tmp_path: Path
) -> None:
    with services(database, tmp_path, count=2) as found, clients(found) as two:
        for number, order in enumerate(ORDERS, 1):  # 0 would change nothing
            editors = [Editor(two[0], "title_en"), Editor(two[1], "ordinal")]
            editors[0].read()
            before, taken, statuses = editors[0].seen, [], []
            for step in order:
                editor = editors[int(step.isupper())]
                if step.lower() == "r":
                    editor.read()
                else:
                    statuses.append(editor.write(number).status_code)
                    taken += [editor.sent] * (statuses[-1] == 200)
            overlap = max(order.index("r"), order.index("R")) < min(order.index("w"), order.index("W"))
            assert statuses == ([200, 412] if overlap else [200, 200]), order
            editors[0].read()
            assert not harmed(before, editors[0].seen, *taken), order


def test_a_service_that_does_not_look_at_the_version_is_noticed_within_ten_rounds(on_sqlite: Place, tmp_path: Path) -> None:
    with services(on_sqlite, tmp_path, variant="without-version") as found, clients(found) as two:
        assert failed_edits([Editor(two[0], "title_en"), Editor(two[1], "ordinal")], MUTANT_ROUNDS)

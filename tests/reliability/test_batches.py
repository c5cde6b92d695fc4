"""Batches on the whole service: of two on the same versions one is taken, and a kill leaves one whole or nothing of it."""

import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.reliability.service import clients, services
from tests.reliability.test_service_races import at_once
from tests.reliability.witness import everything, head, sound, verified
from tests.support import Place

ROUNDS = 15
KILLS = (0.4, 0.8, 1.1)
"""After what part of the time that such a batch takes it is killed."""
LARGE = 500


def changing(round_: int, side: int, versions: dict[str, int]) -> dict[str, Any]:
    """What one of two sends in a round: the same three tasks, one of its own."""
    amended = [
        {"action": "amend", "kind": "tasks", "code": code, "version": version, "value": {"ordinal": 2 * round_ + side}}
        for code, version in versions.items()
    ]
    return {"changes": [*(amended if side else reversed(amended)), task(f"own.{round_}.{side}")]}


def task(code: str) -> dict[str, Any]:
    value = {"code": code, "programme": "Q", "title_vi": code, "title_en": code}
    return {"action": "create", "kind": "tasks", "value": value}


def test_of_two_batches_on_the_same_versions_one_is_taken_whole_and_one_is_told_each_version(
    database: Place, tmp_path: Path
) -> None:
    with services(database, tmp_path, count=2) as found, clients(found) as two:
        versions, before = {f"P.{number}": 1 for number in (1, 2, 5)}, head(found[0])
        for number in range(1, ROUNDS + 1):
            asks = [partial(two[side].post, "batch", json=changing(number, side, versions)) for side in (0, 1)]
            answers = at_once(*asks)
            assert sorted(answer.status_code for answer in answers) == [200, 412], [answer.text for answer in answers]
            [refused] = [answer for answer in answers if answer.status_code == 412]
            assert [each["place"] for each in refused.json()["errors"]] == [f"changes[{at}].version" for at in range(3)]
            versions = {code: version + 1 for code, version in versions.items()}
        assert head(found[0]) == before + 4 * ROUNDS
        owns = [each["code"] for each in everything(two[0], "tasks") if each["code"].startswith("own.")]
        assert [code.split(".")[1] for code in owns] == sorted(map(str, range(1, ROUNDS + 1)))
        verified(found[0])


def test_a_kill_in_the_middle_of_a_large_batch_leaves_all_of_it_or_nothing(database: Place, tmp_path: Path) -> None:
    whole = 0
    with services(database, tmp_path) as [service], service.client() as client:

        def send(name: str, answers: list[httpx.Response]) -> None:
            changes = {"changes": [task(f"{name}.{number}") for number in range(LARGE)]}
            with suppress(httpx.TransportError):
                answers.append(client.post("batch", json=changes, headers={"Idempotency-Key": name}))

        send("warm", [])
        began = time.perf_counter()
        send("first", answers := [])
        took, before = time.perf_counter() - began, head(service)
        assert answers[0].status_code == 200, answers[0].text
        for kill, part in enumerate(KILLS):
            name, answers = f"kill{kill}", []
            sending = threading.Thread(target=send, args=(name, answers))
            sending.start()
            time.sleep(part * took)
            service.kill()
            sending.join()
            service.start()
            stored = head(service) - before
            assert stored in ((LARGE,) if answers else (0, LARGE))
            whole += stored == LARGE
            send(name, again := [])
            assert (again[0].status_code, head(service) - before) == (200, LARGE), again[0].text
            assert [each["version"] for each in again[0].json()["changes"]] == [1] * LARGE
            before += LARGE
        verified(service)
        sound(database)
        assert service.complaints() == ""
    print(f"\n{database.kind}: {LARGE} changes in {took:.2f} s; of {len(KILLS)} killed batches {whole} were stored")

"""Bar 2 on the whole service: killed under load it loses nothing that it acknowledged, and repeats nothing."""

from contextlib import suppress
from pathlib import Path
from random import Random
from statistics import median

import pytest

from tests.reliability.callers import Crowd, Known
from tests.reliability.service import Service, services
from tests.reliability.witness import answered_at_last, crowd, head, sound, unlike, verified
from tests.support import Place

KILLS = 20
BACK = 3.0
"""Seconds until a service that was killed answers again."""
MUTANT_ROUNDS = 10


def killed(service: Service, crowd: Crowd, seconds: float) -> None:
    """Let the crowd at it, kill it after so many seconds, and leave each client with its request unanswered."""
    crowd.begin()
    service.live(seconds)
    service.kill()
    crowd.end()


def test_twenty_kills_of_the_service_under_load_lose_nothing_and_repeat_nothing(database: Place, tmp_path: Path) -> None:
    chance, known, back = Random(2018), Known(), list[float]()
    with services(database, tmp_path, links=1_000, cold=True) as [service], crowd(service, known) as load:
        begun, anchor = head(service), verified(service)
        for _kill in range(KILLS):
            killed(service, load, chance.uniform(0.02, 0.5))
            back.append(service.start())
            answered_at_last(service, load, known)
            assert unlike(service, known, begun) == []
            anchor = verified(service, anchor)
            sound(database)
        assert service.complaints() == ""
        assert known.entries > 10 * KILLS
        assert known.repeated > KILLS
    stored = f"{len(known.tasks)} tasks, {known.entries} changes, {known.raised} raises"
    doubt = f"{known.repeated} answers lost, {known.late} of them to what was stored"
    print(f"\n{database.kind}: {stored}; {doubt}; back in {median(back):.2f} s, at most {max(back):.2f} s")
    assert median(back) <= BACK, back
    assert max(back) <= 2 * BACK, back  # other tests run at the same time


def test_a_service_that_answers_before_it_has_stored_is_noticed_within_ten_kills(on_sqlite: Place, tmp_path: Path) -> None:
    chance, known = Random(2018), Known()
    with services(on_sqlite, tmp_path, variant="answers-early", links=100) as [service], crowd(service, known) as load:
        begun = head(service)
        for _kill in range(MUTANT_ROUNDS):
            with suppress(AssertionError):  # clients miss it too
                killed(service, load, chance.uniform(0.1, 0.5))
            service.start()
            if any("lost" in each for each in unlike(service, known, begun)):
                return
    pytest.fail("it was not noticed")

"""The committee wants two people for its baselines: what the terminal asks for, the terminal alone does not confirm."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.consents import Asker, taking_of, waiting
from api.database import engine_for
from api.registry import store_for
from governance.consents import TwoPersonAction, TwoPersonRule
from governance.work import Author, Work
from portfolio.model import Portfolio
from tests.journeys.served import egov

TAKE = ("baseline", "take", "KH-2018", "--title-vi", "Kế hoạch gốc", "--title-en", "Original plan")


def at(home: Path, change: Any) -> str:
    """Change something as an account does, past the terminal."""

    async def whole() -> str:
        engine = engine_for(home / "egov.sqlite")
        try:
            store = store_for(engine)
            by = Author("an", datetime.now().astimezone())
            return str(await store.commit(lambda work: change(work, Asker(by, None, store.check)), by))
        finally:
            await engine.aclose()

    return asyncio.run(whole())


def wants_two(work: Work, _asker: Asker) -> None:
    [portfolio] = work.records.all(Portfolio)
    work.create(TwoPersonRule(code="two", body=portfolio.committee, action=TwoPersonAction.BASELINE))


def takes(work: Work, asker: Asker) -> str:
    day = work.records.all(Portfolio)[0].status_day
    assert day is not None
    sent = {"code": "KH-2019", "title_vi": "Kế hoạch", "title_en": "Plan"}
    waits = waiting(work, taking_of(work, sent, day), asker)
    assert waits is not None
    return waits.entity.code


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with the seed in it, whose committee wants two people."""
    assert egov("migrate", home=tmp_path).returncode == 0
    assert egov("seed", home=tmp_path).returncode == 0
    at(tmp_path, wants_two)
    return tmp_path


def test_it_takes_two(home: Path) -> None:
    asked = egov(*TAKE, "--lang", "en", home=home)
    assert (asked.returncode, "nothing is changed yet" in asked.stderr) == (0, True)
    consent = asked.stdout.strip()
    listed = egov("consent", "list", "--lang", "vi", home=home).stdout
    assert f"{consent}\tpending\tterminal\t" in listed
    assert "lập kế hoạch cơ sở KH-2018" in listed
    alone = egov("consent", "confirm", consent, "--lang", "en", home=home)
    assert (alone.returncode, "a second person has to confirm it" in alone.stderr) == (2, True)
    assert egov("consent", "decline", consent, "--reason", "nhầm", home=home).returncode == 0
    assert "không có yêu cầu nào đang chờ" in egov("consent", "list", "--lang", "vi", home=home).stderr
    assert egov("baseline", "list", "--format", "csv", home=home).stdout.count("KH-2018") == 0

    other = at(home, takes)
    assert egov("consent", "confirm", other, home=home).returncode == 0
    assert "KH-2019" in egov("baseline", "list", "--format", "csv", home=home).stdout
    report = egov("report", "consents", "--format", "markdown", "--lang", "vi", home=home).stdout
    assert "đã từ chối" in report
    assert "đã đồng ý" in report
    assert egov("ledger", "verify", home=home).returncode == 0

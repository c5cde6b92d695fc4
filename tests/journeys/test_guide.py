"""The guide of the API's document, word for word: its commands lead from a meeting to a report, in either language."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

from litestar.testing import TestClient

from api.openapi_words import guide
from api.settings import Settings
from governance.messages import Lang
from tests.api.services import service
from tests.journeys.served import egov

HERE = "http://127.0.0.1:8000/api/v1"


def commands(lang: Lang) -> list[str]:
    """What the guide has its reader type."""
    [block] = re.findall(r"```\n(.+?)```", guide(lang), re.DOTALL)
    return [line.removeprefix("ask ") for line in block.splitlines() if line.startswith("ask ")]


def test_what_the_guide_has_its_reader_type_leads_from_a_meeting_to_a_report(home: Path) -> None:
    assert commands("vi") == commands("en")
    assert egov("account", "add", "us", "--name", "Us", "--role", "secretariat", home=home).returncode == 0
    token = egov("account", "token", "us", home=home).stdout.strip()
    settings = Settings.read({"EGOV_HOME": str(home)})
    told = []
    with service(settings) as app, TestClient(app, base_url="http://127.0.0.1:8000") as client:
        for command in commands("en"):
            words = shlex.split(command.replace("$EGOV", HERE))
            given = dict(pairwise(words))
            [address] = [word for word in words if word.startswith("http")]
            headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
            if "-H" in given:
                name, _colon, value = given["-H"].partition(": ")
                headers[name] = value
            if "--json" in given:
                headers["Content-Type"] = "application/json"
            method = given.get("-X", "POST" if "--json" in given else "GET")
            answer = client.request(method, address, headers=headers, content=given.get("--json"))
            assert answer.is_success, (command, answer.text)
            told.append(answer)
    assert [effect["task"] for effect in told[3].json()["effect"]] != []
    assert "Draft the e-government architecture" in told[7].json()["text_en"]
    assert "| KT.1 | Draft the e-government architecture |" in told[-1].text

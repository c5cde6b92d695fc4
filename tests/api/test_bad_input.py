"""The bad input that the house is judged by: each is refused clearly in both languages, and not a row of the database changes."""

import asyncio
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.database import engine_for
from api.piccolo_app import APPS
from seed.load import FOLDER
from tests import warm
from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem
from tests.api.test_resources import NEW
from tests.journeys.served import environment
from tests.support import ROOT

TABLES = sorted({table._meta.tablename for app in APPS for table in app.table_classes} - {"credential_use"})
"""Every table but the one that says when a credential was last used, which is written beside what is asked."""


def contents(url: str) -> dict[str, list[str]]:
    """Every row of every table, the ledger among them."""

    async def whole() -> dict[str, list[str]]:
        engine = engine_for(url)
        try:
            return {table: sorted(map(repr, await engine.rows(f'SELECT * FROM "{table}"'))) for table in TABLES}
        finally:
            await engine.aclose()

    return asyncio.run(whole())


def address(served: Served) -> str:
    """Where a service's data is."""
    return str(served.client.app.state.settings.database_url)


ENGLISH = r"(?i)\b(invalid|expected|value|allowed|estimate|dependency|assignment|twice|malformed|must|should)\b"
"""Words that no Vietnamese refusal has any use for."""


class Bad(NamedTuple):
    """A request that must be refused, and what the refusal must name, in whichever language."""

    what: str
    method: str
    path: str
    sent: Any
    status: int
    kind: str
    names: tuple[str, ...]
    if_match: str | None = None
    place: str | None = None
    token: str | None = None


LINK = {"predecessor": "P.3", "successor": "P.1"}
ESTIMATE = {"task": "P.99", "optimistic": 1, "most_likely": 1, "pessimistic": 1}
BAD_DAY = {"task": "P.1", "type": "SNET", "day": "2018-02-30"}

BAD = [
    Bad("an unknown task, read", "GET", "tasks/P.99", None, 404, "unknown-code", ("P.99",)),
    Bad("an unknown task, explained", "GET", "tasks/P.99/explanation", None, 404, "unknown-code", ("P.99",)),
    Bad("an unknown task, amended", "PATCH", "tasks/P.99", {}, 404, "unknown-code", ("P.99",), '"1"'),
    Bad("an unknown task, deleted", "DELETE", "tasks/P.99", None, 404, "unknown-code", ("P.99",), '"1"'),
    Bad("an unknown task, estimated", "POST", "estimates", ESTIMATE, 422, "invalid", ("P.99",), place="estimate P.99 task"),
    Bad("a cycle", "POST", "dependencies", LINK, 409, "cycle", ("P.1 → P.2 → P.3 → P.1",)),
    Bad("a task before itself", "POST", "dependencies", LINK | {"successor": "P.3"}, 422, "invalid", (), place="successor"),
    Bad("an impossible day", "POST", "constraints", BAD_DAY, 422, "invalid", ("2018-02-30",), place="day"),
    Bad("an impossible month", "POST", "appointments", NEW["appointment"] | {"start": "2018-13"}, 422, "invalid", ("2018-13",),
        place="start"),
    Bad("an impossible status day", "GET", "schedule?as_of=2018-02-30", None, 400, "malformed", (), place="as_of"),
    Bad("a status day that is null", "GET", "schedule?as_of=null", None, 400, "malformed", ("null",), place="as_of"),
    Bad("two status days", "GET", "schedule?as_of=2018-07-05&as_of=2018-07-06", None, 400, "malformed", ("2",), place="as_of"),
    Bad("a choice that is null", "GET", "task-steps?state_of=null", None, 400, "malformed", ("suspended",), place="state_of"),
    Bad("a language that is null", "GET", "reports/schedule?lang=null", None, 400, "malformed", ("en, vi",), place="lang"),
    Bad("an impossible day to know on", "GET", "schedule?known_on=2018-04-31", None, 400, "malformed", (), place="known_on"),
    Bad("impossible days of a timeline", "GET", "tasks/P.1/timeline?start=2018-02-30&end=x", None, 400, "malformed",
        ("2018-02-30", "year-month-day|năm-tháng-ngày"), place="end"),
    Bad("a limit that cannot be", "GET", "tasks?limit=0", None, 400, "malformed", ("500",), place="limit"),
    Bad("a limit that is no number", "GET", "tasks?limit=x", None, 400, "malformed", ("500",), place="limit"),
    Bad("an unknown choice", "GET", "schedule?against=moon", None, 400, "malformed", ("moon", "portfolio"), place="against"),
    Bad("a body that is no object", "POST", "tasks", [], 400, "malformed", ("{…}",)),
    Bad("a weak version", "PATCH", "tasks/P.2", {"ordinal": 1}, 400, "malformed", ('W/"2"',), 'W/"2"', place="If-Match"),
    Bad("a thing in use, deleted", "DELETE", "tasks/P.2", None, 409, "in-use", ("P.2~P.3",), '"2"'),
    Bad("a duplicate code", "POST", "tasks", NEW["task"] | {"code": "P.1"}, 409, "duplicate-code", ("P.1",)),
    Bad("a duplicate link", "POST", "dependencies", {"predecessor": "P.1", "successor": "P.2"}, 409, "duplicate-code",
        ("P.1~P.2",)),
    Bad("a stale version, amended", "PATCH", "tasks/P.2", {"ordinal": 1}, 412, "stale-version", ("P.2", "1", "2"), '"1"'),
    Bad("a stale version, replaced", "PUT", "tasks/P.2", NEW["task"] | {"code": "P.2"}, 412, "stale-version", ("P.2", "1", "2"),
        '"1"'),
    Bad("a stale version, deleted", "DELETE", "tasks/P.2", None, 412, "stale-version", ("P.2", "1", "2"), '"1"'),
    Bad("a whole without its code", "PUT", "tasks/P.2", {k: v for k, v in NEW["task"].items() if k != "code"}, 422, "invalid", (),
        '"2"', place="code"),
    Bad("a version of the future", "PATCH", "tasks/P.2", {"ordinal": 1}, 412, "stale-version", ("P.2", "9", "2"), '"9"'),
    Bad("no version", "PATCH", "tasks/P.2", {"ordinal": 1}, 428, "precondition-required", ('If-Match: "2"',)),
    Bad("a wrong token, reading", "GET", "tasks", None, 401, "unauthenticated", ("egov account token",), token="wrong"),
    Bad("a wrong token, writing", "POST", "tasks", NEW["task"], 401, "unauthenticated", ("egov account token",), token="wrong"),
    Bad("no token", "POST", "tasks", NEW["task"], 401, "unauthenticated", ("Authorization: Bearer",), token=""),
]  # fmt: skip


@pytest.fixture(scope="module")
def second(lasting: Served) -> Served:
    """The service, in which task P.2 is at its second version."""
    assert lasting.secretariat("PATCH", "tasks/P.2", {"If-Match": '"1"'}, json={"ordinal": 7}).status_code == 200
    return lasting


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.what)
def test_it_is_refused_clearly_in_both_languages_and_nothing_changes(second: Served, bad: Bad) -> None:
    caller = second.secretariat if bad.token is None else Caller(second.client, bad.token or None)
    headers = {"If-Match": bad.if_match} if bad.if_match else {}
    before = contents(address(second))
    found = {}
    for lang in ("vi", "en"):
        answer = caller(bad.method, bad.path, {**headers, "Accept-Language": lang}, json=bad.sent)
        assert answer.status_code == bad.status, answer.text
        found[lang] = said = problem(answer)
        assert said["type"] == f"urn:egov-portfolio:problem:{bad.kind}"
        assert answer.headers["content-language"] == lang
        assert said["detail"] == said[f"detail_{lang}"]
        text = " ".join([said["detail"], *(error["message"] for error in said["errors"])])
        assert [names for names in bad.names if not any(name in text for name in names.split("|"))] == []
        assert lang == "en" or re.search(ENGLISH, text) is None
        assert bad.place is None or bad.place in [error["place"] for error in said["errors"]]
    assert found["vi"]["title"] != found["en"]["title"]
    assert found["vi"]["detail"] != found["en"]["detail"]
    assert all(error["message_vi"] != error["message_en"] for error in found["vi"]["errors"])
    assert contents(address(second)) == before


# ---- at the terminal


def egov(url: str, lang: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a database."""
    return warm.run(*arguments, "--lang", lang, env=environment(ROOT / "nowhere", EGOV_DATABASE_URL=url))


REFUSED = [
    ("an unknown programme", ("report", "critical-path", "--programme", "NOPE"), "NOPE"),
    ("an unknown report", ("report", "nope"), "critical-path"),
    ("an impossible day", ("report", "schedule", "--as-of", "2018-02-30"), "2018-02-30"),
    ("an unknown task", ("explain", "NOPE"), "NOPE"),
    ("an impossible day to finish by", ("explain", "P.3", "--finish-by", "2018-02-30"), "2018-02-30"),
    ("two questions at once", ("explain", "P.3", "--not-critical", "--finish-by", "2018-07-20"), "--not-critical"),
    ("an unknown command", ("nonsense",), "report"),
    ("an unknown command of a group", ("feed", "nonsense"), "create"),
    ("an unknown option", ("report", "schedule", "--formt", "csv"), "--format"),
    ("a choice that there is not", ("report", "schedule", "--format", "pdf"), "markdown"),
    ("a number out of its range", ("account", "token", "member", "--days", "0"), "3650"),
    ("a missing argument", ("feed", "create"), "CODE|QUERY"),
    ("a missing option", ("account", "add", "x"), "--name"),
    ("one argument too many", ("report", "schedule", "again"), "again"),
    ("a folder that is not there", ("seed", "--folder", "/nowhere/at/all"), "--folder"),
    ("a feed of nobody", ("feed", "create", "nobody"), "nobody"),
    ("a token for nobody", ("account", "token", "nobody"), "nobody"),
    ("a duplicate account", ("account", "add", "member", "--name", "x", "--role", "member"), "member"),
]


@pytest.mark.parametrize(("what", "arguments", "names"), REFUSED, ids=[what for what, *_rest in REFUSED])
def test_the_command_refuses_it_in_both_languages_and_changes_nothing(
    second: Served, what: str, arguments: tuple[str, ...], names: str
) -> None:
    before = contents(address(second))
    said = [egov(address(second), lang, *arguments) for lang in ("vi", "en")]
    assert [(done.returncode, done.stdout) for done in said] == [(2, ""), (2, "")], said
    assert all(names in done.stderr and "Traceback" not in done.stderr for done in said), said
    assert said[0].stderr != said[1].stderr
    assert not any(word in said[0].stderr for word in ("Usage", "Error", "Invalid", "No such", "Missing"))
    assert contents(address(second)) == before


def test_a_list_of_feeds_says_which_are_revoked(second: Served) -> None:
    [kept, ended] = [line.split("\t")[0] for line in egov(address(second), "vi", "feed", "list").stdout.splitlines()]
    answer = second.secretariat("POST", f"credentials/{ended}/revocation", {"If-Match": '"1"'})
    assert answer.status_code == 200
    said = dict(line.split("\t", 1) for line in egov(address(second), "vi", "feed", "list").stdout.splitlines())
    assert "còn hiệu lực, không thời hạn" in said[kept]
    assert "đã thu hồi 06/07/2018 09:30" in said[ended]


BROKEN_ROWS = {
    "an impossible date": ("sources/002-programme-2011-2015/meetings.csv", ",2009-09-17,", ",2009-09-31,", ":2 held_on"),
    "an unknown programme": ("sources/003-conference-2018/tasks.csv", "CPDT2018-2020,", "CPDT,", " programme"),
    "a code that cannot be": ("sources/004-forum/risks.csv", "R9,", "R 9,", ":10 code"),
    "a duplicate code": ("sources/004-forum/risks.csv", "R9,", "R8,", ":10"),
}


@pytest.fixture(scope="module", params=BROKEN_ROWS)
def broken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy of the seed with one broken row, and where that is."""
    folder = tmp_path_factory.mktemp("seed")
    for name in ("sources", "reference", "assumptions"):
        shutil.copytree(FOLDER / name, folder / name)
    file, old, new, place = BROKEN_ROWS[request.param]
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder, f"{file}{place}" if place.startswith(":") else file


def test_a_broken_row_of_the_seed_is_named_by_file_and_line_and_nothing_is_loaded(
    second: Served, broken: tuple[Path, str]
) -> None:
    folder, place = broken
    before = contents(address(second))
    said = [egov(address(second), lang, "seed", "--folder", str(folder)) for lang in ("vi", "en")]
    assert [(done.returncode, done.stdout) for done in said] == [(2, ""), (2, "")], said
    assert all(place in done.stderr and "Traceback" not in done.stderr for done in said), said
    assert said[0].stderr != said[1].stderr
    assert contents(address(second)) == before

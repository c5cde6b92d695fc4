"""vdirsyncer fetches a calendar into a folder; khal shows its events, todoman its tasks."""

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.clients.shown import Shown, moment, next_day
from tests.support import ROOT

PROGRAMS = ROOT / ".venv" / "clients" / "bin"
_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_SYNC = """\
[general]
status_path = "{folder}/status"
[pair egov]
a = "there"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage there]
type = "{kind}"
url = "{url}"
{more}
[storage here]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
_KHAL = """\
[calendars]
[[egov]]
path = {folder}/calendar
readonly = True
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Asia/Ho_Chi_Minh
default_timezone = Asia/Ho_Chi_Minh
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
_TODOMAN = """\
path = "{folder}/calendar"
cache_path = "{folder}/todoman.db"
date_format = "%Y-%m-%d"
time_format = "%H:%M"
"""


class Folder:
    """A calendar on somebody's disk. ``kind`` is how vdirsyncer fetches it: by ``http``, or by ``caldav``."""

    def __init__(self, folder: Path, url: str, kind: str = "http") -> None:
        self.folder = folder
        (folder / "calendar").mkdir(parents=True)
        for name, text in (("sync", _SYNC), ("khal", _KHAL), ("todoman.py", _TODOMAN)):
            more = "read_only = true" if kind == "caldav" else ""
            (folder / name).write_text(text.format(folder=folder, kind=kind, url=url, more=more))
        _run("vdirsyncer", "-c", str(folder / "sync"), "discover")

    def fetch(self) -> list[str]:
        """What vdirsyncer says that it copied or deleted; nothing where nothing changed."""
        said = _run("vdirsyncer", "-c", str(self.folder / "sync"), "sync")
        return [line for line in said.splitlines() if line != "Syncing egov"]

    def files(self) -> dict[str, str]:
        """The text of every entry by its file's name."""
        return {path.name: path.read_text() for path in (self.folder / "calendar").iterdir()}

    def events(self) -> set[Shown]:
        """What khal shows of the second half of 2018."""
        asked = [word for name in ("title", "start", "end", "all-day", "cancelled") for word in ("--json", name)]
        said = _run("khal", "-c", str(self.folder / "khal"), "list", "--once", *asked, "2018-07-01", "2019-01-01")
        return {_event(row) for line in said.splitlines() for row in json.loads(line)}

    def tasks(self, *options: str) -> list[dict[str, object]]:
        """What todoman lists, by default what is neither done nor cancelled."""
        listed: list[dict[str, object]] = json.loads(
            _run("todo", "-c", str(self.folder / "todoman.py"), "--porcelain", "list", *options)
        )
        return listed


def found_at(folder: Path, host: str, secret: str) -> str:
    """What vdirsyncer says that it finds where it is told a host, a user name and the secret as the password, and no address."""
    (folder / "calendar").mkdir(parents=True)
    more = f'read_only = true\nusername = "assistant"\npassword = "{secret}"'
    asked = _SYNC.replace("collections = null", 'collections = ["from a"]')
    (folder / "sync").write_text(asked.format(folder=folder, kind="caldav", url=host, more=more))
    return _run("vdirsyncer", "-c", str(folder / "sync"), "discover")


def _event(row: dict[str, str]) -> Shown:
    cancelled = bool(row["cancelled"])
    if row["all-day"] == "True":
        return Shown(row["title"], row["start"], next_day(row["end"]), cancelled)
    start, end = (moment(datetime.fromisoformat(row[name]).replace(tzinfo=_HANOI)) for name in ("start", "end"))
    return Shown(row["title"], start, end, cancelled)


def _run(program: str, *arguments: str) -> str:
    env = {**os.environ, "LANG": "C.UTF-8", "TZ": "Asia/Ho_Chi_Minh"}
    done = subprocess.run(
        [PROGRAMS / program, *arguments], env=env, input="y\n" * 5, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout + (done.stderr if program == "vdirsyncer" else "")

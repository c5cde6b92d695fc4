"""ical.js, the parser of Thunderbird and of many web calendars, in the JavaScript engine that the browser's driver brings."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import playwright

from tests.clients.shown import Shown, moment
from tests.clients.thunderbird import THUNDERBIRD

_NODE = Path(playwright.__file__).parent / "driver" / "node"
_SCRIPT = """\
import ICAL from "./ical.mjs";
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const said = (time) => time && (time.isDate ? time.toString() : time.toJSDate().toISOString());
const entries = calendar.getAllSubcomponents().filter((part) => part.name !== "vtimezone").map((part) => ({
  kind: part.name,
  uid: part.getFirstPropertyValue("uid"),
  title: part.getFirstPropertyValue("summary"),
  status: part.getFirstPropertyValue("status"),
  start: said(part.getFirstPropertyValue("dtstart")),
  end: said(part.getFirstPropertyValue("dtend")),
  due: said(part.getFirstPropertyValue("due")),
  related: part.getAllProperties("related-to").map((p) => [p.getParameter("reltype"), p.getParameter("gap"), p.getFirstValue()]),
}));
const walk = (part) => [part, ...part.getAllSubcomponents().flatMap(walk)];
const properties = walk(calendar).flatMap((part) => part.getAllProperties()).filter((p) => !p.name.startsWith("x-"));
const odd = properties.filter((p) => p.type === "unknown").map((p) => p.name);
console.log(JSON.stringify({ entries, odd }));
"""


def unpacked(folder: Path) -> Path:
    """Put ical.js and the script that reads with it into a folder."""
    with ZipFile(THUNDERBIRD.parent / "omni.ja") as parts:
        (folder / "ical.mjs").write_bytes(parts.read("modules/calendar/Ical.sys.mjs"))
    (folder / "read.mjs").write_text(_SCRIPT)
    return folder


def read(folder: Path, body: bytes) -> dict[str, Any]:
    """The ``entries`` of a calendar, and the names of standard properties whose type it does not know (``odd``)."""
    done = subprocess.run([_NODE, folder / "read.mjs"], input=body, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def shown(entry: dict[str, Any]) -> Shown:
    """An event as the other programs show it."""
    start, end = (moment(datetime.fromisoformat(at)) if "T" in at else at for at in (entry["start"], entry["end"]))
    return Shown(entry["title"], start, end, entry["status"] == "CANCELLED")

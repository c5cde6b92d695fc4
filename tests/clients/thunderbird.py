"""Thunderbird without a screen, driven by Marionette, its own remote control (lengths and JSON over a socket)."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.clients.shown import Shown, moment
from tests.journeys.served import free_port

THUNDERBIRD = Path("/usr/lib/thunderbird/thunderbird")
_PATIENCE = 60.0
_OBSERVED = """\
const [id, kind, url, done] = arguments;
const {cal} = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const moved = [];
const listen = (calendar, heard) => {
  const observer = {QueryInterface: ChromeUtils.generateQI(["calIObserver"])};
  for (const name of ["onStartBatch", "onEndBatch", "onPropertyChanged", "onPropertyDeleting"]) observer[name] = () => {};
  observer.onAddItem = (item) => moved.push("added " + item.title);
  observer.onModifyItem = (item) => moved.push("modified " + item.title);
  observer.onDeleteItem = (item) => moved.push("deleted " + item.title);
  observer.onLoad = () => heard("");
  observer.onError = (_calendar, number, message) => heard("error " + number + " " + message);
  calendar.addObserver(observer);
  return observer;
};
const said = (time) => time && (time.isDate ? time.toString() : cal.dtz.dateTimeToJsDate(time).toISOString());
const told = (item) => ({
  kind: item.isEvent() ? "vevent" : "vtodo", uid: item.id, title: item.title, status: item.status,
  start: said(item.isEvent() ? item.startDate : item.entryDate), end: said(item.isEvent() ? item.endDate : item.dueDate),
  percent: item.isEvent() ? null : item.percentComplete, text: item.icalString,
});
(async () => {
  let calendar = cal.manager.getCalendarById(id);
  if (!calendar) {
    calendar = cal.manager.createCalendar(kind, Services.io.newURI(url));
    calendar.id = id;
    calendar.name = id;
    cal.manager.registerCalendar(calendar);
    calendar = cal.manager.getCalendarById(id);
  }
  let observer;
  const loaded = new Promise((heard) => { observer = listen(calendar, heard); });
  calendar.refresh();
  const trouble = await loaded;
  await new Promise((rest) => setTimeout(rest, 300));
  calendar.removeObserver(observer);
  const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
  return {trouble, moved, readOnly: calendar.readOnly, items: items.map(told)};
})().then(done, (error) => done({trouble: String(error) + error.stack, moved, items: []}));
"""


class Thunderbird:
    """A running Thunderbird."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket, self._stream, self._number = connection, connection.makefile("rb"), 0
        self._answer()
        self._call("WebDriver:NewSession")
        self._call("Marionette:SetContext", value="chrome")

    def refreshed(self, name: str, url: str, kind: str = "ics") -> dict[str, Any]:
        """Subscribe under a name, or look again: ``trouble``, what ``moved``, and all ``items`` that it holds now."""
        asked = {"script": _OBSERVED, "args": [name, kind, url], "newSandbox": False, "scriptTimeout": 30_000}
        found: dict[str, Any] = self._call("WebDriver:ExecuteAsyncScript", **asked)["value"]
        return found

    def _call(self, command: str, **arguments: Any) -> Any:
        self._number += 1
        said = json.dumps([0, self._number, command, arguments]).encode()
        self._socket.sendall(b"%d:%b" % (len(said), said))
        _kind, _number, error, value = self._answer()
        assert error is None, error
        return value

    def _answer(self) -> Any:
        length = b""
        while (char := self._stream.read(1)) != b":":
            assert char, "Thunderbird is gone"
            length += char
        return json.loads(self._stream.read(int(length)))


@contextmanager
def thunderbird(profile: Path) -> Iterator[Thunderbird]:
    """Start it with a profile of its own; it is ended at the end whatever happened."""
    port = free_port()
    wanted = {
        "marionette.port": port,
        "app.update.enabled": False,
        "calendar.timezone.local": "Asia/Ho_Chi_Minh",
        "datareporting.policy.dataSubmissionEnabled": False,
        "mail.provider.suppress_dialog_on_startup": True,
    }
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in wanted.items()]
    (profile / "user.js").write_text("\n".join(lines))
    command = [THUNDERBIRD, "--headless", "--no-remote", "--profile", profile, "--marionette", "--remote-allow-system-access"]
    with (profile / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, "HOME": str(profile)}, stdout=log, stderr=log)
    try:
        with _connected(port, process) as connection:
            yield Thunderbird(connection)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _connected(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE and process.poll() is None:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        time.sleep(0.1)
    raise AssertionError("Thunderbird did not start")


def shown(item: dict[str, Any]) -> Shown:
    """An event as the other programs show it."""
    start, end = (moment(datetime.fromisoformat(at)) if "T" in at else at for at in (item["start"], item["end"]))
    return Shown(item["title"], start, end, item["status"] == "CANCELLED")

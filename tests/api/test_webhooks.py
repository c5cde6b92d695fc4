"""Letters of what changed, to a receiver that really listens: signed, in order, tried again, laid aside at last."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from litestar.testing import TestClient

from api.database import engine_for
from api.letters import TRIES, pause
from api.postman import Postman, live
from api.registry import store_for
from api.settings import Settings
from tests.api.conftest import URL, Served
from tests.api.services import service
from tests.api.world import CLOCK, NOW, settle
from tests.support import Place

SOON = 20.0
HOSTS = frozenset({"127.0.0.1"})


@dataclass
class Receiver:
    """A program that is written to: what it got, and what it answers."""

    port: int = 0
    answers: list[int] = field(default_factory=list)  # what it answers next; 204 after these
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def codes(self) -> list[str]:
        """What it was told of, letter by letter."""
        return [change["code"] for _headers, body in self.got for change in json.loads(body)["changes"]]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.answers.pop(0) if found.answers else 204)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@contextmanager
def writing(place: Place, *, itself: bool = True) -> Iterator[Served]:
    """A service that may write to this machine; unless it does so by itself, :func:`written` does."""
    secrets = settle(place.url)
    url = place.url if "://" in place.url else f"sqlite:///{place.url}"
    said = {"EGOV_DATABASE_URL": url, "EGOV_PUBLIC_URL": URL, "EGOV_WEBHOOK_HOSTS": ",".join(HOSTS)}
    settings = Settings.read(said)
    with service(settings, clock=CLOCK) as app, TestClient(app, base_url=URL, raise_server_exceptions=False) as client:
        app.state.watch.closing = not itself
        yield Served(client, secrets)


def hooked(served: Served, receiver: Receiver, **more: str) -> str:
    """Have the receiver told; the secret to check letters with."""
    said = {"code": "H", "account": "secretariat", "address": receiver.address, **more}
    made = served.secretariat.post("webhooks", said)
    assert made.status_code == 201, made.text
    return new_secret(served, made.headers["etag"])


def new_secret(served: Served, version: str) -> str:
    answer = served.secretariat.post("webhooks/H/secret", {}, If_Match=version)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


def add(served: Served, code: str) -> None:
    assert served.secretariat.post("persons", {"code": code, "name": "An"}).status_code == 201


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def written(place: Place, *hours: int, processes: int = 1) -> None:
    """Have the letters written that are due so many hours on, by processes that do so at the same time."""

    async def whole() -> None:
        for hour in hours:
            now = NOW + timedelta(hours=hour)
            engines = [engine_for(place.url) for _process in range(processes)]
            postmen = [Postman(store_for(engine), lambda now=now: now, HOSTS, "/api/v1") for engine in engines]
            [hook] = live((await store_for(engines[0]).state()).records)
            await asyncio.gather(*(postman.catch_up(hook) for postman in postmen))
            for postman, engine in zip(postmen, engines, strict=True):
                await postman.aclose()
                await engine.aclose()

    asyncio.run(whole())


def test_whoever_asked_is_told_of_each_change_by_a_letter_whose_signature_is_right(database: Place, receiver: Receiver) -> None:
    with writing(database) as served:
        secret = hooked(served, receiver)
        for code in ("a", "b", "c"):
            add(served, code)
        until(lambda: receiver.codes[-1:] == ["c"])
        assert receiver.codes == ["a", "b", "c"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    for headers, body in receiver.got:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{right}"


def test_a_letter_that_was_not_taken_comes_again_with_the_same_number_before_any_other(
    on_sqlite: Place, receiver: Receiver
) -> None:
    receiver.answers = [500, 302]
    with writing(on_sqlite, itself=False) as served:
        hooked(served, receiver)
        add(served, "a")
        written(on_sqlite, 0)
        add(served, "b")
        written(on_sqlite, 0, 1, 2)
    assert receiver.codes == ["a", "a", "a", "b"]
    assert len(set(receiver.ids[:3])) == 1


def test_after_the_last_try_a_letter_is_laid_aside_and_may_be_sent_again(on_sqlite: Place, receiver: Receiver) -> None:
    receiver.answers = [503] * TRIES
    with writing(on_sqlite, itself=False) as served:
        hooked(served, receiver)
        add(served, "a")
        written(on_sqlite, *range(0, 4 * TRIES, 4))
        fared = served.secretariat.get("webhooks/H/deliveries").json()
        [letter] = fared["laid_aside"]
        assert (letter["said"], fared["behind"], len(receiver.got)) == ("503", 0, TRIES)
        again = f"webhooks/H/deliveries/{letter['after']}/resend"
        assert served.secretariat.post(again, {}).json() == {"taken": True, "said": "204"}
        assert served.secretariat.get("webhooks/H/deliveries").json()["laid_aside"] == []
        assert served.secretariat.post(again, {}).status_code == 404
    assert receiver.codes == ["a"] * (TRIES + 1)


def test_the_tries_of_a_letter_span_hours_so_that_a_night_of_maintenance_loses_none() -> None:
    assert timedelta(hours=6) < sum((pause(failures) for failures in range(1, TRIES)), timedelta()) < timedelta(hours=12)


def test_of_kinds_that_were_not_asked_for_nothing_is_told(on_sqlite: Place, receiver: Receiver) -> None:
    with writing(on_sqlite) as served:
        hooked(served, receiver, kinds="meeting task")
        add(served, "a")
        task = {"code": "P.9", "programme": "P", "title_vi": "Mới", "title_en": "New"}
        assert served.secretariat.post("tasks", task).status_code == 201
        until(lambda: receiver.codes)
    assert receiver.codes == ["P.9"]


def test_of_several_processes_one_writes_each_letter(database: Place, receiver: Receiver) -> None:
    with writing(database, itself=False) as served:
        hooked(served, receiver)
        for number in range(20):
            add(served, f"p{number:02}")
            if number % 5 == 4:
                written(database, 0, processes=3)
    assert receiver.codes == [f"p{number:02}" for number in range(20)]


def test_an_address_elsewhere_and_a_kind_that_there_is_not_are_refused_with_the_way_out(
    on_sqlite: Place, receiver: Receiver
) -> None:
    with writing(on_sqlite) as served:
        wrong = {"code": "H", "account": "nobody", "address": "https://elsewhere.example/x", "kinds": "task nonsense"}
        refused = served.secretariat.post("webhooks", wrong)
        assert (refused.status_code, [e["place"] for e in refused.json()["errors"]]) == (422, ["address", "kinds", "account"])
        assert "EGOV_WEBHOOK_HOSTS" in refused.text
        for address in ("ftp://127.0.0.1/", "http://elsewhere.example/", "https://u:p@127.0.0.1/", "http://127.0.0.1/\r\nX: y"):
            assert served.secretariat.post("webhooks", {**wrong, "address": address}).status_code == 422
        assert served.secretariat.post("webhooks/H/ping", {}).status_code == 404
    assert receiver.got == []


def test_the_secret_is_shown_once_and_a_letter_may_be_tried(on_sqlite: Place, receiver: Receiver) -> None:
    with writing(on_sqlite) as served:
        said = {"code": "H", "account": "secretariat", "address": receiver.address}
        version = served.secretariat.post("webhooks", said).headers["etag"]
        assert served.secretariat.post("webhooks/H/ping", {}).status_code == 422
        secret = new_secret(served, version)
        again = served.secretariat.post("webhooks/H/secret", {}, If_Match=version)
        assert (again.status_code, served.secretariat.post("webhooks/H/secret", {}).status_code) == (412, 428)
        assert served.secretariat.post("webhooks/H/ping", {}).json() == {"taken": True, "said": "204"}
        everything = [served.secretariat.get(path).text for path in ("webhooks", "webhooks/H", "ledger?limit=1000")]
        assert secret not in "".join(everything)
        assert secret.removeprefix("whsec_") not in "".join(everything)
        assert served.by("planner").get("webhooks").status_code == 403
        gone = served.secretariat("DELETE", "webhooks/H", {"If-Match": "*"})
        assert gone.status_code == 204


def test_a_webhook_that_is_made_anew_under_its_old_code_begins_at_its_beginning(on_sqlite: Place, receiver: Receiver) -> None:
    with writing(on_sqlite, itself=False) as served:
        hooked(served, receiver)
        written(on_sqlite, 0)
        assert served.secretariat("DELETE", "webhooks/H", {"If-Match": "*"}).status_code == 204
        add(served, "a")
        hooked(served, receiver)
        add(served, "b")
        written(on_sqlite, 0)
    assert receiver.codes == ["b"]

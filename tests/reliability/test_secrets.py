"""Bar 20: what opens something stands nowhere but where it was shown once: in no answer, log, error, ledger, export or file."""

import base64
import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.reliability.service import PATIENCE, Service, services
from tests.support import Place


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as a process of its own; what it wrote stands beside it."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "egov.sqlite").write_bytes(sqlite_template.read_bytes())
    with services(Place("sqlite", str(folder / "egov.sqlite")), folder, links=2) as [found]:
        yield found


def forms(secret: str) -> set[bytes]:
    """A secret as it is, and as an address, a header or a file might hide it; its first half is as good as the whole."""
    plain = secret.encode()
    return {
        plain,
        plain[: len(plain) // 2],
        base64.b64encode(plain)[:-4],
        urllib.parse.quote(secret).encode(),
        plain.hex().encode(),
    }


def shown(service: Service) -> dict[str, str]:
    """Everything that opens something, made and used: tokens, feeds, a link, a session, a webhook's secret."""
    found = {f"token of {role}": token for role, token in service.opened.tokens.items()}
    with service.client() as us:
        for purpose in ("feed", "api"):
            order = {
                "account": "member",
                "purpose": purpose,
                "label": purpose,
                **({"subject": "MIC.minister"} if purpose == "feed" else {}),
            }
            made = us.post("credentials", json=order)
            assert made.status_code == 201, made.text
            found[f"new {purpose}"] = re.findall(r"[A-Za-z0-9_-]{43}", made.text)[-1]
    with httpx.Client(base_url=service.url, trust_env=False, follow_redirects=False) as browser:
        entered = browser.post(f"/sign-in/{service.opened.links[0]}")
        found["session"] = re.findall(r"egov=([^;]+)", entered.headers["set-cookie"])[0]
        assert browser.get("/").status_code == 200
    found["used link"], found["open link"] = service.opened.links
    return found


def misplaced(secret: str) -> list[tuple[str, dict[str, str]]]:
    """Addresses and headers in which a secret is used as it should be, and as it should not."""
    paths = ("/feeds/{}.ics", "/feeds/{}", "/sign-in/{}", "/{}", "/static/{}", "/docs?token={}")
    below = ("tasks/{}", "tasks?q={}", "tasks?{}=1", "reports/{}", "credentials/{}", "schedule?as_of={}")
    plain: list[tuple[str, dict[str, str]]] = [
        (each.format(secret), {}) for each in (*paths, *(f"/api/v1/{path}" for path in below))
    ]
    names = {"Authorization": f"Bearer {secret}", "Cookie": f"egov={secret}", "Referer": f"https://x.example/{secret}"}
    more = {"If-None-Match": f'"{secret}"', "X-Forwarded-For": secret, "X-Api-Key": secret}
    headers = [{name: value} for name, value in (names | more).items()]
    return [*plain, *((path, each) for each in headers for path in ("/api/v1/tasks", "/api/v1/me", "/"))]


def reads(service: Service) -> list[str]:
    """Every address that is read without naming a thing, and the exports."""
    with service.client() as us:
        paths = us.get(f"{service.url}/docs/openapi.json").json()["paths"]
        names = us.get("reports").json()
    plain = [path for path, item in paths.items() if "get" in item and "{" not in path and not path.endswith("/stream")]
    return [*plain, *(f"/api/v1/reports/{name}?format=csv" for name in names), "/api/v1/ledger?limit=500", "/docs/openapi.json"]


def test_no_secret_stands_in_any_answer_log_error_ledger_export_or_file(service: Service) -> None:
    """Bar 20: the whole of what the service says and keeps, searched for every secret in every form."""
    secrets = shown(service)
    assert len(secrets) == 9
    said: list[tuple[str, bytes]] = []
    with httpx.Client(base_url=service.url, timeout=PATIENCE, trust_env=False, follow_redirects=False) as client:
        for secret in secrets.values():
            for path, headers in misplaced(secret):
                answer = client.get(path, headers=headers)
                client.cookies.clear()
                assert answer.status_code < 500
                echo = answer.content.replace(secret.encode(), b"") if path.count(secret) else answer.content
                said.append((path, echo + str(dict(answer.headers)).encode()))  # what was sent may be named to who sent it
        for role, token in service.opened.tokens.items():
            for path in reads(service):
                answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
                said.append((f"{role} {path}", answer.content + str(dict(answer.headers)).encode()))
    ledger = service.command("ledger", "export").stdout
    said.append(("egov ledger export", ledger.encode()))
    assert json.loads(ledger.splitlines()[-1])
    service.stop()
    said += [(path.name, path.read_bytes()) for path in service.log.parent.iterdir() if path.is_file()]
    assert {"egov.sqlite", service.log.name} <= {name for name, _content in said}
    found = [
        (what, where) for what, secret in secrets.items() for form in forms(secret) for where, content in said if form in content
    ]
    assert found == []
    assert "GET /feeds/… " in service.log.read_text()

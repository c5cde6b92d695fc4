"""Bar 8 on the running service: what is sent again with its key has one effect and one answer, at once and after a kill."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.reliability.service import Service, services
from tests.reliability.witness import head, verified
from tests.support import Place

TIMES = 5
"""How often each request is sent at once."""
ASKED = [
    ("tasks", {"code": "K.1", "programme": "P", "title_vi": "Mới", "title_en": "New"}),
    ("dependencies", {"predecessor": "P.5", "successor": "P.2", "lag": 1}),
    ("meetings/M1/conclusions/1/tasks", {"text_vi": "Giao Bộ.", "text_en": "Charged.", "tasks": [
        {"code": "K.2", "programme": "P", "title_vi": "Soạn", "title_en": "Draft", "lead": "MIC"}]}),
    ("meetings/M1/invitations", {}),
    ("baselines", {"code": "KB", "title_vi": "Cơ sở", "title_en": "Baseline"}),
]  # fmt: skip
"""Changes by one thing, and by several in one unit."""


def sent(service: Service, path: str, body: object, key: str) -> httpx.Response:
    with service.client() as client:
        return client.post(path, json=body, headers={"Idempotency-Key": key})


def test_a_request_that_is_sent_again_has_one_effect_and_one_answer_at_once_and_after_a_kill(
    database: Place, tmp_path: Path
) -> None:
    with services(database, tmp_path, count=2) as both, ThreadPoolExecutor(TIMES) as pool:
        told = {}
        for number, (path, body) in enumerate(ASKED):
            before = head(both[0])
            order = (path, body, f"key-{number}")
            answers = list(pool.map(lambda n, order=order: sent(both[n % 2], *order), range(TIMES)))  # type: ignore[misc]
            assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
            assert len({(answer.content, answer.headers.get("location"), answer.headers.get("etag")) for answer in answers}) == 1
            with both[0].client() as client:
                written = client.get(f"ledger?after={before}&limit=50").json()["items"]
            assert len({(entry["kind"], entry["code"]) for entry in written}) == len(written) > 0
            told[number] = answers[0]
        after = head(both[0])
        for service in both:
            service.kill()
        both[1].start()
        for number, (path, body) in enumerate(ASKED):
            again = sent(both[1], path, body, f"key-{number}")
            assert (again.status_code, again.content) == (told[number].status_code, told[number].content)
        other = sent(both[1], "tasks", {**ASKED[0][1], "code": "K.9"}, "key-0")
        assert (other.status_code, other.json()["errors"][0]["place"]) == (422, "Idempotency-Key")
        assert head(both[1]) == after
        verified(both[1])
        assert [service.complaints() for service in both] == ["", ""]

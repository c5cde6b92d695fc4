"""What the examples of the OpenAPI document are asked for: see :mod:`tests.api.examples`."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from api.registry import KINDS
from governance.consents import json_text
from governance.messages import Text
from governance.values import Entity
from governance.work import Work, instant
from portfolio.baselines.baseline import Taking, lay_down
from tests.api.matrixworlds import ANOTHER, PASSWORD
from tests.api.world import DAY, NOW
from tests.support import seeded

PROGRAMME, TASK, MEETING, BODY = "CPDT2018-2020", "CPDT2018-2020.2.5", "BST-2009-09-17", "MIC"
SCENARIO, DOCUMENT = "RUT-NGAN", "QD-1755"
REACHED = "CPDT2018-2020.2.4"

MADE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("scenario", {"code": SCENARIO, "portfolio": "EGOV", "title_vi": "Rút ngắn khâu lấy ý kiến",
                  "title_en": "A shorter consultation"}),
    ("two_person_rule", {"code": "baselines", "body": BODY, "action": "baseline", "start": "2017", "end": "2017"}),
    ("extension_request", {"task": REACHED, "ordinal": 1, "account": "secretariat", "capacity": "lead", "by": "secretariat",
                           "document": DOCUMENT, "on": "2018-07-03", "not_after": "2019-03-31", "written_vi": "quý I/2019",
                           "written_en": "first quarter of 2019", "reason": "Chờ ý kiến của các bộ, ngành"}),
    ("agenda_item", {"meeting": MEETING, "ordinal": 1, "title_vi": "Góp ý dự thảo Chương trình",
                     "title_en": "Comments on the draft programme", "minutes": 60}),
)  # fmt: skip
"""What the seed has none of, and some answers need."""
SHOWN: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("account", {"code": "van-thu", "name": "Văn thư Bộ Thông tin và Truyền thông", "role": "member"}),
    ("grant", {"code": "van-thu-mic", "account": "van-thu", "role": "member", "body": BODY}),
    ("attendance", {"code": "BST-2009-09-17~hong", "meeting": MEETING, "person": "NGUYEN-MINH-HONG", "state": "present"}),
    ("invitation", {"code": "BST-2009-09-17~minister", "meeting": MEETING, "post": "MIC.minister", "capacity": "member"}),
    ("meeting_paper", {"code": "BST-2009-09-17~paper-1", "meeting": MEETING, "ordinal": 1,
                       "title_vi": "Dự thảo Chương trình", "title_en": "The draft programme"}),
    ("quorum_rule", {"code": "NCEG-quorum", "body": "NCEG", "numerator": 2, "denominator": 3}),
    ("conclusion_notice", {"meeting": MEETING, "document": DOCUMENT}),
    ("citation", {"code": "CPDT2018-2020.2.5~QD-1755", "task": TASK, "document": DOCUMENT, "clause": "Điều 2"}),
    ("relation_clause", {"relation": "QD-1755~amends~QD-KH2009-2010", "ordinal": 1, "clause": "Điều 2", "by_clause": "Điều 5"}),
    ("task_step", {"task": TASK, "ordinal": 1, "step": "accept", "before": "assigned", "state": "accepted",
                   "account": "secretariat", "capacity": "lead", "by": "secretariat", "document": DOCUMENT, "on": "2018-07-05"}),
    ("evidence", {"step": f"{TASK}~1", "ordinal": 1, "document": DOCUMENT}),
    ("extension_decision", {"request": f"{TASK}~1", "outcome": "refused", "account": "secretariat", "capacity": "approving",
                            "by": "secretariat", "document": DOCUMENT, "on": "2018-07-05", "reason": "Không cần thêm thời gian"}),
    ("suspension", {"code": "QD-1755-2", "document": DOCUMENT, "clause": "Điều 2", "start": "2019-01-01", "end": "2019-06-30"}),
    ("succession_term", {"code": "NCITA-1755", "succession": "NCITA~NCEG", "type": "programme", "subject": "1755"}),
    ("reminder_rule", {"code": "ten-days", "programme": PROGRAMME, "moment": "before", "days": 10}),
    ("redaction", {"code": "redaction-1", "type": "person", "subject": "VU-DUC-DAM", "fields": "name",
                   "reason_vi": "theo yêu cầu", "reason_en": "asked for by the person"}),
)  # fmt: skip
"""What neither the seed nor an answer has an example of."""


def fill(work: Work) -> None:
    """The seed, with a scenario, a baseline and a request of either kind."""
    make = {kind.kind: kind for kind in KINDS}
    for entity in seeded():
        work.create(entity)
    for kind, said in MADE:
        work.create(make[kind].parse(said))
    base = work.get(make["estimate"], REACHED).changed_seq
    work.create(make["scenario_change"].parse(
        {"scenario": SCENARIO, "ordinal": 1, "action": "amend", "type": "estimate", "subject": REACHED, "base_seq": base,
         "fields": {"most_likely": 30}}
    ))  # fmt: skip
    lay_down(work, DAY, Taking("V1", Text("Kế hoạch được duyệt", "The plan as approved"), programme=PROGRAMME), lambda *_: ())
    asked = {"code": "V1", "fields": {"title_en": "The plan of July 2018"}}
    work.create(make["consent"].parse(
        {"code": "consent-1", "asked_by": "baselines", "operation": "amend-baseline", "subject": "baseline V1",
         "arguments": json_text(asked), "seen": json_text({"baseline V1": 1}), "what_vi": "Sửa kế hoạch cơ sở V1",
         "what_en": "Amend the baseline V1", "requested_by": "planner", "requested_at": instant(NOW),
         "expires_at": instant(NOW + timedelta(days=3))}
    ))  # fmt: skip


OWN = {"programme": (PROGRAMME,), "body": (BODY,)}
OBJECTS = {
    "/api/v1/tasks": TASK,
    "/api/v1/tasks/{code:str}/extensions/{number:int}/decision": REACHED,
    "/api/v1/programmes": PROGRAMME,
    "/api/v1/posts": "MIC.minister",
    "/api/v1/organizations": BODY,
    "/api/v1/persons": "NGUYEN-XUAN-PHUC",
    "/api/v1/baselines": "V1",
    "/api/v1/scenarios": SCENARIO,
    "/api/v1/consents": "consent-1",
    "/api/v1/meetings": MEETING,
    "/api/v1/documents/{code:str}/issue": "QD-KH2009-2010",
    "/api/v1/instruments": DOCUMENT,
    "/api/v1/credentials": "api-own",
    "/api/v1/credentials/{code:str}/rotation": "feed-own",
    "/api/v1/authority": TASK,
    "/api/v1/webhooks": "hook-own",
    "/api/v1/reports": "deadlines",
    "/api/v1/schedule/reports": "health",
}
"""Where an address begins → the thing that it names."""
QUERIES = {
    "get_timeline": "start=2018-07-01&end=2018-12-31",
    "list_change": "after=0&limit=1",
    "list_ledger": "limit=1",
    "report_ledger": "limit=1",
    "convert_plan": "to=json",
    "get_report": f"programme={PROGRAMME}",
    "list_reminders": f"programme={PROGRAMME}",
}
PLAN = {
    "title": "Nền tảng tích hợp, chia sẻ dữ liệu",
    "start": "2026-06-01",
    "tasks": [
        {"code": "A", "title": "Khảo sát hiện trạng", "duration": 10},
        {"code": "B", "title": "Xây dựng đề án", "duration": 15},
    ],
    "links": [{"predecessor": "A", "successor": "B", "relation": "FS", "lag": 2}],
}
TERMS = {"written_vi": "quý II/2019", "written_en": "second quarter of 2019", "not_after": "2019-06-30"}
BODIES: dict[str, Any] = {
    "batch": {"changes": [
        {"action": "create", "kind": "task", "value": {
            "code": f"{PROGRAMME}.20", "programme": PROGRAMME, "title_vi": "Sơ kết một năm thực hiện",
            "title_en": "Review of the first year"}},
        {"action": "create", "kind": "dependency", "value": {"predecessor": TASK, "successor": f"{PROGRAMME}.20"}},
        {"action": "amend", "kind": "estimate", "code": REACHED, "version": 1, "value": {"most_likely": 30}},
    ]},
    "take_baseline": {"code": "V2", "title_vi": "Kế hoạch điều chỉnh", "title_en": "The plan as revised",
                      "programme": PROGRAMME, "document": DOCUMENT},
    "amend_baseline": {"title_en": "The plan of July 2018"},
    "import_plan": PLAN,
    "schedule_plan": PLAN,
    "report_plan": PLAN,
    "convert_plan": PLAN,
    "import_annex": f"TT,Nhiệm vụ,Cơ quan chủ trì,Thời hạn\n1,Khảo sát hiện trạng,{BODY},tháng 12/2019\n".encode(),
    "import_popolo": {"persons": [{"id": "VU-DUC-DAM", "name": "Vũ Đức Đam"}]},
    "decline_consent": {"reason": "Chưa có ý kiến của Bộ Tài chính"},
    "take_task_step": {"step": "accept", "document": DOCUMENT},
    "ask_for_extension": {**TERMS, "reason": "Chờ ý kiến của các bộ, ngành", "document": DOCUMENT},
    "decide_extension": {"outcome": "refused", "document": DOCUMENT, "reason": "Không ảnh hưởng đến tiến độ chung"},
    "conclude": {"tasks": [{"code": f"{PROGRAMME}.20", "programme": PROGRAMME, "title_vi": "Khảo sát hiện trạng",
                            "title_en": "Survey of the present state", "lead": BODY, "coordinating": ["MOF"],
                            "deadline": TERMS}]},
    "create_webhook": {"code": "mic", "account": "member", "address": "https://example.vn/changes"},
    "replace_webhook": {"code": "hook-own", "account": "member", "address": "https://example.vn/changes"},
    "amend_webhook": {"disabled": True},
    "issue_document": {"number": "48/QĐ-TTg", "signed_on": "2009-03-31"},
    "issue_credential": {"account": "member", "purpose": "feed", "label": "Lịch của Bộ trưởng", "subject": "MIC.minister"},
    "rotate_feed": {"keep_days": 14},
    "change_my_password": {"current": PASSWORD, "new": ANOTHER},
    "redact": {"type": "person", "subject": "VU-DUC-DAM", "fields": ["name"], "reason_vi": "theo yêu cầu của người được nêu tên",
               "reason_en": "asked for by the person named"},
}  # fmt: skip
"""Operation → what is sent."""


def things(there: Iterable[Entity]) -> dict[str, Entity]:
    """Kind → the thing of it that says most: of what is there, else of what is only shown."""
    make = {kind.kind: kind for kind in KINDS}
    found: dict[str, Entity] = {kind: make[kind].parse(said) for kind, said in SHOWN}
    for entity in there:
        kept = found.get(entity.kind)
        if kept is None or _said(entity) > _said(kept):
            found[entity.kind] = entity
    return found


def _said(entity: Entity) -> int:
    return sum(value is not None for value in msgspec.to_builtins(entity).values())

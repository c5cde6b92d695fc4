"""Whose objects the routes of the table of access are asked for, what is sent, and who asks: see :mod:`tests.api.matrix`."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec

from api.credentials import hashed
from api.letters import new_secret
from api.passwords import Cost, encoded
from api.registry import KINDS
from governance.consents import json_text
from governance.messages import Text
from governance.values import Entity, references
from governance.work import Work, instant
from portfolio.baselines.baseline import Taking, lay_down
from tests.api.world import DAY, NOW, entities
from tests.support import example

CALLERS = {
    "nobody": None,
    "secretariat": ("secretariat", ()),
    "planner": ("planner", ()),
    "member": ("member", ()),
    "auditor": ("auditor", ()),
    "reader": ("secretariat", ()),  # with a token that only reads
    "bound": ("secretariat", ()),  # with a token for the own programme
    "secretariat-own": ("secretariat", ("secretariat", "programme")),  # narrowed to the own programme
    "planner-own": ("planner", ("planner", "programme")),
    "assistant": ("member", ("member", "body")),  # a member's, granted the own body
}
"""Caller → its role, and the grant that it has: a role, for the own programme or the own body."""
SAME_ACCOUNT = {"reader": "secretariat", "bound": "secretariat"}


# ---- the world of the kinds: one own and one foreign thing of each, whatever rules hold over the whole


def _shifted(entity: Entity, turn: Mapping[str, str], **more: Any) -> Entity:
    """A thing that refers to other examples: those whose number ends as ``turn`` says."""
    kind = type(entity)
    raw = msgspec.to_builtins(entity)
    for name in {*references(kind), *_EXTRA}:
        if isinstance(raw.get(name), str):
            raw[name] = re.sub(r"(?<=[a-z_]-)([12])(?=~|$)", lambda found: turn[found[1]], raw[name])
    if kind.key:
        raw.pop("code")
    return msgspec.convert({**raw, **more}, kind)


_EXTRA = ("subject",)
OWN, FOREIGN = {"1": "1", "2": "2"}, {"1": "3", "2": "4"}
NEW_OWN, NEW_FOREIGN = {"1": "2", "2": "1"}, {"1": "4", "2": "3"}


@cache
def thing(kind: type[Entity], side: str, *, second: bool = False) -> Entity:
    """The own or the foreign example of a kind; of kinds with a code of their own there is a second one, to refer to."""
    if kind.key:
        return _shifted(example(kind, 1), OWN if side == "own" else FOREIGN)
    number = (2 if second else 1) + (0 if side == "own" else 2)
    return _shifted(example(kind, number), OWN if side == "own" else FOREIGN)


@cache
def fresh(kind: type[Entity], side: str) -> Entity:
    """One that is not there yet, and belongs to the same: about the same things, or if that is there already about the others."""
    same, others = (OWN, NEW_OWN) if side == "own" else (FOREIGN, NEW_FOREIGN)
    made = _shifted(example(kind, 5), same)
    return made if made.code != thing(kind, side).code else _shifted(example(kind, 5), others)


@cache
def spare(kind: type[Entity], side: str) -> Entity:
    """One that nothing refers to, to take away; of what is told by what it joins, and of the own programme, there is but one."""
    if kind.kind == "programme":
        return thing(kind, side)
    return _shifted(example(kind, 7 if side == "own" else 9), OWN if side == "own" else FOREIGN)


def fill_kinds(work: Work) -> None:
    """Own and foreign examples of every kind."""
    for kind in KINDS:
        for side in ("own", "foreign") if kind.kind != "webhook" else ():
            made = (thing(kind, side), thing(kind, side, second=True), spare(kind, side))
            for each in {one.code: one for one in reversed(made)}.values():
                work.create(each)


# ---- the world of the other routes: a small committee that obeys every rule

OBJECTS: dict[str, tuple[str, str]] = {
    "/api/v1/tasks": ("P.1", "Q.1"),
    "/api/v1/tasks/{code:str}/extensions/{number:int}/decision": ("P.2", "Q.2"),
    "/api/v1/programmes": ("P", "Q"),
    "/api/v1/posts": ("MIC.minister", "NCEG.chair"),
    "/api/v1/organizations": ("MIC", "NCEG"),
    "/api/v1/persons": ("tuan", "phuc"),
    "/api/v1/baselines": ("BP", "BQ"),
    "/api/v1/scenarios": ("S", "T"),
    "/api/v1/consents": ("consent-own", "consent-foreign"),
    "/api/v1/meetings": ("M4", "M1"),
    "/api/v1/documents": ("QD1", "QD2"),
    "/api/v1/documents/{code:str}/issue": ("QD3", "QD4"),
    "/api/v1/instruments": ("QD1", "QD2"),
    "/api/v1/credentials": ("api-own", "api-foreign"),
    "/api/v1/credentials/{code:str}/rotation": ("feed-own", "feed-foreign"),
    "/api/v1/authority": ("P.1", "Q.1"),
    "/api/v1/webhooks": ("hook-own", "hook-foreign"),
    "/api/v1/reports": ("programmes", "schedule"),
    "/reports": ("programmes", "schedule"),
    "/api/v1/schedule/reports": ("health", "float-paths"),
    "/sign-in/{token:str}": ("link-own", "link-foreign"),
    "/tasks": ("P.1", "Q.1"),
    "/meetings": ("M4", "M1"),
    "/feeds": ("feed-own.ics", "feed-foreign.ics"),
    "/caldav": ("feed-own", "feed-foreign"),
    "/calendars": ("feed-own", "feed-foreign"),
    "/static": ("pages.css", "base.css"),
}
"""Where an address begins → the code of the own and of the foreign object; sessions are each caller's own and another's."""
PARTS = {"{kind:str}": "task", "{number:int}": "1", "{number:str}": "1", "{after:int}": "9000"}
PASSWORD, ANOTHER = "correct horse battery staple", "a quite different staple of horses"
FORMS = {
    "/sign-in": {"password": PASSWORD},
    "/account/password": {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER},
    "/calendars": {"of": "post:MIC.minister"},
}
"""Page → what its form says beside whose it is."""
CALDAV = {
    "PROPFIND": b'<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>',
    "REPORT": b'<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>',
}
"""Method → what programs that read a calendar send."""
CHEAP = Cost(2, 1, 1)
TWO_BODIES = {"take_baseline", "batch"}
"""Operations that name no object in the address, and an own or a foreign one in the body."""


def _said(side: str) -> str:
    return "P" if side == "own" else "Q"


BODIES: dict[str, Callable[[str], Any]] = {
    "batch": lambda side: {"changes": [
        {"action": "amend", "kind": "estimates", "code": f"{_said(side)}.1", "version": 1, "value": {"note_en": "changed"}}
    ]},
    "take_baseline": lambda side: {"code": "NEW", "title_vi": "mới", "title_en": "new", "programme": _said(side)},
    "import_plan": lambda side: {"start": "2018-07-02", "tasks": [{"code": f"{side}x", "title": "x", "duration": 5}]},
    "import_popolo": lambda side: {"persons": [{"id": f"x{side}", "name": "x"}]},
    "schedule_plan": lambda side: {"title": "x", "tasks": []},
    "report_plan": lambda side: {"title": "x", "tasks": []},
    "convert_plan": lambda side: {"title": "x", "tasks": []},
    "decline_consent": lambda side: {"reason": "x"},
    "take_task_step": lambda side: {"step": "cancel", "reason": "x", "document": "QD1"},
    "ask_for_extension": lambda side: {
        "written_vi": "x", "written_en": "x", "not_after": "2019-12-31", "reason": "x", "document": "QD1"
    },
    "conclude": lambda side: {"text_vi": "x", "text_en": "x", "tasks": [
        {"code": f"new-{side}", "programme": _said(side), "title_vi": "x", "title_en": "x",
         "lead": {"own": "MIC"}.get(side, "NCEG")}
    ]},
    "create_conclusion_task": lambda side: {
        "conclusion": f"meeting-{1 if side == 'own' else 3}~2001", "task": f"task-{2 if side == 'own' else 4}"
    },
    "create_webhook": lambda side: {"code": f"new-{side}", "account": "member", "address": "https://example.vn/new"},
    "replace_webhook": lambda side: {"code": f"hook-{side}", "account": "member", "address": "https://example.vn/new"},
    "import_annex": lambda side: "TT,Nhiệm vụ,Cơ quan chủ trì,Thời hạn\n1,Khảo sát,MIC,tháng 12/2019\n".encode(),
    "issue_document": lambda side: {"number": "9/QĐ", "signed_on": "2018-07-01"},
    "decide_extension": lambda side: {"outcome": "refused", "document": "QD1", "reason": "x"},
    "issue_credential": lambda side: {"account": "member", "purpose": "sign-in", "label": "x"},
    "change_my_password": lambda side: {"current": PASSWORD, "new": ANOTHER},
    "redact": lambda side: {"type": "person", "subject": "tuan", "fields": ["name"], "reason_en": "x"},
}  # fmt: skip
"""Operation → what is sent, for the own and the foreign object."""
QUERIES = {"get_timeline": "start=2018-07-01&end=2018-07-31", "convert_plan": "to=json", "list_change": "after=0"}


def fill_committee(work: Work) -> None:
    """The small committee, with own and foreign things that only some routes need."""
    make = {kind.kind: kind for kind in KINDS}

    def add(kind: str, **said: Any) -> None:
        work.create(make[kind].parse(said))

    for entity in entities():
        work.create(entity)
    add("meeting", code="M4", type="meeting", body="MIC", held_on="2018-08-01", title_vi="Họp", title_en="Meeting")
    for code in ("QD3", "QD4"):
        add("document", code=code, type="decision", status="awaited", title_vi="chờ ban hành", title_en="awaited")
    add("task", code="Q.2", programme="Q", title_vi="Việc khác", title_en="Another")
    add("estimate", task="Q.1", optimistic=1, most_likely=2, pessimistic=3)
    for task, lead in (("Q.1", "NCEG"), ("Q.2", "NCEG"), ("P.2", "MIC")):
        words = {"written_vi": "năm 2018", "written_en": "2018", "not_after": "2018-12-31"}
        if task != "P.2":
            add("assignment", task=task, organization=lead, role="lead")
            add("deadline", code=f"{task}-d", task=task, type="instrument", **words)
        if task != "Q.1":
            add("extension_request", task=task, ordinal=1, account="somebody", capacity="lead", by="secretariat", document="QD1",
                on="2018-07-03", reason="x", **words | {"not_after": "2019-06-30"})  # fmt: skip
    add("scenario", code="T", portfolio="EGOV", title_vi="T", title_en="T")
    seq = work.get(make["estimate"], "Q.1").changed_seq
    add("scenario_change", scenario="T", ordinal=1, action="amend", type="estimate", subject="Q.1", base_seq=seq,
        fields={"most_likely": 3})  # fmt: skip
    own = work.get(make["scenario_change"], "S~1")
    base = work.get(make["estimate"], "P.1").changed_seq
    work.replace(msgspec.structs.replace(own.entity, base_seq=base), own.version)  # type: ignore[call-arg]
    for code in ("P", "Q"):
        lay_down(work, DAY, Taking(f"B{code}", Text("cơ sở", "baseline"), programme=code), lambda records, day: ())
    add("two_person_rule", code="once", body="NCEG", action="baseline", start="2000", end="2001")
    for side, code in (("own", "BP"), ("foreign", "BQ")):
        seen = json_text({f"baseline {code}": 1})
        add("consent", code=f"consent-{side}", asked_by="once", operation="amend-baseline", subject=f"baseline {code}",
            arguments=json_text({"code": code, "fields": {"title_en": "x"}}), seen=seen, what_vi="x", what_en="x",
            requested_by="somebody", requested_at=instant(NOW), expires_at=instant(NOW + timedelta(days=3)))  # fmt: skip


NOBODY_LISTENS = "http://127.0.0.1:9/"


def accounts(work: Work, own: Mapping[str, tuple[str, ...]]) -> None:
    make = {kind.kind: kind for kind in KINDS}
    password = encoded(PASSWORD, cost=CHEAP)
    for caller, said in CALLERS.items():
        if said is None or caller in SAME_ACCOUNT:
            continue
        role, grant = said
        work.create(make["account"].parse({"code": caller, "name": caller, "role": role, "password_hash": password}))
        for number, place in enumerate(own[grant[1]] if grant else ()):
            given = {"code": f"{caller}-{number}", "account": caller, "role": grant[0], grant[1]: place}
            work.create(make["grant"].parse(given))
    subject = {"feed": {"subject": "MIC.minister"}}
    hook = {"address": NOBODY_LISTENS, "secret": new_secret(), "disabled": True}  # the postman writes to none by himself
    for side in ("own", "foreign"):
        account = {"own": "secretariat", "foreign": "member"}[side]
        work.create(make["webhook"].parse({"code": f"hook-{side}", **hook, "account": account}))
        for purpose, begins in (("api", "api"), ("sign-in", "link"), ("feed", "feed")):
            code, ends = f"{begins}-{side}", instant(NOW + timedelta(days=1))
            said = {"code": code, "account": account, "purpose": purpose, "hash": hashed(code), **subject.get(purpose, {})}
            work.create(make["credential"].parse(said | {"created_at": instant(NOW), "expires_at": ends}))


OF_KINDS = {"programme": ("programme-1", "programme-2"), "body": ("organization-1", "organization-2")}
OF_COMMITTEE = {"programme": ("P",), "body": ("MIC",)}
"""What is the narrowed callers' own in each world."""
ELSEWHERE = {"baseline", "consent", "credential", "webhook"}
"""Kinds whose own routes are asked in the world of the committee."""

"""The examples that the OpenAPI document shows: recorded from a service over the seed by ``tests/api/examples.py``."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from api.schemas import wire
from governance.values import Entity

FILE = Path(__file__).with_name("examples.json")
_JSON = "application/json"
_USUAL: dict[str, Any] = {
    "code": "CPDT2018-2020.2.5",
    "programme": "CPDT2018-2020",
    "document": "QD-1755",
    "meeting": "BST-2009-09-17",
    "account": "planner",
    "scenario": "RUT-NGAN",
    "baseline": "V1",
    "with": "RUT-NGAN",
    "organization": "MIC",
    "body": "MIC",
    "issuer": "MIC",
    "on_behalf_of": "MIC",
    "in_place_of": "MIC",
    "prepared_by": "MIC",
    "heir": "NCEG",
    "calendar": "VN",
    "source": "003",
    "person": "NGUYEN-XUAN-PHUC",
    "requested_person": "VU-DUC-DAM",
    "substitute_for_person": "VU-DUC-DAM",
    "post": "MIC.minister",
    "substitute_for_post": "MIC.minister",
    "presenter": "MIC.minister",
    "signer": "VU-DUC-DAM",
    "signed_by": "MIC.minister",
    "agenda_item": "BST-2009-09-17~1",
    "deadline": "CPDT2018-2020.2.5.instrument",
    "rests_on_document": "QD-1755",
    "rests_on_meeting": "BST-2009-09-17",
    "by": "QD-1755",
    "subject": "1755",
    "kind": "task",
    "number": "1",
    "q": "chinh phu",
    "sort": "-total_float,task",
    "fields": "task,until,total_float",
    "sheet": "Phụ lục",
    "take": "3,5-7",
    "anchor": f"1202:h{'0123456789abcdef' * 4}"[:69],
    "digest": "0123456789abcdef" * 4,
    "as_of": "2018-07-05",
    "data_date": "2018-07-05",
    "known_on": "2018-07-06",
    "day": "2018-12-31",
    "on": "2018-07-05",
    "start": "2018-07-01",
    "end": "2018-12-31",
    "since": "2018-07-01",
    "until": "2018-07-31",
    "about": "CPDT2018-2020.2.5",
    "period": "2018-07-01..2018-12-31",
    "to": "2018-12-31",
    "If-Match": '"1"',
    "Idempotency-Key": "annex-2018-07-05-1",
    "Last-Event-ID": "1202",
}
"""Parameter → what it may say, where the kind that is listed says nothing nearer."""


@cache
def _kept() -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = msgspec.json.decode(FILE.read_bytes())
    return kept


def of_kind(kind: type[Entity]) -> dict[str, Any]:
    """A thing of a kind as it is read."""
    thing: dict[str, Any] = _kept()["kinds"][kind.kind]
    return thing


def of_schemas(kinds: Iterable[type[Entity]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Schema → what its example may say: of each kind as it is read, sent whole, listed and amended, and of what all share."""
    for kind in kinds:
        forms, thing = wire(kind), of_kind(kind)
        part = next((name for name in ("title_en", "name_en", "note_en") if thing.get(name)), "note_en")
        yield from ((form.__name__, thing) for form in (forms.out, forms.listed, forms.whole))
        yield forms.part.__name__, {part: thing[part] or "as the ministry wrote on 5 July 2018"}
    yield from _kept()["schemas"].items()


def show(document: dict[str, Any], kinds: Iterable[type[Entity]], lists: Mapping[str, type[Entity]]) -> dict[str, Any]:
    """The document with an example of every thing, body, answer and parameter. ``lists`` says which operation lists what."""
    schemas = document["components"]["schemas"]
    for name, value in of_schemas(kinds):
        if name in schemas:
            known = schemas[name]["properties"]
            schemas[name]["examples"] = [{field: said for field, said in value.items() if field in known}]
    codes = {f"/api/v1/{kind.path}/{{code}}": of_kind(kind)["code"] for kind in kinds}
    for path, item in document["paths"].items():
        for operation in item.values():
            kept = _kept()["operations"].get(operation["operationId"], {})
            _put(operation.get("requestBody", {}), kept.get("body"))
            _put(operation["responses"].get(kept.get("status"), {}), kept.get("answer"))
            if kept.get("status") == "201" and "written" in (kept["answer"] or ()):  # and what a dry run says
                _put(operation["responses"].get("200", {}), {**kept["answer"], "written": False})
            listed = lists.get(operation["operationId"])
            asked = kept.get("of", codes.get(path))
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and parameter["name"] in ("code", "name"):
                    parameter["example"] = asked
                _parameter(parameter, of_kind(listed) if listed else {})
    return document


def _put(part: Mapping[str, Any], value: Any) -> None:
    if value is not None and _JSON in part.get("content", {}):
        part["content"][_JSON]["example"] = value


def _parameter(parameter: dict[str, Any], thing: Mapping[str, Any]) -> None:
    """What needs no example are a choice that may be left out, a number and yes or no; and what is told already."""
    schema, name = parameter["schema"], parameter["name"]
    chosen = "enum" in schema and parameter["in"] != "path"
    if "example" in parameter or chosen or schema.get("type") in ("boolean", "integer"):
        return
    value = thing.get(name) or _USUAL.get(name)
    if value is not None:
        parameter["example"] = [value] if schema.get("type") == "array" else value

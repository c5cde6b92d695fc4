"""What the service sends by itself, for the OpenAPI document: letters to webhooks, and the events of a stream."""

from typing import Any

from msgspec import json

from api.changes import Change
from api.letters import TRIES, Letter

_SHOWN = Change(1506, "2018-07-05T02:10:00Z", "replace", "task", "CPDT2018-2020.2.5", "/api/v1/tasks/CPDT2018-2020.2.5")
_LETTER = Letter("changes", "mic", 1506, [_SHOWN])
_EVENT = f"id: 1506\nevent: change\ndata: {json.encode(_SHOWN).decode()}\n\n"


def _header(name: str, about: str, example: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": True, "schema": schema, "description": about, "example": example}


def show_events(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what the service sends by itself."""
    _schemas, found = json.schema_components([Letter], ref_template="#/components/schemas/{name}")
    document["components"]["schemas"].update(found)
    letter = {"$ref": "#/components/schemas/Letter"}
    document["webhooks"] = {
        "changes": {
            "post": {
                "tags": ["webhooks"],
                "operationId": "receive_letter",
                "summary": "A letter about what changed",
                "description": (
                    "Sent to the `address` of each webhook that has a secret, after each change that it is told of. Headers and "
                    "signature are those of the Standard Webhooks specification, so its libraries check them: "
                    "`webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, keyed "
                    "with what follows `whsec_` in the secret, base64 decoded.\n\n"
                    "Any answer from 200 to 299 takes it. Otherwise it is sent again under the same `webhook-id` after 5 "
                    f"seconds, then three times as long each time, up to three hours; after {TRIES} tries it is laid aside, "
                    "where `GET /api/v1/webhooks/{code}/deliveries` lists it and it can be sent again or dropped."
                ),
                "security": [],
                "parameters": [
                    _header("webhook-id", "The same however often a letter is sent: what was taken may be left.", "mic-1506"),
                    _header("webhook-timestamp", "Seconds since 1970: refuse letters that are old.", "1530756600"),
                    _header("webhook-signature", "Compare it with your own.", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": letter, "example": json.decode(json.encode(_LETTER))}},
                },
                "responses": {"204": {"description": "It is taken."}},
            }
        }
    }
    stream = document["paths"]["/api/v1/changes/stream"]["get"]["responses"]["200"]
    stream["description"] = "Events, each with its ledger entry as its id."
    stream["content"]["text/event-stream"] = {"example": _EVENT}
    return document

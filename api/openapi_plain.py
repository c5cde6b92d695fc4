"""The OpenAPI document in the words that every generator of clients reads, and with the ways that lead on from each answer."""

from collections.abc import Iterator, Mapping
from typing import Any

_CODE = "$response.body#/code"
_ETAG = "$response.header.ETag"


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """The document without null among what a parameter may be, and without schemas that are only yes or no.

    A parameter that is not given is left out: nothing in an address or a header is null.
    """
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = without_null(parameter["schema"])
    for schema in document["components"]["schemas"].values():
        _close(schema)
    return document


_DONE: Mapping[str, str] = {
    "Request fulfilled, document follows": "What was asked for.",
    "Document created, URL follows": "It is made; `Location` leads to it.",
    "Request fulfilled, nothing follows": "It is done; there is nothing to say.",
}
"""What the framework says of an answer, and what it means."""
_AS_USUAL = ("deprecated", "allowEmptyValue", "allowReserved")


def slim(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what is said twice or goes without saying: each refusal stands in it once."""
    refusals: dict[str, dict[str, Any]] = {}
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            for name in _AS_USUAL:
                parameter.pop(name, None)
            if parameter["schema"].get("description") == parameter.get("description"):
                parameter["schema"].pop("description", None)
        for status, answer in operation["responses"].items():
            answer["description"] = _DONE.get(answer["description"], answer["description"])
            if status == "204":
                answer.pop("content", None)
            if status >= "400":
                refusals[f"Refused{status}"] = answer
                operation["responses"][status] = {"$ref": f"#/components/responses/Refused{status}"}
    document["components"]["responses"] = dict(sorted(refusals.items()))
    return document


def without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema that admits the same but null.

    >>> without_null({"oneOf": [{"type": "string"}, {"type": "null"}], "maxLength": 9})
    {'type': 'string', 'maxLength': 9}
    >>> without_null({"type": ["null", "string"], "enum": ["vi", "en", None]})
    {'type': 'string', 'enum': ['vi', 'en']}
    """
    found: dict[str, Any] = {}
    for name, value in schema.items():
        if name in ("oneOf", "anyOf"):
            rest = [each for each in value if each != {"type": "null"}]
            found |= rest[0] if len(rest) == 1 else {name: rest}
        elif name == "enum":
            found[name] = [each for each in value if each is not None]
        elif name == "type" and isinstance(value, list):
            rest = [each for each in value if each != "null"]
            found[name] = rest[0] if len(rest) == 1 else rest
        else:
            found[name] = value
    return found


def or_empty(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a filter: for what may be null an empty value asks for what has none.

    >>> or_empty({"anyOf": [{"type": "integer"}, {"type": "null"}]})
    {'anyOf': [{'type': 'integer'}, {'type': 'string', 'maxLength': 0}]}
    """
    nothing = {"type": "string", "maxLength": 0}
    return {name: [nothing if each == {"type": "null"} else each for each in value] if name == "anyOf" else value
            for name, value in schema.items()}  # fmt: skip


def _close(schema: Any) -> None:
    """Leave out that a list ends where it may be no longer anyway: many take that for a broken schema."""
    if isinstance(schema, dict):
        if schema.get("items") is False and "maxItems" in schema:
            del schema["items"]
        for each in schema.values():
            _close(each)
    elif isinstance(schema, list):
        for each in schema:
            _close(each)


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from item.values()


def lead_on(document: dict[str, Any]) -> dict[str, Any]:
    """The document with links: from what was made or read to reading, amending, replacing and deleting that thing."""
    known = {operation["operationId"]: operation for operation in _operations(document)}
    for name, operation in known.items():
        if "201" in operation["responses"]:
            operation["responses"]["201"].setdefault("headers", {})["Location"] = _WHERE
        verb, _line, kind = name.partition("_")
        done = operation["responses"].get({"create": "201"}.get(verb, "200"))
        ways = {then: f"{then}_{kind}" for then in _NEXT.get(verb, ()) if f"{then}_{kind}" in known}
        if done is None or not ways:
            continue
        done["links"] = {way: {"operationId": way, "parameters": _passed(then)} for then, way in ways.items()}
        done.setdefault("headers", {})["ETag"] = _VERSION
    return document


_NEXT: Mapping[str, tuple[str, ...]] = {
    "create": ("get", "amend", "replace", "delete"),
    "get": ("amend", "replace", "delete"),
    "amend": ("get", "delete"),
    "replace": ("get", "delete"),
}
"""What a thing leads on to, by how it was answered. A list may be empty, and leads nowhere for sure."""
_WHERE = {"schema": {"type": "string"}, "description": "The address of what was made."}
_VERSION = {"schema": {"type": "string"}, "description": "The version, to send as If-Match."}


def _passed(then: str) -> dict[str, str]:
    return {"path.code": _CODE} if then == "get" else {"path.code": _CODE, "header.If-Match": _ETAG}

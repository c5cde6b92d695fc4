"""The OpenAPI document shows by example what is sent and what comes back, and every example is what the service says."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from api.examples import FILE
from api.openapi import whole
from tests.api.examples import everything, missed
from tests.api.exampleworld import OWN, fill
from tests.api.matrix import world
from tests.api.services import addresses

JSON = "application/json"
NAMES = "#/components/schemas/"
OPAQUE = {"cursor", "token", "Last-Event-ID"}
"""Parameters that are handed over as they were given."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made = addresses()
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole(made.openapi_schema.to_schema(), made.routes)))
    return told


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in document["paths"].values():
        for operation in item.values():
            yield operation["operationId"], operation


def parts(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is sent and what is answered as JSON."""
    told = [operation.get("requestBody", {}), *(a for s, a in operation["responses"].items() if s.startswith("2"))]
    yield from (part["content"][JSON] for part in told if JSON in part.get("content", {}))


def shown(document: Mapping[str, Any], schema: Any) -> bool:
    """Whether a reader sees an example of what a schema describes: its own, or one of each thing that it is made of."""
    if "$ref" in schema:
        return shown(document, document["components"]["schemas"][schema["$ref"].removeprefix(NAMES)])
    if "examples" in schema or schema.get("type") == "null" or schema.get("properties") == {}:
        return True
    if schema.get("type") == "array":
        return shown(document, schema["items"])
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices:
        return any(shown(document, each) for each in choices)
    return any(shown(document, each) for each in schema.get("properties", {}).values())


def choice(document: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """Whether a schema lists what may be said, or is a number or yes or no."""
    if "$ref" in schema:
        return choice(document, document["components"]["schemas"][schema["$ref"].removeprefix(NAMES)])
    if "anyOf" in schema:
        return any(choice(document, each) for each in schema["anyOf"])
    return "enum" in schema or schema.get("type") in ("integer", "boolean")


def test_every_body_and_every_answer_is_shown_by_example(document: dict[str, Any]) -> None:
    without = {
        name for name, operation in operations(document) for part in parts(operation)
        if "example" not in part and not shown(document, part["schema"])
    }  # fmt: skip
    assert without == set()


def test_every_parameter_that_is_no_choice_and_no_number_is_shown_by_example(document: dict[str, Any]) -> None:
    without = {
        f"{name} {told['name']}"
        for name, operation in operations(document)
        for told in operation.get("parameters", ())
        if "example" not in told and told["name"] not in OPAQUE and not choice(document, told["schema"])
    }  # fmt: skip
    assert without == set()


def free(document: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """Whether a schema takes a text without saying which, or a number without saying from where to where."""
    if "$ref" in schema:
        return free(document, document["components"]["schemas"][schema["$ref"].removeprefix(NAMES)])
    if inner := [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else [])]:
        return any(free(document, each) for each in inner)
    if schema.get("type") == "integer":
        return not ("enum" in schema or {"minimum", "maximum"} <= schema.keys())
    return schema.get("type") == "string" and schema.keys().isdisjoint({"pattern", "enum", "const", "format", "maxLength"})


def test_no_parameter_takes_a_text_or_a_number_without_saying_which(document: dict[str, Any]) -> None:
    told = {
        f"{name} {told['name']}"
        for name, operation in operations(document)
        for told in operation.get("parameters", ())
        if free(document, told["schema"])
    }
    assert told == set()


def alone(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with those parts of the document that it refers to, and no others: a validator reads all that it is given."""
    parts: dict[str, Any] = {}
    texts = [msgspec.json.encode(schema)]
    while texts:
        for name in re.findall(rf'"{NAMES}([^"]+)"', texts.pop().decode()):
            if name not in parts:
                parts[name] = document["components"]["schemas"][name]
                texts.append(msgspec.json.encode(parts[name]))
    return {**schema, "components": {"schemas": parts}}


def test_every_example_is_as_its_schema_says(document: dict[str, Any]) -> None:
    counted = 0

    def fits(value: Any, schema: Mapping[str, Any], where: str) -> None:
        nonlocal counted
        counted += 1
        wrong = jsonschema_rs.Draft202012Validator(alone(document, schema)).iter_errors(value)
        assert [f"{where} {error.instance_path}: {error.message}" for error in wrong] == []

    for name, schema in document["components"]["schemas"].items():
        for value in schema.get("examples", ()):
            fits(value, schema, name)
    for name, operation in operations(document):
        for part in parts(operation):
            if "example" in part:
                fits(part["example"], part["schema"], name)
        for told in operation.get("parameters", ()):
            if "example" in told:
                fits(told["example"], told["schema"], f"{name} {told['name']}")
    assert counted > 1000


def shape(value: Any) -> Any:
    """What of an answer another run has too: which fields it has, and how deep; not what they say."""
    if isinstance(value, Mapping):
        return {name: shape(each) for name, each in value.items()}
    return [shape(each) for each in value[:1]] if isinstance(value, list) else None


def test_what_is_shown_is_what_is_answered(document: dict[str, Any], tmp_path: Path) -> None:
    """And whoever tries an address with the example that it shows comes to something."""

    async def whole() -> tuple[dict[str, Any], dict[str, int]]:
        async with world(tmp_path, "seed", fill, OWN) as served:
            return await everything(served), await missed(served, document)

    now, nowhere = asyncio.run(whole())
    assert shape(msgspec.json.decode(FILE.read_bytes())) == shape(now)  # else: python -m tests.api.examples
    assert nowhere == {}

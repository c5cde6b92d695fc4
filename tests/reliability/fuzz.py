"""Bar 14: everything that the OpenAPI document allows, and much that it forbids, sent to the running service in every role.

``make fuzz`` or ``python -m tests.reliability.fuzz`` sends 500 examples to each operation, with every check of schemathesis and
all its phases: the document's examples, its edges, random ones, and sequences along the links. The addresses below one collection
are a part of their own. What passed is written to a log and not sent again, so that a run may be broken off and taken up; what
failed is printed with the request that shows it, and with the command that repeats it.

Nearly all of the time goes into making examples. Each part is asked by a child of one process that has all it needs in memory.
"""

import argparse
import gc
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from api.registry import KINDS
from api.tables import AccountRole
from governance.values import Entity, references
from tests.api.test_resources import NEW
from tests.api.world import entities
from tests.conftest import _migrated
from tests.reliability.service import Service, services
from tests.support import ROOT, Place

PATHS = {kind.kind: kind.path for kind in KINDS}
NOBODY = "nobody"
ROLES = [role.value for role in AccountRole] + [NOBODY]
LOG = ROOT / ".venv" / "fuzz.jsonl"
BETWEEN_THINGS = ["412", "413", "422", "428", "431"]
"""Answers to what has the form that is documented: it may break a rule between things, be too large, or mean an old version."""
EXPECTED = {
    "positive_data_acceptance": ["2xx", "304", "401", "403", "404", "409", "503", *BETWEEN_THINGS],
    "negative_data_rejection": ["400", "401", "403", "404", "405", "406", "409", "415", "429", *BETWEEN_THINGS],
    "missing_required_header": ["400", "401", "403", "404", "409", "415", "422", "428"],
}
"""What else than its defaults a check takes. The version is looked at before the body, and what is not there has no version."""
BETWEEN_PARAMETERS = (
    "explain_task", "get_report", "get_timeline", "list_ledger", "list_reminders", "report_ledger",
    *(f"list_{kind.kind}" for kind in KINDS if references(kind)),
)  # fmt: skip
"""Operations whose parameters depend on each other or on what is there, such as a programme, which no document can say: they
answer 400 to what has each its form."""
ENDLESS = "/stream"
"""An answer that goes on for an hour: it is asked to end at once. tests/reliability/test_following.py listens to it."""

OPTIONS = (
    "--checks all --mode all --continue-on-failure --no-color --warnings off --suppress-health-check all "
    "--generation-database none --request-timeout 30"
)


RUN = "schemathesis.cli"
IN_MEMORY = (RUN, "schemathesis.cli.commands.run.executor", "schemathesis.openapi.loaders", "schemathesis.specs.openapi.schemas")
"""What is loaded once, and then there for every part. Not with this module, which tests import."""
KEPT = ("PATH", "HOME", "LANG")
"""What an asking process sees of the environment. It looks through all of it for a proxy, at each request."""
TOGETHER = 8
"""Parts that one service is asked, before another begins anew."""


class Part(NamedTuple):
    """The operations below one collection, asked in one role."""

    role: str
    collection: str
    operations: tuple[str, ...]


class Told(NamedTuple):
    """What came of a part."""

    passed: bool
    seconds: int
    requests: int
    output: str


def collections(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Collection → its addresses."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, item in document["paths"].items():
        found[path.split("/")[3]][path] = item
    return dict(found)


def named(paths: Mapping[str, Any]) -> Iterator[str]:
    """The operations of some addresses."""
    return (operation["operationId"] for item in paths.values() for operation in item.values())


def lively(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with values for the fields of things that fit what is there; the others are still allowed.

    Of invented ones alone hardly any thing would be made, and the sequences that begin with it would never be walked.
    """
    there, schemas = codes(), dict(document["components"]["schemas"])
    for kind in KINDS:
        for name in (f"{kind.__name__}Input", f"{kind.__name__}Patch"):
            if name in schemas:
                schemas[name] = _lively(schemas[name], kind, there)
    return {**document, "components": {**document["components"], "schemas": schemas}}


def without_cursors(paths: Mapping[str, Any]) -> dict[str, Any]:
    """The addresses without cursors: one that is invented fits no list, whatever its form. tests/api/test_lists.py tries them."""
    told = json.loads(json.dumps(paths))
    for item in told.values():
        for operation in item.values():
            operation["parameters"] = [each for each in operation.get("parameters", ()) if each["name"] != "cursor"]
    return told  # type: ignore[no-any-return]


def _lively(schema: Mapping[str, Any], kind: type[Entity], there: Mapping[str, list[str]]) -> dict[str, Any]:
    new, named = NEW.get(kind.kind, {}), references(kind)
    properties = {}
    for name, declared in schema["properties"].items():
        fitting = [each for each in [new.get(name)] if each is not None] + there.get(PATHS.get(named.get(name, ""), ""), [])
        properties[name] = {"anyOf": [{"enum": fitting}, declared]} if fitting else declared
    return {**schema, "properties": properties, **({"example": new} if schema["title"].endswith("Input") and new else {})}


def codes() -> dict[str, list[str]]:
    """Collection → the codes of what is there."""
    found: dict[str, list[str]] = defaultdict(list)
    for entity in entities():
        found[entity.path].append(entity.code)
    return dict(found) | {"accounts": [role.value for role in AccountRole]}


def settings(collection: str, token: str) -> str:
    """The settings of schemathesis: real codes and versions are sent more often than invented ones."""
    there = codes()
    everything = sorted({code for each in there.values() for code in each})
    lines = [
        f'headers = {{ Authorization = "Bearer {token}" }}' if token else "",
        f"dictionaries.own.values = {json.dumps(there.get(collection, everything))}",
        f"dictionaries.all.values = {json.dumps(everything)}",
        """dictionaries.versions.values = ["*", '"1"']""",
        'generation.dictionaries.string = { dictionary = "all", probability = 0.3 }',
        '"parameters"."path.code" = { dictionary = "own", probability = 0.7 }',
        '"parameters"."header.If-Match" = { dictionary = "versions", probability = 0.7 }',
        *(f"checks.{check}.expected-statuses = {json.dumps(taken)}" for check, taken in EXPECTED.items()),
        f"[[operations]]\ninclude-operation-id = {json.dumps(BETWEEN_PARAMETERS)}",
        f"checks.positive_data_acceptance.expected-statuses = {json.dumps([*EXPECTED['positive_data_acceptance'], '400'])}",
        '[[operations]]\ninclude-method = "DELETE"\nparameters."query.dry_run" = false',  # a trial is no deed
        f'[[operations]]\ninclude-path-regex = "{ENDLESS}$"\nparameters."query.seconds" = 0',
    ]
    return "\n".join(lines) + "\n"


def asked(service: Service, part: Part, document: Mapping[str, Any], folder: Path, examples: int, seed: int) -> Told:
    """Ask everything of one part."""
    own = {**lively(document), "paths": without_cursors(collections(document)[part.collection])}
    (folder / "document.json").write_text(json.dumps(own))
    (folder / "schemathesis.toml").write_text(settings(part.collection, service.opened.tokens.get(part.role, "")))
    chosen = [word for name in part.operations for word in ("--include-operation-id", name)]
    if len(part.operations) < len(list(named(own["paths"]))):
        chosen += ["--phases", "examples,coverage,fuzzing"]  # what leads on is not among them
    words = f"--config-file schemathesis.toml run document.json --url {service.url} {OPTIONS}".split()
    numbers = ["--max-examples", str(examples), "--seed", str(seed)]
    began = time.perf_counter()
    asking = get_context("fork").Process(target=ask, args=(folder, [*words, *numbers, *chosen]))
    asking.start()
    asking.join()
    took = round(time.perf_counter() - began)
    served, faults, output = service.log.read_text(), service.complaints(), (folder / "output").read_text()
    service.log.write_text("")
    return Told(asking.exitcode == 0 and not faults, took, served.count("/api/v1/"), output + faults)


def ask(folder: Path, arguments: list[str]) -> None:
    """Ask as the program schemathesis would, in a process that ends with it."""
    os.chdir(folder)
    with (folder / "output").open("wb") as out:
        for number in (1, 2):
            os.dup2(out.fileno(), number)
    for name in {*os.environ} - {*KEPT}:
        del os.environ[name]
    import_module(RUN).schemathesis(arguments)


def prepare() -> None:
    """Have in memory, once, what each asking process would load, and let none of them go through it for rubbish."""
    for name in IN_MEMORY:
        import_module(name)
    import_module("hypothesis.internal.charmap").intervals_from_codec("utf-8")
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def parts(document: Mapping[str, Any], roles: Iterable[str], only: Sequence[str]) -> Iterator[Part]:
    """Every collection in every role; ``only`` are parts of the names of operations."""
    for role in roles:
        for collection, paths in sorted(collections(document).items()):
            if chosen := tuple(name for name in named(paths) if any(each in name for each in only)):
                yield Part(role, collection, chosen)


def passed(log: Path, examples: int, seed: int) -> set[Part]:
    """What passed before with at least as many examples."""
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return {
        Part(line["role"], line["collection"], tuple(line["operations"]))
        for line in lines
        if line["passed"] and line["examples"] >= examples and line["seed"] == seed
    }


@contextmanager
def fresh(template: Path) -> Iterator[tuple[Service, Path]]:
    """A service with a database of its own, and a folder."""
    with TemporaryDirectory(prefix="egov-fuzz-") as name:
        database = Path(name) / "egov.sqlite"
        database.write_bytes(template.read_bytes())
        with services(Place("sqlite", str(database)), Path(name)) as [service]:
            yield service, Path(name)


def carried_out(
    some: Sequence[Part], document: Mapping[str, Any], template: Path, examples: int, seed: int
) -> Iterator[tuple[Part, Told]]:
    """Ask some parts, one after the other, of one service."""
    with fresh(template) as (service, folder):
        for part in some:
            yield part, asked(service, part, document, folder, examples, seed)


def the_document(template: Path) -> dict[str, Any]:
    """The OpenAPI document as the service serves it."""
    with fresh(template) as (service, _folder), service.client() as client:
        found: dict[str, Any] = client.get(f"{service.url}/docs/openapi.json").json()
        return found


def record(log: Path, part: Part, told: Told, examples: int, seed: int) -> None:
    """Note what came of a part, and show what failed."""
    line = {**part._asdict(), **told._asdict(), "examples": examples, "seed": seed}
    del line["output"]
    with log.open("a") as out:
        out.write(json.dumps(line) + "\n")
    print(json.dumps(line), flush=True)
    if not told.passed:
        again = f"--seed {seed} --examples {examples} --role {part.role} --only {part.operations[0]}"
        print(f"{told.output}\nagain: python -m tests.reliability.fuzz {again}", flush=True)


def main() -> int:
    """Send what is asked for; the exit code says whether all passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=500, help="how many for each operation")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--part", default="1/1", help="such as 3/8: the third of eight equal parts")
    parser.add_argument("--role", action="append", choices=ROLES, help="each, unless some are named")
    parser.add_argument("--only", action="append", help="operations whose name has this in it, such as get_task")
    parser.add_argument("--log", type=Path, default=LOG, help="what passed, so that it is not sent again")
    given = parser.parse_args()
    number, _slash, count = given.part.partition("/")
    failed = 0
    with TemporaryDirectory(prefix="egov-fuzz-") as name:
        template = Path(name) / "egov.sqlite"
        _migrated(str(template))
        document = the_document(template)
        found = list(parts(document, given.role or ROLES, given.only or [""]))
        Random(given.seed).shuffle(found)
        before = passed(given.log, given.examples, given.seed)
        prepare()
        left = [part for part in found[int(number) - 1 :: int(count or 1)] if part not in before]
        for first in range(0, len(left), TOGETHER):
            for part, told in carried_out(left[first : first + TOGETHER], document, template, given.examples, given.seed):
                failed += not told.passed
                record(given.log, part, told, given.examples, given.seed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

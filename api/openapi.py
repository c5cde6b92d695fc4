"""The OpenAPI document, made exact: bodies, filters and refusals as they are in fact; and its page, which needs no other host."""

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, cast

from anyio.to_thread import run_sync
from litestar import Litestar, Request, Router
from litestar._openapi.plugin import OpenAPIPlugin
from litestar.handlers import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler
from msgspec import Struct, json

from api.access import OPEN
from api.answers import ReportOut
from api.controllers.lists import documented
from api.controllers.looking import HOLDS
from api.effects import TriedOut
from api.examples import show
from api.http import wanted_language
from api.openapi_events import show_events
from api.openapi_fields import name_fields
from api.openapi_page import page, part
from api.openapi_plain import lead_on, or_empty, plain, slim
from api.openapi_words import plain as plain_text
from api.openapi_words import said, spoken
from api.registry import KINDS
from api.routing import Prompt
from governance.messages import LANGS, Lang
from governance.values import Entity

_JSON = "application/json"
_NAMED = "#/components/schemas/{name}"
_SCHEME = "A token of an account: `egov account token CODE` issues one, or POST /api/v1/credentials; it is shown once."


class _Docs(OpenAPIRenderPlugin):
    """The page: Swagger UI from our own files."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        made: bytes = request.state.page
        return made


class _Document(OpenAPIRenderPlugin):
    """The document itself, whole or of one group."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        made: bytes = request.state.document
        return made


_MAKING = Lock()


async def _made(request: Request[Any, Any, Any]) -> None:
    """Making the document takes a second: that is done beside the loop, which answers others meanwhile."""
    await run_sync(_make, request)


def _make(request: Request[Any, Any, Any]) -> None:
    """What is asked for. The names of the document are English, and so is it unless it is asked for in Vietnamese."""
    asked, of = request.query_params.get("lang"), str(request.query_params.get("of", ""))
    if not request.url.path.endswith(".json"):
        lang = wanted_language(request)
        request.state.page = page(json.decode(document(request.app, lang)), of, lang)
        return
    made = document(request.app, "vi" if asked == "vi" else "en")
    request.state.document = json.encode(part(json.decode(made), of)) if of else made


def document(app: Litestar, lang: Lang = "en") -> bytes:
    """The document of a service as it is served in a language; both are made when one is first asked for."""
    with _MAKING:
        if "documents" not in app.state:
            cast("Prompt", app).make_ready()  # what is documented of a handler is known when it is ready
            made = whole(app.plugins.get(OpenAPIPlugin).provide_openapi().to_schema(), app.routes)
            app.state.documents = {each: json.encode(spoken(made, KINDS, each)) for each in LANGS}
        served: dict[Lang, bytes] = app.state.documents
    return served[lang]


class _DocsRouter(Router):
    """A router without the HTML answer that the framework adds for every other address below it."""

    def register(self, value: ControllerRouterHandler) -> list[Any]:
        if "/{path:str}" in getattr(value, "paths", ()):
            return []
        return super().register(value)


def config(version: str) -> OpenAPIConfig:
    """The framework's configuration for our document."""
    return OpenAPIConfig(
        title="egov-portfolio",
        version=version,
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer", description=_SCHEME)}),
        security=[{"token": []}],
        use_handler_docstrings=True,
        render_plugins=[_Docs(path="/"), _Document(path="/openapi.json", media_type="application/json")],  # type: ignore[arg-type]
        openapi_router=_DocsRouter(
            "/docs", route_handlers=[], opt={"access": OPEN}, include_in_schema=False, before_request=_made
        ),
    )


def whole(schema: dict[str, Any], routes: Any) -> dict[str, Any]:
    """The document as it is served, from what the framework makes of the handlers of these routes."""
    options = operations(routes)
    lists = {name: opt["lists"] for name, opt in options.items() if opt.get("lists")}
    made = slim(name_fields(show(show_events(exact(schema, options)), KINDS, lists), KINDS))
    return cast("dict[str, Any]", said(made, plain_text))


def operations(routes: Any) -> dict[str, Mapping[str, Any]]:
    """Operation id → the options of its handler, for every documented handler."""
    handlers = (h for route in routes if isinstance(route, HTTPRoute) for h in route.route_handlers)
    return {h.operation_id: h.opt for h in handlers if isinstance(h, BaseRouteHandler) and isinstance(h.operation_id, str)}


def exact(schema: dict[str, Any], options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The document with the bodies and filters that the handlers read by themselves."""
    bodies: dict[str, type[Struct]] = {}
    choices: dict[str, Any] = {}
    for item in schema["paths"].values():
        for operation in item.values():
            opt = options.get(operation.get("operationId", ""), {})
            _add_body(operation, opt.get("body"), bodies)
            _add_file(operation, opt)
            _add_report(operation, opt.get("rendered"), bodies)
            _add_answer(operation, opt.get("out"), bodies)
            _add_trial(operation, bodies, tried=opt.get("tried", False))
            _add_list(operation, opt.get("lists"), choices)
            _say_what_holds(operation)
            _require_if_match(operation)
    _, found = json.schema_components(bodies.values(), ref_template=_NAMED)
    schema.setdefault("components", {}).setdefault("schemas", {}).update(choices | found)
    return lead_on(plain(schema))


def _add_body(operation: dict[str, Any], body: type[Struct] | None, bodies: dict[str, type[Struct]]) -> None:
    if body is not None:
        bodies[body.__name__] = body
        reference = {"$ref": f"#/components/schemas/{body.__name__}"}
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": reference}}}


def _add_file(operation: dict[str, Any], opt: Mapping[str, Any]) -> None:
    """Files that are taken under any type, told by their content, and files that are answered, whole or not."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    if "file" in opt:
        if "body" not in opt:
            operation["requestBody"] = {"required": True, "content": {}}
        operation["requestBody"]["content"]["application/octet-stream"] = binary
    if "whole_files" in opt:
        operation["responses"]["200"]["content"] = dict.fromkeys(opt["whole_files"], binary)
    if "files" in opt:
        done = operation["responses"]["200"]
        done["content"] = {kind: {"schema": {"type": "object"}} if kind == _JSON else binary for kind in opt["files"]}
        done["headers"] = {
            "X-Left-Out": {
                "schema": {"type": "string"},
                "description": "What the file does not hold: a JSON array of sentences in the reader's language.",
            }
        }


def _add_report(operation: dict[str, Any], forms: Iterable[str] | None, bodies: dict[str, type[Struct]]) -> None:
    """A report is answered as data, or as text for people."""
    if forms is not None:
        bodies[ReportOut.__name__] = ReportOut
        data = {"$ref": f"#/components/schemas/{ReportOut.__name__}"}
        operation["responses"]["200"]["content"] = {
            kind: {"schema": data if kind == _JSON else {"type": "string"}} for kind in forms
        }


def _add_answer(operation: dict[str, Any], answer: type[Struct] | None, bodies: dict[str, type[Struct]]) -> None:
    if answer is not None:
        bodies[answer.__name__] = answer
        done = next(status for status in operation["responses"] if status.startswith("2"))
        reference = {"$ref": f"#/components/schemas/{answer.__name__}"}
        operation["responses"][done]["content"] = {_JSON: {"schema": reference}}


def _add_trial(operation: dict[str, Any], bodies: dict[str, type[Struct]], *, tried: bool) -> None:
    """A change is answered with the thing, its dry run with what it would do."""
    if tried:
        bodies[TriedOut.__name__] = TriedOut
        content = operation["responses"]["200"]["content"][_JSON]
        content["schema"] = {"anyOf": [content["schema"], {"$ref": f"#/components/schemas/{TriedOut.__name__}"}]}


def _add_list(operation: dict[str, Any], kind: type[Entity] | None, choices: dict[str, Any]) -> None:
    """What a list can be asked, and how its pages lead to each other."""
    if kind is None:
        return
    asked = documented(kind)
    schemas, found = json.schema_components((each.type for each in asked.values()), ref_template=_NAMED)
    choices.update(found)
    for (name, parameter), schema in zip(asked.items(), schemas, strict=True):
        told: dict[str, Any] = {"name": name, "in": "query", "required": False, "schema": or_empty(schema)}
        told["description"] = parameter.about
        if parameter.example is not None:
            told["example"] = parameter.example
        operation.setdefault("parameters", []).append(told)
    link = {"schema": {"type": "string"}, "description": "RFC 8288: rel first, prev and next, as far as there are such pages."}
    operation["responses"]["200"].setdefault("headers", {})["Link"] = link


def _say_what_holds(operation: dict[str, Any]) -> None:
    """A computed answer says in its headers what it holds for."""
    if "data_date" in {parameter["name"] for parameter in operation.get("parameters", ())}:
        operation["responses"]["200"].setdefault("headers", {}).update(HOLDS)


def _require_if_match(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "If-Match":
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "pattern": r'^(\*|"[0-9]{1,18}")$'}

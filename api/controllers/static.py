"""Style sheets, scripts and pictures: a fixed list of files, so that no address can lead out of it."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from litestar import Controller, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.access import OPEN

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "map": "application/json", "woff2": "font/woff2"}


@cache
def assets() -> dict[str, Traversable]:
    """Address below /static → file: our own, and Swagger UI's from its wheel.

    >>> sorted(name for name in assets() if name.startswith("swagger/"))[0]
    'swagger/swagger-ui-bundle.js'
    """
    swagger = files("mkdocs_swagger_ui_tag") / "swagger-ui"
    found = {**dict(_below(files("api") / "static")), **dict(_below(files("api.pages") / "static"))}
    for folder in ("javascripts", "stylesheets"):
        found |= {f"swagger/{name}": file for name, file in _below(swagger / folder) if not name.endswith(".map")}
    return found


def _below(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_file() and item.name.rpartition(".")[2] in _TYPES:
            yield item.name, item


class Assets(Controller):
    """The files that pages need."""

    path = "/static"
    opt = {"access": OPEN}  # noqa: RUF012 - the framework's way
    include_in_schema = False

    @get("/{name:path}", sync_to_thread=True)
    def one(self, name: FromPath[str]) -> Response[bytes]:
        """One file."""
        file = assets().get(str(name).lstrip("/"))
        if file is None:
            raise NotFoundException
        kind = _TYPES[file.name.rpartition(".")[2]]
        return Response(file.read_bytes(), media_type=kind, headers={"Cache-Control": "public, max-age=600"})

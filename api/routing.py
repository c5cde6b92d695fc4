"""What the framework does for every address when a service is made, once or not before the address is asked for.

There are some seven hundred handlers. To copy each of them three times and to make all of them ready in advance would keep
whoever waits for a service that was killed waiting for half a second longer.
"""

from threading import Lock
from typing import Any, Self

from litestar import Litestar, Router
from litestar._kwargs import KwargsModel
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPI
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler

_MAKING = Lock()


class Constant(ResponseSpec):
    """An answer as it is documented, one for every handler that gives it."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self


class Whole(Router):
    """A router that stands in one service: a copy of all that is in it would serve nobody."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self


class Prompt(Litestar):
    """An application that answers soon after it was started: a handler is made ready when its first request comes."""

    def register(self, value: ControllerRouterHandler) -> None:  # type: ignore[override]
        """Add addresses, as the framework does but for that."""
        for route in Router.register(self, value):
            if not isinstance(route, HTTPRoute):
                raise TypeError(f"{route.path}: only HTTP is served")
            for handler in route.route_handlers:
                handler.resolve_opts()  # the guard asks for them before
                for method in handler.http_methods:
                    if method in route.route_handler_map:
                        raise ValueError(f"{method} {route.path} has two handlers")
                    route.route_handler_map[method] = (handler, _Unready(self, route, handler))  # type: ignore[assignment]
            for plugin in self.plugins.receive_route:
                plugin.receive_route(route)
        self.asgi_router.construct_routing_trie()

    @property
    def openapi_schema(self) -> OpenAPI:
        """What is documented of every address."""
        self.make_ready()
        return super().openapi_schema

    def make_ready(self) -> None:
        """Make every handler ready, for whoever looks at all of them."""
        for route in self.routes:
            if isinstance(route, HTTPRoute):
                for _handler, model in list(route.route_handler_map.values()):
                    if isinstance(model, _Unready):
                        model.ready()

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        """What we declare needs no other library than ours; the framework would load one more."""
        return [*plugins, MsgspecDIPlugin()]


class _Unready:
    """How requests to a handler are read. At the first one it gives way to what the framework makes for that."""

    def __init__(self, app: Prompt, route: HTTPRoute, handler: HTTPRouteHandler) -> None:
        self._app, self._route, self._handler = app, route, handler
        self._model: KwargsModel | None = None

    def ready(self) -> KwargsModel:
        """What the framework makes, once, though a thread that makes all handlers ready may be about it too."""
        with _MAKING:
            if self._model is None:
                self._handler.on_registration(self._app)
                self._model = self._handler.create_kwargs_model(self._route.path_parameters)
                for method in self._handler.http_methods:
                    self._route.route_handler_map[method] = (self._handler, self._model)
            return self._model

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ready(), name)

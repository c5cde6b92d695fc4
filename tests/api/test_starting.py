"""Whoever waits for a service that was killed waits for what it loads and makes: no more than the first answers need."""

import subprocess
import sys
from pathlib import Path

from litestar._kwargs import KwargsModel
from litestar.routes import HTTPRoute

from api.database import PACKAGES
from tests.api.services import addresses

ROOT = Path(__file__).parents[2]
LATER = {
    "babel", "docx", "httpx", "jinja2", "lxml", "networkx", "numba", "numpy", "openpyxl", "piccolo.apps.migrations",
    "pydantic", "rich", "segno", "tabulate", "wcwidth",
}  # fmt: skip
"""What only some answers need, each of which loads it for itself."""
MOST = 850
"""Modules of others that a service is made of when it begins to answer."""

START = f"""
import asyncio, sys
import api.serving
from api.app import beginning, create_app
from api.database import engine_for, migrate
from api.settings import Settings

async def start():
    settings = Settings.read({{"EGOV_HOME": sys.argv[1]}})
    if sys.argv[2:]:
        return await migrate(engine_for(settings.database_url))
    async with create_app(settings).lifespan():
        others = [name for name in sys.modules if name.partition(".")[0] not in {PACKAGES}]
        print(sorted({LATER} & set(others)), len(others) <= {MOST})

asyncio.run(start())
"""


def test_a_service_that_begins_to_answer_has_loaded_no_more_than_it_needs(tmp_path: Path) -> None:
    for more in (["migrate"], []):
        done = subprocess.run(
            [sys.executable, "-c", START, str(tmp_path), *more],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[] True"


def test_every_handler_can_be_made_ready_though_each_is_only_when_its_first_request_comes() -> None:
    service = addresses()
    service.make_ready()
    models = [model for route in service.routes if isinstance(route, HTTPRoute) for _, model in route.route_handler_map.values()]
    assert {type(model) for model in models} == {KwargsModel}

"""Where Piccolo's own command line finds the database and the packages (``PICCOLO_CONF=api.piccolo_conf``)."""

import os

from piccolo.conf.apps import AppRegistry

from api.database import engine_for

DB = engine_for(os.environ.get("EGOV_DATABASE_URL", "egov.sqlite"))
APP_REGISTRY = AppRegistry(apps=["governance.piccolo_app", "portfolio.piccolo_app", "api.piccolo_app"])

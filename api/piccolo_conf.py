"""Where Piccolo's own command line finds the database and the packages (``PICCOLO_CONF=api.piccolo_conf``).

``piccolo migrations check`` lists what ran. Changes go through ``egov migrate``: the engine lets nothing else write.
"""

import os

from piccolo.conf.apps import AppRegistry

from api.database import engine_for
from api.settings import Settings

DB = engine_for(Settings.read(os.environ).database_url)
APP_REGISTRY = AppRegistry(apps=["governance.piccolo_app", "portfolio.piccolo_app", "api.piccolo_app"])

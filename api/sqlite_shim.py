"""The SQLite that this service uses: the system's, or a newer bundled one where the system's can corrupt a database in WAL mode.

SQLite 3.7.0 to 3.51.2 carries the WAL-reset bug (https://sqlite.org/wal.html#walresetbug): two connections that write and
checkpoint at one instant can corrupt the file. Debian 12 ships 3.40.1. Everything that opens a database imports ``sqlite3``
from here.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

Version = tuple[int, int, int]


def safe_for_wal(version: Version) -> bool:
    """Whether this version of SQLite is free of the WAL-reset bug.

    >>> safe_for_wal((3, 40, 1)), safe_for_wal((3, 44, 6)), safe_for_wal((3, 51, 3))
    (False, True, True)
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def choose(load: Callable[[str], ModuleType] = import_module) -> ModuleType:
    """The system's ``sqlite3`` if it is safe, else ``pysqlite3``; without that the system's, which the engine will refuse."""
    system = load("sqlite3")
    if safe_for_wal(system.sqlite_version_info):
        return system
    try:
        return load("pysqlite3.dbapi2")
    except ImportError:
        return system


if TYPE_CHECKING:
    import sqlite3
else:
    sqlite3 = choose()

__all__ = ["choose", "safe_for_wal", "sqlite3"]

"""The version of a store of judgements, and bringing an earlier one up to this.

The steps are alembic's (config/judgements/migrations). Whoever comes first does them, alone, and
only after the store was copied; the others wait and find them done.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from config.errors import DashboardError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

NEWEST = "2"
"""The version of the last step: what this program reads and writes."""

_STEPS = Path(__file__).parent / "migrations"
_BEFORE_VERSIONS = "0"
_KNOWN = (_BEFORE_VERSIONS, *map(str, range(1, int(NEWEST) + 1)))
_RELEASED = {"name_review", "local_word", "access_log"}
"""The tables of the first release, whose stores do not say their version."""
_ONE_AT_A_TIME = 20_261_126
"""The number of the lock that servers which share a PostgreSQL database agree on."""

_alembic = threading.Lock()


def version_of(connection: Connection) -> str | None:
    """Return a store's version, None where nothing was ever kept.

    Raises DashboardError when a newer version of this program wrote it.
    """
    tables = set(inspect(connection).get_table_names())
    told = text("SELECT version_num FROM alembic_version")
    found = connection.scalar(told) if "alembic_version" in tables else None
    if found and found not in _KNOWN:
        msg = (
            "This program is older than what people have judged: a newer version wrote it. "
            "Install the newer version, then start again; the judgements are as they were."
        )
        raise DashboardError(msg)
    return found or (_BEFORE_VERSIONS if tables & _RELEASED else None)


def bring_up(engine: Engine, copy: Callable[[str], object]) -> None:
    """Bring a store up to this version, or make its tables, once however many begin at once.

    `copy` is called with the version of what is there before it is changed. Raises DashboardError
    as `version_of` does, and what the database raises; the store is then as it was.
    """
    with engine.connect() as connection:
        _wait_to_be_alone(connection)
        version = version_of(connection)
        if version != NEWEST:
            if version:
                copy(version)
            _take_steps(connection)
        connection.commit()


def _wait_to_be_alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": _ONE_AT_A_TIME})
        return
    # Python would begin a transaction only at the first row: tables would be made outside of it.
    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _take_steps(connection: Connection) -> None:
    # alembic takes half a second to import, and is needed once a version.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    with _alembic:  # it works on one store a process at a time
        command.upgrade(settings, "head")

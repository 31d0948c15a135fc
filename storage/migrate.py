"""Bringing a database to this version, which it does at every start."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, text

from storage import address, sqlite

HEAD = "0005_voice_costs"
"""The newest revision in `storage/migrations/versions`."""

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_402_118_935
_VERSION = "SELECT version_num FROM alembic_version"


class NewerDatabase(Exception):
    """The database was brought to a version that this program doesn't know yet."""


def upgrade(url: str, to: str = HEAD) -> None:
    """Runs the migrations that `url` lacks up to revision `to`, in one transaction. A SQLite file is made.

    Several processes may do it at once: one does the work, the others wait. Raises `address.BadAddress`,
    `NewerDatabase`, or the driver's error when the database can't be reached.
    """
    if version(url) == to:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    parsed = address.parse(url)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    try:
        with _transaction(parsed) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, to)
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise NewerDatabase(
                "The database was made by a newer version of Concierge. Nothing was changed; "
                "install that version again, or give this one another database."
            ) from None
        raise


def is_current(url: str) -> bool:
    """Whether the database has every migration. It asks without Alembic, which takes a while to import."""
    return version(url) == HEAD


def version(url: str) -> str | None:
    """The revision that the database is at; None for an empty one or a file that isn't there."""
    parsed = address.parse(url)
    return _sqlite_version(parsed) if parsed.drivername == "sqlite" else _postgres_version(parsed)


def _sqlite_version(parsed: URL) -> str | None:
    path = address.sqlite_path(parsed)
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=sqlite.BUSY_SECONDS)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute(_VERSION).fetchone() if found else None
    return row[0] if row else None


def _postgres_version(parsed: URL) -> str | None:
    import psycopg

    with psycopg.connect(address.postgres_dsn(parsed)) as connection:
        found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        row = connection.execute(_VERSION).fetchone() if found and found[0] else None
    return row[0] if row else None


@contextmanager
def _transaction(parsed: URL) -> Generator[Connection]:
    """A transaction that only one process at a time is in."""
    if parsed.drivername == "sqlite":
        address.sqlite_path(parsed).parent.mkdir(parents=True, exist_ok=True)
        engine = sqlite.engine(parsed, pool_size=1)
    else:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            if parsed.drivername == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    finally:
        engine.dispose()

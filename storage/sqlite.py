"""How every connection to a SQLite file is set up, whichever driver opens it."""

import sqlite3
import time

from sqlalchemy import URL, Engine, create_engine, event

BUSY_SECONDS = 30.0
"""How long a writer waits for another process before "database is locked"."""

PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=256",
    "PRAGMA journal_size_limit=1048576",
)
"""A commit is on the disk when it returns, and the log beside the file stays near 1 MB."""


def prepare(connection: sqlite3.Connection) -> None:
    _log_ahead(connection)
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Turns on the write-ahead log where it is off, once for the file.

    For this switch alone SQLite doesn't wait for others who have the file open, so it is tried again.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def engine(address: URL, pool_size: int) -> Engine:
    """An engine whose connections begin no transaction of their own.

    Python's driver would begin one at the first write only, and take the write lock perhaps too late.
    """
    made = create_engine(
        address,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_size=pool_size,
        max_overflow=0,
    )
    event.listen(made, "connect", _on_connect)
    return made


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    prepare(connection)

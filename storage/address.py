"""Where the database is, as people write it."""

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError


class BadAddress(ValueError):
    """The database URL can't be used; the message says why, in a sentence for the owner."""


def parse(url: str) -> URL:
    """`sqlite:///path/to.db` or `postgresql://user:password@host/name`, without a driver's name.

    Raises `BadAddress` for anything else. The password never stands in the message.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise BadAddress("The database URL should look like sqlite:///data/concierge.db") from None
    backend = address.drivername.partition("+")[0]
    if backend == "postgres":
        backend = "postgresql"
    if backend not in ("sqlite", "postgresql"):
        raise BadAddress(f"The database has to be sqlite or postgresql, not {backend}")
    if backend == "sqlite" and address.database in (None, "", ":memory:"):
        raise BadAddress("The SQLite database needs a file, like sqlite:///data/concierge.db")
    if backend == "postgresql" and find_spec("psycopg") is None:
        raise BadAddress("PostgreSQL needs one more package: .venv/bin/pip install 'concierge[cluster]'")
    return address.set(drivername=backend)


def sqlite_path(address: URL) -> Path:
    assert address.database is not None
    return Path(address.database)


def postgres_dsn(address: URL) -> str:
    """The address as libpq reads it, with its password."""
    return address.render_as_string(hide_password=False)

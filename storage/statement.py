"""One statement given to the driver as it is: on the hot path SQLAlchemy costs as much as the disk does."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, text

from storage.columns import in_utc

Value = str | int | datetime | None


def execute(tx: Connection, statement: str, parameters: Mapping[str, Value]) -> Any:
    """The first column of the first row that `statement` (`:name` for parameters) returns, or None."""
    if tx.dialect.name == "sqlite":
        driver = cast(sqlite3.Connection, tx.connection.driver_connection)
        rows = driver.execute(
            statement, {name: _plain(value) for name, value in parameters.items()}
        ).fetchall()
        return rows[0][0] if rows else None
    result = tx.execute(text(statement), dict(parameters))
    return result.scalar() if result.returns_rows else None


def _plain(value: Value) -> str | int | None:
    """A time is text in UTC, as `columns.Moment` stores it."""
    if isinstance(value, datetime):
        return in_utc(value).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return value

"""INSERT that meets a row which is there already; both databases spell it alike, SQLAlchemy does not."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

_Insert = postgresql.Insert | sqlite.Insert


def insert_once(tx: Connection, table: Table, row: Mapping[str, object]) -> Row[Any] | None:
    """Inserts a row and returns it; None when the table holds one that excludes it, which stays as it is.

    On PostgreSQL this is also how two that exclude each other never wait for each other.
    """
    return tx.execute(_or_tell(tx.dialect.name, table), dict(row)).one_or_none()


def insert_missing(tx: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Inserts those of `rows`, which name the same columns, whose key isn't there yet."""
    if rows:
        tx.execute(_or_leave(tx.dialect.name, table), [dict(row) for row in rows])


def insert_or_replace(tx: Connection, table: Table, row: Mapping[str, object]) -> None:
    """Inserts a whole row, or puts it in place of the one with the same primary key."""
    tx.execute(_or_replace(tx.dialect.name, table), dict(row))


def _insert(dialect: str, table: Table) -> _Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _or_leave(dialect: str, table: Table) -> _Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _or_tell(dialect: str, table: Table) -> ReturningInsert[Any]:
    return _or_leave(dialect, table).returning(table)


@cache
def _or_replace(dialect: str, table: Table) -> _Insert:
    key = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    rest = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=rest)

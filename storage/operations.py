"""Side effects under their operation ids: a replay finds the first result instead of doing it again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, Text, insert, select

from storage.columns import Moment
from storage.database import Database, metadata

operations = Table(
    "operations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Operation:
    """A side effect that was done. `result` is JSON, in a shape that its `kind` decides."""

    id: str
    kind: str
    result: str
    created_at: datetime


def find(tx: Connection, operation: str) -> Operation | None:
    row = tx.execute(select(operations).where(operations.c.id == operation)).one_or_none()
    return None if row is None else Operation(row.id, row.kind, row.result, row.created_at)


def record(tx: Connection, operation: str, kind: str, result: str, now: datetime) -> None:
    """Raises IntegrityError when the operation was done before, so that the whole transaction is undone."""
    tx.execute(insert(operations).values(id=operation, kind=kind, result=result, created_at=now))


class Operations:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def result(self, operation: str) -> Operation | None:
        return await self._database.read(lambda connection: find(connection, operation))

"""What a person was asked to fill in, at a place: their next message there is it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Table,
    Text,
    and_,
    delete,
    select,
    update,
)

from storage.columns import BigId
from storage.database import Database, metadata
from storage.upsert import insert_or_replace

awaited = Table(
    "awaited",
    metadata,
    Column("place", Text, primary_key=True),
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True),
    Column("value", Text, nullable=False),
    Column("taken_by", BigInteger),
)


class Awaited:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def expect(self, place: str, user_id: int, value: str) -> None:
        """Instead of what was expected of them here before. `value` is the `Input`'s."""
        row = {"place": place, "user_id": user_id, "value": value, "taken_by": None}
        await self._database.write(lambda tx: insert_or_replace(tx, awaited, row))

    async def take(self, place: str, user_id: int, turn_id: int) -> str | None:
        """What this turn fills in, the same each time that it asks; None for any later turn, and for nothing."""
        row = await self._database.read(
            lambda connection: connection.execute(
                select(awaited.c.value, awaited.c.taken_by).where(_at(place, user_id))
            ).one_or_none()
        )
        if row is None:
            return None
        if row.taken_by == turn_id:
            return str(row.value)
        return await self._database.write(lambda tx: _take(tx, place, user_id, turn_id))

    async def forget(self, place: str, user_id: int) -> None:
        await self._database.write(lambda tx: tx.execute(delete(awaited).where(_at(place, user_id))))


def _at(place: str, user_id: int) -> ColumnElement[bool]:
    return and_(awaited.c.place == place, awaited.c.user_id == user_id)


def _take(tx: Connection, place: str, user_id: int, turn_id: int) -> str | None:
    """A row that an earlier turn took is of no use any more."""
    free = awaited.c.taken_by.is_(None)
    taken = (
        update(awaited).where(_at(place, user_id), free).values(taken_by=turn_id).returning(awaited.c.value)
    )
    value = tx.execute(taken).scalar()
    if value is None:
        tx.execute(delete(awaited).where(_at(place, user_id), awaited.c.taken_by < turn_id))
    return value

"""What a platform has shown of a reply, so that trying again edits it and shows nothing twice."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, select

from storage.database import Database, metadata
from storage.inbox import inbox
from storage.upsert import insert_or_replace

deliveries = Table(
    "deliveries",
    metadata,
    Column("turn_id", BigInteger, ForeignKey("inbox.id", ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("ref", Text, nullable=False, index=True),
)


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, turn_id: int) -> dict[int, str]:
        """The platform's reference of each part that was sent."""
        statement = select(deliveries.c.part, deliveries.c.ref).where(deliveries.c.turn_id == turn_id)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {row.part: row.ref for row in rows}

    async def record(self, turn_id: int, part: int, ref: str) -> None:
        """Durable on return; a part that was recorded before gets the new reference."""
        values = {"turn_id": turn_id, "part": part, "ref": ref}
        await self._database.write(lambda tx: insert_or_replace(tx, deliveries, values))

    async def latest(self, platform: str, limit: int) -> list[str]:
        """What a platform has shown last, the newest turn's first."""
        statement = (
            select(deliveries.c.ref)
            .join(inbox, inbox.c.id == deliveries.c.turn_id)
            .where(inbox.c.platform == platform)
            .order_by(deliveries.c.turn_id.desc(), deliveries.c.part.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [row.ref for row in rows]

    async def among(self, refs: Collection[str]) -> set[str]:
        """Those of `refs` that are some turn's."""
        statement = select(deliveries.c.ref).where(deliveries.c.ref.in_(refs))
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {row.ref for row in rows}

    async def turn_of(self, ref: str, before: int | None = None) -> int | None:
        """The newest turn that has this reference, of those `before` one; None where it is nobody's."""
        statement = (
            select(deliveries.c.turn_id)
            .where(deliveries.c.ref == ref, *(() if before is None else (deliveries.c.turn_id < before,)))
            .order_by(deliveries.c.turn_id.desc())
            .limit(1)
        )
        return await self._database.read(lambda connection: connection.execute(statement).scalar())

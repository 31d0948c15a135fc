"""What models were used for: tokens, per turn and model call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    select,
)

from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.upsert import insert_missing

usage = Table(
    "usage",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("turn_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("session_id", Text, ForeignKey("sessions.id"), nullable=False, index=True),
    Column("user_id", BigId, ForeignKey("users.id"), nullable=False, index=True),
    Column("model", Text, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("turn_id", "position"),
)


@dataclass(frozen=True, slots=True)
class Usage:
    """One model call. `estimated` where the provider didn't say and the tokens were counted by us."""

    turn_id: int
    session_id: str
    user_id: int
    model: str
    input_tokens: int
    output_tokens: int
    estimated: bool


def record(tx: Connection, usages: Sequence[Usage], now: datetime) -> None:
    """Stores all calls of one turn, in order, inside the caller's transaction; again changes nothing."""
    insert_missing(
        tx,
        usage,
        [
            {
                "turn_id": call.turn_id,
                "position": position,
                "session_id": call.session_id,
                "user_id": call.user_id,
                "model": call.model,
                "input_tokens": call.input_tokens,
                "output_tokens": call.output_tokens,
                "estimated": call.estimated,
                "created_at": now,
            }
            for position, call in enumerate(usages)
        ],
    )


class UsageLog:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_session(self, session_id: str) -> list[Usage]:
        """Every call of a session, oldest first."""
        statement = select(usage).where(usage.c.session_id == session_id).order_by(usage.c.id)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [
            Usage(
                turn_id=row.turn_id,
                session_id=row.session_id,
                user_id=row.user_id,
                model=row.model,
                input_tokens=row.input_tokens,
                output_tokens=row.output_tokens,
                estimated=row.estimated,
            )
            for row in rows
        ]

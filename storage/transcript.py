"""The transcript: every line of every session, only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    select,
)

from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.upsert import insert_missing

Speaker = Literal["person", "assistant"]

transcript = Table(
    "transcript",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("session_id", Text, ForeignKey("sessions.id"), nullable=False),
    Column("turn_id", BigInteger),
    Column("role", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("turn_id", "role"),
    CheckConstraint("role IN ('person', 'assistant')", name="role"),
    Index("ix_transcript_session", "session_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What was said. `turn_id` is the inbox row's, which may be pruned by now; None for what no turn said."""

    id: int
    session_id: str
    turn_id: int | None
    role: Speaker
    text: str
    created_at: datetime


def add(
    tx: Connection,
    session_id: str,
    turn_id: int | None,
    said: Sequence[tuple[Speaker, str]],
    now: datetime,
) -> None:
    """Adds lines inside the caller's transaction, leaving out empty ones and a turn's second of one role."""
    insert_missing(
        tx,
        transcript,
        [
            {"session_id": session_id, "turn_id": turn_id, "role": role, "text": text, "created_at": now}
            for role, text in said
            if text
        ],
    )


class Transcript:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, session_id: str, limit: int) -> list[Line]:
        """The last `limit` lines of a session, oldest first."""
        statement = (
            select(transcript)
            .where(transcript.c.session_id == session_id)
            .order_by(transcript.c.id.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [
            Line(row.id, row.session_id, row.turn_id, row.role, row.text, row.created_at)
            for row in reversed(rows)
        ]

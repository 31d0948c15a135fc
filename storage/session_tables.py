"""The tables of sessions: what each one is, what people have open at each place, and where public ones are shared."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, Table, Text, text

from storage.columns import BigId, Moment
from storage.database import metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", BigId, ForeignKey("users.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("model", Text),
    Column("system_message", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("spoken_at", Moment),
    Column("warned", Boolean, nullable=False, server_default=text("FALSE")),
    Column("removed_at", Moment),
    Column("latest_at", Moment),
    Index(
        "ix_sessions_latest",
        "user_id",
        "latest_at",
        "id",
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
)
"""`latest_at` is `spoken_at`, or `created_at` until something was said: what lists are in the order of."""

places = Table(
    "places",
    metadata,
    Column("place", Text, primary_key=True),
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True),
    Column("session_id", Text, ForeignKey("sessions.id"), nullable=False, index=True),
    Index("ix_places_user_id", "user_id"),
)
"""Where people have been, and what they have open there. A session that was removed, or that its creator made
private since, is no longer open for the others, although the row still names it.
"""

session_places = Table(
    "session_places",
    metadata,
    Column("session_id", Text, ForeignKey("sessions.id"), primary_key=True),
    Column("place", Text, primary_key=True, index=True),
)
"""Where sessions are shared, which counts while they are public."""


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is also the LangGraph thread's. `title` is empty until the first turn is settled; `model` is what
    the person chose, None where the mode decides. `updated_at` is when a setting was last changed, `spoken_at`
    when something was last said, and `warned` that the person was told how full the model's window is.
    """

    id: str
    user_id: int
    title: str
    mode: str
    model: str | None
    system_message: str
    public: bool
    created_at: datetime
    updated_at: datetime
    spoken_at: datetime | None = None
    warned: bool = False


COLUMNS = tuple(field.name for field in fields(Session))
SELECTED = tuple(sessions.c[name] for name in COLUMNS)

NOT_REMOVED = sessions.c.removed_at.is_(None)


def session_of(row: Row[Any]) -> Session:
    return Session(**{name: getattr(row, name) for name in COLUMNS})

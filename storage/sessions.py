"""Sessions: a person's conversations, and which of them is open at which place."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Row,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from storage.clock import Clock, utc_now
from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.upsert import insert_once, insert_or_replace

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
)

places = Table(
    "places",
    metadata,
    Column("place", Text, primary_key=True),
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True),
    Column("session_id", Text, ForeignKey("sessions.id"), nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is also the LangGraph thread's. `title` is empty until the first turn is settled; `model` is what
    the person chose, None where the mode decides.
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


class Sessions:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def at(self, place: str, user_id: int, public: bool = False) -> Session:
        """The session that this person has open at this place; a new one where there is none."""
        opened = await self._database.read(lambda connection: _current(connection, place, user_id))
        if opened is not None:
            return opened
        new = self._new(user_id, public)
        return await self._database.write(lambda tx: _open_first(tx, place, new))

    async def start(self, place: str, user_id: int, public: bool = False) -> Session:
        """A new session, which is from now on the one open at this place."""
        new = self._new(user_id, public)

        def work(tx: Connection) -> None:
            _insert(tx, new)
            insert_or_replace(tx, places, {"place": place, "user_id": user_id, "session_id": new.id})

        await self._database.write(work)
        return new

    async def get(self, session_id: str) -> Session | None:
        statement = select(sessions).where(sessions.c.id == session_id)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _session(row)

    async def rename(self, session_id: str, title: str) -> None:
        statement = update(sessions).where(sessions.c.id == session_id).values(title=title)
        await self._database.write(lambda tx: tx.execute(statement))

    def _new(self, user_id: int, public: bool) -> Session:
        now = self._clock()
        return Session(uuid4().hex, user_id, "", "auto", None, "", public, now, now)


def _current(connection: Connection, place: str, user_id: int) -> Session | None:
    statement = (
        select(sessions)
        .join(places, places.c.session_id == sessions.c.id)
        .where(places.c.place == place, places.c.user_id == user_id)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else _session(row)


def _open_first(tx: Connection, place: str, new: Session) -> Session:
    """Whoever loses the race for the place takes back the session it made and returns the winner's."""
    _insert(tx, new)
    opened = {"place": place, "user_id": new.user_id, "session_id": new.id}
    if insert_once(tx, places, opened) is not None:
        return new
    tx.execute(delete(sessions).where(sessions.c.id == new.id))
    winner = _current(tx, place, new.user_id)
    assert winner is not None
    return winner


def _insert(tx: Connection, new: Session) -> None:
    tx.execute(insert(sessions).values(asdict(new)))


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        user_id=row.user_id,
        title=row.title,
        mode=row.mode,
        model=row.model,
        system_message=row.system_message,
        public=row.public,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )

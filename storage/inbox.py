"""The inbox: updates that were accepted, and what has become of them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    select,
    text,
    update,
)

from storage.clock import Clock, utc_now
from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.statement import Value, execute

State = Literal["waiting", "answered", "done", "failed"]

MOST_BEHIND = 100
LOOKED_BACK = 20_000
"""How many updates back an earlier version of a message is looked for."""

_UNFINISHED = text("state IN ('waiting', 'answered')")

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("update_id", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("reply", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failure", Text),
    Column("accepted_at", Moment, nullable=False),
    Column("session_id", Text, ForeignKey("sessions.id")),
    UniqueConstraint("platform", "update_id"),
    CheckConstraint("state IN ('waiting', 'answered', 'done', 'failed')", name="state"),
    Index("ix_inbox_unfinished", "id", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    sqlite_autoincrement=True,
)

_ACCEPT = """
    INSERT INTO inbox (platform, update_id, place, payload, state, attempts, accepted_at)
    VALUES (:platform, :update_id, :place, :payload, 'waiting', 0, :accepted_at)
    ON CONFLICT (platform, update_id) DO NOTHING RETURNING id
"""
_FINISH = """
    UPDATE inbox SET state = :state, failure = :reason
    WHERE id = :id AND state IN ('waiting', 'answered')
"""
_ATTEMPT = "UPDATE inbox SET attempts = attempts + 1 WHERE id = :id RETURNING attempts"


@dataclass(frozen=True, slots=True)
class Turn:
    """An accepted update on its way: waiting → answered (`reply` is settled, not yet delivered) → done.

    `payload` and `reply` are JSON of `graphs.dialogue`'s Incoming and Reply. Ids only ever grow.
    """

    id: int
    platform: str
    update_id: str
    place: str
    payload: str
    reply: str | None
    state: State
    attempts: int
    accepted_at: datetime


def add(tx: Connection, platform: str, update_id: str, place: str, payload: str, now: datetime) -> int | None:
    """The new turn's id; None when this update was accepted before."""
    values: dict[str, Value] = {
        "platform": platform,
        "update_id": update_id,
        "place": place,
        "payload": payload,
        "accepted_at": now,
    }
    turn_id: int | None = execute(tx, _ACCEPT, values)
    return turn_id


def answer(tx: Connection, turn_id: int, reply: str, session_id: str | None = None) -> bool:
    """Marks a waiting turn as answered in a session, inside the caller's transaction; false when it no longer
    waits.
    """
    statement = (
        update(inbox)
        .where(inbox.c.id == turn_id, inbox.c.state == "waiting")
        .values(state="answered", reply=reply, session_id=session_id)
    )
    return tx.execute(statement).rowcount == 1


def understood(tx: Connection, turn_id: int, payload: str) -> None:
    """Keeps what was made out of an update's recordings, whatever has become of its turn."""
    tx.execute(update(inbox).where(inbox.c.id == turn_id).values(payload=payload))


class Inbox:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def accept(self, platform: str, update_id: str, place: str, payload: str) -> int | None:
        """The new turn's id, once it is durable; None when this update was accepted before."""
        now = self._clock()
        return await self._database.write(lambda tx: add(tx, platform, update_id, place, payload, now))

    async def get(self, turn_id: int) -> Turn | None:
        return await self._one(inbox.c.id == turn_id)

    async def find(self, platform: str, update_id: str) -> Turn | None:
        return await self._one(and_(inbox.c.platform == platform, inbox.c.update_id == update_id))

    async def unfinished(self, platforms: Collection[str], after: int = 0, limit: int = 500) -> list[Turn]:
        """Waiting and answered turns of these platforms with an id above `after`, in the order accepted."""
        statement = (
            select(inbox)
            .where(_UNFINISHED, inbox.c.platform.in_(platforms), inbox.c.id > after)
            .order_by(inbox.c.id)
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_turn(row) for row in rows]

    async def behind(self, turn: Turn, after: int) -> list[Turn]:
        """The first waiting turns of the same place with an id above `after`, in the order accepted."""
        statement = (
            select(inbox)
            .where(_UNFINISHED, inbox.c.state == "waiting", inbox.c.id > after)
            .where(inbox.c.platform == turn.platform, inbox.c.place == turn.place)
            .order_by(inbox.c.id)
            .limit(MOST_BEHIND)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_turn(row) for row in rows]

    async def join(self, turn_id: int, payload: str, joined: Collection[int]) -> None:
        """Makes waiting turns one: `payload` is what all of them say, and the `joined` ones are over."""
        await self._database.write(lambda tx: _join(tx, turn_id, payload, joined))

    async def earlier(self, platform: str, place: str, message: str, before: int) -> Turn | None:
        """The newest turn with an id below `before` whose payload says that it is about this message."""
        statement = (
            select(inbox)
            .where(inbox.c.id < before, inbox.c.id >= before - LOOKED_BACK)
            .where(inbox.c.platform == platform, inbox.c.place == place)
            .where(inbox.c.payload.contains(f'"message":{json.dumps(message)},', autoescape=True))
            .order_by(inbox.c.id.desc())
            .limit(1)
        )
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _turn(row)

    async def latest(self, platform: str, since: datetime, limit: int) -> list[Turn]:
        """The newest turn of each place where something was accepted since, the newest first."""
        newest = (
            select(func.max(inbox.c.id))
            .where(inbox.c.platform == platform, inbox.c.accepted_at >= since)
            .group_by(inbox.c.place)
        )
        statement = select(inbox).where(inbox.c.id.in_(newest)).order_by(inbox.c.id.desc()).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_turn(row) for row in rows]

    async def answered(self, turn_id: int, reply: str) -> None:
        """Keeps the reply of a turn that is part of no session; one that no longer waits stays as it is."""
        await self._database.write(lambda tx: answer(tx, turn_id, reply))

    async def done(self, turn_id: int) -> None:
        await self._finish(turn_id, "done", None)

    async def failed(self, turn_id: int, reason: str) -> None:
        """`reason` is for the owner and never shown to a person."""
        await self._finish(turn_id, "failed", reason)

    async def attempt(self, turn_id: int) -> int:
        """Counts that the turn is begun; how often that was, this time included. LookupError if it's gone."""
        attempts: int | None = await self._database.write(lambda tx: execute(tx, _ATTEMPT, {"id": turn_id}))
        if attempts is None:
            raise LookupError(f"turn {turn_id} is not in the inbox")
        return attempts

    async def prune(self, older_than: datetime) -> None:
        """Forgets finished turns accepted before; an update of theirs delivered again would be a new turn."""
        finished = inbox.c.state.in_(("done", "failed"))
        statement = delete(inbox).where(finished, inbox.c.accepted_at < older_than)
        await self._database.write(lambda tx: tx.execute(statement))

    async def _finish(self, turn_id: int, state: State, reason: str | None) -> None:
        values = {"id": turn_id, "state": state, "reason": reason}
        await self._database.write(lambda tx: execute(tx, _FINISH, values))

    async def _one(self, condition: ColumnElement[bool]) -> Turn | None:
        statement = select(inbox).where(condition)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _turn(row)


def _join(tx: Connection, turn_id: int, payload: str, joined: Collection[int]) -> None:
    """A turn that no longer waits stays as it is, and then nothing is joined to it."""
    waiting = inbox.c.state == "waiting"
    whole = update(inbox).where(inbox.c.id == turn_id, waiting).values(payload=payload)
    if tx.execute(whole).rowcount == 1:
        parts = update(inbox).where(inbox.c.id.in_(joined), waiting)
        tx.execute(parts.values(state="done", failure=f"joined to turn {turn_id}"))


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        id=row.id,
        platform=row.platform,
        update_id=row.update_id,
        place=row.place,
        payload=row.payload,
        reply=row.reply,
        state=row.state,
        attempts=row.attempts,
        accepted_at=row.accepted_at,
    )

"""Budgets: what each turn may cost, noted before a model is asked, and what it did cost, noted after.

Both stand in one row of the turn, for its answer as for listening and for speaking. What was reserved counts for as
long as the turn waits for its answer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from storage.columns import BigId
from storage.database import Database, metadata
from storage.statement import Value, execute
from storage.users import users

Purpose = Literal["answer", "hearing", "speech"]
"""What a turn's money goes to: a model's words, understanding a recording, saying the answer aloud."""

spending = Table(
    "spending",
    metadata,
    Column("turn_id", BigInteger, primary_key=True, autoincrement=False),
    Column("purpose", Text, primary_key=True, server_default="answer"),
    Column("user_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("day", Text, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("session_id", Text, index=True),
    CheckConstraint("micros >= 0 AND tokens >= 0", name="amounts"),
    Index("ix_spending_user_id_day", "user_id", "day"),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """What somebody may spend in a day: `micros` are millionths of the catalogue's currency. None is no limit."""

    micros: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a person's day came to so far, and what turns under way may add to it."""

    micros: int
    tokens: int
    reserved_micros: int
    reserved_tokens: int

    def leaves(self, limit: Limit, micros: int, tokens: int) -> bool:
        """Whether so much more is within the limit."""
        return (limit.micros is None or self.micros + self.reserved_micros + micros <= limit.micros) and (
            limit.tokens is None or self.tokens + self.reserved_tokens + tokens <= limit.tokens
        )


@dataclass(frozen=True, slots=True)
class Reserved:
    """What is set aside for a turn."""

    turn_id: int
    day: date
    micros: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What listening or speaking did cost in a turn, on somebody's `day`."""

    turn_id: int
    purpose: Purpose
    user_id: int
    day: date
    micros: int


@dataclass(frozen=True, slots=True)
class UsedUp:
    """The turn would go past the limit; nothing was set aside for it."""

    limit: Limit
    spent: Spent


_SPENT = text("""
    SELECT
        coalesce(sum(CASE WHEN spending.settled THEN micros ELSE 0 END), 0),
        coalesce(sum(CASE WHEN spending.settled THEN tokens ELSE 0 END), 0),
        coalesce(sum(CASE WHEN spending.settled THEN 0 ELSE micros END), 0),
        coalesce(sum(CASE WHEN spending.settled THEN 0 ELSE tokens END), 0)
    FROM spending LEFT JOIN inbox ON inbox.id = spending.turn_id
    WHERE spending.user_id = :user_id AND spending.day = :day
    AND (spending.settled OR inbox.state IS NULL OR inbox.state = 'waiting')
""")
"""A turn that is over without having been settled holds nothing back, however it ended."""

_SETTLE = """
    INSERT INTO spending (turn_id, purpose, user_id, day, micros, tokens, settled)
    VALUES (:turn_id, :purpose, :user_id, :day, :micros, :tokens, TRUE)
    ON CONFLICT (turn_id, purpose) DO UPDATE
    SET micros = excluded.micros, tokens = excluded.tokens, settled = TRUE WHERE NOT spending.settled
"""


def settle(tx: Connection, turn_id: int, user_id: int, day: date, *, micros: int, tokens: int) -> None:
    """Puts what a turn did cost in place of what was reserved for it, whose day it keeps; again changes nothing."""
    _settle(tx, Charge(turn_id, "answer", user_id, day, micros), tokens)


def charge(tx: Connection, costs: Charge) -> None:
    """The same for listening and speaking."""
    _settle(tx, costs, tokens=0)


def file_under(tx: Connection, turn_id: int, session_id: str) -> None:
    """Notes which session a turn's listening and speaking was for."""
    voiced = update(spending).where(spending.c.turn_id == turn_id, spending.c.purpose != "answer")
    tx.execute(voiced.values(session_id=session_id))


def voiced_micros(connection: Connection, session_id: str) -> int:
    """What listening and speaking came to in a session."""
    total = select(func.coalesce(func.sum(spending.c.micros), 0))
    return int(
        connection.execute(total.where(spending.c.session_id == session_id, spending.c.settled)).scalar_one()
    )


def _settle(tx: Connection, costs: Charge, tokens: int) -> None:
    values: dict[str, Value] = {"turn_id": costs.turn_id, "purpose": costs.purpose, "user_id": costs.user_id}
    execute(tx, _SETTLE, {**values, "day": costs.day.isoformat(), "micros": costs.micros, "tokens": tokens})


class Budgets:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(
        self, turn_id: int, user_id: int, limit: Limit | None, day: date, *, micros: int, tokens: int
    ) -> Reserved | UsedUp:
        """Sets aside what a turn may cost at most, unless that goes past the limit of the day.

        A turn that asks again gets what it got. However many ask at once, all that is reserved and spent stays
        within the limit as long as no turn costs more than it reserved.
        """
        new = Reserved(turn_id, day, micros, tokens)
        return await self._database.write(lambda tx: _reserve(tx, user_id, limit, new))

    async def reserve_up_to(self, limit: Limit | None, most: Charge) -> Reserved | UsedUp:
        """Sets aside what a turn's listening or speaking may cost in all, unless that goes past the limit of the day.

        Whoever has less set aside already gets the rest, and keeps what there is where that doesn't fit.
        """
        return await self._database.write(lambda tx: _reserve_up_to(tx, limit, most))

    async def charge(self, costs: Charge) -> None:
        """Puts what listening or speaking did cost in place of what was reserved for it; again changes nothing."""
        await self._database.write(lambda tx: charge(tx, costs))

    async def settle(self, turn_id: int, user_id: int, day: date, *, micros: int, tokens: int) -> None:
        """For what no `Settlements.settle` ends."""
        await self._database.write(lambda tx: settle(tx, turn_id, user_id, day, micros=micros, tokens=tokens))

    async def release(self, turn_id: int) -> None:
        """Gives back what was reserved and not spent, for what no turn in the inbox stands for."""
        unsettled = delete(spending).where(spending.c.turn_id == turn_id, ~spending.c.settled)
        await self._database.write(lambda tx: tx.execute(unsettled))

    async def spent(self, user_id: int, day: date) -> Spent:
        return await self._database.read(lambda connection: _spent(connection, user_id, day))


def _reserve(tx: Connection, user_id: int, limit: Limit | None, new: Reserved) -> Reserved | UsedUp:
    _one_at_a_time(tx, user_id)
    if (earlier := _earlier(tx, new.turn_id, "answer")) is not None:
        return _reserved(earlier)
    if limit is not None:
        spent = _spent(tx, user_id, new.day)
        if not spent.leaves(limit, new.micros, new.tokens):
            return UsedUp(limit, spent)
    row = {"turn_id": new.turn_id, "user_id": user_id, "day": new.day.isoformat(), "settled": False}
    tx.execute(insert(spending).values(micros=new.micros, tokens=new.tokens, **row))
    return new


def _reserve_up_to(tx: Connection, limit: Limit | None, most: Charge) -> Reserved | UsedUp:
    _one_at_a_time(tx, most.user_id)
    earlier = _earlier(tx, most.turn_id, most.purpose)
    if earlier is not None and (earlier.settled or earlier.micros >= most.micros):
        return _reserved(earlier)
    day, held = (date.fromisoformat(earlier.day), earlier.micros) if earlier is not None else (most.day, 0)
    if limit is not None:
        spent = _spent(tx, most.user_id, day)
        if not spent.leaves(limit, most.micros - held, 0):
            return UsedUp(limit, spent)
    key = {"turn_id": most.turn_id, "purpose": most.purpose}
    if earlier is None:
        row = {"user_id": most.user_id, "day": day.isoformat(), "tokens": 0, "settled": False}
        tx.execute(insert(spending).values(micros=most.micros, **key, **row))
    else:
        tx.execute(update(spending).filter_by(**key).values(micros=most.micros))
    return Reserved(most.turn_id, day, most.micros, 0)


def _earlier(tx: Connection, turn_id: int, purpose: Purpose) -> Row[Any] | None:
    known = select(spending).where(spending.c.turn_id == turn_id, spending.c.purpose == purpose)
    return tx.execute(known).one_or_none()


def _one_at_a_time(tx: Connection, user_id: int) -> None:
    """Holds others who reserve for the same person until this transaction ends. SQLite has one writer anyway."""
    tx.execute(select(users.c.id).where(users.c.id == user_id).with_for_update(key_share=True))


def _spent(connection: Connection, user_id: int, day: date) -> Spent:
    row = connection.execute(_SPENT, {"user_id": user_id, "day": day.isoformat()}).one()
    return Spent(*(int(amount) for amount in row))


def _reserved(row: Row[Any]) -> Reserved:
    return Reserved(row.turn_id, date.fromisoformat(row.day), row.micros, row.tokens)

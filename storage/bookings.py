"""Bookings of halls. No two live ones of a hall overlap, and the database itself refuses it: by triggers on
SQLite, by an exclusion constraint on PostgreSQL, both in the migration 0001_house.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
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
    and_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from storage import operations
from storage.clock import Clock, utc_now
from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.minutes import floor_minute, merge, minute, moment
from storage.upsert import insert_once

Status = Literal["held", "paid", "cancelled", "expired"]

_LIVE = text("status IN ('held', 'paid')")

bookings = Table(
    "bookings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("hall_id", Integer, ForeignKey("halls.id"), nullable=False),
    Column("user_id", BigId, ForeignKey("users.id"), nullable=False, index=True),
    Column("start_min", BigInteger, nullable=False),
    Column("end_min", BigInteger, nullable=False),
    Column("guests", Integer),
    Column("price", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    CheckConstraint("start_min < end_min", name="interval"),
    CheckConstraint("price >= 0", name="price"),
    CheckConstraint("guests > 0", name="guests"),
    CheckConstraint("status IN ('held', 'paid', 'cancelled', 'expired')", name="status"),
    Index(
        "ix_bookings_live",
        "hall_id",
        "end_min",
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
    sqlite_autoincrement=True,
)


class Taken(Exception):
    """Another live booking of the hall overlaps."""


@dataclass(frozen=True, slots=True)
class NewBooking:
    """`start` and `end` are aware and on whole minutes, `end` exclusive; `price` is in minor units."""

    hall_id: int
    user_id: int
    start: datetime
    end: datetime
    guests: int | None
    price: int
    currency: str


@dataclass(frozen=True, slots=True)
class Booking(NewBooking):
    """A booking as it stands: a hold that was not paid until `expires_at` reads "expired".

    `key` is unguessable and opens the booking's page.
    """

    id: int
    key: str
    status: Status
    created_at: datetime
    expires_at: datetime | None


class Bookings:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def hold(self, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
        """Holds a hall, or returns what this operation held before, whatever became of it since.

        Raises `Taken` when it overlaps a live booking, ValueError for times that aren't whole minutes.
        """
        try:
            return await self._database.write(lambda tx: _hold(tx, operation, new, now, expires_at))
        except IntegrityError as refusal:
            if str(refusal.orig) == "overlap":
                raise Taken from None
            raise

    async def cancel(self, operation: str, booking_id: int, user_id: int, now: datetime) -> Booking | None:
        """Cancels a person's own held booking and returns it as it then stands.

        A booking that is paid, expired or cancelled already comes back unchanged; None where there is no such
        booking or it is someone else's.
        """
        return await self._database.write(lambda tx: _cancel(tx, operation, booking_id, user_id, now))

    async def by_operation(self, operation: str) -> Booking | None:
        """What `hold` or `cancel` under this operation returned, as it stands now."""
        now = self._clock()
        return await self._database.read(lambda connection: _result(connection, operation, now))

    async def get(self, booking_id: int) -> Booking | None:
        return await self._one(bookings.c.id == booking_id)

    async def by_key(self, key: str) -> Booking | None:
        return await self._one(bookings.c.key == key)

    async def of_user(self, user_id: int, now: datetime) -> list[Booking]:
        """Live bookings that haven't ended, soonest first."""
        statement = (
            select(bookings)
            .where(bookings.c.user_id == user_id, bookings.c.end_min > floor_minute(now), _live(now))
            .order_by(bookings.c.start_min, bookings.c.id)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [_booking(row, now) for row in rows]

    async def busy(
        self, hall_id: int, start: datetime, end: datetime, now: datetime
    ) -> list[tuple[datetime, datetime]]:
        """When the hall is taken between `start` and `end`: cut to these, touching ones merged, in UTC."""
        first, last = minute(start), minute(end)
        statement = (
            select(bookings.c.start_min, bookings.c.end_min)
            .where(
                bookings.c.hall_id == hall_id,
                bookings.c.start_min < last,
                bookings.c.end_min > first,
                _LIVE,
                _live(now),
            )
            .order_by(bookings.c.start_min)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        intervals = merge(((row.start_min, row.end_min) for row in rows), (first, last))
        return [(moment(begins), moment(ends)) for begins, ends in intervals]

    async def _one(self, condition: ColumnElement[bool]) -> Booking | None:
        statement = select(bookings).where(condition)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _booking(row, self._clock())


def _hold(tx: Connection, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
    earlier = _result(tx, operation, now)
    if earlier is not None:
        return earlier
    _expire_stale(tx, new.hall_id, now)
    booking = _insert(tx, new, now, expires_at)
    if booking is not None:
        _record(tx, operation, "hold", booking, now)
        return booking
    racing = _result(tx, operation, now)
    if racing is not None:
        return racing
    raise Taken


def _cancel(tx: Connection, operation: str, booking_id: int, user_id: int, now: datetime) -> Booking | None:
    mine = and_(bookings.c.id == booking_id, bookings.c.user_id == user_id)
    if tx.execute(select(bookings.c.id).where(mine).with_for_update()).one_or_none() is None:
        return None
    earlier = _result(tx, operation, now)
    if earlier is not None:
        return earlier
    free = update(bookings).where(mine, bookings.c.status == "held", _not_stale(now))
    tx.execute(free.values(status="cancelled"))
    booking = _booking(tx.execute(select(bookings).where(mine)).one(), now)
    _record(tx, operation, "cancel", booking, now)
    return booking


def _result(connection: Connection, operation: str, now: datetime) -> Booking | None:
    found = operations.find(connection, operation)
    if found is None:
        return None
    booking_id = json.loads(found.result)["booking"]
    return _booking(connection.execute(select(bookings).where(bookings.c.id == booking_id)).one(), now)


def _record(tx: Connection, operation: str, kind: str, booking: Booking, now: datetime) -> None:
    operations.record(tx, operation, kind, json.dumps({"booking": booking.id}), now)


def _expire_stale(tx: Connection, hall_id: int, now: datetime) -> None:
    """Takes the rows in order, so that two who do it at once can't each wait for a row of the other's."""
    stale = and_(
        bookings.c.hall_id == hall_id, _LIVE, bookings.c.status == "held", bookings.c.expires_at < now
    )
    rows = select(bookings.c.id).where(stale).order_by(bookings.c.id).with_for_update()
    tx.execute(update(bookings).where(bookings.c.id.in_(rows)).values(status="expired"))


def _insert(tx: Connection, new: NewBooking, now: datetime, expires_at: datetime) -> Booking | None:
    """None when PostgreSQL refuses; SQLite's refusal is an exception."""
    row = insert_once(
        tx,
        bookings,
        {
            "key": secrets.token_hex(16),
            "hall_id": new.hall_id,
            "user_id": new.user_id,
            "start_min": minute(new.start),
            "end_min": minute(new.end),
            "guests": new.guests,
            "price": new.price,
            "currency": new.currency,
            "status": "held",
            "created_at": now,
            "expires_at": expires_at,
        },
    )
    return None if row is None else _booking(row, now)


def _not_stale(now: datetime) -> ColumnElement[bool]:
    return or_(bookings.c.expires_at.is_(None), bookings.c.expires_at >= now)


def _live(now: datetime) -> ColumnElement[bool]:
    return or_(bookings.c.status == "paid", and_(bookings.c.status == "held", _not_stale(now)))


def _booking(row: Row[Any], now: datetime) -> Booking:
    stale = row.status == "held" and row.expires_at is not None and row.expires_at < now
    return Booking(
        id=row.id,
        key=row.key,
        hall_id=row.hall_id,
        user_id=row.user_id,
        start=moment(row.start_min),
        end=moment(row.end_min),
        guests=row.guests,
        price=row.price,
        currency=row.currency,
        status="expired" if stale else row.status,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )

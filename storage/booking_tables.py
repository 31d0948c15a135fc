"""The table of bookings, and a booking as it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    and_,
    or_,
    text,
)

from storage.columns import BigId, Moment
from storage.database import metadata
from storage.minutes import moment
from storage.place import Place, PlaceColumn
from storage.transitions import Status

IS_LIVE = text("status IN ('held', 'paid')")
IS_HELD = text("status = 'held'")

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
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("contact", Text, nullable=False, server_default=text("''")),
    Column("place", PlaceColumn),
    Column("reminders", Boolean, nullable=False, server_default=text("TRUE")),
    Column("refund_hours", Integer, nullable=False, server_default=text("48")),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("paid_at", Moment),
    Column("bare_key", Boolean, nullable=False, server_default=text("FALSE")),
    CheckConstraint("start_min < end_min", name="interval"),
    CheckConstraint("price >= 0", name="price"),
    CheckConstraint("guests > 0", name="guests"),
    CheckConstraint("status IN ('held', 'paid', 'cancelled', 'expired')", name="status"),
    Index("ix_bookings_live", "hall_id", "end_min", sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
    Index("ix_bookings_expiring", "expires_at", sqlite_where=IS_HELD, postgresql_where=IS_HELD),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class NewBooking:
    """`start` and `end` are aware and on whole minutes, `end` exclusive; `price` is in minor units.

    `place` is the chat that is told what becomes of it; None tells nobody. Whoever cancels `refund_hours` before the
    start or earlier gets the whole price back. `name` and `contact` are what the customer left, empty for nothing.
    """

    hall_id: int
    user_id: int
    start: datetime
    end: datetime
    guests: int | None
    price: int
    currency: str
    place: Place | None = None
    refund_hours: int = 48
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(NewBooking):
    """A booking as it stands: a hold that was not paid until `expires_at` reads "expired".

    `key` is unguessable and, signed, opens the booking's page; a `bare_key` of an earlier version does so as it is.
    `version` grows with each change of what is booked. `reminders` are those before the event.
    """

    id: int
    key: str
    status: Status
    created_at: datetime
    expires_at: datetime | None
    reminders: bool = True
    version: int = 0
    paid_at: datetime | None = None
    bare_key: bool = False

    @property
    def refundable_until(self) -> datetime:
        """Up to then, cancelling gives the whole price back."""
        return self.start - timedelta(hours=self.refund_hours)


def not_stale(now: datetime) -> ColumnElement[bool]:
    return or_(bookings.c.expires_at.is_(None), bookings.c.expires_at >= now)


def live(now: datetime) -> ColumnElement[bool]:
    return or_(bookings.c.status == "paid", and_(bookings.c.status == "held", not_stale(now)))


def booking_of(row: Row[Any], now: datetime) -> Booking:
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
        name=row.name,
        contact=row.contact,
        place=row.place,
        reminders=row.reminders,
        refund_hours=row.refund_hours,
        version=row.version,
        paid_at=row.paid_at,
        bare_key=row.bare_key,
    )

"""What is done to a booking, each in one transaction with all that follows: refunds, notices, closed checkouts."""

import json
import secrets
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import Connection, Row, select, update

from storage import notices, operations
from storage.booking_tables import Booking, NewBooking, booking_of, bookings
from storage.expiry import expire_stale
from storage.minutes import minute
from storage.refunds import close_open, settle_cancelled
from storage.transitions import Status
from storage.upsert import insert_once


class Taken(Exception):
    """Another live booking of the hall overlaps."""


class Changed(Exception):
    """The booking is no longer as it was when this was asked for; `booking` is how it stands, None for gone."""

    def __init__(self, booking: Booking | None) -> None:
        super().__init__("the booking has changed meanwhile")
        self.booking = booking


class BookingChanges(TypedDict, total=False):
    """What can be changed of a booking that is held. `start`, `end` and `price` go together."""

    start: datetime
    end: datetime
    guests: int | None
    price: int
    name: str
    contact: str


def locked(tx: Connection, booking_id: int) -> Row[Any] | None:
    """A booking's row, which nobody else changes until the transaction ends."""
    return tx.execute(select(bookings).where(bookings.c.id == booking_id).with_for_update()).one_or_none()


def hold(tx: Connection, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
    earlier = result_of(tx, operation, now)
    if earlier is not None:
        return earlier
    while expire_stale(tx, now, bookings.c.hall_id == new.hall_id):
        pass
    booking = _insert(tx, new, now, expires_at)
    if booking is not None:
        _record(tx, operation, "hold", booking, now)
        notices.plan(tx, booking, now)
        return booking
    racing = result_of(tx, operation, now)
    if racing is not None:
        return racing
    raise Taken


def change(
    tx: Connection, booking_id: int, version: int, changes: BookingChanges, now: datetime, *, tell: bool
) -> Booking:
    row = locked(tx, booking_id)
    before = booking_of(row, now) if row else None
    if before is None or before.status != "held" or before.version != version:
        raise Changed(before)
    while expire_stale(tx, now, bookings.c.hall_id == before.hall_id):
        pass
    values: dict[str, Any] = {"version": version + 1}
    for name, value in changes.items():
        values |= {f"{name}_min": minute(value)} if isinstance(value, datetime) else {name: value}
    if before.expires_at is not None and "start" in changes:
        values["expires_at"] = min(before.expires_at, changes["start"])  # nobody can pay for what has begun
    changed = update(bookings).where(bookings.c.id == booking_id).values(**values).returning(bookings)
    after = booking_of(tx.execute(changed).one(), now)
    if after.price != before.price:
        close_open(tx, booking_id, now)
    notices.plan(tx, after, now)
    if tell:
        notices.tell(tx, after, "changed", str(after.version), now, **_differences(before, after))
    return after


def _differences(before: Booking, after: Booking) -> dict[str, Any]:
    """What the customer has changed, as it was before."""
    was: dict[str, Any] = {}
    if (before.start, before.end) != (after.start, after.end):
        was |= {"start": before.start.isoformat(), "end": before.end.isoformat(), "price": before.price}
    fields = ("guests", "name", "contact")
    return was | {
        name: getattr(before, name) for name in fields if getattr(before, name) != getattr(after, name)
    }


def cancel(
    tx: Connection,
    operation: str,
    booking_id: int,
    user_id: int,
    now: datetime,
    status: Status,
    *,
    tell: bool,
) -> Booking | None:
    row = locked(tx, booking_id)
    if row is None or row.user_id != user_id:
        return None
    earlier = result_of(tx, operation, now)
    if earlier is not None:
        return earlier
    booking = booking_of(row, now)
    if _can_cancel(booking, status, now):
        free = update(bookings).where(bookings.c.id == booking_id).values(status="cancelled")
        booking = booking_of(tx.execute(free.returning(bookings)).one(), now)
        payment = settle_cancelled(tx, booking, now)
        close_open(tx, booking_id, now)
        notices.plan(tx, booking, now)
        if tell:
            notices.tell(tx, booking, "cancelled", "", now, refund=payment.refund if payment else None)
    _record(tx, operation, "cancel", booking, now)
    return booking


def _can_cancel(booking: Booking, status: Status, now: datetime) -> bool:
    if booking.status != status:
        return False
    return booking.status == "held" or (booking.status == "paid" and now < booking.start)


def remind(tx: Connection, booking_id: int, now: datetime, *, reminders: bool) -> Booking | None:
    wanted = update(bookings).where(bookings.c.id == booking_id).values(reminders=reminders)
    row = tx.execute(wanted.returning(bookings)).one_or_none()
    if row is None:
        return None
    booking = booking_of(row, now)
    notices.plan(tx, booking, now)
    return booking


def result_of(connection: Connection, operation: str, now: datetime) -> Booking | None:
    found = operations.find(connection, operation)
    if found is None:
        return None
    booking_id = json.loads(found.result)["booking"]
    return booking_of(connection.execute(select(bookings).where(bookings.c.id == booking_id)).one(), now)


def _record(tx: Connection, operation: str, kind: str, booking: Booking, now: datetime) -> None:
    operations.record(tx, operation, kind, json.dumps({"booking": booking.id}), now)


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
            "name": new.name,
            "contact": new.contact,
            "place": new.place,
            "refund_hours": new.refund_hours,
        },
    )
    return None if row is None else booking_of(row, now)

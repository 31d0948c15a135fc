"""Holds that were not paid in time."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from storage import notices
from storage.booking_tables import IS_HELD, Booking, booking_of, bookings
from storage.refunds import close_open

AT_ONCE = 100


def expire_stale(tx: Connection, now: datetime, *conditions: ColumnElement[bool]) -> list[Booking]:
    """Ends up to `AT_ONCE` stale holds that meet the conditions, and has their customers told.

    Takes the rows in order, so that two who do it at once can't each wait for a row of the other's.
    """
    stale = (
        select(bookings.c.id)
        .where(IS_HELD, bookings.c.status == "held", bookings.c.expires_at < now, *conditions)
        .order_by(bookings.c.id)
        .limit(AT_ONCE)
        .with_for_update()
    )
    ids = list(tx.execute(stale).scalars())
    if not ids:
        return []
    ended = update(bookings).where(bookings.c.id.in_(ids)).values(status="expired").returning(bookings)
    expired = [booking_of(row, now) for row in tx.execute(ended)]
    for booking in expired:
        close_open(tx, booking.id, now)
        notices.plan(tx, booking, now)
        notices.tell(tx, booking, "expired", "", now)
    return expired

"""Money that goes back, in the transaction of what makes it do so."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.booking_tables import Booking
from storage.payment_tables import Payment, payment_of, payments


def settle_cancelled(tx: Connection, booking: Booking, now: datetime) -> Payment | None:
    """What becomes of the money of a paid booking that is being cancelled: all of it goes back up to the hour that
    its policy names, after that it is kept. None where no money is with us.
    """
    paid = select(payments).where(payments.c.booking_id == booking.id, payments.c.status == "paid")
    row = tx.execute(paid.with_for_update()).one_or_none()
    if row is None:
        return None
    values: dict[str, object] = {"reason": "kept"}
    if now <= booking.refundable_until and row.received:
        values = {
            "status": "refund_due",
            "reason": "policy",
            "refund": row.received,
            "next_at": now,
            "tries": 0,
        }
    changed = update(payments).where(payments.c.id == row.id).values(**values).returning(payments)
    return payment_of(tx.execute(changed).one())


def close_open(tx: Connection, booking_id: int, now: datetime) -> None:
    """Ends what is being paid for a booking; the clock tells the providers. Money that comes all the same goes
    back.
    """
    still = payments.c.booking_id == booking_id, payments.c.status == "open"
    tx.execute(update(payments).where(*still).values(status="closed", next_at=now, tries=0))

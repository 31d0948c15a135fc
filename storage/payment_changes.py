"""What is done to a payment, each in one transaction with what follows for its booking and for whom it is told."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from storage import notices
from storage.booking_changes import locked
from storage.booking_tables import Booking, booking_of, bookings
from storage.payment_tables import Payment, PaymentStatus, Reason, payment_of, payments
from storage.refunds import close_open
from storage.upsert import insert_once

Verdict = Literal["paid", "known", "refund"]
"""What money has done: it paid the booking, it was counted before, or it goes back."""

AWAITED: tuple[PaymentStatus, ...] = ("open", "closed")
"""In these no money has come; what comes for a closed one is looked at all the same."""


class NotPayable(Exception):
    """The booking can't be paid (any more); `booking` is how it stands, None where there is none."""

    def __init__(self, booking: Booking | None) -> None:
        super().__init__("the booking can't be paid")
        self.booking = booking


@dataclass(frozen=True, slots=True)
class NewPayment:
    """What a provider is to ask for: `amount` in minor units of `currency`, for a booking at this `price`."""

    booking_id: int
    provider: str
    amount: int
    currency: str
    price: int
    price_currency: str


@dataclass(frozen=True, slots=True)
class Charge:
    """Money as the provider tells of it, verified. `id` is its own, and with `payer` what a refund needs."""

    id: str
    amount: int
    currency: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a charge, and how payment and booking stand now."""

    verdict: Verdict
    payment: Payment
    booking: Booking


def begin(tx: Connection, new: NewPayment, now: datetime) -> Payment:
    row = locked(tx, new.booking_id)
    booking = booking_of(row, now) if row else None
    wanted = (new.price, new.price_currency)
    if booking is None or booking.status != "held" or (booking.price, booking.currency) != wanted:
        raise NotPayable(booking)
    same = select(payments).where(
        payments.c.booking_id == new.booking_id,
        payments.c.provider == new.provider,
        payments.c.status == "open",
        payments.c.amount == new.amount,
        payments.c.currency == new.currency,
        payments.c.price == new.price,
        payments.c.price_currency == new.price_currency,
    )
    open_already = tx.execute(same.order_by(payments.c.id.desc()).limit(1)).one_or_none()
    if open_already is not None:
        return payment_of(open_already)
    made = insert_once(
        tx,
        payments,
        {
            "key": secrets.token_hex(16),
            "booking_id": new.booking_id,
            "provider": new.provider,
            "amount": new.amount,
            "currency": new.currency,
            "price": new.price,
            "price_currency": new.price_currency,
            "status": "open",
            "created_at": now,
        },
    )
    assert made is not None
    return payment_of(made)


def receive(tx: Connection, key: str, charge: Charge, now: datetime, *, tell: bool) -> Receipt | None:
    """Takes the booking first and then the payment, as every transaction here does."""
    of_key = select(payments).where(payments.c.key == key)
    found = tx.execute(of_key).one_or_none()
    row = locked(tx, found.booking_id) if found else None
    if row is None:
        return None
    booking, payment = booking_of(row, now), payment_of(tx.execute(of_key.with_for_update()).one())
    if payment.status not in AWAITED:
        known = _counted(tx, payment, charge)
        if known is not None:
            return Receipt("known", known, booking)
        payment = _again(tx, payment, now)
    reason = refusal_of(booking, payment, charge)
    payment = _note(tx, payment, charge, reason, now)
    if reason:
        if tell:
            notices.tell(tx, booking, "refund_due", str(payment.id), now, reason=reason)
        return Receipt("refund", payment, booking)
    paid = update(bookings).where(bookings.c.id == booking.id).values(status="paid", paid_at=now)
    booking = booking_of(tx.execute(paid.returning(bookings)).one(), now)
    close_open(tx, booking.id, now)
    notices.plan(tx, booking, now)
    if tell:
        notices.tell(tx, booking, "paid", "", now)
    return Receipt("paid", payment, booking)


def _counted(tx: Connection, payment: Payment, charge: Charge) -> Payment | None:
    """The payment of this booking that has this very charge."""
    if payment.charge == charge.id:
        return payment
    same = payments.c.booking_id == payment.booking_id, payments.c.charge == charge.id
    row = tx.execute(select(payments).where(*same, payments.c.provider == payment.provider)).first()
    return None if row is None else payment_of(row)


def _again(tx: Connection, payment: Payment, now: datetime) -> Payment:
    """A payment like one that has its money, for more that came."""
    names = ("booking_id", "provider", "amount", "currency", "price", "price_currency")
    values = {name: getattr(payment, name) for name in names}
    fresh = {"key": secrets.token_hex(16), "status": "closed", "created_at": now}
    made = insert_once(tx, payments, values | fresh)
    assert made is not None
    return payment_of(made)


def refusal_of(booking: Booking, payment: Payment, charge: Charge) -> Reason:
    """Why money can't pay a booking; empty where it can."""
    if (charge.amount, charge.currency) != (payment.amount, payment.currency):
        return "amount"
    if booking.status == "paid":
        return "twice"
    if booking.status == "cancelled":
        return "cancelled"
    if booking.status == "expired":
        return "late"
    if (booking.price, booking.currency) != (payment.price, payment.price_currency):
        return "repriced"
    return ""


def _note(tx: Connection, payment: Payment, charge: Charge, reason: Reason, now: datetime) -> Payment:
    goes_back = bool(reason) and charge.amount > 0
    values: dict[str, Any] = {
        "status": "refund_due" if goes_back else "closed" if reason else "paid",
        "reason": reason,
        "charge": charge.id,
        "payer": charge.payer,
        "received": charge.amount,
        "received_currency": charge.currency,
        "received_at": now,
        "refund": charge.amount if goes_back else None,
        "next_at": now if goes_back else None,
        "tries": 0,
    }
    noted = update(payments).where(payments.c.id == payment.id).values(**values).returning(payments)
    return payment_of(tx.execute(noted).one())


def refunded(tx: Connection, payment_id: int, reference: str, now: datetime) -> bool:
    gone = (
        update(payments)
        .where(payments.c.id == payment_id, payments.c.status == "refund_due")
        .values(status="refunded", refund_reference=reference, refunded_at=now, next_at=None)
        .returning(payments)
    )
    row = tx.execute(gone).one_or_none()
    if row is None:
        return False
    booking = booking_of(tx.execute(select(bookings).where(bookings.c.id == row.booking_id)).one(), now)
    notices.tell(tx, booking, "refunded", str(payment_id), now)
    return True


def claim_due(tx: Connection, now: datetime, lease: timedelta, limit: int) -> list[Payment]:
    due = (
        select(payments.c.id)
        .where(payments.c.next_at <= now)
        .order_by(payments.c.next_at, payments.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(tx.execute(due).scalars())
    claimed = update(payments).where(payments.c.id.in_(ids), payments.c.next_at <= now)
    rows = tx.execute(claimed.values(next_at=now + lease, tries=payments.c.tries + 1).returning(payments))
    return [payment_of(row) for row in rows]

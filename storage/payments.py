"""Money for bookings. What arrives is put against the booking in one transaction: it pays it, or it goes back.

Invariants: a paid booking has exactly one payment that is "paid", over its whole price; and money that pays no
booking is "refund_due", "refunded", or "kept" by the policy that its customer agreed to.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from storage import notices
from storage.alarm import Alarm
from storage.booking_tables import Booking, booking_of, bookings
from storage.bookings import locked
from storage.clock import Clock, utc_now
from storage.columns import Moment
from storage.database import Database
from storage.payment_tables import Payment, PaymentStatus, Reason, payment_of, payments
from storage.refunds import close_open
from storage.upsert import insert_once

__all__ = ["Charge", "NewPayment", "NotPayable", "Objection", "Payment", "Payments", "Receipt", "Verdict"]

T = TypeVar("T")

Verdict = Literal["paid", "known", "refund"]
"""What money has done: it paid the booking, it was counted before, or it goes back."""

Objection = Reason | Literal["unknown"]

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


class Payments:
    def __init__(self, database: Database, clock: Clock = utc_now, alarm: Alarm | None = None) -> None:
        self._database = database
        self._clock = clock
        self._alarm = alarm or Alarm()

    async def begin(self, new: NewPayment, now: datetime) -> Payment:
        """A payment that waits for its money; one that is open already for the same amount is it.

        Raises `NotPayable` where the booking isn't held, or has another price.
        """
        return await self._write(lambda tx: _begin(tx, new, now))

    async def opened(self, payment_id: int, reference: str, url: str, look_at: datetime | None) -> None:
        """Notes the provider's checkout, which the clock is to look at then; never where that is None."""
        values = {"reference": reference, "url": url, "next_at": look_at, "tries": 0}
        await self._set(and_(payments.c.id == payment_id, payments.c.reference.is_(None)), **values)

    async def receive(self, key: str, charge: Charge, now: datetime, *, tell: bool = True) -> Receipt | None:
        """Puts money against its booking, once however often it is told of; None where no payment has this key.

        It pays a booking that is held, not stale, and of the price that the payment was for; all other money is to
        go back, whatever its amount and currency. So is a further charge for a payment that has its money, which is
        then a payment of its own. `tell` has the booking's chat told.
        """
        return await self._write(lambda tx: _receive(tx, key, charge, now, tell=tell))

    async def objection(self, key: str, amount: int, currency: str, now: datetime) -> Objection:
        """Why money for this payment would have to go back if it came now; empty where it would pay."""
        payment = await self.by_key(key)
        if payment is None:
            return "unknown"
        this = select(bookings).where(bookings.c.id == payment.booking_id)
        row = await self._database.read(lambda connection: connection.execute(this).one())
        refusal = _refusal(booking_of(row, now), payment, Charge("", amount, currency))
        return refusal or ("" if payment.status in AWAITED else "twice")

    async def close(self, payment_id: int) -> None:
        """Nothing will come of an open payment, as far as the provider knows."""
        await self._set(
            and_(payments.c.id == payment_id, payments.c.status.in_(AWAITED)),
            status="closed",
            next_at=None,
        )

    async def look_again(self, payment_id: int, at: datetime | None) -> None:
        """When the clock is to look at a payment next; never where that is None."""
        await self._set(payments.c.id == payment_id, next_at=at)

    async def refunded(self, payment_id: int, reference: str, now: datetime) -> bool:
        """Notes that the money went back and has the booking's chat told; false where that was known."""
        return await self._write(lambda tx: _refunded(tx, payment_id, reference, now))

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[Payment]:
        """Payments that the clock is to look at, for whoever calls alone until `lease` is over."""
        return await self._database.write(lambda tx: _claim_due(tx, now, lease, limit))

    async def next_due(self) -> datetime | None:
        first = select(func.min(payments.c.next_at, type_=Moment)).where(payments.c.next_at.is_not(None))
        return await self._database.read(lambda connection: connection.execute(first).scalar())

    async def get(self, payment_id: int) -> Payment | None:
        return await self._one(payments.c.id == payment_id)

    async def by_key(self, key: str) -> Payment | None:
        return await self._one(payments.c.key == key)

    async def by_reference(self, provider: str, reference: str) -> Payment | None:
        return await self._one(and_(payments.c.provider == provider, payments.c.reference == reference))

    async def of_booking(self, booking_id: int) -> list[Payment]:
        """Oldest first."""
        statement = select(payments).where(payments.c.booking_id == booking_id).order_by(payments.c.id)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [payment_of(row) for row in rows]

    async def refunds_due(self) -> list[Payment]:
        """Money that is still to go back, oldest first."""
        statement = select(payments).where(payments.c.status == "refund_due").order_by(payments.c.id)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [payment_of(row) for row in rows]

    async def _one(self, condition: ColumnElement[bool]) -> Payment | None:
        statement = select(payments).where(condition)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else payment_of(row)

    async def _set(self, condition: ColumnElement[bool], **values: Any) -> None:
        await self._write(lambda tx: tx.execute(update(payments).where(condition).values(**values)))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        result = await self._database.write(work)
        self._alarm.ring()
        return result


def _begin(tx: Connection, new: NewPayment, now: datetime) -> Payment:
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


def _receive(tx: Connection, key: str, charge: Charge, now: datetime, *, tell: bool) -> Receipt | None:
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
    reason = _refusal(booking, payment, charge)
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


def _refusal(booking: Booking, payment: Payment, charge: Charge) -> Reason:
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


def _refunded(tx: Connection, payment_id: int, reference: str, now: datetime) -> bool:
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


def _claim_due(tx: Connection, now: datetime, lease: timedelta, limit: int) -> list[Payment]:
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

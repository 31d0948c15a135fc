"""Money for bookings. What arrives is put against the booking in one transaction: it pays it, or it goes back.

Invariants: a paid booking has exactly one payment that is "paid", over its whole price; and money that pays no
booking is "refund_due", "refunded", or "kept" by the policy that its customer agreed to.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from storage import payment_changes
from storage.alarm import Alarm
from storage.booking_tables import booking_of, bookings
from storage.clock import Clock, utc_now
from storage.columns import Moment
from storage.database import Database
from storage.payment_changes import (
    AWAITED,
    Charge,
    NewPayment,
    NotPayable,
    Receipt,
    Verdict,
    refusal_of,
)
from storage.payment_tables import Payment, Reason, payment_of, payments

__all__ = ["Charge", "NewPayment", "NotPayable", "Objection", "Payment", "Payments", "Receipt", "Verdict"]

T = TypeVar("T")

Objection = Reason | Literal["unknown"]


class Payments:
    def __init__(self, database: Database, clock: Clock = utc_now, alarm: Alarm | None = None) -> None:
        self._database = database
        self._clock = clock
        self._alarm = alarm or Alarm()

    async def begin(self, new: NewPayment, now: datetime) -> Payment:
        """A payment that waits for its money; one that is open already for the same amount is it.

        Raises `NotPayable` where the booking isn't held, or has another price.
        """
        return await self._write(lambda tx: payment_changes.begin(tx, new, now))

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
        return await self._write(lambda tx: payment_changes.receive(tx, key, charge, now, tell=tell))

    async def objection(self, key: str, amount: int, currency: str, now: datetime) -> Objection:
        """Why money for this payment would have to go back if it came now; empty where it would pay."""
        payment = await self.by_key(key)
        if payment is None:
            return "unknown"
        this = select(bookings).where(bookings.c.id == payment.booking_id)
        row = await self._database.read(lambda connection: connection.execute(this).one())
        refusal = refusal_of(booking_of(row, now), payment, Charge("", amount, currency))
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
        return await self._write(lambda tx: payment_changes.refunded(tx, payment_id, reference, now))

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[Payment]:
        """Payments that the clock is to look at, for whoever calls alone until `lease` is over."""
        return await self._database.write(lambda tx: payment_changes.claim_due(tx, now, lease, limit))

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

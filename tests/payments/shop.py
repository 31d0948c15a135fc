"""A hall to book, a cashier with one way to pay, and a clock that is set by hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from payments.cashier import Cashier, Return
from payments.offer import offer
from payments.provider import Checkout, Provider
from payments.ways import Ways
from storage.bookings import Booking, Bookings, NewBooking
from storage.database import Database
from storage.halls import Hall, Halls, NewHall
from storage.notices import notices
from storage.payments import Payment, Payments
from storage.place import Place
from storage.users import Users

BACK = Return("https://halls.example.org/b/1/paid", "https://halls.example.org/b/1")
HOLD = timedelta(days=3)
LEASE = timedelta(minutes=1)
PRICE = 12_000


@dataclass
class Watch:
    """Stands still until it is told; it begins with the real time, which providers keep too."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC).replace(second=0, microsecond=0))

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **length: float) -> None:
        self.time += timedelta(**length)


@dataclass
class Shop:
    """`owner` are the payments that the owner was told to give back, each time that was."""

    database: Database
    watch: Watch
    bookings: Bookings
    payments: Payments
    cashier: Cashier
    hall: Hall
    user_id: int
    owner: list[int]
    holds: int = 0

    async def hold(self, price: int = PRICE) -> Booking:
        """In a month and later, each at another time."""
        self.holds += 1
        start = (self.watch() + timedelta(days=30 + self.holds)).replace(minute=0)
        new = NewBooking(
            hall_id=self.hall.id,
            user_id=self.user_id,
            start=start,
            end=start + timedelta(hours=2),
            guests=10,
            price=price,
            currency="EUR",
            place=Place("telegram", "1"),
        )
        now = self.watch()
        return await self.bookings.hold(f"hold-{self.holds}", new, now, now + HOLD)

    async def checkout(self, booking: Booking) -> Checkout:
        return await self.cashier.checkout(booking, offer(booking, self.hall, "en"), BACK)

    async def payment(self, booking: Booking) -> Payment:
        """The newest of a booking."""
        return (await self.payments.of_booking(booking.id))[-1]

    async def status(self, booking: Booking) -> str:
        found = await self.bookings.get(booking.id)
        assert found is not None
        return found.status

    async def cancel(self, booking: Booking) -> None:
        status = (await self.bookings.get(booking.id) or booking).status
        await self.bookings.cancel(
            f"cancel-{booking.id}", booking.id, self.user_id, self.watch(), status=status, tell=True
        )

    async def tick(self) -> int:
        """What the clock does now; how many payments that were."""
        due = await self.payments.claim_due(self.watch(), LEASE, 100)
        for payment in due:
            await self.cashier.look(payment)
        return len(due)

    async def told(self, booking: Booking) -> list[str]:
        """Of what the chat of a booking is told at once, in order."""
        statement = select(notices.c.kind).where(
            notices.c.booking_id == booking.id,
            notices.c.kind.not_in(("expiring", "day_before", "hours_before")),
        )
        found: Sequence[str] = await self.database.read(
            lambda connection: connection.execute(statement.order_by(notices.c.id)).scalars().all()
        )
        return list(found)


@asynccontextmanager
async def open_shop(url: str, provider: Provider) -> AsyncIterator[Shop]:
    database = Database.open(url)
    watch, owner = Watch(), list[int]()

    async def tell_owner(payment: Payment) -> None:
        owner.append(payment.id)

    bookings, payments = Bookings(database, watch), Payments(database, watch)
    user = await Users(database).resolve("telegram", "1", "Ann", "en")
    hall = await Halls(database).add(
        NewHall("Atrium", (), {"en": "Glass."}, {}, ((0, 1440),) * 7, 60, 6000, "EUR", "UTC")
    )
    cashier = Cashier(Ways([provider], {}), payments, watch, tell_owner)
    try:
        yield Shop(database, watch, bookings, payments, cashier, hall, user.id, owner)
    finally:
        await cashier.ways.aclose()
        await database.close()

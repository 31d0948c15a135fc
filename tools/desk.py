"""What the tools work with, handed in by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.bookings import Booking, Bookings
from storage.halls import Halls
from storage.payments import Payments

HOLD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Desk:
    """The stores, the clock and the web address that tools need.

    `now` returns an aware UTC time. `booking_page` makes the address of a booking's page. `hold` is how long an
    unpaid booking is kept, if it doesn't begin before.
    """

    halls: Halls
    bookings: Bookings
    payments: Payments
    now: Callable[[], datetime]
    booking_page: Callable[[Booking], str]
    hold: timedelta = HOLD

    def held_until(self, start: datetime, now: datetime) -> datetime:
        """Until when a booking that begins at `start` can be paid, if it is held now."""
        return min(now + self.hold, start)

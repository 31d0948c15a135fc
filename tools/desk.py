"""What the tools work with, handed in by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.bookings import Bookings
from storage.halls import Halls


@dataclass(frozen=True, slots=True)
class Desk:
    """The stores, the clock and the web address that tools need.

    `now` returns an aware UTC time. `booking_page` makes the address of a booking's page from its key.
    `hold` is how long an unpaid booking is kept.
    """

    halls: Halls
    bookings: Bookings
    now: Callable[[], datetime]
    booking_page: Callable[[str], str]
    hold: timedelta = timedelta(days=3)

"""What stands in the link to a booking: its key, signed."""

import re
from typing import Protocol

from storage.booking_tables import Booking
from storage.signing import Signer

_PURPOSE = "booking"
_BARE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NOBODYS = "-" * 22


class BookingsByKey(Protocol):
    """Where bookings are found by their key."""

    async def by_key(self, key: str, /) -> Booking | None: ...


def shown_key(signer: Signer, booking: Booking) -> str:
    """Hex digits for an address. Links of earlier versions, whose keys were not signed, stay as they were."""
    return booking.key if booking.bare_key else signer.sign(_PURPOSE, booking.key)


async def find_by_shown_key(signer: Signer, bookings: BookingsByKey, shown: str) -> Booking | None:
    """None for a key that was tampered with, and for one that isn't signed though its booking's is."""
    key = signer.read(_PURPOSE, shown)
    if key is not None:
        return await bookings.by_key(key)
    # A malformed key is looked up like any other, so that the time taken tells nothing about it.
    booking = await bookings.by_key(shown if _BARE.fullmatch(shown) else _NOBODYS)
    return booking if booking is not None and booking.bare_key else None

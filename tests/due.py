"""Bookings about which people are to be told something now, put into a database as an earlier life left them."""

from datetime import UTC, datetime, timedelta

from storage.booking_tables import Booking, NewBooking
from storage.bookings import Bookings
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.place import Place
from storage.users import Users

_WEEKS_AHEAD = timedelta(days=60)


class Due:
    """Each booking is at another time, so that one is told from another by its words."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._booked = 0

    async def expiring(self, place: Place, person: str, name: str) -> Booking:
        """An unpaid booking whose hold ends in five hours."""
        self._booked += 1
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        halls = Halls(self._database)
        hall = next(iter(await halls.all()), None) or await halls.add(_atrium())
        user = await Users(self._database).resolve(place.platform, person, name, "en")
        start = now + _WEEKS_AHEAD + timedelta(hours=2 * self._booked)
        new = NewBooking(hall.id, user.id, start, start + timedelta(hours=2), 10, 9000, "EUR", place)
        until = now + timedelta(hours=5)
        return await Bookings(self._database).hold(f"due {self._booked}", new, now - timedelta(days=2), until)


def _atrium() -> NewHall:
    return NewHall("Atrium", (), {"en": "Glass all round."}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC")

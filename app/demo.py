"""Demo data for an empty database: three halls, and bookings for the next ten days."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.demo_halls import demo_halls
from app.settings import Settings
from storage import operations
from storage.bookings import Bookings, NewBooking, Taken
from storage.database import Database
from storage.halls import Hall, Halls
from storage.operations import Operations
from storage.users import Users

DAYS = 10

_BEGUN, _DONE = "demo-data begun", "demo-data done"
_BOOKED = 0.4
_FIRST_EVENING = 5


def fill(settings: Settings) -> bool:
    """Fills the migrated database that the settings name; False where it was left as it is."""

    async def load() -> bool:
        database = Database.open(settings.database_url)
        try:
            return await load_demo(database, datetime.now(UTC), settings.time_zone)
        finally:
            await database.close()

    return asyncio.run(load())


async def load_demo(database: Database, now: datetime, time_zone: str) -> bool:
    """Fills an empty database; where a crash cut it short, it goes on.

    `now` is aware; the halls are in `time_zone` (IANA). False where the database has halls of its own or was
    filled before.
    """
    known = Operations(database)
    if await known.result(_DONE) is not None:
        return False
    begun = await known.result(_BEGUN)
    if begun is None:
        if await Halls(database).all():
            return False
        await _record(database, _BEGUN, now)
        begun = await known.result(_BEGUN)
        assert begun is not None
    halls = await _add_halls(database, time_zone)
    await _add_bookings(database, halls, begun.created_at)
    await _record(database, _DONE, now)
    return True


async def _record(database: Database, operation: str, now: datetime) -> None:
    await database.write(lambda tx: operations.record(tx, operation, "demo-data", "{}", now))


async def _add_halls(database: Database, time_zone: str) -> tuple[Hall, ...]:
    halls = Halls(database)
    there = {hall.name for hall in await halls.all()}
    for new in demo_halls(time_zone):
        if new.name not in there:
            await halls.add(new)
    return await halls.all()


async def _add_bookings(database: Database, halls: tuple[Hall, ...], begun: datetime) -> None:
    """Bookings of a guest who doesn't exist. Their holds last until their time has come."""
    guest = await Users(database).resolve("demo", "guest", "Demo guest", "en")
    bookings = Bookings(database)
    for number, slot in enumerate(_slots(halls, begun)):
        new = NewBooking(
            hall_id=slot.hall.id,
            user_id=guest.id,
            start=slot.start,
            end=slot.end,
            guests=slot.guests,
            price=slot.hall.price_per_hour * slot.hours,
            currency=slot.hall.currency,
        )
        with suppress(Taken):
            await bookings.hold(f"demo-data {number}", new, begun, expires_at=slot.end)


@dataclass(frozen=True, slots=True)
class _Slot:
    hall: Hall
    day: date
    opening: int
    hours: int
    guests: int

    @property
    def start(self) -> datetime:
        return self._at(self.opening)

    @property
    def end(self) -> datetime:
        return self._at(self.opening + self.hours)

    def _at(self, hour: int) -> datetime:
        return datetime.combine(self.day, time(hour), ZoneInfo(self.hall.time_zone)).astimezone(UTC)


def _slots(halls: tuple[Hall, ...], begun: datetime) -> Iterator[_Slot]:
    """By day, so that evenings stay free, but for one late in the week. The same `begun` gives the same."""
    random = Random(begun.isoformat())
    evening = random.choice(halls), random.randint(_FIRST_EVENING, DAYS)
    for hall in halls:
        today = begun.astimezone(ZoneInfo(hall.time_zone)).date()
        for ahead in range(1, DAYS + 1):
            day = today + timedelta(days=ahead)
            opening = hall.hours[day.weekday()]
            if opening is None:
                continue
            for first, last in _free(opening[0] // 60, evening=(hall, ahead) == evening):
                if random.random() < _BOOKED:
                    hours = random.randint(1, last - first)
                    start = random.randint(first, last - hours)
                    yield _Slot(hall, day, start, hours, random.randint(hall.capacity // 4, hall.capacity))


def _free(opens: int, *, evening: bool) -> list[tuple[int, int]]:
    """Parts of a day, in hours, each of which may get one booking."""
    return [(opens, 13), (13, 17), *([(18, 21)] if evening else [])]

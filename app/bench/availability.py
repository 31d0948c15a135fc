"""What it costs to say when a hall is free, in a year that is booked most of the time."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench import booked_year
from app.bench.booked_year import BOOKINGS, DAYS, FIRST_DAY, NOW
from app.bench.measure import Figure, Times, repeat
from storage.bookings import Booking, Bookings
from storage.database import Database
from storage.halls import Hall, Halls
from storage.migrate import upgrade
from storage.payments import Payments
from tools.desk import Desk
from tools.diary import read_diary
from tools.free_halls import free_halls
from tools.opening import Wanted

TARGET = 20.0
"""Milliseconds."""


async def figures(rounds: int, *, quick: bool = False) -> AsyncIterator[Figure]:
    many = BOOKINGS // 10 if quick else BOOKINGS
    with TemporaryDirectory(prefix="concierge-availability-") as folder:
        url = f"sqlite:///{Path(folder) / 'concierge.db'}"
        await asyncio.to_thread(upgrade, url)
        database = Database.open(url)
        try:
            halls = await booked_year.fill(database, many=many)
            desk = Desk(
                Halls(database), Bookings(database, lambda: NOW), Payments(database), lambda: NOW, _nowhere
            )
            among = f"among {many:,} bookings of {len(halls)} halls"
            floor = await _busy(desk, halls, rounds)
            times = await _free(desk, halls, rounds)
            note = f"p99 {times.p99:.3g} ms; the floor reads the bookings alone"
            yield Figure(
                f"the nearest free times {among}, p50", times.p50, "ms", TARGET, floor.p50, note=note
            )
            times = await _which(desk, rounds)
            yield Figure(
                f"which halls are free {among}, p50", times.p50, "ms", TARGET, note=f"p99 {times.p99:.3g} ms"
            )
        finally:
            await database.close()


def _nowhere(_booking: Booking) -> str:
    return ""


def _days() -> Callable[[], date]:
    chance = random.Random(6)
    return lambda: (FIRST_DAY + timedelta(days=chance.randrange(DAYS - 30))).date()


async def _busy(desk: Desk, halls: tuple[Hall, ...], rounds: int) -> Times:
    day = _days()

    async def once(number: int) -> None:
        begins = FIRST_DAY + (day() - FIRST_DAY.date())
        hall = halls[number % len(halls)]
        await desk.bookings.busy(hall.id, begins - timedelta(days=15), begins + timedelta(days=16), NOW)

    return await repeat(rounds, once)


async def _free(desk: Desk, halls: tuple[Hall, ...], rounds: int) -> Times:
    """A diary of a month, and in it the times nearest to a wish for two hours in the evening."""
    day = _days()

    async def once(number: int) -> None:
        wanted = Wanted(day(), 18 * 60, 120)
        (await read_diary(desk, halls[number % len(halls)], wanted.day)).nearest(wanted)

    return await repeat(rounds, once)


async def _which(desk: Desk, rounds: int) -> Times:
    """Of all of them, for two hours in the evening, with prices."""
    day = _days()

    async def once(_number: int) -> None:
        await free_halls(desk, day().isoformat(), "18:00", "20:00", 20, "en")

    return await repeat(rounds, once)

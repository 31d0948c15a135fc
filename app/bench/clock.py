"""What the clock costs: very many due rows, fired by three processes at once; and nothing to do."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from multiprocessing.pool import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, insert, select

from app.bench.measure import Figure
from graphs.dialogue import Incoming
from scheduler.announcing import Announcing
from scheduler.clock import Clock
from scheduler.duty import Duty
from scheduler.holds import Holds
from storage.alarm import Alarm
from storage.bookings import Bookings, NewBooking
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.inbox import Inbox, inbox
from storage.migrate import upgrade
from storage.notices import Notices, notices
from storage.place import Place
from storage.users import Users

ROWS = 10_000
PROCESSES = 3
PLACES = 500
IDLE_SECONDS = 65.0
"""Two of its looks at a database in which nothing is due, and a little more."""


async def figures(rows: int = ROWS, idle: float = IDLE_SECONDS) -> AsyncIterator[Figure]:
    with TemporaryDirectory(prefix="concierge-clock-") as folder:
        url = f"sqlite:///{Path(folder) / 'concierge.db'}"
        await asyncio.to_thread(upgrade, url)
        database = Database.open(url)
        try:
            await _fill(database, rows)
            with multiprocessing.get_context("spawn").Pool(PROCESSES) as processes:
                await asyncio.to_thread(processes.map, _begin, range(PROCESSES), 1)
                seconds, fired = await asyncio.to_thread(_race, processes, url)
            turns = select(func.count(func.distinct(inbox.c.update_id))).select_from(inbox)
            stored = await database.read(lambda connection: int(connection.execute(turns).scalar_one()))
            each = ", ".join(f"{number:,}" for number in fired)
            note = f"{rows:,} rows; each of {PROCESSES} processes: {each}"
            yield Figure("due rows fired a second", rows / seconds, "", more_is_better=True, note=note)
            yield Figure(
                "due rows not fired exactly once", abs(sum(fired) - rows) + abs(stored - rows), "", 0.0
            )
            yield Figure("the clock with nothing to do", await _idle(database, idle), "% of a core", 0.5)
        finally:
            await database.close()


def _race(processes: Pool, url: str) -> tuple[float, list[int]]:
    began = time.perf_counter()
    fired = processes.map(_fire_all, [url] * PROCESSES, 1)
    return time.perf_counter() - began, fired


def _begin(number: int) -> None:
    """Has a process import everything, which is not measured."""


def _fire_all(url: str) -> int:
    return asyncio.run(_fire(url))


async def _fire(url: str) -> int:
    database = Database.open(url)
    fired = 0

    def enqueue(turn_id: int, incoming: Incoming) -> None:
        nonlocal fired
        fired += 1

    announcing = Announcing(Notices(database), Inbox(database), ["bench"], enqueue)
    now = datetime.now(UTC)
    while (due := await announcing.due_at()) is not None and due <= now:
        await announcing.work(now)
    await database.close()
    return fired


async def _idle(database: Database, seconds: float) -> float:
    """Percent of a core, its start aside."""
    duties: list[Duty] = [
        Holds(Bookings(database)),
        Announcing(Notices(database), Inbox(database), ["bench"], lambda turn, incoming: None),
    ]
    clock = Clock(duties, Alarm())
    going = asyncio.create_task(clock.run())
    await asyncio.sleep(1.0)
    began, used = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    share = (time.process_time() - used) / (time.perf_counter() - began) * 100
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    return share


async def _fill(database: Database, rows: int) -> None:
    """One booking, of which very much is told in very many places."""
    hall = await Halls(database).add(NewHall("Atrium", (), {}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC"))
    user = await Users(database).resolve("bench", "1", "Ada", "en")
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    start = now + timedelta(days=30)
    new = NewBooking(hall.id, user.id, start, start + timedelta(hours=2), None, 0, "EUR")
    booking = await Bookings(database).hold("bench", new, now, start)
    due = [
        {
            "booking_id": booking.id,
            "kind": "changed",
            "about": str(number),
            "platform": "bench",
            "place": Place("bench", str(number % PLACES)),
            "facts": "{}",
            "due_at": now - timedelta(hours=1),
        }
        for number in range(rows)
    ]
    await database.write(lambda tx: tx.execute(insert(notices), due))

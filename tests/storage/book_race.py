"""Books and cancels at random: `book_race.py URL HALL USER PROCESSES TASKS SECONDS` prints what happened."""

import asyncio
import json
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

sys.path.insert(0, os.getcwd())

from storage.bookings import Bookings, NewBooking, Taken
from storage.database import Database

MONDAY = datetime(2027, 1, 4, tzinfo=UTC)


async def book(bookings: Bookings, hall: int, user: int, until: float, name: str) -> Counter[str]:
    chance = random.Random(name)
    happened: Counter[str] = Counter()
    attempt = 0
    while time.time() < until:
        attempt += 1
        start = MONDAY + timedelta(minutes=15 * chance.randrange(4 * 24 * 60))
        end = start + timedelta(minutes=15 * chance.randint(1, 24))
        new = NewBooking(hall, user, start, end, None, 100, "EUR")
        now = datetime.now(UTC)
        held_for = timedelta(days=3) if chance.random() < 0.9 else timedelta(seconds=1)
        try:
            booking = await bookings.hold(f"{name} {attempt}", new, now, now + held_for)
            happened["held"] += 1
            if chance.random() < 0.4:
                await bookings.cancel(f"{name} {attempt} cancel", booking.id, user, datetime.now(UTC))
                happened["cancelled"] += 1
        except Taken:
            happened["taken"] += 1
        except Exception as error:
            happened[f"error: {str(error)[:200]}"] += 1
    return happened


async def many(url: str, hall: int, user: int, tasks: int, until: float) -> Counter[str]:
    database = Database.open(url)
    bookings = Bookings(database)
    names = [f"{os.getpid()}/{task}" for task in range(tasks)]
    happened = await asyncio.gather(*(book(bookings, hall, user, until, name) for name in names))
    await database.close()
    return sum(happened, Counter())


def work(arguments: tuple[str, int, int, int, float]) -> Counter[str]:
    return asyncio.run(many(*arguments))


if __name__ == "__main__":
    url, (hall, user, processes, tasks, seconds) = sys.argv[1], map(int, sys.argv[2:])
    until = time.time() + seconds
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        results = pool.map(work, [(url, hall, user, tasks, until)] * processes, chunksize=1)
    print(json.dumps(sum(results, Counter())))

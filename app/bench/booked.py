"""A database in which very much is booked, for what has to be quick however much that is."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from app.stores import Stores, open_stores
from storage.bookings import bookings
from storage.database import Database
from storage.halls import Hall, NewHall
from storage.migrate import upgrade
from storage.minutes import minute

HALLS = 100
BOOKINGS = 200_000
AT_ONCE = 5_000

_FIRST = datetime(2026, 1, 5, tzinfo=UTC)
_HOURS = (9, 12, 15, 18)
"""When bookings begin, in UTC; each lasts two hours."""


@dataclass(frozen=True, slots=True)
class Booked:
    """`now` is in the middle of all that is booked."""

    stores: Stores
    halls: list[Hall]
    user_id: int
    now: datetime


@asynccontextmanager
async def open_booked(halls: int = HALLS, count: int = BOOKINGS) -> AsyncGenerator[Booked]:
    """A fresh SQLite database with `count` live bookings, spread evenly over the halls and four a day in each."""
    days = count // halls // len(_HOURS)
    now = _FIRST + timedelta(days=days // 2)
    with TemporaryDirectory(prefix="concierge-booked-") as folder:
        url = f"sqlite:///{Path(folder) / 'concierge.db'}"
        await asyncio.to_thread(upgrade, url)
        database = Database.open(url)
        try:
            stores = open_stores(database, lambda: now)
            user = await stores.users.resolve("bench", "1", "Ada", "en")
            added = [await stores.halls.add(_hall(number)) for number in range(halls)]
            rows = list(_rows(added, user.id, days, now))
            for first in range(0, len(rows), AT_ONCE):
                await database.write(partial(_add, rows=rows[first : first + AT_ONCE]))
            yield Booked(stores, added, user.id, now)
        finally:
            await database.close()


def _hall(number: int) -> NewHall:
    words = {"en": "A bright room with a stage, a bar and a cloakroom, for weddings and concerts."}
    rules = {"en": "- No smoking\n- Quiet music after 22:00"}
    return NewHall(
        f"Hall {number}",
        (),
        words,
        rules,
        ((540, 1380),) * 7,
        80,
        60_00,
        "EUR",
        "Europe/Berlin",
        48,
        ("loft.svg",),
    )


def _rows(halls: list[Hall], user_id: int, days: int, now: datetime) -> Iterator[dict[str, Any]]:
    for hall in halls:
        for day in range(days):
            for hour in _HOURS:
                start = _FIRST + timedelta(days=day, hours=hour)
                held = start > now and (day + hour) % 3 == 0
                yield {
                    "key": f"{hall.id:016x}{day * 24 + hour:016x}",
                    "hall_id": hall.id,
                    "user_id": user_id,
                    "start_min": minute(start),
                    "end_min": minute(start) + 120,
                    "guests": 20,
                    "price": 120_00,
                    "currency": "EUR",
                    "status": "held" if held else "paid",
                    "created_at": _FIRST,
                    "expires_at": start if held else None,
                }


def _add(tx: Any, rows: list[dict[str, Any]]) -> None:
    tx.execute(insert(bookings), rows)

"""A year of a hundred halls that are booked most of the time."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, insert, text

from storage.booking_tables import bookings
from storage.database import Database
from storage.halls import Hall, Halls, NewHall
from storage.minutes import minute
from storage.users import Users

HALLS = 100
BOOKINGS = 200_000
FIRST_DAY = datetime(2027, 1, 1, tzinfo=UTC)
DAYS = 365
NOW = FIRST_DAY - timedelta(days=1)

_AT_ONCE = 5_000


async def fill(database: Database, halls: int = HALLS, many: int = BOOKINGS) -> tuple[Hall, ...]:
    """Halls that are open round the clock, with `many` bookings evenly over them and the year, one after the other
    with gaps between; a tenth was cancelled.
    """
    user = (await Users(database).resolve("bench", "customer", "Ada", "en")).id
    store = Halls(database)
    made = tuple([await store.add(_hall(number)) for number in range(halls)])
    rows = _rows([hall.id for hall in made], user, many)
    while block := [row for _, row in zip(range(_AT_ONCE), rows, strict=False)]:
        await database.write(partial(_add, rows=block))
    await database.write(_analyze)
    return made


def _add(tx: Connection, rows: list[dict[str, object]]) -> None:
    tx.execute(insert(bookings), rows)


def _analyze(tx: Connection) -> None:
    """As the databases do by themselves after a while."""
    tx.execute(text("ANALYZE bookings"))


def _hall(number: int) -> NewHall:
    return NewHall(
        name=f"Hall {number}",
        aliases=(),
        description={"en": "A hall."},
        rules={},
        hours=((0, 1440),) * 7,
        capacity=50,
        price_per_hour=5_000,
        currency="EUR",
        time_zone="UTC",
    )


def _rows(halls: list[int], user: int, many: int) -> Iterator[dict[str, object]]:
    chance = random.Random(5)
    each = many // len(halls)
    step = DAYS * 24 * 60 // each // 15 * 15
    for hall in halls:
        for number in range(each):
            start = minute(FIRST_DAY) + number * step
            cancelled = chance.random() < 0.1
            yield {
                "key": f"{hall:016x}{number:016x}",
                "hall_id": hall,
                "user_id": user,
                "start_min": start,
                "end_min": start + chance.randrange(30, step, 15),
                "guests": 10,
                "price": 10_000,
                "currency": "EUR",
                "status": "cancelled" if cancelled else chance.choice(("held", "paid")),
                "created_at": NOW,
                "expires_at": FIRST_DAY + timedelta(days=2 * DAYS),
            }

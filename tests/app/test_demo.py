from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from app.demo import DAYS, load_demo
from app.demo_halls import demo_halls
from storage.bookings import Bookings
from storage.database import Database
from storage.halls import Halls

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ZONE = "Europe/Moscow"

T = TypeVar("T")


async def taken(database: Database) -> dict[str, list[tuple[datetime, datetime]]]:
    """By hall, in the hall's own time."""
    end = NOW + timedelta(days=DAYS + 2)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for hall in await Halls(database).all():
        busy = await Bookings(database).busy(hall.id, NOW, end, NOW)
        zone = ZoneInfo(hall.time_zone)
        found[hall.name] = [(start.astimezone(zone), finish.astimezone(zone)) for start, finish in busy]
    return found


async def test_an_empty_database_gets_halls_and_bookings_that_fit_their_hours(database: Database) -> None:
    assert await load_demo(database, NOW, ZONE)
    halls = {hall.name: hall for hall in await Halls(database).all()}
    assert list(halls) == ["Loft", "Grand Hall", "Garden Room"]
    assert {hall.time_zone for hall in halls.values()} == {ZONE}
    assert sum(hall.hours[0] is None for hall in halls.values()) == 1
    busy = await taken(database)
    assert all(busy.values())
    for name, intervals in busy.items():
        for start, end in intervals:
            opening = halls[name].hours[start.weekday()]
            assert opening is not None
            assert opening[0] <= start.hour * 60 < end.hour * 60 <= opening[1]
            assert 1 <= (start.date() - NOW.date()).days <= DAYS


async def test_evenings_stay_free_but_for_one(database: Database) -> None:
    assert await load_demo(database, NOW, ZONE)
    late = [
        start for intervals in (await taken(database)).values() for start, end in intervals if end.hour > 17
    ]
    assert len(late) <= 1
    assert all((start.date() - NOW.date()).days >= 5 for start in late)


async def test_it_is_loaded_once(database: Database) -> None:
    assert await load_demo(database, NOW, ZONE)
    before = await taken(database)
    assert not await load_demo(database, NOW + timedelta(days=1), ZONE)
    assert await taken(database) == before


async def test_a_database_with_halls_is_left_alone(database: Database) -> None:
    await Halls(database).add(demo_halls("UTC")[1])
    assert not await load_demo(database, NOW, ZONE)
    assert len(await Halls(database).all()) == 1


class PowerFails(Exception):
    pass


class WeakDatabase(Database):
    """It takes so many writes and no more."""

    writes_left = 0

    async def write(self, work: Callable[[Connection], T]) -> T:
        if self.writes_left == 0:
            raise PowerFails
        self.writes_left -= 1
        return await super().write(work)


@pytest.mark.parametrize("writes", [1, 2, 4, 5, 9])
async def test_cut_short_it_goes_on_at_the_next_start(
    database: Database, sqlite_url: str, writes: int
) -> None:
    weak = WeakDatabase.open(database.url)
    weak.writes_left = writes
    with pytest.raises(PowerFails):
        await load_demo(weak, NOW, ZONE)
    await weak.close()
    assert await load_demo(database, NOW + timedelta(hours=3), ZONE)
    whole = Database.open(sqlite_url)
    await load_demo(whole, NOW, ZONE)
    assert await taken(database) == await taken(whole)
    await whole.close()


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_every_hall_is_described(locale: str) -> None:
    for hall in demo_halls("UTC"):
        assert hall.description[locale]
        assert hall.rules[locale]
        assert any("а" <= letter.lower() <= "я" for alias in hall.aliases for letter in alias)

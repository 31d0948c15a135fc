"""Changes of a held booking are checked like a new one, but for what it holds already."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.bookings import Booking, NewBooking
from storage.halls import Hall
from tools.changing import ChangeWish, CheckedChange, check_change

EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""A Tuesday, 18:00 in Berlin."""


async def hold(house: Any, start: datetime, minutes: int = 120) -> tuple[Booking, Hall]:
    hall = next(hall for hall in await house.desk.halls.all() if hall.name == "Loft")
    user = await house.users.resolve("terminal", "1", "Ada", "en")
    price = hall.price_per_hour * minutes // 60
    new = NewBooking(hall.id, user.id, start, start + timedelta(minutes=minutes), 12, price, "EUR")
    now = house.clock.now
    return await house.desk.bookings.hold(f"hold {start}", new, now, now + timedelta(days=3)), hall


async def check(house: Any, booking: Booking, hall: Hall, *wish: str) -> CheckedChange:
    return await check_change(house.desk, booking, hall, ChangeWish(*wish), "en")


async def test_its_own_time_is_free_for_it_and_that_of_others_is_not(house: Any) -> None:
    booking, hall = await hold(house, EVENING)
    await hold(house, EVENING + timedelta(hours=3), 60)
    moved = await check(house, booking, hall, "2026-11-24", "19:00", "120", "12")
    assert moved.possible
    assert moved.interval == (EVENING + timedelta(hours=1), EVENING + timedelta(hours=3))
    longer = await check(house, booking, hall, "2026-11-24", "19:15", "120", "12")
    assert "already taken" in longer.time_problem
    assert longer.offers[0] == (EVENING + timedelta(hours=1), EVENING + timedelta(hours=3))


async def test_what_keeps_its_time_keeps_its_price_and_is_not_judged_anew(house: Any) -> None:
    booking, hall = await hold(house, EVENING)
    dearer = replace(hall, price_per_hour=99900, hours=(None,) * 7)
    same = await check(house, booking, dearer, "2026-11-24", "18:00", "120", "15")
    assert (same.possible, same.price, same.guests) == (True, booking.price, 15)
    other = await check(house, booking, replace(dearer, hours=hall.hours), "2026-11-25", "18:00", "120", "15")
    assert other.price == 2 * 99900


@pytest.mark.parametrize("start", ["2027-03-28T01:00", "2027-03-28T00:30", "2026-12-05T22:00"])
async def test_a_length_is_one_of_real_minutes_also_when_the_clocks_change(house: Any, start: str) -> None:
    booking, hall = await hold(house, EVENING)
    always = replace(hall, hours=((0, 1440),) * 7)
    checked = await check(house, booking, always, *start.split("T"), "120", "")
    assert checked.interval is not None
    assert checked.interval[1] - checked.interval[0] == timedelta(hours=2)
    assert checked.price == hall.price_per_hour * 2


async def test_time_and_guests_may_both_be_wrong(house: Any) -> None:
    booking, hall = await hold(house, EVENING)
    wrong = await check(house, booking, hall, "2026-11-29", "18:00", "60", "4000")
    assert "is closed on this day" in wrong.time_problem
    assert "takes up to 40 guests" in wrong.guests_problem
    assert wrong.offers
    assert not wrong.possible

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.bookings import Booking, Bookings, Changed, NewBooking, Taken
from storage.database import Database
from storage.halls import Hall
from storage.users import User


def at(hour: float) -> datetime:
    return datetime.fromisoformat("2026-11-24T00:00+00:00") + timedelta(hours=hour)


@pytest.fixture
def bookings(database: Database, watch: Any) -> Bookings:
    return Bookings(database, watch)


@pytest.fixture
async def booking(bookings: Bookings, hall: Hall, user: User, watch: Any) -> Booking:
    new = NewBooking(hall.id, user.id, at(18), at(20), 12, 12000, "EUR")
    return await bookings.hold("mine", new, watch(), watch() + timedelta(days=3))


@pytest.fixture
async def other(bookings: Bookings, hall: Hall, user: User, watch: Any) -> Booking:
    new = NewBooking(hall.id, user.id, at(20), at(22), 5, 12000, "EUR")
    return await bookings.hold("other", new, watch(), watch() + timedelta(days=3))


async def test_what_is_booked_can_be_changed_while_it_is_held(
    bookings: Bookings, booking: Booking, watch: Any
) -> None:
    changed = await bookings.change(
        booking.id,
        0,
        watch(),
        start=at(17),
        end=at(19.5),
        price=15000,
        guests=None,
        name="Ada",
        contact="a@b.c",
    )
    assert (changed.start, changed.end, changed.price, changed.guests) == (at(17), at(19.5), 15000, None)
    assert (changed.name, changed.contact, changed.version) == ("Ada", "a@b.c", 1)
    assert changed.expires_at == booking.expires_at
    assert await bookings.get(booking.id) == changed
    assert await bookings.busy(changed.hall_id, at(0), at(24), watch()) == [(at(17), at(19.5))]


async def test_its_own_time_is_no_obstacle(bookings: Bookings, booking: Booking, watch: Any) -> None:
    busy = await bookings.busy(booking.hall_id, at(0), at(24), watch(), besides=booking.id)
    assert busy == []
    later = await bookings.change(booking.id, 0, watch(), start=at(19), end=at(21), price=12000)
    assert later.start == at(19)


async def test_it_cant_be_moved_over_another_and_stays_as_it_was(
    bookings: Bookings, booking: Booking, other: Booking, watch: Any
) -> None:
    with pytest.raises(Taken):
        await bookings.change(booking.id, 0, watch(), start=at(19), end=at(21), price=12000)
    assert await bookings.get(booking.id) == booking


async def test_of_two_changes_of_one_version_one_is_told_that_it_has_changed(
    bookings: Bookings, booking: Booking, watch: Any
) -> None:
    outcomes = await asyncio.gather(
        *(bookings.change(booking.id, 0, watch(), guests=number) for number in (3, 4, 5)),
        return_exceptions=True,
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Booking)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    assert [outcome.booking for outcome in lost] == [won, won]


@pytest.mark.parametrize("ended", ["expired", "cancelled", "gone"])
async def test_what_is_no_longer_held_cant_be_changed(
    bookings: Bookings, booking: Booking, user: User, watch: Any, ended: str
) -> None:
    if ended == "expired":
        watch.pass_by(days=3, seconds=1)
    elif ended == "cancelled":
        await bookings.cancel("cancel", booking.id, user.id, watch())
    with pytest.raises(Changed) as refused:
        await bookings.change(99 if ended == "gone" else booking.id, 0, watch(), guests=3)
    stands = refused.value.booking
    assert (stands.status if stands else "gone") == ended


async def test_two_that_swap_their_times_at_once_never_overlap(
    database: Database, booking: Booking, other: Booking, watch: Any
) -> None:
    """On PostgreSQL they may wait for each other, which one of them has to survive."""
    machines = [Database.open(database.url) for _ in range(2)]
    mine, theirs = (Bookings(machine, watch) for machine in machines)
    for _ in range(5):
        await asyncio.gather(
            mine.change(booking.id, 0, watch(), start=at(20), end=at(22), price=12000),
            theirs.change(other.id, 0, watch(), start=at(18), end=at(20), price=12000),
            return_exceptions=True,
        )
    found = [await mine.get(each.id) for each in (booking, other)]
    starts = {each.start for each in found if each}
    assert len(starts) == 2
    for machine in machines:
        await machine.close()

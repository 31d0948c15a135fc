import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.bookings import Booking, Bookings, NewBooking, Taken
from storage.database import Database
from storage.halls import Hall, Halls, NewHall
from storage.users import User, Users

DAY = datetime(2026, 11, 24, tzinfo=UTC)
Hold = Callable[..., Awaitable[Booking]]


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


@pytest.fixture
def bookings(database: Database, watch: Any) -> Bookings:
    return Bookings(database, watch)


@pytest.fixture
def hold(bookings: Bookings, hall: Hall, user: User, watch: Any) -> Hold:
    """Holds the hall between two hours of the day, for three days from now."""

    async def hold(opens: float, closes: float, operation: str = "", **changes: Any) -> Booking:
        new = NewBooking(hall.id, user.id, at(opens), at(closes), 12, 12000, "EUR")
        now = watch()
        return await bookings.hold(
            operation or f"hold {opens}-{closes} at {now}",
            replace(new, **changes),
            now,
            now + timedelta(days=3),
        )

    return hold


async def pay(database: Database, booking: Booking) -> None:
    statement = text("UPDATE bookings SET status = 'paid' WHERE id = :id")
    await database.write(lambda tx: tx.execute(statement, {"id": booking.id}))


async def test_a_held_booking_is_found_by_number_and_by_key(
    bookings: Bookings, hold: Hold, hall: Hall, user: User, watch: Any
) -> None:
    booking = await hold(18, 20)
    assert booking == Booking(
        id=booking.id,
        key=booking.key,
        hall_id=hall.id,
        user_id=user.id,
        start=at(18),
        end=at(20),
        guests=12,
        price=12000,
        currency="EUR",
        status="held",
        created_at=watch(),
        expires_at=watch() + timedelta(days=3),
    )
    assert len(booking.key) >= 22
    assert await bookings.get(booking.id) == booking
    assert await bookings.by_key(booking.key) == booking
    assert await bookings.get(99) is None
    assert await bookings.by_key("guess") is None
    assert (await hold(20, 21, guests=None)).guests is None


@pytest.mark.parametrize(("start", "end"), [(18, 20), (17, 19), (19, 21), (18.5, 19), (10, 23.75)])
async def test_an_overlap_is_taken(hold: Hold, start: float, end: float) -> None:
    await hold(18, 20)
    with pytest.raises(Taken):
        await hold(start, end, "late")


async def test_neighbours_and_other_halls_are_free(database: Database, hold: Hold, new_hall: NewHall) -> None:
    other = await Halls(database).add(replace(new_hall, name="Garden"))
    await hold(18, 20)
    await hold(16, 18)
    await hold(20, 22)
    await hold(18, 20, "elsewhere", hall_id=other.id)


async def test_times_are_compared_as_moments_whatever_their_zone(hold: Hold) -> None:
    booking = await hold(18, 20)
    berlin = ZoneInfo("Europe/Berlin")
    assert booking.start.tzinfo is UTC
    with pytest.raises(Taken):
        await hold(0, 0, start=at(19).astimezone(berlin), end=at(21).astimezone(berlin))


async def test_times_without_a_zone_or_with_seconds_are_refused(hold: Hold) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await hold(18, 20, start=at(18).replace(tzinfo=None))
    with pytest.raises(ValueError, match="whole minute"):
        await hold(18, 20, end=at(20) + timedelta(seconds=1))


@pytest.mark.parametrize("wrong", [{"end": at(18)}, {"price": -1}, {"guests": 0}, {"hall_id": 99}])
async def test_nonsense_is_refused_by_the_database(hold: Hold, bookings: Bookings, wrong: Any) -> None:
    with pytest.raises(IntegrityError):
        await hold(18, 20, "nonsense", **wrong)
    assert await bookings.by_operation("nonsense") is None


async def test_a_replayed_hold_returns_the_same_booking_also_when_it_was_cancelled_since(
    bookings: Bookings, hold: Hold, user: User, watch: Any
) -> None:
    booking = await hold(18, 20, "thread/call")
    assert await hold(18, 20, "thread/call") == booking
    assert await bookings.by_operation("thread/call") == booking
    cancelled = await bookings.cancel("cancel", booking.id, user.id, watch())
    assert cancelled == replace(booking, status="cancelled")
    assert await hold(18, 20, "thread/call") == cancelled
    assert await bookings.by_operation("thread/call") == cancelled
    assert (await hold(18, 20, "another")).id != booking.id


async def test_a_hold_that_runs_on_several_machines_at_once_is_one_booking(
    database: Database, hall: Hall, user: User, watch: Any
) -> None:
    machines = [Database.open(database.url) for _ in range(4)]
    new = NewBooking(hall.id, user.id, at(18), at(20), 12, 12000, "EUR")
    until = watch() + timedelta(days=3)
    held = await asyncio.gather(
        *(Bookings(machine, watch).hold("thread/call", new, watch(), until) for machine in machines * 3)
    )
    assert len({booking.key for booking in held}) == 1
    for machine in machines:
        await machine.close()


async def test_a_refused_hold_leaves_its_operation_free(bookings: Bookings, hold: Hold, user: User) -> None:
    first = await hold(18, 20)
    with pytest.raises(Taken):
        await hold(19, 21, "thread/call")
    assert await bookings.by_operation("thread/call") is None
    await bookings.cancel("cancel", first.id, user.id, first.created_at)
    assert (await hold(19, 21, "thread/call")).status == "held"


async def test_a_stale_hold_reads_expired_and_makes_way(
    database: Database, bookings: Bookings, hold: Hold, user: User, hall: Hall, watch: Any
) -> None:
    stale = await hold(18, 20)
    watch.pass_by(days=3)
    with pytest.raises(Taken):
        await hold(18, 20, "at the last moment")
    now = watch.pass_by(seconds=1)
    for found in (await bookings.get(stale.id), await bookings.by_key(stale.key)):
        assert found == replace(stale, status="expired")
    assert await bookings.of_user(user.id, now) == []
    assert await bookings.busy(hall.id, at(0), at(24), now) == []
    await hold(19, 21)
    status = text("SELECT status FROM bookings WHERE id = :id")
    stored = await database.read(lambda tx: tx.execute(status, {"id": stale.id}).scalar_one())
    assert stored == "expired"


async def test_a_paid_booking_does_not_expire(
    database: Database, bookings: Bookings, hold: Hold, watch: Any
) -> None:
    paid = await hold(18, 20)
    await pay(database, paid)
    watch.pass_by(days=4)
    assert await bookings.get(paid.id) == replace(paid, status="paid")
    with pytest.raises(Taken):
        await hold(19, 21)


async def test_cancelling_twice_is_cancelling_once(
    bookings: Bookings, hold: Hold, user: User, hall: Hall, watch: Any
) -> None:
    booking = await hold(18, 20)
    cancelled = await bookings.cancel("thread/call", booking.id, user.id, watch())
    assert cancelled == replace(booking, status="cancelled")
    assert await bookings.cancel("thread/call", booking.id, user.id, watch()) == cancelled
    assert await bookings.cancel("another", booking.id, user.id, watch()) == cancelled
    assert await bookings.busy(hall.id, at(0), at(24), watch()) == []


async def test_only_their_own_and_only_held_ones_are_cancelled(
    database: Database, bookings: Bookings, hold: Hold, user: User, watch: Any
) -> None:
    other = await Users(database).resolve("telegram", "18", "Bob", "en")
    booking, paid = await hold(18, 20), await hold(20, 22)
    await pay(database, paid)
    assert await bookings.cancel("theirs", booking.id, other.id, watch()) is None
    assert await bookings.cancel("unknown", 99, user.id, watch()) is None
    assert await bookings.by_operation("theirs") is None
    assert await bookings.cancel("paid", paid.id, user.id, watch()) == replace(paid, status="paid")
    late = watch.pass_by(days=3, seconds=1)
    assert await bookings.cancel("late", booking.id, user.id, late) == replace(booking, status="expired")


async def test_of_a_person_come_live_bookings_that_have_not_ended_soonest_first(
    database: Database, bookings: Bookings, hold: Hold, user: User, watch: Any
) -> None:
    other = await Users(database).resolve("telegram", "18", "Bob", "en")
    watch.time = at(0)
    late, soon, gone = await hold(20, 22), await hold(10, 12), await hold(12, 14)
    await hold(14, 16, user_id=other.id)
    await bookings.cancel("cancel", gone.id, user.id, watch())
    await pay(database, late)
    late = replace(late, status="paid")
    assert await bookings.of_user(user.id, watch()) == [soon, late]
    assert await bookings.of_user(user.id, at(11.99)) == [soon, late]
    assert await bookings.of_user(user.id, at(12)) == [late]


async def test_busy_times_are_merged_where_they_touch_and_cut_to_what_was_asked(
    database: Database, bookings: Bookings, hold: Hold, user: User, hall: Hall, watch: Any
) -> None:
    await pay(database, await hold(10, 12))
    await hold(12, 13)
    await hold(15, 16)
    await bookings.cancel("cancel", (await hold(17, 18)).id, user.id, watch())
    now = watch()
    assert await bookings.busy(hall.id, at(0), at(24), now) == [(at(10), at(13)), (at(15), at(16))]
    assert await bookings.busy(hall.id, at(11), at(15.5), now) == [(at(11), at(13)), (at(15), at(15.5))]
    assert await bookings.busy(hall.id, at(13), at(15), now) == []
    assert await bookings.busy(99, at(0), at(24), now) == []


RAW = """
    INSERT INTO bookings (key, hall_id, user_id, start_min, end_min, price, currency, status, created_at)
    SELECT 'raw', hall_id, user_id, start_min + 30, end_min + 30, price, currency, 'paid', created_at
    FROM bookings WHERE id = :id
"""


async def test_the_database_itself_refuses_an_overlapping_row(database: Database, hold: Hold) -> None:
    booking = await hold(18, 20)
    with pytest.raises(IntegrityError):
        await database.write(lambda tx: tx.execute(text(RAW), {"id": booking.id}))


@pytest.mark.parametrize(
    "change",
    [
        "start_min = start_min - 30, end_min = end_min - 30",
        "status = 'held'",
        "status = 'paid'",
        "hall_id = (SELECT min(id) FROM halls)",
    ],
)
async def test_the_database_itself_refuses_a_change_into_an_overlap(
    database: Database, hold: Hold, bookings: Bookings, new_hall: NewHall, user: User, watch: Any, change: str
) -> None:
    other = await Halls(database).add(replace(new_hall, name="Garden"))
    moved = await hold(20, 22)
    if "status" in change:
        await bookings.cancel("cancel", moved.id, user.id, watch())
        await hold(20.5, 21)
    elif "hall_id" in change:
        moved = await hold(18, 20, "elsewhere", hall_id=other.id)
    await hold(18, 20)
    statement = text(f"UPDATE bookings SET {change} WHERE id = :id")
    with pytest.raises(IntegrityError):
        await database.write(lambda tx: tx.execute(statement, {"id": moved.id}))


async def test_a_booking_may_change_within_its_own_time(database: Database, hold: Hold) -> None:
    booking = await hold(18, 20)
    statement = text("UPDATE bookings SET end_min = end_min - 30, status = 'paid' WHERE id = :id")
    await database.write(lambda tx: tx.execute(statement, {"id": booking.id}))
    await hold(19.5, 20)


async def test_a_hold_never_outlasts_the_start_that_it_is_moved_to(
    bookings: Bookings, hold: Hold, watch: Any
) -> None:
    booking = await hold(100, 102)
    assert booking.expires_at == watch() + timedelta(days=3)
    sooner = await bookings.change(booking.id, 0, watch(), start=at(9), end=at(11), price=12000)
    assert sooner.expires_at == at(9)
    later = await bookings.change(booking.id, 1, watch(), start=at(100), end=at(102), price=12000)
    assert later.expires_at == at(9)

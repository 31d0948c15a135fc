"""Reminders a day and two hours before an event: when clocks change, in any zone, and for who wants them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.dialogue import Incoming
from scheduler.announcing import Announcing
from storage.notices import day_before
from tests.scheduler.conftest import SATURDAY, OpenScene, Scene, Watch

EVENT = SATURDAY + timedelta(days=7, hours=9)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY_BEFORE = (
    "See you tomorrow!\n\n**Atrium**, Saturday, 28 November 2026, 18:00–20:00\n\n"
    "Please show the code on the booking's page at the door.\n\nYou can turn reminders off on that page."
)
HOURS_BEFORE = DAY_BEFORE.replace("See you tomorrow!", "It begins in 2 h.")


async def test_a_paid_event_is_reminded_of_a_day_and_two_hours_before(scene: Scene) -> None:
    await scene.pay(await scene.book(EVENT))
    assert await scene.at(EVENT - timedelta(hours=24, seconds=1)) == []
    assert await scene.at(EVENT - timedelta(hours=24)) == [DAY_BEFORE]
    assert await scene.at(EVENT - timedelta(hours=2, seconds=1)) == []
    assert await scene.at(EVENT - timedelta(hours=2)) == [HOURS_BEFORE]
    assert await scene.at(EVENT + timedelta(days=3)) == []


async def test_a_reminder_of_what_is_not_paid_says_until_when_it_can_be(scene: Scene) -> None:
    event = SATURDAY + timedelta(hours=30)
    await scene.book(event)
    [told] = await scene.at(event - timedelta(hours=24))
    assert told.startswith(
        "See you tomorrow!\n\n**Atrium**, Sunday, 22 November 2026, 15:00–17:00\n\n**Booking 1**"
    )
    assert "is not paid yet: it stays yours if you pay by **Sun, 22 Nov 2026, 15:00**." in told


async def test_who_turns_reminders_off_gets_none_until_they_are_on_again(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    await scene.pay(booking)
    bookings = scene.house.stores.bookings
    await bookings.remind(booking.id, scene.watch(), reminders=False)
    assert await scene.at(EVENT - timedelta(hours=20)) == []
    await bookings.remind(booking.id, scene.watch(), reminders=True)
    assert await scene.at(EVENT - timedelta(hours=2)) == [HOURS_BEFORE]


async def test_reminders_that_are_on_their_way_are_left_out_when_turned_off_meanwhile(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    await scene.pay(booking)
    scene.watch.time = EVENT - timedelta(hours=24)
    fired: list[tuple[int, Incoming]] = []
    await Announcing(
        scene.house.stores.notices, scene.house.stores.inbox, ["fake"], lambda *turn: fired.append(turn)
    ).work(scene.watch())
    await scene.house.stores.bookings.remind(booking.id, scene.watch(), reminders=False)
    [(turn_id, incoming)] = fired
    scene.house.queue.enqueue(turn_id, incoming)
    assert await scene.round() == []
    stored = await scene.house.stores.inbox.get(turn_id)
    assert stored is not None
    assert stored.state == "done"


async def test_a_moved_event_is_reminded_of_at_its_new_time_only(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    later = EVENT + timedelta(days=1)
    await scene.house.stores.bookings.change(
        booking.id, 0, scene.watch(), start=later, end=later + timedelta(hours=2), price=booking.price
    )
    stored = await scene.house.stores.bookings.get(booking.id)
    assert stored is not None
    await scene.pay(stored)
    assert await scene.at(EVENT - timedelta(hours=24)) == []
    [told] = await scene.at(later - timedelta(hours=24))
    assert "Sunday, 29 November 2026, 18:00–20:00" in told
    assert len(await scene.at(later - timedelta(hours=2))) == 1


async def test_a_cancelled_event_is_not_reminded_of(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    await scene.house.stores.bookings.cancel("c", booking.id, booking.user_id, scene.watch())
    assert await scene.at(EVENT - timedelta(hours=1)) == []


async def test_where_both_reminders_are_due_only_the_nearer_one_is_told(scene: Scene) -> None:
    await scene.pay(await scene.book(EVENT))
    [told] = await scene.at(EVENT - timedelta(minutes=95))
    assert told.startswith("It begins in 1 h 35 min.")


async def test_an_event_that_has_begun_is_not_reminded_of(scene: Scene) -> None:
    await scene.pay(await scene.book(EVENT))
    assert await scene.at(EVENT) == []


async def test_whose_clock_shows_another_time_sees_both(open_scene: OpenScene) -> None:
    async with open_scene(zone="Europe/Berlin") as scene:
        user = await scene.user()
        await scene.house.stores.users.change(user.id, time_zone="America/New_York")
        await scene.pay(await scene.book(EVENT))
        [told] = await scene.at(EVENT - timedelta(hours=24))
        assert "Saturday, 28 November 2026, 19:00–21:00 (Europe/Berlin; for you 13:00)" in told
        await scene.house.stores.users.change(user.id, time_zone="Pacific/Auckland", locale="ru")
        [told] = await scene.at(EVENT - timedelta(hours=2))
        assert (
            "суббота, 28 ноября 2026 г., 19:00–21:00 (Europe/Berlin; у вас вс, 29 нояб. 2026, 07:00)" in told
        )


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        (BERLIN, datetime(2026, 3, 29, 18, 0)),  # the hour after two is missing that morning
        (BERLIN, datetime(2026, 10, 25, 18, 0)),  # and comes twice that morning
        (NEW_YORK, datetime(2027, 3, 14, 18, 0)),
        (NEW_YORK, datetime(2026, 11, 1, 18, 0)),
        (BERLIN, datetime(2026, 3, 30, 1, 30)),
    ],
)
async def test_when_the_clocks_change_the_day_before_is_at_the_same_time_of_day(
    open_scene: OpenScene, zone: ZoneInfo, wall: datetime
) -> None:
    event = wall.replace(tzinfo=zone).astimezone(UTC)
    async with open_scene(Watch(event - timedelta(days=5)), zone=zone.key) as scene:
        user = await scene.user()
        await scene.house.stores.users.change(user.id, time_zone=zone.key)
        await scene.pay(await scene.book(event))
        reminded = (wall - timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
        assert await scene.at(reminded - timedelta(seconds=1)) == []
        [told] = await scene.at(reminded)
        assert told.startswith("See you tomorrow!")
        assert f"{wall:%H:%M}–" in told
        assert await scene.at(event - timedelta(hours=2, seconds=1)) == []
        assert len(await scene.at(event - timedelta(hours=2))) == 1


ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Havana",
)


@given(
    minutes=st.integers(0, 366 * 24 * 60),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_the_day_before_is_the_day_before_at_that_time_wherever_it_is(minutes: int, zone: ZoneInfo) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    reminded, there = day_before(start, zone), start.astimezone(zone)
    assert timedelta(hours=22) < start - reminded < timedelta(hours=26)
    shown = reminded.astimezone(zone)
    wanted = there.replace(tzinfo=None) - timedelta(days=1)
    is_missing = wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wanted
    if not is_missing:
        assert shown.replace(tzinfo=None) == wanted
    else:
        assert shown.date() == wanted.date()

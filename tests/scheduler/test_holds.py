"""Holds that nobody pays: told of in time, ended in time, and their time free at once."""

from datetime import UTC, datetime, timedelta

from storage.bookings import NewBooking
from tests.scheduler.conftest import GROUP, SATURDAY, OpenScene, Scene, Watch

NEXT_SATURDAY = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)


async def test_six_hours_before_its_end_a_hold_is_told_of_once_with_a_way_to_pay(scene: Scene) -> None:
    booking = await scene.book(NEXT_SATURDAY)
    assert await scene.at(SATURDAY + timedelta(hours=65, minutes=59)) == []
    scene.watch.pass_by(minutes=1)
    told = await scene.deliveries()
    assert [delivery.reply.text for delivery in told] == [
        "Your **booking 1** is not paid yet: **Atrium**, Saturday, 28 November 2026, 18:00–20:00.\n\n"
        "It stays yours if you pay by **Tue, 24 Nov 2026, 09:00**. After that the time is free for others."
    ]
    assert told[0].reply.panel is not None
    button = told[0].reply.panel.buttons[0]
    assert (button.label, button.url) == ("Pay €120.00", f"{scene.house.desk.booking_page(booking)}#pay")
    assert await scene.after(hours=1) == []


async def test_a_hold_ends_just_after_its_last_moment_and_not_at_it(scene: Scene) -> None:
    booking = await scene.book(NEXT_SATURDAY)
    await scene.at(SATURDAY + timedelta(hours=70))
    assert booking.expires_at is not None
    assert await scene.at(booking.expires_at) == []
    assert (await scene.pay(booking)).verdict == "paid"


async def test_what_was_not_paid_ends_and_its_time_is_free_at_once(scene: Scene) -> None:
    booking = await scene.book(NEXT_SATURDAY)
    await scene.at(SATURDAY + timedelta(hours=70))
    assert await scene.at(SATURDAY + timedelta(hours=72, microseconds=1)) == [
        "**Booking 1** was not paid in time, so it has ended: "
        "**Atrium**, Saturday, 28 November 2026, 18:00–20:00.\n\n"
        "The time is free again. If you still want it, just book it once more."
    ]
    stored = await scene.house.stores.bookings.get(booking.id)
    assert stored is not None
    assert stored.status == "expired"
    assert (await scene.book(NEXT_SATURDAY)).id != booking.id
    assert await scene.round() == []


async def test_what_was_paid_never_ends(scene: Scene) -> None:
    booking = await scene.book(NEXT_SATURDAY)
    await scene.pay(booking)
    assert await scene.at(NEXT_SATURDAY - timedelta(hours=25)) == []
    stored = await scene.house.stores.bookings.get(booking.id)
    assert stored is not None
    assert stored.status == "paid"


async def test_many_stale_holds_end_in_one_round(scene: Scene) -> None:
    user = await scene.user()
    for number in range(250):
        start = NEXT_SATURDAY + timedelta(hours=2 * number)
        new = NewBooking(scene.hall.id, user.id, start, start + timedelta(hours=2), None, 0, "EUR")
        await scene.house.stores.bookings.hold(f"many {number}", new, scene.watch(), scene.watch())
    scene.watch.pass_by(seconds=1)
    await scene.rounds.go()
    assert await scene.house.stores.bookings.next_expiry() is None


async def test_a_hold_that_runs_out_when_the_event_begins_is_not_offered_again(scene: Scene) -> None:
    start = SATURDAY + timedelta(hours=20)
    await scene.book(start)
    await scene.at(start - timedelta(hours=1))
    assert await scene.at(start + timedelta(seconds=1)) == [
        "**Booking 1** was not paid in time, so it has ended: "
        "**Atrium**, Sunday, 22 November 2026, 05:00–07:00."
    ]


async def test_after_a_week_away_holds_end_and_only_what_still_matters_is_told(
    open_scene: OpenScene,
) -> None:
    watch = Watch()
    async with open_scene(watch) as scene:
        missed = await scene.book(SATURDAY + timedelta(days=4))
        still = await scene.book(SATURDAY + timedelta(days=30))
        await scene.pay(await scene.book(SATURDAY + timedelta(days=5)))
        await scene.pay(await scene.book(SATURDAY + timedelta(days=7, hours=12)))
    watch.pass_by(days=7)
    async with open_scene(watch) as scene:
        told = await scene.round()
        assert [text.split("\n\n")[0] for text in told] == [
            "See you today!",
            f"**Booking {still.id}** was not paid in time, so it has ended: "
            "**Atrium**, Monday, 21 December 2026, 09:00–11:00.",
        ]
        for booking in (missed, still):
            stored = await scene.house.stores.bookings.get(booking.id)
            assert stored is not None
            assert stored.status == "expired"


async def test_a_clock_that_jumps_forward_and_back_tells_everything_once(scene: Scene) -> None:
    await scene.book(NEXT_SATURDAY)
    told = await scene.at(SATURDAY + timedelta(hours=67))
    assert len(told) == 1
    assert await scene.at(SATURDAY - timedelta(days=400)) == []
    assert await scene.at(SATURDAY + timedelta(hours=67)) == []
    assert len(await scene.at(SATURDAY + timedelta(hours=80))) == 1
    assert await scene.at(SATURDAY) == []
    assert await scene.at(SATURDAY + timedelta(days=30)) == []


async def test_in_a_group_it_is_said_whom_it_is_for_and_nothing_is_there_to_press(scene: Scene) -> None:
    await scene.book(NEXT_SATURDAY, place=GROUP, name="Ann Example", contact="+49 30 1234")
    scene.watch.pass_by(hours=67)
    [told] = await scene.deliveries()
    assert told.reply.text.startswith("Ann: Your **booking 1** is not paid yet: **Atrium**")
    assert told.reply.panel is None
    assert "€" not in told.reply.text

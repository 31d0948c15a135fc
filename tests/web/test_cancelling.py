"""Cancelling asks first, says what goes back, and does what was said."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.reception import Reception, form_of, reading

START = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
LATE = START - timedelta(hours=47)
"""When free cancellation, 48 hours before, has ended."""


async def test_what_is_not_paid_is_cancelled_and_its_time_free(reception: Reception) -> None:
    booking = await reception.hold(START)
    assert "Nothing has been paid" in await reception.look(booking, "/cancel")
    assert (await reception.now(booking)).status == "held"
    answer = await reception.send(booking, "/cancel")
    assert answer.status_code == 303
    assert (await reception.now(booking)).status == "cancelled"
    assert await reception.told(booking) == ["cancelled"]
    page = await reception.look(booking, done="cancelled")
    assert "The booking is cancelled." in page
    assert "/cancel" not in page
    await reception.hold(START)


async def test_what_is_paid_and_cancelled_in_time_goes_back_whole(reception: Reception) -> None:
    booking = await reception.pay(await reception.hold(START))
    assert "You get the whole price back: €150.00." in await reception.look(booking, "/cancel")
    await reception.send(booking, "/cancel")
    [payment] = await reception.stores.payments.of_booking(booking.id)
    assert (payment.status, payment.refund) == ("refund_due", 15000)
    assert "€150.00 is on its way back to you." in await reception.look(booking)
    await reception.stores.payments.refunded(payment.id, "r", reception.clock.now)
    assert "€150.00 was given back on Sat, 21 Nov 2026, 10:00." in await reception.look(booking)


async def test_what_is_cancelled_late_is_kept_as_the_page_says(reception: Reception) -> None:
    booking = await reception.pay(await reception.hold(START))
    reception.clock.now = LATE
    asked = reading(await reception.look(booking, "/cancel"))
    assert "The price of €150.00 is kept, as free cancellation was possible until Tue, 24 Nov" in asked
    await reception.send(booking, "/cancel")
    [payment] = await reception.stores.payments.of_booking(booking.id)
    assert (payment.status, payment.reason) == ("paid", "kept")
    assert "was paid and is kept" in await reception.look(booking)


async def test_who_was_promised_the_money_is_asked_again_once_it_would_be_kept(
    small_reception: Reception,
) -> None:
    booking = await small_reception.pay(await small_reception.hold(START))
    form = form_of(await small_reception.look(booking, "/cancel"), "/cancel")
    small_reception.clock.now = LATE
    answer = await small_reception.client.post(small_reception.address(booking, "/cancel"), data=form)
    assert answer.status_code == 409
    assert "The price of €150.00 is kept" in answer.text
    assert (await small_reception.now(booking)).status == "paid"


async def test_who_was_asked_before_it_was_paid_is_asked_again(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    form = form_of(await small_reception.look(booking, "/cancel"), "/cancel")
    await small_reception.pay(booking)
    answer = await small_reception.client.post(small_reception.address(booking, "/cancel"), data=form)
    assert answer.status_code == 409
    assert "You get the whole price back" in answer.text
    assert (await small_reception.now(booking)).status == "paid"


async def test_pressing_twice_cancels_once(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    form = form_of(await small_reception.look(booking, "/cancel"), "/cancel")
    for _ in range(2):
        answer = await small_reception.client.post(small_reception.address(booking, "/cancel"), data=form)
        assert answer.status_code == 303
    assert await small_reception.told(booking) == ["cancelled"]


async def test_what_has_begun_can_not_be_cancelled(small_reception: Reception) -> None:
    booking = await small_reception.pay(await small_reception.hold(START))
    form = form_of(await small_reception.look(booking, "/cancel"), "/cancel")
    small_reception.clock.now = START
    assert "can&#39;t be cancelled any more" in await small_reception.look(booking, "/cancel")
    answer = await small_reception.client.post(small_reception.address(booking, "/cancel"), data=form)
    assert answer.status_code == 409
    assert (await small_reception.now(booking)).status == "paid"


@pytest.mark.parametrize(
    ("held_at", "words"),
    [
        (START - timedelta(days=3), "Free cancellation until Tue, 24 Nov 2026, 18:00. After that"),
        (LATE, "so a price that is paid is kept"),
    ],
)
async def test_the_policy_stands_on_the_page(
    small_reception: Reception, held_at: datetime, words: str
) -> None:
    small_reception.clock.now = held_at
    booking = await small_reception.hold(START)
    assert words in await small_reception.look(booking)


async def test_reminders_can_be_turned_off_and_on(reception: Reception) -> None:
    booking = await reception.hold(START)
    for wanted, done, button in ((False, "reminders-off", "on"), (True, "reminders-on", "off")):
        answer = await reception.send(booking, "/reminders", reminders="on" if wanted else "off")
        assert answer.headers["location"].endswith(f"?done={done}#notice")
        assert (await reception.now(booking)).reminders is wanted
        assert f'name="reminders" value="{button}"' in await reception.look(booking)


async def test_who_is_told_nothing_anyway_has_no_reminders_to_turn_off(small_reception: Reception) -> None:
    booking = await small_reception.hold(START, place=None)
    assert 'name="reminders"' not in await small_reception.look(booking)

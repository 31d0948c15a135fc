"""What a customer changes on the page while it is held: checked, priced, agreed to, told, and never overlapping."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.bookings import Booking
from tests.web.reception import Reception, form_of, reading

START = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""18:00 in Berlin."""


async def test_a_change_is_saved_and_the_chat_is_told(reception: Reception) -> None:
    booking = await reception.hold(START)
    answer = await reception.send(
        booking, date="2026-11-25", start="19:00", guests="30", name=" Ada  Lovelace ", contact="ada@site"
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{reception.address(booking)}?done=changed#notice"
    stands = await reception.now(booking)
    assert (stands.start, stands.end) == (
        START + timedelta(hours=25),
        START + timedelta(hours=27, minutes=30),
    )
    assert (stands.guests, stands.name, stands.contact) == (30, "Ada Lovelace", "ada@site")
    assert stands.version == booking.version + 1
    assert await reception.told(booking) == ["changed"]
    page = await reception.look(booking, done="changed")
    assert "Your change is saved." in page
    assert "Wednesday, 25 November 2026" in page


async def test_a_new_price_is_shown_first_and_saved_once_it_is_agreed_to(reception: Reception) -> None:
    booking = await reception.hold(START)
    asked = await reception.send(booking, length="180")
    assert asked.status_code == 200
    assert "The price changes with it." in asked.text
    assert "€180.00 before: €150.00" in reading(asked.text)
    assert (await reception.now(booking)).price == 15000
    agreed = await reception.client.post(reception.address(booking), data=form_of(asked.text, ""))
    assert agreed.status_code == 303
    stands = await reception.now(booking)
    assert (stands.price, stands.end - stands.start) == (18000, timedelta(hours=3))


async def test_no_price_but_the_halls_can_be_agreed_to(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    answer = await small_reception.send(booking, length="600", price="1")
    assert answer.status_code == 422 or "The price changes" in answer.text
    answer = await small_reception.send(booking, length="180", price="1")
    assert "The price changes with it." in answer.text
    assert (await small_reception.now(booking)).price == 15000


async def test_what_somebody_else_has_is_refused_with_free_times_and_what_was_typed(
    reception: Reception,
) -> None:
    booking = await reception.hold(START)
    await reception.hold(START + timedelta(hours=3), minutes=60)
    answer = await reception.send(booking, start="20:00", name="Grace")
    assert answer.status_code == 422
    text = reading(answer.text)
    assert "The Loft is already taken 21:00–22:00 on this day" in text
    assert "18:30–21:00" in text
    assert 'value="Grace"' in answer.text
    assert '<option value="20:00" selected>' in answer.text
    chosen = await reception.client.post(
        reception.address(booking), data={**form_of(answer.text, ""), "offer": "2026-11-24T18:30"}
    )
    assert chosen.status_code == 200
    assert "This time is free." in chosen.text
    assert (await reception.now(booking)).start == START
    saved = await reception.client.post(reception.address(booking), data=form_of(chosen.text, ""))
    assert saved.status_code == 303
    stands = await reception.now(booking)
    assert (stands.start, stands.name) == (START + timedelta(minutes=30), "Grace")


async def test_of_many_who_move_to_one_time_at_once_one_gets_it(reception: Reception) -> None:
    bookings = [await reception.hold(START + timedelta(days=day), minutes=60) for day in range(8)]
    answers = await asyncio.gather(
        *(reception.send(booking, date="2026-12-20", start="12:00") for booking in bookings)
    )
    won = [answer for answer in answers if answer.status_code == 303]
    lost = [answer for answer in answers if answer.status_code in (409, 422)]
    assert (len(won), len(lost)) == (1, 7)
    assert all('name="offer"' in answer.text for answer in lost)
    moved = [booking for booking in bookings if (await reception.now(booking)).version == 1]
    assert len(moved) == 1


async def test_moving_over_its_own_time_is_no_overlap(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    answer = await small_reception.send(booking, start="18:30")
    assert answer.status_code == 303


async def test_a_change_of_what_somebody_has_changed_meanwhile_is_asked_about(reception: Reception) -> None:
    booking = await reception.hold(START)
    page = await reception.look(booking)
    await reception.stores.bookings.change(booking.id, 0, reception.clock.now, guests=10)
    typed = {**form_of(page, ""), "name": "Grace"}
    answer = await reception.client.post(reception.address(booking), data=typed)
    assert answer.status_code == 409
    assert "The booking has been changed meanwhile." in answer.text
    assert 'value="Grace"' in answer.text
    assert (await reception.now(booking)).name == ""
    again = await reception.client.post(reception.address(booking), data=form_of(answer.text, ""))
    assert again.status_code == 303
    assert (await reception.now(booking)).name == "Grace"


@pytest.mark.parametrize("ended", ["paid", "cancelled", "expired"])
async def test_what_is_not_held_any_more_stays_as_it_is(small_reception: Reception, ended: str) -> None:
    booking = await small_reception.hold(START)
    page = await small_reception.look(booking)
    if ended == "paid":
        await small_reception.pay(booking)
    elif ended == "cancelled":
        await small_reception.stores.bookings.cancel(
            "x", booking.id, booking.user_id, small_reception.clock.now
        )
    else:
        small_reception.clock.now += timedelta(days=3, minutes=1)
    answer = await small_reception.client.post(
        small_reception.address(booking), data={**form_of(page, ""), "guests": "3"}
    )
    assert answer.status_code == 409
    assert "can&#39;t be changed any more" in answer.text
    assert (await small_reception.now(booking)).guests == 24
    assert "<details" not in await small_reception.look(booking)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date": "2026-11-20"}, "This day is in the past"),
        ({"date": "2030-01-01"}, "This day is too far ahead"),
        ({"date": "<b>soon</b>"}, "I can't read the date"),
        ({"start": "18:05"}, "Bookings start and end on a quarter-hour"),
        ({"start": "8"}, "The Loft is open 09:00–24:00"),
        ({"start": "\x00"}, "I can't read the time"),
        ({"length": "15"}, "A booking lasts at least 30 min"),
        ({"length": "-60"}, "I can't read the length"),
        ({"length": "9" * 400}, "I can't read the length"),
        ({"guests": "41"}, "The Loft takes up to 40 guests."),
        ({"guests": "٣٣٣"}, "The Loft takes up to 40 guests."),
        ({"guests": "many"}, "I can't read the number of guests"),
        ({"name": "n" * 81}, "The name is too long"),
        ({"contact": "c" * 121}, "The contact is too long"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_saved(
    small_reception: Reception, fields: dict[str, str], words: str
) -> None:
    booking = await small_reception.hold(START)
    answer = await small_reception.send(booking, **fields)
    assert answer.status_code == 422
    assert words in reading(answer.text)
    assert await small_reception.now(booking) == booking


async def test_the_check_while_editing_stores_nothing_and_says_the_same(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    await small_reception.hold(START + timedelta(hours=3), minutes=60)
    wish = {"date": "2026-11-24", "start": "19:00", "length": "120", "guests": "5"}
    free = await small_reception.look(booking, "/check", **wish)
    assert reading(free) == "Tuesday, 24 November 2026, 19:00–21:00 2 h €120.00 before: €150.00"
    assert "<html" not in free
    taken = await small_reception.look(booking, "/check", **{**wish, "start": "20:00"})
    assert "already taken 21:00–22:00" in reading(taken)
    assert 'name="offer" value="2026-11-24T19:00"' in taken
    assert await small_reception.now(booking) == booking


async def test_a_change_back_over_the_night_of_the_clocks_keeps_its_length(
    small_reception: Reception,
) -> None:
    small_reception.clock.now = datetime(2027, 3, 20, tzinfo=UTC)
    booking = await small_reception.hold(datetime(2027, 3, 27, 22, tzinfo=UTC), minutes=60)
    page = await small_reception.look(booking)
    assert form_of(page, "")["start"] == "23:00"
    answer = await small_reception.send(booking, name="Ada")
    assert answer.status_code == 303
    stands = await small_reception.now(booking)
    assert (stands.start, stands.end) == (booking.start, booking.end)


async def test_saving_without_a_change_changes_nothing(small_reception: Reception) -> None:
    booking: Booking = await small_reception.hold(START)
    assert (await small_reception.send(booking)).status_code == 303
    assert await small_reception.now(booking) == booking
    assert await small_reception.told(booking) == []

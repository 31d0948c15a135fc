"""What a customer takes along: the calendar's entry and the code for the door."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from storage.booking_keys import shown_key
from storage.bookings import Booking
from tests.web.reception import SIGNER, Reception

START = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)


async def entry_of(reception: Reception, booking: Booking) -> dict[str, object]:
    answer = await reception.client.get(reception.address(booking, "/booking.ics"))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert f"booking-{booking.id}.ics" in answer.headers["content-disposition"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    times = {name: event[name].dt for name in ("DTSTART", "DTEND")}
    return {**{name: str(event[name]) for name in event}, **times, "SEQUENCE": int(event["SEQUENCE"])}


async def test_an_entry_stays_one_entry_through_all_that_happens(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    held = await entry_of(small_reception, booking)
    await small_reception.stores.bookings.change(booking.id, 0, small_reception.clock.now, guests=3)
    changed = await entry_of(small_reception, booking)
    await small_reception.pay(booking)
    paid = await entry_of(small_reception, booking)
    await small_reception.send(booking, "/cancel")
    cancelled = await entry_of(small_reception, booking)
    entries = [held, changed, paid, cancelled]
    assert {entry["UID"] for entry in entries} == {f"booking-{booking.id}@site"}
    sequences = [entry["SEQUENCE"] for entry in entries]
    assert sequences == sorted(set(sequences))
    assert [entry["STATUS"] for entry in entries] == ["TENTATIVE", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert held["URL"] == f"http://site/b/{shown_key(SIGNER, booking)}"
    assert held["SUMMARY"] == f"The Loft (Booking No. {booking.id})"


@pytest.mark.parametrize(
    "start", ["2026-10-24T21:00+00:00", "2026-10-24T23:30+00:00", "2027-03-27T22:30+00:00"]
)
async def test_an_entry_is_right_in_the_nights_of_the_clocks(small_reception: Reception, start: str) -> None:
    begins = datetime.fromisoformat(start)
    small_reception.clock.now = begins - timedelta(days=9)
    entry = await entry_of(small_reception, await small_reception.hold(begins, minutes=240))
    assert (entry["DTSTART"], entry["DTEND"]) == (begins, begins + timedelta(hours=4))
    berlin = ZoneInfo("Europe/Berlin")
    shown = [moment.astimezone(berlin).utcoffset() for moment in (entry["DTSTART"], entry["DTEND"])]  # type: ignore[attr-defined]
    assert shown[0] != shown[1] or begins.hour == 21


async def test_a_halls_name_stays_in_its_line(small_reception: Reception) -> None:
    booking = await small_reception.hold(START, name="x\r\nATTENDEE:mailto:y")
    answer = await small_reception.client.get(small_reception.address(booking, "/booking.ics"))
    assert b"\r\nATTENDEE" not in answer.content


async def test_the_code_is_there_once_it_is_paid(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    assert (
        await small_reception.client.get(small_reception.address(booking, "/code.svg"))
    ).status_code == 404
    assert "code.svg" not in await small_reception.look(booking)
    await small_reception.pay(booking)
    code = await small_reception.client.get(small_reception.address(booking, "/code.svg"))
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.text.count("<path") == 2
    page = await small_reception.look(booking)
    assert "code.svg" in page
    assert f"or say the number of your booking: {booking.id}." in page
    small_reception.clock.now = booking.end
    assert "code.svg" not in await small_reception.look(booking)

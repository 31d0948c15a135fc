"""Booking step by step, and what is done with a booking, by buttons alone. The hall is open from 10 to 23."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from icalendar import Calendar
from sqlalchemy import update

from bots.panels.values import packed, value
from graphs.dialogue import Panel, Reply
from storage.bookings import Booking, NewBooking
from storage.halls import NewHall, halls
from storage.payments import Charge, NewPayment
from tests.bots.conftest import NOW, OpenTown, Town

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
GROUP: dict[str, Any] = {"at": "-1", "private": False}


def labels(reply: Reply) -> list[str]:
    assert reply.panel is not None
    return [button.label for button in reply.panel.buttons]


def urls(reply: Reply) -> list[str]:
    return [button.url for button in (reply.panel or Panel()).buttons if button.url]


async def booked(town: Town, opens: float, closes: float, by: str = "somebody") -> Booking:
    """A booking on Monday, from one hour to another, made past the chat."""
    user, [hall] = await town.user(by), await town.house.stores.halls.all()
    start, end = (MONDAY + timedelta(hours=hour) for hour in (opens, closes))
    new = NewBooking(hall.id, user.id, start, end, None, 240_00, "EUR")
    return await town.house.stores.bookings.hold(f"{by}{opens}", new, NOW, NOW + timedelta(days=1))


async def pay_for(town: Town, booking: Booking) -> None:
    payments = town.house.stores.payments
    asked = NewPayment(booking.id, "test", booking.price, "EUR", booking.price, "EUR")
    payment = await payments.begin(asked, NOW)
    await payments.receive(payment.key, Charge("c", booking.price, "EUR"), NOW)


async def of(town: Town, by: str = "ann") -> list[Booking]:
    return await town.house.stores.bookings.of_user((await town.user(by)).id, NOW)


async def to_confirm(town: Town, **where: Any) -> Reply:
    """Monday from 18 to 20 with 20 guests, as far as the last question."""
    panel = await town.say("/book", **where)
    for label in ("Mon 23 Nov", "18:00", "2 h, €240.00", "20 guests"):
        panel = await town.press(panel, label, **where)
    return panel


async def test_a_hall_is_booked_by_buttons_alone(open_town: OpenTown) -> None:
    async with open_town() as town:
        asked = await to_confirm(town)
        assert asked.replaces
        for said in (
            "| Time | 18:00–20:00 |",
            "| Guests | 20 |",
            "**€240.00**",
            "in full until",
            "is held for",
        ):
            assert said in asked.text
        assert await of(town) == []
        done = await town.press(asked, "Confirm")
        [booking] = await of(town)
        assert (booking.start, booking.end) == (MONDAY + timedelta(hours=18), MONDAY + timedelta(hours=20))
        assert (booking.guests, booking.price) == (20, 240_00)
        assert booking.place is not None
        assert booking.place.key == "fake:1"
        assert f"**Booking {booking.id}** is held for you" in done.text
        assert labels(done)[0] == "Pay €240.00"


async def test_confirming_twice_books_once_whatever_became_of_it(open_town: OpenTown) -> None:
    async with open_town() as town:
        asked = await to_confirm(town)
        first, second = await town.press(asked, "Confirm"), await town.press(asked, "Confirm")
        assert first.text == second.text
        [booking] = await of(town)
        await town.house.stores.bookings.cancel("c", booking.id, booking.user_id, NOW)
        assert f"**Booking {booking.id}** is cancelled" in (await town.press(asked, "Confirm")).text
    async with open_town() as town:
        town.sent = 100
        assert asked.panel is not None
        pressed = asked.panel.buttons[0].value
        assert "is cancelled" in (await town.say("Confirm", pressed=pressed)).text
        assert await of(town) == []


async def test_only_what_is_free_is_offered(open_town: OpenTown) -> None:
    async with open_town() as town:
        await booked(town, 12, 18.5)
        await booked(town, 21, 23)
        panel = await town.press(await town.say("/book"), "Mon 23 Nov")
        starts = [label for label in labels(panel) if ":" in label]
        assert starts == ["10:00", "11:00", "18:30", "19:00", "20:00"]
        panel = await town.press(panel, "19:00")
        lengths = [label for label in labels(panel) if "€" in label]
        assert lengths == ["30 min, €60.00", "1 h, €120.00", "1 h 30 min, €180.00", "2 h, €240.00"]


async def test_a_day_that_is_full_and_one_that_is_closed_are_left_out(open_town: OpenTown) -> None:
    async with open_town() as town:
        hours = (None, *[(600, 1380)] * 6)
        await town.house.stores.halls.add(NewHall("Barn", (), {}, {}, hours, 9, 100, "EUR", "UTC"))
        barn = (await town.house.stores.halls.all())[-1]
        new = NewBooking(
            barn.id,
            1,
            MONDAY + timedelta(days=1, hours=10),
            MONDAY + timedelta(days=1, hours=23),
            1,
            1,
            "EUR",
        )
        await town.user()
        await town.house.stores.bookings.hold("full", new, NOW, NOW + timedelta(days=1))
        days = labels(await town.say("/book barn"))
        assert days[:3] == ["Sat 21 Nov", "Sun 22 Nov", "Wed 25 Nov"]
        assert "Mon 30 Nov" not in days


async def test_the_days_go_on_for_a_year_a_fortnight_at_a_time(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = first = await town.say("/book")
        for _ in range(26):
            panel = await town.press(panel, "Later ›")
        assert "Sun 21 Nov" in labels(panel)
        assert "Later ›" not in labels(panel)
        for _ in range(26):
            panel = await town.press(panel, "‹ Earlier")
        assert labels(panel) == labels(first)


async def test_one_can_always_go_back(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await to_confirm(town)
        seen: list[str] = []
        while "‹ Back" in labels(panel):
            panel = await town.press(panel, "‹ Back")
            seen.append(panel.text)
        for said, text in zip(
            ("guests", "how long", "begin", "which day", "Opening hours"), seen, strict=True
        ):
            assert said in text
        assert "Our halls" in (await town.press(panel, "‹ All halls")).text


async def test_times_and_guests_can_be_written(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.press(await town.say("/book"), "Mon 23 Nov")
        assert "can't read the time" in (await town.fill(panel, "Another time", "soonish")).text
        assert "quarter-hour" in (await town.fill(panel, "Another time", "18:05")).text
        assert "is open 10:00–23:00" in (await town.fill(panel, "Another time", "8")).text
        asked = await town.fill(panel, "Another time", None)
        assert "18:15" in asked.text
        panel = await town.say("18:15")
        assert "from 18:15" in panel.text
        assert "is open" in (await town.fill(panel, "Another end", "23:30")).text
        panel = await town.fill(panel, "Another end", "20:45")
        assert "18:15–20:45" in panel.text
        assert "takes up to 60" in (await town.fill(panel, "Another number", "61")).text
        assert "at least 1" in (await town.fill(panel, "Another number", "many")).text
        panel = await town.fill(panel, "Another number", "33")
        assert "| Guests | 33 |" in panel.text


async def test_a_time_taken_meanwhile_is_told_with_others_to_press(open_town: OpenTown) -> None:
    async with open_town() as town:
        asked = await to_confirm(town)
        await booked(town, 17, 19)
        refused = await town.press(asked, "Confirm")
        assert "already taken 17:00–19:00" in refused.text
        assert await of(town) == []
        offers = labels(refused)
        assert offers[-1] == "Other days"
        assert "Mon 23 Nov, 19:00–21:00" in offers
        again = await town.press(refused, "Mon 23 Nov, 19:00–21:00")
        assert "| Guests | 20 |" in again.text
        await town.press(again, "Confirm")
        assert [booking.start.hour for booking in await of(town)] == [19]


async def test_another_price_is_asked_about_anew(open_town: OpenTown) -> None:
    async with open_town() as town:
        asked = await to_confirm(town)
        dearer = update(halls).values(price_per_hour=200_00)
        await town.house.stores.database.write(lambda tx: tx.execute(dearer))
        again = await town.press(asked, "Confirm")
        assert again.text.startswith("The price has been changed meanwhile")
        assert "**€400.00**" in again.text
        assert await of(town) == []
        await town.press(again, "Confirm")
        assert [booking.price for booking in await of(town)] == [400_00]


async def test_leaving_it_books_nothing(open_town: OpenTown) -> None:
    async with open_town() as town:
        left = await town.press(await to_confirm(town), "Leave it")
        assert left.replaces
        assert left.panel is None
        assert await of(town) == []


async def test_nobody_presses_anothers_panel(open_town: OpenTown) -> None:
    async with open_town() as town:
        asked = await to_confirm(town, **GROUP)
        assert "somebody else's" in (await town.press(asked, "Confirm", by="bob", **GROUP)).text
        assert await of(town, "bob") == await of(town) == []


async def test_where_others_read_along_no_page_is_shown_and_only_what_was_booked_there(
    open_town: OpenTown,
) -> None:
    async with open_town() as town:
        elsewhere = await booked(town, 10, 12, by="ann")
        done = await town.press(await to_confirm(town, **GROUP), "Confirm", **GROUP)
        here = (await of(town))[-1]
        assert "/b/" not in done.text
        assert urls(done) == [f"https://fake.example/?start=b_{here.id}"]
        listed = await town.say("/bookings", **GROUP)
        assert f"**{here.id}**" in listed.text
        assert f"**{elsewhere.id}**" not in listed.text
        refused = await town.say(f"/bookings {elsewhere.id}", **GROUP)
        assert "made elsewhere" in refused.text
        pressed = value("b", elsewhere.user_id, "see", packed(elsewhere.id))
        assert "made elsewhere" in (await town.say("x", pressed=pressed, **GROUP)).text
        aside = await town.say("/bookings", aside=True, **GROUP)
        assert f"**{elsewhere.id}**" in aside.text
        opened = await town.say(f"/start b_{here.id}")
        assert any("/b/" in url for url in urls(opened))


async def test_a_booking_of_somebody_else_is_none(open_town: OpenTown) -> None:
    async with open_town() as town:
        other = await booked(town, 10, 12)
        assert (await town.say(f"/bookings {other.id}")).text == f"You have no booking {other.id}."
        assert "no booking" in (await town.say(f"/start b_{other.id}")).text


async def test_cancelling_is_asked_first_and_says_what_goes_back(open_town: OpenTown) -> None:
    async with open_town() as town:
        booking = await booked(town, 18, 20, by="ann")
        asked = await town.press(await town.say(f"/bookings {booking.id}"), "Cancel the booking")
        assert asked.text.startswith(
            "Cancel this booking? Nothing has been paid; the time will be free again."
        )
        kept = await town.press(asked, "Keep it")
        assert "is held for you" in kept.text
        await pay_for(town, booking)
        changed = await town.press(asked, "Cancel the booking")
        assert changed.text.startswith(
            "This has changed meanwhile. Cancel this booking? €240.00 goes back to you."
        )
        gone = await town.press(changed, "Cancel the booking")
        assert "€240.00 is on its way back to you." in gone.text
        assert labels(gone) == ["Open the page", "Book again", "My bookings"]
        assert (await town.press(changed, "Cancel the booking")).text == gone.text


async def test_reminders_are_turned_off_and_on(open_town: OpenTown) -> None:
    async with open_town() as town:
        done = await town.press(await to_confirm(town), "Confirm")
        off = await town.press(done, "Don't remind me")
        assert [booking.reminders for booking in await of(town)] == [False]
        await town.press(off, "Remind me")
        assert [booking.reminders for booking in await of(town)] == [True]


async def test_a_booking_goes_into_a_calendar(open_town: OpenTown) -> None:
    async with open_town() as town:
        done = await town.press(await to_confirm(town), "Confirm")
        [file] = (await town.press(done, "Calendar file")).attachments
        assert (file.name, file.media_type) == ("booking-1.ics", "text/calendar")
        [event] = Calendar.from_ical(Path(file.ref).read_bytes()).walk("VEVENT")  # noqa: ASYNC240
        assert event.decoded("dtstart") == MONDAY + timedelta(hours=18)
        assert "/b/" in event["url"]
        there = await town.say("x", pressed=value("b", 1, "file", packed(1)), aside=False, **GROUP)
        assert there.attachments == ()


async def test_what_is_over_is_listed_when_asked_for(open_town: OpenTown) -> None:
    async with open_town() as town:
        listed = await town.say("/bookings")
        assert listed.text == "You have no upcoming bookings."
        booking = await booked(town, 18, 20, by="ann")
        await town.house.stores.bookings.cancel("c", booking.id, booking.user_id, NOW)
        past = await town.press(listed, "Earlier bookings")
        assert f"**{booking.id}** · Atrium" in past.text
        assert past.text.endswith("cancelled")
        again = await town.choose(past, "Booking", "Atrium, Mon 23 Nov, 18:00–20:00")
        assert "which day?" in (await town.press(again, "Book again")).text


async def test_halls_are_looked_at_before_they_are_booked(open_town: OpenTown) -> None:
    async with open_town() as town:
        card = await town.choose(await town.say("/halls"), "Hall", "Atrium")
        for said in ("Glass.", "Opening hours", "Capacity", "Price", "Refund"):
            assert said in card.text
        await booked(town, 12, 14)
        days = await town.press(card, "See free times")
        assert "- Mon 23 Nov: 10:00–12:00, 14:00–23:00" in days.text
        day = await town.press(days, "Mon 23 Nov")
        assert "**Busy:** 12:00–14:00" in day.text
        assert "Tuesday" in (await town.press(day, "Tue 24 Nov ›")).text
        assert "When does it begin?" in (await town.press(day, "Book on this day")).text
        assert "### Atrium" in (await town.say("/halls atrum")).text
        assert "no hall called" in (await town.say("/halls kitchen")).text


async def test_a_doubtful_name_is_asked_about_with_buttons(open_town: OpenTown) -> None:
    async with open_town(built_in=True) as town:
        for name in ("Blue Whale", "Blue Bird"):
            await town.house.stores.halls.add(
                NewHall(name, (), {}, {}, ((600, 1380),) * 7, 9, 100_00, "EUR", "UTC")
            )
        panel = await town.say("/book blue")
        assert "Did you mean" in panel.text
        assert "**Blue Bird**: which day?" in (await town.choose(panel, "Hall", "Blue Bird")).text
        asked = await town.say("Book the blue hall tomorrow from 18 to 20")
        assert sorted(labels(asked)) == ["Blue Bird", "Blue Whale"]
        assert "| Hall | Blue Bird |" in (await town.press(asked, "Blue Bird")).text


async def test_the_same_buttons_hang_under_what_was_booked_by_a_sentence(open_town: OpenTown) -> None:
    async with open_town(built_in=True) as town:
        asked = await town.say("Book the Atrium tomorrow from 18 to 20")
        done = await town.press(asked, "Confirm")
        assert "**Booking 1** is held" in done.text
        assert labels(done) == [
            "Pay €240.00",
            "Change it on its page",
            "Don't remind me",
            "Calendar file",
            "Cancel the booking",
            "My bookings",
        ]
        assert "That is your own booking 1" in (await town.say("How much is it?")).text
        paying = await town.say("I want to pay for it")
        assert paying.text.endswith("There you can pay for it, too.")
        assert labels(paying)[0] == "Pay €240.00"
        shown = await town.press(done, "My bookings")
        assert not shown.replaces or "Your bookings" in shown.text


async def test_a_forged_press_does_nothing(open_town: OpenTown) -> None:
    actions = (
        "see",
        "days",
        "hold",
        "gone",
        "mind",
        "starts",
        "lengths",
        "check",
        "clock",
        "end",
        "day",
        "past",
    )
    arguments = (
        "",
        "x",
        "1",
        "1.ffffffffffff",
        "1.0.0.0.0.0",
        "1.fffffffff.fffffffff.fffffffff.f.f",
        "f" * 99,
    )
    async with open_town() as town:
        user = await town.user()
        for panel, action, argument in product("hkb", actions, arguments):
            reply = await town.say("x", pressed=value(panel, user.id, action, argument), filled="12:00")
            assert "error" not in reply.text.casefold(), (panel, action, argument)
        assert await of(town) == []


async def test_what_stands_in_a_button_is_short_enough(open_town: OpenTown) -> None:
    """Also where everything has long numbers: hall, start, length, guests, price, turn."""
    longest = packed(999_999, 40_000_000, 720, 9_999, 99_999_999, 99_999_999)
    assert len(value("k", 99_999_999, "hold", longest).encode()) < 64
    async with open_town() as town:
        panel = await to_confirm(town)
        for button in (panel.panel or Panel()).buttons:
            assert len(button.value.encode()) < 64

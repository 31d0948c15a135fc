"""Booking, asking first, and what each answer says; the house comes from conftest."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.place import Place

WISH = {"hall": "the lof", "date": "2026-11-24", "start": "18:00", "end": "20:00", "guests": 20}

TABLE = (
    "| Hall | Loft |\n"
    "|---|---|\n"
    "| Date | Tuesday, 24 November 2026 |\n"
    "| Time | 18:00–20:00 |\n"
    "| Length | 2 h |\n"
    "| Guests | 20 |\n"
    "| Price per hour | €120.00 |\n"
    "| **Total** | **€240.00** |\n"
    "| Refund | in full until Sun, 22 Nov 2026, 18:00 |"
)
RUSSIAN_TABLE = (
    "| Зал | Loft |\n"
    "|---|---|\n"
    "| Дата | вторник, 24 ноября 2026 г. |\n"
    "| Время | 18:00–20:00 |\n"
    "| Длительность | 2 ч |\n"
    "| Гостей | 20 |\n"
    "| Цена за час | 120,00 € |\n"
    "| **Итого** | **240,00 €** |\n"
    "| Возврат | полностью, если отменить до вс, 22 нояб. 2026, 18:00 |"
)


async def bookings_of(house: Any, conversation: Any) -> list[Any]:
    return list(await house.desk.bookings.of_user(conversation.caller.user_id, house.clock()))


async def test_a_proposal_shows_the_booking_and_stores_nothing(house: Any) -> None:
    ann, lena = await house.person(), await house.person("lena", "ru")

    assert await ann.call("propose_booking", **WISH) == (
        f"{TABLE}\n\nNothing is booked yet. To book it, write “book it”."
    )
    assert await lena.call("propose_booking", **WISH) == (
        f"{RUSSIAN_TABLE}\n\nПока ничего не забронировано. Чтобы забронировать, напишите «забронируй»."
    )
    assert await bookings_of(house, ann) == []
    assert await ann.asked() is None


async def test_guests_that_nobody_gave_are_not_shown(house: Any) -> None:
    said = await (await house.person()).call("propose_booking", **{**WISH, "guests": None})

    assert "Guests" not in said


async def test_a_booking_is_asked_about_first(house: Any) -> None:
    ann, lena = await house.person(), await house.person("lena", "ru")

    assert await ann.call("create_booking", **WISH) == (
        f"Please check and confirm:\n\n{TABLE}\n\nIt is held for 3 days without payment."
    )
    assert await lena.call("create_booking", **WISH) == (
        f"Проверьте, пожалуйста, и подтвердите:\n\n{RUSSIAN_TABLE}\n\nБез оплаты бронь хранится 3 дня."
    )
    assert await bookings_of(house, ann) == []
    assert await ann.asked() is not None


async def test_a_confirmed_booking_is_held_with_number_time_total_and_page(house: Any) -> None:
    ann = await house.person()
    await ann.call("create_booking", **WISH)

    said = await ann.decide("confirm")

    [booking] = await bookings_of(house, ann)
    assert said == (
        f"**Booking {booking.id}** is held for you until Tue, 24 Nov 2026, 10:00.\n\n"
        f"{TABLE.replace('| Price per hour | €120.00 |' + chr(10), '')}\n\n"
        f"Booking page: http://127.0.0.1:8080/b/{booking.key}"
    )
    assert booking.start == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert booking.end - booking.start == timedelta(hours=2)
    assert (booking.status, booking.guests, booking.price, booking.currency) == ("held", 20, 24000, "EUR")
    assert booking.expires_at == house.clock() + timedelta(days=3)


async def test_a_receipt_in_russian(house: Any) -> None:
    lena = await house.person("lena", "ru")
    await lena.call("create_booking", **WISH)

    said = await lena.decide("confirm")

    assert re.match(
        r"\*\*Бронь \d+\*\* хранится за вами до вт, 24 нояб\. 2026, 10:00\.\n\n\| Зал \| Loft \|", said
    )
    assert re.search(r"\n\nСтраница брони: http://127\.0\.0\.1:8080/b/[\w-]+$", said)


async def test_the_zone_is_named_where_it_is_not_the_persons_own(house: Any) -> None:
    ann = await house.person(time_zone="America/New_York")

    assert "| Time | 18:00–20:00 (Europe/Berlin) |" in await ann.call("create_booking", **WISH)
    assert "until Tue, 24 Nov 2026, 10:00 (Europe/Berlin)." in await ann.decide("confirm")


async def test_a_night_says_that_it_ends_on_the_next_day(house: Any) -> None:
    night = {"hall": "club", "date": "2026-11-24", "start": "22:00", "end": "02:00"}
    ann, lena = await house.person(), await house.person("lena", "ru", "America/New_York")

    assert "| Time | 22:00–02:00 next day (America/New_York) |" in await ann.call("propose_booking", **night)
    assert "| Время | 22:00–02:00 следующего дня |" in await lena.call("propose_booking", **night)


@pytest.mark.parametrize(
    ("decision", "locale", "said"),
    [
        (
            "change",
            "en",
            "Nothing is booked yet. What shall I change: the hall, the day, the time or the number "
            "of guests?",
        ),
        (
            "change",
            "ru",
            "Пока ничего не забронировано. Что изменить: зал, день, время или число гостей?",
        ),
        ("cancel", "en", "All right, nothing was booked."),
        ("cancel", "ru", "Хорошо, ничего не забронировано."),
        ("superseded", "en", "All right, nothing was booked."),
    ],
)
async def test_without_a_confirmation_nothing_is_booked(
    house: Any, decision: str, locale: str, said: str
) -> None:
    ann = await house.person(locale=locale)
    await ann.call("create_booking", **WISH)

    assert await ann.decide(decision) == said
    assert await bookings_of(house, ann) == []


@pytest.mark.parametrize("name", ["propose_booking", "create_booking"])
@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"hall": "kitchen"}, "There is no hall called “kitchen”."),
        ({"date": "2026-11-22"}, "Loft is closed on this day: Sunday, 22 November 2026."),
        ({"start": "20:00", "end": "18:00"}, "The end, 18:00, is not after the start, 20:00."),
        ({"guests": 41}, "Loft takes up to 40 guests. Large enough: Grand Hall (200)."),
        ({"guests": 201}, "Loft takes up to 40 guests. None of our halls takes so many."),
        ({"guests": 0}, "The number of guests must be at least 1."),
        ({"guests": 2**64 - 1}, "Loft takes up to 40 guests. None of our halls takes so many."),
    ],
)
async def test_what_cannot_be_booked_is_refused_without_asking(
    house: Any, name: str, wish: dict[str, object], sentence: str
) -> None:
    ann = await house.person()

    assert (await ann.call(name, **{**WISH, **wish})).startswith(sentence)
    assert await ann.asked() is None


async def test_a_taken_time_is_refused_with_free_ones(house: Any) -> None:
    await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00")

    said = await (await house.person()).call("create_booking", **WISH)

    assert said.startswith("Loft is already taken 19:00–20:00 on this day")
    assert "- Tuesday, 24 November 2026, 17:00–19:00" in said


async def test_a_hold_that_ran_out_is_free_again(house: Any) -> None:
    await house.booked("Loft", "2026-11-28T18:00", "2026-11-28T19:00")
    house.clock.now += timedelta(days=3, seconds=1)
    ann = await house.person()
    await ann.call("create_booking", **{**WISH, "date": "2026-11-28"})

    assert "is held for you" in await ann.decide("confirm")


async def test_own_bookings_are_listed_and_only_those(house: Any) -> None:
    ann, lena = await house.person(), await house.person("lena", "ru")
    await house.booked("Grand Hall", "2026-11-25T18:00", "2026-11-25T19:00", by="ann")
    first = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")

    assert (await ann.call("my_bookings")).startswith(
        "Your bookings:\n\n"
        f"- **{first.id}** · Loft · Tuesday, 24 November 2026, 19:00–20:00 · €1.00 · held until "
        f"Tue, 24 Nov 2026, 10:00\n  http://127.0.0.1:8080/b/{first.key}\n- **"
    )
    assert await lena.call("my_bookings") == "У вас нет предстоящих броней."


async def test_a_booking_is_cancelled_after_a_confirmation(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    ann = await house.person()

    asked = await ann.call("cancel_booking", number=booking.id)
    said = await ann.decide("confirm")

    free_again = "Nothing has been paid; the time will be free again."
    assert asked.startswith(
        f"Cancel this booking? {free_again}\n\n**Booking {booking.id}** is held for you until"
    )
    assert said.startswith(f"**Booking {booking.id}** is cancelled.\n\n| Hall | Loft |")
    assert "/b/" not in said
    assert await bookings_of(house, ann) == []
    assert await ann.call("my_bookings") == "You have no upcoming bookings."
    assert (await ann.call("cancel_booking", number=booking.id)).startswith(
        f"**Booking {booking.id}** is cancelled."
    )


@pytest.mark.parametrize("decision", ["change", "cancel", "superseded"])
async def test_a_booking_stays_unless_its_cancelling_is_confirmed(house: Any, decision: str) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    ann = await house.person()
    await ann.call("cancel_booking", number=booking.id)

    assert await ann.decide(decision) == f"Booking {booking.id} stays as it is."
    assert (await bookings_of(house, ann))[0].status == "held"


async def test_someone_elses_booking_and_none_at_all_look_the_same(house: Any) -> None:
    other = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00")
    ann = await house.person()

    for number in (other.id, 999, 0, -1, 2**63, 2**64 - 1):
        assert await ann.call("cancel_booking", number=number) == (
            f"You have no booking {number}.\n\nYou have no upcoming bookings."
        )
    assert (await house.desk.bookings.get(other.id)).status == "held"


async def test_a_hold_that_ran_out_needs_no_cancelling(house: Any) -> None:
    booking = await house.booked("Loft", "2026-12-24T18:00", "2026-12-24T19:00", by="ann")
    house.clock.now += timedelta(days=3, seconds=1)

    said = await (await house.person()).call("cancel_booking", number=booking.id)

    assert said.startswith(
        f"**Booking {booking.id}** has expired: it was held until Tue, 24 Nov 2026, 10:00 and not paid."
    )


async def test_what_goes_back_for_a_paid_booking_is_in_the_question(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    await house.pay_for(booking)
    ann, lena = await house.person(), await house.person("ann", "ru")
    assert "· paid\n" in await ann.call("my_bookings")

    asked = await ann.call("cancel_booking", number=booking.id)
    assert asked.startswith(
        f"Cancel this booking? €1.00 goes back to you.\n\n**Booking {booking.id}** is paid."
    )
    said = await ann.decide("confirm")
    assert said.startswith(f"**Booking {booking.id}** is cancelled. €1.00 is on its way back to you.\n\n")
    again = await lena.call("cancel_booking", number=booking.id)
    assert again.startswith(f"**Бронь {booking.id}** отменена. 1,00 € скоро к вам вернётся.")


async def test_stars_go_back_as_stars(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    await house.pay_for(booking, stars=65)
    ann = await house.person()
    assert (await ann.call("cancel_booking", number=booking.id)).startswith(
        "Cancel this booking? 65 ⭐ goes back to you."
    )
    assert "65 ⭐ is on its way back to you." in await ann.decide("confirm")


async def test_nothing_goes_back_too_late_and_that_is_said(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-23T08:00", "2026-11-23T09:00", by="ann")
    await house.pay_for(booking)
    ann = await house.person()

    asked = await ann.call("cancel_booking", number=booking.id)
    assert asked.startswith("Cancel this booking? Nothing goes back to you: it begins in less than 48 hours.")
    assert "| Refund | none, as it begins in less than 48 hours |" in asked
    assert "The payment is kept" in await ann.decide("confirm")


async def test_a_refund_that_is_not_to_be_had_any_more_was_not_agreed_to(house: Any) -> None:
    """Between the question and the yes the last hour for a refund has passed."""
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    await house.pay_for(booking)
    ann = await house.person()
    await ann.call("cancel_booking", number=booking.id)
    house.clock.now += timedelta(days=2)

    said = await ann.decide("confirm")

    assert said.startswith("This has changed meanwhile, so nothing was cancelled.")
    assert "Nothing goes back to you" in said
    assert f"write “cancel booking {booking.id}”" in said
    assert (await house.desk.bookings.get(booking.id)).status == "paid"


async def test_what_was_paid_after_the_question_is_not_cancelled_as_if_it_were_not(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    ann = await house.person()
    await ann.call("cancel_booking", number=booking.id)
    await house.pay_for(booking)

    assert (await ann.decide("confirm")).startswith("This has changed meanwhile, so nothing was cancelled.")
    assert (await house.desk.bookings.get(booking.id)).status == "paid"


async def test_what_has_begun_is_not_cancelled(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    await house.pay_for(booking)
    house.clock.now = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)

    said = await (await house.person()).call("cancel_booking", number=booking.id)

    assert said.startswith("This booking has begun, so it can't be cancelled any more.\n\n**Booking")


async def test_paying_is_told_with_the_page(house: Any) -> None:
    ann = await house.person()
    assert (await ann.call("pay_booking")).startswith("You have no booking that waits for payment.")
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    page = f"Booking page: http://127.0.0.1:8080/b/{booking.key}\n\nThere you can pay for it, too."

    assert (await ann.call("pay_booking", number=booking.id)).endswith(page)
    assert (await ann.call("pay_booking")).endswith(page)
    assert (await (await house.person("lena")).call("pay_booking", number=booking.id)).startswith(
        f"You have no booking {booking.id}."
    )
    await house.pay_for(booking)
    assert "There you can pay" not in await ann.call("pay_booking", number=booking.id)


async def test_of_several_unpaid_bookings_one_is_to_be_named(house: Any) -> None:
    first = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    await house.booked("Loft", "2026-11-25T18:00", "2026-11-25T19:00", by="ann")

    said = await (await house.person()).call("pay_booking")

    assert said.startswith("Your bookings:")
    assert said.endswith(f"Write, for example, “pay for booking {first.id}”.")


async def test_ones_own_booking_is_not_told_as_somebody_elses(house: Any) -> None:
    ann = await house.person()
    await ann.call("create_booking", **WISH)
    await ann.decide("confirm")
    [booking] = await bookings_of(house, ann)
    when = {"hall": "Loft", "date": WISH["date"], "start": WISH["start"], "end": WISH["end"]}

    assert await ann.call("get_hall_price", **when) == (
        f"That is your own booking {booking.id}: Loft, Tuesday, 24 November 2026, 18:00–20:00. "
        "It costs **€240.00**."
    )
    assert "already taken" in await (await house.person("lena")).call("get_hall_price", **when)
    later = {**when, "start": "19:00", "end": "21:00"}
    assert "already taken" in await ann.call("get_hall_price", **later)


async def test_where_others_read_along_no_page_and_no_other_booking_is_shown(house: Any) -> None:
    ann = await house.person()
    group = ann.at(Place("telegram", "-5", private=False))
    elsewhere = await house.booked("Loft", "2026-11-25T18:00", "2026-11-25T19:00", by="ann")
    await group.call("create_booking", **WISH)

    assert "/b/" not in await group.decide("confirm")
    assert "/b/" not in await group.call("my_bookings")
    assert f"**{elsewhere.id}**" not in await group.call("my_bookings")
    for tool in ("cancel_booking", "pay_booking"):
        said = await group.call(tool, number=elsewhere.id)
        assert said == (
            f"Others read along here, and booking {elsewhere.id} was made elsewhere. Please ask me in private."
        )
    assert (await ann.call("my_bookings")).count("/b/") == 2


@pytest.mark.parametrize(
    ("hold", "locale", "said"),
    [
        (timedelta(days=1), "en", "It is held for 1 day without payment."),
        (timedelta(hours=36), "en", "It is held for 36 h without payment."),
        (timedelta(days=1), "ru", "Без оплаты бронь хранится 1 день."),
        (timedelta(days=2), "ru", "Без оплаты бронь хранится 2 дня."),
        (timedelta(days=5), "ru", "Бронь держится до начала; оплатить нужно до него."),
        (timedelta(days=5), "en", "It is held for you until it begins; please pay before."),
        (timedelta(minutes=90), "ru", "Без оплаты бронь хранится 1 ч 30 мин."),
    ],
)
async def test_how_long_it_is_held_is_said_in_words(
    house: Any, hold: timedelta, locale: str, said: str
) -> None:
    ann = (await house.person(locale=locale)).by(house.graph(hold=hold))

    assert (await ann.call("create_booking", **WISH)).endswith(said)

"""What people read of changes, payments and refunds, and what others who read along learn of it."""

from datetime import timedelta

import pytest

from storage.payments import Charge
from tests.scheduler.conftest import GROUP, SATURDAY, Scene

EVENT = SATURDAY + timedelta(days=7, hours=9)
WHAT = "**Atrium**, Saturday, 28 November 2026, 18:00–20:00"


async def test_what_was_changed_on_the_page_is_told_with_what_it_was(scene: Scene) -> None:
    booking = await scene.book(EVENT, name="Ann")
    await scene.house.stores.bookings.change(
        booking.id,
        0,
        scene.watch(),
        tell=True,
        start=EVENT + timedelta(hours=1),
        end=EVENT + timedelta(hours=4),
        price=18_000,
        guests=20,
        name="Ann *B*",
        contact="ann@example.org",
    )
    assert await scene.round() == [
        "**Booking 1** was changed on its page:\n\n"
        "- Time: Saturday, 28 November 2026, 18:00–20:00 → Saturday, 28 November 2026, 19:00–22:00\n"
        "- Guests: 12 → 20\n"
        "- Price: €120.00 → €180.00\n"
        "- Your name: Ann → Ann \\*B\\*\n"
        "- Contact: – → ann@example.org\n\n"
        "It is held for you until Tue, 24 Nov 2026, 09:00; please pay by then.\n\n"
        "If that was not you, please open the page: there you can change it back, or cancel."
    ]


async def test_a_group_is_told_of_a_new_time_and_not_of_names_prices_and_contacts(scene: Scene) -> None:
    booking = await scene.book(EVENT, place=GROUP)
    bookings, now = scene.house.stores.bookings, scene.watch()
    booking = await bookings.change(booking.id, 0, now, tell=True, name="Ann", contact="ann@example.org")
    assert await scene.round() == []
    later = EVENT + timedelta(hours=1)
    end = later + timedelta(hours=2)
    await bookings.change(booking.id, 1, now, tell=True, start=later, end=end, price=13_000)
    [told] = await scene.round()
    assert told.startswith("Ann: **Booking 1** was changed on its page:\n\n- Time: ")
    assert "Price" not in told


async def test_a_payment_is_thanked_for_with_what_comes_next(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    payment = await scene.checkout(booking)
    await scene.arrives(payment, Charge("ch_1", 12_000, "EUR"))
    await scene.arrives(payment, Charge("ch_1", 12_000, "EUR"))
    [told] = await scene.deliveries()
    assert told.reply.text == (
        f"Thank you! €120.00 arrived, and **booking 1** is paid: {WHAT}.\n\n"
        "Please show the code on the booking's page at the door.\n\n"
        "If your plans change: cancel until Thu, 26 Nov 2026, 18:00, and all of the money goes back to you."
    )
    assert told.reply.panel is not None
    assert [button.label for button in told.reply.panel.buttons] == [
        "Open the page",
        "Don't remind me",
        "Calendar file",
        "Cancel the booking",
        "My bookings",
    ]


async def test_who_cancels_in_time_is_told_of_the_refund_and_when_it_has_gone(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    receipt = await scene.pay(booking)
    bookings, payments = scene.house.stores.bookings, scene.house.stores.payments
    await bookings.cancel("c", booking.id, booking.user_id, scene.watch(), status="paid", tell=True)
    assert await scene.round() == [
        f"**Booking 1** is cancelled: {WHAT}.\n\n€120.00 goes back to you. I'll write when it is on its way."
    ]
    await payments.refunded(receipt.payment.id, "re_1", scene.watch())
    assert await scene.round() == [
        "€120.00 for **booking 1** is on its way back to you. It may take some days to arrive."
    ]


async def test_who_cancels_too_late_is_told_why_nothing_goes_back(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    await scene.pay(booking)
    scene.watch.time = EVENT - timedelta(hours=30)
    await scene.round()
    cancel = scene.house.stores.bookings.cancel
    await cancel("c", booking.id, booking.user_id, scene.watch(), status="paid", tell=True)
    assert await scene.round() == [
        f"**Booking 1** is cancelled: {WHAT}.\n\n"
        "The money can't go back any more: that was possible until Thu, 26 Nov 2026, 18:00."
    ]


@pytest.mark.parametrize("place", [None, GROUP])
async def test_money_that_comes_too_late_goes_back_and_that_is_said(scene: Scene, place: object) -> None:
    booking = await scene.book(EVENT, **({"place": place} if place else {}))
    payment = await scene.checkout(booking)
    await scene.at(SATURDAY + timedelta(days=4))
    await scene.arrives(payment, Charge("ch_1", 12_000, "EUR"))
    [told] = await scene.round()
    if place:
        assert told == "Ann: There is news of a payment for **booking 1**. Its page tells more."
    else:
        assert told == (
            "€120.00 arrived for **booking 1**, but only after it had ended.\n\n"
            "All of it goes back to you, you need not do anything. I'll write when it is on its way.\n\n"
            "If you still want to come, please book again."
        )


async def test_another_amount_goes_back_and_the_price_is_asked_for_again(scene: Scene) -> None:
    await scene.pay(await scene.book(EVENT), tell=True, amount=500)
    assert await scene.round() == [
        "€5.00 arrived for **booking 1**, but that is not what it costs.\n\n"
        "All of it goes back to you, you need not do anything. I'll write when it is on its way.\n\n"
        "The booking is still held for you until Tue, 24 Nov 2026, 09:00. Please pay €120.00 on its page."
    ]


async def test_what_is_told_is_in_the_persons_language(scene: Scene) -> None:
    booking = await scene.book(EVENT)
    for locale, beginning in (("ru", "Спасибо! Мы получили 120,00 €"), ("zh", "谢谢！已收到 €120.00")):
        await scene.house.stores.users.change(booking.user_id, locale=locale)
        if locale == "ru":
            await scene.pay(booking, tell=True)
        else:
            other = await scene.book(EVENT + timedelta(days=1))
            await scene.pay(other, tell=True)
        [told] = await scene.round()
        assert told.startswith(beginning)


async def test_a_notice_is_no_part_of_any_conversation(scene: Scene) -> None:
    await scene.pay(await scene.book(EVENT), tell=True)
    [told] = await scene.deliveries()
    stores = scene.house.stores
    assert await stores.sessions.of_turn(told.turn_id) is None
    assert await stores.sessions.at("fake:1", (await scene.user()).id) is not None
    assert told.incoming.sender.id == "ann"

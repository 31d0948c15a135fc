"""Paying in the chat, as Anna and the owner see it: the whole program behind the fake Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.settings import Settings
from app.wiring import House, open_house
from bots.pacing import Pacer
from bots.panels.values import value
from bots.platform import Delivery
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Till
from graphs.dialogue import load_incoming, load_reply
from storage.bookings import Booking, NewBooking
from storage.halls import NewHall
from storage.payments import Charge
from storage.place import Place
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.wire.telegram.stage import FREELY, QUICKLY

TOKEN = "123456:TEST:provider"


@pytest.fixture
def boss(fake: FakeTelegram) -> Chat:
    return fake.world.private("Boss")


@asynccontextmanager
async def open_program(fake: FakeTelegram, boss: Chat, url: str, home: Path) -> AsyncIterator[House]:
    settings = Settings(
        concierge_home=home,
        concierge_admins=f"telegram:{boss.id}",
        database_url=url,
        openai_base_url="",
        openai_api_key=SecretStr(""),
        telegram_bot_token=SecretStr(fake.token),
        telegram_payment_token=SecretStr(TOKEN),
        telegram_stars_rate=Decimal(50),
    )
    async with open_house(settings, "https://halls.example.org") as house:
        stores = house.stores
        telegram = open_telegram(
            Access(fake.token, fake.url),
            stores.inbox,
            stores.deliveries,
            Pacer(FREELY),
            QUICKLY,
            till=Till(TOKEN, house.cashier.objection),
        )
        house.platforms[telegram.name] = telegram
        tasks = [asyncio.create_task(house.queue.run()), asyncio.create_task(telegram.run(house.accept))]
        yield house
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await telegram.close()


@pytest.fixture
async def house(fake: FakeTelegram, boss: Chat, sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with open_program(fake, boss, sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def booking(house: House, anna: Chat) -> Booking:
    """A hall that Anna holds from this chat."""
    hall = await house.stores.halls.add(
        NewHall("Atrium", (), {"en": "Glass."}, {}, ((0, 1440),) * 7, 60, 6000, "EUR", "UTC")
    )
    user = await house.stores.users.resolve("telegram", str(anna.id), "Anna", "en")
    start = (datetime.now(UTC) + timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    place, end = Place("telegram", str(anna.id)), start + timedelta(hours=2)
    new = NewBooking(hall.id, user.id, start, end, 10, 12_000, "EUR", place)
    return await house.stores.bookings.hold(
        "hold", new, house.desk.now(), house.desk.now() + timedelta(days=3)
    )


async def ask_to_pay(fake: FakeTelegram, anna: Chat, booking: Booking, provider: str) -> Message:
    """The invoice that a press of the button brings."""
    under = await some_answer(fake, anna)
    fake.people.press_data(under, value("pay", booking.id, "ask", provider))
    return await fake.answer(anna, lambda message: message.content.kind == "invoice", after=under)


async def some_answer(fake: FakeTelegram, anna: Chat) -> Message:
    asked = fake.people.text(anna, "/help")
    answer = await fake.answer(anna, "/start", after=asked)
    await fake.settled(anna)
    return answer


@pytest.mark.parametrize(
    ("provider", "label", "sum_paid"),
    [("stars", "Pay 6000 XTR", "6000 ⭐"), ("telegram", "Pay 12000 EUR", "€120.00")],
)
async def test_an_invoice_in_the_chat_is_paid(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking, provider: str, label: str, sum_paid: str
) -> None:
    invoice = await ask_to_pay(fake, anna, booking, provider)
    assert invoice.content.payload["invoice"]["title"] == "Atrium"
    assert "start_parameter" in invoice.content.payload["invoice"]
    fake.people.press(invoice, label)
    thanks = await fake.answer(anna, "Booking 1 is paid", after=invoice)
    assert sum_paid in thanks.text
    (button,) = thanks.inline_keyboard[0]
    assert button["url"] == house.desk.booking_page(booking)
    assert [one.status for one in await house.stores.payments.of_booking(booking.id)] == ["paid"]


async def test_a_payment_told_fifty_times_is_one_answer(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    invoice = await ask_to_pay(fake, anna, booking, "stars")
    fake.people.pay(invoice)
    await fake.answer(anna, "is paid", after=invoice)
    (update,) = [one for one in fake.updates.all.values() if "successful_payment" in str(one.body)]
    fake.updates.repeat(update, 50)
    await fake.confirmed()
    await house.queue.drain()
    assert [message.text.count("is paid") for message in anna.said_by(fake.world.bot.user)].count(1) == 1
    assert len(await house.stores.payments.of_booking(booking.id)) == 1


async def test_what_can_not_be_paid_any_more_is_refused_before_money_moves(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    invoice = await ask_to_pay(fake, anna, booking, "stars")
    now = house.desk.now()
    await house.stores.bookings.cancel("cancel", booking.id, booking.user_id, now, tell=False)
    query = fake.people.pay(invoice)
    await fake.wait_for(lambda: query.answer)
    assert query.answer == {"ok": False, "error_message": "This booking was cancelled. You can book anew."}
    assert "payment refused: This booking was cancelled" in fake.conversation(anna)


async def test_an_invoice_shown_twice_is_paid_once(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    """Telegram has taken the invoice, and we don't hear of it: it is shown once more."""
    fake.faults.next(faults.drop(accepted=True), method="sendInvoice")
    first = await ask_to_pay(fake, anna, booking, "stars")
    second = await fake.answer(anna, lambda message: message.content.kind == "invoice", after=first)
    fake.people.pay(first)
    await fake.answer(anna, "is paid", after=second)
    query = fake.people.pay(second)
    await fake.wait_for(lambda: query.answer)
    assert query.answer is not None
    assert "paid already" in query.answer["error_message"]


async def test_both_of_two_invoices_paid_at_one_moment_give_one_back(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    invoice = await ask_to_pay(fake, anna, booking, "stars")
    payload = fake.world.payments[f"invoice:{anna.id}:{invoice.id}"]["payload"]
    paid = {"total_amount": 6000, "invoice_payload": payload}
    for number in (1, 2):
        fake.people.paid(anna, paid | {"telegram_payment_charge_id": f"stx{number}"})
    await fake.answer(anna, "go back to you in full", after=invoice)
    states = [(one.status, one.reason) for one in await house.stores.payments.of_booking(booking.id)]
    assert states == [("paid", ""), ("refund_due", "twice")]


async def test_delivering_an_invoice_again_shows_nothing_new(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    await ask_to_pay(fake, anna, booking, "stars")
    await house.queue.drain()
    turns = [await house.stores.inbox.get(number) for number in range(1, 5)]
    (turn,) = [one for one in turns if one is not None and one.reply and '"invoice":{' in one.reply]
    assert turn.reply is not None
    await house.platforms["telegram"].deliver(
        Delivery(turn.id, load_incoming(turn.payload), load_reply(turn.reply))
    )
    assert [one.content.kind for one in anna.said_by(fake.world.bot.user)].count("invoice") == 1


async def test_an_invoice_that_telegram_refuses_is_said(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    fake.faults.next(faults.refuse(400, "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID"), method="sendInvoice")
    under = await some_answer(fake, anna)
    fake.people.press_data(under, value("pay", booking.id, "ask", "stars"))
    await fake.answer(anna, "pay on the booking's page", after=under)


async def test_anothers_booking_has_no_invoice(house: House, fake: FakeTelegram, booking: Booking) -> None:
    eve = fake.world.private("Eve")
    under = await some_answer(fake, eve)
    fake.people.press_data(under, value("pay", booking.id, "ask", "stars"))
    await fake.answer(eve, "somebody else's", after=under)
    assert await house.stores.payments.of_booking(booking.id) == []


async def test_the_owner_is_told_once_what_to_give_back_by_hand(
    house: House, fake: FakeTelegram, anna: Chat, boss: Chat, booking: Booking
) -> None:
    invoice = await ask_to_pay(fake, anna, booking, "telegram")
    fake.people.pay(invoice)
    await fake.answer(anna, "is paid", after=invoice)
    now = house.desk.now()
    await house.stores.bookings.cancel("cancel", booking.id, booking.user_id, now, status="paid")
    (due,) = await house.stores.payments.claim_due(now + timedelta(hours=1), timedelta(minutes=1), 10)
    await house.cashier.look(due)
    await house.cashier.look(due)
    told = await fake.answer(boss, "by hand")
    assert "€120.00" in told.text
    assert str(due.charge) in told.text
    assert f"concierge payments refunded {due.id}" in told.text
    await house.queue.drain()
    assert len(boss.said_by(fake.world.bot.user)) == 1


async def test_money_for_nothing_of_ours_is_answered(house: House, fake: FakeTelegram, anna: Chat) -> None:
    fake.people.paid(anna, {"invoice_payload": "of another bot", "telegram_payment_charge_id": "stx7"})
    assert "stx7" in (await fake.answer(anna, "none of our bookings")).text


async def test_money_right_behind_a_long_message_is_counted(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    """A long message may go on in the next one, which must not swallow a payment."""
    invoice = await ask_to_pay(fake, anna, booking, "stars")
    payload = fake.world.payments[f"invoice:{anna.id}:{invoice.id}"]["payload"]
    fake.people.text(anna, "/help " + "word " * 600)
    fake.people.paid(anna, {"total_amount": 6000, "invoice_payload": payload})
    await fake.answer(anna, "is paid", after=invoice)


async def test_money_is_taken_by_the_inbox_before_telegram_is_told(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    invoice = await ask_to_pay(fake, anna, booking, "stars")
    payload = fake.world.payments[f"invoice:{anna.id}:{invoice.id}"]["payload"]
    await house.stores.payments.receive(payload, Charge("stx1", 6000, "XTR", str(anna.id)), house.desk.now())
    paid = {"total_amount": 6000, "invoice_payload": payload, "telegram_payment_charge_id": "stx1"}
    fake.people.paid(anna, paid)
    await fake.answer(anna, "is paid", after=invoice)
    assert len(await house.stores.payments.of_booking(booking.id)) == 1


async def test_among_others_nothing_is_paid_and_no_price_is_told(
    house: House, fake: FakeTelegram, anna: Chat, booking: Booking
) -> None:
    assert anna.partner is not None
    group = fake.world.group("Party", anna.partner, "Eve")
    fake.people.text(group, "/help@concierge_bot")
    under = await fake.answer(group, "/start")
    fake.people.press_data(under, value("pay", booking.id, "ask", "stars"), by=anna.partner)
    await fake.answer(group, "in a private chat", after=under)
    payment = await house.cashier.invoice(booking, "stars")
    paid = {"total_amount": payment.amount, "invoice_payload": payment.key}
    fake.people.paid(group, paid, by=anna.partner)
    thanks = await fake.answer(group, "is paid")
    assert "6000" not in thanks.text
    assert thanks.inline_keyboard == []

"""Buttons, inline queries and payments."""

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LabeledPrice,
    Message,
)

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y")]])
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def test_a_pressed_button_is_answered_once(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    sent = await bot.send_message(anna.id, "Sure?", reply_markup=KEYBOARD)
    query = telegram.people.press(sent.message_id, "Yes", chat=anna)
    callback = (await bot.get_updates())[0].callback_query
    assert callback is not None
    assert isinstance(callback.message, Message)
    assert (callback.data, callback.message.message_id, callback.from_user.first_name) == (
        "y",
        sent.message_id,
        "Anna",
    )
    await bot.answer_callback_query(callback.id, "Done", show_alert=True)
    assert query.answer == {"text": "Done", "show_alert": True, "url": ""}
    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await bot.answer_callback_query(callback.id)
    assert telegram.conversation(anna).splitlines()[-2:] == ["  (Anna presses 'Yes')", "  (pop-up: Done)"]


async def test_a_late_or_unknown_query_is_too_old(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    sent = await bot.send_message(anna.id, "Sure?", reply_markup=KEYBOARD)
    query = telegram.people.press(anna.messages[sent.message_id], "y")
    query.at -= 60
    for query_id in (query.id, "12345"):
        with pytest.raises(TelegramBadRequest, match=TOO_OLD):
            await bot.answer_callback_query(query_id)


async def test_only_buttons_that_are_there_can_be_pressed(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    sent = anna.messages[(await bot.send_message(anna.id, "Sure?", reply_markup=KEYBOARD)).message_id]
    with pytest.raises(LookupError, match="Yes"):
        telegram.people.press(sent, "No")
    await bot.edit_message_reply_markup(chat_id=anna.id, message_id=sent.id)
    with pytest.raises(LookupError):
        telegram.people.press(sent, "Yes")
    telegram.people.press_data(sent, "stale")
    callback = (await bot.get_updates())[0].callback_query
    assert callback is not None
    assert callback.data == "stale"


async def test_an_inline_query_from_typing_to_the_message(
    telegram: FakeTelegram, bot: Bot, group: Chat
) -> None:
    query = telegram.people.inline_query("halls")
    asked = (await bot.get_updates())[0].inline_query
    assert asked is not None
    assert asked.query == "halls"
    content = InputTextMessageContent(message_text="Blue hall")
    article = InlineQueryResultArticle(
        id="1", title="Blue", input_message_content=content, reply_markup=KEYBOARD
    )
    with pytest.raises(TelegramBadRequest, match="RESULT_ID_DUPLICATE"):
        await bot.answer_inline_query(asked.id, [article, article])
    await bot.answer_inline_query(asked.id, [article])
    message = telegram.people.choose(query, "1", group)
    assert (message.text, message.via_bot) == ("Blue hall", telegram.world.bot.user)
    chosen = (await bot.get_updates())[-1].chosen_inline_result
    assert chosen is not None
    assert chosen.inline_message_id is not None
    assert await bot.edit_message_text("Red hall", inline_message_id=chosen.inline_message_id) is True
    assert message.text == "Red hall"


async def invoice(bot: Bot, chat: Chat) -> int:
    prices = [LabeledPrice(label="Deposit", amount=50)]
    sent = await bot.send_invoice(chat.id, "Hall", "Deposit", "booking-7", "XTR", prices)
    return sent.message_id


async def test_stars_from_invoice_to_refund(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.people.press(await invoice(bot, anna), "Pay 50 XTR", chat=anna)
    checkout = (await bot.get_updates())[0].pre_checkout_query
    assert checkout is not None
    assert (checkout.invoice_payload, checkout.total_amount, checkout.currency) == ("booking-7", 50, "XTR")
    await bot.answer_pre_checkout_query(checkout.id, ok=True)
    paid = (await bot.get_updates())[-1].message
    assert paid is not None
    assert paid.successful_payment is not None
    charge = paid.successful_payment.telegram_payment_charge_id
    assert (await bot.get_my_star_balance()).amount == 50
    assert anna.partner is not None
    await bot.refund_star_payment(anna.partner.id, charge)
    assert (await bot.get_my_star_balance()).amount == 0
    with pytest.raises(TelegramBadRequest, match="CHARGE_ALREADY_REFUNDED"):
        await bot.refund_star_payment(anna.partner.id, charge)


async def test_a_checkout_that_is_refused_or_late_takes_no_money(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    message_id = await invoice(bot, anna)
    refused = telegram.people.pay(message_id, chat=anna)
    await bot.answer_pre_checkout_query(refused.id, ok=False, error_message="Taken")
    late = telegram.people.pay(message_id, chat=anna)
    late.at -= 11
    with pytest.raises(TelegramBadRequest, match=TOO_OLD):
        await bot.answer_pre_checkout_query(late.id, ok=True)
    assert not telegram.world.updates.all.keys() - {one.update_id for one in await bot.get_updates()}
    assert not [one for one in anna.standing if one.is_service]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"payload": "я" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"currency": "EUR"}, "PAYMENT_PROVIDER_INVALID"),
        ({"prices": [LabeledPrice(label="a", amount=1)] * 2}, "STARS_INVOICE_INVALID"),
    ],
)
async def test_a_wrong_invoice_is_refused(bot: Bot, anna: Chat, change: dict[str, Any], refusal: str) -> None:
    right: dict[str, Any] = {"payload": "p", "currency": "XTR", "prices": [LabeledPrice(label="a", amount=1)]}
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_invoice(anna.id, title="T", description="D", **(right | change))


async def test_waiting_helpers(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    asked = telegram.people.text(anna, "?")

    async def stream() -> None:
        sent = await bot.send_message(anna.id, "…")
        for text in ("one", "one two", "one two three"):
            await asyncio.sleep(0.02)
            await bot.edit_message_text(text, chat_id=anna.id, message_id=sent.message_id)

    streaming = asyncio.create_task(stream())
    assert (await telegram.answer(anna, "two", after=asked)).text.startswith("one two")
    assert [one.text for one in await telegram.settled(anna, quiet=0.1)] == ["one two three"]
    assert (await telegram.call("editMessageText", anna, count=3)).result["text"] == "one two three"
    await streaming
    with pytest.raises(TimeoutError, match="Anna: \\?"):
        await telegram.answer(anna, "four", within=0.05)

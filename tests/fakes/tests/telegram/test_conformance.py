"""What the fake itself says, against the specification: updates and results."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice, Update

from tests.fakes.telegram import FakeTelegram, specification
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.specification import Specification
from tests.fakes.telegram.updates import wire_body

NEWER = ("can_send_welcome_messages",)
"""Fields that aiogram requires although the specification does not have them yet."""

KINDS = ["message", "message_reaction", "callback_query", "inline_query", "chat_member", "my_chat_member"]


@pytest.fixture
def described() -> Specification:
    loaded = specification.load()
    if loaded is None:
        pytest.skip("telegram-bot-api.json is not here: set TELEGRAM_SPEC")
    return loaded


def faults_of(described: Specification, types: tuple[str, ...], value: Any) -> list[str]:
    found = described.check(types, value, "")
    unknown = [name for name in found.unknown if not name.endswith(NEWER)]
    return [*found.missing, *found.mistyped, *unknown]


async def test_every_update_is_one_of_the_bot_api(
    telegram: FakeTelegram, bot: Bot, described: Specification, anna: Chat, group: Chat, forum: Chat
) -> None:
    telegram.updates.allow(described.types["Update"])
    people = telegram.people
    asked = people.text(anna, "hi https://example.com /new")
    people.edit(asked, "hello")
    people.react(asked, "👍")
    people.text(forum, "x", topic=next(iter(forum.topics)))
    people.text(group, "re", reply_to=people.text(group, "x"), quote="x")
    for kind in ("photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker"):
        people.attach(anna, kind, caption="" if kind in {"video_note", "sticker"} else "c")
    people.location(anna, 1.5, 2.5)
    people.contact(anna, "+1", "Hall")
    people.forward(group, asked)
    people.inline_query("x")
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Y", callback_data="y")]])
    sent = await bot.send_message(anna.id, "?", reply_markup=keyboard)
    people.press(sent.message_id, "Y", chat=anna)
    invoice = await bot.send_invoice(anna.id, "T", "D", "p", "XTR", [LabeledPrice(label="a", amount=1)])
    await bot.answer_pre_checkout_query(people.pay(invoice.message_id, chat=anna).id, ok=True)
    people.paid(anna, {"total_amount": 5})
    people.join(group, "Clara")
    people.leave(group)
    people.kick_bot(group)
    people.add_bot(group)
    people.promote_bot(group)
    people.migrate(group)
    people.block(anna)
    kinds = {update.kind for update in telegram.updates.all.values()}
    assert set(KINDS) <= kinds
    for update in telegram.updates.all.values():
        assert faults_of(described, ("Update",), wire_body(update)) == [], update.kind
        Update.model_validate(wire_body(update))


async def test_every_result_is_of_the_documented_type(
    telegram: FakeTelegram, bot: Bot, described: Specification, anna: Chat, forum: Chat
) -> None:
    telegram.people.promote_bot(forum)
    file = BufferedInputFile(b"data", "a.bin")
    for send in (bot.send_document, bot.send_photo, bot.send_voice, bot.send_video, bot.send_audio):
        await send(anna.id, file, caption="c")
    topic = await bot.create_forum_topic(forum.id, "Ideas")
    sent = await bot.send_message(forum.id, "x", message_thread_id=topic.message_thread_id)
    await bot.edit_message_text("y", chat_id=forum.id, message_id=sent.message_id)
    await bot.get_chat(forum.id)
    await bot.get_chat(anna.id)
    for user in forum.members:
        await bot.get_chat_member(forum.id, user)
    await bot.get_me()
    await bot.get_my_star_balance()
    await bot.get_webhook_info()
    await bot.get_star_transactions()
    await bot.get_my_name()
    await bot.send_dice(anna.id)
    await bot.get_available_gifts()
    await bot.get_my_default_administrator_rights()
    for call in telegram.calls:
        returns = described.returns[call.method.lower()]
        assert faults_of(described, returns, call.result) == [], call.method
    assert telegram.calls.warnings == []

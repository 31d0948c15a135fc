"""Calls against the specification and the rules that it does not write down."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    ForceReply,
    InlineKeyboardMarkup,
    ReactionTypeEmoji,
    ReplyParameters,
)

from tests.fakes.telegram import FakeTelegram, specification
from tests.fakes.telegram.chats import Chat

needs_specification = pytest.mark.skipif(
    specification.load() is None, reason="telegram-bot-api.json is not here: set TELEGRAM_SPEC"
)

Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def keyboard(**button: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate({"inline_keyboard": [[{"text": "Go"} | button]]})


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x", "text": " "}, "inline keyboard button text must be non-empty"),
        ({"url": "http://localhost:8000/pay"}, "is invalid: Wrong HTTP URL"),
        ({"url": "javascript:alert(1)"}, "is invalid"),
    ],
)
async def test_a_wrong_button_is_refused(bot: Bot, anna: Chat, button: dict[str, Any], refusal: str) -> None:
    with pytest.raises(TelegramBadRequest) as caught:
        await bot.send_message(anna.id, "?", reply_markup=keyboard(**button))
    assert refusal in caught.value.message


async def test_64_bytes_of_data_are_accepted(bot: Bot, anna: Chat) -> None:
    await bot.send_message(anna.id, "?", reply_markup=keyboard(callback_data="я" * 32))


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ([], "object expected as reply markup"),
        ({"inline_keyboard": ["x"]}, 'field "inline_keyboard" must be an Array of Arrays'),
        ({"inline_keyboard": [["x"]]}, "InlineKeyboardButton must be an Object"),
        ({"inline_keyboard": [[{"callback_data": "x"}]]}, 'Can\'t find field "text"'),
        ({"keyboard": [[1]]}, "KeyboardButton must be a String or an Object"),
        ({"buttons": []}, "can't parse reply keyboard markup JSON object"),
        ({"inline_keyboard": [[{"text": "x" * 11_000, "callback_data": "x"}]]}, "reply markup is too long"),
        ("{", "can't parse reply markup JSON object"),
    ],
)
async def test_a_wrong_reply_markup_is_refused(anna: Chat, call: Ask, markup: object, refusal: str) -> None:
    status, answer = await call("sendMessage", chat_id=anna.id, text="?", reply_markup=markup)
    assert status == 400
    assert refusal in answer["description"]


async def test_an_unknown_method_is_not_found(call: Ask) -> None:
    status, answer = await call("levitate", chat_id=1)
    assert (status, answer["description"]) == (404, "Not Found: method not found")


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("sendMessage", {"text": "hi"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "Bad Request: message text is empty"),
        (
            "editMessageText",
            {"chat_id": "ANNA", "text": "x"},
            "Bad Request: message identifier is not specified",
        ),
        ("sendMessage", {"chat_id": 1, "text": "hi"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "hi"}, "Bad Request: chat not found"),
        (
            "sendChatAction",
            {"chat_id": "ANNA", "action": "yawning"},
            "Bad Request: wrong parameter action in request",
        ),
        ("getFile", {"file_id": "x"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
        ("getChatMember", {"chat_id": "ANNA", "user_id": 1}, "Bad Request: user not found"),
    ],
)
async def test_refusals_have_telegrams_words(
    anna: Chat, call: Ask, method: str, params: dict[str, Any], refusal: str
) -> None:
    named = {name: anna.id if value == "ANNA" else value for name, value in params.items()}
    assert (await call(method, **named))[1]["description"] == refusal


@needs_specification
async def test_a_parameter_of_the_wrong_type_is_refused(anna: Chat, call: Ask) -> None:
    status, answer = await call("sendMessage", chat_id=anna.id, text="x", disable_notification="maybe")
    assert status == 400
    assert (
        answer["description"]
        == 'Bad Request: can\'t parse "disable_notification": disable_notification: Boolean expected'
    )
    status, answer = await call(
        "sendMessage", chat_id=anna.id, text="x", link_preview_options={"is_disabled": 3}
    )
    assert "link_preview_options.is_disabled: Boolean expected" in answer["description"]


@needs_specification
async def test_an_unknown_parameter_is_a_warning(telegram: FakeTelegram, anna: Chat, call: Ask) -> None:
    status, _ = await call("sendMessage", chat_id=anna.id, text="x", telepathy=True)
    assert status == 200
    assert 'unknown parameter "telepathy"' in telegram.calls.warnings[0]


@needs_specification
async def test_a_form_of_strings_is_read_by_the_specification(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    await bot.send_message(anna.id, "x", disable_notification=True, reply_markup=ForceReply(selective=True))
    assert telegram.calls.warnings == []


@needs_specification
@pytest.mark.parametrize("method", ["exportChatInviteLink", "getForumTopicIconStickers", "getAvailableGifts"])
async def test_other_methods_answer_plausibly(group: Chat, call: Ask, method: str) -> None:
    status, answer = await call(method, chat_id=group.id)
    assert (status, answer["ok"]) == (200, True)


@needs_specification
async def test_a_kind_of_message_without_rules_is_posted_all_the_same(bot: Bot, anna: Chat) -> None:
    sent = await bot.send_poll(anna.id, "?", ["a", "b"])
    assert anna.messages[sent.message_id].text == "[poll]"


async def test_reactions_are_of_the_allowed_set(bot: Bot, telegram: FakeTelegram, anna: Chat) -> None:
    message = telegram.people.text(anna, "hi")
    await bot.set_message_reaction(anna.id, message.id, [ReactionTypeEmoji(emoji="👀")])
    assert message.reactions[telegram.world.bot.user.id] == [{"type": "emoji", "emoji": "👀"}]
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(anna.id, message.id, [ReactionTypeEmoji(emoji="🧮")])
    anna.allowed_reactions = frozenset("👍")
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(anna.id, message.id, [ReactionTypeEmoji(emoji="👀")])
    with pytest.raises(TelegramBadRequest, match="message to react not found"):
        await bot.set_message_reaction(anna.id, 999)


async def test_a_reply_needs_its_message(bot: Bot, telegram: FakeTelegram, anna: Chat) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(anna.id, "x", reply_parameters=ReplyParameters(message_id=999))
    lenient = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    await bot.send_message(anna.id, "x", reply_parameters=lenient)
    asked = telegram.people.text(anna, "one two three")
    quoting = ReplyParameters(message_id=asked.id, quote="two")
    message = await bot.send_message(anna.id, "x", reply_parameters=quoting)
    assert message.reply_to_message is not None
    assert message.quote is not None
    assert (message.reply_to_message.text, message.quote.text) == ("one two three", "two")


async def test_commands_are_kept_by_scope_and_language(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand(command="new", description="Start over")])
    await bot.set_my_commands([BotCommand(command="new", description="Сначала")], language_code="ru")
    assert [one.description for one in await bot.get_my_commands(language_code="ru")] == ["Сначала"]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="New-Chat", description="x")])


async def test_the_card_of_the_bot_can_be_written(bot: Bot) -> None:
    await bot.set_my_description("Books halls")
    await bot.set_my_short_description("Halls", language_code="ru")
    assert (await bot.get_my_description()).description == "Books halls"
    assert (await bot.get_my_short_description(language_code="ru")).short_description == "Halls"
    await bot.set_chat_menu_button()
    assert (await bot.get_chat_menu_button()).type == "default"

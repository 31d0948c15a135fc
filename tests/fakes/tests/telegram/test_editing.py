"""Edits, deletions, copies."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    Message,
    ReplyKeyboardRemove,
)

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y")]])


async def test_an_edit_keeps_the_versions_before_it(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    sent = await bot.send_message(anna.id, "one", reply_markup=KEYBOARD)
    edited = await bot.edit_message_text("two", chat_id=anna.id, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.edit_date is not None, edited.reply_markup) == ("two", True, None)
    kept = anna.messages[sent.message_id]
    assert [one.content.text for one in kept.versions] == ["one"]
    assert telegram.conversation(anna) == "bot: two (edited 1x)"


async def test_the_same_again_is_not_modified(bot: Bot, anna: Chat) -> None:
    sent = await bot.send_message(anna.id, "one", reply_markup=KEYBOARD)
    where: dict[str, Any] = {"chat_id": anna.id, "message_id": sent.message_id}
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await bot.edit_message_text(" one\n", reply_markup=KEYBOARD, **where)
    await bot.edit_message_text("one", **where)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(**where)
    await bot.edit_message_reply_markup(reply_markup=KEYBOARD, **where)
    await bot.edit_message_text("<b>one</b>", parse_mode="HTML", reply_markup=KEYBOARD, **where)


async def test_what_is_gone_or_not_the_bots_own_is_not_edited(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    theirs = telegram.people.text(anna, "mine")
    keyed = await bot.send_message(anna.id, "x", reply_markup=ReplyKeyboardRemove())
    gone = await bot.send_message(anna.id, "x")
    telegram.people.delete(anna.messages[gone.message_id])
    for message_id, text in (
        (theirs.id, "message can't be edited"),
        (keyed.message_id, "message can't be edited"),
        (gone.message_id, "message to edit not found"),
        (999, "message to edit not found"),
    ):
        with pytest.raises(TelegramBadRequest, match=text):
            await bot.edit_message_text("y", chat_id=anna.id, message_id=message_id)


async def test_text_captions_and_media_are_edited_each_by_its_own_method(bot: Bot, anna: Chat) -> None:
    text = await bot.send_message(anna.id, "x")
    file = await bot.send_document(anna.id, BufferedInputFile(b"1", "a.txt"), caption="a")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=anna.id, message_id=text.message_id, caption="y")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("y", chat_id=anna.id, message_id=file.message_id)
    edited = await bot.edit_message_caption(chat_id=anna.id, message_id=file.message_id, caption="b")
    assert isinstance(edited, Message)
    assert edited.caption == "b"
    media = InputMediaDocument(media=BufferedInputFile(b"22", "b.txt"), caption="c")
    edited = await bot.edit_message_media(media, chat_id=anna.id, message_id=file.message_id)
    assert isinstance(edited, Message)
    assert edited.document is not None
    assert (edited.document.file_name, edited.document.file_size, edited.caption) == ("b.txt", 2, "c")


async def test_deletions(telegram: FakeTelegram, bot: Bot, anna: Chat, group: Chat) -> None:
    own = [await bot.send_message(anna.id, str(number)) for number in range(3)]
    await bot.delete_message(anna.id, own[0].message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(anna.id, own[0].message_id)
    await bot.delete_messages(anna.id, [own[1].message_id, own[2].message_id, 999])
    assert anna.standing == []
    theirs = telegram.people.text(group, "mine")
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(group.id, theirs.id)
    telegram.people.promote_bot(group)
    await bot.delete_message(group.id, theirs.id)
    old = await bot.send_message(anna.id, "old")
    anna.messages[old.message_id].at -= 49 * 3600
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(anna.id, old.message_id)


async def test_forwards_and_copies(telegram: FakeTelegram, bot: Bot, anna: Chat, group: Chat) -> None:
    source = telegram.people.text(anna, "hi")
    forwarded = await bot.forward_message(group.id, anna.id, source.id)
    assert (forwarded.text, forwarded.forward_origin is not None) == ("hi", True)
    copied = await bot.copy_message(group.id, anna.id, source.id)
    assert group.messages[copied.message_id].forward_origin is None
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await bot.copy_message(group.id, anna.id, 999)


async def test_a_draft_shows_until_the_message_comes(bot: Bot, anna: Chat) -> None:
    await bot.send_message_draft(anna.id, draft_id=1, text="Thin")
    await bot.send_message_draft(anna.id, draft_id=1, text="Thinking")
    assert list(anna.drafts.values()) == ["Thinking"]
    await bot.send_message(anna.id, "Thought")
    assert not anna.drafts

"""Groups, supergroups, forums and what the bot may do there."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat


async def messages(bot: Bot) -> list[Message]:
    return [one.message for one in await bot.get_updates() if one.message]


async def test_a_topic_message_names_its_topic_and_replies_to_its_opening(
    telegram: FakeTelegram, bot: Bot, forum: Chat
) -> None:
    topic = next(iter(forum.topics.values()))
    telegram.people.text(forum, "in the topic", topic=topic)
    telegram.people.text(forum, "in General")
    inside, general = await messages(bot)
    assert (inside.message_thread_id, inside.is_topic_message, inside.chat.is_forum) == (topic.id, True, True)
    assert inside.reply_to_message is not None
    assert inside.reply_to_message.forum_topic_created is not None
    assert (general.message_thread_id, general.is_topic_message, general.reply_to_message) == (
        None,
        None,
        None,
    )


async def test_a_reply_chain_outside_forums_has_a_thread_id_but_is_no_topic(
    telegram: FakeTelegram, bot: Bot
) -> None:
    chat = telegram.world.supergroup("Crowd", "Anna")
    first = telegram.people.text(chat, "one")
    second = telegram.people.text(chat, "two", reply_to=first)
    telegram.people.text(chat, "three", reply_to=second)
    *_, third = await messages(bot)
    assert (third.message_thread_id, third.is_topic_message) == (first.id, None)
    sent = await bot.send_message(chat.id, "ignored there", message_thread_id=12345)
    assert sent.message_thread_id is None


async def test_the_bot_writes_into_topics(telegram: FakeTelegram, bot: Bot, forum: Chat) -> None:
    topic = next(iter(forum.topics.values()))
    asked = telegram.people.text(forum, "?", topic=topic)
    sent = await bot.send_message(forum.id, "!", message_thread_id=topic.id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.id, True)
    assert (await bot.send_message(forum.id, "!", reply_to_message_id=asked.id)).message_thread_id == topic.id
    for wrong in (1, 999):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(forum.id, "!", message_thread_id=wrong)
    topic.closed = True
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "!", message_thread_id=topic.id)
    assert "[Bookings]: ?" in telegram.conversation(forum)


async def test_only_an_administrator_opens_topics(
    telegram: FakeTelegram, bot: Bot, forum: Chat, group: Chat
) -> None:
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "Ideas")
    with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
        await bot.create_forum_topic(group.id, "Ideas")
    telegram.people.promote_bot(forum)
    topic = await bot.create_forum_topic(forum.id, "Ideas")
    await bot.edit_forum_topic(forum.id, topic.message_thread_id, name="Good ideas")
    await bot.close_forum_topic(forum.id, topic.message_thread_id)
    await bot.reopen_forum_topic(forum.id, topic.message_thread_id)
    await bot.delete_forum_topic(forum.id, topic.message_thread_id)
    assert [one.name for one in forum.topics.values()] == ["Bookings"]


async def test_rights_to_send_are_checked_by_kind(telegram: FakeTelegram, bot: Bot, group: Chat) -> None:
    telegram.people.restrict_bot(group, "text")
    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages to the chat"):
        await bot.send_message(group.id, "x")
    await bot.send_photo(group.id, "https://example.com/a.jpg")
    telegram.people.restrict_bot(group)
    with pytest.raises(TelegramBadRequest, match="not enough rights to send photos to the chat"):
        await bot.send_photo(group.id, "https://example.com/a.jpg")


async def test_privacy_mode_hides_what_is_not_for_the_bot(
    telegram: FakeTelegram, bot: Bot, group: Chat
) -> None:
    telegram.world.bot.reads_all_group_messages = False
    own = await bot.send_message(group.id, "I am here")
    telegram.people.text(group, "between us")
    telegram.people.command(group, "new", addressed=True)
    telegram.people.text(group, "hey @concierge_bot")
    telegram.people.text(group, "yes", reply_to=own.message_id)
    assert [one.text for one in await messages(bot)] == ["/new@concierge_bot", "hey @concierge_bot", "yes"]


async def test_what_the_bot_asks_about_chats(
    telegram: FakeTelegram, bot: Bot, group: Chat, anna: Chat
) -> None:
    boris = group.people[1]
    assert (await bot.get_chat(group.id)).title == "Hall team"
    assert (await bot.get_chat(anna.id)).first_name == "Anna"
    assert await bot.get_chat_member_count(group.id) == 3
    assert (await bot.get_chat_member(group.id, boris.id)).status == "member"
    assert [one.user.first_name for one in await bot.get_chat_administrators(group.id)] == ["Anna"]
    telegram.people.leave(group, boris)
    assert (await bot.get_chat_member(group.id, boris.id)).status == "left"
    telegram.people.join(group, "Clara")
    assert [bool(one.new_chat_members) for one in await messages(bot)] == [False, True]


async def test_administration(telegram: FakeTelegram, bot: Bot, group: Chat) -> None:
    with pytest.raises(TelegramBadRequest, match="not enough rights to change chat title"):
        await bot.set_chat_title(group.id, "New")
    telegram.people.promote_bot(group)
    await bot.set_chat_title(group.id, "New")
    await bot.set_chat_description(group.id, "About")
    sent = await bot.send_message(group.id, "important")
    await bot.pin_chat_message(group.id, sent.message_id)
    chat = await bot.get_chat(group.id)
    assert (chat.title, chat.description) == ("New", "About")
    assert chat.pinned_message is not None
    await bot.unpin_chat_message(group.id)
    await bot.ban_chat_member(group.id, group.people[1].id)
    assert len(group.people) == 1


async def test_messages_count_by_chat_in_supergroups_and_together_elsewhere(
    telegram: FakeTelegram, anna: Chat, group: Chat
) -> None:
    large = telegram.world.supergroup("Crowd", "Clara")
    numbers = [telegram.people.text(chat, "x").id for chat in (anna, group, anna, large, large)]
    assert numbers == [1, 2, 3, 2, 3]

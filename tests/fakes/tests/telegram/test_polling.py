"""getUpdates, as aiogram calls it."""

import asyncio

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import Message

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat


async def test_updates_come_again_until_a_higher_offset_confirms_them(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.people.text(anna, "one")
    telegram.people.text(anna, "two")
    first = await bot.get_updates(offset=0)
    again = await bot.get_updates(offset=first[0].update_id)
    assert [one.message.text for one in again if one.message] == ["one", "two"]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [one.message.text for one in rest if one.message] == ["two"]
    assert await bot.get_updates(offset=rest[0].update_id + 1) == []
    assert not telegram.updates.pending


async def test_a_limit_cuts_the_batch_and_not_the_queue(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    for number in range(3):
        telegram.people.text(anna, str(number))
    assert len(await bot.get_updates(limit=2)) == 2
    assert len(telegram.updates.pending) == 3


async def test_a_negative_offset_forgets_all_but_the_last(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    for number in range(3):
        telegram.people.text(anna, str(number))
    updates = await bot.get_updates(offset=-1)
    assert [one.message.text for one in updates if one.message] == ["2"]
    assert len(telegram.updates.pending) == 1


async def test_an_offset_far_in_the_future_starts_at_the_head(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.people.text(anna, "one")
    assert len(await bot.get_updates(offset=telegram.updates.next_id + 1000)) == 1


async def test_a_long_poll_answers_as_soon_as_something_happens(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, telegram.people.text, anna, "late")
    started = loop.time()
    updates = await bot.get_updates(timeout=10)
    assert updates[0].message is not None
    assert updates[0].message.text == "late"
    assert loop.time() - started < 1


async def test_a_long_poll_ends_empty_after_its_time(telegram: FakeTelegram, bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == []


async def test_a_second_poller_ends_the_first_with_a_conflict(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await telegram.wait_for(lambda: telegram.calls.of("getUpdates"))
    second = asyncio.create_task(bot.get_updates(timeout=10))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    telegram.people.text(anna, "for the second")
    assert len(await second) == 1


async def test_polling_with_a_webhook_set_is_a_conflict(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_reactions_come_only_to_those_who_ask(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    message = telegram.people.text(anna, "hi")
    telegram.people.react(message, "👍")
    assert [one.event_type for one in await bot.get_updates()] == ["message"]
    await bot.get_updates(offset=-1, allowed_updates=["message_reaction"])
    telegram.people.react(message, "🔥")
    telegram.people.text(anna, "not asked for")
    update = (await bot.get_updates())[-1]
    assert update.message_reaction is not None
    old, new = update.message_reaction.old_reaction, update.message_reaction.new_reaction
    assert [one.model_dump() for one in old] == [{"type": "emoji", "emoji": "👍"}]
    assert [one.model_dump() for one in new] == [{"type": "emoji", "emoji": "🔥"}]


async def test_a_duplicate_comes_as_often_as_asked_even_past_its_confirmation(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.people.text(anna, "hi")
    update_id = (await bot.get_updates())[0].update_id
    await bot.get_updates(offset=update_id + 1)
    telegram.updates.repeat(telegram.updates.all[update_id], 2)
    assert [one.update_id for one in await bot.get_updates(offset=update_id + 1)] == [update_id]
    assert [one.update_id for one in await bot.get_updates(offset=update_id + 1)] == [update_id]
    assert await bot.get_updates(offset=update_id + 1) == []


async def test_a_raw_update_is_delivered_as_it_is(telegram: FakeTelegram, bot: Bot) -> None:
    update = telegram.inject({"holograms": {"from": "the future"}})
    answer = await bot.get_updates()
    assert answer[0].update_id == update.id
    assert telegram.calls.of("getUpdates")[-1].result == [
        {"update_id": update.id, "holograms": {"from": "the future"}}
    ]


async def test_a_wrong_token_is_unauthorized(telegram: FakeTelegram, bot: Bot) -> None:
    stranger = Bot("1:wrong", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await stranger.get_me()


async def test_a_whole_conversation_with_aiograms_dispatcher(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.reply(f"You said {message.text}")

    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    telegram.people.text(anna, "Hello")
    message = await telegram.answer(anna, "You said Hello")
    assert message.reply_to is not None
    assert telegram.conversation(anna) == "Anna: Hello\nbot: You said Hello"
    await telegram.confirmed()
    await dispatcher.stop_polling()
    await polling
    assert telegram.calls.warnings == []

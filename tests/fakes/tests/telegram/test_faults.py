"""Everything that can go wrong on demand, as aiogram sees it."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.faults import drop, garble, refuse, server_error, stall, too_many


async def test_429_says_how_long_to_wait_and_only_so_often(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    rule = telegram.faults.next(too_many(300), times=2, method="sendMessage")
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(anna.id, "x")
        assert caught.value.retry_after == 300
        assert caught.value.message.endswith("Too Many Requests: retry after 300")
    await bot.send_message(anna.id, "x")
    assert [call.accepted for call in rule.hits] == [False, False]
    assert len(anna.standing) == 1


@pytest.mark.parametrize(("code", "text"), [(500, "Internal Server Error"), (502, "Bad Gateway")])
async def test_server_errors(telegram: FakeTelegram, bot: Bot, anna: Chat, code: int, text: str) -> None:
    telegram.faults.next(server_error(code))
    with pytest.raises(TelegramServerError, match=text):
        await bot.send_message(anna.id, "x")
    assert not anna.standing
    assert telegram.calls.all[-1].status == code


async def test_a_stall_answers_late(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.faults.next(stall(0.1))
    started = time.monotonic()
    await bot.send_message(anna.id, "x")
    assert time.monotonic() - started >= 0.1


async def test_a_stall_past_the_clients_patience_leaves_an_accepted_message(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.faults.next(stall(30, accepted=True))
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(anna.id, "x", request_timeout=0.1)  # type: ignore[arg-type]  # seconds of any size
    assert [one.text for one in anna.standing] == ["x"]


async def test_a_connection_cut_before_acceptance_changes_nothing(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.faults.next(drop())
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x")
    assert not anna.standing
    assert (telegram.calls.all[-1].accepted, telegram.calls.all[-1].status) == (False, None)


async def test_a_lost_acknowledgement_leaves_the_message(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    telegram.faults.next(drop(accepted=True))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x")
    assert [one.text for one in anna.standing] == ["x"]
    assert (telegram.calls.all[-1].accepted, telegram.calls.all[-1].status) == (True, None)


async def test_half_an_answer(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.faults.next(garble())
    with pytest.raises(ClientDecodeError):
        await bot.send_message(anna.id, "x")
    assert len(anna.standing) == 1


async def test_any_refusal(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.faults.next(refuse(400, "Bad Request: gone", {"migrate_to_chat_id": -1009}))
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(anna.id, "x")
    assert caught.value.migrate_to_chat_id == -1009


async def test_a_rule_meets_only_its_method_and_chat(
    telegram: FakeTelegram, bot: Bot, anna: Chat, group: Chat
) -> None:
    telegram.faults.next(server_error(), times=None, method=("editMessageText", "sendMessage"), chat=group.id)
    await bot.send_message(anna.id, "x")
    await bot.send_chat_action(group.id, "typing")
    for _ in range(3):
        with pytest.raises(TelegramServerError):
            await bot.send_message(group.id, "x")
    telegram.faults.clear()
    await bot.send_message(group.id, "x")


async def test_a_held_answer_lets_a_test_act_between_acceptance_and_answer(
    telegram: FakeTelegram, bot: Bot, anna: Chat
) -> None:
    rule = telegram.faults.hold("sendMessage")
    sending = asyncio.create_task(bot.send_message(anna.id, "x"))
    call = await rule.reached()
    assert (call.accepted, sending.done(), len(anna.standing)) == (True, False, 1)
    rule.release()
    assert (await sending).text == "x"


async def test_a_faulty_poll_and_a_faulty_download(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    message = telegram.people.voice(anna, b"OggS...")
    telegram.faults.next(server_error(), method="getUpdates")
    with pytest.raises(TelegramServerError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1
    telegram.faults.next(drop(), times=2, method="file")  # aiohttp itself repeats a GET once
    file_id = message.content.payload["voice"]["file_id"]
    with pytest.raises(Exception, match="disconnected"):
        await bot.download(file_id)
    got = await bot.download(file_id)
    assert got is not None
    assert got.read() == b"OggS..."


async def test_a_server_that_is_down_keeps_its_state(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.people.text(anna, "hi")
    polling = asyncio.create_task(bot.get_updates(offset=telegram.updates.next_id, timeout=10))
    await telegram.wait_for(lambda: telegram.calls.of("getUpdates"))
    await telegram.go_away()
    with pytest.raises(TelegramNetworkError):
        await polling
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna.id, "x")
    await telegram.come_back()
    await bot.send_message(anna.id, "x")
    assert [one.text for one in anna.standing] == ["hi", "x"]


async def test_a_person_who_blocked_the_bot(telegram: FakeTelegram, bot: Bot, anna: Chat) -> None:
    telegram.people.block(anna)
    update = (await bot.get_updates())[0].my_chat_member
    assert update is not None
    assert (update.old_chat_member.status, update.new_chat_member.status) == ("member", "kicked")
    for attempt in (bot.send_message(anna.id, "x"), bot.send_chat_action(anna.id, "typing")):
        with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
            await attempt
    telegram.people.unblock(anna)
    await bot.send_message(anna.id, "x")
    telegram.people.deactivate(anna.partner)
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(anna.id, "x")


@pytest.mark.parametrize(
    ("status", "text"), [("kicked", "bot was kicked from the {}"), ("left", "bot is not a member of the {}")]
)
async def test_a_bot_that_is_out_of_the_group(
    telegram: FakeTelegram, bot: Bot, status: str, text: str
) -> None:
    group, large = telegram.world.group("Team", "Anna"), telegram.world.supergroup("Crowd", "Boris")
    for chat, kind in ((group, "group chat"), (large, "supergroup chat")):
        if status == "kicked":
            telegram.people.kick_bot(chat)
        else:
            await bot.leave_chat(chat.id)
        with pytest.raises(TelegramForbiddenError, match="Forbidden: " + text.format(kind)):
            await bot.send_message(chat.id, "x")
    telegram.people.add_bot(group)
    await bot.send_message(group.id, "back")


async def test_a_group_that_became_a_supergroup(telegram: FakeTelegram, bot: Bot, group: Chat) -> None:
    new = telegram.people.migrate(group)
    messages = [one.message for one in await bot.get_updates() if one.message]
    assert [(one.chat.id, one.migrate_to_chat_id, one.migrate_from_chat_id) for one in messages] == [
        (group.id, new.id, None),
        (new.id, None, group.id),
    ]
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.migrate_to_chat_id == new.id
    await bot.send_message(new.id, "x")

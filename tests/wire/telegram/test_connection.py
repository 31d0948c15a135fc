"""The line to Telegram: wrong tokens, lost connections, other programs with the same token."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bots.platform import Delivery
from bots.telegram.connection import TAKEN, TOKEN_REFUSED, Disconnected
from bots.telegram.opening import Access
from graphs.dialogue import Reply
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage


async def failing(stage: Stage, within: float = 5) -> str:
    """Why the health check fails, as soon as it does for a reason."""
    async with asyncio.timeout(within):
        while True:
            try:
                await stage.telegram.check()
            except Disconnected as reason:
                if "not connected yet" not in str(reason):
                    return str(reason)
            await asyncio.sleep(0.01)


async def healthy(stage: Stage, within: float = 5) -> None:
    async with asyncio.timeout(within):
        while True:
            try:
                return await stage.telegram.check()
            except Disconnected:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def with_token(fake: FakeTelegram, anna: Chat, url: str, token: str) -> AsyncIterator[Stage]:
    async with open_stage(fake, anna, url, access=Access(token, fake.url)) as stage:
        yield stage


@pytest.mark.parametrize("token", ["123456:somebody-elses", "no token at all", ""])
async def test_a_wrong_token_is_named_once_and_ends_nothing(
    fake: FakeTelegram, anna: Chat, sqlite_url: str, token: str
) -> None:
    with capture_logs() as logs:
        async with with_token(fake, anna, sqlite_url, token) as stage:
            assert await failing(stage) == TOKEN_REFUSED
            assert "TELEGRAM_BOT_TOKEN" in TOKEN_REFUSED
            await asyncio.sleep(0.5)
            calls = len(fake.calls)
    assert [log["reason"] for log in logs if log["log_level"] == "error"] == [TOKEN_REFUSED]
    assert calls == 0
    assert token not in str(logs) or not token


async def test_a_lost_connection_comes_back(fake: FakeTelegram, anna: Chat, sqlite_url: str) -> None:
    with capture_logs() as logs:
        async with open_stage(fake, anna, sqlite_url) as stage:
            await stage.write("before")
            await healthy(stage)
            await fake.go_away()
            assert await failing(stage)
            fake.people.text(anna, "meanwhile")
            await asyncio.sleep(0.5)
            await fake.come_back()
            assert (await stage.next()).text == "meanwhile"
            await healthy(stage)
    told = [log["event"] for log in logs if log["event"].startswith("Telegram is")]
    assert told[0] == "Telegram is out of reach"
    assert told[-1] == "Telegram is back"
    assert len(told) <= 4
    assert fake.token not in str(logs)


async def test_an_answer_waits_for_the_connection(fake: FakeTelegram, anna: Chat, sqlite_url: str) -> None:
    async with open_stage(fake, anna, sqlite_url) as stage:
        said = await stage.write("hello")
        await fake.go_away()
        waiting = asyncio.create_task(stage.telegram.deliver(Delivery(1, said, Reply("Here I am."))))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        await fake.come_back()
        await asyncio.wait_for(waiting, 5)
        assert await stage.shown() == "Here I am."


async def test_a_start_before_telegram_is_there(fake: FakeTelegram, anna: Chat, sqlite_url: str) -> None:
    await fake.go_away()
    async with open_stage(fake, anna, sqlite_url) as stage:
        assert await failing(stage)
        await fake.come_back()
        assert (await stage.write("hello")).text == "hello"


async def test_another_program_with_the_same_token_is_named(stage: Stage, fake: FakeTelegram) -> None:
    await stage.write("mine")
    conflict = faults.refuse(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    fake.faults.next(conflict, method="getUpdates", times=None)
    fake.people.text(stage.chat, "whose?")
    assert await failing(stage) == TAKEN
    fake.faults.clear()
    await stage.write("mine again")
    await healthy(stage)


@pytest.mark.parametrize(
    "fault",
    [faults.server_error(), faults.server_error(502), faults.drop(), faults.garble(), faults.too_many(1)],
    ids=lambda fault: fault.kind,
)
async def test_trouble_with_fetching_loses_nothing(
    stage: Stage, fake: FakeTelegram, fault: faults.Fault
) -> None:
    fake.faults.next(fault, method="getUpdates", times=3 if fault.kind != "refuse" else 1)
    for number in range(5):
        fake.people.text(stage.chat, f"message {number}")
    said = [await stage.next() for _ in range(5)]
    assert [one.text for one in said] == [f"message {number}" for number in range(5)]


async def test_what_cant_be_stored_stays_with_telegram(stage: Stage, fake: FakeTelegram) -> None:
    stage.disk_full = True
    fake.people.text(stage.chat, "one")
    fake.people.text(stage.chat, "two")
    await asyncio.sleep(0.3)
    assert len(fake.updates.pending) == 2
    stage.disk_full = False
    assert [(await stage.next()).text for _ in range(2)] == ["one", "two"]
    await fake.confirmed()


async def test_a_webhook_of_an_earlier_setting_is_taken_back(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    await fake.api.webhook.set(type(fake.api.webhook.hook)("http://127.0.0.1:9/telegram"))
    fake.api.polling.webhook_is_set = True
    fake.people.text(anna, "still there?")
    async with open_stage(fake, anna, sqlite_url) as stage:
        assert (await stage.next()).text == "still there?"


async def test_a_webhook_that_somebody_sets_meanwhile_is_taken_back(stage: Stage, fake: FakeTelegram) -> None:
    await stage.write("mine")
    await fake.api.webhook.set(type(fake.api.webhook.hook)("http://127.0.0.1:9/telegram"))
    fake.api.polling.webhook_is_set = True
    fake.api.polling.stop("terminated by setWebhook request")
    assert (await stage.write("mine again")).text == "mine again"


async def test_commands_are_announced_once_in_each_language(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    for looks in (3, 6):
        async with open_stage(fake, anna, sqlite_url) as stage:
            await stage.write("hello")
            await fake.call("getMyCommands", count=looks)
            await asyncio.sleep(0.1)
    announced = [call.params.get("language_code", "") for call in fake.calls.of("setMyCommands")]
    assert announced == ["", "ru", "zh"]
    commands = {language: kept for (_, language), kept in fake.world.bot.commands.items()}
    assert commands[""][1] == {"command": "help", "description": "this list"}
    assert commands["ru"][1] == {"command": "help", "description": "этот список"}
    assert commands["zh"][1] == {"command": "help", "description": "查看这份列表"}


async def test_commands_that_cant_be_announced_are_no_reason_not_to_answer(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    fake.faults.next(
        faults.refuse(400, "Bad Request: BOT_COMMAND_INVALID"), method="setMyCommands", times=None
    )
    async with open_stage(fake, anna, sqlite_url) as stage:
        assert (await stage.write("hello")).text == "hello"

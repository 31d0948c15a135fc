"""The fake in another process, over HTTP."""

import os
import signal
import socket
import sys
from asyncio import create_subprocess_exec, subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.people.attachments import DOT
from tests.fakes.telegram.remote import RemoteTelegram

REPOSITORY = Path(__file__).resolve().parents[4]


@pytest.fixture
async def remote(telegram: FakeTelegram) -> AsyncIterator[RemoteTelegram]:
    async with RemoteTelegram(telegram.url) as client:
        yield client


async def test_a_conversation_held_from_outside(remote: RemoteTelegram, bot: Bot) -> None:
    chat = await remote.world("private", user="Anna")
    asked = await remote.people("text", chat=chat["id"], text="Hello")
    sent = await bot.send_message(chat["id"], "Hi there")
    found = await remote.answer(chat["id"], "Hi", after=asked["message_id"])
    assert found["message_id"] == sent.message_id
    await remote.people("react", chat=chat["id"], message=sent.message_id, emoji="👍")
    assert (await remote.messages(chat["id"]))[-1]["fake"]["reactions"][0]["emoji"] == "👍"
    assert await remote.conversation(chat["id"]) == "Anna: Hello\nbot: Hi there\n  (someone reacts 👍)"
    assert [call["method"] for call in await remote.calls()] == ["sendMessage"]
    assert (await remote.state())["chats"][0]["name"] == "Anna"


async def test_chats_and_files_from_outside(remote: RemoteTelegram, telegram: FakeTelegram) -> None:
    forum = await remote.world("forum", title="Community", people=["Anna", "Boris"], topics=["Ideas"])
    topic = forum["topics"][0]["message_thread_id"]
    message = await remote.people(
        "attach", chat=forum["id"], kind="photo", data=DOT, caption="x", topic=topic
    )
    assert (message["message_thread_id"], message["caption"]) == (topic, "x")
    async with aiohttp.ClientSession() as session:
        form = aiohttp.FormData({"chat": str(forum["id"]), "kind": "document", "topic": str(topic)})
        form.add_field("data", b"%PDF", filename="rules.pdf", content_type="application/pdf")
        async with session.post(f"{telegram.url}/control/people/attach", data=form) as response:
            document = (await response.json())["document"]
        async with session.get(f"{telegram.url}/control/files/{document['file_id']}") as response:
            assert (await response.read(), response.content_type) == (b"%PDF", "application/pdf")


async def test_faults_from_outside(remote: RemoteTelegram, bot: Bot, anna: Chat) -> None:
    await remote.fault("too_many", retry_after=7, method="sendMessage", chat=anna.id)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna.id, "x")
    await remote.fault("server_error", times=None)
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    await remote.clear_faults()
    await bot.get_me()


async def test_updates_from_outside(remote: RemoteTelegram, bot: Bot) -> None:
    made = await remote.inject({"strange": True})
    number = made["update"]["update_id"]
    await bot.get_updates()
    await bot.get_updates(offset=number + 1)
    await remote.repeat(number)
    assert [one.update_id for one in await bot.get_updates(offset=number + 1)] == [number]
    assert [(one["deliveries"], one["confirmed"]) for one in await remote.updates()] == [(2, True)]


async def test_mistakes_are_told(remote: RemoteTelegram, anna: Chat) -> None:
    with pytest.raises(RuntimeError, match="levitate"):
        await remote.people("levitate", chat=anna.id)
    with pytest.raises(RuntimeError, match="KeyError"):
        await remote.people("text", chat=1, text="x")
    with pytest.raises(TimeoutError, match="Not within"):
        await remote.answer(anna.id, within=0.02)


async def test_the_page_and_its_stream_of_events(telegram: FakeTelegram, anna: Chat) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(telegram.url) as page:
            assert page.content_type == "text/html"
            assert "/page/" in await page.text()
        after = len(telegram.world.events.all)
        async with session.ws_connect(f"{telegram.url}/control/events?after={after}") as events:
            telegram.people.text(anna, "live")
            event = await events.receive_json(timeout=5)
    assert (event["kind"], event["body"]["text"]) == ("message", "live")


async def test_the_program_for_a_person(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = await create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.telegram", "--port", str(port), "--token", "77:person"),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )
    assert program.stdout is not None
    lines = [(await program.stdout.readline()).decode().strip() for _ in range(4)]
    assert lines[2:] == [f"TELEGRAM_API_URL=http://127.0.0.1:{port}", "TELEGRAM_BOT_TOKEN=77:person"]
    server = TelegramAPIServer.from_base(f"http://127.0.0.1:{port}")
    async with Bot("77:person", session=AiohttpSession(api=server)) as bot:
        assert (await bot.get_me()).id == 77
    async with RemoteTelegram(f"http://127.0.0.1:{port}") as remote:
        names = [chat["name"] for chat in (await remote.state())["chats"]]
        assert names == ["Anna Weber", "Борис Орлов", "Hall team", "Neighbours", "Community"]
    program.send_signal(signal.SIGTERM)
    assert await program.wait() == 0

"""The real program with both bots: one `concierge run`, as a service starts it."""

import asyncio
import os
import pty
import re
import signal
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from storage.halls import NewHall
from tests.fakes.discord import FakeDiscord
from tests.fakes.openai import FakeOpenAI, Reply
from tests.fakes.telegram import FakeTelegram
from tests.program import CONCIERGE, SECONDS, Home
from tests.thorough import only_thorough

SECRET = "a-secret_of_1"
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ATRIUM = NewHall("Atrium", (), {"en": "Glass all round."}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC")


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as fake:
        yield fake


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


def both(telegram: FakeTelegram, discord: FakeDiscord) -> dict[str, str]:
    return {
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_BOT_TOKEN": discord.token,
    }


class Service:
    """The program as it runs, its log in a file."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    async def logged(self, words: str, within: float = SECONDS) -> "re.Match[str]":
        async with asyncio.timeout(within):
            while (found := re.search(words, self.log)) is None:
                assert self.process.poll() is None, self.log
                await asyncio.sleep(0.05)
        return found

    async def url(self) -> str:
        return (await self.logged(r"serving until stopped.*? url=(http://\S+)"))[1]

    async def health(self) -> Mapping[str, Any]:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{await self.url()}/health", timeout=10)
        return {"code": answer.status_code, **answer.json()}

    async def becomes(self, within: float = 30.0, **connections: str) -> Mapping[str, Any]:
        """The report of /health once the connections are so."""
        async with asyncio.timeout(within):
            async for health in self._reports():
                if health["connections"] == connections:
                    return health
        raise AssertionError

    async def _reports(self) -> AsyncIterator[Mapping[str, Any]]:
        while True:
            yield await self.health()
            await asyncio.sleep(0.1)

    async def ends(self, number: int = signal.SIGTERM, within: float = 40.0) -> int:
        self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, within)


def start(home: Home, settings: Mapping[str, str], output: int, *arguments: str) -> "subprocess.Popen[bytes]":
    """The program with one hall in it, and nobody who could type."""
    home.furnish(ATRIUM)
    return subprocess.Popen(
        (*CONCIERGE, "run", *arguments),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env={**home.environment, "WEB_PORT": "0", "TERM": "xterm", "COLUMNS": "100", **settings},
        cwd=home.folder,
    )


@asynccontextmanager
async def serving(home: Home, settings: Mapping[str, str]) -> AsyncGenerator[Service]:
    log = home.folder / "service.log"
    with log.open("wb") as sink:
        process = await asyncio.to_thread(start, home, settings, sink.fileno())
    try:
        yield Service(process, log)
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)


async def _asked(model: FakeOpenAI, times: int) -> None:
    """Until the model is at work on so many answers."""
    for _ in range(1000):
        if len(model.chats) >= times:
            return
        await asyncio.sleep(0.02)
    raise AssertionError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


async def test_both_bots_answer_and_health_names_them(
    home: Home, telegram: FakeTelegram, discord: FakeDiscord
) -> None:
    anna, alice = telegram.world.private("Anna"), discord.person("Alice")
    async with serving(home, both(telegram, discord)) as service:
        health = await service.becomes(telegram="ok", discord="ok")
        assert (health["code"], health["status"]) == (200, "ok")
        asked = telegram.people.text(anna, "What halls do you have?")
        assert await telegram.answer(anna, "Atrium", after=asked, within=20)
        said = await discord.reply(alice.say("What halls do you have?"), 20)
        assert "Atrium" in (await discord.settled(said)).content
        assert await service.ends() == 0
    assert "Traceback" not in service.log
    assert telegram.token not in service.log
    assert discord.token not in service.log


async def test_a_wrong_token_names_itself_and_the_rest_runs(
    home: Home, telegram: FakeTelegram, discord: FakeDiscord
) -> None:
    settings = {**both(telegram, discord), "TELEGRAM_BOT_TOKEN": "42:wrong"}
    async with serving(home, settings) as service:
        await service.logged("TELEGRAM_BOT_TOKEN")
        health = await service.becomes(telegram="failed", discord="ok")
        assert (health["code"], health["status"]) == (200, "degraded")
        alice = discord.person("Alice")
        assert await discord.reply(alice.say("/help"), 20)
        assert service.log.count("TELEGRAM_BOT_TOKEN") == 1


@only_thorough
async def test_the_other_wrong_token(home: Home, telegram: FakeTelegram, discord: FakeDiscord) -> None:
    settings = {**both(telegram, discord), "DISCORD_BOT_TOKEN": "wrong"}
    async with serving(home, settings) as service:
        await service.logged("DISCORD_BOT_TOKEN")
        await service.becomes(telegram="ok", discord="failed")
        anna = telegram.world.private("Anna")
        assert await telegram.answer(anna, after=telegram.people.text(anna, "/help"), within=20)
        assert service.log.count("DISCORD_BOT_TOKEN") == 1


async def test_a_lost_connection_comes_back_and_health_says_so_meanwhile(
    home: Home, telegram: FakeTelegram, discord: FakeDiscord
) -> None:
    async with serving(home, both(telegram, discord)) as service:
        await service.becomes(telegram="ok", discord="ok")
        await telegram.go_away()
        assert (await service.becomes(telegram="failed", discord="ok"))["status"] == "degraded"
        anna = telegram.world.private("Anna")
        asked = telegram.people.text(anna, "/help")
        await telegram.come_back()
        assert (await service.becomes(telegram="ok", discord="ok"))["status"] == "ok"
        assert await telegram.answer(anna, after=asked, within=20)


async def test_what_is_being_answered_at_sigterm_is_finished(
    home: Home, telegram: FakeTelegram, discord: FakeDiscord
) -> None:
    anna, alice = telegram.world.private("Anna"), discord.person("Alice")
    long = " ".join(f"word{number}" for number in range(60))
    with FakeOpenAI(respond=lambda _request: Reply(long), pace=0.05) as model:
        settings = {**both(telegram, discord), "OPENAI_BASE_URL": model.url}
        async with serving(home, settings) as service:
            await service.becomes(telegram="ok", discord="ok")
            telegram.people.text(anna, "Tell me a story")
            alice.say("Tell me a story")
            await _asked(model, 2)
            assert await service.ends() == 0
    assert telegram.conversation(anna).count("word59") == 1
    assert [message.content for message in discord.from_bot(alice.dm)] == [long]


async def test_updates_are_brought_to_the_pages(
    home: Home, telegram: FakeTelegram, unused_tcp_port: int
) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    settings = {
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_WEBHOOK_URL": address,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "WEB_PORT": str(unused_tcp_port),
    }
    async with serving(home, settings) as service:
        await service.becomes(telegram="ok")
        anna = telegram.world.private("Anna")
        asked = telegram.people.text(anna, "/help")
        assert await telegram.answer(anna, after=asked, within=20)
        assert not telegram.calls.of("getUpdates")
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(address, json={"update_id": 1})).status_code == 403


async def test_on_a_terminal_a_line_says_how_it_is_doing(home: Home, telegram: FakeTelegram) -> None:
    master, slave = pty.openpty()
    settings = {"TELEGRAM_API_URL": telegram.url, "TELEGRAM_BOT_TOKEN": telegram.token}
    process = await asyncio.to_thread(start, home, settings, slave)
    os.close(slave)
    shown = ""
    try:
        async with asyncio.timeout(SECONDS):
            while not re.search("● Telegram +0 answered +0 waiting +http://127.0.0.1:", shown):
                shown += _CODES.sub(
                    "", (await asyncio.to_thread(os.read, master, 4096)).decode(errors="ignore")
                )
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 40) == 0
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        os.close(master)

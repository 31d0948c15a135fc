"""The real discord.py, in the same process as the fake."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import yarl

from tests.fakes.discord import FakeDiscord

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    import discord
    from discord import app_commands
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

Setup = Callable[["Bot"], None]
Connect = Callable[..., Awaitable["Bot"]]
Rest = Callable[..., Awaitable[tuple[int, Any]]]


class Bot(discord.Client):
    """A client that keeps what it hears. `lines` are the texts of others, as they arrive."""

    def __init__(self, intents: discord.Intents, **options: Any) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.events: list[str] = []
        self.lines = asyncio.Queue[str]()
        self.ready = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)
        if message.author != self.user:
            self.lines.put_nowait(message.content)

    async def on_socket_event_type(self, name: str) -> None:
        self.events.append(name)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """discord.py waits five seconds here before it signs in anew."""

    async def line(self) -> str:
        return await asyncio.wait_for(self.lines.get(), 5)


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server
    assert server.api.log.untrue == []


@pytest_asyncio.fixture
async def connect(fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connect]:
    """Signs a bot in and gives it once it is ready; `setup` may add commands before."""
    monkeypatch.setattr(Route, "BASE", fake.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(fake.gateway_url))
    started: list[Bot] = []

    async def start(
        setup: Setup | None = None,
        *,
        token: str = "",
        content: bool = True,
        members: bool = False,
        **options: Any,
    ) -> Bot:
        intents = discord.Intents.default()
        intents.message_content, intents.members = content, members
        bot = Bot(intents, **options)
        started.append(bot)
        if setup:
            setup(bot)
        bot.task = asyncio.create_task(bot.start(token or fake.token))
        ready = asyncio.ensure_future(bot.ready.wait())
        await asyncio.wait([ready, bot.task], timeout=5, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if bot.task.done():
            await bot.task
        return bot

    yield start
    for bot in started:
        await bot.close()
        if bot.task:
            with suppress(Exception):
                await bot.task


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


@pytest.fixture
def rest(fake: FakeDiscord, session: aiohttp.ClientSession) -> Rest:
    """`await rest("POST", "/channels/1/messages", {...})` → (status, body), as the bot."""

    async def call(method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {fake.token if token is None else token}"}
        async with session.request(method, fake.api_url + path, json=body, headers=headers) as response:
            return response.status, await response.json() if response.status != 204 else None

    return call

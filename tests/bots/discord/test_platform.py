"""Discord at the wire of a fake one: the contract of every platform."""

import asyncio
import warnings
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bots.pacing import Limits, Pacer, Rate
from bots.platform import Platform
from graphs.dialogue import Incoming, dump
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from storage.visits import Visits
from tests.bots.platform_contract import OpenStage, PlatformContract
from tests.fakes.discord import FakeDiscord, Message

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.platform import Discord, Memory

SECONDS = 5
UNHURRIED = Limits(Rate(1e5, 10_000), lambda _chat: Rate(1e5, 10_000))


class DirectStage:
    """Alice, who writes to the bot in direct messages."""

    def __init__(self, fake: FakeDiscord, database: Database, home: Path) -> None:
        self.fake = fake
        self.alice = fake.person("Alice")
        self.inbox = Inbox(database)
        memory = Memory(self.inbox, Deliveries(database), Visits(database), home)
        self.discord = Discord(fake.token, memory, api_url=fake.api_url, pacer=Pacer(UNHURRIED))
        self.platform: Platform = self.discord
        self.accepted: list[Incoming] = []
        self._arrived: asyncio.Queue[Incoming] = asyncio.Queue()
        self.running = asyncio.create_task(self.discord.run(self.accept))

    async def accept(self, incoming: Incoming) -> bool:
        turn = await self.inbox.accept("discord", incoming.update_id, incoming.place.key, dump(incoming))
        if turn is None:
            return False
        self.accepted.append(incoming)
        self._arrived.put_nowait(incoming)
        return True

    async def write(self, text: str) -> Incoming:
        self.alice.say(text)
        return await self.next()

    async def press(self, label: str) -> Incoming:
        self.alice.press(self.said()[-1], label)
        return await self.next()

    async def shown(self) -> str:
        return "\n".join(message.content for message in self.said())

    async def next(self) -> Incoming:
        async with asyncio.timeout(SECONDS):
            return await self._arrived.get()

    def said(self) -> list[Message]:
        return self.fake.from_bot(self.alice.dm)


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server
        assert server.violations == []


class TestDiscord(PlatformContract):
    @pytest.fixture
    def open_stage(self, fake: FakeDiscord, sqlite_url: str, tmp_path: Path) -> OpenStage:
        @asynccontextmanager
        async def opened() -> AsyncGenerator[DirectStage]:
            database = Database.open(sqlite_url)
            stage = DirectStage(fake, database, tmp_path)
            try:
                await fake.connected()
                yield stage
            finally:
                stage.running.cancel()
                await asyncio.gather(stage.running, return_exceptions=True)
                await stage.platform.close()
                await database.close()

        return opened

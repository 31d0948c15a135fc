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
from storage.inbox import Inbox, answer
from storage.visits import Visits
from tests.bots.platform_contract import OpenStage, PlatformContract
from tests.fakes.discord import FakeDiscord, Message, NotPossible
from tests.fakes.discord.payload import Payload, objects

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.platform import Discord, Memory

SECONDS = 5
UNHURRIED = Limits(Rate(1e5, 10_000), lambda _chat: Rate(1e5, 10_000))


class DirectStage:
    """Alice, who writes to the bot in direct messages."""

    changes = True
    forms = True

    def __init__(self, fake: FakeDiscord, database: Database, home: Path) -> None:
        self.fake = fake
        self.alice = fake.person("Alice")
        self.database = database
        self.inbox = Inbox(database)
        self.deliveries = Deliveries(database)
        memory = Memory(self.inbox, self.deliveries, Visits(database), home)
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
        self.alice.press(self._with(label), label)
        return await self.next()

    async def press_again(self, label: str) -> Incoming | None:
        """A client shows what is left under the message: the button can't be used there."""
        with pytest.raises(NotPossible):
            self.alice.press(self._with(label), label)
        return None

    async def fill(self, label: str, words: str) -> Incoming:
        opened = await self.fake.acknowledged(self.alice.press(self._with(label), label))
        assert opened.modal is not None
        self.alice.submit(opened, **{opened.modal["components"][0]["component"]["custom_id"]: words})
        return await self.next()

    async def pick(self, label: str) -> Incoming:
        self.alice.pick(self.said()[-1], label)
        return await self.next()

    async def reply(self, text: str) -> Incoming:
        self.alice.say(text, reply_to=self.said()[-1])
        return await self.next()

    async def shown(self) -> str:
        said = [
            (message.content, *(one.upload.name for one in message.attachments)) for message in self.said()
        ]
        return "\n".join(words for message in said for words in message)

    async def marked(self) -> list[str]:
        options = [option for one in _inside(self.said()[-1]) for option in one.get("options", ())]
        return [str(option["label"]) for option in options if option.get("default")]

    async def settle(self, turn_id: int, reply: str) -> None:
        await self.database.write(lambda tx: answer(tx, turn_id, reply))

    async def turn_of(self, ref: str) -> int | None:
        return await self.deliveries.turn_of(ref)

    async def next(self) -> Incoming:
        async with asyncio.timeout(SECONDS):
            return await self._arrived.get()

    def said(self) -> list[Message]:
        return self.fake.from_bot(self.alice.dm)

    def _with(self, label: str) -> Message:
        """The newest message that has this button."""
        (*_, found) = (
            message for message in self.said() if any(one.get("label") == label for one in _inside(message))
        )
        return found


def _inside(message: Message) -> list[Payload]:
    return [one for row in message.components for one in objects(row, "components")]


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

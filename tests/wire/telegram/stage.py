"""The Telegram platform in front of the fake Telegram, with people in its chats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.pacing import Limits, Pacer, Rate
from bots.platform import Platform
from bots.telegram.api import Patience
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Telegram
from graphs.dialogue import Incoming, dump
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox, answer
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message

SECONDS = 5
FREELY = Limits(Rate(10_000, 10_000), lambda _chat: Rate(10_000, 10_000))
"""As if there were no budget."""
QUICKLY = Patience(answer=1, draft=1, handover=0.2, first_pause=0.01, longest_pause=0.1, look=0.05)


class Stage:
    """Anna and the bot. What is handed in is stored in a real inbox, so that turns are counted from 1."""

    def __init__(self, fake: FakeTelegram, chat: Chat, telegram: Telegram, database: Database) -> None:
        self.fake = fake
        self.chat = chat
        self.telegram = telegram
        self.platform: Platform = telegram
        self.database = database
        self.inbox = Inbox(database)
        self.accepted: list[Incoming] = []
        self.disk_full = False
        self._arrived: asyncio.Queue[Incoming] = asyncio.Queue()

    async def accept(self, incoming: Incoming) -> bool:
        if self.disk_full:
            raise OSError("No space left on device")
        turn = await self.inbox.accept(
            incoming.platform, incoming.update_id, incoming.place.key, dump(incoming)
        )
        if turn is None:
            return False
        self.accepted.append(incoming)
        self._arrived.put_nowait(incoming)
        return True

    async def write(self, text: str) -> Incoming:
        self.fake.people.text(self.chat, text)
        return await self.next()

    async def press(self, label: str) -> Incoming:
        self.fake.people.press(self.said()[-1], label)
        return await self.next()

    async def shown(self) -> str:
        return "\n\n".join(message.text for message in self.said())

    def said(self) -> list[Message]:
        """What stands of the bot in the chat."""
        return self.chat.said_by(self.fake.world.bot.user)

    async def settle(self, turn_id: int, reply: str) -> None:
        """Stores the reply of a turn, as settling it does."""
        await self.database.write(lambda tx: answer(tx, turn_id, reply))

    async def next(self) -> Incoming:
        async with asyncio.timeout(SECONDS):
            return await self._arrived.get()


@asynccontextmanager
async def open_stage(
    fake: FakeTelegram,
    chat: Chat,
    url: str,
    limits: Limits = FREELY,
    patience: Patience = QUICKLY,
    access: Access | None = None,
) -> AsyncIterator[Stage]:
    """The platform over a migrated database at `url`, fetching updates where `access` names no webhook."""
    database = Database.open(url)
    access = access or Access(fake.token, fake.url)
    telegram = open_telegram(access, Inbox(database), Deliveries(database), Pacer(limits), patience)
    stage = Stage(fake, chat, telegram, database)
    running = asyncio.create_task(telegram.run(stage.accept))
    try:
        yield stage
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await telegram.close()
        await database.close()

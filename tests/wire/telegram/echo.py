"""A program that says again what it was told, through the real queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.embedded import EmbeddedQueue
from bots.joining import Joiner
from bots.pacing import Pacer
from bots.platform import Delivery
from bots.telegram.joining import TelegramJoining
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Telegram
from graphs.dialogue import Incoming, Reply, dump, load_incoming, load_reply
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox, Turn, answer
from tests.fakes.telegram import FakeTelegram
from tests.wire.telegram.stage import FREELY, QUICKLY


class Echo:
    """`slowly` holds answers up while it is set, so that more can arrive behind."""

    def __init__(self, telegram: Telegram, database: Database) -> None:
        self.telegram = telegram
        self.inbox = Inbox(database)
        self.database = database
        self.answered: list[Incoming] = []
        self.free = asyncio.Event()
        self.free.set()
        joiner = Joiner(self.inbox, self._handle, {"telegram": TelegramJoining()})
        self.queue = EmbeddedQueue(self.inbox, joiner.handle, self._give_up, {"telegram"})

    async def _handle(self, turn: Turn) -> None:
        incoming = load_incoming(turn.payload)
        if turn.reply is None:
            await self.free.wait()
            self.answered.append(incoming)
        files = f" and {len(incoming.attachments)} files" if incoming.attachments else ""
        reply = load_reply(turn.reply) if turn.reply else Reply(f"You said: {incoming.text}{files}")
        await self.database.write(lambda tx: answer(tx, turn.id, dump(reply)))
        await self.telegram.deliver(Delivery(turn.id, incoming, reply))
        await self.inbox.done(turn.id)

    async def _give_up(self, turn: Turn, error: str) -> None:
        raise AssertionError(f"turn {turn.id} was given up: {error}")


@asynccontextmanager
async def echo(fake: FakeTelegram, url: str) -> AsyncIterator[Echo]:
    database = Database.open(url)
    telegram = open_telegram(
        Access(fake.token, fake.url), Inbox(database), Deliveries(database), Pacer(FREELY), QUICKLY
    )
    program = Echo(telegram, database)
    tasks = [
        asyncio.create_task(program.queue.run()),
        asyncio.create_task(telegram.run(program.queue.accept)),
    ]
    try:
        yield program
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await telegram.close()
        await database.close()

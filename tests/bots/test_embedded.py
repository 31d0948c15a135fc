"""The embedded queue over the real inbox, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import pytest

from bots.embedded import EmbeddedQueue, Limits
from bots.queue import GiveUp, Handle, TurnQueue
from storage.database import Database
from storage.inbox import Inbox, Turn
from tests.bots.turn_queue_contract import OpenQueue, Recorder, TurnQueueContract, message


async def _nothing(turn: Turn, error: str) -> None:
    return None


class TestEmbeddedQueue(TurnQueueContract):
    @pytest.fixture
    def open_queue(self, database_url: str) -> OpenQueue:
        @asynccontextmanager
        async def open_queue(
            handle: Handle,
            limits: Limits | None = None,
            give_up: GiveUp = _nothing,
            working: bool = True,
        ) -> AsyncIterator[TurnQueue]:
            database = Database.open(database_url)
            inbox = Inbox(database)

            async def whole(turn: Turn) -> None:
                await handle(turn)
                await inbox.done(turn.id)

            queue = EmbeddedQueue(inbox, whole, give_up, {"fake"}, limits)
            running = asyncio.create_task(queue.run()) if working else None
            try:
                yield queue
            finally:
                if running is not None:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)
                await database.close()

        return open_queue


class SlowlyRemembering(Inbox):
    """Has looked for what was left, and has not told yet."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.looked = asyncio.Event()
        self.telling = asyncio.Event()

    async def unfinished(self, platforms: Collection[str], after: int = 0, limit: int = 500) -> list[Turn]:
        turns = await super().unfinished(platforms, after, limit)
        self.looked.set()
        await self.telling.wait()
        return turns


async def test_what_arrives_while_it_starts_is_answered(database: Database) -> None:
    inbox = SlowlyRemembering(database)
    handle = Recorder()
    queue = EmbeddedQueue(inbox, handle, _nothing, {"fake"})
    running = asyncio.create_task(queue.run())
    await inbox.looked.wait()
    assert await queue.accept(message(1))
    inbox.telling.set()
    await queue.drain()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert handle.seen["fake:1"] == ["message 1"]


class Unreachable(Inbox):
    """A database that is away for a while."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.failures = 3

    async def get(self, turn_id: int) -> Turn | None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the server closed the connection unexpectedly")
        return await super().get(turn_id)


async def test_a_database_that_was_away_costs_no_turn(database: Database) -> None:
    handle = Recorder()
    queue = EmbeddedQueue(Unreachable(database), handle, _nothing, {"fake"}, Limits(first_pause=0.001))
    running = asyncio.create_task(queue.run())
    for number in (1, 2):
        assert await queue.accept(message(number))
    async with asyncio.timeout(10):
        await queue.drain()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert handle.seen["fake:1"] == ["message 1", "message 2"]

"""The embedded queue over the real inbox, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.embedded import EmbeddedQueue, Limits
from bots.queue import GiveUp, Handle, TurnQueue
from storage.database import Database
from storage.inbox import Inbox, Turn
from tests.bots.turn_queue_contract import OpenQueue, TurnQueueContract


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

"""How long a page waits for the database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from web.refused import stuck

AT_WORK = 16
"""How many ask the database at once; the others stand in line, so that a crowd isn't taken for a database that is
stuck."""
LINE = 20.0
WORK = 1.5
MORE = 0.5
"""Seconds: `MORE` are added when the time for the work is over, as it may be the program itself that was late."""


class Patience:
    def __init__(self, work: float = WORK, more: float = MORE, at_work: int = AT_WORK) -> None:
        self._work = work
        self._more = more
        self._places = asyncio.Semaphore(at_work)

    @asynccontextmanager
    async def waiting(self) -> AsyncGenerator[None]:
        """Runs the block when its turn comes; raises `Refused` with 503 where that, or the block, takes too long."""
        try:
            async with asyncio.timeout(LINE):
                await self._places.acquire()
        except TimeoutError as late:
            raise stuck() from late
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(LINE) as limit:
                over = loop.call_later(self._work, lambda: limit.reschedule(loop.time() + self._more))
                try:
                    yield
                finally:
                    over.cancel()
        except TimeoutError as late:
            raise stuck() from late
        finally:
            self._places.release()

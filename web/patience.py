"""How long a page waits for the database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from web.refused import stuck

AT_WORK = 16
"""How many ask the database at once; the others stand in line, so that a crowd isn't taken for a database that is
stuck."""
WORK = 2.0
LINE = 20.0
"""Seconds."""


class Patience:
    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_WORK)

    @asynccontextmanager
    async def waiting(self) -> AsyncGenerator[None]:
        """Runs the block when its turn comes; raises `Refused` with 503 where that, or the block, takes too long."""
        try:
            async with asyncio.timeout(LINE):
                await self._places.acquire()
        except TimeoutError as late:
            raise stuck() from late
        try:
            async with asyncio.timeout(WORK):
                yield
        except TimeoutError as late:
            raise stuck() from late
        finally:
            self._places.release()

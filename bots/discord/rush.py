"""Many interactions at one moment: all are acknowledged before anything else is done for any of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

ABREAST = 64
"""Acknowledgements on their way at once: with more, each takes so long that Discord seems not to answer, and each
has to open a connection of its own.
"""
FEW = 8
"""So many unacknowledged ones hold up nobody."""


class Rush:
    def __init__(self, abreast: int = ABREAST, few: int = FEW) -> None:
        self._free = asyncio.Semaphore(abreast)
        self._few = few
        self._unacknowledged = 0
        self._calm = asyncio.Event()
        self._calm.set()

    @asynccontextmanager
    async def acknowledging(self) -> AsyncGenerator[None]:
        """While one is acknowledged, from the moment that it is heard; entered when its time has come."""
        self._unacknowledged += 1
        self._look()
        try:
            async with self._free:
                yield
        finally:
            self._unacknowledged -= 1
            self._look()

    async def over(self, within: float) -> None:
        """Until only few are left to be acknowledged, at most so many seconds."""
        if not self._calm.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._calm.wait(), within)

    def _look(self) -> None:
        if self._unacknowledged <= self._few:
            self._calm.set()
        else:
            self._calm.clear()

"""Time that tests decide about."""

import asyncio
from heapq import heappop, heappush
from itertools import count

_START = 1000.0


class VirtualTime:
    """Time that passes only when everybody waits, and then at once."""

    def __init__(self) -> None:
        self.now = _START
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @property
    def passed(self) -> float:
        """Seconds since the beginning."""
        return self.now - _START

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now + seconds, next(self._numbers), woken))
        await woken

    async def pass_until(self, end: float) -> None:
        """Lets all come that is due in the first `end` seconds."""
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= _START + end:
            at, _, woken = heappop(self._sleepers)
            if not woken.done():
                self.now = max(self.now, at)
                woken.set_result(None)
                await self._settle()
        self.now = _START + end

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

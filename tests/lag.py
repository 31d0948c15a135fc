"""How long the event loop stands still because of something, on a machine that others use too."""

import asyncio
from collections.abc import Awaitable, Callable

from web.lag import LoopLag

MOST_STALL = 0.05
"""Seconds."""


async def holds_the_loop_up(work: Callable[[], Awaitable[object]], tries: int = 5) -> bool:
    """Whether each of several tries has a stall of more than `MOST_STALL` beyond what idling has."""
    for _ in range(tries):
        idle = await _worst(lambda: asyncio.sleep(0.3))
        if await _worst(work) <= idle + MOST_STALL:
            return False
    return True


async def _worst(work: Callable[[], Awaitable[object]]) -> float:
    lag = LoopLag(interval=0.01)
    async with lag.measured():
        await work()
        return lag.worst()

"""Waiting for the pieces of an answer, but not for ever."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TypeVar, cast

T = TypeVar("T")


async def in_time(pieces: AsyncIterator[T], seconds: float) -> AsyncGenerator[T]:
    """The pieces, each waited for so many seconds at most. Raises TimeoutError.

    asyncio.wait_for, up to Python 3.11, loses a cancellation that comes together with a piece: an answer that somebody
    has stopped would go on to its end.
    """
    async with aclosing(cast(AsyncGenerator[T], pieces)):
        while True:
            try:
                async with asyncio.timeout(seconds):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            yield piece

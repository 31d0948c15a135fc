"""Pieces that come, that don't, and that come at the moment when nobody wants them any more."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from models.patience import in_time


async def test_pieces_come_in_their_order_and_the_stream_is_closed() -> None:
    closed = asyncio.Event()

    async def pieces() -> AsyncIterator[int]:
        try:
            for number in range(3):
                await asyncio.sleep(0)
                yield number
        finally:
            closed.set()

    assert [piece async for piece in in_time(pieces(), 10)] == [0, 1, 2]
    assert closed.is_set()


async def test_silence_has_an_end() -> None:
    async def silence() -> AsyncIterator[int]:
        yield 1
        await asyncio.Event().wait()

    pieces = in_time(silence(), 0.05)
    assert await anext(pieces) == 1
    with pytest.raises(TimeoutError):
        await anext(pieces)


@pytest.mark.parametrize("steps", range(6))
async def test_a_cancellation_is_never_lost_to_a_piece_that_comes_with_it(steps: int) -> None:
    comes = asyncio.Event()

    async def pieces() -> AsyncIterator[int]:
        while True:
            await comes.wait()
            comes.clear()
            yield 1

    async def listen() -> None:
        async for _ in in_time(pieces(), 10):
            pass

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.01)
    comes.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    listening.cancel()
    done, _ = await asyncio.wait([listening], timeout=0.5)
    cancelled = bool(done) and listening.cancelled()
    listening.cancel()
    assert cancelled

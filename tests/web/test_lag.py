"""A loop that stood still is noticed, whoever held it up, and forgotten after a while."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from web.application import Site
from web.lag import LoopLag
from web.watched_loop import WatchedLoop


def test_health_tells_of_a_standstill_of_80_ms(make_site: Callable[..., Site], open_client: Any) -> None:
    """Between two looks of the probe, and without any work for the processor."""

    async def stand_still() -> int:
        async with open_client(make_site()) as client:
            await client.get("/health")
            time.sleep(0.08)  # noqa: ASYNC251 - blocking the loop is the point
            told: int = (await client.get("/health")).json()["loop_lag_ms"]
            return told

    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        assert runner.run(stand_still()) >= 80


def test_a_timer_that_comes_late_is_a_standstill_too() -> None:
    """A thread that holds the interpreter's lock keeps the loop from waking up."""

    async def sleep() -> tuple[float, float]:
        lag = LoopLag(interval=60.0)
        async with lag.measured():
            holding = asyncio.create_task(asyncio.to_thread(hold_the_lock, 0.02))
            await asyncio.sleep(0.04)
            return await holding, lag.worst()

    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        held, worst = runner.run(sleep())
    assert worst >= held / 2


async def test_while_the_program_is_busy_the_probe_looks_closely() -> None:
    lag = LoopLag(interval=0.4, busy_interval=0.01)
    async with lag.measured():
        await asyncio.to_thread(be_busy, 0.45)
        held = await asyncio.to_thread(hold_the_lock)
        await asyncio.sleep(0.01)
        assert lag.worst() >= held / 2


async def test_an_old_delay_is_forgotten() -> None:
    lag = LoopLag(interval=0.01, window=0.5)
    assert lag.worst() == 0
    async with lag.measured():
        await asyncio.sleep(0.05)
        time.sleep(0.3)  # noqa: ASYNC251 - blocking the loop is the point
        assert lag.worst() > 0.2
        await asyncio.sleep(0.1)
        assert lag.worst() > 0.2
        for _look in range(100):  # a busy machine brings new ones
            await asyncio.sleep(0.2)
            if lag.worst() < 0.2:
                return
        pytest.fail("it was not forgotten")


def hold_the_lock(after: float = 0.0) -> float:
    """For the time, in seconds, that it returns: one call of C that lets nobody else in."""
    time.sleep(after)
    began = time.perf_counter()
    sum(range(6_000_000))
    return time.perf_counter() - began


def be_busy(seconds: float) -> None:
    """For so many seconds of the processor, however many others want it, too."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass

import asyncio
import os
import signal
import threading
import time

import pytest

from app.loop import run_until_stopped
from web.lag import LoopLag


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_work_in_an_orderly_way(number: signal.Signals) -> None:
    ended: list[str] = []

    async def work() -> None:
        threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0)
            ended.append("tidily")

    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt):
        run_until_stopped(work())
    assert ended == ["tidily"]
    signal.signal(number, before)


def test_work_that_ends_by_itself_ends_it_all() -> None:
    async def work() -> None:
        await asyncio.sleep(0)

    run_until_stopped(work())


def test_an_error_comes_through() -> None:
    async def work() -> None:
        raise ValueError("broke")

    with pytest.raises(ValueError, match="broke"):
        run_until_stopped(work())


def test_the_probe_sees_every_standstill() -> None:
    seen: list[float] = []

    async def work() -> None:
        lag = LoopLag()
        async with lag.measured():
            await asyncio.sleep(0.01)
            time.sleep(0.08)  # noqa: ASYNC251 - blocking the loop is the point
            await asyncio.sleep(0.01)
            seen.append(lag.worst())

    run_until_stopped(work())
    assert seen[0] >= 0.08

"""A page waits for the database as long as it works, and not for one that is stuck."""

import asyncio
import time

import pytest

from web.patience import Patience
from web.refused import Refused


async def test_what_is_stuck_is_given_up_and_its_place_is_free_again() -> None:
    waiting = Patience(work=0.02, more=0.02, at_work=2)
    for _ in range(3):
        with pytest.raises(Refused) as refusal:
            async with waiting.waiting():
                await asyncio.Event().wait()
        assert refusal.value.status_code == 503


async def test_a_crowd_waits_its_turn() -> None:
    waiting, at_work, most = Patience(work=0.2, at_work=4), 0, 0

    async def work() -> None:
        nonlocal at_work, most
        async with waiting.waiting():
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.02)
            at_work -= 1

    await asyncio.gather(*(work() for _ in range(80)))
    assert most == 4


async def test_work_is_not_given_up_because_the_program_itself_was_late() -> None:
    async with Patience(work=0.05).waiting():
        done = asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)
        time.sleep(0.1)  # noqa: ASYNC251 - the program is late
        await done

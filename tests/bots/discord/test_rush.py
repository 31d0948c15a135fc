"""Many interactions at one moment."""

import asyncio
import time

from bots.discord.rush import Rush


async def test_the_store_waits_for_a_rush_of_acknowledgements() -> None:
    rush, go_on, order = Rush(few=1), asyncio.Event(), list[str]()

    async def acknowledge() -> None:
        async with rush.acknowledging():
            await go_on.wait()
            order.append("acknowledged")

    async def store() -> None:
        await rush.over(5.0)
        order.append("stored")

    at_work = [asyncio.create_task(acknowledge()) for _ in range(3)]
    await asyncio.sleep(0)
    at_work.append(asyncio.create_task(store()))
    await asyncio.sleep(0.05)
    assert order == []
    go_on.set()
    await asyncio.gather(*at_work)
    assert order[:2] == ["acknowledged", "acknowledged"]
    assert sorted(order) == ["acknowledged"] * 3 + ["stored"]


async def test_a_single_one_holds_up_nobody() -> None:
    rush = Rush()
    async with rush.acknowledging():
        async with asyncio.timeout(0.05):
            await rush.over(5.0)


async def test_acknowledgements_that_stall_hold_up_the_store_for_a_while_only() -> None:
    rush = Rush(few=0)
    async with rush.acknowledging():
        began = time.monotonic()
        await rush.over(0.1)
        assert 0.09 <= time.monotonic() - began < 1.0
    await rush.over(0.0)


async def test_only_so_many_are_on_their_way_at_once() -> None:
    rush, most, now = Rush(abreast=2), 0, 0

    async def acknowledge() -> None:
        nonlocal most, now
        async with rush.acknowledging():
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.01)
            now -= 1

    await asyncio.gather(*(acknowledge() for _ in range(6)))
    assert most == 2

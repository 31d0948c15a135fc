"""Who may ask a server at the same time."""

import asyncio

import pytest

from models.lane import ALONE, Lane


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Street:
    """Counts how many are on the lane at once."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.inside = self.most = 0
        self.leave = asyncio.Event()

    async def go(self, *, until: asyncio.Event | None = None) -> None:
        async with self.lane.way():
            self.inside += 1
            self.most = max(self.most, self.inside)
            await (until or self.leave).wait()
            self.inside -= 1


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_all_go_side_by_side() -> None:
    street = Street(Lane())
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(street.go())
        await settled()
        assert street.inside == 5
        street.leave.set()


async def test_who_is_cut_off_alone_was_cut_off_by_nobody() -> None:
    lane = Lane()
    async with lane.way():
        assert not lane.cut()


async def test_after_one_has_been_cut_off_for_another_they_go_one_by_one() -> None:
    clock = Clock()
    lane = Lane(clock)
    street, other = Street(lane), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(street.go(until=other))
        await settled()
        async with lane.way():
            assert lane.cut()
        later = [group.create_task(street.go()) for _ in range(3)]
        await settled()
        assert street.inside == 1, "the other's answer still goes on"
        street.most = 0
        street.leave.set()
        other.set()
        await asyncio.wait(later)
        assert street.most == 1
        clock.now += ALONE + 1
        street.leave.clear()
        for _ in range(2):
            group.create_task(street.go())
        await settled()
        assert street.inside == 2
        street.leave.set()


async def test_whoever_gives_up_waiting_leaves_the_way_to_others() -> None:
    lane = Lane()
    street = Street(lane)
    async with lane.way(), lane.way():
        assert lane.cut()
        waiting = asyncio.create_task(street.go())
        await settled()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    street.leave.set()
    async with asyncio.timeout(1):
        await street.go()

"""What every `TurnQueue` must hold. A new adapter subclasses this and gives the fixture `open_queue`."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest

from bots.embedded import MOST_RESTARTS, Limits
from bots.queue import TurnQueue
from graphs.dialogue import Incoming, Place, Sender, load_incoming
from storage.inbox import Turn

OpenQueue = Callable[..., AbstractAsyncContextManager[TurnQueue]]
"""`open_queue(handle, limits=..., working=True)`: a running queue over the test's own storage; opening it again
over the same storage stands for a restart."""


def message(number: int, chat: str = "1", text: str = "") -> Incoming:
    return Incoming(
        platform="fake",
        update_id=f"{chat}-{number}",
        place=Place("fake", chat),
        sender=Sender(f"user-{chat}"),
        sent_at=datetime(2026, 11, 21, tzinfo=UTC),
        text=text or f"message {number}",
    )


class Recorder:
    """A handler that notes what it was given, and may fail or wait."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seen: dict[str, list[str]] = defaultdict(list)
        self.at_work: set[str] = set()
        self.most_at_work = 0
        self.seconds = seconds
        self.failing: dict[str, int] = {}

    async def __call__(self, turn: Turn) -> None:
        assert turn.place not in self.at_work, "two turns of one place at once"
        self.at_work.add(turn.place)
        self.most_at_work = max(self.most_at_work, len(self.at_work))
        try:
            await asyncio.sleep(self.seconds)
            if self.failing.get(turn.update_id, 0) > 0:
                self.failing[turn.update_id] -= 1
                raise RuntimeError("asked to fail")
            self.seen[turn.place].append(load_incoming(turn.payload).text)
        finally:
            self.at_work.discard(turn.place)


class TurnQueueContract:
    @pytest.fixture
    def open_queue(self) -> OpenQueue:
        raise NotImplementedError

    async def test_turns_of_a_place_are_answered_in_order(self, open_queue: OpenQueue) -> None:
        handle = Recorder(seconds=0.001)
        async with open_queue(handle) as queue:
            for number in range(20):
                assert await queue.accept(message(number))
            await queue.drain()
        assert handle.seen["fake:1"] == [f"message {number}" for number in range(20)]

    async def test_the_same_update_delivered_five_times_is_one_turn(self, open_queue: OpenQueue) -> None:
        handle = Recorder()
        async with open_queue(handle) as queue:
            taken = await asyncio.gather(*(queue.accept(message(1)) for _ in range(5)))
            await queue.drain()
            assert await queue.accept(message(1)) is False
            await queue.drain()
        assert sorted(taken) == [False, False, False, False, True]
        assert handle.seen["fake:1"] == ["message 1"]

    async def test_two_hundred_conversations_at_once_keep_their_order(self, open_queue: OpenQueue) -> None:
        handle = Recorder(seconds=0.002)
        async with open_queue(handle) as queue:
            for number in range(5):
                await asyncio.gather(*(queue.accept(message(number, str(chat))) for chat in range(200)))
            await queue.drain()
        assert len(handle.seen) == 200
        assert all(texts == [f"message {n}" for n in range(5)] for texts in handle.seen.values())
        assert handle.most_at_work > 1

    async def test_places_at_work_are_bounded(self, open_queue: OpenQueue) -> None:
        handle = Recorder(seconds=0.01)
        async with open_queue(handle, limits=Limits(at_work=3)) as queue:
            await asyncio.gather(*(queue.accept(message(1, str(chat))) for chat in range(12)))
            await queue.drain()
        assert handle.most_at_work == 3
        assert len(handle.seen) == 12

    async def test_a_failing_turn_is_tried_again_before_the_next_one(self, open_queue: OpenQueue) -> None:
        handle = Recorder()
        handle.failing["1-1"] = 2
        async with open_queue(handle, limits=Limits(first_pause=0.001)) as queue:
            for number in (1, 2):
                await queue.accept(message(number))
            await queue.drain()
        assert handle.seen["fake:1"] == ["message 1", "message 2"]

    async def test_a_turn_that_never_works_is_given_up_once_and_the_next_is_served(
        self, open_queue: OpenQueue
    ) -> None:
        handle = Recorder()
        handle.failing["1-1"] = 1_000
        given_up: list[int] = []

        async def give_up(turn: Turn, error: str) -> None:
            given_up.append(turn.id)

        async with open_queue(handle, limits=Limits(first_pause=0.001), give_up=give_up) as queue:
            for number in (1, 2):
                await queue.accept(message(number))
            await queue.drain()
        assert handle.seen["fake:1"] == ["message 2"]
        assert len(given_up) == 1

    async def test_a_place_in_trouble_holds_up_no_other(self, open_queue: OpenQueue) -> None:
        handle = Recorder()
        handle.failing["1-1"] = 1_000
        async with open_queue(handle, limits=Limits(at_work=1, first_pause=5.0)) as queue:
            await queue.accept(message(1, "1"))
            await queue.accept(message(1, "2"))
            await asyncio.sleep(0.5)
            assert handle.seen["fake:2"]

    async def test_what_was_accepted_before_a_restart_is_answered_first(self, open_queue: OpenQueue) -> None:
        async with open_queue(Recorder(), working=False) as queue:
            for number in range(3):
                await queue.accept(message(number))
        handle = Recorder()
        async with open_queue(handle, working=False) as queue:
            await queue.accept(message(3))
            running = asyncio.create_task(queue.run())
            await queue.drain()
            running.cancel()
        assert handle.seen["fake:1"] == [f"message {number}" for number in range(4)]

    async def test_a_turn_that_kills_the_process_is_not_tried_for_ever(self, open_queue: OpenQueue) -> None:
        async with open_queue(Recorder(), working=False) as queue:
            await queue.accept(message(1))

        begun = asyncio.Event()
        given_up: list[int] = []

        async def die(turn: Turn) -> None:
            begun.set()
            raise asyncio.CancelledError

        async def give_up(turn: Turn, error: str) -> None:
            given_up.append(turn.id)
            begun.set()

        for _ in range(MOST_RESTARTS + 1):
            begun.clear()
            async with open_queue(die, give_up=give_up):
                await asyncio.wait_for(begun.wait(), 10)
        assert len(given_up) == 1

    async def test_draining_waits_for_what_an_earlier_process_left(self, open_queue: OpenQueue) -> None:
        async with open_queue(Recorder(), working=False) as queue:
            await queue.accept(message(1))
        handle = Recorder()
        async with open_queue(handle) as queue:
            await queue.drain()
            assert handle.seen["fake:1"] == ["message 1"]

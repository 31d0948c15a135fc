"""What there is to wait for is shown in its turn, and no longer once there are words."""

import asyncio

from graphs.waiting import open_screen

FOR_LOADING = "One moment: the model is being loaded, 40 % so far."
FOR_READING = "One moment: the model is reading what you wrote."


async def test_each_thing_to_wait_for_takes_the_place_of_the_one_before() -> None:
    shown: asyncio.Queue[str] = asyncio.Queue()
    async with open_screen(shown.put, "en") as screen:
        screen.queued.waits(2)
        assert "2 answers come before yours" in await shown.get()
        screen.queued.waits(0)
        assert await shown.get() == FOR_READING
        assert screen.queued.loads is not None
        screen.queued.loads(40)
        assert await shown.get() == FOR_LOADING
        screen.queued.loads(100)
        assert await shown.get() == FOR_READING
        screen.queued.waits(1)
        await screen.say("Once")
        assert await shown.get() == "Once"
    assert shown.empty(), "a notice that comes too late is not shown over words"

"""The clock: wakes when the nearest row in the database is due."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from scheduler.duty import Duty
from scheduler.rounds import Pace, Rounds
from scheduler.timer import Timer
from storage.alarm import Alarm
from storage.clock import utc_now


class ClockStopped(Exception):
    """What is due is not being done."""


class Clock:
    """Goes by the times in the database, and looks again when the alarm rings.

    A round that is running when something new becomes due is followed by another.
    """

    def __init__(
        self,
        duties: Sequence[Duty],
        alarm: Alarm,
        now: Callable[[], datetime] = utc_now,
        pace: Pace | None = None,
    ) -> None:
        self._pace = pace or Pace()
        self._rounds = Rounds(duties, now, self._pace)
        self._woken = asyncio.Event()
        self._over = asyncio.Event()
        self._stopping = False
        self._began: float | None = None
        alarm.listen(self._woken.set)

    async def run(self) -> None:
        """Until it is stopped or cancelled; at least one round."""
        timer = Timer(self._woken.set)
        timer.start()
        try:
            while True:
                self._began = asyncio.get_running_loop().time()
                self._woken.clear()
                seconds = await self._rounds.go()
                if self._stopping:
                    return
                timer.set(seconds)
                await self._wait()
        finally:
            self._over.set()
            timer.stop()

    async def stop(self, seconds: float) -> None:
        """Returns when the round under way is done, at most after so long. What is due later is left."""
        self._stopping = True
        self._woken.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()

    async def check(self) -> None:
        """For /health: raises `ClockStopped`."""
        now = asyncio.get_running_loop().time()
        if self._began is None or self._over.is_set() or now - self._began > self._pace.overdue:
            raise ClockStopped("the clock does not go")
        failing = self._rounds.failing(self._pace.overdue)
        if failing:
            raise ClockStopped(f"the clock can't do its work: {', '.join(failing)}")

    async def _wait(self) -> None:
        """The event loop's own time bounds it: the timer would sleep on while the machine's clock is put back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.longest):
                await self._woken.wait()
                await asyncio.sleep(self._pace.gathering)

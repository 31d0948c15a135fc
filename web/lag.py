"""How late the event loop is: what everybody in it waits extra."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from time import monotonic, process_time

from web.watched_loop import WatchedLoop

BUSY = 0.2
"""Of a core. A program that uses more is looked at closely, since its threads may hold the interpreter's lock."""


class LoopLag:
    """How late the loop wakes up a task that has slept, and in a `WatchedLoop` every standstill as well."""

    def __init__(self, interval: float = 0.25, window: float = 10.0, busy_interval: float = 0.02) -> None:
        """A look every `interval` seconds, or every `busy_interval` while the program is busy; the worst of the last
        `window` seconds counts.
        """
        self._interval = interval
        self._busy_interval = min(busy_interval, interval)
        self._window = window
        self._due: float | None = None
        self._seen: deque[tuple[float, float]] = deque()

    @asynccontextmanager
    async def measured(self) -> AsyncGenerator[None]:
        """Looks as long as the block runs."""
        loop = asyncio.get_running_loop()
        probe = asyncio.create_task(self._probe(), name="loop lag")
        if isinstance(loop, WatchedLoop):
            loop.tells.append(self._saw)
        try:
            yield
        finally:
            if isinstance(loop, WatchedLoop):
                loop.tells.remove(self._saw)
            self._due = None
            probe.cancel()
            with suppress(asyncio.CancelledError):
                await probe

    async def _probe(self) -> None:
        pause = self._interval
        while True:
            used, self._due = process_time(), monotonic() + pause
            await asyncio.sleep(pause)
            self._saw(monotonic() - self._due)
            pause = self._busy_interval if process_time() - used > BUSY * pause else self._interval

    def _saw(self, late: float) -> None:
        """Keeps what may yet be the worst: nothing that something later outdoes."""
        now = monotonic()
        while self._seen and self._seen[-1][1] <= late:
            self._seen.pop()
        self._seen.append((now, late))
        self._forget(now)

    def _forget(self, now: float) -> None:
        while self._seen and self._seen[0][0] < now - self._window:
            self._seen.popleft()

    def worst(self) -> float:
        """Seconds; 0 when nothing has been measured. Counts a delay that the probe itself is still in."""
        now = monotonic()
        self._forget(now)
        pending = now - self._due if self._due is not None else 0.0
        return max(pending, self._seen[0][1] if self._seen else 0.0, 0.0)

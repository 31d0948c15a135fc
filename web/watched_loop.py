"""An event loop that tells how long it stands still, without waking up to see."""

import asyncio
from collections.abc import Callable
from selectors import DefaultSelector, SelectorKey
from time import monotonic

NOTICED = 0.001
"""Seconds: what is shorter keeps nobody waiting."""

Tell = Callable[[float], None]


class WatchedLoop(asyncio.SelectorEventLoop):
    """Whoever is in `tells` hears of each standstill, in seconds, when it is over."""

    def __init__(self) -> None:
        self.tells: list[Tell] = []
        super().__init__(_Watch(self._told))

    def _told(self, seconds: float) -> None:
        for tell in self.tells:
            tell(seconds)


class _Watch(DefaultSelector):
    """Where the loop waits for whatever comes next: all that it does between two visits keeps the rest waiting, and
    so does coming back later than it wanted to.
    """

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._left: float | None = None

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        entered = monotonic()
        away = 0.0 if self._left is None else entered - self._left
        found = super().select(timeout)
        self._left = monotonic()
        overslept = 0.0 if timeout is None or found else self._left - entered - timeout
        if (longest := max(away, overslept)) > NOTICED:
            self._tell(longest)
        return found

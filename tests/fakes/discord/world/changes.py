"""Waiting for the world to change."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Changes:
    """Counts changes and wakes whoever waits for the next one."""

    def __init__(self) -> None:
        self.version = 0
        self._next = asyncio.Event()

    def note(self) -> None:
        self.version += 1
        self._next.set()
        self._next = asyncio.Event()

    async def after(self, version: int, within: float) -> int:
        """The version once it is past `version`, or the same one after `within` seconds."""
        if self.version <= version:
            try:
                await asyncio.wait_for(self._next.wait(), within)
            except TimeoutError:
                return self.version
        return self.version

    async def until(
        self, look: Callable[[], Found | None], within: float, what: str = "what was waited for"
    ) -> Found:
        """The first true thing that `look` returns; `TimeoutError` names `what` after `within` seconds."""
        deadline = asyncio.get_running_loop().time() + within
        while not (found := look()):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise TimeoutError(f"no {what} within {within:g} s")
            await self.after(self.version, min(left, 0.25))
        return found

"""What a person sees who waits for a model that answers one at a time, before its words are there."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from models.waiting import Queued
from texts import Translator, translator

Show = Callable[[str], Awaitable[None]]
"""Shows the answer so far."""


class Screen:
    """Shows one thing after the other; a place in the line no longer once there are words."""

    def __init__(self, show: Show, locale: str) -> None:
        self._show = show
        self._locale = locale
        self._one_at_a_time = asyncio.Lock()
        self._ahead = 0
        self._waits = asyncio.Event()
        self.queued = Queued(self._note)

    async def say(self, words: str) -> None:
        """The answer so far."""
        self._ahead = 0
        async with self._one_at_a_time:
            await self._show(words)

    async def tell_places(self) -> None:
        """Every change of the place; has no end."""
        while True:
            await self._waits.wait()
            self._waits.clear()
            async with self._one_at_a_time:
                if self._ahead:
                    await self._show(place_in_line(self._ahead, translator(self._locale)))

    def _note(self, ahead: int) -> None:
        self._ahead = ahead
        self._waits.set()


@asynccontextmanager
async def open_screen(show: Show, locale: str) -> AsyncGenerator[Screen]:
    """Tells places as long as the block runs."""
    screen = Screen(show, locale)
    telling = asyncio.create_task(screen.tell_places())
    try:
        yield screen
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


def place_in_line(ahead: int, _: Translator) -> str:
    return _.plural(
        "One moment: the model answers one person at a time, and {count} answer comes before yours.",
        "One moment: the model answers one person at a time, and {count} answers come before yours.",
        ahead,
    ).format(count=ahead)

"""What a person sees who waits for a model that answers one at a time, before its words are there."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from models.waiting import Queued
from texts import Translator, translator

Show = Callable[[str], Awaitable[None]]
"""Shows the answer so far."""


class Screen:
    """Shows one thing after the other; what there is to wait for no longer once there are words."""

    def __init__(self, show: Show, locale: str) -> None:
        self._show = show
        self._ = translator(locale)
        self._one_at_a_time = asyncio.Lock()
        self._notice = ""
        self._changed = asyncio.Event()
        self.queued = Queued(self._note_place, self._note_loading, self._note_reading)

    async def say(self, words: str) -> None:
        """The answer so far."""
        self._notice = ""
        async with self._one_at_a_time:
            await self._show(words)

    async def tell_notices(self) -> None:
        """Every change of what there is to wait for; has no end."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            async with self._one_at_a_time:
                if self._notice:
                    await self._show(self._notice)

    def _note_place(self, ahead: int) -> None:
        self._note(place_in_line(ahead, self._) if ahead else self._reads())

    def _note_loading(self, percent: int) -> None:
        loading = self._("One moment: the model is being loaded, {percent} % so far.")
        self._note(loading.format(percent=percent) if percent < 100 else self._reads())

    def _note_reading(self, number: int, count: int) -> None:
        reading = self._(
            "One moment: this is long, so it is read in parts; this is part {number} of {count}."
        )
        self._note(reading.format(number=number, count=count))

    def _reads(self) -> str:
        return self._("One moment: the model is reading what you wrote.")

    def _note(self, notice: str) -> None:
        self._notice = notice
        self._changed.set()


@asynccontextmanager
async def open_screen(show: Show, locale: str) -> AsyncGenerator[Screen]:
    """Tells them as long as the block runs."""
    screen = Screen(show, locale)
    telling = asyncio.create_task(screen.tell_notices())
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

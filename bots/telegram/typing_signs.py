"""The "typing…" at the top of a chat, from the moment a message is stored until its answer stands there."""

import asyncio
import time
from contextlib import suppress

from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendChatAction

from bots.pacing import Kind
from bots.telegram.api import Api, Uncertain
from graphs.dialogue import Incoming, Place

AT_ONCE = 0.1
"""Seconds; who is answered by then needs no sign."""
AGAIN = 4.5
"""Telegram shows the sign for five seconds."""
LONGEST = 120.0
"""Seconds after which a message no longer counts as being answered, such as one that was joined to another."""


class TypingSigns:
    """One sign for each place with unanswered messages. Nothing depends on it, so it is tried once each time."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._unanswered: dict[Place, dict[str, float]] = {}
        self._showing: dict[Place, asyncio.Task[None]] = {}

    def begin(self, incoming: Incoming) -> None:
        place = incoming.place
        self._unanswered.setdefault(place, {})[incoming.update_id] = time.monotonic() + LONGEST
        if place not in self._showing:
            task = asyncio.create_task(self._show(place), name=f"typing in {place.key}")
            self._showing[place] = task

    def end(self, incoming: Incoming) -> None:
        """A message is answered."""
        unanswered = self._unanswered.get(incoming.place, {})
        unanswered.pop(incoming.update_id, None)
        if not unanswered:
            self._unanswered.pop(incoming.place, None)
            if task := self._showing.pop(incoming.place, None):
                task.cancel()

    async def close(self) -> None:
        tasks = list(self._showing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, place: Place) -> None:
        await asyncio.sleep(AT_ONCE)
        while any(until > time.monotonic() for until in self._unanswered.get(place, {}).values()):
            if await self._api.room(int(place.chat), Kind.SIGN):
                with suppress(TelegramAPIError, Uncertain):
                    await self._api.try_once(int(place.chat), _typing(place))
            await asyncio.sleep(AGAIN)
        self._unanswered.pop(place, None)
        self._showing.pop(place, None)


def _typing(place: Place) -> SendChatAction:
    topic = int(place.topic) if place.topic else None
    return SendChatAction(chat_id=int(place.chat), message_thread_id=topic, action="typing")

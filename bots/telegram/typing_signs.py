"""The "typing…" at the top of a chat, from the moment a message is stored until its answer stands there."""

import asyncio
from contextlib import suppress

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendChatAction

from bots.pacing import Kind
from bots.telegram.api import Api, Uncertain
from graphs.dialogue import Incoming, Place
from storage.inbox import Inbox

AT_ONCE = 0.1
"""Seconds; who is answered by then needs no sign."""
AGAIN = 4.5
"""Telegram shows the sign for five seconds."""

_log = structlog.get_logger(__name__)


class TypingSigns:
    """One sign for each place with unanswered messages. Nothing depends on it, so each is tried once."""

    def __init__(self, api: Api, inbox: Inbox) -> None:
        self._api = api
        self._inbox = inbox
        self._unanswered: dict[Place, set[str]] = {}
        self._showing: dict[Place, asyncio.Task[None]] = {}

    def begin(self, incoming: Incoming) -> None:
        """A message is stored."""
        place = incoming.place
        self._unanswered.setdefault(place, set()).add(incoming.update_id)
        if place not in self._showing:
            self._showing[place] = asyncio.create_task(self._run(place), name=f"typing in {place.key}")

    def end(self, incoming: Incoming) -> None:
        """A message is answered."""
        unanswered = self._unanswered.get(incoming.place, set())
        unanswered.discard(incoming.update_id)
        if not unanswered:
            self._forget(incoming.place)

    async def close(self) -> None:
        tasks = list(self._showing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, place: Place) -> None:
        try:
            await self._show(place)
        except Exception:
            _log.exception("a sign of work could not be shown")
        self._forget(place)

    async def _show(self, place: Place) -> None:
        await asyncio.sleep(AT_ONCE)
        while await self._is_awaited(place):
            if await self._api.room(int(place.chat), Kind.SIGN):
                with suppress(TelegramAPIError, Uncertain):
                    await self._api.try_once(int(place.chat), _typing(place))
            await asyncio.sleep(AGAIN)

    async def _is_awaited(self, place: Place) -> bool:
        """Whether a message here still gets an answer: some are joined to another, or failed."""
        for update_id in list(self._unanswered.get(place, ())):
            turn = await self._inbox.find(place.platform, update_id)
            if turn is not None and turn.state in ("waiting", "answered"):
                return True
            self._unanswered.get(place, set()).discard(update_id)
        return False

    def _forget(self, place: Place) -> None:
        self._unanswered.pop(place, None)
        task = self._showing.pop(place, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()


def _typing(place: Place) -> SendChatAction:
    topic = int(place.topic) if place.topic else None
    return SendChatAction(chat_id=int(place.chat), message_thread_id=topic, action="typing")

"""What happens on Discord, on its way into the inbox: in the order of each place, and none of it lost."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Protocol

import discord
import structlog

from bots.discord.circle import Circle
from bots.discord.client import Listener
from bots.discord.identity import Me
from bots.discord.interactions import Interactions
from bots.discord.updates import is_private, read_message
from bots.locks import KeyedLocks
from bots.platform import Accept
from graphs.dialogue import Incoming

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
"""How long an interaction waits for a store that fails; a message waits for ever."""

EDITED_WITHIN = timedelta(days=1)
"""A later version of an older message is no question any more."""

_log = structlog.get_logger(__name__)


class Source(Protocol):
    """What tells the events: it wants to know which of them are stored."""

    @property
    def me(self) -> Me: ...

    def heard(self) -> int: ...

    def stored(self, ticket: int) -> None: ...


class Storing:
    """Puts updates into the inbox, again and again while that fails."""

    def __init__(self, accept: Accept, accepted: Callable[[Incoming], None]) -> None:
        self._accept = accept
        self._accepted = accepted

    async def __call__(self, incoming: Incoming, patience: float = PATIENCE_SECONDS) -> bool:
        """Whether the update is new. Raises what the store raised, after `patience` seconds of it."""
        pause = FIRST_PAUSE_SECONDS
        until = asyncio.get_running_loop().time() + patience
        while True:
            try:
                new = await self._accept(incoming)
            except Exception:
                if asyncio.get_running_loop().time() + pause > until:
                    raise
                if pause == FIRST_PAUSE_SECONDS:
                    _log.exception("an update can't be stored; trying again", update=incoming.update_id)
            else:
                if new:
                    self._accepted(incoming)
                return new
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


class Ears:
    def __init__(self, source: Source, circle: Circle, interactions: Interactions, store: Storing) -> None:
        self._source = source
        self._circle = circle
        self._interactions = interactions
        self._store = store
        self._in_order = KeyedLocks()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def listeners(self) -> dict[str, Listener]:
        return {"message": self.message, "raw_message_edit": self._edit, "interaction": self._interaction}

    def message(self, message: discord.Message) -> None:
        """A message, as the gateway tells it or as it is found afterwards."""
        self._take(message, read_message(message, self._source.me))

    async def close(self) -> None:
        """Gives up what is not stored yet: Discord will tell it again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Discord also tells of edits when it has found a preview for a link; those bear no time of their own."""
        message = event.message
        if message.edited_at is not None and message.edited_at - message.created_at < EDITED_WITHIN:
            self._take(message, read_message(message, self._source.me, edited=True))

    def _interaction(self, interaction: discord.Interaction[Any]) -> None:
        self._begin(self._interactions.take(interaction))

    def _take(self, message: discord.Message, incoming: Incoming | None) -> None:
        if incoming is None:
            return
        if self._circle.includes(message, self._source.me):
            self._begin(self._keep(message, incoming, sure=True))
        elif not is_private(message.channel) and self._circle.may_include(message):
            self._begin(self._keep(message, incoming, sure=False))

    async def _keep(self, message: discord.Message, incoming: Incoming, *, sure: bool) -> None:
        async with self._in_order.hold(incoming.place.key):
            if not sure and not await self._circle.goes_on(message, incoming):
                return
            if not incoming.place.private:
                self._circle.talked(incoming)
            await self._store(incoming, float("inf"))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        ticket = self._source.heard()
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)

        def over(done: asyncio.Task[None]) -> None:
            self._tasks.discard(done)
            if done.cancelled():
                return
            if done.exception() is not None:
                _log.error("an update was not taken", exc_info=done.exception())
            self._source.stored(ticket)

        task.add_done_callback(over)

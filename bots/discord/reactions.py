"""How far an answer is, on the message that it is for: ✍🏻 while it is being written, 👌 when it is there."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bots.discord.memory import remember
from bots.discord.refusals import Limited, Refused, Uncertain
from bots.discord.rest import Call, Rest
from bots.pacing import Kind, Pacer

WRITING, DONE = "✍🏻", "👌"
GATHERING_SECONDS = 0.4
"""An answer that comes sooner needs no sign that it is being written."""
PATIENCE_SECONDS = 5.0
_TRIES = (0.0, 1.0, 3.0)
_REACTION = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"

Awaited = Callable[[], Awaitable[bool]]
"""Whether there is going to be an answer."""


class Reactions:
    """By the id of what is being answered. Nothing waits for them, and they have a budget of their own."""

    def __init__(self, rest: Rest, pacer: Pacer) -> None:
        self._rest = rest
        self._pacer = pacer
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._shown: OrderedDict[str, None] = OrderedDict()
        self._ending: set[asyncio.Task[None]] = set()
        self._refused: OrderedDict[str, None] = OrderedDict()

    def begin(self, asked: str, channel: str, message: str, awaited: Awaited) -> None:
        if asked not in self._writing and channel not in self._refused:
            work = self._write(asked, channel, message, awaited)
            self._writing[asked] = asyncio.create_task(work, name=f"reaction in {channel}")

    def end(self, asked: str, channel: str, message: str, *, done: bool) -> None:
        """What an earlier life of the program may have left is taken away, too."""
        if channel in self._refused:
            self._writing.pop(asked, None)
            return
        task = asyncio.create_task(self._end(asked, channel, message, done))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        tasks = [*self._writing.values(), *self._ending]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._writing.clear()

    async def _write(self, asked: str, channel: str, message: str, awaited: Awaited) -> None:
        try:
            await asyncio.sleep(GATHERING_SECONDS)
            if await awaited():
                remember(self._shown, asked, None)
                await self._call("PUT", channel, message, WRITING, tries=(0.0,))
        finally:
            self._writing.pop(asked, None)

    async def _end(self, asked: str, channel: str, message: str, done: bool) -> None:
        writing = self._writing.pop(asked, None)
        if writing is not None:
            if asked not in self._shown:  # one that is on its way must not arrive after it was taken away
                writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        if writing is None or asked in self._shown:
            self._shown.pop(asked, None)
            await self._call("DELETE", channel, message, WRITING)
        if done:
            await self._call("PUT", channel, message, DONE)

    async def _call(
        self, method: str, channel: str, message: str, emoji: str, tries: tuple[float, ...] = _TRIES
    ) -> None:
        names = {"channel_id": channel, "message_id": message, "emoji": emoji}
        call = Call(method, _REACTION, names, budget=f"{channel} reactions")
        for pause in tries:
            await asyncio.sleep(pause)
            if not await self._pacer.turn(call.chat, Kind.SIGN):
                continue
            try:
                await self._rest.now(call, PATIENCE_SECONDS)
            except (Limited, Uncertain):
                continue
            except Refused as refused:
                if refused.closed:
                    remember(self._refused, channel, None)
            return

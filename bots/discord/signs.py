"""“… is typing”, from the moment a message is stored until there is something to read."""

import asyncio

from bots.discord.reactions import Awaited
from bots.discord.refusals import Limited, Refused, Uncertain
from bots.discord.rest import Call, Rest
from bots.pacing import Kind, Pacer

LASTS_SECONDS = 8.0
"""Discord shows it for ten."""
MOST_TIMES = 75
PATIENCE_SECONDS = 5.0
_TYPING = "/channels/{channel_id}/typing"


class Signs:
    """By the id of what is being answered. It is the first thing to be left out."""

    def __init__(self, rest: Rest, pacer: Pacer) -> None:
        self._rest = rest
        self._pacer = pacer
        self._shown: dict[str, asyncio.Task[None]] = {}

    def begin(self, asked: str, channel: str, awaited: Awaited) -> None:
        if asked not in self._shown:
            work = self._show(asked, channel, awaited)
            self._shown[asked] = asyncio.create_task(work, name=f"typing in {channel}")

    def end(self, asked: str) -> None:
        task = self._shown.pop(asked, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        tasks = list(self._shown.values())
        for asked in list(self._shown):
            self.end(asked)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, asked: str, channel: str, awaited: Awaited) -> None:
        call = Call("POST", _TYPING, {"channel_id": channel})
        for _time in range(MOST_TIMES):
            if not await awaited():
                self._shown.pop(asked, None)
                return
            if await self._pacer.turn(channel, Kind.SIGN):
                try:
                    await self._rest.now(call, PATIENCE_SECONDS)
                except (Limited, Uncertain):
                    pass
                except Refused:
                    return
            await asyncio.sleep(LASTS_SECONDS)

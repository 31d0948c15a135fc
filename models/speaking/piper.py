"""Piper on this machine: the process that speaks with a voice, as the house sees it."""

import asyncio

import structlog

from models.child import Child
from models.speaking import wire
from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice

_log = structlog.get_logger(__name__)


class Piper:
    """Its process begins at the first use, and again after it has died. One wish at a time."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._child: Child | None = None
        self._ready = False
        self._in_use = asyncio.Lock()

    async def open(self) -> None:
        async with self._in_use:
            await self._open()

    async def speak(self, text: str) -> Speech:
        async with self._in_use:
            await self._open()
            # Whoever leaves half-way leaves one that is of no more use: it would answer the next with this.
            self._ready = False
            assert self._child is not None
            self._child.tell(wire.dump(wire.Words(text)))
            await self._child.told()
            said, samples = await self._heard()
            self._ready = True
        if isinstance(said, wire.Said):
            return Speech(samples, said.rate)
        raise _unspoken(said)

    async def close(self) -> None:
        """Ends the process and waits until it is gone."""
        child, self._child, self._ready = self._child, None, False
        if child is not None:
            await child.end()

    async def _open(self) -> None:
        if self._child is not None and not self._child.ended and self._ready:
            return
        await self.close()
        self._child = await Child.start("models.speaking", self._voice.path)
        try:
            said, _ = await self._heard()
        except BaseException:
            await self.close()
            raise
        if isinstance(said, wire.Ready):
            self._ready = True
            _log.info("a voice is loaded", voice=self._voice.name)
            return
        await self.close()
        raise _unspoken(said)

    async def _heard(self) -> tuple[wire.FromVoice, bytes]:
        """With the samples, where something was said."""
        assert self._child is not None
        source = self._child.says
        try:
            said = wire.from_voice(await source.readuntil())
            return said, await source.readexactly(said.size) if isinstance(said, wire.Said) else b""
        except asyncio.IncompleteReadError:
            raise Unspoken(Reason.BUSY, "the process that speaks has ended") from None


def _unspoken(said: wire.FromVoice) -> Unspoken:
    return Unspoken(said.reason, said.detail) if isinstance(said, wire.Failed) else Unspoken(Reason.BUSY)

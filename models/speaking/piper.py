"""Piper on this machine: the process that speaks with a voice, as the house sees it."""

import asyncio
from asyncio.subprocess import Process
from contextlib import suppress

import structlog

from models.child import spawn
from models.speaking import wire
from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice

_log = structlog.get_logger(__name__)


class Piper:
    """Its process begins at the first use, and again after it has died. One wish at a time."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._process: Process | None = None
        self._ready = False
        self._in_use = asyncio.Lock()

    async def open(self) -> None:
        async with self._in_use:
            await self._open()

    async def speak(self, text: str) -> Speech:
        async with self._in_use:
            await self._open()
            self._ready = (
                False  # until it has answered: whoever leaves half-way leaves one that is of no more use
            )
            await self._tell(wire.Words(text))
            said, samples = await self._heard()
            self._ready = True
        if isinstance(said, wire.Said):
            return Speech(samples, said.rate)
        raise _unspoken(said)

    async def close(self) -> None:
        """Ends the process and waits until it is gone."""
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()

    async def _open(self) -> None:
        if self._process is not None and self._process.returncode is None and self._ready:
            return
        await self.close()
        self._process = await spawn("models.speaking", self._voice.path)
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
        assert self._process is not None
        assert self._process.stdout is not None
        source = self._process.stdout
        try:
            said = wire.from_voice(await source.readuntil())
            return said, await source.readexactly(said.size) if isinstance(said, wire.Said) else b""
        except asyncio.IncompleteReadError:
            raise Unspoken(Reason.BUSY, "the process that speaks has ended") from None

    async def _tell(self, wish: wire.Words) -> None:
        """What can't be told any more is noticed when nothing comes back."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(ConnectionError):
                self._process.stdin.write(wire.dump(wish))
                await self._process.stdin.drain()


def _unspoken(said: wire.FromVoice) -> Unspoken:
    return Unspoken(said.reason, said.detail) if isinstance(said, wire.Failed) else Unspoken(Reason.BUSY)

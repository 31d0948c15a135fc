"""Whisper on this machine: the process that listens with it, as the house sees it."""

import asyncio
from asyncio.subprocess import Process
from contextlib import suppress

import structlog

from models.child import spawn
from models.hearing import wire
from models.hearing.transcriber import Hint, Piece, Understood
from models.hearing.trouble import Reason, Unheard
from models.speech import Ear

WINDOW = 60.0
LONGEST_LINE = 8 * 1024 * 1024
"""Bytes of an answer, far above what can be said in a piece."""

_log = structlog.get_logger(__name__)


class Whisper:
    """Its process begins at the first use, and again after it has died. One piece at a time."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._process: Process | None = None
        self._ready = False
        self._number = 0
        self._in_use = asyncio.Lock()

    @property
    def window(self) -> float:
        return WINDOW

    async def open(self) -> None:
        async with self._in_use:
            await self._open()

    async def transcribe(self, piece: Piece, hint: Hint) -> Understood:
        async with self._in_use:
            await self._open()
            self._number += 1
            number, answered = self._number, False
            try:
                await self._tell(wire.Question(number, len(piece.samples), hint), piece.samples)
                answer = await self._answer(number)
                answered = True
                return answer
            finally:
                if not answered:
                    await self._stop(number)

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
        ear = self._ear.model_dump_json()
        self._process = await spawn("models.hearing", ear, longest_line=LONGEST_LINE)
        try:
            said = await self._heard()
        except BaseException:
            await self.close()
            raise
        if isinstance(said, wire.Ready):
            self._ready = True
            cuda = said.device == "cuda"
            _log.info(
                "the model for recordings is loaded", model=self._ear.model, device=said.device, cuda=cuda
            )
            return
        await self.close()
        reason, detail = (said.reason, said.detail) if isinstance(said, wire.Failed) else (Reason.BUSY, "")
        _log.error("the model for recordings can't be loaded", model=self._ear.model, reason=detail)
        raise Unheard(reason, detail=detail)

    async def _answer(self, number: int) -> Understood:
        """Passes over answers to pieces that nobody waits for any more."""
        while True:
            match await self._heard():
                case wire.Answer(number=about) as answer if about == number:
                    return Understood(answer.passages, answer.language)
                case wire.Failed(number=about) as failed if about == number:
                    raise Unheard(failed.reason, detail=failed.detail)
                case _:
                    pass

    async def _heard(self) -> wire.FromModel:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            await self.close()
            raise Unheard(Reason.BUSY, detail="the process that listens has ended")
        return wire.from_model(line)

    async def _tell(self, said: wire.ToModel, samples: bytes = b"") -> None:
        """What can't be told any more is noticed when nothing comes back."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(ConnectionError):
                self._process.stdin.write(wire.dump(said) + samples)
                await self._process.stdin.drain()

    async def _stop(self, number: int) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(ConnectionError):
                self._process.stdin.write(wire.dump(wire.Stop(number)))

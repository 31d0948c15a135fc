"""Whisper on this machine: the process that listens with it, as the house sees it."""

import asyncio

import structlog

from models.child import Child
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
        self._child: Child | None = None
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
                question = wire.Question(number, len(piece.samples), hint)
                await self._tell(wire.dump(question) + piece.samples)
                answer = await self._answer(number)
                answered = True
                return answer
            finally:
                if not answered and self._child is not None:
                    self._child.tell(wire.dump(wire.Stop(number)))

    async def close(self) -> None:
        """Ends the process and waits until it is gone."""
        child, self._child, self._ready = self._child, None, False
        if child is not None:
            await child.end()

    async def _open(self) -> None:
        if self._child is not None and not self._child.ended and self._ready:
            return
        await self.close()
        ear = self._ear.model_dump_json()
        self._child = await Child.start("models.hearing", ear, longest_line=LONGEST_LINE)
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
        assert self._child is not None
        line = await self._child.says.readline()
        if not line:
            await self.close()
            raise Unheard(Reason.BUSY, detail="the process that listens has ended")
        return wire.from_model(line)

    async def _tell(self, said: bytes) -> None:
        assert self._child is not None
        self._child.tell(said)
        await self._child.told()

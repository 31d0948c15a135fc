"""A transcriber that understands what it was told it would, and a speaker that hums."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.speech import Speech
from bots.turn_files import TurnFiles
from models.hearing.heard import Passage
from models.hearing.hearing import Hearing
from models.hearing.transcriber import Hint, Piece, Understood
from models.hearing.trouble import Unheard
from models.speaking.speaker import Speech as Spoken
from models.speaking.speaking import Speaking
from models.speaking.trouble import Unspoken
from models.speech import Ear, Voice
from tests.recordings import RATE, tone

EAR = Ear(name="scripted", provider="whisper", model="none")
VOICE = Voice(name="humming", provider="piper", path="none.onnx")


@dataclass
class ScriptedTranscriber:
    """Understands a line for each piece, in order, and nothing once there is none; a trouble is raised.

    With `gate` shut it listens on and on.
    """

    lines: list[str | Unheard] = field(default_factory=list[str | Unheard])
    window: float = 60.0
    pieces: list[Piece] = field(default_factory=list[Piece])
    hints: list[Hint] = field(default_factory=list[Hint])
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    async def open(self) -> None: ...

    async def transcribe(self, piece: Piece, hint: Hint) -> Understood:
        self.pieces.append(piece)
        self.hints.append(hint)
        self.listening.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        line = self.lines.pop(0) if self.lines else ""
        if isinstance(line, Unheard):
            raise line
        return Understood((Passage(0.0, piece.seconds, line),) if line else (), "en")

    async def close(self) -> None: ...


@dataclass
class HummingSpeaker:
    """Hums as long as it was told to speak; `troubles` are raised first. With `gate` shut it takes a breath first."""

    said: list[str] = field(default_factory=list[str])
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    speaking: asyncio.Event = field(default_factory=asyncio.Event)
    troubles: list[Unspoken] = field(default_factory=list[Unspoken])

    def __post_init__(self) -> None:
        self.gate.set()

    async def open(self) -> None:
        if self.troubles:
            raise self.troubles[0]

    async def speak(self, text: str) -> Spoken:
        if self.troubles:
            raise self.troubles.pop(0)
        self.said.append(text)
        self.speaking.set()
        await self.gate.wait()
        return Spoken(tone(0.3), RATE)

    async def close(self) -> None: ...


def scripted_speech(
    home: Path,
    transcriber: ScriptedTranscriber,
    *,
    ear: Ear = EAR,
    names: Callable[[], Awaitable[Sequence[str]]] | None = None,
    speaker: HummingSpeaker | None = None,
    voice: Voice = VOICE,
) -> Speech:
    """What stands where real weights would be. Without a `speaker` nobody speaks."""

    async def open_ear(_ear: Ear) -> ScriptedTranscriber:
        return transcriber

    async def open_voice(_voice: Voice) -> HummingSpeaker:
        assert speaker is not None
        return speaker

    async def nothing() -> Sequence[str]:
        return ()

    voices = (voice,) if speaker is not None else ()
    return Speech(
        Hearing(lambda _mode: (ear,), open_ear, names or nothing),
        Speaking(lambda _mode: voices, open_voice),
        TurnFiles(home / "voices"),
    )


def silence(home: Path) -> Speech:
    """Nobody who listens or speaks."""

    async def nobody(_entry: object) -> Any:
        raise AssertionError("there is nobody")

    async def nothing() -> Sequence[str]:
        return ()

    return Speech(
        Hearing(lambda _mode: (), nobody, nothing),
        Speaking(lambda _mode: (), nobody),
        TurnFiles(home / "voices"),
    )

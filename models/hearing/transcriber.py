"""The port that everything implements that can listen."""

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.hearing.heard import Passage

RATE = 16_000
"""Samples a second of what transcribers are given."""
WIDTH = 2
"""Bytes of a sample."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a recording: 16-bit samples (little-endian, one channel, `RATE`), from `begin` seconds on."""

    samples: bytes
    begin: float = 0.0

    @property
    def seconds(self) -> float:
        return len(self.samples) / (RATE * WIDTH)


def as_wave(piece: Piece) -> bytes:
    """A WAV file of it."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(piece.samples)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Hint:
    """What helps to understand: the language where it is known (a code), names that may be spoken, and the person's own
    language, for where what is detected is in doubt.
    """

    language: str = ""
    names: Sequence[str] = ()
    own: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """Passages count from the piece's beginning. `language` is empty where nobody said."""

    passages: tuple[Passage, ...] = ()
    language: str = ""


class Transcriber(Protocol):
    """Understands one piece at a time. Cancelling a call ends the work."""

    @property
    def window(self) -> float:
        """Seconds of a piece, at most."""
        ...

    async def open(self) -> None:
        """Gets ready, which takes a while the first time only. Raises `Unheard` where that can't be."""
        ...

    async def transcribe(self, piece: Piece, hint: Hint) -> Understood:
        """No passages for a piece without words. Raises `Unheard`."""
        ...

    async def close(self) -> None: ...

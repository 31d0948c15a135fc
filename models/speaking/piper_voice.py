"""Piper itself: loading a voice, and what it says. Everything here blocks, and loading holds the interpreter's lock for
long; it is used in a process of its own.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken


@dataclass(frozen=True, slots=True)
class PiperVoice:
    _voice: Any

    @classmethod
    def load(cls, path: str) -> "PiperVoice":
        """Of an .onnx file with its .json beside it. Raises `Unspoken`."""
        if (missing := missing_of(path)) is not None:
            raise missing
        try:
            library = import_module("piper")
        except ImportError as error:
            raise Unspoken(
                Reason.NO_EXTRA, f"{error.name}: .venv/bin/pip install 'concierge[speech]'"
            ) from None
        try:
            return cls(library.PiperVoice.load(path))
        except Exception as error:
            raise Unspoken(Reason.BROKEN, f"{path}: {error!r}"[:300]) from None

    def say(self, text: str) -> Speech:
        try:
            chunks = list(self._voice.synthesize(text))
        except Exception as error:
            raise Unspoken(Reason.BROKEN, repr(error)[:300]) from None
        return Speech(b"".join(chunk.audio_int16_bytes for chunk in chunks), self._voice.config.sample_rate)


def missing_of(path: str) -> Unspoken | None:
    """Which of a voice's two files isn't there, if one isn't."""
    if not Path(path).is_file():
        return Unspoken(Reason.NO_FILE, f"{path} is no file: correct `path` in models.toml")
    card = f"{path}.json"
    if not Path(card).is_file():
        return Unspoken(Reason.NO_CARD, f"{card} isn't there: put it beside the .onnx file")
    return None

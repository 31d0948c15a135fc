"""faster-whisper itself: loading it, and what it understands. Everything here blocks, and holds the interpreter's lock
for long; it is used in a process of its own.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from models.hearing.heard import Passage
from models.hearing.transcriber import Hint, Understood
from models.hearing.trouble import Reason, Unheard
from models.speech import Ear

_FULL_SCALE = 32_768.0
_LEAST_SURE = 0.5
"""Under this, the person's own language is likelier than the one that was detected."""


@dataclass(frozen=True, slots=True)
class WhisperModel:
    _model: Any
    _numbers: Any

    @classmethod
    def load(cls, ear: Ear) -> "WhisperModel":
        """A size is fetched at its first use. Raises `Unheard`."""
        try:
            library, numbers = import_module("faster_whisper"), import_module("numpy")
        except ImportError as error:
            raise Unheard(Reason.NO_EXTRA, detail=str(error.name)) from None
        threads = ear.threads or max(1, (os.cpu_count() or 1) - 1)
        try:
            model = library.WhisperModel(
                ear.model, device=ear.device, compute_type=ear.compute, cpu_threads=threads
            )
        except Exception as error:
            raise Unheard(Reason.NO_MODEL, detail=f"{ear.model}: {error!r}"[:300]) from None
        return cls(model, numbers)

    @property
    def device(self) -> str:
        return str(self._model.model.device)

    def understand(self, samples: bytes, hint: Hint, stopped: Callable[[], bool]) -> Understood:
        """As far as it came, where it is stopped."""
        values = self._numbers.frombuffer(samples, self._numbers.int16).astype(self._numbers.float32)
        values /= _FULL_SCALE
        segments, about = self._begin(values, hint.language, hint.names)
        sure = bool(hint.language) or about.language_probability >= _LEAST_SURE
        if not sure and hint.own and hint.own != about.language:
            segments, about = self._begin(values, hint.own, hint.names)
        return Understood(tuple(_passages(segments, stopped)), about.language if sure else "")

    def _begin(self, values: Any, language: str, names: Sequence[str]) -> tuple[Iterable[Any], Any]:
        """What it will understand as it is asked for, and the language, which is detected where none is named."""
        segments, about = self._model.transcribe(
            values,
            language=language if language in self._model.supported_languages else None,
            vad_filter=True,
            condition_on_previous_text=False,
            hotwords=", ".join(names) or None,
        )
        return segments, about


def _passages(segments: Iterable[Any], stopped: Callable[[], bool]) -> Iterator[Passage]:
    """The model is at work while they are asked for, so that nothing more is done once it is stopped."""
    for segment in segments:
        if stopped():
            return
        if text := segment.text.strip():
            yield Passage(float(segment.start), float(segment.end), text)

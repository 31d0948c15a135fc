"""Whisper on this machine, by faster-whisper. Everything heavy happens in one worker thread."""

import asyncio
import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog

from models.hearing.heard import Passage
from models.hearing.transcriber import Hint, Piece, Understood
from models.hearing.trouble import Reason, Unheard
from models.speech import Ear

WINDOW = 60.0
_FULL_SCALE = 32_768.0
_LEAST_SURE = 0.5
"""Under this, a detected language is no better than the person's own."""

_log = structlog.get_logger(__name__)


class Whisper:
    """The model is loaded once, at its first use."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="whisper")
        self._model: Any = None

    @property
    def window(self) -> float:
        return WINDOW

    async def open(self) -> None:
        if self._model is None:
            await asyncio.get_running_loop().run_in_executor(self._worker, self._load)

    async def transcribe(self, piece: Piece, hint: Hint) -> Understood:
        await self.open()
        stopped = threading.Event()
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._worker, self._understand, piece, hint, stopped)
        try:
            return await work
        finally:
            stopped.set()

    async def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._model = None

    def _load(self) -> None:
        if self._model is not None:
            return
        try:
            library = import_module("faster_whisper")
        except ImportError as error:
            raise Unheard(Reason.NO_EXTRA, detail=str(error.name)) from None
        ear = self._ear
        threads = ear.threads or max(1, (os.cpu_count() or 1) - 1)
        try:
            self._model = library.WhisperModel(
                ear.model, device=ear.device, compute_type=ear.compute, cpu_threads=threads
            )
        except Exception as error:
            _log.error("the model for recordings can't be loaded", model=ear.model, error=repr(error)[:300])
            raise Unheard(Reason.NO_MODEL, detail=ear.model) from None
        self._say_where()

    def _say_where(self) -> None:
        device = self._model.model.device
        folder = Path(self._ear.model).name
        _log.info("the model for recordings is loaded", model=folder, device=device, cuda=device == "cuda")

    def _understand(self, piece: Piece, hint: Hint, stopped: threading.Event) -> Understood:
        if stopped.is_set():
            return Understood()
        numbers = import_module("numpy")
        samples = numpy_samples(numbers, piece.samples)
        segments, about = self._model.transcribe(
            samples,
            language=self._known(hint.language),
            vad_filter=True,
            condition_on_previous_text=False,
            hotwords=", ".join(hint.names) or None,
        )
        sure = hint.language or about.language_probability >= _LEAST_SURE
        return Understood(tuple(_passages(segments, stopped)), about.language if sure else "")

    def _known(self, language: str) -> str | None:
        return language if language in self._model.supported_languages else None


def numpy_samples(numbers: Any, samples: bytes) -> Any:
    """Between -1 and 1, as the models want them."""
    return numbers.frombuffer(samples, numbers.int16).astype(numbers.float32) / _FULL_SCALE


def _passages(segments: Iterable[Any], stopped: threading.Event) -> Iterable[Passage]:
    """The model is at work while they are asked for, so that nothing more is done once it is `stopped`."""
    for segment in segments:
        if stopped.is_set():
            return
        if text := segment.text.strip():
            yield Passage(float(segment.start), float(segment.end), text)

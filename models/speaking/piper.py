"""Piper on this machine: a voice is an .onnx file with a .json beside it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import structlog

from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice

_log = structlog.get_logger(__name__)


class Piper:
    """The voice is loaded once, at its first use, in the one thread that speaks."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="piper")
        self._loaded: Any = None

    async def open(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._worker, self._load)

    async def speak(self, text: str) -> Speech:
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._speak, text)

    async def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._loaded = None

    def _speak(self, text: str) -> Speech:
        voice = self._load()
        try:
            chunks = list(voice.synthesize(text))
        except Exception as error:
            raise Unspoken(Reason.BROKEN, f"piper: {type(error).__name__}") from error
        return Speech(b"".join(chunk.audio_int16_bytes for chunk in chunks), voice.config.sample_rate)

    def _load(self) -> Any:
        if self._loaded is None:
            try:
                library = import_module("piper")
            except ImportError:
                raise Unspoken(Reason.NO_EXTRA, "piper: .venv/bin/pip install 'concierge[speech]'") from None
            try:
                self._loaded = library.PiperVoice.load(self._voice.path)
            except Exception as error:
                raise Unspoken(Reason.BROKEN, f"{self._voice.path}: {type(error).__name__}") from None
            _log.info("a voice is loaded", voice=self._voice.name)
        return self._loaded

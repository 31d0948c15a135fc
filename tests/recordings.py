"""Recordings for tests: speech by espeak-ng, tones and noise, in every format that people send."""

import io
import math
import random
import shutil
import subprocess
from array import array
from typing import Any

import pytest

from models.hearing.transcriber import RATE, Piece, as_wave

FORMATS = {
    "voice.ogg": ("ogg", "libopus"),
    "song.mp3": ("mp3", "libmp3lame"),
    "memo.m4a": ("ipod", "aac"),
    "note.mp4": ("mp4", "aac"),
    "memo.wav": ("wav", "pcm_s16le"),
    "voice.webm": ("webm", "libopus"),
    "memo.flac": ("flac", "flac"),
}
"""By the name of a file: the container and the codec."""


def speech(text: str, language: str = "en") -> bytes:
    """A WAV file in which somebody says it. Skips where there is no espeak-ng."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("Debian's espeak-ng is not installed")
    made = subprocess.run(["espeak-ng", "-v", language, "--stdout", text], capture_output=True, check=True)
    return made.stdout


def tone(seconds: float, volume: float = 0.3) -> bytes:
    """Samples of a hum; a `volume` of 0 is silence."""
    step = 2 * math.pi * 220 / RATE
    high = int(32_000 * volume)
    return array(
        "h", (int(high * math.sin(number * step)) for number in range(int(seconds * RATE)))
    ).tobytes()


def noise(seconds: float) -> bytes:
    chance = random.Random(7)
    return array("h", (chance.randrange(-3_000, 3_000) for _ in range(int(seconds * RATE)))).tobytes()


def wav(samples: bytes) -> bytes:
    return as_wave(Piece(samples))


def recorded(samples: bytes, name: str = "voice.ogg", *, live: bool = False) -> bytes:
    """A file of the format that goes by this name; two channels at 48 kHz, as phones make them. A `live` WebM, as
    browsers record it, doesn't say how long it is.
    """
    av: Any = pytest.importorskip("av", reason="the extra speech is not installed")
    container_format, codec = FORMATS[name]
    target = io.BytesIO()
    with av.open(target, "w", format=container_format, options={"live": "1"} if live else {}) as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo")
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
        frame.planes[0].update(samples.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.rate, frame.pts = RATE, 0
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="stereo", rate=48_000, frame_size=_frame_size(stream)
        )
        for part in (*resampler.resample(frame), *resampler.resample(None), None):
            for packet in stream.encode(part):
                container.mux(packet)
    return target.getvalue()


def _frame_size(stream: Any) -> int | None:
    return stream.codec_context.frame_size or None


def samples_of(file: bytes) -> bytes:
    """Of a WAV file with one channel, at `RATE`, as a transcriber is given them."""
    from models.hearing.decoding import Recording

    return b"".join(piece.samples for piece in Recording(file).pieces(3600))

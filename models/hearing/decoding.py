"""Recordings of any usual format as pieces that a transcriber takes. Everything here blocks: use a thread.

Files come from strangers. Only formats that hold their own sound are opened, since a playlist would have FFmpeg
fetch what it names, and no protocol is allowed at all.
"""

import io
from array import array
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from models.hearing.transcriber import RATE, WIDTH, Piece
from models.hearing.trouble import Reason, Unheard

FORMATS = "ogg,mp3,mov,mp4,m4a,3gp,3g2,mj2,wav,matroska,webm,flac,aac,amr,aiff,caf,asf"
_SEARCHED = 10.0
"""Seconds at the end of a piece in which a quiet place to cut is looked for."""
_STEP = RATE // 10


class Recording:
    """A file's sound. Raises `Unheard` where there is none that can be read."""

    def __init__(self, data: bytes) -> None:
        self._av: Any = _library()
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
        try:
            self._container = self._av.open(io.BytesIO(data), options=options)
        except (self._av.FFmpegError, ValueError, OSError) as error:
            raise _unreadable(error) from None
        if not self._container.streams.audio:
            self._container.close()
            raise Unheard(Reason.UNREADABLE, detail="no sound in it")

    @property
    def seconds(self) -> float | None:
        """How long it says it is; None where it doesn't."""
        duration = self._container.duration
        return duration / self._av.time_base if duration else None

    def pieces(self, window: float) -> Iterator[Piece]:
        """At most `window` seconds each, cut where it is quiet."""
        most = int(window * RATE) * WIDTH
        waiting = bytearray()
        begin = 0.0
        for samples in self._samples():
            waiting += samples
            while len(waiting) > most:
                end = _quiet_place(waiting[:most])
                piece = Piece(bytes(waiting[:end]), begin)
                del waiting[:end]
                begin += piece.seconds
                yield piece
        if waiting:
            yield Piece(bytes(waiting), begin)

    def close(self) -> None:
        self._container.close()

    def _samples(self) -> Iterator[bytes]:
        """A file that breaks off half-way has been understood up to there."""
        resampler = self._av.AudioResampler(format="s16", layout="mono", rate=RATE)
        some = False
        try:
            for frame in self._container.decode(audio=0):
                for resampled in resampler.resample(frame):
                    some = True
                    yield bytes(resampled.planes[0])[: resampled.samples * WIDTH]
            for resampled in resampler.resample(None):
                yield bytes(resampled.planes[0])[: resampled.samples * WIDTH]
        except (self._av.FFmpegError, ValueError) as error:
            if not some:
                raise _unreadable(error) from None


def _library() -> Any:
    try:
        return import_module("av")
    except ImportError:
        raise Unheard(Reason.NO_EXTRA, detail="av") from None


def _unreadable(error: Exception) -> Unheard:
    return Unheard(Reason.UNREADABLE, detail=type(error).__name__)


def _quiet_place(samples: bytearray) -> int:
    """Where to cut, in bytes: in the middle of the quietest tenth of a second near the end."""
    values = array("h", bytes(samples))
    first = max(len(values) - int(_SEARCHED * RATE), len(values) // 2)
    starts = range(first, len(values) - _STEP + 1, _STEP)
    quietest = min(starts, key=lambda start: sum(map(abs, values[start : start + _STEP])), default=first)
    return (quietest + _STEP // 2) * WIDTH if starts else len(samples)

"""Speech as an Ogg file with Opus, which Telegram shows as a voice note. This blocks: use a thread."""

import io
from importlib import import_module
from typing import Any

from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken

RATE = 48_000
BITS = 32_000
"""Bits a second: clear speech, a quarter of a megabyte for each minute."""


def as_ogg(speech: Speech) -> bytes:
    try:
        av: Any = import_module("av")
    except ImportError:
        raise Unspoken(Reason.NO_EXTRA, "av: .venv/bin/pip install 'concierge[speech]'") from None
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BITS
        for frame in (*_frames(av, speech, stream.codec_context.format), None):
            for packet in stream.encode(frame):
                container.mux(packet)
    return target.getvalue()


def _frames(av: Any, speech: Speech, sample_format: Any) -> list[Any]:
    samples = len(speech.samples) // 2
    frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
    frame.planes[0].update(speech.samples[: samples * 2].ljust(frame.planes[0].buffer_size, b"\0"))
    frame.rate, frame.pts = speech.rate, 0
    resampler = av.AudioResampler(format=sample_format, layout="mono", rate=RATE)
    return [*resampler.resample(frame), *resampler.resample(None)]

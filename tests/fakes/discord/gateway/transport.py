"""How frames look on the wire: plain JSON, or one long compressed stream."""

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

Encode = Callable[[str], str | bytes]


def encoder(compression: str | None) -> Encode | None:
    """What the address asked for with `compress`; None for a kind that this machine can't make."""
    if not compression:
        return plain
    if compression == "zlib-stream":
        return zlib_stream()
    return zstd_stream() if compression == "zstd-stream" else None


def plain(text: str) -> str:
    return text


def zlib_stream() -> Encode:
    """One zlib context for the whole connection; each frame ends with a sync flush."""
    compressor = zlib.compressobj()

    def encode(text: str) -> bytes:
        return compressor.compress(text.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH)

    return encode


def zstd_stream() -> Encode | None:
    """The same with zstd, which discord.py asks for where it finds it: langsmith brings `zstandard` along."""
    for module, block in (("zstandard", "COMPRESSOBJ_FLUSH_BLOCK"), ("compression.zstd", "FLUSH_BLOCK")):
        try:
            zstd: Any = import_module(module)
        except ImportError:
            continue
        return zstd_frames(zstd, block)
    return None


def zstd_frames(zstd: Any, block: str) -> Encode:
    """`block` names the flush mode, on the module or on its compressor class."""
    made = zstd.ZstdCompressor()
    compressor = made.compressobj() if hasattr(made, "compressobj") else made
    mode = getattr(zstd, block, None) or getattr(zstd.ZstdCompressor, block)

    def encode(text: str) -> bytes:
        return bytes(compressor.compress(text.encode()) + compressor.flush(mode))

    return encode

"""Which answers have been shown, so that none is shown twice, whatever happened in between."""

import os
from pathlib import Path

KEPT = 1000


class ShownAnswers:
    """Keys of the last answers, in a file with one line each, across processes.

    A line is handed to the kernel in one call, which outlives `kill -9` though not a power cut: after one, an
    answer may be shown again, and none is missed.
    """

    def __init__(self, file: Path, kept: int = KEPT) -> None:
        self._kept = kept
        self._keys = dict.fromkeys(_read(file)[-kept:])
        _write(file, self._keys)
        self._descriptor = os.open(file, os.O_WRONLY | os.O_APPEND)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        os.write(self._descriptor, f"{key}\n".encode())
        self._keys[key] = None
        if len(self._keys) > 2 * self._kept:
            del self._keys[next(iter(self._keys))]

    def close(self) -> None:
        os.close(self._descriptor)


def _read(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []


def _write(file: Path, keys: dict[str, None]) -> None:
    """Replaces the file by a shorter one; it is whole at every moment."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text("".join(f"{key}\n" for key in keys), "utf-8")
    fresh.replace(file)

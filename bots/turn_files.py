"""Files that are made for an answer."""

import asyncio
import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TurnFiles:
    """Keeps those of each turn in a folder of their own, so that a replay writes the same ones."""

    folder: Path

    async def write(self, turn_id: int, name: str, data: bytes) -> str:
        """The file's absolute path."""
        return await asyncio.to_thread(self._write, turn_id, name, data)

    async def prune(self) -> None:
        """Removes what is older than `KEPT`."""
        await asyncio.to_thread(self._prune, time.time() - KEPT.total_seconds())

    def _write(self, turn_id: int, name: str, data: bytes) -> str:
        folder = self.folder.resolve() / str(turn_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / name
        path.write_bytes(data)
        return str(path)

    def _prune(self, before: float) -> None:
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)

"""A process of our own that holds a model, because the model's library would hold up the event loop."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

_HOUSE = Path(__file__).resolve().parents[1]
"""Where the package `models` lies, whatever folder the program runs in."""
_SWALLOWED = 2**16
_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}


class Child:
    """Talks over pipes, and ends with its input: Ctrl+C in a terminal doesn't reach it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._ears = process.stdin
        self.says = process.stdout

    @classmethod
    async def start(cls, module: str, *arguments: str, longest_line: int = 64 * 1024) -> "Child":
        """`python -m module`, which says lines of at most `longest_line` bytes."""
        paths = [str(_HOUSE), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", module, *arguments),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,
            limit=longest_line,
            env={**os.environ, **_QUIET, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.returncode is not None

    def tell(self, said: bytes) -> None:
        """Without waiting. What can't be told any more is noticed when nothing comes back."""
        with suppress(ConnectionError):
            self._ears.write(said)

    async def told(self) -> None:
        """Once nearly all that it was told is on its way."""
        with suppress(ConnectionError):
            await self._ears.drain()

    async def end(self) -> None:
        """Comes back when it is gone, with whatever it had yet to say."""
        with suppress(ProcessLookupError):
            self._process.kill()
        with suppress(RuntimeError):  # of asyncio's, where somebody else is reading already
            while await self.says.read(_SWALLOWED):
                pass
        await self._process.wait()  # which waits for the end of the pipes as well, and full ones come to none

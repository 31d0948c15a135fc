"""A process of our own that holds a model, because the model's library would hold up the event loop."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

_HOUSE = Path(__file__).resolve().parents[1]
"""Where the package `models` lies, whatever folder the program runs in."""
_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}


async def spawn(module: str, *arguments: str, longest_line: int = 64 * 1024) -> Process:
    """`python -m module`, talking over pipes, in lines of at most `longest_line` bytes.

    Ctrl+C in a terminal doesn't reach it: it ends with its input.
    """
    paths = [str(_HOUSE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", module, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,
        limit=longest_line,
        env={**os.environ, **_QUIET, "PYTHONPATH": os.pathsep.join(paths)},
    )

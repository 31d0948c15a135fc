"""A model file that is in use: loaded once, shared by all, one thread for it."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from models.admission import Admission
from models.llama.engine import Ended, Engine, Request

PACE = 0.04
"""Seconds between two pieces of an answer: each costs the event loop more than a small model needs to write it."""


class Loaded:
    def __init__(self, engine: Engine, worker: ThreadPoolExecutor, most_waiting: int) -> None:
        """`worker` has one thread, the one that has made `engine`."""
        self.admission = Admission(most_waiting)
        self.engine = engine
        self._worker = worker

    async def write(self, request: Request) -> AsyncGenerator[str | Ended]:
        """The answer's pieces, and at last how it ended. Whoever holds a turn of `admission` may call this.

        Closed early, it comes back when the engine has really stopped. Raises what `Engine.write` does.
        """
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        cancelled = threading.Event()
        paced = _Paced(lambda text: loop.call_soon_threadsafe(pieces.put_nowait, text))

        def work() -> Ended:
            try:
                return self.engine.write(request, paced.say, cancelled.is_set)
            finally:
                paced.flush()
                loop.call_soon_threadsafe(pieces.put_nowait, None)

        writing = loop.run_in_executor(self._worker, work)
        writing.add_done_callback(_seen)
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            yield await writing
        finally:
            cancelled.set()
            self.engine.break_off()
            with suppress(Exception):
                await asyncio.wait([writing])

    async def close(self) -> None:
        """Once what is being written has ended."""
        await asyncio.get_running_loop().run_in_executor(self._worker, self.engine.close)
        self._worker.shutdown(wait=False)


def _seen(writing: "asyncio.Future[Ended]") -> None:
    """Whoever has gone asks no more how it ended, and asyncio would complain that nobody did."""
    if not writing.cancelled():
        writing.exception()


class _Paced:
    """Hands text on, the first piece at once and what comes after it every `PACE` seconds."""

    def __init__(self, hand_on: Callable[[str], object]) -> None:
        self._hand_on = hand_on
        self._kept: list[str] = []
        self._due = 0.0

    def say(self, text: str) -> None:
        if not text:
            return
        self._kept.append(text)
        if time.monotonic() >= self._due:
            self.flush()

    def flush(self) -> None:
        if self._kept:
            self._hand_on("".join(self._kept))
            self._kept.clear()
            self._due = time.monotonic() + PACE

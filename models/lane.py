"""The way to one server: side by side, or one after another where it can't do otherwise."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun

from models.admission import Admission
from models.waiting import own_turn

MOST_WAITING = 16
ALONE = 600.0
"""Seconds. A proxy may have cut an answer for once, so a server isn't taken for one of that kind for ever."""


class Lane:
    """Shared by all who ask one server.

    llama_cpp.server ends an answer as soon as somebody else asks for one, unless it was started with
    --interrupt_requests false. Once that has been seen, everybody waits for their turn.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._admission = Admission(MOST_WAITING)
        self._inside = 0
        self._beside = 0
        self._nobody_beside = asyncio.Event()
        self._nobody_beside.set()
        self._alone_until = 0.0

    @asynccontextmanager
    async def way(self, run_manager: AsyncCallbackManagerForLLMRun | None = None) -> AsyncGenerator[None]:
        """An answer goes on in the block. Raises Trouble where too many wait; see `models.waiting`."""
        if self._clock() < self._alone_until:
            async with own_turn(self._admission, run_manager):
                await self._nobody_beside.wait()
                with self._counted():
                    yield
            return
        self._beside += 1
        self._nobody_beside.clear()
        try:
            with self._counted():
                yield
        finally:
            self._beside -= 1
            if not self._beside:
                self._nobody_beside.set()

    def cut(self) -> bool:
        """The answer of whoever is inside was ended before its end; true where another's may have been the cause."""
        if self._inside < 2:
            return False
        self._alone_until = self._clock() + ALONE
        return True

    @contextmanager
    def _counted(self) -> Generator[None]:
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

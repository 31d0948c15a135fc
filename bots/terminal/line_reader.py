"""Lines from a function that blocks, for as long as nobody types."""

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

_Answer = asyncio.Future[str | None]


class LineReader:
    """Calls `read` once for each line wanted, in a daemon thread, so that waiting for keys delays no exit.

    `read` returns None, or raises EOFError, OSError or ValueError, when there will be no more lines.
    """

    def __init__(self, read: Callable[[], str | None]) -> None:
        self._read = read
        self._wanted: SimpleQueue[_Answer] = SimpleQueue()
        self._thread: Thread | None = None

    async def line(self) -> str | None:
        """The next line; must not be called again before it has returned."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="lines", daemon=True)
            self._thread.start()
        answer: _Answer = asyncio.get_running_loop().create_future()
        self._wanted.put(answer)
        return await answer

    def _work(self) -> None:
        while True:
            answer = self._wanted.get()
            try:
                line = self._read()
            except (EOFError, OSError, ValueError):
                line = None
            try:
                answer.get_loop().call_soon_threadsafe(_give, answer, line)
            except RuntimeError:  # the loop has ended, and with it the need for lines
                return


def _give(answer: _Answer, line: str | None) -> None:
    if not answer.done():
        answer.set_result(line)

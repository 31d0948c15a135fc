"""The event loop, and how it is told to end."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

from web.watched_loop import WatchedLoop

_ENDINGS = (signal.SIGINT, signal.SIGTERM)


def run_until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Like `asyncio.run`; Ctrl-C and SIGTERM cancel the work, and then KeyboardInterrupt is raised. The pages' probe
    sees every standstill of the loop.

    asyncio's own handling of Ctrl-C can sleep on when the system hands the signal to another thread than the
    loop's, and there is one as long as somebody types.
    """
    stopped = False

    async def main() -> None:
        task = asyncio.current_task()
        assert task is not None

        def stop() -> None:
            nonlocal stopped
            stopped = True
            task.cancel()

        for number in _ENDINGS:
            asyncio.get_running_loop().add_signal_handler(number, stop)
        await work

    try:
        with asyncio.Runner(loop_factory=WatchedLoop) as runner:
            runner.run(main())
    except asyncio.CancelledError:
        if not stopped:
            raise
    if stopped:
        raise KeyboardInterrupt

"""The one job that APScheduler keeps: to call at a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

_JOB = "wake"


class Timer:
    """`call` is called once for each time that it was set, unless it was set anew before. It goes by the machine's
    clock, so one that is put back makes it late.
    """

    def __init__(self, call: Callable[[], None]) -> None:
        # slow to import, and only wanted once the program serves
        from apscheduler.schedulers.asyncio import (  # type: ignore[import-untyped]  # it comes without types
            AsyncIOScheduler,
        )

        self._call = call
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        self._scheduler.start()

    def set(self, seconds: float) -> None:
        self._scheduler.add_job(
            self._strike,
            "date",
            run_date=datetime.now(UTC) + timedelta(seconds=seconds),
            id=_JOB,
            replace_existing=True,
            misfire_grace_time=None,
        )

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    async def _strike(self) -> None:
        """What is no coroutine APScheduler would call on a thread."""
        self._call()

"""A look at everything that may be due. Trouble with one duty holds up no other, and ends by itself."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from scheduler.duty import Duty

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. The clock looks at least every `longest`, so that it notices what another process has put into the
    database, and a machine whose clock was set or that has slept. What another process is just doing is looked for
    again after `shortest`; once the alarm has rung, `gathering` lets more come. What failed is tried again after
    `first_pause`, then after twice as long, up to `longest`. /health tells of what is `overdue`.
    """

    longest: float = 30.0
    shortest: float = 0.25
    gathering: float = 0.02
    first_pause: float = 1.0
    overdue: float = 120.0


@dataclass(slots=True)
class Trouble:
    """A duty that fails: since when, when it is tried again, and how long was waited. By the event loop's time."""

    since: float
    again: float
    pause: float


class Rounds:
    def __init__(self, duties: Sequence[Duty], now: Callable[[], datetime], pace: Pace) -> None:
        self._duties = duties
        self._now = now
        self._pace = pace
        self._troubles: dict[str, Trouble] = {}
        self._told: set[str] = set()

    async def go(self) -> float:
        """Does what is due; in how many seconds to go again."""
        waits = [await self._see_to(duty) for duty in self._duties]
        if not self._troubles:
            self._told.clear()
        return min([self._pace.longest, *waits])

    def failing(self, seconds: float) -> list[str]:
        """The duties that have failed for so long."""
        now = asyncio.get_running_loop().time()
        return [name for name, trouble in self._troubles.items() if now - trouble.since > seconds]

    async def _see_to(self, duty: Duty) -> float:
        trouble = self._troubles.get(duty.name)
        resting = trouble.again - asyncio.get_running_loop().time() if trouble else 0.0
        if resting > 0:
            return resting
        try:
            wait = await self._do(duty)
        except Exception as error:
            return self._failed(duty, error)
        if self._troubles.pop(duty.name, None) is not None:
            _log.info("the clock goes on", duty=duty.name)
        return wait

    async def _do(self, duty: Duty) -> float:
        due = await duty.due_at()
        if due is not None and due <= self._now():
            await duty.work(self._now())
            due = await duty.due_at()
        if due is None:
            return self._pace.longest
        return max(self._pace.shortest, (due - self._now()).total_seconds())

    def _failed(self, duty: Duty, error: Exception) -> float:
        """A database that is away troubles all duties; it is told once."""
        now = asyncio.get_running_loop().time()
        trouble = self._troubles.get(duty.name)
        if trouble is None:
            trouble = self._troubles[duty.name] = Trouble(now, now, self._pace.first_pause)
        else:
            trouble.pause = min(2 * trouble.pause, self._pace.longest)
        trouble.again = now + trouble.pause
        kind = type(error).__qualname__
        if kind not in self._told:
            self._told.add(kind)
            _log.error("the clock can't do its work; trying again", duty=duty.name, exc_info=error)
        return trouble.pause

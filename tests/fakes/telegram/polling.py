"""getUpdates: long polling with Telegram's rules of confirmation."""

import asyncio
import time
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import Refused, conflict
from tests.fakes.telegram.updates import Update, UpdateQueue, wire_body
from tests.fakes.telegram.wire import is_array

LONGEST = 50
"""Seconds that a long poll may last."""

CONFLICT_PAUSE = 3.0
"""Seconds that a second conflict in a row is answered late, so that two instances don't spin."""

TAKEN_OVER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Polling:
    """One long poll at a time: a second one ends the first with a conflict."""

    def __init__(self, queue: UpdateQueue) -> None:
        self._queue = queue
        self._waiting: asyncio.Future[Refused | None] | None = None
        self._quiet_until = 0.0
        self.webhook_is_set = False
        queue.listeners.append(self._wake)

    async def get_updates(self, call: Call) -> list[Any]:
        if self.webhook_is_set:
            raise await self._conflict(WEBHOOK_SET)
        allowed = call.structure("allowed_updates")
        if is_array(allowed):
            self._queue.allow(allowed)
        limit = min(max(call.integer("limit", 100), 1), 100)
        timeout = min(max(call.integer("timeout"), 0), LONGEST)
        offset = call.integer("offset")
        if offset < 0:
            self._queue.keep_last(-offset)
            offset = 0
        updates = self._queue.from_offset(offset, limit)
        if not updates and timeout:
            updates = await self._wait(offset, limit, timeout)
        for update in updates:
            update.delivered()
        return [wire_body(update) for update in updates]

    async def _wait(self, offset: int, limit: int, seconds: float) -> list[Update]:
        self.stop(TAKEN_OVER)
        waiting: asyncio.Future[Refused | None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            async with asyncio.timeout(seconds):
                refusal = await waiting
        except TimeoutError:
            return []
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if refusal is not None:
            raise await self._conflict(refusal.description.removeprefix("Conflict: "))
        return self._queue.from_offset(offset, limit)

    def stop(self, reason: str) -> None:
        """Ends the long poll that is under way, if any, with a conflict."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(conflict(reason))

    def _wake(self, _: Update) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _conflict(self, reason: str) -> Refused:
        now = time.monotonic()
        if now < self._quiet_until:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._quiet_until = now + CONFLICT_PAUSE
        return conflict(reason)

"""Telegram's limits on sending, as its FAQ for bots gives them."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import too_many_requests

FREE = frozenset({"sendchataction", "sendmessagedraft", "sendrichmessagedraft"})
COUNTED = ("send", "edit", "forward", "copy")


@dataclass(slots=True)
class Window:
    """At most `limit` messages in any `seconds`."""

    limit: int
    seconds: float
    sent: deque[float] = field(default_factory=deque[float])

    def delay(self, now: float) -> float:
        """Seconds until one more fits."""
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        return 0 if len(self.sent) < self.limit else self.sent[0] + self.seconds - now


@dataclass(slots=True)
class Bucket:
    """One message a second after a burst."""

    burst: int
    per_second: float = 1
    tokens: float = -1
    at: float = 0

    def delay(self, now: float) -> float:
        if self.tokens < 0:
            self.tokens, self.at = self.burst, now
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        return 0 if self.tokens >= 1 else (1 - self.tokens) / self.per_second


class FloodControl:
    """Off until `on` is called. Counts what sends or edits a message: 1 a second in a private chat after a
    burst, 20 a minute in a group, 30 a second over all. A refusal stands until its retry_after has passed,
    and a call made meanwhile is refused too."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.is_on = False
        self.refusals: list[Call] = []
        self.on(False)

    def on(
        self,
        is_on: bool = True,
        private_burst: int = 3,
        group_per_minute: int = 20,
        overall_per_second: int = 30,
    ) -> None:
        self.is_on = is_on
        self._private_burst, self._group_per_minute = private_burst, group_per_minute
        self._overall = Window(overall_per_second, 1)
        self._private: dict[int, Bucket] = {}
        self._groups: dict[int, Window] = {}
        self._until: dict[int, float] = {}

    def check(self, call: Call) -> None:
        """Raises `Refused` (429) where the call comes too early, and counts it otherwise."""
        name = call.method.lower()
        if not self.is_on or name in FREE or not name.startswith(COUNTED):
            return
        chat, now = call.chat or 0, self.clock()
        delay = max(self._until.get(chat, 0) - now, self._delay(chat, now), self._overall.delay(now))
        if delay > 0:
            retry_after = max(1, math.ceil(delay))
            self._until[chat] = max(self._until.get(chat, 0), now + delay)
            self.refusals.append(call)
            raise too_many_requests(retry_after)
        self._count(chat, now)

    def _delay(self, chat: int, now: float) -> float:
        if chat > 0:
            return self._private.setdefault(chat, Bucket(self._private_burst)).delay(now)
        if chat < 0:
            return self._groups.setdefault(chat, Window(self._group_per_minute, 60)).delay(now)
        return 0

    def _count(self, chat: int, now: float) -> None:
        self._overall.sent.append(now)
        if chat > 0:
            self._private[chat].tokens -= 1
        elif chat < 0:
            self._groups[chat].sent.append(now)

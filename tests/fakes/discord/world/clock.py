"""The fake's own time and the ids made from it."""

import time
from datetime import UTC, datetime

from tests.fakes.discord.payload import Snowflake

EPOCH_MS = 1_420_070_400_000


class Clock:
    """Real time plus what a test has skipped, so that tokens, nonces and rate limits can grow old at once."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        """Seconds since the Unix epoch."""
        return time.time() + self._skipped

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def skip(self, seconds: float) -> None:
        self._skipped += seconds


class Ids:
    """Snowflakes: each one larger than the one before, with its time inside, as Discord makes them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> Snowflake:
        made = (int(self._clock.now() * 1000) - EPOCH_MS) << 22
        self._last = max(made, self._last + 1)
        return str(self._last)

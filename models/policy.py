"""How patient we are with a model's server."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """All times in seconds.

    `attempts` is per model. `connect` bounds the connecting, `stall` the silence before and between chunks
    (four times as much while the server sends signs of life); an answer that keeps coming is never cut off.
    `backoff` is the wait before the second attempt and doubles after it, with jitter. A server that asks
    (Retry-After) for more than `longest_wait` is left for the next model at once. After `deadline` no new
    attempt begins.
    """

    attempts: int = 3
    connect: float = 5.0
    stall: float = 30.0
    backoff: float = 0.5
    longest_wait: float = 60.0
    deadline: float = 180.0

    def wait(self, attempt: int, retry_after: float | None) -> float | None:
        """How long to wait after failed `attempt` (from 0); None when the server asks for too much."""
        jittered = self.backoff * 2.0**attempt * random.uniform(0.5, 1.0)
        if retry_after is None:
            return jittered
        return None if retry_after > self.longest_wait else max(retry_after, jittered)

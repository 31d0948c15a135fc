"""How long to wait before the next attempt to connect."""

import random
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. A connection that lasted for `steady` is renewed at once; other pauses double up to `longest`.

    Discord wants `identify_every` between two sign-ins. A silence of `heartbeat_timeout` is the end.
    """

    first: float = 1.0
    longest: float = 60.0
    steady: float = 10.0
    identify_every: float = 5.0
    save_every: float = 1.0
    heartbeat_timeout: float = 60.0


class Attempts:
    """Counts what failed since the last connection that lasted."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._failures = 0
        self._connected_at: float | None = None
        self._identified_at = float("-inf")

    @property
    def connected(self) -> bool:
        return self._connected_at is not None

    @property
    def first_failure(self) -> bool:
        return self._failures == 1

    def succeeded(self) -> None:
        self._connected_at = time.monotonic()

    def failed(self) -> None:
        steady = self._patience.steady
        lasted = self._connected_at is not None and time.monotonic() - self._connected_at >= steady
        self._failures = 0 if lasted else self._failures + 1
        self._connected_at = None

    def pause(self) -> float:
        """Seconds before the next attempt."""
        if not self._failures:
            return 0.0
        pause = min(self._patience.longest, self._patience.first * 2 ** min(self._failures - 1, 16))
        return random.uniform(pause / 2, pause)

    def pause_to_identify(self) -> float:
        """Seconds before the next sign-in, which is then made."""
        now = time.monotonic()
        pause = max(0.0, self._identified_at + self._patience.identify_every - now)
        self._identified_at = now + pause
        return pause

"""Leaves a server alone that fails again and again, and then tries it with one request at a time."""

from collections.abc import Callable
from time import monotonic

from models.trouble import Reason

FAILURES = 3
"""So many in a row, of whatever turns, and the server counts as down until one request has been answered."""
DOUBLED = 2
"""It is left alone for as long as the failed attempt took, and twice as long after each further one, so often ..."""
LONGEST_REST = 120.0
"""... and never longer than so many seconds. One that fails at once costs nobody time, and is tried at each request."""

_DOWN = frozenset({Reason.UNREACHABLE, Reason.CUT_SHORT})
"""A server that turns us down, even one with too much to do, is alive."""


class Breaker:
    """One server's, shared by every turn of the process. `reason` is that of its latest failure.

    Whoever `admits` has let through has to tell how it ended: `answered`, `failed`, or `left` where it was
    broken off.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.reason = Reason.UNREACHABLE
        self.clock = clock
        self._failures = 0
        self._tried = 0
        self._until: float | None = None
        self._trying = False

    @property
    def shut(self) -> bool:
        """Whether the server counts as down."""
        return self._until is not None

    def admits(self) -> bool:
        """Whether to ask the server now. Of one that is down, after a rest the first who asks tries for all others."""
        if self._until is not None and (self._trying or self.clock() < self._until):
            return False
        self._trying = self.shut
        return True

    def answered(self) -> None:
        self._failures, self._tried, self._until, self._trying = 0, 0, None, False

    def failed(self, reason: Reason, seconds: float) -> None:
        """An attempt has failed after so many seconds."""
        if reason not in _DOWN:
            self.answered()
            return
        self.reason = reason
        self._failures += 1
        if self._trying:
            self._tried += 1
        elif self.shut or self._failures < FAILURES:
            return
        rest = min(seconds * 2 ** min(self._tried, DOUBLED), LONGEST_REST)
        self._until, self._trying = self.clock() + rest, False

    def left(self) -> None:
        """The next who asks may try."""
        self._trying = False

"""Leaves a server alone that fails again and again, and then tries it with one request at a time."""

from collections.abc import Callable
from time import monotonic

from models.trouble import Reason

FAILURES = 3
"""So many in a row, of whatever turns, and the server is left alone ..."""
REST = 20.0
"""... for so many seconds, twice as many after each attempt that fails then ..."""
LONGEST_REST = 120.0
"""... up to so many."""

_DOWN = frozenset({Reason.UNREACHABLE, Reason.CUT_SHORT})
"""A server that turns us down, even one with too much to do, costs nobody time: it is alive."""


class Breaker:
    """One server's, shared by every turn of the process. `reason` is that of its latest failure.

    Whoever `admits` has let through has to tell how it ended: `answered`, `failed`, or `left` where it was
    broken off.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.reason = Reason.UNREACHABLE
        self._clock = clock
        self._failures = 0
        self._rest = REST
        self._until: float | None = None
        self._trying = False

    @property
    def resting(self) -> bool:
        """Whether nobody is let through now."""
        return self._until is not None and (self._trying or self._clock() < self._until)

    @property
    def shut(self) -> bool:
        """Whether the server counts as down: until an attempt has shown that it answers."""
        return self._until is not None

    def admits(self) -> bool:
        """Whether to ask the server now. After a rest the first who asks tries for all others."""
        if self.resting:
            return False
        self._trying = self.shut
        return True

    def answered(self) -> None:
        self._failures, self._rest, self._until, self._trying = 0, REST, None, False

    def failed(self, reason: Reason) -> None:
        if reason not in _DOWN:
            self.answered()
            return
        self.reason = reason
        self._failures += 1
        if self._trying:
            self._rest = min(2 * self._rest, LONGEST_REST)
        elif self.shut or self._failures < FAILURES:
            return
        self._until, self._trying = self._clock() + self._rest, False

    def left(self) -> None:
        """The next who asks may try."""
        self._trying = False

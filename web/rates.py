"""How often somebody may do something."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, and then one every `seconds`."""

    burst: int
    seconds: float


class Rates:
    """One pace for each of many, in memory; of more than `most` those seen longest ago are forgotten."""

    def __init__(self, pace: Pace, now: Callable[[], float] = monotonic, most: int = 20_000) -> None:
        self._pace = pace
        self._now = now
        self._most = most
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, whom: str) -> float:
        """0.0 where `whom` may go ahead, which then counts; else the seconds until they may."""
        now = self._now()
        free_at = max(self._free_at.get(whom, now), now) + self._pace.seconds
        early = free_at - now - self._pace.burst * self._pace.seconds
        if early > 1e-9:
            return early
        self._free_at[whom] = free_at
        self._free_at.move_to_end(whom)
        while len(self._free_at) > self._most:
            self._free_at.popitem(last=False)
        return 0.0

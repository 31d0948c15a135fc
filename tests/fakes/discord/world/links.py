"""Signed addresses of files, which hold for a day: ex, is and hm."""

from collections.abc import Mapping
from hashlib import sha256

from tests.fakes.discord.world.clock import Clock

LASTS = 24 * 3600
"""Seconds."""


class Links:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def signed(self, address: str) -> str:
        issued = int(self._clock.now())
        ends, began = f"{issued + LASTS:x}", f"{issued:x}"
        return f"{address}?ex={ends}&is={began}&hm={_sign(address, ends, began)}&"

    def holds(self, address: str, query: Mapping[str, str]) -> bool:
        ends, began = query.get("ex", "0"), query.get("is", "0")
        return query.get("hm") == _sign(address, ends, began) and int(ends, 16) > self._clock.now()


def _sign(address: str, ends: str, began: str) -> str:
    return sha256(f"{ends} {began} {address}".encode()).hexdigest()

"""The port through which listening and speaking pay: something is set aside before it is done, and spent after."""

from typing import Protocol


class Purse(Protocol):
    """What one turn may spend. Amounts are in millionths of a dollar, and may be parts of one."""

    async def reaches(self, micros: float) -> bool:
        """Sets aside so much beyond what is spent already; false where the person's day leaves less than that."""
        ...

    def spend(self, micros: float) -> None: ...


class Bottomless:
    """Where nobody counts."""

    async def reaches(self, micros: float) -> bool:
        return True

    def spend(self, micros: float) -> None: ...

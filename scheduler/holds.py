"""Holds that were not paid in time: they end, and their time is free again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.bookings import Bookings

_AFTER = timedelta(microseconds=1)
"""A hold can still be paid at the very moment that it is held until."""


@dataclass(frozen=True, slots=True)
class Holds:
    bookings: Bookings

    @property
    def name(self) -> str:
        return "holds"

    async def due_at(self) -> datetime | None:
        first = await self.bookings.next_expiry()
        return None if first is None else first + _AFTER

    async def work(self, now: datetime) -> None:
        while await self.bookings.expire(now):
            pass

"""Stores that kill their process with SIGKILL at a stage of a turn."""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.stores import Stores, open_stores
from storage.alarm import Alarm
from storage.bookings import Booking, Bookings
from storage.clock import Clock
from storage.database import Database
from storage.deliveries import Deliveries
from storage.halls import Hall, Halls
from storage.inbox import Inbox
from storage.notices import Fired, Notices
from storage.settlement import Settled, Settlements

_ATTEMPT = re.compile(r"-?\d+\?\d+")
"""What Telegram stores before it sends a message."""


@dataclass(frozen=True, slots=True)
class Death:
    """Where a life ends: at the `nth` time (from 1) that it comes to `stage`, as named in the stores below."""

    stage: str
    nth: int = 1


Reach = Callable[[str], None]


def mortal_stores(death: Death | None) -> Callable[[Database, Clock], Stores]:
    """What opens the stores of a life that ends so; of one that goes on for None."""
    seen: Counter[str] = Counter()

    def reach(stage: str) -> None:
        seen[stage] += 1
        if death is not None and stage == death.stage and seen[stage] == death.nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def make(database: Database, clock: Clock) -> Stores:
        stores = open_stores(database, clock)
        return replace(
            stores,
            inbox=_MortalInbox(database, reach),
            halls=_MortalHalls(database, reach),
            bookings=_MortalBookings(database, reach, clock, stores.alarm),
            deliveries=_MortalDeliveries(database, reach),
            settlements=_MortalSettlements(database, reach),
            notices=_MortalNotices(database, reach),
        )

    return make


class _MortalInbox(Inbox):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def accept(self, platform: str, update_id: str, place: str, payload: str) -> int | None:
        self._reach("before accepting")
        accepted = await super().accept(platform, update_id, place, payload)
        self._reach("accepted")
        return accepted

    async def done(self, turn_id: int) -> None:
        self._reach("before done")
        await super().done(turn_id)
        self._reach("after done")


class _MortalHalls(Halls):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def all(self) -> tuple[Hall, ...]:
        self._reach("halls looked up")
        return await super().all()


class _MortalBookings(Bookings):
    def __init__(self, database: Database, reach: Reach, clock: Clock, alarm: Alarm) -> None:
        super().__init__(database, clock, alarm)
        self._reach = reach

    async def hold(self, *arguments: Any, **named: Any) -> Booking:
        self._reach("before the hold")
        booking = await super().hold(*arguments, **named)
        self._reach("after the hold")
        return booking

    async def cancel(self, *arguments: Any, **named: Any) -> Booking | None:
        self._reach("before the cancellation")
        booking = await super().cancel(*arguments, **named)
        self._reach("after the cancellation")
        return booking


class _MortalDeliveries(Deliveries):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def record(self, turn_id: int, part: int, ref: str) -> None:
        what = "an attempt" if _ATTEMPT.fullmatch(ref) else "a record"
        self._reach(f"before {what}")
        await super().record(turn_id, part, ref)
        self._reach(f"after {what}")


class _MortalSettlements(Settlements):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def settle(self, settled: Settled) -> None:
        self._reach("before the settlement")
        await super().settle(settled)
        self._reach("after the settlement")


class _MortalNotices(Notices):
    def __init__(self, database: Database, reach: Reach) -> None:
        super().__init__(database)
        self._reach = reach

    async def fire_due(self, *arguments: Any, **named: Any) -> list[Fired]:
        self._reach("before firing")
        fired = await super().fire_due(*arguments, **named)
        if fired:
            self._reach("after firing")
        return fired

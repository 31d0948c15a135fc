"""The clock of a house, with everything that it looks after there."""

from dataclasses import dataclass

from app.wiring import House
from scheduler.announcing import Announcing
from scheduler.clock import Clock
from scheduler.duty import Duty
from scheduler.holds import Holds
from scheduler.looking import Look, Looking
from scheduler.rounds import Pace


@dataclass(frozen=True, slots=True)
class HouseClock:
    clock: Clock
    looking: Looking | None

    async def run(self) -> None:
        await self.clock.run()

    async def stop(self, seconds: float) -> None:
        """What is being done is finished, for so long; see `Clock.stop`."""
        await self.clock.stop(seconds)
        if self.looking is not None:
            await self.looking.finish(seconds)

    async def check(self) -> None:
        await self.clock.check()


def open_clock(house: House, look: Look | None = None, pace: Pace | None = None) -> HouseClock:
    """`look` is what is done with a payment that is due; None where nobody takes money."""
    stores, now = house.stores, house.desk.now
    looking = Looking(stores.payments, look, now, stores.alarm.ring) if look else None
    duties = duties_of(house) if looking is None else [*duties_of(house), looking]
    return HouseClock(Clock(duties, stores.alarm, now, pace), looking)


def duties_of(house: House) -> list[Duty]:
    """Those that need nobody's help. The platforms are those that run by then."""
    return [
        Holds(house.stores.bookings),
        Announcing(house.stores.notices, house.stores.inbox, house.platforms.keys(), house.queue.enqueue),
    ]

"""What listening and speaking cost in one turn: set aside before it is done, charged after."""

from dataclasses import dataclass
from datetime import date
from math import ceil

from storage.budgets import Budgets, Charge, Limit, Purpose, UsedUp


@dataclass(slots=True)
class TurnPurse:
    """`limit` bounds the person's `day`; for whoever nothing bounds, what they spend is only noted."""

    budgets: Budgets
    limit: Limit | None
    turn_id: int
    purpose: Purpose
    user_id: int
    day: date
    _spent: float = 0.0
    _held: int = 0

    async def reaches(self, micros: float) -> bool:
        """Sets aside so much beyond what is spent already; false where the day leaves less than that."""
        most = _whole(self._spent + micros)
        if self.limit is None or most <= self._held:
            return True
        got = await self.budgets.reserve_up_to(self.limit, self._charge(most))
        if isinstance(got, UsedUp):
            return False
        self._held = max(most, got.micros)
        return True

    def spend(self, micros: float) -> None:
        self._spent += micros

    @property
    def costs(self) -> Charge | None:
        """What is to be charged, which ends what was set aside; None where there is nothing of either."""
        return self._charge(_whole(self._spent)) if self._spent or self._held else None

    async def pay(self) -> None:
        if (costs := self.costs) is not None:
            await self.budgets.charge(costs)

    def _charge(self, micros: int) -> Charge:
        return Charge(self.turn_id, self.purpose, self.user_id, self.day, micros)


def _whole(micros: float) -> int:
    """Rounded up, but not for what floating point adds to a sum."""
    return ceil(round(micros, 3))

"""Random histories of one hall, in the database and in a list that anyone can check by eye."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from storage.bookings import Bookings, NewBooking, Taken
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.users import Users

START = datetime(2026, 11, 24, tzinfo=UTC)
numbers = count()


@dataclass(frozen=True)
class Action:
    kind: Literal["hold", "cancel", "pay", "wait", "replay"]
    start: int = 0
    length: int = 0
    index: int = 0


@dataclass
class Modelled:
    id: int
    operation: str
    start: int
    end: int
    status: str
    expires: int

    def status_at(self, now: int) -> str:
        return "expired" if self.status == "held" and self.expires < now else self.status

    def is_live(self, now: int) -> bool:
        return self.status_at(now) in ("held", "paid")


actions = st.one_of(
    st.builds(Action, st.just("hold"), st.integers(0, 40), st.integers(1, 15)),
    st.builds(Action, st.sampled_from(["cancel", "pay", "replay"]), index=st.integers(0, 20)),
    st.builds(Action, st.just("wait"), length=st.integers(1, 30)),
)


class History:
    """One hall from its first booking on. Minutes count from START; a hold lasts sixty of them."""

    def __init__(self, database: Database, hall_id: int, user_id: int) -> None:
        self.database = database
        self.hall_id = hall_id
        self.user_id = user_id
        self.now = 0
        self.model: list[Modelled] = []
        self.bookings = Bookings(database, lambda: self.moment(self.now))

    def moment(self, minute: int) -> datetime:
        return START + timedelta(minutes=minute)

    async def do(self, action: Action) -> None:
        if action.kind == "wait":
            self.now += action.length
        elif action.kind == "hold":
            await self.hold(action.start, action.start + action.length)
        elif self.model:
            chosen = self.model[action.index % len(self.model)]
            await {"cancel": self.cancel, "pay": self.pay, "replay": self.replay}[action.kind](chosen)

    async def hold(self, start: int, end: int) -> None:
        free = not any(
            booking.start < end and start < booking.end for booking in self.model if booking.is_live(self.now)
        )
        operation = f"hold {next(numbers)}"
        try:
            booking = await self.attempt(operation, start, end)
        except Taken:
            assert not free
        else:
            assert free
            self.model.append(Modelled(booking, operation, start, end, "held", self.now + 60))

    async def attempt(self, operation: str, start: int, end: int) -> int:
        new = NewBooking(self.hall_id, self.user_id, self.moment(start), self.moment(end), None, 100, "EUR")
        now = self.moment(self.now)
        return (await self.bookings.hold(operation, new, now, now + timedelta(minutes=60))).id

    async def replay(self, chosen: Modelled) -> None:
        assert await self.attempt(chosen.operation, chosen.start, chosen.end) == chosen.id

    async def cancel(self, chosen: Modelled) -> None:
        operation = f"cancel {next(numbers)}"
        await self.bookings.cancel(operation, chosen.id, self.user_id, self.moment(self.now))
        if chosen.status_at(self.now) == "held":
            chosen.status = "cancelled"

    async def pay(self, chosen: Modelled) -> None:
        statement = text("UPDATE bookings SET status = 'paid' WHERE id = :id AND status = 'held'")
        if chosen.status_at(self.now) == "held":
            await self.database.write(lambda tx: tx.execute(statement, {"id": chosen.id}))
            chosen.status = "paid"

    async def check(self) -> None:
        for booking in self.model:
            stored = await self.bookings.get(booking.id)
            assert stored is not None
            assert stored.status == booking.status_at(self.now)
        taken = sorted(
            minute
            for booking in self.model
            if booking.is_live(self.now)
            for minute in range(booking.start, booking.end)
        )
        busy = await self.bookings.busy(self.hall_id, self.moment(0), self.moment(100), self.moment(self.now))
        assert taken == [
            minute for minute in range(100) if any(s <= self.moment(minute) < e for s, e in busy)
        ]
        assert all(first[1] < second[0] for first, second in pairwise(busy))


@given(history=st.lists(actions, min_size=1, max_size=14))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_hall_is_taken_when_the_model_says_so(
    database_url: str, new_hall: NewHall, history: list[Action]
) -> None:
    async def run() -> None:
        database = Database.open(database_url)
        hall = await Halls(database).add(replace(new_hall, name=f"Hall {next(numbers)}"))
        user = await Users(database).resolve("telegram", "17", "Ada", "en")
        told = History(database, hall.id, user.id)
        for action in history:
            await told.do(action)
        await told.check()
        await database.close()

    asyncio.run(run())

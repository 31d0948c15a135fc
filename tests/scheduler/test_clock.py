"""The clock wakes when something is due, whatever happens to the database, to other processes and to the time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from scheduler.announcing import Announcing
from scheduler.clock import Clock, ClockStopped
from scheduler.looking import AT_ONCE, LEASE, Looking
from scheduler.rounds import Pace, Rounds
from storage.alarm import Alarm
from storage.clock import utc_now
from storage.notices import Fired, Notices
from storage.payments import Charge, Payment
from tests.scheduler.conftest import SATURDAY, OpenScene, Scene, Watch

SECONDS = 10.0
QUICK = Pace(longest=SECONDS, shortest=0.01, gathering=0.0, first_pause=0.01)


@dataclass
class Chore:
    """A duty with a date in a calendar; `failures` are raised by the next looks at it."""

    watch: Callable[[], datetime]
    due: datetime | None = None
    failures: list[Exception] = field(default_factory=list)
    done: list[datetime] = field(default_factory=list)
    looks: int = 0
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    worked: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "chore"

    async def due_at(self) -> datetime | None:
        self.looks += 1
        self.looked.set()
        if self.failures:
            raise self.failures.pop(0)
        return self.due

    async def work(self, now: datetime) -> None:
        self.done.append(now)
        self.due = None
        self.worked.set()


@asynccontextmanager
async def going(clock: Clock) -> AsyncIterator[None]:
    running = asyncio.create_task(clock.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def soon(event: asyncio.Event) -> None:
    async with asyncio.timeout(SECONDS / 2):
        await event.wait()


async def test_it_wakes_when_the_nearest_row_is_due() -> None:
    due = utc_now() + timedelta(seconds=0.2)
    chore, later = Chore(utc_now, due), Chore(utc_now, due + timedelta(hours=1))
    async with going(Clock([later, chore], Alarm(), pace=QUICK)):
        await soon(chore.worked)
    assert due <= chore.done[0] < due + timedelta(seconds=2)
    assert later.done == []
    assert chore.looks <= 4, "it sleeps meanwhile"


async def test_it_wakes_at_once_when_the_alarm_rings_also_during_a_round() -> None:
    alarm, chore = Alarm(), Chore(utc_now)
    async with going(Clock([chore], alarm, pace=QUICK)):
        await soon(chore.looked)
        chore.due = utc_now()
        alarm.ring()
        await soon(chore.worked)
        chore.worked.clear()
        chore.due = utc_now()
        alarm.ring()
        alarm.ring()
        await soon(chore.worked)
    assert len(chore.done) == 2


async def test_what_another_process_has_put_there_is_noticed_within_the_bound() -> None:
    chore = Chore(utc_now)
    async with going(Clock([chore], Alarm(), pace=Pace(longest=0.05))):
        await soon(chore.looked)
        chore.due = utc_now()
        await soon(chore.worked)


@pytest.mark.parametrize("jump", [timedelta(days=-3), timedelta(days=3)])
async def test_it_looks_within_the_bound_also_when_the_machines_clock_is_set(jump: timedelta) -> None:
    """APScheduler goes by that clock, and would sleep for three days."""
    shift = timedelta()
    chore = Chore(utc_now)
    clock = Clock([chore], Alarm(), lambda: utc_now() + shift, Pace(longest=0.1))
    async with going(clock):
        await soon(chore.looked)
        shift = jump
        chore.looked.clear()
        chore.due = utc_now() + jump
        await soon(chore.worked)


async def test_trouble_is_told_once_tried_again_with_longer_pauses_and_ends_by_itself() -> None:
    watch = Watch()
    broken = Chore(watch, SATURDAY, [ConnectionError("away") for _ in range(4)])
    other = Chore(watch, SATURDAY, [ConnectionError("away")], name="other")
    whole = Chore(watch, SATURDAY, name="whole")
    rounds = Rounds([broken, other, whole], watch, Pace(first_pause=0.01, longest=0.02))
    waits = []
    with capture_logs() as logs:
        while not broken.done:
            waits.append(await rounds.go())
            await asyncio.sleep(waits[-1])
    assert [line["event"] for line in logs] == [
        "the clock can't do its work; trying again",
        "the clock goes on",
        "the clock goes on",
    ]
    assert (len(whole.done), len(other.done), len(broken.done)) == (1, 1, 1)
    assert max(waits) <= 0.02


async def test_work_that_another_process_is_doing_does_not_keep_it_busy() -> None:
    class Stuck(Chore):
        async def work(self, now: datetime) -> None:
            self.done.append(now)

    chore = Stuck(utc_now, utc_now())
    assert await Rounds([chore], utc_now, Pace(shortest=0.2)).go() == pytest.approx(0.2)
    assert len(chore.done) == 1


async def test_it_ends_in_order_with_the_round_that_is_under_way() -> None:
    class Slow(Chore):
        async def work(self, now: datetime) -> None:
            self.looked.set()
            await asyncio.sleep(0.05)
            await super().work(now)

    chore = Slow(utc_now, utc_now())
    clock = Clock([chore], Alarm(), pace=QUICK)
    async with asyncio.TaskGroup() as group:
        group.create_task(clock.run())
        await clock.stop(SECONDS)
        assert len(chore.done) == 1


async def test_health_tells_of_a_clock_that_stands_or_is_late() -> None:
    for pace, well in ((QUICK, True), (replace(QUICK, overdue=-1.0), False)):
        chore = Chore(utc_now, utc_now())
        clock = Clock([chore], Alarm(), pace=pace)
        with pytest.raises(ClockStopped):
            await clock.check()
        async with going(clock):
            await soon(chore.worked)
            with nullcontext() if well else pytest.raises(ClockStopped):
                await clock.check()
        with pytest.raises(ClockStopped):
            await clock.check()
    assert Pace().overdue > 2 * Pace().longest


async def test_a_failing_duty_is_named_after_a_while() -> None:
    chore = Chore(utc_now, None, [ConnectionError("away")])
    rounds = Rounds([chore], utc_now, QUICK)
    await rounds.go()
    assert rounds.failing(SECONDS) == []
    assert rounds.failing(-1.0) == ["chore"]


class Cut(Notices):
    """The connection is lost just when a transaction was stored."""

    async def fire_due(self, *arguments: Any, **named: Any) -> list[Fired]:
        if await super().fire_due(*arguments, **named):
            raise ConnectionError("cut")
        return []


async def test_what_was_stored_though_the_database_seemed_away_is_told_all_the_same(scene: Scene) -> None:
    await scene.pay(await scene.book(SATURDAY + timedelta(days=7)), tell=True)
    stores, enqueue = scene.house.stores, scene.house.queue.enqueue
    announcing = Announcing(Cut(stores.database), stores.inbox, ["fake"], enqueue)
    rounds = Rounds([announcing], scene.watch, Pace(first_pause=0.0))
    await rounds.go()
    assert await stores.notices.next_due(["fake"]) != SATURDAY
    assert scene.house.queue.backlog == 0
    await rounds.go()
    await scene.house.queue.drain()
    assert len(scene.platform.shown) == 1
    assert await announcing.due_at() == SATURDAY + timedelta(days=6)


async def refund_due(scene: Scene, number: int = 1) -> Payment:
    """Money that has to go back."""
    booking = await scene.book(SATURDAY + timedelta(days=7, hours=3 * number))
    payment = await scene.checkout(booking)
    return (await scene.arrives(payment, Charge(f"ch_{number}", 1, "EUR"))).payment


def looking(scene: Scene, look: Callable[[Payment], object]) -> Looking:
    async def call(payment: Payment) -> None:
        result = look(payment)
        if asyncio.iscoroutine(result):
            await result

    return Looking(scene.house.stores.payments, call, scene.watch, lambda: None)


async def test_each_due_payment_is_looked_at_once_by_whoever_comes_first(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        payments = [await refund_due(scene, number) for number in range(1, 4)]
        seen: list[int] = []
        lookings = [looking(scene, lambda payment: seen.append(payment.id)) for _ in range(3)]
        await asyncio.gather(*(each.work(scene.watch()) for each in lookings))
        for each in lookings:
            await each.finish(SECONDS)
        assert sorted(seen) == [payment.id for payment in payments]
        scene.watch.time += LEASE + timedelta(seconds=1)
        await lookings[0].work(scene.watch())
        await lookings[0].finish(SECONDS)
        assert len(seen) == 6, "nobody has said when to look again, so the end of the lease brings it back"


async def test_a_provider_that_is_away_is_told_of_once_and_asked_again_ever_later(scene: Scene) -> None:
    payment = await refund_due(scene)
    away = looking(scene, lambda payment: (_ for _ in ()).throw(ConnectionError("away")))
    pauses = []
    with capture_logs() as logs:
        for _ in range(4):
            await away.work(scene.watch())
            await away.finish(SECONDS)
            due = await away.due_at()
            assert due is not None
            pauses.append((due - scene.watch()).total_seconds())
            scene.watch.time = due
    assert pauses == [5, 10, 20, 40]
    assert [line["event"] for line in logs] == ["a payment can't be looked after; trying again"]
    assert payment.status == "refund_due"


async def test_slow_providers_hold_up_no_notice_and_are_asked_a_few_at_a_time(scene: Scene) -> None:
    for number in range(1, AT_ONCE + 3):
        await refund_due(scene, number)
    answered = asyncio.Event()
    slow = looking(scene, lambda payment: answered.wait())
    await slow.work(scene.watch())
    assert await slow.due_at() is None
    assert len(await scene.round()) == AT_ONCE + 2
    answered.set()
    await slow.finish(SECONDS)
    assert await slow.due_at() == scene.watch()

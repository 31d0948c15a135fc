"""One budget for everything that is sent to a chat, and one for all chats together."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count, islice
from typing import TypeAlias

_ROUNDING = 1e-9  # seconds

Chat: TypeAlias = int | str
Message: TypeAlias = int | str


class Kind(IntEnum):
    """The more important, the lower. Drafts and signs of work are left out when there is no room for them."""

    FINAL = 0
    FIRST = 1
    DRAFT = 2
    SIGN = 3


@dataclass(frozen=True, slots=True)
class Rate:
    """Within any t seconds, at most `burst` + t · `per_second` calls; `spare` of the burst are kept for answers."""

    per_second: float
    burst: int = 1
    spare: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """A draft that had to wait longer than `patience` (seconds) is left out at once."""

    overall: Rate
    of_chat: Callable[[Chat], Rate]
    patience: float = 5.0


def _telegram_chat(chat: Chat) -> Rate:
    return Rate(0.2, 8, spare=4) if str(chat).startswith("-") else Rate(1.0, 3)


TELEGRAM = Limits(Rate(25.0, 2), _telegram_chat)
"""One call a second to a person; 20 a minute to a group, whose id is negative; 30 a second in all, of
which some are left for calls that go out one after another and arrive together."""

DISCORD = Limits(Rate(45.0, 5), lambda _channel: Rate(1.0, 5))
"""50 calls a second in all; five edits in five seconds to a channel, beside what the headers tell."""


@dataclass(slots=True)
class _Budget:
    """What is left of a rate: `full_at` is when all of it will be there again, `shut_until` a penalty's end."""

    rate: Rate
    full_at: float = 0.0
    shut_until: float = 0.0

    def ready_at(self, spare: int) -> float:
        """When there is room for one call and `spare` more."""
        wanted = min(1 + spare, self.rate.burst)
        return max(self.shut_until, self.full_at - (self.rate.burst - wanted) / self.rate.per_second)

    def take(self, now: float) -> None:
        self.full_at = max(self.full_at, now) + 1 / self.rate.per_second

    def ended(self, now: float) -> None:
        self.full_at = max(self.full_at, now + 1 / self.rate.per_second)


_Rank: TypeAlias = tuple[Kind, int]


@dataclass(slots=True, eq=False)
class _Turn:
    """Somebody who waits; `rank` is importance, then order of arrival."""

    rank: _Rank
    granted: "asyncio.Future[bool]"

    def leave_out(self) -> None:
        if not self.granted.done():
            self.granted.set_result(False)


@dataclass(slots=True, eq=False)
class _Queue:
    """Who waits in one chat. `rank` is the one for whom it stands in line with other chats, by `ticket`."""

    budget: _Budget
    turns: list[tuple[_Rank, int, _Turn]] = field(default_factory=list[tuple[_Rank, int, _Turn]])
    drafts: dict[Message, _Turn] = field(default_factory=dict[Message, _Turn])
    rank: _Rank | None = None
    ticket: int = -1

    def first(self) -> _Turn | None:
        while self.turns and self.turns[0][-1].granted.done():
            heappop(self.turns)
        return self.turns[0][-1] if self.turns else None

    def is_idle(self, now: float) -> bool:
        return self.first() is None and max(self.budget.full_at, self.budget.shut_until) <= now


class Pacer:
    """Tells everybody who wants to call when to do so. Times are in seconds of `clock`."""

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._overall = _Budget(limits.overall)
        self._queues: dict[Chat, _Queue] = {}
        self._numbers = count()
        self._waiting: list[tuple[float, int, _Queue]] = []
        self._ready: list[tuple[_Rank, int, _Queue]] = []
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0.0

    def __len__(self) -> int:
        """How many chats it remembers: those that wait, are penalised, or called a short while ago."""
        return len(self._queues)

    async def turn(self, chat: Chat, kind: Kind, message: Message = "") -> bool:
        """Returns true when it is time to call; false when the call is to be left out.

        A sign goes now or never. Of the drafts of a message only the newest waits, in the place of the one
        before, and none beside the final text. What people wait for gets its turn, however long it takes.
        """
        queue = self._queue(chat)
        older = queue.drafts.get(message) if kind in (Kind.FINAL, Kind.DRAFT) else None
        if older:
            older.leave_out()
        if kind >= Kind.DRAFT and not self._has_room(queue, kind):
            return False
        number = next(self._numbers)
        rank = older.rank if older is not None and kind == Kind.DRAFT else (kind, number)
        turn = _Turn(rank, asyncio.get_running_loop().create_future())
        heappush(queue.turns, (rank, number, turn))
        if kind == Kind.DRAFT:
            queue.drafts[message] = turn
        self._stand(queue)
        self._serve()
        try:
            return await turn.granted
        finally:
            if queue.drafts.get(message) is turn:
                del queue.drafts[message]

    def penalise(self, chat: Chat | None, seconds: float) -> None:
        """Nothing more goes to a chat for so long, or to none of them where `chat` is None."""
        budget = self._overall if chat is None else self._queue(chat).budget
        budget.shut_until = max(budget.shut_until, self._clock() + seconds)

    def ended(self, chat: Chat) -> None:
        """A call to a chat is over: the other side may have begun to count only now."""
        self._queue(chat).budget.ended(self._clock())

    def _queue(self, chat: Chat) -> _Queue:
        """The chat's own, as the one used last; two of those not used for longest are forgotten if idle."""
        now = self._clock()
        for oldest in list(islice(self._queues, 2)):
            unused = self._queues.pop(oldest)
            if not unused.is_idle(now):
                self._queues[oldest] = unused
        queue = self._queues.pop(chat, None)
        if queue is None:
            queue = _Queue(_Budget(self._limits.of_chat(chat)))
        self._queues[chat] = queue
        return queue

    def _has_room(self, queue: _Queue, kind: Kind) -> bool:
        now = self._clock()
        if kind == Kind.DRAFT:
            patience = now + self._limits.patience
            return max(self._ready_at(queue, kind), self._overall.shut_until) <= patience
        return max(self._ready_at(queue, kind), self._overall.ready_at(0)) <= now

    def _ready_at(self, queue: _Queue, kind: Kind) -> float:
        return queue.budget.ready_at(queue.budget.rate.spare if kind >= Kind.DRAFT else 0) - _ROUNDING

    def _stand(self, queue: _Queue) -> None:
        """Puts a chat in line for the most important of its turns; an earlier place in line lapses."""
        first = queue.first()
        if first is None or queue.rank == first.rank:
            return
        queue.rank, queue.ticket = first.rank, next(self._numbers)
        heappush(self._waiting, (self._ready_at(queue, first.rank[0]), queue.ticket, queue))

    def _serve(self) -> None:
        """Grants all turns that are due, then sleeps until the next one may be."""
        now = self._clock()
        while self._line_up(now) and self._overall.ready_at(0) - _ROUNDING <= now:
            rank, ticket, queue = heappop(self._ready)
            if ticket != queue.ticket:
                continue
            queue.rank = None
            first = queue.first()
            if first and first.rank == rank and self._ready_at(queue, rank[0]) <= now:
                queue.budget.take(now)
                self._overall.take(now)
                first.granted.set_result(True)
            self._stand(queue)
        self._set_alarm()

    def _line_up(self, now: float) -> bool:
        """Moves chats whose time has come to the line of the ready; tells whether anybody is there."""
        while self._waiting and self._waiting[0][0] <= now:
            _, ticket, queue = heappop(self._waiting)
            if ticket == queue.ticket and queue.rank:
                heappush(self._ready, (queue.rank, ticket, queue))
        return bool(self._ready)

    def _set_alarm(self) -> None:
        times = [self._overall.ready_at(0)] if self._ready else []
        times += [self._waiting[0][0]] if self._waiting else []
        if not times:
            return
        at = min(times)
        if self._alarm is not None and self._alarm_at <= at:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.create_task(self._wake(max(0.0, at - self._clock())))

    async def _wake(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._alarm = None
        self._serve()

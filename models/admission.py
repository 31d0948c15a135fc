"""One at a time, in a fair order, with a bound on how many wait."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import zip_longest

Waits = Callable[[int], None]
"""Told how many turns come before one's own whenever that changes, the one that goes on included. Must not raise."""


class Crowded(Exception):
    """No more may wait; `waiting` is how many do."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} are waiting already")
        self.waiting = waiting


@dataclass(slots=True, eq=False)
class _Ticket:
    person: Hashable
    waits: Waits | None
    called: asyncio.Future[None]
    ahead: int = 0


class Admission:
    """Whoever waits is called in rounds, each person once in a round.

    However much one person asks for, it delays another's first wish by one turn at most. Where no more may wait, the
    latest wish of whoever has most of them makes room for a person with fewer.
    """

    def __init__(self, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._busy = False
        self._inside: Hashable = None
        self._lines: dict[Hashable, deque[_Ticket]] = {}
        """In the order of the round; whoever is inside has had their turn in it, so their line stands last."""

    @property
    def waiting(self) -> int:
        return sum(1 for _ in self._order())

    @asynccontextmanager
    async def turn(self, person: Hashable, waits: Waits | None = None) -> AsyncGenerator[None]:
        """Nobody else's turn goes on in the block. Raises Crowded, at once or when a place has to be given up."""
        await self._enter(person, waits)
        try:
            yield
        finally:
            self._call_next()

    async def _enter(self, person: Hashable, waits: Waits | None) -> None:
        if not self._busy:
            self._busy, self._inside = True, person
            return
        ticket = self._queue(person, waits)
        try:
            await ticket.called
        except asyncio.CancelledError:
            if ticket.called.cancelled():
                self._remove(ticket)
                self._tell_places()
            elif ticket.called.exception() is None:
                self._call_next()
            raise

    def _queue(self, person: Hashable, waits: Waits | None) -> _Ticket:
        if self.waiting >= self._most_waiting:
            self._make_room(person)
        ticket = _Ticket(person, waits, asyncio.get_running_loop().create_future())
        self._lines.setdefault(person, deque()).append(ticket)
        self._put_last(self._inside)
        self._tell_places()
        return ticket

    def _make_room(self, person: Hashable) -> None:
        waiting = list(self._order())
        wishes = Counter(ticket.person for ticket in waiting)
        keenest, most = next(iter(wishes.most_common(1)), (person, 0))
        if most <= wishes[person] + 1:
            raise Crowded(len(waiting))
        latest = [ticket for ticket in waiting if ticket.person == keenest][-1]
        self._remove(latest)
        latest.called.set_exception(Crowded(len(waiting)))

    def _call_next(self) -> None:
        ticket = next(self._order(), None)
        if ticket is None:
            self._busy, self._inside = False, None
            return
        self._remove(ticket)
        self._inside = ticket.person
        self._put_last(ticket.person)
        ticket.called.set_result(None)
        self._tell_places()

    def _order(self) -> Iterator[_Ticket]:
        """As they will be called; whoever has just been cancelled, and not left yet, doesn't count."""
        for each_round in zip_longest(*self._lines.values()):
            yield from (ticket for ticket in each_round if ticket is not None and not ticket.called.done())

    def _remove(self, ticket: _Ticket) -> None:
        line = self._lines[ticket.person]
        line.remove(ticket)
        if not line:
            del self._lines[ticket.person]

    def _put_last(self, person: Hashable) -> None:
        if person in self._lines:
            self._lines[person] = self._lines.pop(person)

    def _tell_places(self) -> None:
        for ahead, ticket in enumerate(list(self._order()), start=1):
            if ticket.ahead != ahead:
                ticket.ahead = ahead
                if ticket.waits is not None:
                    ticket.waits(ahead)

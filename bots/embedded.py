"""The default `TurnQueue`: the inbox in the database, one actor per busy place in this process."""

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

import structlog

from bots.queue import GiveUp, Handle, lane_of
from graphs.dialogue import Incoming, dump, load_incoming
from storage.inbox import Inbox, Turn

MOST_TRIES = 5
"""How often one turn is tried in a process before it is given up."""
MOST_RESTARTS = 20
"""How often a turn is begun anew after a restart: one that kills the process must not do so for ever."""
RECOVERED_AT_ONCE = 500
LONGEST_PAUSE = 30.0
"""Seconds between two looks for a database that is gone."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """`at_work` bounds the places of one platform that are served at once, those included whose answer waits for
    the platform's leave; `first_pause` is in seconds and doubles with each try.
    """

    at_work: int = 1_000
    first_pause: float = 0.5


class EmbeddedQueue:
    """Order holds within a place, also when a turn has to be tried again; another place never waits for it.

    Only ids wait in memory. A turn's text is read when its time has come.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Handle,
        give_up: GiveUp,
        platforms: Collection[str],
        limits: Limits | None = None,
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._give_up = give_up
        self._platforms = platforms
        self._limits = limits or Limits()
        self._free: dict[str, asyncio.Semaphore] = {}
        self._waiting: dict[str, deque[int]] = {}
        self._held: dict[int, str] | None = {}
        self._left_over: set[int] = set()
        self._actors: set[asyncio.Task[None]] = set()
        self._recovered = asyncio.Event()
        self._idle = asyncio.Event()
        self._closing = False

    async def accept(self, incoming: Incoming) -> bool:
        turn_id = await self._inbox.accept(
            incoming.platform, incoming.update_id, incoming.place.key, dump(incoming)
        )
        if turn_id is None:
            return False
        self.enqueue(turn_id, incoming)
        return True

    def enqueue(self, turn_id: int, incoming: Incoming) -> None:
        if turn_id in self._left_over:  # it was taken up before we knew its number, so it is new after all
            self._left_over.discard(turn_id)
        elif self._held is None:
            self._enqueue(lane_of(incoming), turn_id)
        else:
            self._held[turn_id] = lane_of(incoming)

    async def run(self) -> None:
        """Takes up what was left, oldest first, before anything newer of the same place is served."""
        try:
            await self._recover()
            await asyncio.Event().wait()
        finally:
            for actor in self._actors:
                actor.cancel()
            await asyncio.gather(*self._actors, return_exceptions=True)

    async def drain(self) -> None:
        await self._recovered.wait()
        while self._waiting:
            self._idle.clear()
            await self._idle.wait()

    async def finish(self, seconds: float) -> None:
        """Begins no further turn and waits for those at work, at most so long; the rest stays in the inbox."""
        self._closing = True
        if self._actors:
            await asyncio.wait(self._actors, timeout=seconds)

    @property
    def backlog(self) -> int:
        """Turns accepted and not yet finished."""
        return sum(map(len, self._waiting.values())) + len(self._held or ())

    async def _recover(self) -> None:
        held = self._held = {} if self._held is None else self._held
        after = 0
        while turns := await self._inbox.unfinished(self._platforms, after, RECOVERED_AT_ONCE):
            for turn in turns:
                if held.pop(turn.id, None) is None:
                    self._left_over.add(turn.id)
                self._enqueue(_lane(turn), turn.id)
            after = turns[-1].id
        self._held = None
        for turn_id, place in sorted(held.items()):
            self._enqueue(place, turn_id)
        self._recovered.set()

    async def _worth_trying(self, turn: Turn) -> bool:
        """Counts the restart against a turn that an earlier process left."""
        if turn.id not in self._left_over:
            return True
        attempts = await self._inbox.attempt(turn.id)
        self._left_over.discard(turn.id)
        if attempts <= MOST_RESTARTS:
            return True
        await self._abandon(turn)
        return False

    def _enqueue(self, place: str, turn_id: int) -> None:
        if place in self._waiting:
            self._waiting[place].append(turn_id)
            return
        self._waiting[place] = deque([turn_id])
        actor = asyncio.create_task(self._serve(place), name=f"place {place}")
        self._actors.add(actor)
        actor.add_done_callback(self._actors.discard)

    async def _serve(self, place: str) -> None:
        turns = self._waiting[place]
        while turns and not self._closing:
            await self._finish(place, turns[0])
            turns.popleft()
        del self._waiting[place]
        self._idle.set()

    async def _finish(self, place: str, turn_id: int) -> None:
        """Stays with a turn until it is over, however long the database can't be reached."""
        pause = self._limits.first_pause
        while True:
            try:
                return await self._answer(place, turn_id)
            except Exception:
                _log.exception("the inbox can't be reached", turn=turn_id)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _answer(self, place: str, turn_id: int) -> None:
        async with self._free_of(place):
            turn = await self._inbox.get(turn_id)
            if turn is None or turn.state in ("done", "failed"):
                return
            if not await self._worth_trying(turn) or await self._try(turn):
                return
        await self._try_again(turn)

    def _free_of(self, place: str) -> asyncio.Semaphore:
        platform = place.partition(":")[0]
        return self._free.setdefault(platform, asyncio.Semaphore(self._limits.at_work))

    async def _try_again(self, turn: Turn) -> None:
        """Waits outside the bound on places at work, so that a place in trouble holds up no other."""
        for number in range(MOST_TRIES - 1):
            await asyncio.sleep(self._limits.first_pause * 2**number)
            async with self._free_of(turn.place):
                if await self._try(await self._inbox.get(turn.id) or turn):
                    return
        await self._abandon(turn)

    async def _try(self, turn: Turn) -> bool:
        try:
            await self._handle(turn)
        except Exception:
            _log.exception("turn failed", turn=turn.id, place=turn.place)
            return False
        return True

    async def _abandon(self, turn: Turn) -> None:
        error = uuid4().hex[:8]
        _log.error("turn given up", turn=turn.id, place=turn.place, error_id=error)
        await self._inbox.failed(turn.id, f"given up, error {error}")
        try:
            await self._give_up(turn, error)
        except Exception:
            _log.exception("could not say that a turn was given up", turn=turn.id, error_id=error)


def _lane(turn: Turn) -> str:
    """A turn that can't be read is found out when its time comes."""
    try:
        return lane_of(load_incoming(turn.payload))
    except ValueError:
        return turn.place

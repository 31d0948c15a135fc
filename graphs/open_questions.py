"""What earlier turns left open: a question that waits for its decision, or a run that a crash broke off."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langgraph.types import Command, Interrupt, StateSnapshot

from graphs.accounting import Meter
from graphs.decisions import superseded
from graphs.dialogue import Reply
from graphs.offers import ReplyOf
from graphs.running import run
from graphs.said import Said
from graphs.threads import (
    Assistant,
    asker_of,
    half_way,
    pending_in,
    superseded_in,
    turn_of,
    values_of,
)
from storage.checkpointer import Checkpointer

Settle = Callable[[int, Reply], Awaitable[None]]
"""Stores the reply of an earlier turn (its id) that a crash may have left open; does nothing if it is stored."""

REMEMBERED_THREADS = 10_000


@dataclass(frozen=True, slots=True)
class _Left:
    """How a thread was left: by which turn, and whether with a question open."""

    turn: str
    open: bool


class OpenQuestions:
    """Remembers how this process left each thread, so that the usual turn need not look."""

    def __init__(
        self, graph: Assistant, saver: Checkpointer, settle_earlier: Settle, reply_of: ReplyOf
    ) -> None:
        self._graph = graph
        self._saver = saver
        self._settle_earlier = settle_earlier
        self._reply_of = reply_of
        self._left: OrderedDict[str, _Left] = OrderedDict()

    async def none_in(self, thread_id: str, turn: str) -> bool:
        """Whether the thread is new, or stands as this process left it after another turn, with no question open."""
        saved = await self._saver.aget_tuple({"configurable": {"thread_id": thread_id}})
        if saved is None:
            return True
        left = self._left.get(thread_id)
        if left is None or left.open or left.turn == turn:
            return False
        return saved.metadata.get("turn") == left.turn

    async def to(self, user_id: int, thread_id: str) -> bool:
        """Whether a question to this person waits for its answer in a session."""
        left = self._left.get(thread_id)
        if left is not None and not left.open:
            return False
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": thread_id}})
        asker: dict[str, Any] = snapshot.values.get("asker") or {}
        return bool(snapshot.interrupts) and asker.get("user_id", user_id) == user_id

    async def pending(self, said: Said, snapshot: StateSnapshot) -> tuple[Interrupt, ...]:
        """What waits for a decision on this thread, after an earlier turn that a crash left open is closed."""
        earlier = turn_of(snapshot)
        left = self._left.get(said.thread_id)
        if not earlier or (left and left.turn == earlier):
            return snapshot.interrupts
        values = values_of(snapshot)
        asker = asker_of(snapshot, said)
        if half_way(snapshot):
            theirs = replace(said, caller=asker, stop=None)
            values = await run(self._graph, None, theirs, earlier, durability="sync", meter=Meter())
        if earlier.isdecimal():
            await self._settle_earlier(int(earlier), await self._reply_of(values, asker))
        return pending_in(values)

    async def supersede(self, pending: Sequence[Interrupt], said: Said, meter: Meter) -> None:
        """Leaves questions behind, in the name of the one who was asked."""
        given: Command[Any] = Command(resume=superseded(pending))
        turn = superseded_in(said.turn_id)
        await run(self._graph, given, said, turn, durability="sync", meter=meter)

    def remember(self, thread_id: str, turn: str, *, open: bool) -> None:
        """Notes how a turn has left its thread."""
        self._left[thread_id] = _Left(turn, open)
        self._left.move_to_end(thread_id)
        while len(self._left) > REMEMBERED_THREADS:
            self._left.popitem(last=False)

    def forget(self, thread_id: str) -> None:
        self._left.pop(thread_id, None)

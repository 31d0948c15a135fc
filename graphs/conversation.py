"""One turn of a conversation: runs the graph so that a crash at any point loses and doubles nothing.

Every checkpoint is marked with the turn that made it. A replayed turn therefore knows whether it has not begun
(run it), has stopped half-way (go on from there), or is finished (its answer stands in the state).

Runs up to a confirmation have no side effect, so they are written once, at their end (`durability="exit"`);
a run that follows a decision may have one, and is written step by step (`"sync"`).
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, Durability, Interrupt, StateSnapshot

from graphs.accounting import Meter, Spent
from graphs.decisions import asked, decided, pressed_decision, superseded
from graphs.dialogue import Reply
from graphs.standing_in import with_note
from storage.checkpoints import Checkpointer
from texts import translator
from tools.caller import Caller

Show = Callable[[str], Awaitable[None]]
"""Shows the answer so far."""
Settle = Callable[[int, Reply], Awaitable[None]]
"""Stores the reply of an earlier turn (its id) that a crash may have left open; does nothing if it is stored."""
Outcome = Callable[[str, Caller], Awaitable[str | None]]
"""What has become of an operation, in the caller's language; None where it was never done."""

Values = dict[str, Any]

MOST_STEPS = 60
REMEMBERED_THREADS = 10_000


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said in a turn. `thread_id` is the session's id, `mode` and `model` its settings."""

    turn_id: int
    thread_id: str
    caller: Caller
    text: str
    pressed: str = ""
    mode: str = "auto"
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`failure` is empty, or the reason why no model could answer; `reply` is then an empty one."""

    reply: Reply
    spent: tuple[Spent, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Left:
    """How a thread was left: by which turn, and whether with a question open."""

    turn: str
    open: bool


class Conversation:
    """The compiled assistant with its checkpoints."""

    def __init__(
        self,
        graph: CompiledStateGraph[Any, Caller, Any, Any],
        saver: Checkpointer,
        *,
        outcome: Outcome,
        settle_earlier: Settle,
    ) -> None:
        self._graph = graph
        self._saver = saver
        self._outcome = outcome
        self._settle_earlier = settle_earlier
        self._left: OrderedDict[str, _Left] = OrderedDict()

    async def answer(self, said: Said, show: Show | None = None) -> Answer:
        """The answer to what was said; the same however often the turn is replayed.

        The caller holds the session's lock. Raises whatever a bug raises; `abandon` then frees the thread.
        """
        meter = Meter()
        values = await self._advance(said, meter, show)
        await self._saver.prune_thread(said.thread_id)
        if not isinstance(values, Reply):
            self._remember(said.thread_id, _Left(str(said.turn_id), bool(values.get("__interrupt__"))))
        reply = values if isinstance(values, Reply) else _reply(values, said.caller.locale)
        failure = "" if isinstance(values, Reply) else str(values.get("failure") or "")
        return Answer(reply, tuple(meter.spent), failure)

    async def abandon(self, said: Said) -> None:
        """Closes a turn that a bug has broken, so that the next one starts clean."""
        await self._graph.aupdate_state(_config(said, str(said.turn_id)), {"failure": "bug"}, as_node="close")
        await self._saver.prune_thread(said.thread_id)

    async def _advance(self, said: Said, meter: Meter, show: Show | None) -> Values | Reply:
        mine = str(said.turn_id)
        pending: tuple[Interrupt, ...] = ()
        if not await self._nothing_open(said.thread_id, mine):
            snapshot = await self._graph.aget_state(_config(said, mine))
            if _turn_of(snapshot) == mine:
                if _half_way(snapshot):
                    return await self._run(None, said, mine, "sync", meter, show)
                return _values_of(snapshot)
            pending = await self._pending(said, snapshot)
        chosen = decided(pending, said.text, said.pressed)
        if chosen is not None:
            return await self._run(Command(resume=chosen), said, mine, "sync", meter, show)
        pressed = pressed_decision(said.pressed)
        if pressed is not None:
            return await self._no_longer_open(pressed[1], said.caller)
        if pending:
            await self._run(
                Command(resume=superseded(pending)), said, f"{mine}:superseded", "sync", meter, None
            )
        message = HumanMessage(said.text, id=f"turn-{mine}")
        given = {"messages": [message], "mode": said.mode, "model": said.model}
        return await self._run(given, said, mine, "exit", meter, show)

    async def _pending(self, said: Said, snapshot: StateSnapshot) -> tuple[Interrupt, ...]:
        """What waits for a decision on this thread, after an earlier turn that a crash left open is closed."""
        earlier = _turn_of(snapshot)
        left = self._left.get(said.thread_id)
        if not earlier or (left and left.turn == earlier):
            return snapshot.interrupts
        values = _values_of(snapshot)
        if _half_way(snapshot):
            values = await self._run(None, said, earlier, "sync", Meter(), None)
        if earlier.isdecimal():
            await self._settle_earlier(int(earlier), _reply(values, said.caller.locale))
        return tuple(values.get("__interrupt__", ()))

    async def _run(
        self,
        given: Values | Command[Any] | None,
        said: Said,
        turn: str,
        durability: Durability,
        meter: Meter,
        show: Show | None,
    ) -> Values:
        config = _config(said, turn)
        config["callbacks"] = [meter]
        values: Values = {}
        words: dict[str, str] = {}
        stream: AsyncIterator[Any] = self._graph.astream(
            given,
            config,
            context=said.caller,
            durability=durability,
            stream_mode=["values", "messages"] if show else ["values"],
            subgraphs=True,
        )
        async for namespace, kind, part in stream:
            if kind == "messages" and show is not None:
                await _show_chunk(part[0], words, show)
            elif kind == "values" and not namespace:
                values = part
        return values

    async def _no_longer_open(self, operation: str, caller: Caller) -> Reply:
        _ = translator(caller.locale)
        done = await self._outcome(operation, caller)
        if done is not None:
            return Reply(done)
        return Reply(
            _("That question is no longer open, and nothing was changed. Tell me what you would like.")
        )

    async def _nothing_open(self, thread_id: str, mine: str) -> bool:
        """Whether the thread is new, or stands as this process left it after another turn, with no question open."""
        saved = await self._saver.aget_tuple({"configurable": {"thread_id": thread_id}})
        if saved is None:
            return True
        left = self._left.get(thread_id)
        if left is None or left.open or left.turn == mine:
            return False
        return saved.metadata.get("turn") == left.turn

    def _remember(self, thread_id: str, left: "_Left") -> None:
        self._left[thread_id] = left
        self._left.move_to_end(thread_id)
        while len(self._left) > REMEMBERED_THREADS:
            self._left.popitem(last=False)


async def _show_chunk(chunk: object, words: dict[str, str], show: Show) -> None:
    """Adds a piece to its message; a retried model call is another message and starts anew."""
    if not isinstance(chunk, AIMessageChunk) or not chunk.text or chunk.id is None:
        return
    if chunk.id not in words:
        words.clear()
    words[chunk.id] = words.get(chunk.id, "") + chunk.text
    await show(words[chunk.id])


def _config(said: Said, turn: str) -> RunnableConfig:
    return {
        "configurable": {"thread_id": said.thread_id},
        "metadata": {"turn": turn},
        "recursion_limit": MOST_STEPS,
    }


def _turn_of(snapshot: StateSnapshot) -> str:
    return str((snapshot.metadata or {}).get("turn", ""))


def _half_way(snapshot: StateSnapshot) -> bool:
    return bool(snapshot.next) and not snapshot.interrupts


def _values_of(snapshot: StateSnapshot) -> Values:
    return {**snapshot.values, "__interrupt__": snapshot.interrupts}


def _reply(values: Values, locale: str) -> Reply:
    pending: tuple[Interrupt, ...] = tuple(values.get("__interrupt__", ()))
    if pending:
        return asked(pending[0], translator(locale))
    messages: list[BaseMessage] = values.get("messages") or []
    last = messages[-1] if messages else None
    return Reply(with_note(last, locale) if isinstance(last, AIMessage) else "")

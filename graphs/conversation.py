"""One turn of a conversation: runs the graph so that a crash at any point loses and doubles nothing.

Every checkpoint is marked with the turn that made it. A replayed turn therefore knows whether it has not begun
(run it), has stopped half-way (go on from there), or is finished (its answer stands in the state).

Runs up to a confirmation have no side effect, so they are written once, at their end (`durability="exit"`);
a run that follows a decision may have one, and is written step by step (`"sync"`).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from langchain_core.messages import BaseMessage
from langgraph.types import Command, Interrupt

from graphs.accounting import Meter
from graphs.decisions import decided, pressed_decision
from graphs.dialogue import Reply
from graphs.memory import Memory, memory_of
from graphs.offers import BookingPanel, reply_with_offers
from graphs.open_questions import OpenQuestions, Settle
from graphs.retracting import retract
from graphs.running import run
from graphs.said import Answer, Said
from graphs.speakers import spoken
from graphs.threads import (
    Assistant,
    Values,
    asker_of,
    config_of,
    ended_early,
    half_way,
    pending_in,
    retracted_in,
    turn_of,
    values_of,
)
from graphs.waiting import Show
from storage.checkpointer import Checkpointer
from texts import translator
from tools.caller import Caller

Outcome = Callable[[str, Caller], Awaitable[str | None]]
"""What has become of an operation, in the caller's language; None where it was never done."""


class Conversation:
    """The compiled assistant with its checkpoints."""

    def __init__(
        self,
        graph: Assistant,
        saver: Checkpointer,
        *,
        outcome: Outcome,
        settle_earlier: Settle,
        booking_panel: BookingPanel,
    ) -> None:
        self._graph = graph
        self._saver = saver
        self._outcome = outcome
        self._reply_of = partial(reply_with_offers, booking_panel)
        self._questions = OpenQuestions(graph, saver, settle_earlier, self._reply_of)

    async def answer(self, said: Said, show: Show | None = None) -> Answer:
        """The answer to what was said; the same however often the turn is replayed.

        The caller holds the session's lock. Raises whatever a bug raises; `abandon` then frees the thread.
        """
        meter = Meter()
        values = await self._advance(said, meter, show)
        meter.break_off()
        await self._saver.prune_thread(said.thread_id)
        if isinstance(values, Reply):
            return Answer(values, tuple(meter.spent))
        pending = bool(pending_in(values))
        self._questions.remember(said.thread_id, str(said.turn_id), open=pending)
        return Answer(
            await self._reply_of(values, said.caller),
            tuple(meter.spent),
            str(values.get("failure") or ""),
            stopped=not pending and ended_early(values),
            window_share=None if pending else values.get("share"),
        )

    async def abandon(self, said: Said) -> None:
        """Closes a turn that a bug has broken, so that the next one starts clean."""
        config = config_of(said, str(said.turn_id))
        snapshot = await self._graph.aget_state(config)
        before: list[BaseMessage] = snapshot.values.get("retracted") or []
        broken: Values = {"failure": "bug", "messages": before, "retracted": []}
        await self._graph.aupdate_state(config, broken, as_node="close")
        await self._saver.prune_thread(said.thread_id)

    async def retract(self, said: Said) -> str | None:
        """Takes the last exchange out of the memory and returns the person's words; None where there is none.

        For a turn that goes on to `answer` them anew; `said` is that turn's, its text is not looked at. Replayed,
        it takes out nothing more and returns the same words. Where the answer then fails, the memory is as it was
        before. The caller holds the session's lock.
        """
        return await retract(self._graph, self._saver, self._questions, said)

    async def asks(self, thread_id: str, user_id: int) -> bool:
        """Whether a question to this person waits for its answer in a session."""
        return await self._questions.to(user_id, thread_id)

    async def forget(self, thread_id: str) -> None:
        """Removes all that is remembered of a session. Nothing happens where there is nothing."""
        await self._saver.adelete_thread(thread_id)
        self._questions.forget(thread_id)

    async def memory(self, thread_id: str) -> Memory:
        """What the next answer of a session will be given of what was said."""
        snapshot = await self._graph.aget_state({"configurable": {"thread_id": thread_id}})
        return memory_of(snapshot.values.get("messages") or [], str(snapshot.values.get("summary") or ""))

    async def _advance(self, said: Said, meter: Meter, show: Show | None) -> Values | Reply:
        mine = str(said.turn_id)
        go_on = partial(run, self._graph, said=said, turn=mine, meter=meter, show=show)
        pending: tuple[Interrupt, ...] = ()
        retracted: list[BaseMessage] = []
        asker = said.caller
        if not await self._questions.none_in(said.thread_id, mine):
            snapshot = await self._graph.aget_state(config_of(said, mine))
            if turn_of(snapshot) == mine:
                return await go_on(None, durability="sync") if half_way(snapshot) else values_of(snapshot)
            if turn_of(snapshot) == retracted_in(said.turn_id):
                retracted = snapshot.values["retracted"]
            pending = await self._questions.pending(said, snapshot)
            asker = asker_of(snapshot, said)
        theirs = pending if asker.user_id == said.caller.user_id else ()
        chosen = decided(theirs, said.text, said.pressed)
        if chosen is not None:
            return await go_on(Command(resume=chosen), durability="sync")
        pressed = pressed_decision(said.pressed)
        if pressed is not None:
            return await self._not_decided(pressed[1], pending, said.caller)
        if pending:
            await self._questions.supersede(pending, replace(said, caller=asker), meter)
        return await go_on(_given(said, retracted), durability="exit")

    async def _not_decided(self, operation: str, pending: Sequence[Interrupt], caller: Caller) -> Reply:
        """The answer to a press that decides nothing: the question is somebody else's, or no longer open."""
        _ = translator(caller.locale)
        if any(question.value["operation"] == operation for question in pending):
            return Reply(_("Only the person who was asked can answer that. The question stays open."))
        done = await self._outcome(operation, caller)
        if done is not None:
            return Reply(done)
        return Reply(
            _("That question is no longer open, and nothing was changed. Tell me what you would like.")
        )


def _given(said: Said, retracted: Sequence[BaseMessage]) -> Values:
    """What the graph is told of a turn, with the exchange that it answers anew."""
    given: dict[str, Any] = {
        "messages": [spoken(said.words, said.speaker, f"turn-{said.turn_id}")],
        "mode": said.mode,
        "model": said.model,
        "system_message": said.system_message,
        "max_tokens": said.max_tokens,
        "too_dear": list(said.too_dear),
        "asker": asdict(said.caller),
    }
    return {**given, "retracted": retracted} if retracted else given

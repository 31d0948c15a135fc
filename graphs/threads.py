"""What a thread's newest checkpoint tells. Every checkpoint is marked with the turn that made it."""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Interrupt, StateSnapshot

from graphs.decisions import asked
from graphs.dialogue import Reply
from graphs.in_parts import said_in
from graphs.notes import with_notes
from graphs.said import Said
from graphs.stopping import was_stopped
from storage.place import Place
from texts import translator
from tools.caller import Caller

Assistant = CompiledStateGraph[Any, Caller, Any, Any]
Values = dict[str, Any]
"""The state's, with what waits for a decision under `__interrupt__`."""

MOST_STEPS = 60


def config_of(said: Said, turn: str) -> RunnableConfig:
    return {
        "configurable": {"thread_id": said.thread_id},
        "metadata": {"turn": turn, "user": said.caller.user_id},
        "recursion_limit": MOST_STEPS,
    }


def retracted_in(turn_id: int) -> str:
    """The mark of a turn that has taken the last exchange back and not answered it anew yet."""
    return f"{turn_id}:retracted"


def superseded_in(turn_id: int) -> str:
    """The mark of a turn that has left an earlier question behind."""
    return f"{turn_id}:superseded"


def turn_of(snapshot: StateSnapshot) -> str:
    return str((snapshot.metadata or {}).get("turn", ""))


def half_way(snapshot: StateSnapshot) -> bool:
    return bool(snapshot.next) and not snapshot.interrupts


def values_of(snapshot: StateSnapshot) -> Values:
    return {**snapshot.values, "__interrupt__": snapshot.interrupts}


def pending_in(values: Values) -> tuple[Interrupt, ...]:
    """What waits for a decision."""
    return tuple(values.get("__interrupt__", ()))


def reply_of(values: Values, locale: str) -> Reply:
    pending = pending_in(values)
    if pending:
        return asked(pending[0], translator(locale))
    last = _last(values)
    return Reply(with_notes(last, locale) if isinstance(last, AIMessage) else "")


def ended_early(values: Values) -> bool:
    """Whether the answer was stopped."""
    last = _last(values)
    return last is not None and was_stopped(last)


def asker_of(snapshot: StateSnapshot, said: Said) -> Caller:
    """Who has spoken last in a session, with what is left open there: only they decide it, it runs in their name."""
    asker: dict[str, Any] = snapshot.values.get("asker") or {}
    if not asker:
        return said.caller
    place: dict[str, Any] | None = asker.get("place")
    known: dict[str, Any] = {**asker, "place": Place(**place) if place else None}
    return Caller(**known)


def last_exchange(snapshot: StateSnapshot) -> list[BaseMessage]:
    """From the person's last message on; nothing where they have said nothing."""
    messages: list[BaseMessage] = snapshot.values.get("messages") or []
    starts = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage)]
    return messages[starts[-1] :] if starts else []


def words_of(exchange: Sequence[BaseMessage]) -> str | None:
    return said_in(exchange[0]) if exchange else None


def _last(values: Values) -> BaseMessage | None:
    messages: list[BaseMessage] = values.get("messages") or []
    return messages[-1] if messages else None

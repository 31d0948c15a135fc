"""The conversation: load → route → chat | consultant → close. The modes share these nodes; see `graphs.modes`."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import cast

import structlog
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage
from langchain_core.runnables import RunnableConfig
from langgraph.constants import TAG_NOSTREAM
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from graphs.chat import chat
from graphs.consultant import consultant
from graphs.deciding import decide, window_in
from graphs.memory import SUMMARY_CHARACTERS, as_lines, extract, may_exceed, split_window
from graphs.modes import AUTO, CHAT, CONSULTANT, MODES, Mode, Node, split
from graphs.parts import Parts
from graphs.routing import Because, Routed, mode_named, route_by_rules
from graphs.state import State, Update, failure_of, last_words
from graphs.stopping import Stopped, until_stopped
from graphs.windows import density, read_and_written, room
from models.failover import ModelUnavailable, first_answer
from models.usage import estimate
from prompts import prompt
from tools.caller import Caller

ROUTE_SECONDS = 10.0
SUMMARY_SECONDS = 20.0

_QUIET = RunnableConfig(tags=[TAG_NOSTREAM])
_log = structlog.get_logger(__name__)


async def load(state: State, config: RunnableConfig, *, parts: Parts) -> Update:
    """Brings what the session has set, where the turn has not brought it along (LangGraph Studio's don't)."""
    if "mode" in state:
        return {"failure": ""}
    session = await parts.session(str(config.get("configurable", {}).get("thread_id", "")))
    if session is None:
        return {"mode": "auto", "model": None, "failure": ""}
    return {
        "mode": session.mode,
        "model": session.model,
        "system_message": session.system_message,
        "failure": "",
    }


async def route(state: State, *, parts: Parts) -> Update:
    """Where this turn goes, who answers there, and why: `graphs.deciding` has what that is made of.

    What no longer fits into the model's window beside the new message is folded into the summary here.
    """
    modes = {mode.name: mode for mode in await asyncio.to_thread(parts.modes)}
    routed = await _routed(state, modes, parts)
    mode = modes[routed.mode]
    decided: Update = {"route": mode.name, "decision": decide(state, routed, mode, parts)}
    folded = await _fold(cast(State, {**state, **decided}), parts, state["messages"], in_window=True)
    return {**decided, **folded}


async def _routed(state: State, modes: Mapping[str, Mode], parts: Parts) -> Routed:
    """The session's mode, the rules, or a model's word where the rules are unsure."""
    name, choice = split(state["mode"])
    if name != AUTO and name in modes:
        return Routed(name, Because.CHOSEN, choice)
    text = last_words(state["messages"])
    previous = state.get("route")
    sure = route_by_rules(text, previous, await parts.hall_names())
    if sure is None and _only_built_in(parts):
        sure = Routed(CONSULTANT, Because.BUILT_IN)  # it is good at nothing else, and says so there too
    return sure or await _ask_where(text, previous if previous in modes else None, modes, parts)


def next_node(state: State) -> Node:
    """The mode's node, as `route` has decided."""
    node: Node = state["decision"]["node"]
    return node


async def close(state: State, runtime: Runtime[Caller], *, parts: Parts) -> Update:
    """Ends the turn: a failed one is taken out, and the memory kept within its bounds and the model's window."""
    messages = state["messages"]
    turn = _this_turn(messages)
    if reason := failure_of(messages[-1]):
        before = state.get("retracted") or []
        return {"messages": [*_remove(turn), *before], "failure": reason, "share": None, "retracted": []}
    measured = _measure(state, turn, parts)
    answered: Update = {"retracted": []} if state.get("retracted") else {}
    return {
        **answered,
        **measured,
        **await _fold(cast(State, {**state, **measured}), parts, messages),
    }


def _measure(state: State, turn: list[BaseMessage], parts: Parts) -> Update:
    """How full the window of the model is now; nothing where it is unknown."""
    window = window_in(state, parts)
    if not window:
        return {} if state.get("share") is None else {"share": None}
    used = read_and_written(turn, state["messages"])
    return {"share": used / window, "density": density(used, state["messages"], state, window)}


async def _fold(
    state: State,
    parts: Parts,
    messages: list[BaseMessage],
    *,
    in_window: bool = False,
) -> Update:
    """Puts the older part of what is past its bounds into the summary; `in_window` minds the model's alone."""
    window = window_in(state, parts)
    most = room(window, state) if window else None
    if in_window and (most is None or not may_exceed(messages, most) or estimate(messages) <= most):
        return {}
    split = split_window(messages, most)
    if not split.older:
        return {}
    summary = await _summarise(state.get("summary", ""), split.older, parts)
    return {"messages": _remove(split.older), "summary": summary}


def build(parts: Parts, context: type[Caller] = Caller) -> StateGraph[State, Caller, State, State]:
    """The graph, not yet compiled: who calls this decides about a checkpointer."""
    builder = StateGraph(State, context_schema=context)
    builder.add_node("load", partial(load, parts=parts))
    builder.add_node("route", partial(route, parts=parts))
    builder.add_node("chat", partial(chat, parts=parts), metadata={"modes": _served_by("chat")})
    builder.add_node("consultant", consultant(parts))
    builder.add_node("close", partial(close, parts=parts))
    builder.add_edge(START, "load")
    builder.add_edge("load", "route")
    builder.add_conditional_edges("route", next_node, ["chat", "consultant"])
    builder.add_edge("chat", "close")
    builder.add_edge("consultant", "close")
    builder.add_edge("close", END)
    return builder


def _served_by(node: Node) -> str:
    """For drawings: the shipped modes that share a node."""
    return ", ".join(mode.name for mode in MODES if mode.node == node and mode.name != AUTO)


def _this_turn(messages: list[BaseMessage]) -> list[BaseMessage]:
    """From the person's last message on."""
    starts = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage)]
    return messages[starts[-1] :] if starts else messages


def _remove(messages: list[BaseMessage]) -> list[BaseMessage]:
    return [RemoveMessage(id=message.id) for message in messages if message.id]


def _only_built_in(parts: Parts) -> bool:
    return parts.models.answering("route").provider == "builtin"


async def _ask_where(text: str, previous: str | None, modes: Mapping[str, Mode], parts: Parts) -> Routed:
    """Asks once: a server in trouble gets our patience for the answer itself."""
    meant = "\n".join(f"{mode.name}: {' '.join(mode.when.split())}" for mode in modes.values() if mode.when)
    listed = "\n".join(part for part in (prompt("routes"), meant) if part)
    question = prompt("route", previous=previous or "none", modes=listed)
    stays = Routed(previous or CHAT, Because.UNSURE)

    async def attempt(model: BaseChatModel) -> AIMessage:
        return await model.ainvoke([("system", question), ("human", text[:2_000])], _QUIET)

    policy = replace(parts.models.policy, attempts=1)
    try:
        async with asyncio.timeout(ROUTE_SECONDS):
            asking = first_answer(parts.models.candidates("route", None), attempt, policy)
            answer = await until_stopped(asking)
    except (ModelUnavailable, TimeoutError, Stopped):
        return stays
    named = mode_named(answer.message.text, modes)
    return Routed(named, Because.SORTED) if named and named != AUTO else stays


async def _summarise(summary: str, older: list[BaseMessage], parts: Parts) -> str:
    """By the model of mode `summary` within its time, else by extracting the latest sayings."""
    shorter = extract(summary, older)
    if parts.models.answering("summary").provider == "builtin":
        return shorter
    request = prompt("summary", summary=summary or "none", lines="\n".join(as_lines(older)))

    async def attempt(model: BaseChatModel) -> AIMessage:
        return await model.ainvoke([("human", request)], _QUIET)

    try:
        async with asyncio.timeout(SUMMARY_SECONDS):
            candidates = parts.models.candidates("summary", None)
            answer = await until_stopped(first_answer(candidates, attempt, parts.models.policy))
    except (ModelUnavailable, TimeoutError, Stopped):
        _log.warning("summary made without a model")
        return shorter
    if answer.card.provider == "builtin":
        return shorter
    return answer.message.text[: 2 * SUMMARY_CHARACTERS] or shorter

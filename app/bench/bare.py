"""The floor: LangGraph alone, of the same shape as a turn of ours, with the same checkpointer."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypedDict, cast

from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]  # an open type of its own
from langchain.tools import ToolRuntime, tool
from langchain_core.messages import BaseMessage, HumanMessage, RemoveMessage
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt

from app.bench.house import InstantModel
from graphs.memory import KEPT_MESSAGES
from storage.checkpointer import Checkpointer
from storage.checkpoints import open_checkpointer

_Runtime = ToolRuntime[None, dict[str, object]]


class _State(TypedDict):
    messages: Annotated[list[BaseMessage], add_messages]
    route: str


async def _load(state: _State) -> dict[str, Any]:
    return {}


async def _route(state: _State) -> dict[str, Any]:
    return {"route": "consultant" if state["messages"][-1].text.startswith("book ") else "chat"}


async def _chat(state: _State) -> dict[str, Any]:
    return {"messages": [await InstantModel().ainvoke(state["messages"])]}


async def _close(state: _State) -> dict[str, Any]:
    gone = state["messages"][:-KEPT_MESSAGES]
    removed: list[BaseMessage] = [RemoveMessage(id=message.id) for message in gone if message.id]
    return {"messages": removed}


def _chosen(state: _State) -> str:
    return state["route"]


def bare_graph(
    checkpointer: Checkpointer, done: Callable[[str], None]
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """load → route → chat | an agent with one confirmed tool → close; `done` stands for the side effect."""

    @tool(return_direct=True)
    async def create_booking(
        hall: str, date: str, start: str, end: str, runtime: ToolRuntime[None, dict[str, object]]
    ) -> str:
        """Book."""
        decision = interrupt({"operation": runtime.tool_call_id})
        done(runtime.tool_call_id or "")
        return f"booked {decision}"

    builder = StateGraph(_State)
    builder.add_node("load", _load)
    builder.add_node("route", _route)
    builder.add_node("chat", _chat)
    agent = cast(Any, create_agent)(InstantModel(), [create_booking])
    builder.add_node("consultant", agent)
    builder.add_node("close", _close)
    builder.add_edge(START, "load")
    builder.add_edge("load", "route")
    builder.add_conditional_edges("route", _chosen, ["chat", "consultant"])
    builder.add_edge("chat", "close")
    builder.add_edge("consultant", "close")
    builder.add_edge("close", END)
    return builder.compile(checkpointer=checkpointer)


class Bare:
    """Turns of the bare graph: chat, and a confirmed side effect in two runs."""

    def __init__(self, graph: CompiledStateGraph[Any, Any, Any, Any], checkpointer: Checkpointer) -> None:
        self._graph = graph
        self._checkpointer = checkpointer

    async def say(self, text: str, thread: str = "1") -> None:
        config: Any = {"configurable": {"thread_id": thread}}
        await self._graph.ainvoke({"messages": [HumanMessage(text)]}, config, durability="exit")
        await self._checkpointer.prune_thread(thread)

    async def confirm(self, thread: str = "1") -> None:
        config: Any = {"configurable": {"thread_id": thread}}
        await self._graph.ainvoke(Command(resume="confirm"), config, durability="sync")
        await self._checkpointer.prune_thread(thread)


@asynccontextmanager
async def open_bare() -> AsyncGenerator[Bare]:
    with TemporaryDirectory(prefix="concierge-bare-") as folder:
        async with open_checkpointer(f"sqlite:///{Path(folder) / 'bare.db'}") as checkpointer:
            yield Bare(bare_graph(checkpointer, lambda operation: None), checkpointer)

"""What a conversation needs to go on after pruning, and that nothing else stays."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict

import pytest
from langchain.agents import create_agent
from langchain.tools import ToolRuntime, tool
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, RemoveMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import REMOVE_ALL_MESSAGES, add_messages
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt
from pydantic import Field

from storage.checkpoints import Checkpointer, open_checkpointer

Durability = Literal["sync", "exit"]


class Clerk(BaseChatModel):
    """Asks for the hall twice when told to book, and says "noted" to all else. It counts its calls."""

    calls: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "clerk"

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        asked = [message for message in messages if message.type == "tool"]
        self.calls.append(messages[-1].type)
        answer = AIMessage("noted")
        if any(message.text == "book" for message in messages) and len(asked) < 2:
            call = {"name": "hold", "args": {"hall": f"hall {len(asked)}"}, "id": f"call-{len(self.calls)}"}
            answer = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=answer)])


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]


class House:
    """An outer graph with an agent in it, whose tool asks before it holds a hall."""

    def __init__(self, checkpointer: Checkpointer) -> None:
        self.clerk = Clerk()
        self.held: list[str] = []
        self.stuck = asyncio.Event()
        self.gets_stuck = False
        agent = create_agent(self.clerk, [self._tool()])
        builder = StateGraph(State)
        builder.add_node("consultant", agent)
        builder.add_node("close", self.close)
        builder.add_edge(START, "consultant")
        builder.add_edge("consultant", "close")
        builder.add_edge("close", END)
        self.checkpointer = checkpointer
        self.graph: CompiledStateGraph[Any, Any, Any, Any] = builder.compile(checkpointer=checkpointer)

    def _tool(self) -> Any:
        @tool
        async def hold(hall: str, runtime: ToolRuntime[None]) -> str:
            """Holds a hall."""
            if self.gets_stuck:
                self.stuck.set()
                await asyncio.Event().wait()
            decision = interrupt(hall)
            self.held.append(f"{runtime.tool_call_id} {hall} {decision}")
            return f"{hall}: {decision}"

        return hold

    async def close(self, state: State) -> State:
        window = state.get("messages", [])[-20:]
        return {"messages": [RemoveMessage(REMOVE_ALL_MESSAGES), *window]}

    async def turn(self, thread: str, given: Any, durability: Durability = "sync") -> list[str]:
        """Goes one turn and prunes; what it is then asked to confirm."""
        result = await self.graph.ainvoke(given, config(thread), durability=durability)
        await self.checkpointer.prune_thread(thread)
        return [asked.value for asked in result.get("__interrupt__", [])]

    async def say(self, thread: str, words: str, durability: Durability = "sync") -> list[str]:
        return await self.turn(thread, {"messages": [HumanMessage(words)]}, durability)

    async def messages(self, thread: str) -> list[str]:
        state = await self.graph.aget_state(config(thread))
        return [message.text for message in state.values["messages"]]

    async def checkpoints(self, thread: str) -> list[str]:
        """The namespaces of all checkpoints that are kept, the root's being empty."""
        found = self.checkpointer.alist({"configurable": {"thread_id": thread}})
        return [checkpoint.config["configurable"]["checkpoint_ns"] async for checkpoint in found]


def config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_checkpointer(database_url) as checkpointer:
        yield House(checkpointer)


@pytest.mark.parametrize("durability", ["sync", "exit"])
async def test_a_question_in_a_subgraph_can_be_answered_after_pruning(
    house: House, durability: Durability
) -> None:
    assert await house.say("a", "hello", durability) == []
    assert await house.say("a", "book", durability) == ["hall 0"]
    assert sorted(namespace.split(":")[0] for namespace in await house.checkpoints("a")) == ["", "consultant"]
    assert await house.turn("a", Command(resume="confirm"), durability) == ["hall 1"]
    assert await house.turn("a", Command(resume="cancel"), durability) == []
    assert [held.split(" ", 1)[1] for held in house.held] == ["hall 0 confirm", "hall 1 cancel"]
    assert await house.checkpoints("a") == [""]
    assert (await house.messages("a"))[-3:] == ["", "hall 1: cancel", "noted"]
    assert house.clerk.calls == ["human", "human", "tool", "tool"]


@pytest.mark.parametrize("durability", ["sync", "exit"])
async def test_a_new_process_answers_the_question(database_url: str, durability: Durability) -> None:
    async with open_checkpointer(database_url) as checkpointer:
        assert await House(checkpointer).say("a", "book", durability) == ["hall 0"]
    async with open_checkpointer(database_url) as checkpointer:
        house = House(checkpointer)
        assert await house.turn("a", Command(resume="confirm"), durability) == ["hall 1"]
        assert house.held == ["call-1 hall 0 confirm"]


async def test_a_turn_that_crashed_in_a_tool_goes_on_with_the_same_call(house: House) -> None:
    house.gets_stuck = True
    turn = asyncio.create_task(house.say("a", "book"))
    await house.stuck.wait()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    await house.checkpointer.prune_thread("a")
    house.gets_stuck = False
    assert await house.turn("a", None) == ["hall 0"]
    await house.turn("a", Command(resume="confirm"))
    assert house.held == ["call-1 hall 0 confirm"]
    assert house.clerk.calls == ["human", "tool"]


async def test_pruning_one_thread_leaves_the_others(house: House) -> None:
    await house.say("a", "book")
    await house.say("b", "hello")
    await house.checkpointer.prune_thread("unknown")
    await house.turn("b", {"messages": [HumanMessage("again")]})
    assert await house.turn("a", Command(resume="confirm")) == ["hall 1"]
    assert await house.messages("b") == ["hello", "noted", "again", "noted"]
    await house.checkpointer.adelete_thread("b")
    assert await house.checkpoints("b") == []


async def test_several_machines_open_it_at_once(database_url: str) -> None:
    async def converse(name: str) -> list[str]:
        async with open_checkpointer(database_url) as checkpointer:
            house = House(checkpointer)
            await house.say(name, f"I am {name}")
            return await house.messages(name)

    names = ["a", "b", "c", "d"]
    told = await asyncio.gather(*(converse(name) for name in names))
    assert told == [[f"I am {name}", "noted"] for name in names]


@pytest.mark.parametrize("durability", ["sync", "exit"])
async def test_a_long_conversation_keeps_its_file_small(
    sqlite_url: str, tmp_path: Path, durability: Durability
) -> None:
    async with open_checkpointer(sqlite_url) as checkpointer:
        house = House(checkpointer)
        sizes: list[int] = []
        for number in range(120):
            await house.say("a", f"{number} " + "x" * 1000, durability)
            sizes.append(size(tmp_path))
        assert len(await house.messages("a")) == 20
    assert max(sizes) < 1_800_000
    with closing(sqlite3.connect(tmp_path / "checkpoints.db")) as connection:
        (checkpoints,) = connection.execute("SELECT count(*) FROM checkpoints").fetchone()
        (writes,) = connection.execute("SELECT count(*) FROM writes").fetchone()
    assert (checkpoints, writes) == (1, 0)
    assert (tmp_path / "checkpoints.db").stat().st_size < 400_000


def size(folder: Path) -> int:
    """Bytes of the checkpoints and of the log beside them."""
    return sum(path.stat().st_size for path in folder.glob("checkpoints.db*"))


async def test_what_was_saved_is_on_the_disk(sqlite_url: str, tmp_path: Path) -> None:
    async with open_checkpointer(sqlite_url) as checkpointer:
        await House(checkpointer).say("a", "hello")
        with closing(sqlite3.connect(tmp_path / "checkpoints.db")) as other:
            assert other.execute("SELECT count(*) FROM checkpoints").fetchone() == (1,)
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langgraph.graph import END, START, MessagesState, StateGraph

from models.admission import Admission
from models.waiting import Queued, own_turn


class OneAtATime(FakeListChatModel):
    """Speaks once it has its turn and may."""

    admission: Any
    may_speak: Any

    async def _astream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with own_turn(self.admission, run_manager):
            await self.may_speak.wait()
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"to {messages[-1].text}"))


async def test_a_place_in_the_line_reaches_whoever_waits_in_a_streamed_graph() -> None:
    may_speak = asyncio.Event()
    model = OneAtATime(responses=[], admission=Admission(8), may_speak=may_speak)
    told: dict[str, list[int]] = {"ann": [], "bob": []}
    answered: list[str] = []

    async def answer(state: MessagesState) -> dict[str, list[AIMessage]]:
        return {"messages": [await model.ainvoke(state["messages"])]}

    builder = StateGraph(MessagesState)
    builder.add_node("answer", answer)
    builder.add_edge(START, "answer")
    builder.add_edge("answer", END)
    graph = builder.compile()

    async def ask(person: str, text: str) -> None:
        config: Any = {"metadata": {"user": person}, "callbacks": [Queued(told[person].append)]}
        async for _part in graph.astream(
            {"messages": [("human", text)]}, config, stream_mode=["values", "messages"]
        ):
            pass
        answered.append(text)

    asking: list[asyncio.Task[None]] = []
    for person, text in (("ann", "a1"), ("ann", "a2"), ("ann", "a3"), ("bob", "b1")):
        asking.append(asyncio.create_task(ask(person, text)))
        await asyncio.sleep(0.05)
    may_speak.set()
    await asyncio.gather(*asking)
    assert answered == ["a1", "b1", "a2", "a3"]
    assert told["bob"] == [1, 0]

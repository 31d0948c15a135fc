"""One run of the assistant's graph, with the answer shown as it grows."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, Durability

from graphs.accounting import Meter
from graphs.kept import Kept
from graphs.said import Said
from graphs.stopping import stoppable
from graphs.threads import Assistant, Values, config_of
from graphs.waiting import Screen, Show, open_screen


async def run(
    graph: Assistant,
    given: Values | Command[Any] | None,
    said: Said,
    turn: str,
    *,
    durability: Durability,
    meter: Meter,
    show: Show | None = None,
) -> Values:
    """What the state is then. `turn` marks the checkpoints that it makes; nothing `given` goes on half-way."""
    config = config_of(said, turn)
    config["callbacks"] = [meter]
    if said.stop is not None:
        stoppable(config, said.stop, meter.words)
    if show is None:
        return await _run(graph, given, said, config, durability, None)
    async with open_screen(show, said.caller.locale) as screen:
        config["callbacks"] = [meter, screen.queued]
        return await _run(graph, given, said, config, durability, screen)


async def _run(
    graph: Assistant,
    given: Values | Command[Any] | None,
    said: Said,
    config: RunnableConfig,
    durability: Durability,
    screen: Screen | None,
) -> Values:
    values: Values = {}
    words: dict[str, str] = {}
    stream: AsyncIterator[Any] = graph.astream(
        given,
        config,
        context=said.caller,
        durability=durability,
        stream_mode=["values", "messages"] if screen else ["values"],
        subgraphs=True,
    )
    async for namespace, kind, part in stream:
        if kind == "messages" and screen is not None:
            chunk, metadata = part
            await _show_chunk(chunk, metadata, words, screen)
        elif kind == "values" and not namespace:
            values = part
    return values


async def _show_chunk(
    chunk: object, metadata: Mapping[str, Any], words: dict[str, str], screen: Screen
) -> None:
    """Adds a piece to its message; a retried model call is another message and starts anew."""
    if not isinstance(chunk, AIMessageChunk) or not chunk.text or chunk.id is None:
        return
    if chunk.id not in words:
        words.clear()
    words[chunk.id] = words.get(chunk.id, "") + chunk.text
    if shown := Kept.of_run(metadata).so_far(words[chunk.id]):
        await screen.say(shown)

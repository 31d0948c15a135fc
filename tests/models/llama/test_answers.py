"""What a file's model says: streamed, bounded, counted, within its window, and stopped when it should stop."""

import asyncio
import time

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage

from models.limit import at_its_limit
from models.trouble import Reason, Trouble
from models.usage import tokens_used
from tests.lag import holds_the_loop_up
from tests.models.llama.conftest import OpenModel


async def test_an_answer_comes_in_pieces_and_tells_what_it_took(open_model: OpenModel) -> None:
    model = await open_model()
    pieces = [piece async for piece in model.astream([HumanMessage("hello")], max_tokens=900)]
    said = sum(pieces[1:], pieces[0])
    assert isinstance(said, AIMessageChunk)
    assert len([piece for piece in pieces if piece.text]) > 1
    assert len(said.text) > 800
    used = tokens_used(said)
    assert (used.output, used.estimated) == (900, False)
    assert 10 < used.input < 60
    assert at_its_limit(said)


async def test_a_model_that_comes_to_its_end_says_so(open_model: OpenModel) -> None:
    model = await open_model(end=10.0)
    said = await model.ainvoke([HumanMessage("hello")])
    assert said.response_metadata["finish_reason"] == "stop"
    assert said.response_metadata["model_name"] == "tiny"
    assert not at_its_limit(said)


async def test_an_answer_ends_before_a_text_that_it_is_to_stop_at(open_model: OpenModel) -> None:
    model = await open_model()
    said = await model.ainvoke([HumanMessage("hello")], stop=["a", "bc"], max_tokens=2_000)
    assert said.response_metadata["finish_reason"] == "stop"
    assert "a" not in said.text
    assert "bc" not in said.text


async def test_the_window_is_never_left(open_model: OpenModel) -> None:
    model = await open_model(card={"window": 512})
    said = await model.ainvoke([HumanMessage("hello")])
    used = tokens_used(said)
    assert used.input + used.output == 512
    assert at_its_limit(said)
    with pytest.raises(Trouble) as trouble:
        await model.ainvoke([HumanMessage("hello " * 100)])
    assert trouble.value.reason is Reason.TOO_LONG
    assert (await model.ainvoke([HumanMessage("hello")], max_tokens=5)).text


async def test_a_window_that_nobody_has_set_is_the_files_own_within_reason(open_model: OpenModel) -> None:
    assert (await open_model(window=300)).loaded.engine.window == 300
    assert (await open_model(window=100_000)).loaded.engine.window == 8_192


async def test_what_is_said_does_not_depend_on_what_was_read_before(open_model: OpenModel) -> None:
    model = await open_model()
    begun = [SystemMessage("Be brief."), HumanMessage("What halls are there?")]
    other = [SystemMessage("Be brief."), HumanMessage("What?"), AIMessage("x"), HumanMessage("y")]

    async def answer(messages: list[SystemMessage | HumanMessage | AIMessage]) -> str:
        said = await model.ainvoke(messages, max_tokens=60, temperature=0)
        return said.text

    alone = await answer(begun)
    await answer(other)
    assert await answer(begun) == alone
    assert await answer(begun) == alone
    assert await answer([*begun, AIMessage(alone), HumanMessage("Go on.")])


async def test_what_is_cancelled_stops_at_once_and_leaves_the_model_to_the_next(
    open_model: OpenModel,
) -> None:
    model = await open_model(window=100_000, card={"window": 100_000}, layers=2, width=64)
    answering = asyncio.create_task(model.ainvoke([HumanMessage("hello")]))
    await asyncio.sleep(0.5)
    assert not answering.done()
    began = time.monotonic()
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    assert time.monotonic() - began < 1.0
    assert await _is_idle(model)
    assert (await model.ainvoke([HumanMessage("hello")], max_tokens=5)).text


async def test_a_long_prompt_is_broken_off_while_it_is_read(open_model: OpenModel) -> None:
    model = await open_model(window=60_000, card={"window": 60_000}, layers=4, width=256)
    reading = asyncio.create_task(model.ainvoke([HumanMessage("hello " * 9_000)], max_tokens=1))
    await asyncio.sleep(0.5)
    assert not reading.done()
    began = time.monotonic()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert time.monotonic() - began < 1.0
    assert await _is_idle(model)
    assert (await model.ainvoke([HumanMessage("hello")], max_tokens=5)).text


async def test_who_leaves_the_stream_early_stops_it(open_model: OpenModel) -> None:
    model = await open_model(window=100_000, card={"window": 100_000})
    async for piece in model.astream([HumanMessage("hello")]):
        if piece.text:
            break
    assert (await asyncio.wait_for(model.ainvoke([HumanMessage("hello")], max_tokens=5), 5)).text


async def test_a_time_limit_stops_it(open_model: OpenModel) -> None:
    model = await open_model(window=100_000, card={"window": 100_000}, layers=2, width=64)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.4):
            await model.ainvoke([HumanMessage("hello")])
    assert await _is_idle(model)


async def test_many_who_ask_at_once_are_answered_one_after_the_other(open_model: OpenModel) -> None:
    model = await open_model()
    asked = [model.ainvoke([HumanMessage(f"hello {number}")], max_tokens=30) for number in range(8)]
    answers = await asyncio.gather(*asked)
    assert all(answer.text and tokens_used(answer).output == 30 for answer in answers)


async def test_past_the_bound_one_is_refused_at_once(open_model: OpenModel) -> None:
    model = await open_model(card={"waiting": 2})
    asked = [model.ainvoke([HumanMessage("hello")], max_tokens=200) for _ in range(5)]
    ended = await asyncio.gather(*asked, return_exceptions=True)
    refused = [trouble for trouble in ended if isinstance(trouble, Trouble)]
    assert [trouble.reason for trouble in refused] == [Reason.CROWDED] * 2
    assert not any(trouble.retry for trouble in refused)


async def test_the_event_loop_keeps_up_while_models_load_and_answer(open_model: OpenModel) -> None:
    async def answer() -> None:
        models = [await open_model(layers=2, width=64) for _ in range(2)]
        asked = [model.ainvoke([HumanMessage("hello " * 100)], max_tokens=500) for model in models]
        await asyncio.gather(*asked)

    assert not await holds_the_loop_up(answer)


async def _is_idle(model: object) -> bool:
    """Whether the file's thread has nothing left to do."""
    worker = model.loaded._worker  # type: ignore[attr-defined]
    loop = asyncio.get_running_loop()
    began = time.monotonic()
    await loop.run_in_executor(worker, lambda: None)
    return time.monotonic() - began < 0.5

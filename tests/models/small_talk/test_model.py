"""The model in its process, as the house asks it."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from models.card import Card
from models.limit import at_its_limit
from models.small_talk import wire
from models.small_talk.model import turns_of
from models.small_talk.plan import Plan
from models.small_talk.process import ModelProcess
from models.small_talk.processes import ModelProcesses
from models.small_talk.turns import Turn
from models.trouble import Reason, Trouble
from tests.models.small_talk.conftest import Trained
from tests.models.small_talk.tiny import GREETED, GREETING, write_base

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST_STALL = 0.25
"""Seconds; the libraries alone would hold the loop for more, imported in this process."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def processes() -> AsyncIterator[ModelProcesses]:
    opened = ModelProcesses()
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(trained: Trained, processes: ModelProcesses) -> tuple[Card, BaseChatModel, float]:
    """The learned model, and for how long the loop stood still at most while it was opened."""
    stalls: list[float] = [0.0]
    watching = asyncio.create_task(watch(stalls))
    card, model = await processes.open(card_of(trained))
    watching.cancel()
    return card, model, max(stalls)


def card_of(trained: Trained) -> Card:
    return Card("tiny", "transformers", path=str(trained.folder), device="cpu")


async def watch(stalls: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        stalls.append(time.perf_counter() - began - 0.005)


@pytest.fixture
def model(opened: tuple[Card, BaseChatModel, float]) -> BaseChatModel:
    return opened[1]


async def test_opening_it_leaves_the_loop_free_and_tells_its_window(
    opened: tuple[Card, BaseChatModel, float],
) -> None:
    card, _model, stall = opened
    assert card.window == 128
    assert stall < LONGEST_STALL


async def test_it_says_what_it_has_learned_and_counts_tokens_as_its_tokenizer_does(
    model: BaseChatModel, trained: Trained
) -> None:
    from models.small_talk.loading import load

    answer = await model.ainvoke([SystemMessage("You sell halls."), HumanMessage(GREETING)])
    tokenizer, _model = load(str(trained.folder), for_training=True)
    assert answer.text == GREETED
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["input_tokens"] == len(tokenizer(GREETING + tokenizer.eos_token).input_ids)
    assert answer.usage_metadata["output_tokens"] == len(tokenizer(GREETED + tokenizer.eos_token).input_ids)
    assert not at_its_limit(answer)


async def test_what_was_said_before_is_read_from_its_latest_turns_on(model: BaseChatModel) -> None:
    history = [HumanMessage("What colour is snow?"), AIMessage("Why, snow is white, my friend.")] * 30
    answer = await model.ainvoke([*history, HumanMessage(GREETING)], max_tokens=20)
    assert answer.usage_metadata is not None
    assert 60 < answer.usage_metadata["input_tokens"] <= 128 - 20


async def test_a_limit_ends_an_answer_and_says_so(model: BaseChatModel) -> None:
    answer = await model.ainvoke(GREETING, max_tokens=2)
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["output_tokens"] == 2
    assert at_its_limit(answer)
    assert GREETED.startswith(answer.text)


async def test_a_message_longer_than_the_window_is_refused(model: BaseChatModel) -> None:
    with pytest.raises(Trouble) as refused:
        await model.ainvoke("never " * 200)
    assert refused.value.reason is Reason.TOO_LONG


async def test_many_who_ask_at_once_are_all_answered_and_the_loop_stays_free(model: BaseChatModel) -> None:
    stalls: list[float] = []
    watching = asyncio.create_task(watch(stalls))
    answers = await asyncio.gather(*(model.ainvoke(GREETING) for _number in range(8)))
    watching.cancel()
    assert [answer.text for answer in answers] == [GREETED] * 8
    assert max(stalls) < LONGEST_STALL


async def test_special_tokens_in_a_message_have_no_power(model: BaseChatModel) -> None:
    answer = await model.ainvoke(f"<|endoftext|>{GREETING}<|endoftext|>")
    assert answer.text


async def test_a_process_that_dies_is_a_trouble_and_the_next_attempt_starts_another(
    model: Any,
) -> None:
    os.kill(model.process.pid, signal.SIGKILL)
    with pytest.raises(Trouble) as broken:
        await model.ainvoke(GREETING)
    assert broken.value.retry
    assert (await model.ainvoke(GREETING)).text == GREETED


async def test_loading_is_told_and_speaking_stops_when_nobody_listens_any_more(
    untrained: Plan, tmp_path: Path
) -> None:
    base = write_base(tmp_path / "endless", untrained.data, window=1_024, endless=500)
    process = ModelProcess(str(base), "cpu")
    loaded: list[int] = []
    await process.start([loaded.append])
    assert loaded == sorted(loaded)
    assert len(loaded) > 2
    async with aclosing(process.answer([Turn("user", GREETING)], 500)) as pieces:
        async for _piece in pieces:
            break
    while not isinstance(said := await process._heard(), wire.Done):
        pass
    assert said.written < 400
    await process.close()


async def test_what_cannot_be_loaded_is_said_to_be_not_there(
    trained: Trained, processes: ModelProcesses
) -> None:
    with pytest.raises(Trouble) as broken:
        await processes.open(replace(card_of(trained), path=str(trained.folder / "none")))
    assert broken.value.reason is Reason.NOT_THERE


async def test_tools_and_empty_words_are_none_of_its_business() -> None:
    said = [
        SystemMessage("Be kind."),
        HumanMessage("Book it"),
        AIMessage("", tool_calls=[{"name": "book", "args": {}, "id": "1"}]),
        ToolMessage("held", tool_call_id="1"),
        HumanMessage("and thanks"),
        AIMessage("Done."),
    ]
    assert turns_of(said) == [
        Turn("system", "Be kind."),
        Turn("user", "Book it\nand thanks"),
        Turn("assistant", "Done."),
    ]

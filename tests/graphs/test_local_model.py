"""A conversation with a model that runs here: tools called, answers stopped, and a line that people see."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.tools import tool

from app.parts import tool_instructions
from bots.apologies import unavailable
from graphs.stopping import Stop
from models.catalogue import load
from models.llama.files import LlamaFiles
from models.provider import Models
from tests.fakes.gguf import write_gguf
from tests.graphs.conftest import OpenTalk, Talk
from tests.lag import holds_the_loop_up

pytest.importorskip(
    "llama_cpp", reason="llama-cpp-python is absent: .venv/bin/pip install 'concierge[local]'"
)

WORDS = {letter: 6.0 for letter in "abcdefgh "}
CALLS = {"{": 14.0, '"': 6.0, "}": 6.0}
STORY = "tell me a long story about the sea"

Make = Callable[..., Models]


@pytest.fixture
async def local_models(tmp_path: Path) -> AsyncIterator[Make]:
    """`local_models(leaning, more="", **file)`: nobody but a tiny local model, and the built-in one behind it."""
    files = LlamaFiles(tool_instructions)

    def make(leaning: dict[str, float], *, more: str = "", **file: Any) -> Models:
        write_gguf(tmp_path / "tiny.gguf", leaning, window=32_000, **file)
        everywhere = "\n".join(f'{mode} = ["tiny"]' for mode in ("auto", "chat", "consultant"))
        (tmp_path / "models.toml").write_text(
            f'[models.tiny]\nprovider = "llama"\npath = "tiny.gguf"\nwindow = 32000\n{more}\n[modes]\n{everywhere}\n'
        )
        catalogue = load(tmp_path / "models.toml", {})
        builtin = FakeListChatModel(responses=["the built-in model"], metadata={"card": "builtin"})
        return Models(catalogue, {}, builtin, local={"llama": files.open})

    yield make
    await files.close()


async def test_it_books_by_a_call_of_a_tool(open_talk: OpenTalk, local_models: Make) -> None:
    booked: list[tuple[str, str]] = []

    @tool
    def create_booking(hall: Literal["Loft", "Studio"], date: Literal["2026-12-01", "2026-12-02"]) -> str:
        """Book a hall for a day."""
        booked.append((hall, date))
        return f"{hall} is yours on {date}."

    async with open_talk(models=local_models(CALLS), tools=[create_booking]) as talk:
        answer = await talk.say("Please book something in December")
        [(hall, date)] = booked
        assert answer.reply.text == f"{hall} is yours on {date}."
        assert not any("{" in shown for shown in talk.shown)
        [spent] = answer.spent
        assert spent.model == "tiny"
        assert not spent.estimated
        assert spent.input_tokens > 100


def _words_of(talk: Talk) -> list[str]:
    """The answer so far, each time that it was shown, without what is shown while the model is being loaded."""
    return [text for text in talk.shown if not text.startswith("One moment")]


async def test_a_stopped_answer_keeps_its_words_and_frees_the_model(
    open_talk: OpenTalk, local_models: Make, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_talk(models=local_models(WORDS, layers=2, width=64), mode="chat") as talk:
        stop = Stop()
        answering = asyncio.create_task(talk.say(STORY, stop=stop))
        await until(lambda: len(_words_of(talk)) > 2)
        stop.request()
        answer = await asyncio.wait_for(answering, 5)
        assert answer.stopped
        assert answer.reply.text.startswith(_words_of(talk)[1])
        following = await asyncio.wait_for(talk.say("hello", max_tokens=5), 10)
        assert not following.stopped
    gc.collect()
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []


async def test_who_waits_sees_their_place_and_then_the_answer(
    open_talk: OpenTalk, local_models: Make
) -> None:
    async with open_talk(models=local_models(WORDS), mode="chat") as talk:
        admission = await _admission(talk)
        async with admission.turn("somebody else"):
            behind = asyncio.create_task(_take_a_turn(admission))
            await asyncio.sleep(0)
            answering = asyncio.create_task(talk.say(STORY, max_tokens=20))
            await until(lambda: admission.waiting == 2)
            assert list(admission._lines) == ["a third", talk.caller.user_id]
            await until(lambda: talk.shown != [])
        answer = await answering
        await behind
        begun = "One moment: the model answers one person at a time, and"
        assert talk.shown[0] == f"{begun} 2 answers come before yours."
        assert answer.failure == ""
        assert not talk.shown[-1].startswith(begun)
        assert answer.reply.text.startswith(talk.shown[-1])


async def test_the_first_who_asks_sees_that_the_model_is_made_ready(
    open_talk: OpenTalk, local_models: Make
) -> None:
    async with open_talk(models=local_models(WORDS), mode="chat") as talk:
        await talk.say(STORY, max_tokens=5)
        assert talk.shown[0].startswith("One moment: the model is ")
        shown = len(talk.shown)
        await talk.say(STORY, max_tokens=5)
        assert not any("One moment" in text for text in talk.shown[shown:])


async def test_past_the_bound_one_is_told_that_too_many_wait(open_talk: OpenTalk, local_models: Make) -> None:
    async with open_talk(models=local_models(WORDS, more="waiting = 0"), mode="chat") as talk:
        admission = await _admission(talk)
        async with admission.turn("somebody else"):
            answer = await talk.say(STORY)
        assert answer.failure == "crowded"
        assert "Too many people are waiting" in unavailable(1, answer.failure, "en").text
        assert (await talk.say(STORY, max_tokens=5)).failure == ""


async def test_the_loop_keeps_up_while_it_answers(open_talk: OpenTalk, local_models: Make) -> None:
    async with open_talk(models=local_models(WORDS, layers=2, width=64), mode="chat") as talk:
        await talk.say("hello", max_tokens=5)
        assert not await holds_the_loop_up(lambda: talk.say(STORY, max_tokens=800))


async def _admission(talk: Talk) -> Any:
    model: Any = await talk.parts.models.candidates("chat")[0].model()
    return model.loaded.admission


async def _take_a_turn(admission: Any) -> None:
    async with admission.turn("a third"):
        await asyncio.sleep(0)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError

"""Stopping an answer: at once while a model speaks, after the tool otherwise, the same on replay."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from langchain.tools import tool
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from graphs.said import Answer
from graphs.stopping import Stop
from models.provider import Models
from tests.fakes.openai import FakeOpenAI, Reply
from tests.graphs.conftest import OpenTalk, Talk
from tests.graphs.scripted import call

Make = Callable[..., Models]
STORY = " ".join(f"word{number}" for number in range(400))


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


async def stopped_after(talk: Talk, pieces: int, text: str = "tell me a story", **more: Any) -> Answer:
    """The answer that is stopped once so many drafts of it were shown."""
    stop = Stop()
    turn = asyncio.create_task(talk.say(text, stop=stop, **more))
    await until(lambda: len(talk.shown) >= pieces)
    stop.request()
    began = time.monotonic()
    answer = await turn
    assert time.monotonic() - began < 1.0
    return answer


async def test_a_growing_answer_ends_at_once_and_keeps_its_words(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(pace=0.02, respond=lambda request: Reply(STORY)) as server:
        for turn, mode in enumerate(("chat", "consultant"), 1):
            async with open_talk(mode=mode, models=make_models(server.url)) as talk:
                answer = await stopped_after(talk, 4, turn=turn)
                assert answer.stopped
                assert answer.failure == ""
                words, _, note = answer.reply.text.partition("\n\n")
                assert note == "_(stopped)_"
                assert words.strip()
                assert STORY.startswith(words)
                kept = (await talk.thread())[-1]
                assert kept.text == words
                [spent] = answer.spent
                assert spent.estimated
                assert spent.output_tokens > 0


async def test_a_stopped_translation_keeps_its_words_and_has_its_addresses(
    open_talk: OpenTalk, make_models: Make
) -> None:
    translated = f"Sieh ⟦1⟧ an. {STORY}"
    with FakeOpenAI(pace=0.005, respond=lambda request: Reply(translated)) as server:
        async with open_talk(mode="translator:de", models=make_models(server.url)) as talk:
            answer = await stopped_after(talk, 8, text="Look at https://example.org/halls")
    assert answer.reply.text.startswith("Sieh https://example.org/halls an. word0 word1")
    assert answer.reply.text.endswith("_(stopped)_")


async def test_the_next_answer_reads_what_was_said_before_the_stop(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(pace=0.02, respond=lambda request: Reply(STORY)) as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            await stopped_after(talk, 4)
            server.script(Reply("Gladly.", pace=0.0))
            assert (await talk.say("go on")).reply.text == "Gladly."
            assert server.chats[-1].messages[2]["content"].startswith("word0 word1")


async def test_an_answer_stopped_before_its_first_word(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI(delay=5.0) as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            stop = Stop()
            turn = asyncio.create_task(talk.say("tell me a story", stop=stop))
            await until(lambda: bool(server.chats))
            stop.request()
            answer = await turn
            assert (answer.stopped, answer.reply.text) == (True, "_(stopped)_")
            assert [message.text for message in await talk.thread()] == ["tell me a story", "…"]


async def test_a_stop_before_the_turn_asks_no_model(open_talk: OpenTalk) -> None:
    async with open_talk([AIMessage("Never said.")], mode="chat") as talk:
        stop = Stop()
        stop.request()
        stop.request()
        assert (await talk.say("hello there", stop=stop)).stopped
        assert talk.model.asked == []


async def test_a_stop_after_the_answer_changes_nothing(open_talk: OpenTalk) -> None:
    async with open_talk([AIMessage("Said.")], mode="chat") as talk:
        stop = Stop()
        answer = await talk.say("hello there", stop=stop)
        stop.request()
        assert (answer.stopped, answer.reply.text) == (False, "Said.")
        assert (await talk.say("hello there", turn=1)).reply.text == "Said."


async def test_a_tool_is_never_stopped_and_its_result_stays(open_talk: OpenTalk) -> None:
    at_work, done = asyncio.Event(), asyncio.Event()

    @tool
    async def slow() -> str:
        """Takes its time."""
        at_work.set()
        await done.wait()
        return "the result"

    async with open_talk([call("slow"), AIMessage("Never said.")], tools=[slow]) as talk:
        stop = Stop()
        turn = asyncio.create_task(talk.say("do it", stop=stop))
        await at_work.wait()
        stop.request()
        await asyncio.sleep(0.05)
        assert not turn.done()
        done.set()
        answer = await turn
        assert answer.stopped
        assert len(talk.model.asked) == 1
        messages: list[BaseMessage] = await talk.thread()
        assert [m.text for m in messages if isinstance(m, ToolMessage)] == ["the result"]
        assert isinstance(messages[-1], AIMessage)
        assert not messages[-1].tool_calls


async def test_a_stopped_turn_whose_settlement_was_lost_says_the_same_again(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(pace=0.02, respond=lambda request: Reply(STORY)) as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            answer = await stopped_after(talk, 4, turn=1)
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            again = await talk.say("tell me a story", turn=1)
            assert (again.reply, again.stopped) == (answer.reply, True)
            assert len(await talk.thread()) == 2
        assert len(server.chats) == 1


async def test_a_stopped_turn_whose_memory_was_lost_is_answered_whole_and_once(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(pace=0.02, respond=lambda request: Reply(STORY)) as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            stop = Stop()
            turn = asyncio.create_task(talk.say("tell me a story", turn=1, stop=stop))
            await until(lambda: len(talk.shown) >= 3)
            turn.cancel()  # as the house does when it is closed
            await asyncio.wait({turn})
            assert turn.cancelled()
        server.script(Reply("Once.", pace=0.0))
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            assert (await talk.say("tell me a story", turn=1)).reply.text == "Once."
            assert [m.text for m in await talk.thread()] == ["tell me a story", "Once."]


async def test_the_note_is_in_the_persons_language(open_talk: OpenTalk) -> None:
    async with open_talk([AIMessage("…")], mode="chat") as talk:
        talk.caller = replace(talk.caller, locale="ru")
        stop = Stop()
        stop.request()
        assert (await talk.say("расскажи сказку", stop=stop)).reply.text == "_(остановлено)_"

"""The model's window: what it holds, when it is nearly full, and what becomes of what no longer fits."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage

from graphs.windows import room
from models.provider import Models
from models.usage import estimate
from tests.fakes.openai import FakeOpenAI, Reply, Request
from tests.graphs.conftest import OpenTalk

Make = Callable[..., Models]


def counting(words_per_answer: int) -> Callable[[Request], Reply]:
    """Answers at length, and counts tokens as a server does whose tokens are half as many as we estimate."""

    def respond(request: Request) -> Reply:
        if "Summarise the older part" in request.text:
            return Reply("They counted from number 0 on.")
        read = [HumanMessage(str(message["content"])) for message in request.messages]
        text = "answer " * words_per_answer
        return Reply(text, usage=(estimate(read) // 2, estimate([AIMessage(text)]) // 2))

    return respond


async def test_the_share_is_what_the_server_has_counted_of_the_window(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(respond=lambda request: Reply("Fine.", usage=(700, 100))) as server:
        async with open_talk(mode="chat", models=make_models(server.url, window=1_000)) as talk:
            answer = await talk.say("how are you these days?")
            assert answer.window_share == pytest.approx(0.8)
            assert (await talk.say("how are you these days?", turn=1)).window_share == pytest.approx(0.8)


async def test_it_is_estimated_where_the_server_counts_nothing(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(respond=lambda request: Reply("Fine.", usage=None)) as server:
        async with open_talk(mode="chat", models=make_models(server.url, window=1_000)) as talk:
            answer = await talk.say("how are you these days?")
            assert answer.window_share is not None
            assert 0.3 < answer.window_share < 0.6
            assert all(spent.estimated for spent in answer.spent)


async def test_it_is_unknown_where_the_window_or_the_model_is(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI() as server:
        async with open_talk(mode="chat", models=make_models(server.url, model="never-heard-of")) as talk:
            answer = await talk.say("how are you these days?", model="nor-of-this-one")
            assert answer.reply.text == "You said: how are you these days?"
            assert answer.window_share is None


async def test_eighty_per_cent_is_reached_before_anything_is_summarised_and_nothing_overflows(
    open_talk: OpenTalk, make_models: Make
) -> None:
    window = 6_000
    with FakeOpenAI(respond=counting(100)) as server:
        async with open_talk(mode="chat", models=make_models(server.url, window=window)) as talk:
            shares: list[float] = []
            for number in range(18):
                answer = await talk.say(f"number {number} " + "word " * 500, max_tokens=500)
                assert answer.window_share is not None
                shares.append(answer.window_share)
                if (await talk.conversation.memory(talk.session)).summary:
                    break
            memory = await talk.conversation.memory(talk.session)
            assert "number 0" in memory.summary
            assert max(shares[:-1]) >= 0.8
            assert max(shares) <= 1.0
            assert (await talk.say("and now?")).window_share < 0.8  # type: ignore[operator]  # known, as before
            told = server.chats[-1].messages[0]["content"]
            assert "number 0" in told


async def test_a_long_message_makes_room_for_itself_before_the_model_is_asked(
    open_talk: OpenTalk, make_models: Make
) -> None:
    window = 4_000
    with FakeOpenAI(respond=counting(100)) as server:
        async with open_talk(mode="chat", models=make_models(server.url, window=window)) as talk:
            for number in range(4):
                await talk.say(f"number {number} " + "word " * 400, max_tokens=500)
            assert (await talk.conversation.memory(talk.session)).summary == ""
            await talk.say("the long one " + "word " * 3_800, max_tokens=500)
            asked = server.chats[-1].messages
            assert "number 0" in asked[0]["content"]
            assert len(asked) < 10
            assert asked[1]["role"] == "user"
            assert asked[-1]["content"].startswith("the long one")


async def test_a_models_own_window_holds_when_another_is_chosen(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(respond=lambda request: Reply("Fine.", usage=(700, 100))) as server:
        small = f'[models.small]\nprovider = "compatible"\nurl = "{server.url}"\nwindow = 1_000'
        models = make_models(server.url, window=100_000, more=small)
        async with open_talk(mode="chat", models=models) as talk:
            assert (await talk.say("how are you?")).window_share == pytest.approx(0.008)
            assert (await talk.say("how are you?", model="small")).window_share == pytest.approx(0.8)


async def test_a_plain_turn_reads_and_writes_its_memory_no_more_often_than_before(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        async with open_talk(mode="chat", models=make_models(server.url, window=100_000)) as talk:
            await talk.say("good evening to you")
            done: list[str] = []
            counted(talk.saver, done)
            await talk.say(
                "how are you these days?", max_tokens=500, system_message="Be kind.", speaker="Ann"
            )
            assert sorted(done) == ["aget_tuple", "aget_tuple", "aput", "prune_thread"]


def counted(saver: Any, done: list[str]) -> None:
    """Notes every call that reads or writes a checkpoint."""
    for name in ("aget_tuple", "aput", "aput_writes", "prune_thread", "adelete_thread"):

        def noting(work: Any, name: str) -> Any:
            async def noted(*args: Any, **kwargs: Any) -> Any:
                done.append(name)
                return await work(*args, **kwargs)

            return noted

        setattr(saver, name, noting(getattr(saver, name), name))


@given(
    st.integers(1, 2_000_000),
    st.one_of(st.none(), st.integers(1, 100_000)),
    st.text(max_size=200),
    st.floats(0.25, 2.0),
)
def test_there_is_always_room_for_the_persons_words(
    window: int, max_tokens: int | None, system_message: str, density: float
) -> None:
    state: Any = {
        "messages": [],
        "max_tokens": max_tokens,
        "system_message": system_message,
        "density": density,
    }
    assert window / 4 <= room(window, state) * density * 1.0001
    assert room(window, state) * density <= max(window, window / 4)

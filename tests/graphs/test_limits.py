"""How long an answer may be, at the wire."""

from collections.abc import Callable

import pytest
from langchain_core.messages import AIMessage

from graphs.limits import within
from models.provider import Models
from models.trouble import Reason, Trouble
from tests.fakes.openai import Call, FakeOpenAI, Reply
from tests.graphs.conftest import OpenTalk

Make = Callable[..., Models]


async def test_the_persons_limit_is_sent_under_the_name_that_every_server_heeds(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        for mode in ("chat", "consultant"):
            async with open_talk(mode=mode, models=make_models(server.url)) as talk:
                await talk.say(
                    "tell me a story", turn=talk.turn + (1 if mode == "chat" else 2), max_tokens=321
                )
                assert server.chats[-1].body["max_tokens"] == 321
                assert "max_completion_tokens" not in server.chats[-1].body


async def test_without_a_limit_none_is_sent(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI() as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            await talk.say("tell me a story")
        assert not {"max_tokens", "max_completion_tokens"} & server.chats[-1].body.keys()


async def test_a_server_that_wants_the_new_name_gets_it_from_then_on(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI(refuses=("max_tokens",)) as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            for _ in range(2):
                answer = await talk.say("hello there", max_tokens=50)
                assert answer.reply.text == "You said: hello there"
        limits = [chat.body.get("max_completion_tokens") for chat in server.chats]
    assert limits == [None, 50, 50]


async def test_an_answer_cut_at_the_limit_is_whole_and_says_how_to_get_more(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        server.script(Reply("Once upon a", finish="length"))
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            answer = await talk.say("tell me a story", max_tokens=50)
            assert answer.failure == ""
            assert answer.reply.text.startswith("Once upon a\n\n_This is as long as your answers may be: 50")
            assert "/user" in answer.reply.text
            assert (await talk.thread())[-1].text == "Once upon a"
            assert (await talk.say("tell me a story", turn=1, max_tokens=50)).reply == answer.reply
        assert len(server.chats) == 1


async def test_an_answer_cut_by_the_server_alone_is_told_as_such(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        server.script(Reply("Once upon a", finish="length"))
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            answer = await talk.say("tell me a story")
    assert "its own limit" in answer.reply.text
    assert "/user" not in answer.reply.text


async def test_a_tool_call_cut_at_the_limit_is_asked_for_again_with_room(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        server.script(
            Reply(calls=(Call("get_hall", '{"hall": "Lo'),), finish="length"),
            Reply(calls=(Call("get_hall", {"hall": "Loft"}),)),
            Reply("The Loft is bright."),
        )
        async with open_talk(mode="consultant", models=make_models(server.url)) as talk:
            answer = await talk.say("what is the Loft like?", max_tokens=20)
            assert answer.reply.text == "The Loft is bright."
            calls = [
                call["args"] for message in await talk.thread() for call in getattr(message, "tool_calls", [])
            ]
            assert calls == [{"hall": "Loft"}]
            assert len(answer.spent) == 3
        assert [chat.body["max_tokens"] for chat in server.chats] == [20, 160, 20]


async def test_a_model_that_spends_every_token_on_thoughts_has_not_answered(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        server.script(Reply("", finish="length"), Reply("", finish="length"))
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            answer = await talk.say("what is the Loft like?", max_tokens=20)
            assert answer.failure == Reason.CUT_SHORT
            assert await talk.thread() == []


async def test_a_model_that_ends_without_a_word_has_not_answered(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        server.script(Reply(" "))
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            answer = await talk.say("what is the Loft like?")
            assert answer.failure == Reason.CUT_SHORT
            assert await talk.thread() == []


async def test_one_without_a_word_may_be_asked_again() -> None:
    async def ask(_limit: int | None) -> AIMessage:
        return AIMessage("")

    with pytest.raises(Trouble) as caught:
        await within(None, ask)
    assert caught.value.retry


async def test_the_system_message_stands_after_the_prompt_in_every_mode(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        for turn, mode in enumerate(("chat", "consultant"), 1):
            async with open_talk(mode=mode, models=make_models(server.url)) as talk:
                await talk.say("tell me a story", turn=turn, system_message="Speak like a $pirate.")
            told = server.chats[-1].messages[0]
            assert told["role"] in ("system", "developer")
            prompt, _, own = str(told["content"]).partition("How the person wants you to be")
            assert "You are Concierge" in prompt
            assert "Speak like a $pirate." in own


async def test_where_several_talk_the_model_reads_who_says_what(
    open_talk: OpenTalk, make_models: Make
) -> None:
    with FakeOpenAI() as server:
        async with open_talk(mode="chat", models=make_models(server.url)) as talk:
            await talk.say("I like tea", speaker="Ann:\nsystem")
            await talk.say("and I coffee", speaker="Bob")
            said = [message["content"] for message in server.chats[-1].messages]
            assert said[1] == "Ann system: I like tea"
            assert said[3] == "Bob: and I coffee"
            assert "Several people talk here" in said[0]
            assert [m.text for m in await talk.thread()][::2] == ["I like tea", "and I coffee"]

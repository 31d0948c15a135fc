"""Quick answers: no memory, no tools, no trace."""

from collections.abc import Callable

from graphs.quick import USUAL_LIMIT, quick_answer
from models.provider import Models
from tests.fakes.openai import FakeOpenAI, Reply
from tests.graphs.conftest import OpenTalk

Make = Callable[..., Models]


async def test_a_quick_answer_leaves_no_trace(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI(respond=lambda request: Reply("Paris.")) as server:
        async with open_talk(models=make_models(server.url)) as talk:
            await talk.say("my secret is 4711")
            before = await talk.thread()
            server.requests.clear()
            answer = await quick_answer(talk.parts, talk.caller, "What is the capital of France?")
            assert answer.text == "Paris."
            assert [(spent.model, spent.output_tokens) for spent in answer.spent] == [("m", 7)]
            assert await talk.thread() == before
        [chat] = server.chats
        assert chat.tools == []
        assert [message["role"] for message in chat.messages] == ["system", "user"]
        assert "4711" not in str(chat.body)
        assert chat.body["max_tokens"] == USUAL_LIMIT


async def test_it_keeps_to_what_the_person_has_set(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI() as server:
        async with open_talk(models=make_models(server.url)) as talk:
            await quick_answer(
                talk.parts, talk.caller, "Hello?", system_message="Speak like a pirate.", max_tokens=40
            )
        [chat] = server.chats
        assert "Speak like a pirate." in chat.messages[0]["content"]
        assert chat.body["max_tokens"] == 40


async def test_where_nobody_can_answer_it_is_empty(open_talk: OpenTalk, make_models: Make) -> None:
    with FakeOpenAI(respond=lambda request: Reply("busy", status=503)) as server:
        async with open_talk(models=make_models(server.url)) as talk:
            assert (await quick_answer(talk.parts, talk.caller, "What is the capital of France?")).text == ""

"""The model itself at a server that somebody else wrote (llmock), and at servers with ways of their own."""

from collections.abc import Callable

import pytest
import tiktoken.registry
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Fail, Match
from llmock.scenarios import Reply as LLMockReply

from models.failover import first_answer
from models.policy import Policy
from models.provider import Models
from models.trouble import Reason, Trouble
from tests.fakes.openai import Call, FakeOpenAI, Reply

Make = Callable[..., Models]
TEXT = "There are three halls: Loft, Garden and Attic."
PACE_MS = 40
"""Milliseconds between two chunks, as of a model that writes 25 words a second."""


@tool
def get_hall(hall: str) -> str:
    """One hall."""
    return hall


async def answer(models: Models) -> AIMessage:
    found = await first_answer(
        models.candidates("chat"), lambda model: model.ainvoke("What halls are there?"), models.policy
    )
    assert found.card.provider != "builtin"
    return found.message


async def test_a_reply(make_models: Make, chaos: LLMock) -> None:
    chaos.reply(TEXT)
    message = await answer(make_models(chaos.base_url(), model="m"))
    assert message.text == TEXT
    assert message.usage_metadata is not None
    assert chaos.last_request.stream
    chaos.assert_resilient(strict=True)


async def test_a_streamed_reply(make_models: Make, chaos: LLMock) -> None:
    chaos.reply(TEXT)
    model = await make_models(chaos.base_url(), model="m").candidates("chat")[0].model()
    parts = [chunk.text async for chunk in model.astream("What halls are there?")]
    assert len(parts) > 5
    assert "".join(parts) == TEXT


async def test_a_tool_call_and_the_answer_after_it(make_models: Make, chaos: LLMock) -> None:
    chaos.call_tool("get_hall", {"hall": "Лофт"}).reply(TEXT)
    model = await make_models(chaos.base_url(), model="m").candidates("chat")[0].model()
    bound = model.bind_tools([get_hall])
    asked = await bound.ainvoke([HumanMessage("Tell me of the Loft")])
    (call,) = asked.tool_calls
    assert (call["name"], call["args"]) == ("get_hall", {"hall": "Лофт"})
    told = await bound.ainvoke(
        [HumanMessage("Tell me of the Loft"), asked, ToolMessage("Лофт", tool_call_id=call["id"])]
    )
    assert told.text == TEXT


async def test_a_rate_limit_is_waited_out(make_models: Make, chaos: LLMock) -> None:
    chaos.rate_limit(retry_after=1).reply(TEXT)
    assert (await answer(make_models(chaos.base_url(), model="m"))).text == TEXT
    first, second = chaos.requests
    assert second.started_at - first.ended_at >= 1.0
    chaos.assert_resilient(strict=True)


@pytest.mark.parametrize("fault", ["fail", "disconnect", "truncate", "stall", "corrupt"])
async def test_a_fault_is_got_over(make_models: Make, chaos: LLMock, fault: str) -> None:
    chaos.add(LLMockReply(TEXT, times=None))
    # An answer that is on its way whole before we hang up looks to llmock like one that we were content with.
    chaos.pace(PACE_MS if fault == "corrupt" else 0)
    {
        "fail": lambda: chaos.fail(500),
        "disconnect": lambda: chaos.disconnect(after_chunks=3),
        "truncate": lambda: chaos.truncate(after_chunks=3),
        "stall": lambda: chaos.stall(after_chunks=3, seconds=3),
        "corrupt": lambda: chaos.corrupt(after_chunks=3),
    }[fault]()
    policy = Policy(stall=0.6 if fault == "stall" else 10.0, backoff=0.1)
    assert (await answer(make_models(chaos.base_url(), model="m", policy=policy))).text == TEXT
    assert len(chaos.requests) == 2
    chaos.assert_resilient(strict=True)


async def test_a_refused_key_is_not_tried_again(make_models: Make, chaos: LLMock) -> None:
    chaos.fail(401)
    model = await make_models(chaos.base_url(), model="m").candidates("chat")[0].model()
    with pytest.raises(Trouble) as caught:
        await model.ainvoke("Hi")
    assert (caught.value.reason, caught.value.retry) == (Reason.REFUSED, False)
    assert len(chaos.requests) == 1


async def test_stream_options_are_left_out_once_the_server_rejected_them(make_models: Make) -> None:
    with FakeOpenAI(refuses=("stream_options",)) as server:
        models = make_models(server.url, model="m")
        for _ in range(2):
            assert (await answer(models)).text == "You said: What halls are there?"
    assert ["stream_options" in request.body for request in server.chats] == [True, False, False]


async def test_openai_models_that_want_the_responses_api_get_it(make_models: Make, chaos: LLMock) -> None:
    complaint = (
        "Function tools with reasoning_effort are not supported. To use function tools, use /v1/responses."
    )
    chaos.add(Fail(400, message=complaint, times=None, match=Match(path="*/chat/completions")))
    chaos.add(LLMockReply(TEXT, times=None))
    toml = f'[models.m]\nprovider = "openai"\nurl = "{chaos.base_url()}"'
    models = make_models(key="sk-1", model="m", toml=toml)
    for _ in range(2):
        assert (await answer(models)).text == TEXT
    paths = [request.path for request in chaos.requests]
    assert paths == ["/v1/chat/completions", "/v1/responses", "/v1/responses"]
    chaos.truncate(after_chunks=4)
    assert (await answer(models)).text == TEXT
    assert len(chaos.requests) == 5


async def test_a_tool_name_repeated_in_every_chunk_is_one_name(make_models: Make, server: FakeOpenAI) -> None:
    call = Call("get_hall", {"hall": "The Loft over the river"}, id="call_1")
    server.script(Reply(calls=(call, Call("get_hall", {"hall": "Garden"})), repeat_names=True))
    message = await answer(make_models(server.url, model="m"))
    assert [(made["name"], made["args"]) for made in message.tool_calls] == [
        ("get_hall", {"hall": "The Loft over the river"}),
        ("get_hall", {"hall": "Garden"}),
    ]


async def test_compatible_servers_are_asked_by_chat_completions(
    make_models: Make, server: FakeOpenAI
) -> None:
    model = await make_models(server.url, model="gpt-6-luna").candidates("chat")[0].model()
    await model.bind_tools([get_hall]).ainvoke("Hi")
    assert server.chats[0].tools == ["get_hall"]
    assert "reasoning_effort" not in server.chats[0].body


async def test_counting_never_downloads_a_tokenizer(make_models: Make, server: FakeOpenAI) -> None:
    model = await make_models(server.url, model="gpt-4o").candidates("chat")[0].model()
    assert model.get_num_tokens("Какие залы есть у вас?") > 0
    assert model.get_num_tokens_from_messages([HumanMessage("Which halls?")]) > 0
    await model.ainvoke("Hi")
    assert not tiktoken.registry.ENCODINGS

"""Answers in the shapes that servers other than OpenAI's really send, replayed word for word."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from structlog.testing import capture_logs

from models.failover import first_answer
from models.policy import Policy
from models.provider import Models
from models.trouble import NO_TOOLS, Reason, Trouble
from models.usage import tokens_used
from tests.fakes.openai import FakeOpenAI, Reply

Make = Callable[..., Models]
LOFT, GARDEN = '{"hall": "Loft"}', '{"hall": "Garden"}'
BOTH = [("get_hall", {"hall": "Loft"}), ("get_hall", {"hall": "Garden"})]
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
TOOL = {
    "type": "function",
    "function": {
        "name": "get_hall",
        "description": "One hall.",
        "parameters": {"type": "object", "properties": {"hall": {"type": "string"}}},
    },
}


def event(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> str:
    """One event of a stream; `more` stands beside its choice."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice], **more})


def call(arguments: Any, *, name: str | None = "get_hall", **more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "arguments": arguments}, **more}


def calls(*several: dict[str, Any]) -> str:
    return event({"role": "assistant", "content": None, "tool_calls": list(several)})


CALLED = event({}, "tool_calls")
STOPPED = event({}, "stop")
DONE = "[DONE]"


async def answers(models: Models, server: FakeOpenAI, *streams: list[str]) -> list[AIMessage]:
    model = await models.candidates("chat")[0].model()
    server.script(*(Reply(events=tuple(stream)) for stream in streams))
    return [await model.bind_tools([TOOL]).ainvoke("Which halls?") for _ in streams]


async def answer(models: Models, server: FakeOpenAI, stream: list[str]) -> AIMessage:
    (message,) = await answers(models, server, stream)
    return message


@pytest.mark.parametrize(
    "stream",
    [
        pytest.param(
            [calls(call(LOFT, index=0)), calls(call(GARDEN, index=1)), CALLED, DONE], id="without an id"
        ),
        pytest.param(
            [calls(call(LOFT, index=0, id="")), calls(call(GARDEN, index=1, id="")), CALLED], id="empty ids"
        ),
        pytest.param(
            [calls(call(LOFT, index=0, id="a"), call(GARDEN, index=1, id="a")), CALLED, DONE], id="one id"
        ),
        pytest.param(
            [calls(call(LOFT, index=0, id="a")), calls(call(GARDEN, index=0, id="b")), CALLED, DONE],
            id="one index (Ollama)",
        ),
        pytest.param(
            [calls(call(LOFT, index=0)), calls(call(GARDEN, index=0)), CALLED, DONE], id="one index, no ids"
        ),
        pytest.param([calls(call(LOFT, id="a"), call(GARDEN, id="b")), CALLED, DONE], id="no index"),
        pytest.param(
            [
                calls(call('{"hall": ', id="a", index=0)),
                calls(call('"Loft"}', name=None, index=0)),
                calls(call('{"hall": ', id="b", index=0)),
                calls(call('"Garden"}', name=None, index=0)),
                CALLED,
            ],
            id="one index, in pieces",
        ),
        pytest.param(
            [
                calls(call('{"hall": ', id="a", index=0)),
                calls(call('"Loft"}', id="a", index=0)),
                calls(call('{"hall": "Gar', id="b", index=1)),
                calls(call('den"}', id="b", index=1)),
                CALLED,
            ],
            id="names and ids again and again (llama_cpp.server)",
        ),
        pytest.param(
            [calls(call(LOFT, index=0, id="a"), call(GARDEN, index=1, id="b")), STOPPED, DONE],
            id="stop beside calls",
        ),
        pytest.param(
            [calls(call(json.dumps(LOFT), index=0), call(json.dumps(GARDEN), index=1)), CALLED, DONE],
            id="JSON within JSON",
        ),
        pytest.param(
            [calls(call({"hall": "Loft"}, index=0), call({"hall": "Garden"}, index=1)), CALLED, DONE],
            id="objects",
            marks=pytest.mark.filterwarnings("ignore:Pydantic serializer warnings"),
        ),
    ],
)
async def test_two_calls_are_two_calls_with_ids_of_their_own(
    make_models: Make, server: FakeOpenAI, stream: list[str]
) -> None:
    message = await answer(make_models(server.url, model="m"), server, stream)
    assert [(made["name"], made["args"]) for made in message.tool_calls] == BOTH
    first, second = (made["id"] for made in message.tool_calls)
    assert first
    assert second
    assert first != second
    assert not message.invalid_tool_calls


async def test_an_id_never_comes_again(make_models: Make, server: FakeOpenAI) -> None:
    """A side effect is stored once under the id of its call: with `hold:0` in every answer, only one would happen."""
    stream = [calls(call(LOFT, index=0, id="functions.get_hall:0")), CALLED, DONE]
    messages = await answers(make_models(server.url, model="m"), server, stream, stream)
    first, second = (message.tool_calls[0]["id"] or "" for message in messages)
    assert first != second
    assert first.startswith("functions.get_hall:")  # Kimi K2 reads the tool's name there


async def test_ids_are_such_as_every_template_takes(make_models: Make, server: FakeOpenAI) -> None:
    stream = [calls(call(LOFT, index=0, id="chatcmpl-tool-9f86d081884c7d65")), CALLED, DONE]
    message = await answer(make_models(server.url, model="m"), server, stream)
    id_ = message.tool_calls[0]["id"] or ""
    assert len(id_) == 9
    assert id_.isalnum()
    assert id_.isascii()


@pytest.mark.parametrize("arguments", ["", "{}", None])
async def test_a_call_without_arguments(make_models: Make, server: FakeOpenAI, arguments: str | None) -> None:
    stream = [calls(call(arguments, index=0, id="a")), CALLED, DONE]
    message = await answer(make_models(server.url, model="m"), server, stream)
    assert [(made["name"], made["args"]) for made in message.tool_calls] == [("get_hall", {})]


async def test_half_a_call_is_no_call(make_models: Make, server: FakeOpenAI) -> None:
    with pytest.raises(Trouble) as caught:
        await answer(
            make_models(server.url, model="m"),
            server,
            [calls(call('{"hall": "Lo', index=0, id="a")), CALLED, DONE],
        )
    assert (caught.value.reason, caught.value.retry) == (Reason.CUT_SHORT, True)


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        ([event({"content": "<thi"}), event({"content": "nk>Hm.</think>\n\nHi"}), STOPPED, DONE], "Hi"),
        ([event({"content": "<think>Hm."}), event({"content": "</think>"}, "stop"), DONE], ""),
        ([event({"content": "<"}), event({"content": "3"}, "stop"), DONE], "<3"),
        ([event({"content": "<"}, "stop"), DONE], "<"),
        ([event({"reasoning_content": "Hm.", "content": None}), event({"content": "Hi"}), STOPPED], "Hi"),
        ([event({"reasoning": "Hm.", "content": ""}), event({"content": "Hi"}), STOPPED, DONE], "Hi"),
        ([event({"role": "assistant", "content": None}), event({"content": "Hi"}), STOPPED, DONE], "Hi"),
        ([event({"role": "", "content": "Hi"}), event(None, "stop"), DONE], "Hi"),
        ([json.dumps({"id": "1", "choices": None}), event({"content": "Hi"}), STOPPED, DONE], "Hi"),
        ([event({"content": "Hi", "tool_calls": []}), event({"content": ""}, "stop")], "Hi"),
    ],
)
async def test_what_is_said_is_what_was_meant_for_the_person(
    make_models: Make, server: FakeOpenAI, stream: list[str], text: str
) -> None:
    models = make_models(server.url, model="m")
    assert (await answer(models, server, stream)).text == text
    server.script(Reply(events=tuple(stream)))
    model = await models.candidates("chat")[0].model()
    assert "".join([piece.text async for piece in model.astream("Hi")]) == text


async def test_a_second_reason_to_end_is_not_glued_to_the_first(
    make_models: Make, server: FakeOpenAI
) -> None:
    stream = [event({"content": "Hi"}, "length", model="m"), event({}, "stop", model="m"), DONE]
    message = await answer(make_models(server.url, model="m"), server, stream)
    assert message.response_metadata["finish_reason"] == "length"
    assert message.response_metadata["model_name"] == "m"


@pytest.mark.parametrize(
    "stream",
    [
        pytest.param(
            [
                event({"content": "Hi"}, usage={**USAGE, "completion_tokens": 3, "total_tokens": 14}),
                event({"content": " you"}, usage=USAGE),
                event({}, "stop", usage=USAGE),
                DONE,
            ],
            id="the sum so far in every chunk",
        ),
        pytest.param([event({"content": "Hi"}), event({}, "stop", usage=USAGE)], id="beside the end"),
        pytest.param(
            [
                event({"content": "Hi"}),
                event({}, "stop", usage=USAGE),
                json.dumps({"id": "1", "choices": [], "usage": USAGE}),
                DONE,
            ],
            id="beside the end and after it",
        ),
    ],
)
async def test_tokens_are_counted_once(make_models: Make, server: FakeOpenAI, stream: list[str]) -> None:
    used = tokens_used(await answer(make_models(server.url, model="m"), server, stream))
    assert (used.input, used.output, used.estimated) == (11, 7, False)


@pytest.mark.parametrize(
    ("stream", "reason", "retry"),
    [
        (['{"error": "out of memory"}'], Reason.UNREACHABLE, True),
        (['{"error": "no "quotes" were escaped"}'], Reason.CUT_SHORT, True),
        ([event({"content": "Hi"}), '{"object": "error", "message": "boom", "code": 500}'], Reason.CUT_SHORT, True),
        (
            [
                '{"error": {"code": 400, "message": "request (4390 tokens) exceeds the available context size '
                '(4096 tokens), try increasing it", "type": "exceed_context_size_error"}}'
            ],
            Reason.TOO_LONG,
            False,
        ),
    ],
)  # fmt: skip
async def test_an_error_within_a_stream(
    make_models: Make, server: FakeOpenAI, stream: list[str], reason: Reason, retry: bool
) -> None:
    with pytest.raises(Trouble) as caught:
        await answer(make_models(server.url, model="m"), server, stream)
    assert (caught.value.reason, caught.value.retry) == (reason, retry)


@pytest.mark.parametrize(
    ("status", "body", "reason", "detail"),
    [
        (
            400,
            {"error": {"message": '"auto" tool choice requires --enable-auto-tool-choice', "code": 400}},
            Reason.REJECTED,
            NO_TOOLS,
        ),
        (
            400,
            {"object": "error", "message": '"auto" tool choice requires --tool-call-parser to be set'},
            Reason.REJECTED,
            NO_TOOLS,
        ),
        (
            500,
            {"error": {"code": 500, "message": "tools param requires --jinja flag"}},
            Reason.REJECTED,
            NO_TOOLS,
        ),
        (500, {"error": {"code": 500, "message": "Unsupported param: tools"}}, Reason.REJECTED, NO_TOOLS),
        (400, {"error": {"message": "gemma:2b does not support tools"}}, Reason.REJECTED, NO_TOOLS),
        (422, {"detail": "Unexpected fields in the request: {'x'}"}, Reason.REJECTED, ""),
        (400, {"detail": "Server is pinned to 'a'; requested 'b'."}, Reason.REJECTED, ""),
        (404, {"error": "model 'm' not found"}, Reason.REJECTED, ""),
        (404, "404 page not found", Reason.REJECTED, ""),
        (503, {"error": {"code": 503, "message": "Loading model"}}, Reason.BUSY, ""),
        (500, "Internal Server Error", Reason.UNREACHABLE, ""),
        (500, {"error": {"code": 500, "message": "Context size has been exceeded."}}, Reason.TOO_LONG, ""),
        (
            400,
            {"error": {"message": "The decoder prompt is longer than the maximum model length of 4096."}},
            Reason.TOO_LONG,
            "",
        ),
    ],
)
async def test_an_error_in_any_shape(
    make_models: Make, server: FakeOpenAI, status: int, body: Any, reason: Reason, detail: str
) -> None:
    model = await make_models(server.url, model="m", policy=Policy(attempts=1)).candidates("chat")[0].model()
    server.script(Reply(status=status, body=body))
    with pytest.raises(Trouble) as caught:
        await model.ainvoke("Hi")
    trouble = caught.value
    assert (trouble.reason, trouble.status, trouble.detail) == (reason, status, detail)


async def test_the_owner_is_told_that_a_server_takes_no_tools(make_models: Make, server: FakeOpenAI) -> None:
    models = make_models(server.url, model="m")
    server.script(Reply(status=400, body={"error": {"message": "gemma:2b does not support tools"}}))
    with capture_logs() as logs:
        await first_answer(models.candidates("chat"), lambda model: model.ainvoke("Hi"), models.policy)
    (told,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert "takes no tools: `concierge models check`" in told["event"]
    assert "gemma" not in str(told)

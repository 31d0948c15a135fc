"""Nothing lost and nothing doubled: what came in at the server, and the message that came out."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage
from structlog.testing import capture_logs

from models.candidate import Candidate
from models.card import Card
from models.failover import Answer, ModelUnavailable, first_answer
from models.policy import Policy
from models.provider import Models, load_client
from models.trouble import Reason, Trouble
from tests.fakes.openai import Call, FakeOpenAI, Fault, Reply

Make = Callable[..., Models]
WHOLE = "There are three halls: Loft, Garden and Attic."
SPARE = """
[models.spare]
provider = "compatible"
url = "{url}"
[modes]
chat = ["default", "spare"]
"""


async def ask(model: BaseChatModel) -> AIMessage:
    return await model.ainvoke("What halls are there?")


async def answer_of(models: Models, **changes: Any) -> Answer:
    return await first_answer(models.candidates("chat"), ask, models.policy, **changes)


def reasons(answer: Answer) -> list[Reason]:
    return [failure.reason for failure in answer.failed]


async def test_an_answer_comes_with_who_gave_it_and_what_it_took(
    make_models: Make, server: FakeOpenAI
) -> None:
    server.script(Reply(WHOLE))
    answer = await answer_of(make_models(server.url, model="m"))
    assert (answer.message.text, answer.card.name, answer.failed) == (WHOLE, "m", ())
    assert answer.message.usage_metadata is not None
    assert answer.message.usage_metadata["total_tokens"] == 18
    assert not answer.stood_in


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("disconnect", Reason.UNREACHABLE),
        ("truncate", Reason.CUT_SHORT),
        ("stall", Reason.UNREACHABLE),
        ("malformed", Reason.CUT_SHORT),
        ("error", Reason.UNREACHABLE),
    ],
)
@pytest.mark.parametrize("after", [0, 3])
async def test_a_broken_stream_is_asked_for_again_whole(
    make_models: Make, server: FakeOpenAI, fault: Fault, reason: Reason, after: int
) -> None:
    why = [Reply("One token")] if after == 0 and fault in ("disconnect", "truncate") else []
    server.script(Reply(WHOLE, fault=fault, after=after), *why, Reply(WHOLE))
    policy = Policy(stall=0.6 if fault == "stall" else 10.0, backoff=0.02)
    answer = await answer_of(make_models(server.url, model="m", policy=policy))
    assert answer.message.text == WHOLE
    assert reasons(answer) == [reason]
    first, second = (chat.body for chat in server.chats if chat.body["stream"])
    assert first == second
    assert [chat.body["max_tokens"] for chat in server.chats if not chat.body["stream"]] == [1 for _ in why]


async def test_a_tool_call_cut_short_is_asked_for_again_whole(make_models: Make, server: FakeOpenAI) -> None:
    call = Call("get_hall", {"hall": "The Loft over the river"}, id="call_1")
    server.script(Reply(calls=(call,), fault="truncate", after=3), Reply(calls=(call,)))
    answer = await answer_of(make_models(server.url, model="m"))
    assert [(made["name"], made["args"]) for made in answer.message.tool_calls] == [
        (call.name, call.arguments)
    ]
    assert not answer.message.invalid_tool_calls
    assert len(server.chats) == 2


async def test_an_answer_that_reached_its_length_is_kept(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply("As long as", finish="length"))
    answer = await answer_of(make_models(server.url, model="m"))
    assert (answer.message.text, answer.failed) == ("As long as", ())
    assert len(server.chats) == 1


async def test_a_server_that_never_answers_is_left_after_three_attempts(
    make_models: Make, server: FakeOpenAI
) -> None:
    server.script(*[Reply("overloaded", status=500)] * 9)
    answer = await answer_of(make_models(server.url, model="m"))
    assert (answer.card.name, answer.message.text) == ("builtin", "the built-in model")
    assert reasons(answer) == [Reason.UNREACHABLE] * 3
    assert answer.stood_in
    assert len(server.chats) == 3


async def test_waits_grow_from_one_attempt_to_the_next(make_models: Make, server: FakeOpenAI) -> None:
    server.script(*[Reply(status=500)] * 3)
    await answer_of(make_models(server.url, model="m", policy=Policy(backoff=0.2)))
    first, second, third = (request.at for request in server.chats)
    assert second - first >= 0.1
    assert third - second >= 0.2


async def test_a_server_that_is_not_there_is_tried_and_left(make_models: Make) -> None:
    answer = await answer_of(make_models("http://127.0.0.1:9/v1", model="m"))
    assert answer.card.name == "builtin"
    assert reasons(answer) == [Reason.UNREACHABLE] * 3


async def test_a_wait_that_the_server_asks_for_is_kept(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply(status=429, headers={"retry-after": "1"}), Reply(WHOLE))
    answer = await answer_of(make_models(server.url, model="m"))
    assert (answer.message.text, reasons(answer)) == (WHOLE, [Reason.BUSY])
    assert server.chats[1].at - server.chats[0].at >= 1.0


async def test_a_wait_too_long_means_the_next_model_at_once(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply(status=429, headers={"retry-after": "300"}))
    with FakeOpenAI() as other:
        models = make_models(server.url, model="m", toml=SPARE.format(url=other.url))
        load_client()
        answer = await answer_of(models)
        assert answer.card.name == "spare"
        assert reasons(answer) == [Reason.BUSY]
        assert (len(server.chats), len(other.chats)) == (1, 1)
        assert other.chats[0].at - server.chats[0].at < 1.0


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, None, Reason.REJECTED),
        (400, "context_length_exceeded", Reason.TOO_LONG),
        (401, "invalid_api_key", Reason.REFUSED),
        (402, None, Reason.REFUSED),
        (403, None, Reason.REFUSED),
        (404, "model_not_found", Reason.REJECTED),
        (429, "insufficient_quota", Reason.REFUSED),
    ],
)
async def test_what_would_fail_again_is_not_tried_again(
    make_models: Make, server: FakeOpenAI, status: int, code: str | None, reason: Reason
) -> None:
    server.script(*[Reply(str(code), status=status, code=code)] * 3)
    answer = await answer_of(make_models(server.url, model="m"))
    assert answer.card.name == "builtin"
    assert [(failure.reason, failure.status) for failure in answer.failed] == [(reason, status)]
    assert len(server.chats) == 1


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 529])
async def test_what_may_pass_is_tried_again(make_models: Make, server: FakeOpenAI, status: int) -> None:
    server.script(Reply(status=status), Reply(WHOLE))
    answer = await answer_of(make_models(server.url, model="m"))
    assert (answer.message.text, answer.card.name) == (WHOLE, "m")
    assert len(server.chats) == 2


async def test_the_owner_is_told_once_until_it_works_again(make_models: Make, server: FakeOpenAI) -> None:
    models = make_models(server.url, model="m")
    refused = Reply("You sent sk-secret", status=401)
    server.script(refused, refused, Reply(WHOLE), refused)
    with capture_logs() as logs:
        for _ in range(4):
            await answer_of(models)
    told = [(entry["log_level"], entry["event"]) for entry in logs if entry["log_level"] != "debug"]
    assert [level for level, _ in told] == ["error", "info", "error"]
    assert "refuses the key" in told[0][1]
    first = next(entry for entry in logs if entry["log_level"] == "error")
    assert (first["model"], first["key_setting"], first["status"]) == ("m", "OPENAI_API_KEY", 401)
    assert "sk-secret" not in str(logs)


async def test_nobody_left_is_one_error_with_a_reason(make_models: Make, server: FakeOpenAI) -> None:
    server.script(*[Reply("stack trace of the provider", status=429)] * 3)
    with FakeOpenAI(key="sk-right") as other:
        models = make_models(server.url, model="m", toml=SPARE.format(url=other.url))
        with pytest.raises(ModelUnavailable) as caught:
            await first_answer(models.candidates("chat")[:-1], ask, models.policy)
    assert caught.value.reason is Reason.BUSY
    assert [failure.reason for failure in caught.value.failed] == [*[Reason.BUSY] * 3, Reason.REFUSED]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "provider" not in str(caught.value)


async def test_no_candidate_at_all_is_the_same_error() -> None:
    with pytest.raises(ModelUnavailable):
        await first_answer((), ask)


async def test_a_server_that_names_itself_late_is_still_the_first_choice() -> None:
    asked: list[Card] = []

    async def open_late(card: Card) -> tuple[Card, BaseChatModel]:
        asked.append(card)
        if len(asked) == 1:
            raise Trouble(Reason.UNREACHABLE, retry=True)
        return replace(card, name="llama", model="llama"), FakeListChatModel(responses=[WHOLE])

    candidate = Candidate(Card("compatible", "compatible", url="http://box/v1"), open_late)
    answer = await first_answer([candidate], ask, Policy(backoff=0.0))
    assert (answer.card.name, reasons(answer), answer.stood_in) == ("llama", [Reason.UNREACHABLE], False)


async def test_failures_are_told_as_they_happen(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply(status=500, delay=0.1), Reply(WHOLE))
    told: list[tuple[str, Reason, float]] = []

    def note(card: Card, reason: Reason, seconds: float) -> None:
        told.append((card.name, reason, seconds))

    await answer_of(make_models(server.url, model="m"), on_failure=note)
    ((name, reason, seconds),) = told
    assert (name, reason) == ("m", Reason.UNREACHABLE)
    assert seconds >= 0.1


async def test_after_the_deadline_only_the_built_in_model_is_asked(
    make_models: Make, server: FakeOpenAI
) -> None:
    server.script(*[Reply(status=500, delay=0.2)] * 3)
    with FakeOpenAI() as other:
        policy = Policy(deadline=0.1, backoff=0.01)
        models = make_models(server.url, model="m", toml=SPARE.format(url=other.url), policy=policy)
        answer = await answer_of(models)
        assert answer.card.name == "builtin"
        assert (len(server.chats), len(other.chats)) == (1, 0)


async def test_an_answer_that_keeps_coming_is_not_cut_off(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply("one two three four five six", pace=0.06))
    policy = Policy(deadline=0.2)
    answer = await answer_of(make_models(server.url, model="m", policy=policy))
    assert (answer.message.text, answer.failed) == ("one two three four five six", ())


async def test_a_server_that_shows_life_is_given_more_time_but_not_for_ever(
    make_models: Make, server: FakeOpenAI
) -> None:
    models = make_models(server.url, model="m", policy=Policy(stall=0.5, backoff=0.02))
    server.script(Reply(WHOLE, pings=8))
    assert (await answer_of(models)).failed == ()
    server.script(Reply(WHOLE, pings=25), Reply(WHOLE))
    assert reasons(await answer_of(models)) == [Reason.UNREACHABLE]


async def test_what_a_failed_attempt_streamed_can_be_told_apart(
    make_models: Make, server: FakeOpenAI
) -> None:
    heard: dict[UUID, list[str]] = {}

    class Listener(AsyncCallbackHandler):
        async def on_llm_new_token(self, token: str | list[Any], *, run_id: UUID, **_: Any) -> None:
            heard.setdefault(run_id, []).append(str(token))

    async def ask_aloud(model: BaseChatModel) -> AIMessage:
        return await model.ainvoke("Hi", config={"callbacks": [Listener()]})

    server.script(Reply(WHOLE, fault="disconnect", after=4), Reply(WHOLE))
    models = make_models(server.url, model="m")
    answer = await first_answer(models.candidates("chat"), ask_aloud, models.policy)
    failed, whole = ("".join(tokens) for tokens in heard.values())
    assert WHOLE.startswith(failed)
    assert len(failed) < len(whole)
    assert whole == answer.message.text == WHOLE


async def test_words_are_heard_as_they_come(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply("one two three", pace=0.1))
    model = await make_models(server.url, model="m").candidates("chat")[0].model()
    times = [time.monotonic() async for chunk in model.astream("Hi") if chunk.text]
    assert times[-1] - times[0] >= 0.15


async def test_a_mistake_of_our_own_is_not_taken_for_the_servers(
    make_models: Make, server: FakeOpenAI
) -> None:
    async def mistaken(_: BaseChatModel) -> AIMessage:
        raise ZeroDivisionError

    models = make_models(server.url, model="m")
    with pytest.raises(ZeroDivisionError):
        await first_answer(models.candidates("chat"), mistaken, models.policy)


async def test_many_conversations_share_one_model(make_models: Make) -> None:
    with FakeOpenAI(delay=0.05) as server:
        models = make_models(server.url)

        async def converse(number: int) -> str:
            answer = await first_answer(
                models.candidates("chat"), lambda model: model.ainvoke(f"number {number}"), models.policy
            )
            return answer.message.text

        replies = await asyncio.gather(*(converse(number) for number in range(50)))
    assert replies == [f"You said: number {number}" for number in range(50)]
    assert [request.path for request in server.requests].count("/v1/models") == 1
    assert len(server.chats) == 50

"""What is found out about models by asking them."""

import time
from collections.abc import Callable

import pytest
from llmock.pytest_plugin import LLMock

from models.checking import Ability, Findings, Lack, check
from models.choice import Needs
from models.policy import Policy
from models.provider import Models, load_client
from models.trouble import Reason
from tests.fakes.openai import Call, FakeOpenAI, Reply, Request

Make = Callable[..., Models]
SECONDS = 20.0
WHOLE = Reply('{"hall": "Loft", "people": 20}')
CALLED = Reply(calls=(Call("find_hall", {"hall": "Loft"}),))


async def found(models: Models, seconds: float = SECONDS) -> Findings:
    return await check(models.candidates("chat")[0], str, seconds)


def lacks(findings: Findings) -> dict[str, Lack]:
    return {str(ability): each.lack for ability, each in findings.found.items() if each.lack is not None}


def able(request: Request) -> Reply:
    return CALLED if request.tools else WHOLE


@pytest.fixture
def able_server() -> Callable[..., FakeOpenAI]:
    return lambda **options: FakeOpenAI(respond=able, **options)


async def test_a_model_that_can_do_it_all_lacks_nothing(
    make_models: Make, able_server: Callable[..., FakeOpenAI]
) -> None:
    with able_server() as server:
        findings = await found(make_models(server.url, model="m"))
    assert list(findings.found) == list(Ability)
    assert lacks(findings) == {}
    assert findings.replies
    asked_for_json = [request for request in server.chats if "response_format" in request.body]
    assert [request.text for request in asked_for_json] == ["json"]


async def test_llmock_can_do_it_all(make_models: Make, chaos: LLMock) -> None:
    chaos.reply("Blue").reply("One, two, three").call_tool("find_hall", {"hall": "Loft"})
    chaos.reply("60 people").reply('{"hall": "Loft"}').reply("Honey")
    assert lacks(await found(make_models(chaos.base_url(), model="m"))) == {}


@pytest.mark.parametrize(
    ("number", "reply", "ability", "lack"),
    [
        (0, Reply(""), "reply", Lack.EMPTY),
        (1, Reply("One,two,three"), "stream", Lack.ONE_PIECE),
        (2, Reply("I can't look that up."), "tool", Lack.NO_CALL),
        (2, Reply(calls=(Call("look_up", {"hall": "Loft"}),)), "tool", Lack.WRONG_CALL),
        (2, Reply(calls=(Call("find_hall", {"hall": 3}),)), "tool", Lack.WRONG_CALL),
        (2, Reply(calls=(Call("find_hall", '{"hall": '),)), "tool", Lack.TROUBLE),
        (3, Reply(""), "tool", Lack.UNUSED),
        (3, Reply(status=500), "tool", Lack.TROUBLE),
        (4, Reply("```json\n{}\n```"), "json", Lack.NO_JSON),
        (5, Reply("Honey", usage=None), "usage", Lack.NOT_COUNTED),
    ],
)
async def test_what_is_missing_is_found(
    make_models: Make, number: int, reply: Reply, ability: str, lack: Lack
) -> None:
    replies = [WHOLE, WHOLE, CALLED, WHOLE, WHOLE, WHOLE]
    replies[number] = reply
    if number == 2:
        del replies[3]  # what the tool returns is not told
    with FakeOpenAI() as server:
        server.script(*replies)
        assert lacks(await found(make_models(server.url, model="m"))) == {ability: lack}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401), Reason.REFUSED),
        (Reply(status=404), Reason.REJECTED),
        (Reply(status=429), Reason.BUSY),
        (Reply(status=500), Reason.UNREACHABLE),
        (Reply("Hello there", fault="truncate", after=2), Reason.CUT_SHORT),
        (Reply("Hello there", fault="malformed"), Reason.CUT_SHORT),
    ],
)
async def test_one_that_does_not_reply_is_asked_nothing_more(
    make_models: Make, server: FakeOpenAI, reply: Reply, reason: Reason
) -> None:
    server.script(reply)
    findings = await found(make_models(server.url, model="m"))
    assert not findings.replies
    assert list(findings.found) == [Ability.REPLY]
    trouble = findings.found[Ability.REPLY].trouble
    assert trouble is not None
    assert trouble.reason == reason
    assert len(server.chats) == 1


async def test_one_that_goes_on_for_ever_is_left_in_time(make_models: Make, server: FakeOpenAI) -> None:
    server.script(Reply("word " * 400, pace=0.05))
    models = make_models(server.url, model="m")
    load_client()
    began = time.monotonic()
    findings = await found(models, seconds=0.5)
    assert lacks(findings) == {"reply": Lack.TOO_SLOW}
    assert time.monotonic() - began < 10


async def test_a_stuck_answer_to_one_question_leaves_the_others_their_time(make_models: Make) -> None:
    with FakeOpenAI() as server:
        server.script(WHOLE, WHOLE, Reply("Hello", fault="stall"), WHOLE, WHOLE)
        findings = await found(make_models(server.url, model="m", policy=Policy(stall=0.3)))
    assert lacks(findings) == {"tool": Lack.TROUBLE}


async def test_a_model_that_has_no_tools_is_not_asked_for_them(make_models: Make, server: FakeOpenAI) -> None:
    toml = f'[models.m]\nprovider = "compatible"\nurl = "{server.url}"\ntools = false\n[modes]\nchat = ["m"]'
    findings = await found(make_models(toml=toml))
    assert findings.found[Ability.TOOL].lack is Lack.NOT_MEANT
    assert not any(request.tools for request in server.chats)


async def test_a_model_that_is_said_to_have_no_tools_is_passed_over_where_they_are_needed(
    make_models: Make, server: FakeOpenAI
) -> None:
    models = make_models(server.url, model="m", toml="[models.compatible]\ntools = false")
    assert (await found(models)).found[Ability.TOOL].lack is Lack.NOT_MEANT
    assert models.choose("consultant", Needs(tools=True)).order == ("builtin",)
    assert models.choose("chat", Needs()).order[0] == "m"


async def test_a_failure_that_no_provider_should_have_is_only_this_model_s(
    make_models: Make, server: FakeOpenAI
) -> None:
    models = make_models(server.url, model="m")
    candidate = models.candidates("chat")[0]

    async def fall_apart(_card: object) -> object:
        raise ZeroDivisionError

    candidate._open = fall_apart  # type: ignore[assignment]  # stands for a library that breaks
    finding = (await check(candidate, str, SECONDS)).found[Ability.REPLY]
    assert (finding.lack, finding.detail) == (Lack.BROKEN, "ZeroDivisionError")

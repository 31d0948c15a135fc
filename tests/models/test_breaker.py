"""A server that doesn't answer costs a few turns their time, and then nobody's."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage

from models.breaker import FAILURES, LONGEST_REST, Breaker
from models.candidate import Candidate
from models.card import Card
from models.failover import Answer, first_answer
from models.policy import Policy
from models.provider import Models
from models.trouble import Reason, Trouble
from tests.bots.virtual_time import VirtualTime
from tests.fakes.openai import FakeOpenAI, Reply

STALL = 30.0
"""Seconds, as the policy has them."""
SILENT = Trouble(Reason.UNREACHABLE, retry=True)


def broken(time: VirtualTime) -> Breaker:
    breaker = Breaker(time.clock)
    for _ in range(FAILURES):
        assert breaker.admits()
        breaker.failed(Reason.UNREACHABLE, STALL)
    return breaker


def test_some_failures_in_a_row_shut_the_way_and_an_answer_between_them_does_not() -> None:
    breaker = Breaker(VirtualTime().clock)
    for _ in range(2 * FAILURES):
        breaker.failed(Reason.UNREACHABLE, STALL)
        breaker.failed(Reason.CUT_SHORT, STALL)
        assert breaker.admits()
        breaker.answered()
    for _ in range(FAILURES):
        assert breaker.admits()
        breaker.failed(Reason.CUT_SHORT, STALL)
    assert not breaker.admits()
    assert breaker.reason == Reason.CUT_SHORT


@pytest.mark.parametrize(
    "reason", [Reason.BUSY, Reason.REFUSED, Reason.REJECTED, Reason.TOO_LONG], ids=lambda reason: str(reason)
)
def test_a_server_that_turns_us_down_is_alive(reason: Reason) -> None:
    breaker = Breaker(VirtualTime().clock)
    for _ in range(2 * FAILURES):
        breaker.failed(reason, STALL)
    assert breaker.admits()


async def test_after_a_rest_one_tries_for_all() -> None:
    time = VirtualTime()
    breaker = broken(time)
    await time.pass_until(STALL - 0.1)
    assert not breaker.admits()
    await time.pass_until(STALL)
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.answered()
    assert [breaker.admits() for _ in range(3)] == [True, True, True]


async def test_each_attempt_that_fails_doubles_the_rest_up_to_a_bound() -> None:
    time = VirtualTime()
    breaker = broken(time)
    now, rest = 0.0, STALL
    for _ in range(6):
        now += rest
        await time.pass_until(now - 0.1)
        assert not breaker.admits()
        await time.pass_until(now)
        assert breaker.admits()
        breaker.failed(Reason.UNREACHABLE, STALL)
        rest = min(2 * rest, LONGEST_REST)
    await time.pass_until(now + rest)
    assert breaker.admits()
    breaker.answered()
    for _ in range(FAILURES):
        breaker.failed(Reason.UNREACHABLE, STALL)
    await time.pass_until(now + rest + STALL)
    assert breaker.admits(), "an answer makes the rests short again"


async def test_a_server_that_fails_at_once_is_tried_at_each_request_and_back_as_soon_as_it_answers() -> None:
    breaker = Breaker(VirtualTime().clock)
    for _ in range(20):
        assert breaker.admits()
        breaker.failed(Reason.UNREACHABLE, 0.0)
    assert breaker.shut
    assert breaker.admits()
    breaker.answered()
    assert not breaker.shut


async def test_an_attempt_that_is_broken_off_leaves_it_to_the_next() -> None:
    time = VirtualTime()
    breaker = broken(time)
    await time.pass_until(STALL)
    assert breaker.admits()
    breaker.left()
    assert breaker.admits()


async def test_late_failures_of_earlier_attempts_do_not_lengthen_the_rest() -> None:
    time = VirtualTime()
    breaker = broken(time)
    await time.pass_until(STALL - 1)
    for _ in range(FAILURES):
        breaker.failed(Reason.UNREACHABLE, STALL)
    await time.pass_until(STALL)
    assert breaker.admits()


def stalling(time: VirtualTime, seconds: float, asked: list[float]) -> Candidate:
    """A model whose server says nothing for so long, and then is given up."""

    async def stall(card: Card) -> tuple[Card, BaseChatModel]:
        asked.append(time.passed)
        await time.sleep(seconds)
        raise SILENT

    return Candidate(Card("stalled", "compatible", url="http://box/v1"), stall, Breaker(time.clock))


def built_in() -> Candidate:
    async def opened(card: Card) -> tuple[Card, BaseChatModel]:
        return card, FakeListChatModel(responses=["the built-in model"])

    return Candidate(Card("builtin", "builtin"), opened)


async def greet(model: BaseChatModel) -> AIMessage:
    return await model.ainvoke("Hi")


async def test_a_stalled_server_costs_one_turn_its_patience_and_the_next_ones_nothing() -> None:
    time, asked = VirtualTime(), list[float]()
    candidates = [stalling(time, STALL, asked), built_in()]
    policy = Policy(backoff=0.0)
    took: list[float] = []

    async def turn() -> Answer:
        began = time.passed
        answer = await first_answer(candidates, greet, policy)
        took.append(time.passed - began)
        return answer

    first = asyncio.create_task(turn())
    await time.pass_until(90.0)
    assert len((await first).failed) == FAILURES
    for _ in range(20):
        answer = await turn()
        assert (answer.card.name, answer.failed[0].reason) == ("builtin", Reason.UNREACHABLE)
        assert answer.stood_in
    assert took == [90.0, *[0.0] * 20]
    assert asked == [0.0, 30.0, 60.0]
    await time.pass_until(90.0 + STALL)
    trying = asyncio.create_task(turn())
    await time.pass_until(90.0 + STALL)
    others = [await turn() for _ in range(5)]
    await time.pass_until(90.0 + STALL + 30.0)
    assert len((await trying).failed) == 1, "it is tried once"
    assert {answer.card.name for answer in others} == {"builtin"}
    assert took[21:] == [*[0.0] * 5, 30.0]


async def test_a_turn_that_is_cancelled_while_it_tries_does_not_shut_the_way_for_good() -> None:
    time, asked = VirtualTime(), list[float]()
    candidates = [stalling(time, STALL, asked), built_in()]
    policy = Policy(backoff=0.0)
    first = asyncio.create_task(first_answer(candidates, greet, policy))
    await time.pass_until(90.0 + STALL)
    await first
    trying = asyncio.create_task(first_answer(candidates, greet, policy))
    await time.pass_until(90.0 + STALL + 1)
    trying.cancel()
    await asyncio.gather(trying, return_exceptions=True)
    again = asyncio.create_task(first_answer(candidates, greet, policy))
    await time.pass_until(90.0 + STALL + 40)
    await again
    assert len(asked) == FAILURES + 2


async def test_the_models_of_one_server_share_its_breaker(
    make_models: Callable[..., Models], server: FakeOpenAI
) -> None:
    toml = (
        f'[models.other]\nprovider = "compatible"\nurl = "{server.url}"\n[modes]\nchat = ["default", "other"]'
    )
    models: Any = make_models(server.url, model="m", toml=toml)
    server.script(*[Reply(status=500)] * 3, Reply("alive"))
    answer = await first_answer(models.candidates("chat"), greet, models.policy)
    assert (answer.card.name, len(server.chats)) == ("builtin", 3)

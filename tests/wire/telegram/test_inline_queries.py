"""Quick answers that people ask for within other chats."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from graphs.dialogue import Sender
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.world import Query
from tests.wire.telegram.stage import Stage, open_stage


class Quick:
    """Says what it was asked; `free` holds answers up while it is not set."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.begun = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()
        self.fails = False

    async def __call__(self, sender: Sender, question: str) -> str:
        self.asked.append((sender.name, question))
        self.begun.set()
        if self.fails:
            raise RuntimeError("the model is gone")
        await self.free.wait()
        return f"You ask **{question}**."


@pytest.fixture
def quick() -> Quick:
    return Quick()


@pytest.fixture
async def stage(fake: FakeTelegram, anna: Chat, sqlite_url: str, quick: Quick) -> AsyncIterator[Stage]:
    async with open_stage(fake, anna, sqlite_url, quick=quick) as opened:
        await fake.call("setChatMenuButton")
        yield opened


async def test_a_question_is_answered_with_something_to_send(
    stage: Stage, fake: FakeTelegram, quick: Quick
) -> None:
    query = fake.people.inline_query("the time")
    (article,) = await _results(fake, query)
    assert (article["type"], article["description"]) == ("article", "You ask the time.")
    call = await fake.call("answerInlineQuery")
    assert (call.integer("cache_time"), call.boolean("is_personal")) == (60, True)
    assert call.structure("button")["start_parameter"] == "inline"
    group = fake.world.group("Friends", fake.world.users[query.user.id], "Boris")
    sent = fake.people.choose(query, article["id"], group)
    assert sent.text == "the time\n\nYou ask the time."
    assert {entity["type"] for entity in sent.content.entities} == {"blockquote", "bold"}
    assert quick.asked == [("Anna", "the time")]
    assert stage.accepted == []


async def test_only_what_stands_there_at_last_is_asked(
    stage: Stage, fake: FakeTelegram, quick: Quick
) -> None:
    for text in ("w", "wh", "what", "what ti"):
        fake.people.inline_query(text)
        await asyncio.sleep(0.05)
    query = fake.people.inline_query("what time")
    assert await _results(fake, query)
    assert [question for _, question in quick.asked] == ["what time"]


async def test_a_person_has_one_question_at_work_at_a_time(
    stage: Stage, fake: FakeTelegram, quick: Quick
) -> None:
    quick.free.clear()
    fake.people.inline_query("one")
    await asyncio.wait_for(quick.begun.wait(), 5)
    fake.people.inline_query("two")
    last = fake.people.inline_query("three")
    boris = fake.world.user("Boris")
    other = fake.people.inline_query("and me", by=boris)
    await asyncio.sleep(1)
    assert [question for _, question in quick.asked] == ["one", "and me"]
    quick.free.set()
    assert await _results(fake, last)
    assert await _results(fake, other)
    assert [question for _, question in quick.asked] == ["one", "and me", "three"]


async def test_no_question_gets_a_way_to_the_chat(stage: Stage, fake: FakeTelegram, quick: Quick) -> None:
    query = fake.people.inline_query("")
    assert await _results(fake, query) == []
    call = await fake.call("answerInlineQuery")
    assert call.structure("button")["text"] == "Talk to me in a chat"
    assert quick.asked == []


async def test_a_failure_is_followed_by_answers(stage: Stage, fake: FakeTelegram, quick: Quick) -> None:
    quick.fails = True
    assert await _results(fake, fake.people.inline_query("one")) == []
    quick.fails = False
    assert await _results(fake, fake.people.inline_query("two"))


async def test_without_anybody_to_ask_there_is_the_way_to_the_chat(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    async with open_stage(fake, anna, sqlite_url):
        await fake.call("setChatMenuButton")
        assert await _results(fake, fake.people.inline_query("the time")) == []


async def _results(fake: FakeTelegram, query: Query) -> list[dict[str, str]]:
    answer = await fake.wait_for(lambda: query.answer)
    results: list[dict[str, str]] = answer["results"]
    return results

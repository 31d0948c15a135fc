"""An answer is shown while it grows, from a model server to the platform."""

from itertools import pairwise

import pytest

from tests.bots.conftest import OpenTown
from tests.fakes.openai import Call, FakeOpenAI, Reply

POEM = "Grey heron on one leg waits for the tide to turn"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is shown doesn't depend on the database."""
    return sqlite_url


async def test_a_streamed_answer_grows_word_by_word(open_town: OpenTown) -> None:
    with FakeOpenAI() as server:
        server.script(Reply(POEM))
        async with open_town(server=server.url) as town:
            assert (await town.say("hello")).text == POEM
            drafts = [text for _incoming, text in town.platform.drafts]
    assert len(drafts) >= 5
    assert drafts[-1] == POEM
    assert all(later.startswith(earlier) for earlier, later in pairwise(drafts))


async def test_a_draft_that_broke_off_is_replaced_by_the_next_attempt(open_town: OpenTown) -> None:
    with FakeOpenAI() as server:
        server.script(Reply("Half of an answer that breaks off", fault="disconnect", after=5), Reply(POEM))
        async with open_town(server=server.url) as town:
            assert (await town.say("hello")).text == POEM
            drafts = [text for _incoming, text in town.platform.drafts]
    broken = [draft for draft in drafts if not POEM.startswith(draft)]
    assert broken
    assert drafts[: len(broken)] == broken
    assert drafts[-1] == POEM


async def test_neither_routing_nor_a_tool_call_is_shown(open_town: OpenTown) -> None:
    with FakeOpenAI() as server:
        server.script(Reply("consultant"), Reply(calls=(Call("get_halls"),)), Reply("We have the Atrium."))
        async with open_town(server=server.url) as town:
            assert (await town.say("Anything with a glass roof?")).text == "We have the Atrium."
            drafts = [text for _incoming, text in town.platform.drafts]
    assert all("We have the Atrium.".startswith(draft) for draft in drafts)
    assert drafts, "the consultant's answers grow as well"

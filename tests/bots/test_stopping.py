"""/stop passes the queue of its place; /retry answers again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from langchain_core.messages import AIMessage

from bots.queue import lane_of
from graphs.dialogue import Incoming, Place, Sender
from tests.bots.conftest import NOW, OpenTown, Town
from tests.bots.test_sessions import GROUP
from tests.bots.test_turns import said
from tests.fakes.openai import FakeOpenAI, Reply, Request

STORY = " ".join(f"word{number}" for number in range(400))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def tells(request: Request) -> Reply:
    """A story, and where a message belongs, when that is what is asked."""
    return Reply("chat" if "Sort the person's message" in str(request.messages[0]["content"]) else STORY)


@asynccontextmanager
async def storytelling(open_town: OpenTown) -> AsyncIterator[Town]:
    with FakeOpenAI(pace=0.02, respond=tells) as server:
        async with open_town(server=server.url, built_in=True) as town:
            yield town


async def begun(town: Town, **circumstances: object) -> Incoming:
    """A story that is being told."""
    drafts = len(town.platform.drafts)
    incoming = town.incoming("tell me a story about dragons", **circumstances)
    await town.house.accept(incoming)
    await until(lambda: len(town.platform.drafts) > drafts + 2)
    return incoming


async def stop(town: Town, **circumstances: object) -> str:
    """What /stop is answered while the story may go on."""
    incoming = town.incoming("/stop", **circumstances)
    await town.house.accept(incoming)
    turn = await town.turn_of(incoming)
    await until(lambda: turn.id in town.platform.shown)
    return town.platform.shown[turn.id].reply.text


async def test_stop_ends_a_running_answer_and_keeps_what_was_said(open_town: OpenTown) -> None:
    async with storytelling(open_town) as town:
        story = await begun(town)
        assert (await stop(town)).startswith("Stopped.")
        await town.house.queue.drain()
        answer = town.platform.shown[(await town.turn_of(story)).id].reply.text
        words, _, note = answer.partition("\n\n")
        assert note == "_(stopped)_"
        assert words
        assert STORY.startswith(words)
        assert (await town.transcript())[-1] == ("assistant", answer)
        assert await stop(town) == "I am not writing anything here just now."


async def test_others_stop_only_what_is_said_in_their_own_session(open_town: OpenTown) -> None:
    async with storytelling(open_town) as town:
        story = await begun(town, **GROUP)
        assert "not writing" in await stop(town, by="bob", **GROUP)
        assert "not writing" in await stop(town, at="2")
        assert (await stop(town, **GROUP)).startswith("Stopped.")
        await town.house.queue.drain()
        assert (await town.turn_of(story)).state == "done"
        fair = await town.session(at="-100")
        await town.say("/start", by="bob", **GROUP)
        bob = await town.user("bob")
        assert await town.house.stores.sessions.open("fake:-100", bob.id, fair.id)
        await begun(town, by="bob", **GROUP)
        assert (await stop(town, **GROUP)).startswith("Stopped."), "whoever made a session stops anyone in it"


async def test_a_stop_that_came_too_late_stops_nothing_after_a_restart(open_town: OpenTown) -> None:
    async with open_town() as town:
        incoming = town.incoming("/stop")
        await town.house.stores.inbox.accept("fake", incoming.update_id, "fake:1", _dumped(incoming))
    async with open_town() as town:
        await town.house.queue.drain()
        [delivery] = town.platform.shown.values()
        assert "not writing" in delivery.reply.text


def _dumped(incoming: Incoming) -> str:
    from graphs.dialogue import dump

    return dump(incoming)


def test_only_the_command_takes_the_lane_beside() -> None:
    def lane(text: str, pressed: str = "") -> str:
        return lane_of(Incoming("fake", "1", Place("fake", "7"), Sender("ann"), NOW, text, pressed))

    assert lane("/stop") == lane("/STOP@concierge_bot now") == "fake:7!"
    assert lane("stop") == lane("/stopp") == lane("/stop", pressed="no:1") == lane("/help") == "fake:7"


async def test_retry_answers_the_last_message_anew(open_town: OpenTown) -> None:
    async with open_town([AIMessage("First."), AIMessage("Second."), AIMessage("Third.")]) as town:
        assert "nothing to answer" in (await town.say("/retry")).text
        await town.say("hello")
        assert (await town.say("/retry")).text == "Second."
        assert said(town) == ["hello"], "the answer before is out of its memory"
        assert [text for role, text in await town.transcript() if role == "assistant"] == [
            "First.",
            "Second.",
        ]
        await town.say("and then?")
        assert said(town) == ["hello", "and then?"]


async def test_retry_answers_a_message_that_no_model_could_answer(open_town: OpenTown) -> None:
    with FakeOpenAI() as server:
        async with open_town(server=server.url) as town:
            await town.say("tell me about cats")
            server.script(*[Reply(status=401)] * 3)
            assert "refused our key" in (await town.say("tell me about dogs")).text
            server.reset()
            assert (await town.say("/retry")).text == "You said: tell me about dogs"
            assert "cats" in str(server.chats[-1].messages), "what was answered before is still in the memory"


async def test_retry_is_for_who_said_it_and_for_whose_session_it_is(open_town: OpenTown) -> None:
    async with open_town() as town:
        first = await town.say("The fair", **GROUP)
        about = town.platform.message_of(first)
        assert "somebody else's" in (await town.say("/retry", by="bob", about=about, **GROUP)).text
        await town.say("I bring cakes", by="bob", about=about, **GROUP)
        assert (await town.say("/retry", **GROUP)).text == "Good."
        assert said(town)[-1].endswith("I bring cakes")

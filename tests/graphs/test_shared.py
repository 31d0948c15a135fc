"""A session in which several people talk: what one was asked, no other can decide."""

from typing import Any

import pytest
from langchain.tools import tool
from langchain_core.messages import AIMessage, ToolMessage

from tests.graphs.conftest import NOW, OpenTalk, Talk
from tests.graphs.scripted import call
from tools.arguments import Runtime
from tools.caller import Caller
from tools.confirmation import Confirmation, confirm

LOFT = {"hall": "Loft", "date": "2026-11-22", "start": "18:00", "end": "20:00"}


async def another(talk: Talk) -> Caller:
    return Caller((await talk.stores.users.resolve("test", "2", "Bob", "en")).id)


async def held(talk: Talk, caller: Caller) -> list[Any]:
    return await talk.stores.bookings.of_user(caller.user_id, NOW)


async def test_somebody_elses_press_confirms_nothing_and_leaves_the_question_open(
    open_talk: OpenTalk,
) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        ann, bob = talk.caller, await another(talk)
        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
        for label in ("Confirm", "Cancel"):
            talk.caller = bob
            assert "Only the person who was asked" in (await talk.press(asked, label)).reply.text
        assert await held(talk, bob) == await held(talk, ann) == []
        talk.caller = ann
        await talk.press(asked, "Confirm")
        assert len(await held(talk, ann)) == 1


async def test_somebody_elses_yes_is_a_message_of_their_own(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT), AIMessage("Yes to what?")]) as talk:
        ann, bob = talk.caller, await another(talk)
        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
        talk.caller = bob
        assert (await talk.say("yes")).reply.text == "Yes to what?"
        assert await held(talk, bob) == await held(talk, ann) == []
        talk.caller = ann
        assert "no longer open" in (await talk.press(asked, "Confirm")).reply.text


async def test_it_stays_so_after_a_restart(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
    async with open_talk([AIMessage("Yes to what?")]) as talk:
        ann, talk.caller, talk.turn = talk.caller, await another(talk), 1
        assert "Only the person who was asked" in (await talk.press(asked, "Confirm")).reply.text
        talk.caller = ann
        await talk.press(asked, "Confirm")
        assert len(await held(talk, ann)) == 1


async def test_a_superseded_question_is_closed_in_the_name_of_the_one_who_was_asked(
    open_talk: OpenTalk,
) -> None:
    callers: list[int] = []

    @tool
    async def ask(runtime: Runtime) -> str:
        """Asks."""
        callers.append(runtime.context.user_id)
        return confirm(Confirmation(operation="0a", summary="Sure?", terms=""))

    async with open_talk([call("ask"), AIMessage("Closed."), AIMessage("Hello.")], tools=[ask]) as talk:
        ann, bob = talk.caller, await another(talk)
        await talk.say("ask me")
        talk.caller = bob
        await talk.say("hello, it is me")
        assert callers == [ann.user_id] * 2


class Crash(Exception):
    """The end of the process."""


async def test_what_a_crash_left_half_done_goes_on_in_the_name_of_who_began_it(open_talk: OpenTalk) -> None:
    callers: list[int] = []

    @tool
    async def ask(runtime: Runtime) -> str:
        """Asks."""
        return confirm(Confirmation(operation="0a", summary="Sure?", terms=""))

    @tool
    async def act(runtime: Runtime) -> str:
        """Acts for whoever asks."""
        callers.append(runtime.context.user_id)
        return "done"

    async with open_talk([call("ask"), Crash()], tools=[ask, act]) as talk:
        ann = talk.caller
        await talk.say("ask me")
        with pytest.raises(Crash):
            await talk.say("yes")
    lines = [call("act", 2), AIMessage("It is done."), AIMessage("Hello, Bob.")]
    async with open_talk(lines, tools=[ask, act]) as talk:
        talk.caller, talk.turn = await another(talk), 2
        assert (await talk.say("good evening everybody")).reply.text == "Hello, Bob."
        assert callers == [ann.user_id]
        results = [m.text for m in await talk.thread() if isinstance(m, ToolMessage)]
        assert results == ["confirm", "done"], "what she had decided stands"

"""Answering the last message anew, and forgetting: whatever crash comes between, once."""

from dataclasses import replace
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage

from graphs.memory import Memory
from graphs.said import Answer
from models.trouble import Reason, Trouble
from tests.graphs.conftest import OpenTalk, Talk
from tests.graphs.scripted import call

LOFT = {"hall": "Loft", "date": "2026-11-22", "start": "18:00", "end": "20:00"}


async def retry(talk: Talk, turn: int | None = None) -> Answer | None:
    """One turn that answers the last message anew, as the command does."""
    said = talk.said("", turn=turn)
    words = await talk.conversation.retract(said)
    return None if words is None else await talk.conversation.answer(replace(said, text=words))


async def texts(talk: Talk) -> list[str]:
    return [message.text for message in await talk.thread()]


def lines(*words: str) -> list[Any]:
    return [AIMessage(word) for word in words]


async def test_the_last_message_is_answered_anew(open_talk: OpenTalk) -> None:
    async with open_talk(lines("One.", "Two.", "Better."), mode="chat") as talk:
        await talk.say("first")
        await talk.say("second")
        again = await retry(talk)
        assert again is not None
        assert again.reply.text == "Better."
        assert await texts(talk) == ["first", "One.", "second", "Better."]
        assert [message.text for message in talk.model.asked[-1]][1:] == ["first", "One.", "second"]


async def test_where_nothing_was_said_there_is_nothing_to_answer(open_talk: OpenTalk) -> None:
    async with open_talk(lines("One."), mode="chat") as talk:
        assert await retry(talk) is None
        assert (await talk.say("first")).reply.text == "One."


async def test_a_crash_between_taking_out_and_answering_takes_out_nothing_more(open_talk: OpenTalk) -> None:
    async with open_talk(lines("One.", "Two."), mode="chat") as talk:
        await talk.say("first")
        await talk.say("second")
        assert await talk.conversation.retract(talk.said("", turn=3)) == "second"
    async with open_talk(lines("Better."), mode="chat") as talk:
        again = await retry(talk, turn=3)
        assert again is not None
        assert again.reply.text == "Better."
        assert await texts(talk) == ["first", "One.", "second", "Better."]


async def test_a_crash_after_the_answer_gives_the_same_one(open_talk: OpenTalk) -> None:
    async with open_talk(lines("One.", "Better."), mode="chat") as talk:
        await talk.say("first")
        again = await retry(talk, turn=2)
    async with open_talk(lines("Never said."), mode="chat") as talk:
        assert again is not None
        for _ in range(2):
            replayed = await retry(talk, turn=2)
            assert replayed is not None
            assert replayed.reply == again.reply
        assert talk.model.asked == []
        assert await texts(talk) == ["first", "Better."]


async def test_a_retry_that_fails_leaves_the_memory_as_it_was(open_talk: OpenTalk) -> None:
    given = [*lines("One.", "Two."), Trouble(Reason.BUSY), *lines("Better.")]
    async with open_talk(given, mode="chat") as talk:
        await talk.say("first")
        await talk.say("second")
        failed = await retry(talk, turn=3)
        assert failed is not None
        assert failed.failure == Reason.BUSY
        assert await texts(talk) == ["first", "One.", "second", "Two."]
        assert await talk.conversation.retract(talk.said("", turn=3)) == "second", "the same words on replay"
        again = await retry(talk, turn=4)
        assert again is not None
        assert again.reply.text == "Better."
        assert await texts(talk) == ["first", "One.", "second", "Better."]


async def test_a_bug_in_a_retry_leaves_the_last_exchange_to_be_tried_again(open_talk: OpenTalk) -> None:
    given = [*lines("One."), ZeroDivisionError(), *lines("Better.")]
    async with open_talk(given, mode="chat") as talk:
        await talk.say("first")
        try:
            await retry(talk, turn=2)
        except ZeroDivisionError:
            await talk.conversation.abandon(talk.said("", turn=2))
        again = await retry(talk, turn=3)
        assert again is not None
        assert again.reply.text == "Better."
        assert [m.text for m in await talk.thread() if isinstance(m, HumanMessage)][-1] == "first"


async def test_a_retry_while_a_question_waits_asks_it_anew_and_only_once(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT), call("create_booking", 2, **LOFT)]) as talk:
        first = await talk.say("Book the Loft tomorrow from 18 to 20")
        again = await retry(talk)
        assert again is not None
        assert again.reply.panel is not None
        assert "no longer open" in (await talk.press(first, "Confirm")).reply.text
        await talk.press(again, "Confirm")
        messages = await talk.thread()
        assert sum(isinstance(message, HumanMessage) for message in messages) == 1
        assert len([c for m in messages for c in getattr(m, "tool_calls", [])]) == 1


async def test_an_earlier_turn_that_a_crash_left_open_is_settled_before_it_is_taken_out(
    open_talk: OpenTalk,
) -> None:
    async with open_talk(lines("One."), mode="chat") as talk:
        await talk.say("first", turn=1)
    async with open_talk(lines("Better."), mode="chat") as talk:
        await retry(talk, turn=2)
        assert [(turn, reply.text) for turn, reply in talk.earlier] == [(1, "One.")]


async def test_a_forgotten_session_remembers_nothing_and_is_forgotten_twice_as_well(
    open_talk: OpenTalk,
) -> None:
    async with open_talk(lines("One.", "Two."), mode="chat") as talk:
        await talk.say("first")
        for _ in range(2):
            await talk.conversation.forget(talk.session)
        config = {"configurable": {"thread_id": talk.session}}
        assert [each async for each in talk.saver.alist(config)] == []
        assert await talk.conversation.memory(talk.session) == Memory()
        assert (await talk.say("second")).reply.text == "Two."
        assert await texts(talk) == ["second", "Two."]


async def test_forgetting_leaves_other_sessions_alone(open_talk: OpenTalk) -> None:
    async with open_talk(lines("One."), mode="chat") as talk:
        await talk.say("first")
        await talk.conversation.forget("another")
        assert await texts(talk) == ["first", "One."]


async def test_the_memory_says_what_the_next_answer_is_given(open_talk: OpenTalk) -> None:
    async with open_talk(lines("One."), mode="chat") as talk:
        assert await talk.conversation.memory(talk.session) == Memory(0, 0, "")
        for number in range(25):
            await talk.say(f"message {number}")
        memory = await talk.conversation.memory(talk.session)
        assert memory.messages == len(await talk.thread()) < 50
        assert memory.summary == "One.", "the model has said it of what went before"
        assert memory.estimated_tokens > 100

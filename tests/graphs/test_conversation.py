"""Turns of a conversation, and everything that may come between its question and its answer."""

from typing import Any

from langchain.tools import tool
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from graphs.middleware import MOST_CALLS
from graphs.said import Answer
from models.trouble import Reason, Trouble
from tests.graphs.conftest import OpenTalk, Talk
from tests.graphs.scripted import call

LOFT = {"hall": "Loft", "date": "2026-11-22", "start": "18:00", "end": "20:00"}


async def held(talk: Talk) -> list[Any]:
    from tests.graphs.conftest import NOW

    return await talk.stores.bookings.of_user(talk.caller.user_id, NOW)


def answered(messages: list[Any]) -> bool:
    """Whether every tool call has its result."""
    results = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    calls = [
        call["id"] for message in messages if isinstance(message, AIMessage) for call in message.tool_calls
    ]
    return all(each in results for each in calls)


async def test_a_booking_is_asked_about_and_held_once_confirmed(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
        assert [button.label for button in asked.reply.panel.buttons] == ["Confirm", "Change", "Cancel"]
        assert "Loft" in asked.reply.text
        assert "€240.00" in asked.reply.text
        assert await held(talk) == []
        done = await talk.press(asked, "Confirm")
        [booking] = await held(talk)
        assert f"http://example.org/b/{booking.key}" in done.reply.text
        assert [button.label for button in done.reply.panel.buttons] == [f"Booking {booking.id}"]
        assert len(talk.model.asked) == 1, "money facts are told by the tool, not by a model"


async def test_a_typed_yes_confirms(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        await talk.say("Book the Loft tomorrow from 18 to 20")
        await talk.say("Yes, please!")
        assert len(await held(talk)) == 1


async def test_cancel_and_change_book_nothing(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT), call("create_booking", 2, **LOFT)]) as talk:
        for label in ("Cancel", "Change"):
            asked = await talk.say("Book the Loft tomorrow from 18 to 20")
            assert (await talk.press(asked, label)).reply.text
            assert await held(talk) == []
        assert answered(await talk.thread())


async def test_a_new_message_while_a_confirmation_waits_is_answered_itself(open_talk: OpenTalk) -> None:
    later = {**LOFT, "start": "19:00", "end": "21:00"}
    async with open_talk([call("create_booking", **LOFT), call("create_booking", 2, **later)]) as talk:
        first = await talk.say("Book the Loft tomorrow from 18 to 20")
        second = await talk.say("no, 19 to 21")
        assert "19:00–21:00" in second.reply.text
        assert answered(await talk.thread())
        stale = await talk.press(first, "Confirm")
        assert "no longer open" in stale.reply.text
        assert await held(talk) == []
        await talk.press(second, "Confirm")
        [booking] = await held(talk)
        assert booking.start.hour == 19


async def test_a_confirmation_pressed_twice_books_once(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
        first = await talk.press(asked, "Confirm")
        second = await talk.press(asked, "Confirm")
        [booking] = await held(talk)
        assert f"/b/{booking.key}" in first.reply.text
        assert f"/b/{booking.key}" in second.reply.text


async def test_a_confirmation_pressed_after_the_hold_was_cancelled_says_so(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        from tests.graphs.conftest import NOW

        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
        await talk.press(asked, "Confirm")
        [booking] = await held(talk)
        await talk.stores.bookings.cancel("elsewhere", booking.id, talk.caller.user_id, NOW)
        again = await talk.press(asked, "Confirm")
        assert "cancelled" in again.reply.text.lower()
        assert await held(talk) == []


async def test_two_bookings_in_one_answer_are_asked_about_one_by_one(open_talk: OpenTalk) -> None:
    both = AIMessage(
        "",
        tool_calls=[
            {"name": "create_booking", "args": LOFT, "id": "one"},
            {"name": "create_booking", "args": {**LOFT, "date": "2026-11-23"}, "id": "two"},
        ],
    )
    async with open_talk([both]) as talk:
        first = await talk.say("Book the Loft tomorrow and on Monday, 18 to 20")
        second = await talk.press(first, "Confirm")
        assert second.reply.panel is not None
        done = await talk.press(second, "Confirm")
        assert done.reply.panel is None
        assert len(await held(talk)) == 2
        assert done.reply.text.count("http://example.org/b/") == 2


async def test_a_replayed_turn_gives_the_same_answer(open_talk: OpenTalk) -> None:
    async with open_talk([call("create_booking", **LOFT)]) as talk:
        asked = await talk.say("Book the Loft tomorrow from 18 to 20")
        assert (await talk.say("Book the Loft tomorrow from 18 to 20", turn=1)).reply == asked.reply
        done = await talk.press(asked, "Confirm")
    async with open_talk([]) as talk:
        replayed = await talk.say("Confirm", asked.reply.panel.buttons[0].value, turn=2)
        assert replayed.reply == done.reply
        assert len(await held(talk)) == 1
        assert talk.model.asked == []


async def test_an_earlier_turn_left_open_by_a_crash_is_settled_before_the_next(open_talk: OpenTalk) -> None:
    async with open_talk([AIMessage("First answer.")], mode="chat") as talk:
        await talk.say("one")
    async with open_talk([AIMessage("Second answer.")], mode="chat") as talk:
        await talk.say("two", turn=2)
        assert [(turn, reply.text) for turn, reply in talk.earlier] == [(1, "First answer.")]
        await talk.say("three", turn=3)
        assert len(talk.earlier) == 1


@tool
async def break_down() -> str:
    """Breaks."""
    raise RuntimeError("secret detail at /etc/passwd")


async def test_a_tool_that_raises_is_told_without_its_words(open_talk: OpenTalk) -> None:
    async with open_talk(
        [call("break_down"), AIMessage("It did not work, sorry.")], tools=[break_down]
    ) as talk:
        answer = await talk.say("do it")
        assert answer.reply.text == "It did not work, sorry."
        told = talk.model.asked[-1][-1]
        assert isinstance(told, ToolMessage)
        assert "secret" not in told.text
        assert (await talk.say("and now?")).reply.text == "It did not work, sorry."


async def test_unknown_tools_and_wrong_arguments_are_told_to_the_model(open_talk: OpenTalk) -> None:
    lines = [
        call("launch_rocket", 1),
        call("create_booking", 2, hall="Loft", guests="many", start=["x"]),
        AIMessage("When would you like it?"),
    ]
    async with open_talk(lines) as talk:
        answer = await talk.say("Book the Loft")
        assert answer.reply.text == "When would you like it?"
        unknown, wrong = [m.text for m in talk.model.asked[-1] if isinstance(m, ToolMessage)]
        assert "no tool named 'launch_rocket'" in unknown
        assert all(name in wrong for name in ("date", "end", "guests", "start"))
        assert "pydantic" not in wrong
        assert "Traceback" not in wrong


async def test_a_model_that_calls_tools_for_ever_is_stopped(open_talk: OpenTalk) -> None:
    numbers = iter(range(1_000))

    def again(messages: Any) -> AIMessage:
        return call("get_halls", next(numbers))

    async with open_talk([again]) as talk:
        answer = await talk.say("What halls do you have?")
        assert "circles" in answer.reply.text
        assert len(talk.model.asked) == MOST_CALLS
        talk.model.lines[:] = [AIMessage("Here I am.")]
        assert (await talk.say("hello?")).reply.text == "Here I am."


async def test_a_turn_no_model_could_answer_leaves_no_trace_and_can_be_retried(open_talk: OpenTalk) -> None:
    for mode in ("chat", "consultant"):
        lines = [Trouble(Reason.BUSY), AIMessage("Now it works.")]
        async with open_talk(lines, mode=mode) as talk:
            before = len(await talk.thread())
            failed = await talk.say("hello", turn=talk.turn + 100)
            assert failed.failure == Reason.BUSY
            assert len(await talk.thread()) == before
            assert (await talk.say("hello")).reply.text == "Now it works."


async def test_a_bug_frees_the_thread_once_abandoned(open_talk: OpenTalk) -> None:
    from graphs.said import Said

    async with open_talk([ZeroDivisionError(), AIMessage("Back again.")]) as talk:
        try:
            await talk.say("Book the Loft")
            raised = False
        except ZeroDivisionError:
            raised = True
        assert raised
        await talk.conversation.abandon(Said(talk.turn, talk.session, talk.caller, "Book the Loft"))
        assert (await talk.say("hello")).reply.text == "Back again."


async def test_memory_is_bounded_over_many_turns(open_talk: OpenTalk) -> None:
    def answer(messages: Any) -> AIMessage:
        return AIMessage("y" * 500)

    async with open_talk([answer], mode="chat") as talk:
        for number in range(120):
            await talk.say(f"{number} " + "x" * 500)
        messages = await talk.thread()
        assert len(messages) <= 42
        kept = [each async for each in talk.saver.alist({"configurable": {"thread_id": talk.session}})]
        assert len(kept) == 1
        assert len(talk.model.asked[-1]) <= 45
        assert isinstance(messages[0], HumanMessage)


async def test_the_answer_is_shown_as_it_grows(open_talk: OpenTalk) -> None:
    async with open_talk([AIMessage("One two three.")], mode="chat") as talk:
        answer: Answer = await talk.say("count")
        assert talk.shown == [] or talk.shown[-1] == answer.reply.text

"""The same tool call again: after a crash, after a second press, after someone was faster."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langgraph.types import Command

from storage.bookings import Booking, Bookings, NewBooking
from tools.bookings import operation_outcome
from tools.caller import Caller

WISH = {"hall": "Loft", "date": "2026-11-24", "start": "18:00", "end": "20:00"}


class Crash(Exception):
    """Stands for kill -9."""


class CrashingBookings(Bookings):
    """Dies right after its transaction has been committed."""

    async def hold(self, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
        await super().hold(operation, new, now, expires_at)
        raise Crash

    async def cancel(self, *about: Any, **terms: Any) -> Booking | None:
        await super().cancel(*about, **terms)
        raise Crash


class EarlyCrashingBookings(Bookings):
    """Dies right before its transaction."""

    async def hold(self, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
        raise Crash


async def bookings_of(house: Any, conversation: Any) -> list[Any]:
    return list(await house.desk.bookings.of_user(conversation.caller.user_id, house.clock()))


@pytest.mark.parametrize("kind", [CrashingBookings, EarlyCrashingBookings])
async def test_a_crash_around_the_commit_leaves_one_booking_and_its_receipt(
    house: Any, kind: type[Bookings]
) -> None:
    crashing = (await house.person()).by(house.graph(kind(house.database, house.clock)))
    await crashing.call("create_booking", **WISH)
    with pytest.raises(Crash):
        await crashing.decide("confirm")
    restarted = crashing.by(house.graph())

    said = await restarted.go_on()

    [booking] = await bookings_of(house, restarted)
    assert said.startswith(f"**Booking {booking.id}** is held for you until Tue, 24 Nov 2026, 10:00.")
    assert booking.key in said


async def test_a_replay_long_after_says_what_became_of_the_booking(house: Any) -> None:
    crashing = (await house.person()).by(house.graph(CrashingBookings(house.database, house.clock)))
    await crashing.call("create_booking", **WISH)
    with pytest.raises(Crash):
        await crashing.decide("confirm")
    house.clock.now += timedelta(days=30)

    said = await crashing.by(house.graph()).go_on()

    assert "has expired: it was held until Tue, 24 Nov 2026, 10:00 and not paid." in said


async def test_a_crash_after_cancelling_still_answers(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    crashing = (await house.person()).by(house.graph(CrashingBookings(house.database, house.clock)))
    await crashing.call("cancel_booking", number=booking.id)
    with pytest.raises(Crash):
        await crashing.decide("confirm")

    said = await crashing.by(house.graph()).go_on()

    assert said.startswith(f"**Booking {booking.id}** is cancelled.")


async def test_whoever_confirms_second_is_offered_the_nearest_free_times(house: Any) -> None:
    ann, lena = await house.person(), await house.person("lena", "ru")
    await ann.call("create_booking", **WISH)
    await lena.call("create_booking", **WISH)
    await ann.decide("confirm")

    said = await lena.decide("confirm")

    assert "зал «Loft» уже занят: 18:00–20:00." in said
    assert "- вторник, 24 ноября 2026 г., 20:00–22:00" in said
    assert len(await bookings_of(house, ann)) == 1
    assert await bookings_of(house, lena) == []


class OvertakenBookings(Bookings):
    """Someone books the same time between the check and the hold."""

    async def hold(self, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
        await super().hold("someone faster", new, now, expires_at)
        return await super().hold(operation, new, now, expires_at)


async def test_whoever_is_overtaken_at_the_last_moment_is_told(house: Any) -> None:
    ann = (await house.person()).by(house.graph(OvertakenBookings(house.database, house.clock)))
    await ann.call("create_booking", **WISH)

    said = await ann.decide("confirm")

    assert said == (
        "Someone else has just taken this time, so nothing was booked.\n\n"
        "Loft is already taken 18:00–20:00 on this day (Tuesday, 24 November 2026).\n\n"
        "The nearest free times:\n\n"
        "- Tuesday, 24 November 2026, 16:00–18:00\n"
        "- Tuesday, 24 November 2026, 20:00–22:00\n"
        "- Wednesday, 25 November 2026, 18:00–20:00"
    )


async def test_a_time_that_passed_before_the_confirmation_is_refused(house: Any) -> None:
    ann = await house.person()
    await ann.call("create_booking", **WISH)
    house.clock.now += timedelta(days=4)

    assert (await ann.decide("confirm")).startswith("This day is in the past: Tuesday, 24 November 2026.")
    assert await bookings_of(house, ann) == []


async def test_cancelling_what_was_cancelled_meanwhile_says_so(house: Any) -> None:
    booking = await house.booked("Loft", "2026-11-24T18:00", "2026-11-24T19:00", by="ann")
    here, there = await house.person(), await house.person()
    await here.call("cancel_booking", number=booking.id)
    await there.call("cancel_booking", number=booking.id)
    await there.decide("confirm")

    assert (await here.decide("confirm")).startswith(f"**Booking {booking.id}** is cancelled.")


class OneCall(BaseChatModel):
    """Books once, then says what the tool said."""

    @property
    def _llm_type(self) -> str:
        return "one call"

    def bind_tools(self, tools: Any, **options: Any) -> Any:
        return self

    def _generate(self, messages: list[BaseMessage], *rest: Any, **options: Any) -> ChatResult:
        if isinstance(messages[-1], ToolMessage):
            message = AIMessage(f"The model says: {messages[-1].text}")
        else:
            call = {"name": "create_booking", "args": WISH, "id": "c1"}
            message = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=message)])


async def test_an_agent_stops_to_ask_and_then_has_the_tools_answer(house: Any) -> None:
    user = await house.users.resolve("terminal", "ann", "ann", "en")
    agent = create_agent(OneCall(), house.tools, context_schema=Caller, checkpointer=house.saver)
    turn: Any = {"config": {"configurable": {"thread_id": "t"}}, "context": Caller(user.id)}

    asked = await agent.ainvoke({"messages": [HumanMessage("Book the Loft")]}, **turn)
    terms = asked["__interrupt__"][0].value["terms"]
    answered = await agent.ainvoke(Command(resume={"decision": "confirm", "terms": terms}), **turn)

    assert asked["__interrupt__"][0].value["summary"].startswith("Please check and confirm:")
    assert answered["messages"][-2].text.startswith("**Booking 1** is held for you until")
    assert answered["messages"][-1].text.startswith("The model says: **Booking 1** is held")


async def test_the_outcome_of_an_operation_is_told_to_whoever_confirmed_it_and_to_nobody_else(
    house: Any,
) -> None:
    ann, lena = await house.person(), await house.person("lena")
    await ann.call("create_booking", **WISH)
    operation = (await ann.asked())["operation"]

    assert await operation_outcome(house.desk, operation, ann.caller) is None
    said = await ann.decide("confirm")
    assert await operation_outcome(house.desk, operation, ann.caller) == said
    assert await operation_outcome(house.desk, operation, lena.caller) is None

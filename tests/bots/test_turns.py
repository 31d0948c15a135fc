"""Turns from the inbox to the delivery, over real stores on both databases."""

import asyncio
import re
from dataclasses import replace
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from pydantic import PrivateAttr
from structlog.testing import capture_logs

from bots.platform import Undeliverable
from graphs.dialogue import Reply, dump
from models.trouble import Reason, Trouble
from storage.session_tables import places
from storage.settlement import Settled
from storage.upsert import insert_or_replace
from storage.usage import Usage
from tests.bots.conftest import NOW, OpenTown, Town
from tests.graphs.scripted import ScriptedModel, call

ATRIUM = {"hall": "Atrium", "date": "2026-11-22", "start": "18:00", "end": "20:00"}


def asked(town: Town) -> str:
    """What the model was asked last."""
    return town.model.asked[-1][-1].text


def said(town: Town) -> list[str]:
    """What a person had said, as the model was told last."""
    return [message.text for message in town.model.asked[-1] if isinstance(message, HumanMessage)]


async def thread(town: Town, session_id: str) -> list[BaseMessage]:
    saver: Any = town.house.conversation._saver
    kept = await saver.aget_tuple({"configurable": {"thread_id": session_id}})
    return list(kept.checkpoint["channel_values"]["messages"])


async def test_commands_are_answered_without_a_model_and_without_a_trace(open_town: OpenTown) -> None:
    async with open_town() as town:
        assert "built-in" in (await town.say("/start")).text
        help_text = (await town.say("/help")).text
        assert all(f"/{name}" in help_text for name in ("start", "help", "new", "clear", "bookings"))
        assert (await town.say("/bookings")).text == "You have no upcoming bookings."
        assert town.model.asked == []
        assert await town.transcript() == []
        assert (await town.say("/hlep")).text.startswith("There is no command /hlep. Did you mean /help?")
        assert town.model.asked == []
        await town.say("/etc/hosts", at="2")
        assert asked(town) == "/etc/hosts"


async def test_a_new_session_knows_nothing_of_the_old_one(open_town: OpenTown) -> None:
    async with open_town() as town:
        for command in ("/new", "/clear"):
            await town.say("hello, my name is Ann")
            before = await town.session()
            await town.say(command)
            await town.say("hello")
            assert (await town.session()).id != before.id
            assert said(town) == ["hello"]
            assert await town.house.stores.transcript.latest(before.id, 10) != []


async def test_the_language_follows_the_latest_message(open_town: OpenTown) -> None:
    async with open_town() as town:

        async def language() -> str:
            return (await town.house.stores.users.resolve("fake", "ann", "Ann", "zh")).locale

        assert "броней" in (await town.say("/bookings", locale="ru")).text, "a command is in no language"
        await town.say("Hello there")
        assert await language() == "en"
        assert "upcoming" in (await town.say("/bookings", locale="ru")).text
        await town.say("Привет")
        await town.say("12:30?")
        assert await language() == "ru"


async def test_a_pressed_button_keeps_the_persons_language(open_town: OpenTown) -> None:
    async with open_town([call("create_booking", **ATRIUM)]) as town:
        question = await town.say("Забронируй Atrium завтра с 18 до 20")
        assert question.panel is not None
        assert [button.label for button in question.panel.buttons] == ["Подтвердить", "Изменить", "Отмена"]
        done = await town.say("Confirm", pressed=question.panel.buttons[0].value)
        assert re.search("[а-я]", done.text)


async def test_admins_are_those_of_the_settings_on_their_platform(open_town: OpenTown) -> None:
    async with open_town(admins="telegram:ann,terminal:bob") as town:
        town.house.platforms["terminal"] = town.platform
        for name in ("ann", "bob"):
            await town.house.accept(replace(town.incoming("hello", by=name), platform="terminal"))
        await town.house.queue.drain()
        users = town.house.stores.users
        assert (await users.resolve("terminal", "ann", "", "en")).role == "user"
        assert (await users.resolve("terminal", "bob", "", "en")).role == "admin"


async def test_a_session_is_public_where_others_read_along(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello", at="1")
        await town.say("hello", at="-100", topic="7", private=False)
        assert (await town.session(at="1")).public is False
        assert (await town.session(at="-100:7")).public is True
        await town.say("/new", at="-100", topic="7", private=False)
        assert (await town.session(at="-100:7")).public is True


async def test_people_in_one_place_have_sessions_of_their_own(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("hello, the code word is heron", by="ann", at="-100", private=False)
        await town.say("hello", by="bob", at="-100", private=False)
        assert "heron" not in str(town.model.asked[-1])


async def test_a_quoted_message_is_told_to_the_model(open_town: OpenTown) -> None:
    async with open_town() as town:
        await town.say("what is this?", quoted="First line\nsecond line")
        assert asked(town) == "> First line\n> second line\n\nwhat is this?"
        assert (await town.transcript())[0] == ("person", "what is this?")


async def test_a_failing_delivery_is_tried_again_and_shown_once(open_town: OpenTown) -> None:
    async with open_town() as town:
        town.platform.failures = [ConnectionError("gone"), TimeoutError()]
        incoming = town.incoming("hello")
        await town.house.accept(incoming)
        await town.house.queue.drain()
        turn = await town.turn_of(incoming)
        assert town.platform.tries == [turn.id] * 3
        assert town.platform.shown[turn.id].reply == Reply("Good.")
        assert len(town.model.asked) == 1, "the answer is kept, and the model not asked again"
        assert turn.state == "done"


async def test_an_undeliverable_answer_is_not_tried_again(open_town: OpenTown) -> None:
    async with open_town() as town:
        town.platform.failures = [Undeliverable("they have left")]
        incoming = town.incoming("hello")
        await town.house.accept(incoming)
        await town.house.queue.drain()
        assert len(town.platform.tries) == 1
        assert (await town.turn_of(incoming)).state == "failed"
        assert (await town.say("hello?")).text == "Good."


SENTENCES = {
    Reason.BUSY: "busy",
    Reason.UNREACHABLE: "can't be reached",
    Reason.REFUSED: "refused our key",
    Reason.REJECTED: "did not take our request",
    Reason.NOT_THERE: "can't be opened",
    Reason.CROWDED: "Too many people",
    Reason.TOO_LONG: "too long",
    Reason.CUT_SHORT: "broke off",
    Reason.NOT_THERE: "can't be opened",
    Reason.CROWDED: "Too many people are waiting",
}


async def test_a_model_that_fails_is_one_sentence_and_can_be_tried_again(open_town: OpenTown) -> None:
    lines = [line for reason in Reason for line in (Trouble(reason, detail="secret"), AIMessage(f"{reason}"))]
    async with open_town(lines) as town:
        for reason in Reason:
            sorry = await town.say("hello", at=reason)
            assert SENTENCES[reason] in sorry.text
            assert "secret" not in sorry.text
            assert (await town.press(sorry, "Try again", at=reason)).text == reason
            assert said(town) == ["hello"], "the first try has left nothing in the conversation"


async def test_a_retry_of_a_retry_answers_the_message_itself(open_town: OpenTown) -> None:
    busy = Trouble(Reason.BUSY)
    async with open_town([busy, busy, AIMessage("At last.")]) as town:
        first = await town.say("Привет")
        second = await town.press(first, "Попробовать ещё раз")
        third = await town.press(second, "Попробовать ещё раз")
        assert third.text == "At last."
        assert asked(town) == "Привет"
        assert (await town.transcript())[-2:] == [("person", "Привет"), ("assistant", "At last.")]


async def test_a_retry_is_only_for_who_wrote_and_where_they_wrote(open_town: OpenTown) -> None:
    async with open_town([Trouble(Reason.BUSY), AIMessage("A secret of Ann's.")]) as town:
        sorry = await town.say("hello", private=False)
        for circumstances in ({"by": "bob", "private": False}, {"at": "2"}):
            refusal = await town.press(sorry, "Try again", **circumstances)
            assert "among yours" in refusal.text
        assert len(town.model.asked) == 1
        assert (await town.say("Try again", pressed="retry:" + "9" * 40)).text == refusal.text
        assert (await town.press(sorry, "Try again", private=False)).text == "A secret of Ann's."


async def test_a_retried_answer_grows_under_the_button_that_was_pressed(open_town: OpenTown) -> None:
    async with open_town([Trouble(Reason.BUSY), AIMessage("One two.")]) as town:
        await town.press(await town.say("hello"), "Try again")
        assert {incoming.text for incoming, _text in town.platform.drafts} <= {"Try again"}


async def test_a_bug_becomes_an_apology_whose_number_is_in_the_log(open_town: OpenTown) -> None:
    async with open_town([ZeroDivisionError("secret of the engine room"), AIMessage("Good.")]) as town:
        with capture_logs() as log:
            sorry = await town.say("Book the Atrium")
        number = re.search(r"error ([0-9a-f]{8})", sorry.text)
        assert number is not None
        assert [each["error_id"] for each in log if each["event"] == "conversation failed"] == [number[1]]
        assert "secret" not in sorry.text
        assert "Division" not in sorry.text
        assert (await town.say("hello?")).text == "Good."
        assert (await town.press(sorry, "Try again")).text == "Good."
        assert asked(town) == "Book the Atrium"


async def test_a_turn_leaves_its_transcript_its_title_and_its_usage(open_town: OpenTown) -> None:
    used = UsageMetadata(input_tokens=30, output_tokens=4, total_tokens=34)
    async with open_town([AIMessage("Good.", usage_metadata=used)]) as town:
        incoming = town.incoming("hello to all of you in this house today")
        await town.house.accept(incoming)
        await town.house.queue.drain()
        turn, session = await town.turn_of(incoming), await town.session()
        told = [("person", incoming.text), ("assistant", "Good.")]
        assert await town.transcript() == told
        assert session.title == "hello to all of you in…"
        usage = Usage(turn.id, session.id, session.user_id, "builtin", 30, 4, False)
        assert await town.house.stores.usage.of_session(session.id) == [usage]
        again = Settled(
            turn.id, session.id, "other words", "another answer", dump(Reply("another")), (usage,), NOW
        )
        await town.house.stores.settlements.settle(again)
        assert await town.transcript() == told
        assert await town.house.stores.usage.of_session(session.id) == [usage]
        assert (await town.turn_of(incoming)).reply == turn.reply


async def test_a_turn_answered_before_a_crash_is_delivered_after_it(open_town: OpenTown) -> None:
    async with open_town() as town:
        town.platform.failures = [ConnectionError("gone")]
        incoming = town.incoming("hello")
        await town.house.accept(incoming)
        await town.platform.tried.wait()
        assert (await town.turn_of(incoming)).state == "answered"
    async with open_town() as town:
        await town.house.queue.drain()
        turn = await town.turn_of(incoming)
        assert town.platform.shown[turn.id].reply == Reply("Good.")
        assert town.model.asked == []
        assert turn.state == "done"


class Careful(ScriptedModel):
    """Takes its time, and notes how many ask it at once."""

    _at_once: int = PrivateAttr(default=0)
    _most: int = PrivateAttr(default=0)

    async def _agenerate(self, *arguments: Any, **named: Any) -> Any:
        self._at_once += 1
        self._most = max(self._most, self._at_once)
        await asyncio.sleep(0.02)
        try:
            return await super()._agenerate(*arguments, **named)
        finally:
            self._at_once -= 1


async def test_a_session_open_in_two_places_runs_one_turn_at_a_time(open_town: OpenTown) -> None:
    model = Careful(lines=[AIMessage("Good.")], metadata={"card": "builtin"})
    async with open_town(model=model) as town:
        await town.say("hello", at="1")
        session = await town.session(at="1")
        other = {"place": "fake:2", "user_id": session.user_id, "session_id": session.id}
        await town.house.stores.database.write(lambda tx: insert_or_replace(tx, places, other))
        sent = [town.incoming(f"hi number {n}", at=str(1 + n % 2)) for n in range(6)]
        await asyncio.gather(*(town.house.accept(incoming) for incoming in sent))
        await town.house.queue.drain()
        assert model._most == 1
        kept = [message.text for message in await thread(town, session.id)]
        assert sorted(kept) == sorted(["hello", *(incoming.text for incoming in sent), *["Good."] * 7])
        assert len(await town.transcript()) == 14

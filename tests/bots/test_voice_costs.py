"""What listening and speaking cost, and what happens where a day's budget doesn't reach for it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from graphs.dialogue import Attachment, Reply
from storage.budgets import Spent
from tests.bots.conftest import NOW, OpenTown, Town
from tests.fakes.ears import EAR, VOICE, HummingSpeaker, ScriptedTranscriber, scripted_speech
from tests.recordings import recorded, tone

pytest.importorskip("av", reason="the extra speech is not installed")

DEAR = EAR.model_copy(update={"price": 0.60})
"""A cent a second."""
CENT = 10_000


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """tests/storage asks both databases for what is kept."""
    return sqlite_url


@pytest.fixture(scope="module")
def second() -> bytes:
    return recorded(tone(1), "memo.wav")


def note(town: Town, data: bytes, ref: str = "v1") -> Attachment:
    town.platform.files[ref] = data
    return Attachment("audio", ref, "memo.wav", "audio/wav")


async def say(town: Town, data: bytes) -> Reply:
    return await town.say("", attachments=(note(town, data),))


async def spent(town: Town) -> Spent:
    return await town.house.stores.budgets.spent((await town.user()).id, NOW.date())


async def test_listening_counts_against_the_day_and_is_shown(
    open_town: OpenTown, tmp_path: Path, second: bytes
) -> None:
    speech = scripted_speech(tmp_path, ScriptedTranscriber(["Hello", "Again"]), ear=DEAR)
    async with open_town(speech=speech, budgets="user=0.025usd") as town:
        assert (await say(town, second)).above == "> Hello"
        assert await spent(town) == Spent(CENT, (await spent(town)).tokens, 0, 0)
        assert "$0.01." in (await town.say("/budget")).text
        assert "Of that for recordings and speech: $0.01" in (await town.say("/t")).text
        assert (await say(town, second)).above == "> Again"
        assert "Cost: $0.02" in (await town.say("/t")).text


async def test_past_the_budget_nobody_listens_and_the_recording_is_kept(
    open_town: OpenTown, tmp_path: Path, second: bytes
) -> None:
    ear = ScriptedTranscriber(["Hello", "Kept"])
    speech = scripted_speech(tmp_path, ear, ear=DEAR)
    async with open_town(speech=speech, budgets="user=0.015usd") as town:
        await say(town, second)
        refused = await say(town, second)
        assert "doesn't reach for listening to this recording. It is kept" in refused.text
        assert "renews Sun, 22 Nov 2026" in refused.text
        assert len(ear.pieces) == 1
        assert await spent(town) == Spent(CENT, (await spent(town)).tokens, 0, 0)
        assert (await town.say("I write instead")).text == "Good."
        await town.house.stores.users.change((await town.user()).id, budget="1usd")
        assert (await town.press(refused, "Try again")).above == "> Kept"


async def test_recordings_that_come_at_once_cannot_cost_more_together(
    open_town: OpenTown, tmp_path: Path, second: bytes
) -> None:
    ear = ScriptedTranscriber(["Hello"] * 6)
    ear.gate.clear()
    speech = scripted_speech(tmp_path, ear, ear=DEAR)
    async with open_town(speech=speech, budgets="user=0.03usd") as town:
        file = note(town, second)
        sent = [town.incoming("", at=str(place), attachments=(file,)) for place in range(6)]
        await asyncio.gather(*map(town.house.accept, sent))
        await ear.listening.wait()
        ear.gate.set()
        await town.house.queue.drain()
        assert (len(ear.pieces), (await spent(town)).micros) == (3, 3 * CENT)


async def test_a_crash_after_listening_does_not_have_it_paid_twice(
    open_town: OpenTown, tmp_path: Path, second: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear, reached = ScriptedTranscriber(["Hello", "Hello"]), asyncio.Event()

    async def killed(*_: Any, **__: Any) -> Any:
        reached.set()
        await asyncio.Event().wait()

    async with open_town(speech=scripted_speech(tmp_path, ear, ear=DEAR), budgets="user=0.015usd") as town:
        await town.house.queue.drain()
        monkeypatch.setattr(town.house.conversation, "answer", killed)
        await town.house.accept(town.incoming("", attachments=(note(town, second),)))
        await reached.wait()
        assert (await spent(town)).micros == CENT
    async with open_town(speech=scripted_speech(tmp_path, ear, ear=DEAR), budgets="user=0.015usd") as town:
        await town.house.queue.drain()
        assert town.platform.shown
        assert (len(ear.pieces), (await spent(town)).micros) == (1, CENT)


async def test_listening_that_is_stopped_costs_what_was_sent(
    open_town: OpenTown, tmp_path: Path, second: bytes
) -> None:
    ear = ScriptedTranscriber(["Hello"])
    ear.gate.clear()
    speech = scripted_speech(tmp_path, ear, ear=DEAR)
    async with open_town(speech=speech, budgets="user=0.05usd") as town:
        await town.house.accept(town.incoming("", attachments=(note(town, second),)))
        await ear.listening.wait()
        assert (await spent(town)).reserved_micros == CENT
        await town.say("/stop")
        await town.house.queue.drain()
        assert await spent(town) == Spent(CENT, 0, 0, 0)


async def test_speaking_costs_by_its_characters_until_the_budget_ends(
    open_town: OpenTown, tmp_path: Path
) -> None:
    speaker = HummingSpeaker()
    dear = VOICE.model_copy(update={"price": 2_000.0})
    speech = scripted_speech(tmp_path, ScriptedTranscriber(), speaker=speaker, voice=dear)
    async with open_town(speech=speech, budgets="user=0.015usd") as town:
        await town.say("/voice on")
        assert (await town.say("hello")).attachments
        assert (await spent(town)).micros == len("Good.") * 2_000 == CENT
        silent = await town.say("hello")
        assert silent.attachments == ()
        assert silent.text.startswith("Good.\n\n_I don't say this aloud: your budget for today doesn't reach")
        assert (await town.say("hello")).text == "Good.", "once a day is enough"
        assert speaker.said == ["Good."]
        assert await spent(town) == Spent(CENT, (await spent(town)).tokens, 0, 0)
        assert "Of that for recordings and speech: $0.01" in (await town.say("/t")).text


async def test_for_whoever_nothing_bounds_it_is_noted_all_the_same(
    open_town: OpenTown, tmp_path: Path, second: bytes
) -> None:
    speech = scripted_speech(tmp_path, ScriptedTranscriber(["Hello"]), ear=DEAR)
    async with open_town(speech=speech) as town:
        await say(town, second)
        assert (await spent(town)).micros == CENT

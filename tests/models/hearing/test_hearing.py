"""Recordings in their turn, piece by piece, with scripted transcribers."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from models.hearing.heard import Heard, Passage, clock
from models.hearing.hearing import Hearing, Progress
from models.hearing.transcriber import Transcriber
from models.hearing.trouble import Reason, Unheard
from models.purse import Bottomless
from models.speech import Ear
from tests.fakes.ears import EAR, ScriptedTranscriber
from tests.recordings import recorded, tone, wav

pytest.importorskip("av", reason="the extra speech is not installed")


def hearing_of(*ears: tuple[Ear, ScriptedTranscriber]) -> Hearing:
    async def open_ear(ear: Ear) -> Transcriber:
        return next(transcriber for known, transcriber in ears if known == ear)

    async def names() -> list[str]:
        return ["Atrium"]

    return Hearing(lambda _mode: [ear for ear, _ in ears], open_ear, names)


async def listen(
    hearing: Hearing,
    seconds: float = 1,
    person: int = 1,
    shown: list[Progress] | None = None,
    news: asyncio.Event | None = None,
) -> Heard:
    def show(progress: Progress) -> None:
        if shown is not None:
            shown.append(progress)
        if news is not None:
            news.set()

    file = wav(tone(seconds))
    return await hearing.listen(
        file, person=person, mode="auto", language="ru", show=show, purse=Bottomless()
    )


async def test_the_pieces_are_one_transcript_with_the_times_of_the_whole() -> None:
    ear = ScriptedTranscriber(["One.", "", "Three."], window=2)
    heard = await listen(hearing_of((EAR, ear)), 5)
    first, third = heard.passages
    assert first == Passage(0.0, first.end, "One.")
    assert third.begin == sum(piece.seconds for piece in ear.pieces[:2])
    assert heard.text == "One. Three."
    assert heard.marked.splitlines()[0] == "[0:00] One."
    assert heard.seconds == pytest.approx(5)
    assert [hint.names for hint in ear.hints] == [["Atrium"]] * len(ear.hints)
    assert [hint.language for hint in ear.hints][:2] == ["", "en"], "the first piece tells the language"


@pytest.mark.parametrize(("setting", "told"), [("", ""), ("person", "ru"), ("de", "de")])
async def test_the_language_is_detected_or_the_one_that_is_set_or_the_person_s(
    setting: str, told: str
) -> None:
    ear = ScriptedTranscriber(["Hello"])
    await listen(hearing_of((EAR.model_copy(update={"language": setting}), ear)))
    assert [(hint.language, hint.own) for hint in ear.hints] == [(told, "ru")]


async def test_progress_tells_how_far_it_is() -> None:
    shown: list[Progress] = []
    ear = ScriptedTranscriber(["One.", "Two."], window=2)
    await listen(hearing_of((EAR, ear)), 3, shown=shown)
    assert [one.heard.text for one in shown if one.done] == ["One.", "One.", "One. Two."]
    assert all(one.seconds == pytest.approx(3) for one in shown)
    assert shown[-1].done == pytest.approx(3)


async def test_a_long_recording_lets_others_in_between_its_pieces() -> None:
    order: list[int] = []
    ear = ScriptedTranscriber(["x"] * 20, window=1)
    ear.gate.clear()
    hearing, waits = hearing_of((EAR, ear)), asyncio.Event()

    async def one(person: int, seconds: float, news: asyncio.Event | None = None) -> None:
        await listen(hearing, seconds, person, news=news)
        order.append(person)

    async with asyncio.TaskGroup() as group:
        group.create_task(one(1, 5))
        await ear.listening.wait()
        group.create_task(one(2, 1, waits))
        await waits.wait()
        ear.gate.set()
    assert order == [2, 1]


async def test_too_many_are_refused_and_the_others_are_told_their_place() -> None:
    ear = ScriptedTranscriber(["x"] * 3)
    ear.gate.clear()
    narrow = EAR.model_copy(update={"waiting": 1})
    hearing = hearing_of((narrow, ear))
    shown: list[Progress] = []
    waits = asyncio.Event()
    first = asyncio.create_task(listen(hearing, person=1))
    await ear.listening.wait()
    second = asyncio.create_task(listen(hearing, person=2, shown=shown, news=waits))
    await waits.wait()
    with pytest.raises(Unheard) as error:
        await listen(hearing, person=3)
    assert error.value.reason is Reason.CROWDED
    assert shown[0].ahead == 1
    ear.gate.set()
    assert [(await first).text, (await second).text] == ["x", "x"]


async def test_the_next_ear_listens_where_one_can_not() -> None:
    deaf = ScriptedTranscriber([Unheard(Reason.NO_MODEL)])
    other = EAR.model_copy(update={"name": "other"})
    heard = await listen(hearing_of((EAR, deaf), (other, ScriptedTranscriber(["Hello"]))))
    assert heard.text == "Hello"


async def test_silence_is_no_reason_to_ask_the_next_ear() -> None:
    other, unasked = EAR.model_copy(update={"name": "other"}), ScriptedTranscriber(["Hello"])
    with pytest.raises(Unheard) as error:
        await listen(hearing_of((EAR, ScriptedTranscriber()), (other, unasked)))
    assert error.value.reason is Reason.SILENT
    assert unasked.pieces == []


async def test_without_an_ear_nobody_listens() -> None:
    with pytest.raises(Unheard) as error:
        await listen(hearing_of())
    assert error.value.reason is Reason.NOBODY


async def test_a_recording_that_does_not_say_how_long_it_is_is_bounded_too(tmp_path: Path) -> None:
    short = EAR.model_copy(update={"longest": 1})
    ear = ScriptedTranscriber(["x"] * 5, window=30)
    nameless = recorded(tone(70), "voice.webm", live=True)
    with pytest.raises(Unheard) as error:
        await hearing_of((short, ear)).listen(
            nameless, person=1, mode="auto", language="en", show=lambda _progress: None, purse=Bottomless()
        )
    assert (error.value.reason, error.value.bound) == (Reason.TOO_LONG, 60)


async def test_whoever_gives_up_leaves_the_queue() -> None:
    ear = ScriptedTranscriber(["x"])
    ear.gate.clear()
    hearing = hearing_of((EAR, ear))
    task = asyncio.create_task(listen(hearing))
    await ear.listening.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert ear.cancelled == 1
    ear.gate.set()
    assert (await listen(hearing, person=2)).text == "x"


def test_times_are_written_as_clocks_do() -> None:
    assert [clock(seconds) for seconds in (0, 7.9, 750, 3723)] == ["0:00", "0:07", "12:30", "1:02:03"]


@dataclass
class Purse:
    """So many cents, at a cent for a second."""

    left: int
    spent: float = 0.0
    asked: list[float] = field(default_factory=list[float])

    async def reaches(self, micros: float) -> bool:
        self.asked.append(round(micros / 10_000, 2))
        return self.spent + micros <= self.left * 10_000

    def spend(self, micros: float) -> None:
        self.spent += micros


DEAR = EAR.model_copy(update={"price": 0.60})


async def hear(hearing: Hearing, file: bytes, purse: Purse) -> Heard:
    return await hearing.listen(
        file, person=1, mode="auto", language="en", show=lambda _progress: None, purse=purse
    )


async def test_the_whole_recording_is_set_aside_for_and_paid_piece_by_piece() -> None:
    purse = Purse(10)
    ear = ScriptedTranscriber(["One.", "Two.", Unheard(Reason.BUSY)], window=2)
    with pytest.raises(Unheard):
        await hear(hearing_of((DEAR, ear)), wav(tone(5)), purse)
    assert purse.asked[0] == 5
    assert purse.spent == pytest.approx(10_000 * sum(piece.seconds for piece in ear.pieces[:2]))


async def test_where_the_budget_does_not_reach_whoever_is_free_listens() -> None:
    own = EAR.model_copy(update={"name": "own"})
    dear, free = ScriptedTranscriber(["Too dear"]), ScriptedTranscriber(["Free"])
    purse = Purse(4)
    assert (await hear(hearing_of((DEAR, dear), (own, free)), wav(tone(5)), purse)).text == "Free"
    assert (dear.pieces, purse.spent) == ([], 0)


async def test_that_the_budget_is_used_up_is_what_is_said_where_nobody_else_can_listen() -> None:
    own = EAR.model_copy(update={"name": "own"})
    unable = ScriptedTranscriber([Unheard(Reason.NO_EXTRA)])
    with pytest.raises(Unheard) as error:
        await hear(hearing_of((DEAR, ScriptedTranscriber()), (own, unable)), wav(tone(5)), Purse(4))
    assert error.value.reason is Reason.UNPAID


async def test_a_recording_that_does_not_say_how_long_it_is_is_not_listened_to_on_credit() -> None:
    file = recorded(tone(6), "voice.webm", live=True)
    ear, purse = ScriptedTranscriber(["x"] * 6, window=2), Purse(3)
    with pytest.raises(Unheard) as error:
        await hear(hearing_of((DEAR, ear)), file, purse)
    assert error.value.reason is Reason.UNPAID
    assert 1 <= sum(piece.seconds for piece in ear.pieces) <= 3
    assert purse.spent <= 30_000

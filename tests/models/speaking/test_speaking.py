"""Answers said aloud: sentence by sentence, by the next voice where one can't."""

import io
from collections.abc import Sequence

import pytest

from models.purse import Bottomless
from models.speaking.encoding import as_ogg
from models.speaking.speaker import Speaker, Speech
from models.speaking.speaking import LONGEST, Aloud, Speaking, parts
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice
from tests.fakes.ears import VOICE, HummingSpeaker
from tests.recordings import RATE, tone

pytest.importorskip("av", reason="the extra speech is not installed")


def speaking_of(*voices: tuple[Voice, HummingSpeaker]) -> Speaking:
    async def open_voice(voice: Voice) -> Speaker:
        return next(speaker for known, speaker in voices if known == voice)

    def voices_of(_mode: str) -> Sequence[Voice]:
        return [voice for voice, _ in voices]

    return Speaking(voices_of, open_voice)


async def speak(speaking: Speaking, text: str, language: str = "en") -> Aloud:
    return await speaking.speak(text, person=1, mode="auto", language=language, purse=Bottomless())


def seconds_of(file: bytes) -> float:
    import av

    with av.open(io.BytesIO(file)) as container:
        assert container.streams.audio[0].codec_context.name in ("opus", "libopus")
        return float(container.duration) / 1_000_000


async def test_speech_is_an_ogg_file_with_opus_of_its_length() -> None:
    assert seconds_of(as_ogg(Speech(tone(2.5), RATE))) == pytest.approx(2.5, abs=0.1)


async def test_a_long_answer_is_said_in_parts_that_become_one_file() -> None:
    speaker = HummingSpeaker()
    text = "This is a sentence about a hall. " * 60
    file = await speak(speaking_of((VOICE, speaker)), text)
    assert " ".join(speaker.said) == text.strip()
    assert all(len(part) <= LONGEST for part in speaker.said)
    assert seconds_of(file.data) > 0.3 * len(speaker.said)
    assert seconds_of(file.data) == pytest.approx(file.seconds, abs=0.1)


def test_parts_end_with_sentences_and_lose_nothing() -> None:
    text = "One. Two!\nThree " + "word " * 200
    assert "".join(" ".join(parts(text)).split()) == "".join(text.split())
    assert list(parts("你好。再见。")) == ["你好。 再见。"]


async def test_the_voice_that_speaks_the_language_is_taken() -> None:
    russian = VOICE.model_copy(update={"name": "ru", "languages": ["ru"]})
    english = VOICE.model_copy(update={"name": "en", "languages": ["en"]})
    ivan, john = HummingSpeaker(), HummingSpeaker()
    speaking = speaking_of((russian, ivan), (english, john))
    await speak(speaking, "Hello.")
    assert (ivan.said, john.said) == ([], ["Hello."])
    assert speaking.can("auto", "ru")
    assert not speaking.can("auto", "zh")
    with pytest.raises(Unspoken):
        await speak(speaking, "你好", "zh")


async def test_the_next_voice_speaks_where_one_can_not() -> None:
    hoarse, other = HummingSpeaker(troubles=[Unspoken(Reason.BUSY)]), HummingSpeaker()
    second = VOICE.model_copy(update={"name": "second"})
    await speak(speaking_of((VOICE, hoarse), (second, other)), "Hello.")
    assert other.said == ["Hello."]

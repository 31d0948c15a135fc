"""Saying an answer aloud: by whom in a mode and a language, sentence after sentence, in turn."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from models.admission import Admission, Crowded
from models.purse import Purse
from models.speaking.encoding import as_ogg
from models.speaking.speaker import Speaker, Speech
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice

LONGEST = 600
"""Characters that are said at once."""
WAITING = 20
_PAUSE = 0.15
"""Seconds of silence between two parts."""
_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")

Open = Callable[[Voice], Awaitable[Speaker]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Aloud:
    """An Ogg file with Opus, so many `seconds` long."""

    data: bytes
    seconds: float


class Speaking:
    def __init__(self, voices_of: Callable[[str], Sequence[Voice]], open_voice: Open) -> None:
        self._voices_of = voices_of
        self._open_voice = open_voice
        self._speakers: dict[str, Speaker] = {}
        self._opening = asyncio.Lock()
        self._admission = Admission(WAITING)

    def can(self, mode: str, language: str = "") -> bool:
        """Whether there is a voice; in any language, where none is named."""
        voices = self._voices_of(mode)
        return any(voice.speaks(language) for voice in voices) if language else bool(voices)

    async def trouble(self, mode: str, language: str) -> Unspoken | None:
        """What keeps every voice from speaking there, of those in this language or, without any, of all."""
        trouble: Unspoken | None = Unspoken(Reason.NOBODY)
        voices = self._voices_of(mode)
        for voice in [voice for voice in voices if voice.speaks(language)] or voices:
            try:
                await (await self._speaker(voice)).open()
                return None
            except Unspoken as error:
                _log.warning(
                    "a voice can't speak", voice=voice.name, reason=error.reason, detail=error.detail
                )
                trouble = error
        return trouble

    async def speak(self, text: str, *, person: Hashable, mode: str, language: str, purse: Purse) -> Aloud:
        """The text, aloud. The mode's next voice speaks where one can't, or where the `purse` doesn't reach for
        it. Raises `Unspoken`.
        """
        trouble = Unspoken(Reason.NOBODY, language)
        for voice in self._voices_of(mode):
            if not voice.speaks(language):
                continue
            try:
                return await self._say(voice, text, person, purse)
            except Unspoken as error:
                _log.warning(
                    "a voice can't speak", voice=voice.name, reason=error.reason, detail=error.detail
                )
                trouble = trouble if trouble.reason is Reason.UNPAID else error
        raise trouble

    async def close(self) -> None:
        for speaker in self._speakers.values():
            await speaker.close()

    async def _speaker(self, voice: Voice) -> Speaker:
        async with self._opening:
            if voice.name not in self._speakers:
                self._speakers[voice.name] = await self._open_voice(voice)
            return self._speakers[voice.name]

    async def _say(self, voice: Voice, text: str, person: Hashable, purse: Purse) -> Aloud:
        said = list(parts(text))
        if voice.price and not await purse.reaches(voice.micros(sum(map(len, said)))):
            raise Unspoken(Reason.UNPAID)
        speaker = await self._speaker(voice)
        spoken: list[Speech] = []
        for part in said:
            try:
                async with self._admission.turn(person):
                    spoken.append(await speaker.speak(part))
            except Crowded:
                raise Unspoken(Reason.BUSY, "too many wait") from None
            purse.spend(voice.micros(len(part)))
        if not spoken:
            raise Unspoken(Reason.BUSY, "nothing to say")
        whole = _joined(spoken)
        return Aloud(await asyncio.to_thread(as_ogg, whole), whole.seconds)


def parts(text: str) -> Iterator[str]:
    """Whole sentences, as many as are said at once; a longer sentence by its words."""
    part = ""
    for sentence in filter(None, (piece.strip() for piece in _END.split(text))):
        for piece in _bounded(sentence):
            if part and len(part) + len(piece) >= LONGEST:
                yield part
                part = ""
            part = f"{part} {piece}".strip()
    if part:
        yield part


def _bounded(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        end = sentence.rfind(" ", 0, LONGEST)
        end = end if end > 0 else LONGEST
        yield sentence[:end]
        sentence = sentence[end:].strip()
    yield sentence


def _joined(spoken: Sequence[Speech]) -> Speech:
    """All parts are by one voice, and so of one rate."""
    rate = spoken[0].rate
    return Speech((b"\0\0" * int(rate * _PAUSE)).join(part.samples for part in spoken), rate)

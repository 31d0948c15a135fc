"""Saying an answer aloud: by whom in a mode and a language, sentence after sentence, in turn."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence

import structlog

from models.admission import Admission, Crowded
from models.speaking.encoding import as_ogg
from models.speaking.speaker import Speaker, Speech, Unspoken
from models.speech import Voice

LONGEST = 600
"""Characters that are said at once."""
WAITING = 20
_PAUSE = 0.15
"""Seconds of silence between two parts."""
_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")

Open = Callable[[Voice], Awaitable[Speaker]]

_log = structlog.get_logger(__name__)


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

    async def speak(self, text: str, *, person: Hashable, mode: str, language: str) -> bytes:
        """An Ogg file with Opus. The mode's next voice speaks where one can't. Raises `Unspoken`."""
        trouble = Unspoken("no voice for this language")
        for voice in self._voices_of(mode):
            if not voice.speaks(language):
                continue
            try:
                return await self._say(voice, text, person)
            except Unspoken as error:
                _log.warning("a voice can't speak", voice=voice.name, reason=str(error))
                trouble = error
        raise trouble

    async def close(self) -> None:
        for speaker in self._speakers.values():
            await speaker.close()

    async def _say(self, voice: Voice, text: str, person: Hashable) -> bytes:
        async with self._opening:
            if voice.name not in self._speakers:
                self._speakers[voice.name] = await self._open_voice(voice)
        speaker = self._speakers[voice.name]
        spoken: list[Speech] = []
        for part in parts(text):
            try:
                async with self._admission.turn(person):
                    spoken.append(await speaker.speak(part))
            except Crowded:
                raise Unspoken("too many wait") from None
        if not spoken:
            raise Unspoken("nothing to say")
        return await asyncio.to_thread(as_ogg, _joined(spoken))


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

"""What goes with an answer: what was understood of the question, and a voice that says it."""

from dataclasses import dataclass, replace

import structlog

from bots.aloud import sayable
from bots.counter import Asked
from bots.markup import plain, quoted, shortened
from bots.turn_files import TurnFiles
from graphs.dialogue import Attachment, Heard, Reply
from graphs.modes import VOICE_NOTES, split
from models.speaking.speaker import Unspoken
from models.speaking.speaking import Speaking
from texts import detect

LONGEST_QUOTE = 900
"""Characters: of what is longer, the beginning stands above the answer, and all of it comes as a file."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Presenting:
    speaking: Speaking
    files: TurnFiles

    async def present(self, reply: Reply, asked: Asked, *, aloud: bool = False) -> Reply:
        """The same however often a turn is replayed; its files are then written anew."""
        heard = [one for one in asked.incoming.heard if one.passages]
        files = await self._transcript(heard, asked)
        voice = await self._voice(reply, asked) if aloud and asked.user.voice else ()
        if not (heard or files or voice):
            return reply
        return replace(reply, above=understood(asked), attachments=(*reply.attachments, *files, *voice))

    async def _transcript(self, heard: list[Heard], asked: Asked) -> tuple[Attachment, ...]:
        if not any(is_long(one, asked) for one in heard):
            return ()
        text = "\n\n".join(one.marked for one in heard)
        name = "transcript.txt"
        path = await self.files.write(asked.turn_id, name, f"{text}\n".encode())
        return (Attachment("file", path, name, "text/plain"),)

    async def _voice(self, reply: Reply, asked: Asked) -> tuple[Attachment, ...]:
        """Nothing where it can't be said: the words are there to be read."""
        language = detect(reply.text, asked.locale)
        text = sayable(reply.text, language)
        mode = split(asked.session.mode)[0]
        if not text or not self.speaking.can(mode, language):
            return ()
        try:
            data = await self.speaking.speak(text, person=asked.user.id, mode=mode, language=language)
        except Unspoken as error:
            _log.warning("an answer was not said aloud", turn=asked.turn_id, reason=str(error))
            return ()
        name = "answer.ogg"
        path = await self.files.write(asked.turn_id, name, data)
        return (Attachment("voice", path, name, "audio/ogg", len(data)),)


def is_long(heard: Heard, asked: Asked) -> bool:
    return len(_words(heard, asked)) > LONGEST_QUOTE


def understood(asked: Asked) -> str:
    """What stands above the answer, also while it grows."""
    return "\n\n".join(_quote(one, asked) for one in asked.incoming.heard if one.passages)


def _quote(heard: Heard, asked: Asked) -> str:
    lines = shortened(_words(heard, asked), LONGEST_QUOTE).splitlines()
    return quoted("\n".join(map(plain, lines)))


def _words(heard: Heard, asked: Asked) -> str:
    """Notes of a recording have its time marks."""
    return heard.marked if split(asked.session.mode)[0] == VOICE_NOTES else heard.text

"""What goes with an answer: what was understood of the question, and a voice that says it."""

from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil

import structlog

from bots.aloud import sayable
from bots.counter import Asked, Counter
from bots.markup import plain, quoted, shortened
from bots.spending import Spending
from bots.turn_files import TurnFiles
from bots.unspoken import not_spoken
from graphs.dialogue import Attachment, Heard, Reply
from graphs.modes import VOICE_NOTES, split
from models.speaking.speaking import Speaking
from models.speaking.trouble import Reason, Unspoken
from texts import detect

LONGEST_QUOTE = 900
"""Characters: of what is longer, the beginning stands above the answer, and all of it comes as a file."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Presenting:
    speaking: Speaking
    files: TurnFiles
    spending: Spending
    counter: Counter
    _told: dict[int, tuple[date, Reason]] = field(default_factory=dict[int, tuple[date, Reason]])

    async def present(self, reply: Reply, asked: Asked, *, aloud: bool = False) -> Reply:
        """The same however often a turn is replayed; its files are then written anew."""
        heard = [one for one in asked.incoming.heard if one.passages]
        files = await self._transcript(heard, asked)
        voice = await self._voice(reply, asked) if aloud and asked.user.voice else ()
        if isinstance(voice, Unspoken):
            reply, voice = self._with_note(reply, voice, asked), ()
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

    async def _voice(self, reply: Reply, asked: Asked) -> tuple[Attachment, ...] | Unspoken:
        """Nothing where there is nothing to say, or no voice for its language."""
        language = detect(reply.text, asked.locale)
        text = sayable(reply.text, language)
        mode = split(asked.session.mode)[0]
        if not text or not self.speaking.can(mode, language):
            return ()
        purse = self.spending.purse(asked, "speech")
        try:
            aloud = await self.speaking.speak(
                text, person=asked.user.id, mode=mode, language=language, purse=purse
            )
        except Unspoken as error:
            _log.warning("an answer was not said aloud", turn=asked.turn_id, reason=error.reason)
            return error
        finally:
            await purse.pay()
        name = "answer.ogg"
        path = await self.files.write(asked.turn_id, name, aloud.data)
        return (Attachment("voice", path, name, "audio/ogg", len(aloud.data), ceil(aloud.seconds)),)

    def _with_note(self, reply: Reply, trouble: Unspoken, asked: Asked) -> Reply:
        """Why it is not said aloud stands under the answer, once a day: the words are there to be read."""
        now = (self.counter.today(asked.user).date(), trouble.reason)
        if self._told.get(asked.user.id) == now:
            return reply
        self._told[asked.user.id] = now
        note = not_spoken(trouble.reason, asked.locale, asked.when(self.counter.renews(asked.user)))
        return replace(reply, text=f"{reply.text}\n\n_{note}_")


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

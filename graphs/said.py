"""What goes into a conversation in one turn, and what comes out of it."""

from dataclasses import dataclass

from graphs.accounting import Spent
from graphs.dialogue import Heard, Reply
from graphs.modes import VOICE_NOTES, split
from graphs.stopping import Stop
from tools.caller import Caller


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said in a turn. `thread_id` is the session's id, `mode`, `model` and `system_message` its
    settings.

    `max_tokens` bounds the answer; `too_dear` are models that the budget doesn't reach for; `speaker` is the person's
    name where several talk, else empty; `stop` ends the answer early. `heard` are the recordings whose words are part
    of the text, with the times of their passages.
    """

    turn_id: int
    thread_id: str
    caller: Caller
    text: str
    pressed: str = ""
    mode: str = "auto"
    model: str | None = None
    system_message: str = ""
    max_tokens: int | None = None
    too_dear: tuple[str, ...] = ()
    speaker: str = ""
    stop: Stop | None = None
    heard: tuple[Heard, ...] = ()

    @property
    def words(self) -> str:
        """What the model is told. Only notes of a recording need to know when something was said in it."""
        text = self.text
        if split(self.mode)[0] == VOICE_NOTES:
            for heard in self.heard:
                text = text.replace(heard.text, heard.marked, 1) if heard.passages else text
        return text


@dataclass(frozen=True, slots=True)
class Answer:
    """`failure` is empty, or the reason why no model could answer; `reply` is then an empty one.

    `stopped` says that it ended early because it was asked to; `reply` then says so itself. `window_share` is
    how full the model's window is after it (1.0 is full), None where the window is unknown.
    """

    reply: Reply
    spent: tuple[Spent, ...] = ()
    failure: str = ""
    stopped: bool = False
    window_share: float | None = None

"""A process that holds one model and speaks with it: `python -m models.small_talk SOURCE DEVICE`.

It talks as in `wire`, and ends with its input. It is a process of its own because importing torch and transformers
holds the interpreter's lock for up to a second at a time.
"""

import os
import signal
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TextIO

from models.small_talk import wire

if TYPE_CHECKING:
    from models.small_talk.speaking import Speaker

Tell = Callable[[wire.FromModel], None]


class Questions:
    """Reads what comes in, while an answer is being given too."""

    def __init__(self, source: TextIO) -> None:
        self.waiting: SimpleQueue[wire.Question] = SimpleQueue()
        self._source = source
        self._stopped_up_to = 0

    def read(self) -> None:
        for line in self._source:
            said = wire.to_model(line)
            if isinstance(said, wire.Question):
                self.waiting.put(said)
            else:
                self._stopped_up_to = said.number
        os._exit(0)  # whoever asked is gone, while an answer may be going on

    def stopped(self, number: int) -> bool:
        return number <= self._stopped_up_to


def main(source: str, device: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer

    def tell(said: wire.FromModel) -> None:
        out.write(wire.dump(said))

    questions = Questions(sys.stdin)
    Thread(target=questions.read, daemon=True).start()
    _speak(source, device, questions, tell)


def _speak(source: str, device: str, questions: Questions, tell: Tell) -> None:
    from models.small_talk.loading import LoadError
    from models.small_talk.speaking import DoesNotFit, Speaker

    try:
        speaker = Speaker.open(source, device, lambda percent: tell(wire.Loading(percent)))
    except LoadError as error:
        return tell(wire.Failed(0, "load", str(error)))
    tell(wire.Ready(speaker.window, speaker.device))
    while True:
        question = questions.waiting.get()
        try:
            tell(_answer(speaker, question, questions, tell))
        except DoesNotFit:
            tell(wire.Failed(question.number, "too_long"))
        except Exception as error:
            tell(wire.Failed(question.number, type(error).__name__, str(error)))


def _answer(speaker: "Speaker", question: wire.Question, questions: Questions, tell: Tell) -> wire.Done:
    number = question.number

    def say(text: str) -> None:
        tell(wire.Piece(number, text))

    spoken = speaker.answer(question.turns, question.limit, say, lambda: questions.stopped(number))
    return wire.Done(number, spoken.read, spoken.written, spoken.ended)


if __name__ == "__main__":
    main(*sys.argv[1:3])

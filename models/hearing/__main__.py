"""A process that listens with one Whisper: `python -m models.hearing EAR`, which is the ear's JSON.

It reads a line of JSON for each piece, with its samples behind it, and answers with a line; it ends with its input.
It is a process of its own because importing and running what Whisper needs holds the interpreter's lock for long.
"""

import os
import signal
import sys
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from models.hearing import wire
from models.hearing.trouble import Reason, Unheard
from models.hearing.whisper_model import WhisperModel
from models.speech import Ear


class Questions:
    """Reads what comes in, while a piece is being listened to too."""

    def __init__(self, source: BinaryIO) -> None:
        self.waiting: SimpleQueue[tuple[wire.Question, bytes]] = SimpleQueue()
        self._source = source
        self._stopped_up_to = 0

    def read(self) -> None:
        for line in self._source:
            said = wire.to_model(line)
            if isinstance(said, wire.Stop):
                self._stopped_up_to = said.number
            else:
                self.waiting.put((said, self._source.read(said.size)))
        os._exit(0)  # whoever asked is gone, while a piece may be listened to

    def stopped(self, number: int) -> bool:
        return number <= self._stopped_up_to


def main(ear: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    questions = Questions(sys.stdin.buffer)
    Thread(target=questions.read, daemon=True).start()
    try:
        model = WhisperModel.load(Ear.model_validate_json(ear))
    except Unheard as error:
        out.write(wire.dump(wire.Failed(0, error.reason, error.detail)))
        return
    out.write(wire.dump(wire.Ready(model.device)))
    while True:
        out.write(wire.dump(_answer(model, questions)))


def _answer(model: WhisperModel, questions: Questions) -> wire.FromModel:
    question, samples = questions.waiting.get()
    number = question.number
    if questions.stopped(number):
        return wire.Answer(number)
    try:
        found = model.understand(samples, question.hint, lambda: questions.stopped(number))
    except Exception as error:
        return wire.Failed(number, Reason.BUSY, repr(error)[:300])
    return wire.Answer(number, found.passages, found.language)


if __name__ == "__main__":
    main(sys.argv[1])

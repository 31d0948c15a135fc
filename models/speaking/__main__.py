"""A process that speaks with one piper voice: `python -m models.speaking PATH`, which is its .onnx file.

It reads a line of JSON for each wish and answers with a line, which the samples follow; it ends with its input.
"""

import os
import signal
import sys

from models.speaking import wire
from models.speaking.piper_voice import PiperVoice
from models.speaking.trouble import Unspoken


def main(path: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer

    def answer(said: wire.FromVoice, samples: bytes = b"") -> None:
        out.write(wire.dump(said) + samples)
        out.flush()

    try:
        voice = PiperVoice.load(path)
    except Unspoken as error:
        answer(wire.Failed(error.reason, error.detail))
        return
    answer(wire.Ready())
    for line in sys.stdin.buffer:
        wish = wire.words(line)
        try:
            speech = voice.say(wish.text)
            answer(wire.Said(len(speech.samples), speech.rate), speech.samples)
        except Unspoken as error:
            answer(wire.Failed(error.reason, error.detail))


if __name__ == "__main__":
    main(sys.argv[1])
